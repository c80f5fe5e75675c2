"""Time ranges."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

# A length below this that is not a whole number of hours is shown in minutes.
MAX_DISPLAYED_MINUTES = 180


@dataclass(frozen=True, slots=True)
class Window:
    """A time range in UTC, from `since` (inclusive) to `until` (exclusive).

    Attributes:
        name: the words that name it, such as "yesterday"; "" for a length of time that ends now. Equality ignores it.
    """

    since: datetime
    until: datetime
    name: str = field(default="", compare=False)

    def contains(self, moment: datetime) -> bool:
        """Whether the instant lies in the time range."""
        return self.since <= moment < self.until

    @property
    def description(self) -> str:
        """The name of the time range, or its length in words, such as "the last 24 hours"."""
        if self.name:
            return self.name
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
