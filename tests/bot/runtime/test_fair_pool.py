"""The pool that people share: turns, limits for each and for all, and its end."""

import threading
from collections.abc import Iterator
from functools import partial
from queue import Full

import pytest
import waiting

from bot.runtime.fair_pool import FairThreadPool


@pytest.fixture
def released() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def pool(workers: int = 1, *, running: int = 1, queued: int = 100, name: str = "test") -> FairThreadPool:
    return FairThreadPool(
        workers, name, max_queued_jobs=6, max_running_per_owner=running, max_queued_per_owner=queued
    )


def test_people_take_turns(released: threading.Event) -> None:
    shared, done = pool(), list[str]()
    shared.submit(lambda: _wait(released), owner="zoe")
    for name in ("ada 1", "ada 2", "ada 3", "grace 1"):
        shared.submit(partial(done.append, name), owner=name.split()[0])
    released.set()

    assert shared.join(10)
    assert done == ["ada 1", "grace 1", "ada 2", "ada 3"]


def test_nobody_occupies_all_threads(released: threading.Event) -> None:
    shared, done = pool(2), threading.Event()
    for _ in range(3):
        shared.submit(lambda: _wait(released), owner="ada")
    shared.submit(done.set, owner="grace")

    assert done.wait(10)


def test_the_queue_has_a_limit_for_one_and_for_all(released: threading.Event) -> None:
    shared = pool(queued=2)
    for _ in range(3):
        shared.submit(lambda: _wait(released), owner="ada")
    with pytest.raises(Full):
        shared.submit(lambda: None, owner="ada")
    for number in range(4):
        shared.submit(lambda: None, owner=f"person {number}")
    with pytest.raises(Full):
        shared.submit(lambda: None, owner="grace")
    released.set()
    assert shared.join(10)


def test_a_stopped_pool_finishes_what_it_has_and_takes_no_more(released: threading.Event) -> None:
    shared, done = pool(name="stopped"), list[int]()
    shared.submit(lambda: _wait(released), owner="ada")
    shared.submit(lambda: done.append(1), owner="ada")
    shared.shutdown()
    with pytest.raises(RuntimeError):
        shared.submit(lambda: None, owner="ada")
    assert not shared.join(0.05)
    released.set()

    assert shared.join(10)
    assert done == [1]
    waiting.until(lambda: not any(each.name.startswith("stopped-") for each in threading.enumerate()), 10)


def test_many_jobs_of_many_people_are_all_done() -> None:
    shared, lock, done = pool(4, running=2), threading.Lock(), list[int]()

    def work(number: int) -> None:
        with lock:
            done.append(number)

    for number in range(300):
        while True:
            try:
                shared.submit(partial(work, number), owner=f"person {number % 7}")
                break
            except Full:
                pass
    assert shared.join(20)
    assert sorted(done) == list(range(300))


def _wait(released: threading.Event) -> None:
    released.wait(20)
