"""Which slots are due between two instants, in any time zone.

A wall time that the clocks skip is due at the first instant after the gap; one that comes twice is due the first time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from news.digest import Slot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, time

    from news.digest import Subscription

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


def due(subscription: Subscription, after: datetime, until: datetime) -> Iterator[Slot]:
    """Give the slots that are due later than one instant and not later than another, in their order.

    Cut a stretch of time where one will: each slot in it is given once in all.

    Args:
        subscription: its state (paused, parked) is not looked at.
        after: aware.
        until: aware.
    """
    zone = ZoneInfo(subscription.zone)
    # A zone that skips a whole day (Samoa, 2011) puts that day's slots a day later.
    first, last = (after.astimezone(zone) - 2 * _DAY).date(), (until.astimezone(zone) + _DAY).date()
    found = [
        slot
        for day in _days(first, last)
        if day.weekday() in subscription.days
        for at in subscription.times
        if after < (slot := Slot(subscription.id, day, at, instant(day, at, zone))).due <= until
    ]
    yield from sorted(found, key=lambda slot: (slot.due, slot.day, slot.at))


def following(subscription: Subscription, after: datetime) -> Slot | None:
    """Give the next slot after an instant, within ten days; None if there is none (no day is named)."""
    return next(due(subscription, after, after + 10 * _DAY), None)


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Give the instant of a wall time, UTC: the first of two, and the end of the gap for one that is skipped."""
    wall = datetime.combine(day, at.replace(tzinfo=None, fold=0))
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    return _after_gap(wall, zone)


def held(moment: datetime, quiet: tuple[time, time] | None, zone: str) -> datetime:
    """Give when a message that is ready then may be posted: at once, or at the end of the quiet hours."""
    if quiet is None or quiet[0] == quiet[1]:
        return moment
    place = ZoneInfo(zone)
    local = moment.astimezone(place)
    begins, ends = quiet
    now = local.time()
    over_night = begins > ends
    inside = (now >= begins or now < ends) if over_night else begins <= now < ends
    if not inside:
        return moment
    day = local.date() + (_DAY if over_night and now >= begins else timedelta())
    return max(moment, instant(day, ends, place))


# ---- private


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += _DAY


def _after_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """Find the instant at which the clocks jump over a wall time, to the second."""
    # With fold=1 the offset after the jump is taken, which puts the instant before it; with fold=0 after it.
    low = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    high = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)
