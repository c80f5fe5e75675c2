"""Calculate when a digest is due between two instants, in any time zone.

A slot at a local time that the clocks skip is due at the first instant after the gap. A slot at a local time that
occurs twice is due at the first occurrence.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from news.digest import Slot
from news.time_zones import load_timezone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, time
    from zoneinfo import ZoneInfo

    from news.digest import Subscription

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


def due_slots(subscription: Subscription, after: datetime, until: datetime) -> Iterator[Slot]:
    """Yield the slots that are due after `after`, up to and including `until`, in order.

    If a period is split into consecutive calls, every slot is returned exactly once.

    Args:
        subscription: the digest; whether it is paused or on hold is ignored.
        after: the start of the period, exclusive; must be aware.
        until: the end of the period, inclusive; must be aware.

    Raises:
        UnknownTimezone: this machine does not know the time zone.
    """
    timezone = load_timezone(subscription.timezone)
    # A zone that skips a whole day (Samoa, 2011) moves that day's slots to the next.
    first_day, last_day = (
        (after.astimezone(timezone) - 2 * _DAY).date(),
        (until.astimezone(timezone) + _DAY).date(),
    )
    slots = [
        slot
        for day in _iterate_days(first_day, last_day)
        if day.weekday() in subscription.weekdays
        for wall_time in subscription.wall_times
        if after
        < (slot := Slot(subscription.id, day, wall_time, to_utc(day, wall_time, timezone))).due_at
        <= until
    ]
    yield from sorted(slots, key=lambda slot: (slot.due_at, slot.day, slot.wall_time))


def next_slot(subscription: Subscription, after: datetime) -> Slot | None:
    """Return the first slot within ten days after an instant; None if no weekday is set.

    Raises:
        UnknownTimezone: this machine does not know the time zone.
    """
    return next(due_slots(subscription, after, after + 10 * _DAY), None)


def slots_of_day(subscription: Subscription, moment: datetime) -> tuple[Slot, ...]:
    """Return the slots of the local day that contains an instant, in order.

    Raises:
        UnknownTimezone: this machine does not know the time zone.
    """
    day = moment.astimezone(load_timezone(subscription.timezone)).date()
    return tuple(
        slot for slot in due_slots(subscription, moment - 2 * _DAY, moment + 2 * _DAY) if slot.day == day
    )


def to_utc(day: date, wall_time: time, timezone: ZoneInfo) -> datetime:
    """Return the instant (UTC) of a local time.

    A local time that occurs twice gives the first instant; a skipped local time gives the end of the gap.
    """
    wall_datetime = datetime.combine(day, wall_time.replace(tzinfo=None, fold=0))
    moment = wall_datetime.replace(tzinfo=timezone).astimezone(UTC)
    if moment.astimezone(timezone).replace(tzinfo=None) == wall_datetime:
        return moment
    return _find_gap_end(wall_datetime, timezone)


def after_quiet_hours(
    moment: datetime, quiet_hours: tuple[time, time] | None, timezone_name: str
) -> datetime:
    """Return the earliest time outside quiet hours to post a message that is ready at `moment`.

    Raises:
        UnknownTimezone: there are quiet hours, and this machine does not know their time zone.
    """
    if quiet_hours is None or quiet_hours[0] == quiet_hours[1]:
        return moment
    timezone = load_timezone(timezone_name)
    local_datetime = moment.astimezone(timezone)
    quiet_start, quiet_end = quiet_hours
    local_time = local_datetime.time()
    crosses_midnight = quiet_start > quiet_end
    is_quiet = (
        (local_time >= quiet_start or local_time < quiet_end)
        if crosses_midnight
        else quiet_start <= local_time < quiet_end
    )
    if not is_quiet:
        return moment
    day = local_datetime.date() + (_DAY if crosses_midnight and local_time >= quiet_start else timedelta())
    return max(moment, to_utc(day, quiet_end, timezone))


# ---- private


def _iterate_days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += _DAY


def _find_gap_end(wall_datetime: datetime, timezone: ZoneInfo) -> datetime:
    """Return the instant at which the clocks skip a local time, exact to the second."""
    # fold=1 takes the offset after the jump, which puts the instant before it; fold=0 puts it after.
    low = wall_datetime.replace(tzinfo=timezone, fold=1).astimezone(UTC)
    high = wall_datetime.replace(tzinfo=timezone, fold=0).astimezone(UTC)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        if middle.astimezone(timezone).replace(tzinfo=None) < wall_datetime:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)
