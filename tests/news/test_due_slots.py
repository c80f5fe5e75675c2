"""Slots: each one due exactly once, whatever the clocks do and however the time is cut."""

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest

from news import due_slots
from news.digest import Slot, Subscription

MADE = datetime(2024, 1, 1, tzinfo=UTC)


def wanted(zone: str, *times: str, days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)) -> Subscription:
    return Subscription("d", "T1", "C1", tuple(map(time.fromisoformat, times)), zone, MADE, days)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("zone", "wall", "day", "due"),
    [
        ("Europe/Berlin", "09:00", "2027-03-27", "2027-03-27T08:00Z"),
        ("Europe/Berlin", "02:30", "2027-03-28", "2027-03-28T01:00Z"),  # the gap is from 2 to 3
        ("Europe/Berlin", "00:30", "2027-03-29", "2027-03-28T22:30Z"),  # others skip this one
        ("Europe/Berlin", "02:30", "2027-10-31", "2027-10-31T00:30Z"),  # twice: the first
        ("America/New_York", "00:15", "2027-03-15", "2027-03-15T04:15Z"),
        ("Australia/Lord_Howe", "02:10", "2027-10-03", "2027-10-02T15:30Z"),  # half an hour is skipped
        ("Africa/Cairo", "00:30", "2027-04-30", "2027-04-29T22:00Z"),  # midnight is skipped
        ("Asia/Kathmandu", "09:00", "2027-03-28", "2027-03-28T03:15Z"),
        ("Pacific/Apia", "09:00", "2011-12-30", "2011-12-30T10:00Z"),  # the day that Samoa left out
    ],
)
def test_a_wall_time_is_an_instant(zone: str, wall: str, day: str, due: str) -> None:
    found = due_slots.to_utc(date.fromisoformat(day), time.fromisoformat(wall), ZoneInfo(zone))

    assert found == at(due)


def test_days_are_those_of_the_zone() -> None:
    monday = wanted("Pacific/Auckland", "08:00", days=(0,))

    found = list(due_slots.due_slots(monday, at("2026-11-20T00:00Z"), at("2026-11-27T00:00Z")))

    assert found == [Slot("d", date(2026, 11, 23), time(8), at("2026-11-22T19:00Z"))]
    assert found[0].idempotency_key == "d|2026-11-23|08:00"


def test_the_end_is_due_and_the_beginning_is_not() -> None:
    daily = wanted("UTC", "09:00")
    nine = at("2026-11-23T09:00Z")

    assert len(list(due_slots.due_slots(daily, nine - timedelta(seconds=1), nine))) == 1
    assert list(due_slots.due_slots(daily, nine, nine + timedelta(hours=1))) == []


def test_the_next_slot_passes_over_days_that_are_not_meant() -> None:
    weekly = wanted("UTC", "09:00", days=(0,))

    assert due_slots.next_slot(weekly, at("2026-11-23T09:00Z")) == Slot(
        "d", date(2026, 11, 30), time(9), at("2026-11-30T09:00Z")
    )
    assert due_slots.next_slot(wanted("UTC", "09:00", days=()), MADE) is None


@pytest.mark.parametrize(
    ("moment", "quiet", "until"),
    [
        ("2026-11-23T23:00Z", ("22:00", "07:00"), "2026-11-24T07:00Z"),
        ("2026-11-23T03:00Z", ("22:00", "07:00"), "2026-11-23T07:00Z"),
        ("2026-11-23T12:00Z", ("22:00", "07:00"), "2026-11-23T12:00Z"),
        ("2026-11-23T12:30Z", ("12:00", "13:00"), "2026-11-23T13:00Z"),
        ("2026-11-23T12:30Z", ("12:00", "12:00"), "2026-11-23T12:30Z"),
    ],
)
def test_quiet_hours_hold_back_and_do_not_drop(moment: str, quiet: tuple[str, str], until: str) -> None:
    begins, ends = map(time.fromisoformat, quiet)

    assert due_slots.after_quiet_hours(at(moment), (begins, ends), "UTC") == at(until)


# ---------------------------------------------------------------------------- every zone, every transition

FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
TIMES = tuple(f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 7, 15, 30, 45))
NAMES = sorted(name for name in available_timezones() if name not in {"localtime", "Factory"})


def transitions(zone: ZoneInfo) -> list[datetime]:
    """Find every change of offset, to the minute, by looking at each quarter of an hour near those of each day."""
    found = []
    day = FIRST
    while day < LAST:
        after = day + timedelta(days=1)
        if day.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
            quarters = [day + timedelta(minutes=15 * step) for step in range(97)]
            found += [
                late
                for early, late in pairwise(quarters)
                if early.astimezone(zone).utcoffset() != late.astimezone(zone).utcoffset()
            ]
        day = after
    return found


