"""The bot's texts about digests: creating, listing, changing and deleting them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.parsing.schedule import weekdays
from bot.render import mrkdwn
from bot.render.wording import brief_wording, delivery_wording, formats
from news.digest import EVERY_DAY, DeliveryError
from news.time_zones import is_known_timezone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from news.digest import Delivery, Slot, Subscription

DIGEST_LINE = "Digest: {digest}."
DIGEST_LATE_NOTE = "Late: it was due {time}."
DIGEST_MISSED_NOTE = "{count} before this one couldn't be sent."
DIGEST_NEXT_NOTE = "Next: {time}."
DIGEST_HELP = """\
`/brief digest weekdays 9:00 climate, energy` - schedule a brief for this channel, in your time zone
`/brief digest me daily 8:00 and 17:30 Europe/Berlin` - schedule one for yourself, by direct message
Options: `top 7` stories, `max 2 of one outlet`, `without boxing, /F[12]/`, `only from Courier`, \
`quiet 22:00-7:00`, `silent` on days without news, `with opinion`, sections `by topic` or `by folder`
`/brief digest list` - show this channel's digests and yours, with their names
`/brief digest preview 1` - show what the digest would contain now
`/brief digest pause 1`, `/brief digest resume 1` - pause or resume it
`/brief digest skip 1` - skip the next one; `/brief digest now 1` - send an extra one now
`/brief digest delete 1` - delete it; `/brief digest resend 1` - send it again if it may not have arrived"""
NO_DIGESTS = "No digests yet. To create one: `/brief digest weekdays 9:00 climate, energy`"
PREVIEW_NOTICE = "Preview, visible only to you. It doesn't change what the next digest includes."
SENDING_NOTICE = "Sending it now."
NO_DOUBTFUL_DELIVERY = "There's nothing to resend: every delivery of this digest either arrived or failed."
CATCH_UP_SENT = "I've sent it to you by direct message. Ask anything in its thread."
CHANNEL_REFUSED = "No digest was created: {error} Then try again: `/brief digest {words}`"
DIGEST_CREATED = "Digest `{name}` for {target}: {digest}."
DIGEST_TO_YOU = "you, by direct message"
DIGEST_COVERS_CHANNEL = "It covers {channel}, as long as you're a member."
DIGEST_COVERS_DIRECT = "It covers the sources you follow in this direct message."
DIGEST_FIRST = "The first one is due {time}."
DIGEST_PROFILE_ZONE = "I used your profile's time zone, {zone}."
DIGEST_NO_PROFILE_ZONE = "Your profile has no time zone that I know, so I used {zone}."
DIGEST_HINTS = (
    "It covers news from now on. For the last 24 hours, type `/brief 24h`. "
    "To see how it looks, type `/brief digest preview {name}`. To undo, type `/brief digest delete {name}`."
)
DIGEST_EXISTS = "You already have this digest: `{name}` in `/brief digest list`."
DIGEST_EXISTS_STATE = "You already have this digest: `{name}` in `/brief digest list`, {state}."
DIGEST_EXISTS_PAUSED = (
    "You already have this digest: `{name}` in `/brief digest list`. It's paused; "
    "`/brief digest resume {name}` resumes it."
)
DIGEST_EXISTS_RESUMED = (
    "You already have this digest: `{name}`. It was on hold and has been resumed, {state}."
)
DIGEST_OTHER_ZONE = (
    " Your profile says {zone}. To change the digest's time zone, delete the digest and create it again."
)
DIGEST_LIST_LINE = "{number}. `{name}` {digest}{target}: {state}."
DIGEST_TO_YOU_NOTE = " (to you)"
DIGEST_TO_YOU_COVERING_NOTE = " (to you, covers {channel})"
LAST_DELIVERY = "Last: {delivery}"
DIGEST_STATE_ON_HOLD = "*on hold*: {error} `/brief digest resume` resumes it"
DIGEST_STATE_PAUSED = "paused"
DIGEST_STATE_UNKNOWN_ZONE = "*not sent*: {error}"
DIGEST_STATE_NEXT = "next {time}"
DIGEST_STATE_NEVER = "never due"
DIGEST_PAUSED = "Paused: {digest}. To resume, type `/brief digest resume {name}`."
DIGEST_RESUMED = "Resumed: {digest}. State: {state}."
SLOT_SKIPPED = "Skipped the {time} digest ({digest})."
NO_SLOT_TO_SKIP = "There's nothing to skip: no further digest is due ({digest})."
DIGEST_DELETED = "Deleted: {digest}."
DIGEST_RESTORED = "Restored: {digest}."
WHICH_DELETED = "Which digest do you want to delete?"


@dataclass(frozen=True, slots=True)
class DigestHeader:
    """The details of a digest that are not part of the brief, such as the next delivery.

    Attributes:
        subscription_text: the subscription in words.
        zone: the time zone for all times.
        late_due_at: when the digest was due, if it is late.
        next_due_at: when the next digest is due; None if there is none.
        missed_count: how many digests could not be sent since the last one.
    """

    subscription_text: str
    zone: str
    late_due_at: datetime | None = None
    next_due_at: datetime | None = None
    missed_count: int = 0


def describe_subscription(subscription: Subscription) -> str:
    """Describe the schedule and content of a digest in words.

    An example is "every weekday at 9:00 (Berlin), top 5 about climate or energy".
    """
    times = formats.join_with_and(
        [f"{wall_time.hour}:{wall_time:%M}" for wall_time in subscription.wall_times]
    )
    topics = formats.join_with_or(subscription.topics)
    parts = [
        f"top {subscription.max_stories} about {topics}" if topics else f"top {subscription.max_stories}"
    ]
    parts += [f"at most {subscription.max_per_outlet} from one outlet"] if subscription.max_per_outlet else []
    parts += (
        [f"without {formats.join_with_and(subscription.excluded_terms)}"]
        if subscription.excluded_terms
        else []
    )
    parts += (
        [f"only from {formats.format_count(len(subscription.source_ids), 'source')}"]
        if subscription.source_ids
        else []
    )
    if subscription.quiet_hours:
        start, end = subscription.quiet_hours
        parts.append(f"quiet from {start.hour}:{start:%M} to {end.hour}:{end:%M}")
    parts += ["with opinion"] if subscription.with_opinion else []
    parts += [f"in sections by {subscription.sections.value}"] if subscription.sections else []
    parts += ["silent on days without news"] if subscription.skip_when_empty else []
    zone = describe_zone(subscription.timezone)
    return f"{describe_days(subscription.weekdays)} at {times} ({zone}), {', '.join(parts)}"


def describe_days(day_numbers: Sequence[int]) -> str:
    """Return weekdays in words: "every day", "every weekday", "every Monday and Thursday", "Monday to Thursday"."""
    days = tuple(sorted(set(day_numbers)))
    if days == EVERY_DAY:
        return "every day"
    if days == weekdays.WORKDAYS:
        return "every weekday"
    names = [weekdays.LONG_DAY_NAMES[day].capitalize() for day in days]
    if len(days) > 2 and days == tuple(range(days[0], days[-1] + 1)):  # noqa: PLR2004 - two are a list
        return f"{names[0]} to {names[-1]}"
    return f"every {formats.join_with_and(names)}"


def describe_zone(zone: str) -> str:
    """Return the city of a time zone: "Berlin", "New York", "UTC"."""
    return zone.rpartition("/")[2].replace("_", " ")


def describe_channel_refusal(error: str, words: str) -> str:
    """Explain why a digest for a channel was not created, and what the person can do.

    The bot cannot post in the channel.
    """
    return CHANNEL_REFUSED.format(
        error=delivery_wording.describe_delivery_error(error), words=mrkdwn.escape(words)
    )


def describe_new_digest(
    subscription: Subscription,
    next_slot: Slot | None,
    *,
    zone_named: bool,
    zone_in_profile: bool = True,
    has_sources: bool,
) -> str:
    """Confirm that a digest was created, with its details and the commands for changing it."""
    is_direct = subscription.channel == subscription.created_by
    target = DIGEST_TO_YOU if is_direct else mrkdwn.mention_channel(subscription.channel)
    parts = [
        DIGEST_CREATED.format(name=subscription.short_name, target=target, digest=escape_digest(subscription))
    ]
    if subscription.members_only:
        parts.append(
            DIGEST_COVERS_CHANNEL.format(channel=mrkdwn.mention_channel(subscription.source_channel))
        )
    elif subscription.source_channel:
        parts.append(DIGEST_COVERS_DIRECT)
    if next_slot:
        parts.append(
            DIGEST_FIRST.format(time=formats.format_local_time(next_slot.due_at, subscription.timezone))
        )
    if not zone_named:
        template = DIGEST_PROFILE_ZONE if zone_in_profile else DIGEST_NO_PROFILE_ZONE
        parts.append(template.format(zone=subscription.timezone))
    lines = [
        " ".join(parts),
        DIGEST_HINTS.format(name=subscription.short_name),
        *([] if has_sources else [brief_wording.NO_SOURCES]),
    ]
    return "\n".join(lines)


def describe_existing_digest(subscription: Subscription, next_slot: Slot | None, *, resumed: bool) -> str:
    """Explain that this channel already has the same digest, and describe the state of that digest.

    Args:
        subscription: the existing digest.
        next_slot: its next slot; None if there is none.
        resumed: whether it was on hold until it was ordered again.
    """
    if subscription.active and not (resumed or subscription.skip_until):
        return DIGEST_EXISTS.format(name=subscription.short_name)
    template = DIGEST_EXISTS_PAUSED if subscription.paused else DIGEST_EXISTS_STATE
    return (DIGEST_EXISTS_RESUMED if resumed else template).format(
        name=subscription.short_name,
        state=describe_digest_state(subscription, next_slot, subscription.timezone),
    )


def describe_digest(
    number: int,
    subscription: Subscription,
    next_slot: Slot | None,
    deliveries: Sequence[Delivery],
    reader_zone: str = "",
) -> str:
    """Describe a digest in one line of a list.

    If the reader gets it by direct message, and has moved to another zone, the line says so.
    """
    target = ""
    if subscription.members_only:
        target = DIGEST_TO_YOU_COVERING_NOTE.format(
            channel=mrkdwn.mention_channel(subscription.source_channel)
        )
    elif subscription.channel == subscription.created_by:
        target = DIGEST_TO_YOU_NOTE
    line = DIGEST_LIST_LINE.format(
        number=number,
        name=subscription.short_name,
        digest=escape_digest(subscription),
        target=target,
        state=describe_digest_state(subscription, next_slot, subscription.timezone),
    )
    if deliveries:
        # A message that Slack refuses for the whole workspace says more than the one that is due behind it.
        stopped = next(
            (each for each in deliveries if each.error in delivery_wording.WORKSPACE_STOPPED_ERRORS),
            deliveries[0],
        )
        last_delivery = delivery_wording.describe_delivery(stopped, subscription.timezone)
        line = f"{line} {LAST_DELIVERY.format(delivery=last_delivery)}"
    has_moved = subscription.channel == subscription.created_by and reader_zone not in {
        "",
        subscription.timezone,
    }
    return line + DIGEST_OTHER_ZONE.format(zone=reader_zone) if has_moved else line


def describe_digest_state(subscription: Subscription, next_slot: Slot | None, zone: str) -> str:
    """Describe the state of a digest: active, paused or on hold.

    For an active digest, the text contains the next time.
    """
    if subscription.disabled_reason:
        return DIGEST_STATE_ON_HOLD.format(
            error=delivery_wording.describe_delivery_error(subscription.disabled_reason)
        )
    if subscription.paused:
        return DIGEST_STATE_PAUSED
    if not is_known_timezone(subscription.timezone):
        return DIGEST_STATE_UNKNOWN_ZONE.format(
            error=delivery_wording.describe_delivery_error(DeliveryError.UNKNOWN_ZONE)
        )
    if next_slot is None:
        return DIGEST_STATE_NEVER
    return DIGEST_STATE_NEXT.format(time=formats.format_local_time(next_slot.due_at, zone))


def describe_paused_digest(subscription: Subscription) -> str:
    """Confirm that a digest was paused."""
    return DIGEST_PAUSED.format(digest=escape_digest(subscription), name=subscription.short_name)


def describe_resumed_digest(subscription: Subscription, next_slot: Slot | None) -> str:
    """Confirm that a digest was resumed, and state its next time."""
    state = describe_digest_state(subscription, next_slot, subscription.timezone)
    return DIGEST_RESUMED.format(digest=escape_digest(subscription), state=state)


def describe_skipped_slot(subscription: Subscription, slot: Slot | None) -> str:
    """Confirm that a digest will not be sent at its next time."""
    if slot is None:
        return NO_SLOT_TO_SKIP.format(digest=escape_digest(subscription))
    time_text = f"{slot.day:%a} {slot.day.day} {slot.day:%b}, {slot.wall_time:%H:%M}"
    return SLOT_SKIPPED.format(time=time_text, digest=escape_digest(subscription))


def describe_deleted_digest(subscription: Subscription) -> str:
    """Confirm that a digest was deleted."""
    return DIGEST_DELETED.format(digest=escape_digest(subscription))


def escape_digest(subscription: Subscription) -> str:
    """Describe a digest as in `describe_subscription`, escaped for Slack."""
    return mrkdwn.escape(describe_subscription(subscription))
