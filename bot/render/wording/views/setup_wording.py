"""The texts of the welcome messages and of the modal that sets up a channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render import mrkdwn
from bot.render.wording import digest_wording, formats, source_wording
from news.digest_form import FormProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.digest import Slot, Subscription
    from news.errors import SourceError
    from news.source import Source

WELCOME_CHANNEL = (
    "Hi! I post short news briefs in this channel, quoted word for word and linked to the articles. "
    "Tell me what to follow, and I start with the last 24 hours."
)
WELCOME_INSTALLER = (
    "Thanks for installing Newsbrief. Next, invite me to a channel with `/invite @Newsbrief` and choose what it "
    "follows, or type `/brief start` here for a brief of your own. `/brief help` lists everything I can do."
)
PACKS_BUTTON, LINKS_BUTTON, ABILITIES_BUTTON = "Choose starter packs", "Add links", "What can you do?"
DAILY_BUTTON = "Get this every morning"
UNDO_BUTTON = "Undo"
TITLE, EDIT_TITLE, LOADING = "Set up news", "Edit digest", "Loading…"
SUBMIT, SAVE, CLOSE = "Start", "Save", "Cancel"
PACKS_LABEL, LINKS_LABEL = "Starter packs", "Links to news sites or feeds"
LINKS_HINT = "One link per line. I find the feed of each site."
TIME_LABEL, DAYS_LABEL, ZONE_LABEL, TOPICS_LABEL, NOW_LABEL = (
    "Time",
    "Days",
    "Time zone",
    "Topics",
    "Right away",
)
ZONE_HINT = "For example Europe/Berlin or America/New_York."
TOPICS_HINT = "Separated by commas. Leave empty for all news."
NOW_OPTION = "Show me one now, covering the last 24 hours"
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FORM_PROBLEM_TEXTS = {
    FormProblem.NO_SOURCES: "Choose a starter pack or enter a link: this channel doesn't follow any sources yet.",
    FormProblem.INVALID_LINK: "“{text}” isn't a link to a website. A link starts with https://",
    FormProblem.TOO_MANY_LINKS: "I can add up to {text} links at once.",
    FormProblem.UNKNOWN_ZONE: "I don't know the time zone “{text}”. Try a name such as Europe/Berlin.",
    FormProblem.INVALID_TIME: "Choose a time.",
    FormProblem.NO_DAYS: "Choose at least one day.",
    FormProblem.TOO_MANY_TOPICS: "Enter up to {text} topics.",
}
MAX_NAMED_SOURCES = 10
MODAL_EXPIRED = "That took too long, so Slack didn't open the form. Please try again."
MODAL_REFUSED = "Slack didn't open the form. Please try again, or type `/brief add world` and `/brief`."
NOT_A_MEMBER = "Nothing was changed: you are no longer in that channel."
FOLLOWED = "Following {count}: {sources}."
ALREADY_FOLLOWED = "This channel already follows these sources."
NOT_ADDED = "Not added: {problem}"
NOT_READ = "Could not read: {problem}"
DIGEST_ORDERED = "Digest ordered for {target}: `{digest}`. First: {time}."
DIGEST_EXISTED = "This channel already has this digest: `{digest}`."
HOW_TO_CHANGE = "To change it, open my Home tab or type `/brief digest list`."


def describe_form_problem(problem: FormProblem, text: str) -> str:
    """Return the error below a field of the form, as plain text."""
    return FORM_PROBLEM_TEXTS[problem].format(text=mrkdwn.escape_plain_text(text[:60]))


def describe_setup(
    subscription: Subscription,
    next_slot: Slot | None,
    *,
    is_new: bool,
    sources: Sequence[Source],
    refused: Sequence[SourceError],
    failures: Sequence[SourceError],
) -> str:
    """Confirm what a submitted form has set up, with what could not be done.

    Args:
        subscription: the digest.
        next_slot: its first time.
        is_new: whether the digest was created, or existed before.
        sources: the newly followed sources.
        refused: why links were not added.
        failures: why followed sources could not be read.
    """
    lines = []
    if sources:
        names = ", ".join(source_wording.link_source(source) for source in sources[:MAX_NAMED_SOURCES])
        names += f" and {len(sources) - MAX_NAMED_SOURCES} more" if len(sources) > MAX_NAMED_SOURCES else ""
        lines.append(FOLLOWED.format(count=formats.format_count(len(sources), "source"), sources=names))
    lines += [NOT_ADDED.format(problem=mrkdwn.escape(str(problem))) for problem in refused]
    lines += [NOT_READ.format(problem=mrkdwn.escape(str(problem))) for problem in failures[:5]]
    digest = digest_wording.escape_digest(subscription)
    if is_new and next_slot:
        is_direct = subscription.channel == subscription.created_by
        target = digest_wording.DIGEST_TO_YOU if is_direct else mrkdwn.mention_channel(subscription.channel)
        time = formats.format_local_time(next_slot.due_at, subscription.timezone)
        lines.append(DIGEST_ORDERED.format(target=target, digest=digest, time=time))
    else:
        lines.append(DIGEST_EXISTED.format(digest=digest))
    return "\n".join([*lines, HOW_TO_CHANGE])
