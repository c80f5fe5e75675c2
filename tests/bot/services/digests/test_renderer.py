"""Rendering digests beside the clock: a digest that hangs, loops or fails is abandoned and keeps no other back."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from datetime import time as wall
from pathlib import Path
from typing import Any

import pytest
import waiting

from bot.render import payloads
from bot.services.briefs import BriefingService
from bot.services.digests import renderer as digest_renderer
from bot.services.digests.deliveries import MAX_RENDER_ATTEMPTS, DigestDeliveryService, DigestParts
from bot.services.digests.lateness import DigestLateness
from bot.services.digests.renderer import DigestRenderer
from bot.services.services import Services, build_services
from bot.services.verification import QuoteVerifier
from news.brief import Brief, BriefRequest
from news.digest import Delivery, Subscription
from storage.sqlite.store import Store

CREATED_AT = datetime(2027, 3, 25, tzinfo=UTC)
NINE = CREATED_AT + timedelta(hours=9)
TIMEOUT_SECONDS = 0.4


class ObstructedService(BriefingService):
    """A briefing service that calls a function before each brief of one channel."""

    def __init__(self, store: Store, channel: str, obstacle: Callable[[], object]) -> None:
        super().__init__(store, QuoteVerifier(store))
        self.channel = channel
        self.obstacle = obstacle

    def create_brief(self, request: BriefRequest, **arguments: Any) -> Brief:
        if request.channel == self.channel:
            self.obstacle()
        return super().create_brief(request, **arguments)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "newsbrief.db") as opened:
        yield opened


# Tests that use it are marked as `untraced`: CPython 3.11 repeats a traced call for ever while an exception waits for a
# thread that is blocked, as here: the event that would release the thread is never set. Python 3.12 traces differently.
@pytest.fixture
def released() -> Iterator[threading.Event]:
    """Set at the end, so that what hangs on it ends before the store is closed."""
    event = threading.Event()
    yield event
    event.set()
    waiting.until(lambda: not _threads(), 60)


@contextmanager
def _at_nine(store: Store, obstacle: Callable[[], object], *channels: str) -> Iterator[DigestRenderer]:
    """Let a digest be due in each channel; those of C1 meet an obstacle."""
    services = _services(store)
    digests, failures = services.digests, services.digest_failures
    deliveries = DigestDeliveryService(
        store,
        DigestParts(
            ObstructedService(store, "C1", obstacle), digests, failures, DigestLateness(store, payloads)
        ),
        payloads,
    )
    for channel in channels:
        subscription = Subscription(channel, "T1", channel, (wall(9),), "UTC", CREATED_AT, created_by="U1")
        digests.save(subscription, now=CREATED_AT)
    services.digest_schedule.enqueue_due(now=NINE)
    renderer = DigestRenderer(
        deliveries, failures, clock=lambda: NINE, timeout_seconds=TIMEOUT_SECONDS, slow_after_seconds=0.1
    )
    yield renderer
    renderer.stop(0.1)


def _services(store: Store) -> Services:
    return build_services(store, payloads)


def _threads() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name == "digest-renderer"]


def _latest(store: Store, channel: str) -> Delivery:
    return store.outbox.for_subscription("T1", channel)[0]


def _notices(store: Store) -> list[str]:
    """Return what the one who ordered the digests is told."""
    deliveries = store.outbox.for_subscription("T1", "", limit=100)
    return [json.loads(each.payload_json)["text"] for each in deliveries if each.channel == "U1"]


def _dispatch_until(renderer: DigestRenderer, holds: Callable[[], object]) -> None:
    def ticked() -> object:
        renderer.dispatch_due()
        return holds()

    waiting.until(ticked, 60)


@pytest.mark.untraced
def test_a_digest_that_hangs_keeps_no_other_back(store: Store, released: threading.Event) -> None:
    started_at = time.monotonic()
    with _at_nine(store, released.wait, "C1", "C2", "C3", "C4") as renderer:
        renderer.dispatch_due()
        assert time.monotonic() - started_at < 5  # the clock's thread renders nothing
        _dispatch_until(
            renderer, lambda: all(_latest(store, name).state == "pending" for name in ("C2", "C3", "C4"))
        )

        assert _latest(store, "C1").state in {"due", "failed"}


@pytest.mark.untraced
def test_a_digest_past_its_deadline_is_set_aside_and_its_maker_told_once(
    store: Store, released: threading.Event
) -> None:
    with _at_nine(store, released.wait, "C1") as renderer:
        _dispatch_until(renderer, lambda: _latest(store, "C1").state == "failed")
        _services(store).digest_schedule.enqueue_due(now=NINE + timedelta(days=1))
        _dispatch_until(
            renderer,
            lambda: [each.state for each in store.outbox.for_subscription("T1", "C1")] == ["failed"] * 2,
        )

        assert {each.error for each in store.outbox.for_subscription("T1", "C1")} == {"too_long"}
        (notice,) = _notices(store)
        assert "wasn't sent: it took too long to make" in notice
        assert not renderer.stop(0.1)  # it cannot be ended, and does not hold up the stop


@pytest.mark.untraced
def test_an_abandoned_digest_is_not_written_when_it_ends_after_all(
    store: Store, released: threading.Event
) -> None:
    with _at_nine(store, released.wait, "C1") as renderer:
        _dispatch_until(renderer, lambda: _latest(store, "C1").state == "failed")
        released.set()
        waiting.until(lambda: not _threads(), 60)

        assert (_latest(store, "C1").state, _latest(store, "C1").payload_json) == ("failed", "")


def test_a_loop_for_ever_is_ended(store: Store) -> None:
    def loops() -> None:
        while True:
            pass

    with _at_nine(store, loops, "C1", "C2") as renderer:
        _dispatch_until(
            renderer,
            lambda: _latest(store, "C1").state == "failed" and _latest(store, "C2").state == "pending",
        )
        waiting.until(lambda: not _threads(), 60)


def test_a_stop_ends_a_loop_and_leaves_its_slot_due(store: Store) -> None:
    looping = threading.Event()

    def loops() -> None:
        looping.set()
        while True:
            pass

    with _at_nine(store, loops, "C1") as renderer:
        renderer._timeout_seconds = 60.0
        renderer.dispatch_due()
        assert looping.wait(10)

        assert renderer.stop(0.2)
        assert _latest(store, "C1").state == "due"


def test_a_fault_is_tried_again_and_then_told(store: Store) -> None:
    faults: list[int] = []

    def fails() -> None:
        faults.append(1)
        raise ZeroDivisionError

    with _at_nine(store, fails, "C1", "C2") as renderer:
        _dispatch_until(
            renderer,
            lambda: _latest(store, "C1").state == "failed" and _latest(store, "C2").state == "pending",
        )

        waiting.until(lambda: _notices(store), 60)  # it follows the state
        assert len(faults) == MAX_RENDER_ATTEMPTS
        (notice,) = _notices(store)
        assert "something went wrong on my side" in notice


def test_a_digest_that_ends_the_process_each_time_is_abandoned(store: Store) -> None:
    with _at_nine(store, lambda: None, "C1") as renderer:
        for _ in range(MAX_RENDER_ATTEMPTS):  # the attempt began, and the process was killed
            store.outbox.start_attempt(_latest(store, "C1"))
        _dispatch_until(renderer, lambda: _latest(store, "C1").state == "failed")

        assert _latest(store, "C1").error == "fault"


def test_two_digests_of_a_channel_are_rendered_one_after_the_other(store: Store) -> None:
    inside: list[int] = []
    most: list[int] = []

    def counts() -> None:
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.2)
        inside.pop()

    with _at_nine(store, counts, "C1") as renderer:
        renderer._timeout_seconds = 60.0
        again = Subscription("d2", "T1", "C1", (wall(9),), "UTC", CREATED_AT)
        _services(store).digests.save(again, now=CREATED_AT)
        _services(store).digest_schedule.enqueue_due(now=NINE)
        _dispatch_until(
            renderer, lambda: {_latest(store, name).state for name in ("C1", "d2")} == {"pending"}
        )

    assert max(most) == 1


@pytest.mark.untraced
def test_a_renderer_whose_threads_all_hang_is_stuck(
    store: Store, released: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digest_renderer, "MAX_THREADS", 1)
    with _at_nine(store, released.wait, "C1") as renderer:
        assert not renderer.is_stuck
        _dispatch_until(renderer, lambda: renderer.is_stuck)

        released.set()
        waiting.until(lambda: not renderer.is_stuck, 60)
