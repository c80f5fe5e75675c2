"""Notices to the people who created a digest or receive it, when the digest fails or ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render import mrkdwn
from bot.render.wording import delivery_wording, digest_wording, formats
from news.digest import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.digest import Delivery, Slot, Subscription

DIGEST_ON_HOLD = (
    "Your digest for {channel} ({digest}) is on hold: {error} "
    "Nothing more is sent until someone types `/brief digest resume` there."
)
ORPHANED_DIGEST_ON_HOLD = (
    "The digest for {channel} ({digest}) is on hold: {error} You get this as an admin, because {maker}, who created "
    "it, has left. Nothing more is sent until someone types `/brief digest resume` there."
)
DIGEST_REOPENED = "The digest for {channel} ({digest}) is no longer on hold: {state}."
DIGEST_FAILED = (
    "Your digest for {channel} ({digest}), due {due}, wasn't sent: {error} The next one is due {next}. "
    "I won't message you about further failures until a digest gets through. "
    "To see the status of the digests in {channel}, type `/brief health` there."
)
LAST_DIGEST_FAILED = (
    "Your digest for {channel} ({digest}), due {due}, wasn't sent: {error} "
    "I won't message you about further failures until a digest gets through. "
    "To see the status of the digests in {channel}, type `/brief health` there."
)
DIGEST_ENDED = (
    "Your digest of {channel} ({digests}) has stopped: {cause}. "
    "Once you're back in the channel, type `/brief digest resume` there to resume it."
)
DIGESTS_ENDED = (
    "Your digests of {channel} ({digests}) have stopped: {cause}. "
    "Once you're back in the channel, type `/brief digest resume` there to resume them."
)
MEMBER_LEFT = "you're no longer in it"
MEMBERS_UNKNOWN = "I can't see who is in it ({error})"
NOT_A_MEMBER = "This digest covers {channel}, and you're not in it. Join the channel, then try again."
MEMBERSHIP_UNKNOWN = "I can't check whether you're in {channel}: {error}"


def describe_parked_digest(subscription: Subscription, error: str, recipient: str = "") -> str:
    """Explain that a digest can no longer be delivered, and what the reader can do about it.

    The message goes to the person who created the digest, or to an admin if that person has left.
    """
    template = DIGEST_ON_HOLD if recipient in {"", subscription.created_by} else ORPHANED_DIGEST_ON_HOLD
    return template.format(
        maker=mrkdwn.mention_user(subscription.created_by),
        channel=mrkdwn.mention_channel(subscription.channel),
        digest=_quote_digest(subscription),
        error=delivery_wording.describe_delivery_error(error),
    )


def describe_reopened_digest(subscription: Subscription, next_slot: Slot | None) -> str:
    """Explain that a digest was resumed because the bot can post in its channel again."""
    return DIGEST_REOPENED.format(
        channel=mrkdwn.mention_channel(subscription.channel),
        digest=_quote_digest(subscription),
        state=digest_wording.describe_digest_state(subscription, next_slot, subscription.timezone),
    )


def describe_failed_digest(
    subscription: Subscription, delivery: Delivery, error: str, next_slot: Slot | None
) -> str:
    """Explain that one delivery of a digest failed, and when the next digest is due.

    The message goes to the person who created the digest.
    """
    template = DIGEST_FAILED if next_slot else LAST_DIGEST_FAILED
    return template.format(
        channel=mrkdwn.mention_channel(subscription.channel),
        digest=_quote_digest(subscription),
        due=formats.format_local_time(delivery.due_at, subscription.timezone),
        error=delivery_wording.describe_delivery_error(error),
        next=formats.format_local_time(next_slot.due_at, subscription.timezone) if next_slot else "",
    )


def describe_ended_digests(subscriptions: Sequence[Subscription], error: str) -> str:
    """Explain that a person's digests from a channel have ended.

    The person left the channel, or the members are not known. The message names no articles.
    """
    template = DIGESTS_ENDED if len(subscriptions) > 1 else DIGEST_ENDED
    cause = MEMBER_LEFT if error == DeliveryError.LEFT_CHANNEL else MEMBERS_UNKNOWN.format(error=error)
    return template.format(
        channel=mrkdwn.mention_channel(subscriptions[0].source_channel),
        digests=formats.join_with_and([_quote_digest(subscription) for subscription in subscriptions]),
        cause=cause,
    )


def describe_membership_refusal(subscription: Subscription, error: str) -> str:
    """Explain why a digest of a channel is not shown to a person.

    Either the person is not a member of the channel, or the bot cannot find out.
    """
    channel = mrkdwn.mention_channel(subscription.source_channel)
    if error == DeliveryError.LEFT_CHANNEL:
        return NOT_A_MEMBER.format(channel=channel)
    return MEMBERSHIP_UNKNOWN.format(channel=channel, error=delivery_wording.describe_delivery_error(error))


# ---- private


def _quote_digest(subscription: Subscription) -> str:
    return f"“{digest_wording.escape_digest(subscription)}”"
