"""Sweeps: each slot is entered once, whatever happens between two of them."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.render import payloads
from bot.services.digests.deliveries import MAX_RENDER_ATTEMPTS
from bot.services.digests.digests import LATE_AFTER, MISSED_DIGEST_MAX_AGE
from bot.services.services import Services, build_services
from news import due_slots
from news.digest import Subscription
from news.errors import StoreError, UnknownTimezone
from storage.sqlite.store import Store

MADE = datetime(2027, 3, 25, tzinfo=UTC)
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "newsbrief.db") as opened:
        yield opened


def _services(store: Store) -> Services:
    return build_services(store, payloads)


def _wanted(number: int, *times: time, zone: str = "UTC") -> Subscription:
    return Subscription(f"d{number}", "T1", f"C{number}", times, zone, MADE)


def _entered(store: Store, subscription: Subscription) -> dict[str, str]:
    found = store.outbox.for_subscription("T1", subscription.id, limit=10_000)
    return {each.idempotency_key: f"{each.state} {each.error}".strip() for each in found}


@pytest.mark.slow
def test_random_sweeps_restarts_and_steps_of_the_clock_enter_each_slot_once(store: Store) -> None:
    rng = random.Random(4)
    wanted = [_wanted(n, time(0, 30), time(2, 30), time(9), zone=zone) for n, zone in enumerate(ZONES)]
    services = _services(store)
    for each in wanted:
        services.digests.save(each, now=MADE)
    now, end = MADE, MADE + timedelta(days=12)
    due: Counter[int] = Counter()
    while now < end:
        now = min(end, now + timedelta(minutes=rng.choice([1, 5, 14])))
        if rng.random() < 0.05:
            services = _services(store)  # another process
            services.digest_schedule.reset_scan(now=now)
        if rng.random() < 0.05:
            services.digest_schedule.enqueue_due(
                now=now - timedelta(minutes=rng.choice([10, 90]))
            )  # set back for a moment
        due[0] += services.digest_schedule.enqueue_due(now=now)

    for each in wanted:
        expected = {slot.idempotency_key for slot in due_slots.due_slots(each, MADE, end)}
        assert _entered(store, each) == dict.fromkeys(expected, "due")
    assert due[0] == sum(len(_entered(store, each)) for each in wanted)


def test_after_downtime_the_latest_is_made_up_for_and_the_others_are_missed(store: Store) -> None:
    each, services = _wanted(1, time(6), time(9), time(20)), _services(store)
    services.digests.save(each, now=MADE)

    services.digest_schedule.enqueue_due(
        now=MADE + timedelta(days=1, hours=9) + MISSED_DIGEST_MAX_AGE - timedelta(seconds=1)
    )

    states = _entered(store, each)
    assert states["d1|2027-03-26|09:00"] == "due"
    assert [state for slot, state in states.items() if slot != "d1|2027-03-26|09:00"] == [
        "missed not_running"
    ] * 4


def test_what_is_older_than_the_catch_up_is_missed(store: Store) -> None:
    each, services = _wanted(1, time(9)), _services(store)
    services.digests.save(each, now=MADE)

    services.digest_schedule.enqueue_due(now=MADE + timedelta(hours=9) + MISSED_DIGEST_MAX_AGE)

    assert list(_entered(store, each).values()) == ["missed not_running"]


def test_several_that_are_hardly_late_are_all_sent(store: Store) -> None:
    each, services = _wanted(1, time(9), time(9, 10)), _services(store)
    services.digests.save(each, now=MADE)

    services.digest_schedule.enqueue_due(now=MADE + timedelta(hours=9) + LATE_AFTER - timedelta(seconds=1))

    assert list(_entered(store, each).values()) == ["due", "due"]


def test_years_of_downtime_are_written_down_for_a_month_alone(store: Store) -> None:
    each, services = _wanted(1, time(9)), _services(store)
    services.digests.save(each, now=MADE)

    services.digest_schedule.enqueue_due(now=MADE + timedelta(days=3_000))

    assert len(_entered(store, each)) == 31


def test_a_full_disk_loses_and_doubles_no_slot(store: Store) -> None:
    wanted = [_wanted(number, time(9)) for number in range(400)]
    services = _services(store)
    for each in wanted:
        services.digests.save(each, now=MADE)
    writer = store._database._writer
    (pages,) = writer.execute("PRAGMA page_count").fetchone()
    writer.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(StoreError, match="disk_full"):
        services.digest_schedule.enqueue_due(now=MADE + timedelta(hours=9))
    assert all(_entered(store, each) == {} for each in wanted)

    writer.execute("PRAGMA max_page_count = 1000000")
    assert services.digest_schedule.enqueue_due(now=MADE + timedelta(hours=9, minutes=1)) == 400
    assert services.digest_schedule.enqueue_due(now=MADE + timedelta(hours=9, minutes=2)) == 0


def test_a_disk_with_room_for_little_costs_no_digest(store: Store) -> None:
    wanted = [_wanted(number, time(9)) for number in range(60)]
    services, nine = _services(store), MADE + timedelta(hours=9)
    for each in wanted:
        services.digests.save(each, now=MADE)
    services.digest_schedule.enqueue_due(now=nine)
    writer = store._database._writer
    (pages,) = writer.execute("PRAGMA page_count").fetchone()
    writer.execute(f"PRAGMA max_page_count = {pages}")

    # An attempt can be counted in its place; a message needs room.
    for _ in range(MAX_RENDER_ATTEMPTS + 2):
        for delivery in store.outbox.list_due():
            services.digest_deliveries.render_delivery(delivery, now=nine)
    states = {state for each in wanted for state in _entered(store, each).values()}
    assert "due" in states
    writer.execute("PRAGMA max_page_count = 1000000")
    while due_deliveries := store.outbox.list_due():
        for delivery in due_deliveries:
            services.digest_deliveries.render_delivery(delivery, now=nine)

    assert {state for each in wanted for state in _entered(store, each).values()} == {"pending"}


def test_skipping_leaves_out_the_next_that_is_not_left_out_yet(store: Store) -> None:
    each, services = _wanted(1, time(9)), _services(store)
    services.digests.save(each, now=MADE)
    for _ in range(2):
        services.digests.skip_next(services.digests.for_channel("T1", "C1")[0], now=MADE)

    for day in range(3):
        services.digest_schedule.enqueue_due(now=MADE + timedelta(days=day, hours=9))

    assert sorted(_entered(store, each).values()) == ["due", "missed skipped", "missed skipped"]


def test_an_edit_after_todays_digest_takes_effect_at_its_next_time(store: Store) -> None:
    services = _services(store)
    services.digests.save(_wanted(1, time(9)), now=MADE)
    services.digest_schedule.enqueue_due(now=MADE + timedelta(hours=9))

    services.digests.save(_wanted(1, time(8)), now=MADE + timedelta(hours=10))
    services.digest_schedule.enqueue_due(now=MADE + timedelta(days=1, hours=10))

    assert set(_entered(store, _wanted(1))) == {"d1|2027-03-25|09:00", "d1|2027-03-26|08:00"}


def test_an_unknown_zone_parks_its_digest_and_keeps_no_other_back(store: Store) -> None:
    services = _services(store)
    unknown = replace(_wanted(1, time(9), zone="Mars/Olympus"), created_by="U1")
    store.subscriptions.save(unknown, scanned_until=MADE, next_due_at=MADE + timedelta(hours=9))
    services.digests.save(_wanted(2, time(9)), now=MADE)
    assert services.digests.next_slot(unknown, now=MADE) is None

    for hours in (9, 10, 33):
        services.digest_schedule.enqueue_due(now=MADE + timedelta(hours=hours))

    assert list(_entered(store, _wanted(2)).values()) == ["due", "due"]
    (parked, _) = store.subscriptions.all()
    assert parked.disabled_reason == "unknown_zone"
    (notice,) = [each for each in store.outbox.for_subscription("T1", "") if each.channel == "U1"]
    assert "the server doesn't know its time zone" in notice.payload_json
    with pytest.raises(UnknownTimezone, match="Mars/Olympus"):
        services.digests.save(unknown, now=MADE)


def test_a_damaged_row_keeps_no_other_digest_back(store: Store) -> None:
    services = _services(store)
    for number in (1, 2):
        services.digests.save(_wanted(number, time(9)), now=MADE)
    with store._database.write_transaction() as db:
        db.execute("UPDATE subscriptions SET payload_json = '{' WHERE id = 'd1'")

    services.digest_schedule.enqueue_due(now=MADE + timedelta(hours=9))

    assert list(_entered(store, _wanted(2)).values()) == ["due"]
    assert [each.id for each in store.subscriptions.all()] == ["d2"]