def clock_walk(zone: ZoneInfo, begin: datetime, end: datetime) -> dict[tuple[date, time], datetime]:
    """Watch a wall clock for each minute and write down when each time first showed: a second, plain way to know."""
    shown: dict[tuple[date, time], datetime] = {}
    moment = begin
    while moment <= end:
        local = moment.astimezone(zone)
        shown.setdefault((local.date(), local.time().replace(second=0)), moment)
        moment += timedelta(minutes=1)
    return shown


@pytest.fixture(scope="module")
def changes() -> dict[str, list[datetime]]:
    """The transitions of every zone; zones of the same transitions and offsets stand for each other."""
    found: dict[str, list[datetime]] = {}
    seen = set()
    files = set()
    for name in NAMES:
        file = resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()
        if file in files:
            continue  # another name of a zone
        files.add(file)
        zone = ZoneInfo(name)
        moments = transitions(zone)
        sign = (
            FIRST.astimezone(zone).utcoffset(),
            tuple((each, each.astimezone(zone).utcoffset()) for each in moments),
        )
        if sign not in seen:
            seen.add(sign)
            found[name] = moments
    return found


@pytest.mark.slow
def test_the_world_has_the_transitions_that_this_is_about(changes: dict[str, list[datetime]]) -> None:
    assert len(NAMES) > 550
    assert len(changes) > 60
    assert len(changes["Australia/LHI"]) == 28  # Lord Howe, by the first of its names
    assert sum(map(len, changes.values())) > 800


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_each_slot_is_due_once_around_every_transition_of_every_zone(
    changes: dict[str, list[datetime]],
) -> None:
    rng = random.Random(1)
    for name, moments in changes.items():
        zone = ZoneInfo(name)
        daily = wanted(name, *TIMES)
        for moment in moments or [datetime(2026, 3, 1, tzinfo=UTC)]:
            begin, end = moment - timedelta(hours=26), moment + timedelta(hours=50)
            whole = list(due_slots.due_slots(daily, begin, end))

            # Once each, and cut at random instants, and at the transition itself, the same.
            assert max(Counter(slot.idempotency_key for slot in whole).values()) == 1, (name, moment)
            cuts = sorted({begin, end, moment, *(begin + (end - begin) * rng.random() for _ in range(6))})
            parts = [
                slot for early, late in pairwise(cuts) for slot in due_slots.due_slots(daily, early, late)
            ]
            assert parts == whole, (name, moment)

            # None is missing: each time of each day that lies within, whole.
            days = {begin.astimezone(zone).date() + timedelta(days=step) for step in (1, 2, 3)}
            for day in days:
                if (day + timedelta(days=1)) <= end.astimezone(zone).date() and day > begin.astimezone(
                    zone
                ).date():
                    assert sum(slot.day == day for slot in whole) == len(TIMES), (name, moment, day)


@pytest.mark.timeout(600)
def test_slots_are_where_a_wall_clock_shows_them(changes: dict[str, list[datetime]]) -> None:
    rng = random.Random(2)
    for name, moments in changes.items():
        zone = ZoneInfo(name)
        for moment in rng.sample(moments, min(2, len(moments))):
            begin, end = moment - timedelta(hours=4), moment + timedelta(hours=4)
            shown = clock_walk(zone, begin, end)
            daily = wanted(name, *TIMES)
            for slot in due_slots.due_slots(daily, begin + timedelta(hours=2), end - timedelta(hours=2)):
                first = shown.get((slot.day, slot.wall_time))
                if first is None:
                    # Skipped: due when the clock first shows anything later.
                    first = min(
                        when
                        for (day, wall), when in shown.items()
                        if (day, wall) > (slot.day, slot.wall_time)
                    )
                assert slot.due_at == first, (name, slot)


def test_a_month_cut_anywhere_is_the_month() -> None:
    rng = random.Random(3)
    for name in (
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Africa/Cairo",
        "America/Santiago",
    ):
        daily = wanted(name, "00:00", "02:30", "09:00", "23:59")
        begin, end = at("2027-03-10T00:00Z"), at("2027-04-20T00:00Z")
        whole = list(due_slots.due_slots(daily, begin, end))
        for _ in range(20):
            cuts = sorted({begin, end, *(begin + (end - begin) * rng.random() for _ in range(20))})
            assert [
                slot for early, late in pairwise(cuts) for slot in due_slots.due_slots(daily, early, late)
            ] == whole
