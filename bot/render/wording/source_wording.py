"""The bot's texts about adding sources, removing sources, and the status of sources."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.render import mrkdwn
from bot.render.wording import formats
from news.public_url import public_url
from news.source import DisabledReason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from news.errors import SourceError
    from news.source import Source
    from sources.fetch import DiscoveredFeed

# Maximum number of headlines shown when a source is added.
MAX_HEADLINES = 3

HOW_TO_ADD = (
    "To follow a source, type `/brief add https://example.org` with the address of a site or a feed. For a starter "
    "pack, type its name, for example `/brief add world`.\nPacks: {packs}.\n"
    "`/brief sources` shows this channel's sources."
)
SOURCE_ADDED = "Now following {source}. Latest headlines:"
HEADLINE_LINE = "• {headline}"
OTHER_FEEDS = "The page also links to other feeds: {feeds}"
PARTLY_READ = "Some of it couldn't be read: {reason}"
NEXT_STEPS = (
    "For a brief now, type `/brief`; for one every weekday, `/brief digest weekdays 9:00`. "
    "Wrong source? `/brief sources` lists them all, and `/brief remove` removes one."
)
SOURCE_NOT_ADDED = "Not added. {problem}"
TOO_MANY_LINKS = "I can add up to {limit} links at once. Please send the rest again."
PACK_KNOWN = "This channel already follows all sources of the pack `{pack}`."
PACK_ADDED = "Now following {sources}. Fetching them for the first time takes about a minute."
PACK_READ = "Fetched {read} of {sources} from `{pack}`. Try `/brief`."
PACK_FAILURE_LINE = "• {source}: {reason}"
SEVERAL_SOURCES = "“{name}” could be any of these:\n{sources}\nUse the address of one of them."
SOURCE_MATCH_LINE = "• {title} {url}"
UNKNOWN_SOURCE = (
    "There's no source “{name}” here. `/brief sources` lists this channel's sources; `/brief remove 2` removes the "
    "second one."
)
NO_SOURCE_NAMED = (
    "Which source? `/brief sources` lists this channel's sources; `/brief remove 2` removes the second one."
)
WORKSPACE_SOURCE = (
    "{source} is a source for the whole workspace. Whoever runs Newsbrief can remove it with `newsbrief remove` on "
    "the server."
)
FOREIGN_SOURCE = "{source} was added by {user}. Ask them or a workspace admin to remove it."
FOREIGN_SERVER_SOURCE = (
    "{source} was added by whoever runs Newsbrief. Ask them or a workspace admin to remove it."
)
SOURCE_REMOVED = "Stopped following {source}. To undo: `/brief add {url}`"
UNLINKED_SOURCE_REMOVED = "Stopped following {source}."
MOVED_NOTE = "; it moved here from {url}"
HEALTH_OK = "ok"
CONTENT_NOTE = "; so far {entries}: {texts} with text, {dates} with a date"
HEALTH_NEW = "not fetched yet"
HEALTH_GONE = "gone: the server says it no longer exists, so it isn't fetched; add it again to retry"
HEALTH_FAILED_ONCE = "failed once: {reason}"
HEALTH_FAILING = "failed {count} times in a row: {reason}"
HEALTH_FAILING_SINCE = "failing since {time} ({times}): {reason}"
HEALTH_GIVEN_UP = "no longer fetched ({times}): {reason}"
HEALTH_GIVEN_UP_SINCE = "no longer fetched, failing since {time} ({times}): {reason}"
OUTAGE = (
    "{source} hasn't been fetched since {time}: {reason} I'll keep trying and won't write about this outage again. "
    "`/brief health` shows its status."
)
SOURCE_GONE = (
    "{source} is no longer fetched. Its server says it's permanently gone. To try again: `/brief add {url}`. "
    "Its earlier articles stay."
)
SOURCE_GIVEN_UP = (
    "{source} is no longer fetched. It never worked: {reason}. To try again: `/brief add {url}`. "
    "Its earlier articles stay."
)
SOURCE_GIVEN_UP_SINCE = (
    "{source} is no longer fetched. It has failed since {time}: {reason}. To try again: `/brief add {url}`. "
    "Its earlier articles stay."
)


def link_source(source: Source) -> str:
    """Return a source's name, linked unless the address contains credentials or tokens."""
    return mrkdwn.escape(source.name) if source.has_secret_url else mrkdwn.link(source.url, source.name)


def describe_adding_sources(pack_names: Sequence[str]) -> str:
    """Return the help text on adding sources."""
    return HOW_TO_ADD.format(packs=", ".join(f"`{name}`" for name in pack_names))


def describe_added_source(
    discovered_feed: DiscoveredFeed, source: Source, failures: Sequence[SourceError]
) -> str:
    """Describe the feed that was found and is now followed, and suggest what to do next."""
    name = link_source(replace(source, title=discovered_feed.source.title))
    lines = [SOURCE_ADDED.format(source=name)]
    lines += [
        HEADLINE_LINE.format(headline=mrkdwn.escape(headline))
        for headline in discovered_feed.headlines[:MAX_HEADLINES]
    ]
    if discovered_feed.other_feed_urls:
        feeds = ", ".join(
            mrkdwn.escape(public_url(url)) for url in discovered_feed.other_feed_urls[:MAX_HEADLINES]
        )
        lines.append(OTHER_FEEDS.format(feeds=feeds))
    if failures:
        lines.append(PARTLY_READ.format(reason=mrkdwn.escape(failures[0].reason)))
    return "\n".join([*lines, NEXT_STEPS])


