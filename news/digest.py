"""Digests: scheduled briefs, the slots at which they are due, and their deliveries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date, datetime, time

    from news.window import Window

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
DeliveryState = Literal[
    "due", "waiting", "pending", "sending", "unknown", "sent", "empty", "missed", "doubtful", "failed"
]
# States that a delivery leaves only when a person intervenes.
FINAL_STATES: tuple[DeliveryState, ...] = ("sent", "empty", "missed", "doubtful", "failed")
# Why a digest of a channel is not sent to a person any more, in our word.
LEFT_CHANNEL = "left_channel"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A digest for a channel, or for a person by direct message, and its schedule.

    Attributes:
        id: identifies the digest within its workspace.
        team: the workspace.
        channel: the channel to post to.
        wall_times: local times in `timezone`, at least one.
        timezone: IANA name.
        created_at: when it was made, UTC; no earlier slot is due.
        weekdays: weekdays, Monday is 0.
        topics: a story must be about at least one of them; empty for everything.
        excluded_terms: whole words that exclude an article; "/.../" is a regular expression.
        source_ids: ids of the sources to search; empty for all that the channel follows.
        max_stories: the maximum number of stories.
        max_per_outlet: the maximum number of stories from one outlet alone; 0 for no limit.
        quiet_hours: start and end, local times in `timezone`, of a period without posts; a digest due in it waits.
        skip_when_empty: whether to post nothing when there is no news; otherwise a line says so.
        created_by: the person to notify when it cannot be delivered.
        source_channel: where a person ordered it: a channel, whose digest goes only to its members, or the person's
            direct message; "" if `channel` gets a digest of its own sources.
        paused: whether it is paused; slots missed meanwhile are not sent later.
        disabled_reason: Slack's error code for which it was put on hold; "" while it is in service.
        skip_until: slots due up to this time are skipped; None to skip none.
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
        """Whether the digest has due slots, being neither paused nor on hold."""
        return not (self.paused or self.disabled_reason)


@dataclass(frozen=True, slots=True)
class Slot:
    """One due time of one digest, keyed by local time so that a clock change cannot duplicate it.

    Attributes:
        subscription_id: the id of the digest.
        day: the local date.
        wall_time: the local time.
        due_at: the instant, UTC; not part of the key.
    """

    subscription_id: str
    day: date
    wall_time: time
    due_at: datetime

    @property
    def idempotency_key(self) -> str:
        """The unique key under which the slot is claimed."""
        return f"{self.subscription_id}|{self.day.isoformat()}|{self.wall_time:%H:%M}"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one channel; docs/reliability.md describes the states and their transitions.

    Attributes:
        team: the workspace.
        idempotency_key: the slot's key; the second message of a digest, a reply in its thread, has "#2" appended.
        subscription_id: the id of the digest.
        channel: the channel to post to.
        due_at: when the slot was due.
        state: where the delivery is in its life cycle.
        not_before: the earliest time of the next attempt.
        window: the time range that it covers; None until the message is built.
        payload_json: the message as JSON, frozen before the first attempt; "" until it is built.
        brief_id: the id of the brief that it shows; "" for a notice without a brief.
        thread_ts: the message to reply to; "" for a message of the channel.
        attempts: the number of attempts so far.
        first_attempt_at: when it was first passed to Slack; None if never.
        last_attempt_at: when it was last passed to Slack; None if never.
        ts: the message's timestamp in Slack; "" until it is known.
        error: Slack's error code, or ours, for the last failure.
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
