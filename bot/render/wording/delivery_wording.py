"""Descriptions of deliveries: their states, and the reasons why messages were not delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render.wording import formats
from news.digest import DeliveryError

if TYPE_CHECKING:
    from news.digest import Delivery

# Why a message was not delivered, and what can be done: Slack's codes, then ours.
DELIVERY_ERROR_TEXTS: dict[str, str] = {
    "is_archived": "the channel is archived. Unarchive it, or choose another channel.",
    "not_in_channel": "I'm not in that channel. Type `/invite @Newsbrief` there.",
    "channel_not_found": "I can't see that channel. If it's private, type `/invite @Newsbrief` there.",
    "user_not_found": "that person can't be found.",
    "user_disabled": "that account is deactivated.",
    "restricted_action": "an admin has limited who can post there.",
    "ratelimited": "Slack asked me to wait.",
    "missing_scope": "I don't have permission to read that channel's history. Reinstall the app from app.yaml.",
    DeliveryError.UNKNOWN: "Slack didn't confirm it.",
    DeliveryError.UNREACHABLE: "Slack couldn't be reached at the time, and it's too late to send it now.",
    DeliveryError.NOT_RUNNING: "I wasn't running at the time, and it's too late to send it now.",
    DeliveryError.SKIPPED: "it was skipped with `/brief digest skip`.",
    DeliveryError.DELETED: "the digest was deleted first.",
    DeliveryError.SENT_AGAIN: "it was sent again.",
    DeliveryError.TOO_MANY_MESSAGES: "too many messages have been posted there since.",
    DeliveryError.LEFT_CHANNEL: "the person who gets it is no longer in the channel it covers.",
    DeliveryError.MEMBERS_MISSING_SCOPE: (
        "I don't have permission to see who is in that channel. Reinstall the app from app.yaml."
    ),
    DeliveryError.TOO_MANY_MEMBERS: "that channel has too many members for me to check.",
    DeliveryError.THREAD_DELETED: "the message that it replies to was deleted.",
    DeliveryError.FAULT: "something went wrong on my side. The log has the details.",
    DeliveryError.TOO_LONG: "it took too long to make, so I stopped.",
    DeliveryError.UNKNOWN_ZONE: (
        "the server doesn't know its time zone. Update the server's time zone data, or create the digest again with "
        "another time zone."
    ),
}
# Slack's codes for a token that does not work: nothing is sent in the whole workspace (`bot.slack.post_errors`).
WORKSPACE_STOPPED_ERRORS = frozenset(
    {
        "accesslimited",
        "account_inactive",
        "app_access_restricted",
        "enterprise_is_restricted",
        "invalid_auth",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "team_not_found",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
    }
)
WORKSPACE_STOPPED = (
    "Slack doesn't accept my token ({error}), so nothing can be sent in this workspace. "
    "An admin must reinstall the app."
)
OTHER_DELIVERY_ERROR = "Slack refused the message ({error})."
DELIVERY_STATE_TEXTS = {
    "due": "about to be made",
    "waiting": "waiting for the message above it",
    "pending": "waiting to be sent",
    "sending": "being sent",
    "unknown": "may have arrived; I'm about to check",
    "sent": "delivered",
    "empty": "nothing new, so nothing was sent",
    "missed": "not sent",
    "doubtful": "may not have arrived. `/brief digest resend` sends it again",
    "failed": "not delivered",
}
# States that explain themselves, so that an earlier error is not shown.
_STATES_WITHOUT_ERROR = frozenset({"sent", "empty", "due", "waiting"})


def describe_delivery_error(error: str) -> str:
    """Describe why a message was not delivered, given an error code of Slack or of the bot."""
    template = WORKSPACE_STOPPED if error in WORKSPACE_STOPPED_ERRORS else OTHER_DELIVERY_ERROR
    return DELIVERY_ERROR_TEXTS.get(error, template.format(error=error))


def describe_delivery(delivery: Delivery, zone: str) -> str:
    """Describe the result of one delivery of a digest."""
    text = f"{formats.format_local_time(delivery.due_at, zone)}: {DELIVERY_STATE_TEXTS[delivery.state]}"
    if delivery.state in _STATES_WITHOUT_ERROR or not delivery.error:
        return text
    return f"{text} ({describe_delivery_error(delivery.error)})"