def describe_add_failure(problem: SourceError) -> str:
    """Explain why a source was not added."""
    return SOURCE_NOT_ADDED.format(problem=mrkdwn.escape(str(problem)))


def describe_too_many_links(max_links: int) -> str:
    """Explain how many links one command accepts."""
    return TOO_MANY_LINKS.format(limit=max_links)


def describe_pack_added(pack_name: str, new_sources: Sequence[Source]) -> str:
    """List the new sources from a starter pack."""
    if not new_sources:
        return PACK_KNOWN.format(pack=pack_name)
    return PACK_ADDED.format(sources=", ".join(link_source(source) for source in new_sources))


def describe_pack_read(
    pack_name: str, source_count: int, failures: Sequence[tuple[Source, SourceError]]
) -> str:
    """Describe the result of the first fetch of a starter pack."""
    lines = [
        PACK_READ.format(
            read=source_count - len(failures),
            sources=formats.format_count(source_count, "new source"),
            pack=pack_name,
        )
    ]
    lines += [
        PACK_FAILURE_LINE.format(source=mrkdwn.escape(source.title), reason=mrkdwn.escape(problem.reason))
        for source, problem in failures
    ]
    return "\n".join(lines)


def describe_source_choice(words: str, matches: Sequence[Source]) -> str:
    """Explain that a source is unknown, or that several sources match the given name."""
    if not matches:
        return UNKNOWN_SOURCE.format(name=mrkdwn.escape(words)) if words else NO_SOURCE_NAMED
    sources = "\n".join(
        SOURCE_MATCH_LINE.format(title=mrkdwn.escape(source.title), url=mrkdwn.escape(source.public_url))
        for source in matches
    )
    return SEVERAL_SOURCES.format(name=mrkdwn.escape(words), sources=sources)


def describe_workspace_source(source: Source) -> str:
    """Explain that a source of the whole workspace cannot be removed in a single channel."""
    return WORKSPACE_SOURCE.format(source=mrkdwn.escape(source.name))


def describe_foreign_source(source: Source) -> str:
    """Explain who can remove a source that the person may not remove."""
    template = FOREIGN_SOURCE if source.created_by else FOREIGN_SERVER_SOURCE
    return template.format(source=mrkdwn.escape(source.name), user=mrkdwn.mention_user(source.created_by))


def describe_removed_source(source: Source) -> str:
    """Confirm that a source was removed, and explain how to add it again."""
    template = UNLINKED_SOURCE_REMOVED if source.has_secret_url else SOURCE_REMOVED
    return template.format(source=link_source(source), url=mrkdwn.escape(source.public_url))


def describe_source_health(source: Source) -> str:
    """Describe whether the fetches of a source succeed: "ok", "failing since 18 Nov, 07:15 UTC".

    The full text of a failure is "failing since 18 Nov, 07:15 UTC (3 times): no connection within 5 s".
    """
    health, poll_state = source.health, source.poll_state
    moved_note = MOVED_NOTE.format(url=public_url(poll_state.previous_url)) if poll_state.previous_url else ""
    if poll_state.disabled_reason == DisabledReason.GONE:
        return HEALTH_GONE + moved_note
    if not health.failure_count:
        if not health.last_success_at:
            return HEALTH_NEW
        return HEALTH_OK + describe_content(source) + moved_note
    since = health.last_success_at
    if poll_state.disabled_reason:
        template = HEALTH_GIVEN_UP_SINCE if since else HEALTH_GIVEN_UP
    elif since:
        template = HEALTH_FAILING_SINCE
    else:
        template = HEALTH_FAILED_ONCE if health.failure_count == 1 else HEALTH_FAILING
    text = template.format(
        time=formats.format_utc_time(since) if since else "",
        count=health.failure_count,
        times=formats.format_count(health.failure_count, "time"),
        reason=health.failure_reason,
    )
    return text + describe_content(source) + moved_note


def describe_content(source: Source) -> str:
    """Return a note on how many entries, texts and dates a feed has delivered; "" if they were not counted.

    For example, "; so far 30 articles: 0 with text, 30 with a date".
    """
    counts = source.poll_state.content_counts
    if not counts.entries:
        return ""
    return CONTENT_NOTE.format(
        entries=formats.format_count(counts.entries, "article"),
        texts=counts.with_text,
        dates=counts.with_date,
    )


def describe_outage(source: Source, since: datetime) -> str:
    """Explain that a source could not be fetched for a day.

    The message goes to the person who added the source.
    """
    return OUTAGE.format(
        source=link_source(source),
        time=formats.format_utc_time(since),
        reason=_end_sentence(mrkdwn.escape(source.health.failure_reason)),
    )


def describe_disabled_source(source: Source) -> str:
    """Explain that a source is no longer fetched.

    The message goes to the person who added the source.
    """
    since = source.health.last_success_at
    if source.poll_state.disabled_reason == DisabledReason.GONE:
        template = SOURCE_GONE
    else:
        template = SOURCE_GIVEN_UP_SINCE if since else SOURCE_GIVEN_UP
    return template.format(
        source=link_source(source),
        time=formats.format_utc_time(since) if since else "",
        reason=mrkdwn.escape(source.health.failure_reason).rstrip("."),
        url=mrkdwn.escape(source.public_url),
    )


# ---- private


def _end_sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
