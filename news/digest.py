"""Digests: what is sent to a channel by the clock, and the slots at which it is due."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date, datetime, time

    from news.window import Window

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
DeliveryState = Literal[
    "due", "waiting", "pending", "sending", "unknown", "sent", "empty", "missed", "doubtful", "failed"
]
# States that a delivery does not leave any more, but by a person's hand.
FINAL_STATES: tuple[DeliveryState, ...] = ("sent", "empty", "missed", "doubtful", "failed")


class DeliveryError(StrEnum):
    """Why a message was not delivered, or a digest was disabled, where the code is ours and not Slack's."""

    UNKNOWN = "unknown"  # no answer came: it may have arrived
    NOT_RUNNING = "not_running"
    SKIPPED = "skipped"
    DELETED = "deleted"
    SENT_AGAIN = "sent_again"
    TOO_MANY_MESSAGES = "too_many_messages"
    LEFT_CHANNEL = "left_channel"
    MEMBERS_MISSING_SCOPE = "members_missing_scope"
    TOO_MANY_MEMBERS = "too_many_members"
    FAULT = "fault"
    TOO_LONG = "too_long"
    UNKNOWN_ZONE = "unknown_zone"


LEFT_CHANNEL = DeliveryError.LEFT_CHANNEL


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a channel, or a person by direct message, is to be sent and when.

    Attributes:
        id: names it within its workspace.
        channel: where it is posted.
        wall_times: wall times in `timezone`, at least one.
        timezone: IANA name.
        created_at: when, UTC; nothing older is due.
        weekdays: weekdays, Monday is 0.
        topics: a story is told if it is about any of them; empty for everything.
        excluded_terms: words that keep an article out, whole words; "/.../" is a regular expression.
        source_ids: ids of sources, if not all that the channel follows are meant.
        max_stories: how many at most.
        max_per_outlet: how many of these may come from one outlet alone; 0 for any number.
        quiet_hours: from when to when nothing is posted, wall times in `timezone`; a digest due in between waits.
        skip_when_empty: True to stay silent on an empty day; else a line says that there was nothing.
        created_by: who is told when it cannot be delivered.
        source_channel: where it was ordered for a person: a channel, whose digest goes to its members alone, or the
            person's direct message; "" where `channel` gets a digest of its own sources.
        paused: True while nothing is due; slots in between are not made up for.
        disabled_reason: why it was taken out of service, in Slack's word; "" while it is served.
        skip_until: slots due up to then are left out; None if none are.
    """

    id: str
    team: str
    channel: str
    wall_times: tuple[time, ...]
    timezone: str
    created_at: datetime
    weekdays: tuple[int, ...] = EVERY_DAY
    topics: tuple[str, ...] = ()
    excluded_terms: tuple[str, ...] = ()
    source_ids: tuple[str, ...] = ()
    max_stories: int = 5
    max_per_outlet: int = 0
    quiet_hours: tuple[time, time] | None = None
    skip_when_empty: bool = False
    created_by: str = ""
    source_channel: str = ""
    paused: bool = False
    disabled_reason: str = ""
    skip_until: datetime | None = None

    @property
    def members_only(self) -> bool:
        """Whether its reader has to be a member of its source channel; nobody leaves a direct message."""
        return bool(self.source_channel) and not self.source_channel.startswith("D")

    @property
    def effective_source_channel(self) -> str:
        """The channel, or the person, whose sources are read."""
        return self.source_channel or self.channel

    @property
    def active(self) -> bool:
        """Whether slots of it are due at all."""
        return not (self.paused or self.disabled_reason)


@dataclass(frozen=True, slots=True)
class Slot:
    """One due time of one subscription, named by the wall clock so that no clock change can make it two.

    Attributes:
        due_at: the instant, UTC; it is no part of the name.
    """

    subscription_id: str
    day: date
    wall_time: time
    due_at: datetime

    @property
    def idempotency_key(self) -> str:
        """The unique name under which it is claimed."""
        return f"{self.subscription_id}|{self.day.isoformat()}|{self.wall_time:%H:%M}"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message on its way to one channel; see docs/reliability.md for the states and what leads from one to another.

    Attributes:
        idempotency_key: the slot's key; the second message of a digest, which stands in its thread, has "#2" behind it.
        due_at: when the slot was due.
        window: what it tells of; None until it is made.
        payload_json: the message as JSON, frozen before the first attempt; "" until it is made.
        brief_id: the brief that it shows; "" for a line of ours.
        attempts: attempts so far.
        not_before: not before then.
        first, last: when it was first and last given to Slack; None if never.
        ts: its name in the channel; "" until it is known.
        error: Slack's word, or ours, for what went wrong the last time.
    """

    team: str
    idempotency_key: str
    subscription_id: str
    channel: str
    due_at: datetime
    state: DeliveryState
    not_before: datetime
    window: Window | None = None
    payload_json: str = ""
    brief_id: str = ""
    thread_ts: str = ""
    attempts: int = 0
    first_attempt_at: datetime | None = None
    last_attempt_at: datetime | None = None
    ts: str = ""
    error: str = ""
