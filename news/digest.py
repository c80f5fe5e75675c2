"""A brief that comes by the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime, time


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a channel, or a person by direct message, is to be sent and when.

    Attributes:
        at: wall time in `zone`.
        days: weekdays, Monday is 0; empty means daily.
        zone: IANA name.
        topics: words to match, any of them; empty for everything.
        made_by: who is told when it cannot be delivered.
    """

    id: str
    team: str
    channel: str
    at: time
    zone: str
    made: datetime
    days: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()
    stories: int = 5
    made_by: str = ""
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """One due time of one subscription, named by the wall clock so that no clock change can make it two."""

    subscription: str
    day: date
    at: time

    @property
    def key(self) -> str:
        """The unique name under which it is claimed."""
        return f"{self.subscription}|{self.day.isoformat()}|{self.at:%H:%M}"
