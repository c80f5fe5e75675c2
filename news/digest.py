"""Digests, which are scheduled briefs, with their due times and deliveries."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from news.brief import SectionKind

if TYPE_CHECKING:
    from datetime import date, datetime, time

    from news.brief import Brief
    from news.window import Window

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
DeliveryState = Literal[
    "due", "waiting", "pending", "sending", "unknown", "sent", "empty", "missed", "doubtful", "failed"
]
# The beginning of the key of a message that a person asked for: a brief, an answer or a notice.
POST_KEY_PREFIX = "post|"
# States that a delivery leaves only if a person intervenes.
FINAL_STATES: tuple[DeliveryState, ...] = ("sent", "empty", "missed", "doubtful", "failed")


class DeliveryError(StrEnum):
    """The reasons, besides Slack's errors, why a message was not delivered or a digest was disabled."""

    UNKNOWN = "unknown"  # no response came: the message may have arrived
    NOT_RUNNING = "not_running"
    SKIPPED = "skipped"
    DELETED = "deleted"
    SENT_AGAIN = "sent_again"
    UNREACHABLE = "unreachable"
    TOO_MANY_MESSAGES = "too_many_messages"
    LEFT_CHANNEL = "left_channel"
    MEMBERS_MISSING_SCOPE = "members_missing_scope"
    TOO_MANY_MEMBERS = "too_many_members"
    FAULT = "fault"
    TOO_LONG = "too_long"
    UNKNOWN_ZONE = "unknown_zone"
    THREAD_DELETED = "thread_deleted"


# Letters of an id that tell the digests of a channel apart.
SHORT_NAME_LENGTH = 4
LEFT_CHANNEL = DeliveryError.LEFT_CHANNEL
# Reasons for a digest on hold that are gone once the bot can post in the channel again.
CHANNEL_UNREACHABLE_ERRORS = frozenset({"is_archived", "not_in_channel", "channel_not_found"})


@dataclass(frozen=True, slots=True)
class Subscription:
    """A scheduled digest for a channel, or for a person by direct message.

    Attributes:
        id: identifies the digest within its workspace.
        team: the workspace.
        channel: the channel to post to.
        wall_times: the local times in `timezone` at which it is due; at least one.
        timezone: the IANA name of the time zone.
        created_at: when the digest was created, UTC; no earlier slot is due.
        weekdays: the weekdays on which it is due; Monday is 0.
        topics: a story must be about at least one of these topics; empty for everything.
        excluded_terms: whole words that exclude an article; "/.../" is a regular expression.
        source_ids: ids of the sources to search; empty for all that the channel follows.
        max_stories: the maximum number of stories.
        max_per_outlet: the maximum number of stories that a single outlet alone reports; 0 for no limit.
        quiet_hours: start and end (local times in `timezone`) of a period without posts; a digest due then waits.
        skip_when_empty: whether to post nothing, instead of a short notice, when there is no news.
        created_by: the person to notify when the digest cannot be delivered.
        source_channel: for a digest by direct message, the channel or direct message in which the person ordered it; a
        channel's digest goes only to its members. "" if `channel` gets a digest of its own sources.
        paused: whether the digest is paused; slots missed during a pause are not sent later.
        disabled_reason: the Slack error code that put the digest on hold; "" if it is not on hold.
        skip_until: slots due up to this time are skipped; None to skip none.
        with_opinion: whether opinion, analysis and features are stories like reports.
        sections: how the stories are divided into sections.
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
    with_opinion: bool = False
    sections: SectionKind = SectionKind.NONE

    @property
    def short_name(self) -> str:
        """A name that stays the same, whatever else is ordered or deleted; unlike the number in a list."""
        return self.id[:SHORT_NAME_LENGTH]

    def is_called(self, name: str) -> bool:
        """Whether a name means this digest: the beginning of its id, or one of its topics, ignoring case."""
        lower_name = name.lower().removesuffix(" digest")
        is_id = len(name) >= SHORT_NAME_LENGTH and self.id.startswith(lower_name)
        return is_id or lower_name in {topic.lower() for topic in self.topics}

    @property
    def members_only(self) -> bool:
        """Whether only members of the source channel may receive the digest.

        False if the source is a direct message.
        """
        return bool(self.source_channel) and not self.source_channel.startswith("D")

    def is_same_order(self, other: Subscription) -> bool:
        """Whether two digests have the same place, schedule and content, regardless of their state.

        Capital letters and the order of words do not matter.
        """
        return self._order() == other._order()

    def has_same_times(self, other: Subscription) -> bool:
        """Whether two digests are due at the same times."""
        return (self.wall_times, self.weekdays, self.timezone) == (
            other.wall_times,
            other.weekdays,
            other.timezone,
        )

    def _order(self) -> tuple[object, ...]:
        return (
            *(self.team, self.channel, self.source_channel, self.timezone),
            *map(frozenset, (self.wall_times, self.weekdays, self.source_ids)),
            *(frozenset(map(str.casefold, terms)) for terms in (self.topics, self.excluded_terms)),
            *(self.max_stories, self.max_per_outlet, self.quiet_hours, self.skip_when_empty),
        )

    @property
    def effective_source_channel(self) -> str:
        """The channel or direct message that provides the sources."""
        return self.source_channel or self.channel

    @property
    def active(self) -> bool:
        """Whether the digest is neither paused nor disabled."""
        return not (self.paused or self.disabled_reason)


@dataclass(frozen=True, slots=True)
class Slot:
    """One due time of a digest.

    The key contains the local time, so that a clock change cannot duplicate the slot.

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
        """The unique key that identifies the slot in the outbox."""
        return f"{self.subscription_id}|{self.day.isoformat()}|{self.wall_time:%H:%M}"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message to a channel and the state of its delivery.

    docs/reliability.md describes the state transitions.

    Attributes:
        team: the workspace.
        idempotency_key: the slot's key; for the second message of a digest, a reply in the thread, with "#2" appended.
        subscription_id: the id of the digest.
        channel: the channel to post to.
        due_at: when the slot was due.
        state: where the delivery is in its life cycle.
        not_before: the earliest time of the next attempt.
        window: the time range that the message covers; None until the message is built.
        payload_json: the message as JSON, frozen before the first attempt; "" until it is built.
        brief_id: the id of the brief that the message shows; "" for a notice without a brief.
        thread_ts: the timestamp of the message to reply to; "" for a message outside a thread.
        attempts: the number of attempts so far.
        first_attempt_at: when the message was first passed to Slack; None if never.
        last_attempt_at: when the message was last passed to Slack; None if never.
        ts: the message's timestamp in Slack; "" until it is known.
        error: the error code of the last failure, from Slack or from `DeliveryError`.
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


@dataclass(frozen=True, slots=True)
class DigestEdition:
    """One digest of a subscription, ready to be posted.

    Attributes:
        subscription: the subscription that the digest belongs to.
        brief: the brief; it may have no stories.
        next_due_at: when the next digest is due, UTC; None if there is none.
        late_due_at: when this digest was due, UTC, if it is late; else None.
        missed_count: the number of digests that could not be sent since the last one.
    """

    subscription: Subscription
    brief: Brief
    next_due_at: datetime | None
    late_due_at: datetime | None = None
    missed_count: int = 0
