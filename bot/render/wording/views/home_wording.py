"""The texts of the Home tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render import mrkdwn
from bot.render.wording import digest_wording, formats, source_wording

if TYPE_CHECKING:
    from news.digest import Slot, Subscription
    from news.source import Source

DIGESTS_HEADING, SOURCES_HEADING, PREFERENCES_HEADING = "Your digests", "Sources", "Preferences"
NO_DIGESTS = (
    "No digest yet. Type `/brief start` in a channel, or in a direct message to me, to get one every morning."
)
NO_SOURCES = (
    "No sources yet. Type `/brief start` in a channel that I am in, or `/brief add https://example.org`."
)
NO_PREFERENCES = "Not set. `/brief more climate` in a channel ranks stories about climate higher there."
MORE_DIGESTS = "and {count} more: `/brief digest list` in their channels lists them."
MORE_SOURCES = "and {count} more: `/brief sources` in the channel lists them."
PAUSE_BUTTON, RESUME_BUTTON, SKIP_BUTTON, EDIT_BUTTON, DELETE_BUTTON = (
    "Pause",
    "Resume",
    "Skip next",
    "Edit",
    "Delete",
)
DELETE_TITLE, DELETE_QUESTION, DELETE_CONFIRM, DELETE_DENY = (
    "Delete this digest?",
    "It ends for everybody who gets it. You can undo it right after.",
    "Delete",
    "Keep it",
)
TO_YOU = "To you, by direct message"
TO_CHANNEL = "In {channel}"
NEXT_TIME = "next {time}"
SOURCES_OF = "*{place}*"
ADD_BUTTON = "Add sources"
YOUR_MESSAGES = "Your direct messages"
SOURCE_LINE = "• {source}: {health}"
DIGEST_GONE = "That digest no longer exists. My Home tab shows the digests that do."
CHANGE_SAVED = "Saved: `{digest}`."


def describe_place_and_time(subscription: Subscription, next_slot: Slot | None, user: str) -> str:
    """Return where a digest goes, and when it comes next in the reader's zone."""
    is_direct = subscription.channel == user
    place = TO_YOU if is_direct else TO_CHANNEL.format(channel=mrkdwn.mention_channel(subscription.channel))
    if next_slot is None:
        state = digest_wording.describe_digest_state(subscription, None, subscription.timezone)
        return f"{place} · {state}"
    time = mrkdwn.date(next_slot.due_at, formats.format_local_time(next_slot.due_at, subscription.timezone))
    return f"{place} · {NEXT_TIME.format(time=time)}"


def describe_source(source: Source) -> str:
    """Return a line with a source and whether it can be read."""
    health = mrkdwn.escape(source_wording.describe_source_health(source))
    return SOURCE_LINE.format(source=source_wording.link_source(source), health=health)


def describe_saved(subscription: Subscription) -> str:
    """Confirm that a digest was changed."""
    return CHANGE_SAVED.format(digest=digest_wording.escape_digest(subscription))
