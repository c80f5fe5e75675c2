"""Digests: what is sent to a channel by the clock, and the slots at which it is due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date, datetime, time

    from news.window import Window

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
State = Literal[
    "due", "waiting", "pending", "sending", "unknown", "sent", "empty", "missed", "doubtful", "failed"
]
# States that a delivery does not leave any more, but by a person's hand.
ENDED: tuple[State, ...] = ("sent", "empty", "missed", "doubtful", "failed")


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a channel, or a person by direct message, is to be sent and when.

    Attributes:
        id: names it within its workspace.
        channel: where it is posted.
        times: wall times in `zone`, at least one.
        zone: IANA name.
        made: when, UTC; nothing older is due.
        days: weekdays, Monday is 0.
        topics: a story is told if it is about any of them; empty for everything.
        without: words that keep an article out, whole words; "/.../" is a regular expression.
        sources: ids of sources, if not all that the channel follows are meant.
        stories: how many at most.
        most_of_one: how many of these may come from one outlet alone; 0 for any number.
        quiet: from when to when nothing is posted, wall times in `zone`; a digest due in between waits.
        silent: True to stay silent on an empty day; else a line says that there was nothing.
        made_by: who is told when it cannot be delivered.
        paused: True while nothing is due; slots in between are not made up for.
        parked: why it was taken out of service, in Slack's word; "" while it is served.
        skip_until: slots due up to then are left out; None if none are.
    """

    id: str
    team: str
    channel: str
    times: tuple[time, ...]
    zone: str
    made: datetime
    days: tuple[int, ...] = EVERY_DAY
    topics: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    stories: int = 5
    most_of_one: int = 0
    quiet: tuple[time, time] | None = None
    silent: bool = False
    made_by: str = ""
    paused: bool = False
    parked: str = ""
    skip_until: datetime | None = None

    @property
    def active(self) -> bool:
        """Whether slots of it are due at all."""
        return not (self.paused or self.parked)


@dataclass(frozen=True, slots=True)
class Slot:
    """One due time of one subscription, named by the wall clock so that no clock change can make it two.

    Attributes:
        due: the instant, UTC; it is no part of the name.
    """

    subscription: str
    day: date
    at: time
    due: datetime

    @property
    def key(self) -> str:
        """The unique name under which it is claimed."""
        return f"{self.subscription}|{self.day.isoformat()}|{self.at:%H:%M}"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message on its way to one channel; see docs/reliability.md for the states and what leads from one to another.

    Attributes:
        slot: the slot's key; the second message of a digest, which stands in its thread, has "#2" behind it.
        due: when the slot was due.
        window: what it tells of; None until it is made.
        payload: the message as JSON, frozen before the first attempt; "" until it is made.
        brief: the brief that it shows; "" for a line of ours.
        tries: attempts so far.
        ready: not before then.
        first, last: when it was first and last given to Slack; None if never.
        ts: its name in the channel; "" until it is known.
        error: Slack's word, or ours, for what went wrong the last time.
    """

    team: str
    slot: str
    subscription: str
    channel: str
    due: datetime
    state: State
    ready: datetime
    window: Window | None = None
    payload: str = ""
    brief: str = ""
    thread: str = ""
    tries: int = 0
    first: datetime | None = None
    last: datetime | None = None
    ts: str = ""
    error: str = ""
