"""Many things at once, from a loop to a thread that waits."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Iterator

import pytest

from sources.http import concurrency


def test_each_result_is_given_before_the_stream_has_ended() -> None:
    seen = threading.Event()

    def lines() -> Iterator[int]:
        yield 1
        assert seen.wait(10)
        yield 2

    async def double(number: int) -> int:
        return number * 2

    results = concurrency.run(
        concurrency.map_concurrent(concurrency.from_iterable(lines()), double, max_concurrency=3)
    )

    assert next(results) == (2,)
    seen.set()
    assert list(results) == [(4,)]


def test_a_slow_one_does_not_hold_up_the_others() -> None:
    free = threading.Event()

    async def work(number: int) -> int:
        if number == 0:
            await asyncio.to_thread(free.wait, 10)
        return number

    results = concurrency.run(
        concurrency.map_concurrent(concurrency.from_iterable(range(20)), work, max_concurrency=3)
    )
    first: list[int] = []
    while len(first) < 5:
        first += next(results)
    free.set()

    assert 0 not in first
    assert sorted([*first, *(number for ready in results for number in ready)]) == list(range(20))


def test_what_is_done_within_a_moment_is_given_together() -> None:
    async def work(number: int) -> int:
        return number

    given = list(
        concurrency.run(
            concurrency.map_concurrent(
                concurrency.from_iterable(range(9)), work, max_concurrency=20, batch_seconds=0.2
            )
        )
    )

    assert [sorted(ready) for ready in given] == [list(range(9))]


def test_no_more_are_begun_than_may_wait_to_be_taken() -> None:
    begun: list[int] = []

    async def work(number: int) -> int:
        begun.append(number)
        return number

    async def two() -> int:
        results = concurrency.map_concurrent(concurrency.from_iterable(range(1000)), work, max_concurrency=4)
        for _ in range(2):
            await anext(results)
        await asyncio.sleep(0)
        await results.aclose()
        return len(begun)

    assert asyncio.run(two()) < 20


def test_who_stops_listening_ends_the_stream() -> None:
    ended = threading.Event()

    async def numbers() -> AsyncGenerator[int, None]:
        try:
            for number in range(1000):
                yield number
        finally:
            ended.set()

    results = concurrency.run(numbers())
    next(results)
    results.close()  # type: ignore[attr-defined]

    assert ended.is_set()


def test_what_goes_wrong_is_raised_where_it_is_waited_for() -> None:
    async def work(number: int) -> float:
        return 1 / number

    with pytest.raises(ZeroDivisionError):
        list(
            concurrency.run(
                concurrency.map_concurrent(concurrency.from_iterable([0]), work, max_concurrency=2)
            )
        )
