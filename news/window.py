"""Time ranges, parsed from words such as "24h", "3d", "today" or "this week"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from news.errors import InvalidDuration

if TYPE_CHECKING:
    from datetime import datetime

MAX_DURATION = timedelta(days=366)
# A length below this that is not a whole number of hours is shown in minutes.
MAX_DISPLAYED_MINUTES = 180
_UNIT_DURATIONS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_DURATION_PATTERN = re.compile(
    r"(?:last |past )?(\d{1,4})\s*(m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?)", re.IGNORECASE
)
# Words that are meant as a length of time but are not one. One digit with one letter is usually a name ("5G", "4K").
_LIKELY_DURATION_PATTERN = re.compile(
    r"\d{2,}\s?[a-z]{1,2}|\d+\s?(?:y|yrs?|years?|mo|months?|hs|ds|ws)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Window:
    """A time range in UTC, from `since` (inclusive) to `until` (exclusive)."""

    since: datetime
    until: datetime

    def contains(self, moment: datetime) -> bool:
        """Whether the instant lies in the time range."""
        return self.since <= moment < self.until

    @property
    def description(self) -> str:
        """The length of the time range in words, such as "the last 24 hours"."""
        duration = self.until - self.since
        minutes = round(duration / timedelta(minutes=1))
        if minutes < MAX_DISPLAYED_MINUTES and minutes % 60:
            return f"the last {minutes} minutes" if minutes > 1 else "the last minute"
        if duration <= timedelta(hours=48):
            hours = max(1, round(duration / timedelta(hours=1)))
            return f"the last {hours} hours" if hours > 1 else "the last hour"
        days = round(duration / timedelta(days=1))
        return f"the last {days} days"


def recent_window(duration: timedelta, now: datetime) -> Window:
    """Return the time range of the given length up to and including `now`."""
    return Window(now - duration, now + timedelta(microseconds=1))


def parse_window(text: str, now: datetime) -> Window:
    """Parse a description such as "24h" or "yesterday" as a time range.

    Args:
        text: "90m", "24h", "3 days", "last 2 weeks", "today", "yesterday", "this week", "this month".
        now: the current time, aware; its time zone determines when a day begins.

    Raises:
        InvalidDuration: the words are not a length of time from one minute to 366 days.
    """
    normalized_text = " ".join(text.lower().split())
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    until = now + timedelta(microseconds=1)
    named_windows = {
        "today": (midnight, until),
        "yesterday": (midnight - timedelta(days=1), midnight),
        "this week": (midnight - timedelta(days=now.weekday()), until),
        "week": (now - timedelta(weeks=1), until),
        "this month": (midnight.replace(day=1), until),
        "day": (now - timedelta(days=1), until),
    }
    if normalized_text in named_windows:
        since, end = named_windows[normalized_text]
        return Window(since.astimezone(UTC), end.astimezone(UTC))
    match = _DURATION_PATTERN.fullmatch(normalized_text)
    if match is None:
        raise InvalidDuration(text)
    duration = int(match[1]) * _UNIT_DURATIONS[match[2][0].lower()]
    if not timedelta(minutes=1) <= duration <= MAX_DURATION:
        raise InvalidDuration(text)
    return Window((now - duration).astimezone(UTC), until.astimezone(UTC))


def looks_like_duration(word: str) -> bool:
    """Whether a word that `parse_window` rejects was probably meant as a length of time, such as "24x"."""
    return _LIKELY_DURATION_PATTERN.fullmatch(word) is not None
