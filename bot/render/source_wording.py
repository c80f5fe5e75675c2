"""What the bot says of sources: how they are added, removed and doing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render import mrkdwn, wording

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from news.errors import SourceError
    from news.source import Source
    from sources.fetch import DiscoveredFeed

# Headlines shown of a source that is added.
MAX_HEADLINES = 3


def describe_adding_sources(pack_names: Sequence[str]) -> str:
    """Say how sources are added."""
    return (
        f"{wording.NO_SOURCES.partition('. ')[2]}\nPacks: {', '.join(f'`{name}`' for name in pack_names)}.\n"
        "`/brief sources` shows what is read here."
    )


def describe_added_source(
    discovered_feed: DiscoveredFeed, source: Source, failures: Sequence[SourceError]
) -> str:
    """Show what was found and that it is kept."""
    name = mrkdwn.link(source.url, discovered_feed.source.title or source.url)
    lines = [f"Now read here: {name}. Its latest:"]
    lines += [f"• {mrkdwn.escape(headline)}" for headline in discovered_feed.headlines[:MAX_HEADLINES]]
    if discovered_feed.other_feed_urls:
        others = ", ".join(
            mrkdwn.escape(other_feed) for other_feed in discovered_feed.other_feed_urls[:MAX_HEADLINES]
        )
        lines.append(f"The page names other feeds too: {others}")
    if failures:
        lines.append(f"Not all of it could be read: {mrkdwn.escape(failures[0].reason)}")
    lines.append("Not the right one? `/brief sources` lists all, `/brief remove` takes one away.")
    return "\n".join(lines)


def describe_add_failure(problem: SourceError) -> str:
    """Say why a source was not added."""
    return f"Not added. {mrkdwn.escape(str(problem))}"


def describe_too_many_links(max_links: int) -> str:
    """Say that the rest is to be sent again."""
    return f"I look at {max_links} links at a time; please send the others again."


def describe_pack_added(pack_name: str, new_sources: Sequence[Source]) -> str:
    """Say which sources of a pack are new here."""
    if not new_sources:
        return f"All sources of the pack `{pack_name}` are read here already."
    source_links = ", ".join(mrkdwn.link(source.url, source.name) for source in new_sources)
    return f"Now read here: {source_links}. I am reading them for the first time; that takes a minute."


def describe_pack_read(
    pack_name: str, source_count: int, failures: Sequence[tuple[Source, SourceError]]
) -> str:
    """Say how the first reading of a pack went."""
    lines = [
        (
            f"{source_count - len(failures)} of {wording.format_count(source_count, 'new source')} of "
            f"`{pack_name}` could be read. Try `/brief`."
        )
    ]
    lines += [
        f"• {mrkdwn.escape(source.title)}: {mrkdwn.escape(problem.reason)}" for source, problem in failures
    ]
    return "\n".join(lines)


def describe_source_choice(words: str, matches: Sequence[Source]) -> str:
    """Ask which source is meant."""
    if matches:
        matches_text = "\n".join(
            f"• {mrkdwn.escape(source.title)} {mrkdwn.escape(source.url)}" for source in matches
        )
        return f"“{mrkdwn.escape(words)}” may be:\n{matches_text}\nGive the address of one."
    unknown_text = f"Nothing that is read here is called “{mrkdwn.escape(words)}”. " if words else ""
    return f"{unknown_text}`/brief sources` lists what is read here; `/brief remove 2` takes the second away."


def describe_workspace_source(source: Source) -> str:
    """Say that a source is not this channel's to remove."""
    return (
        f"{mrkdwn.escape(source.name)} is read in the whole workspace. Whoever runs Newsbrief "
        "removes it with `newsbrief remove` on its server."
    )


def describe_foreign_source(source: Source) -> str:
    """Say whom to ask."""
    owner = mrkdwn.mention_user(source.created_by) if source.created_by else "whoever runs Newsbrief"
    name = mrkdwn.escape(source.name)
    return f"{name} was added by {owner}. Ask them, or an admin of the workspace, to remove it."


def describe_removed_source(source: Source) -> str:
    """Say that a source is not read here any more, and how to have it back."""
    return (
        f"No longer read here: {mrkdwn.link(source.url, source.name)}. "
        f"`/brief add {mrkdwn.escape(source.url)}` brings it back."
    )


def describe_source_health(source: Source) -> str:
    """Say how a source is doing: "well", "failing since 18 Nov, 07:15 UTC (3 times): no connection within 5 s"."""
    health, poll_state = source.health, source.poll_state
    moved_note = f"; it moved here from {poll_state.previous_url}" if poll_state.previous_url else ""
    if poll_state.disabled_reason == "gone":
        return f"gone: its server says that it is there no more, so it is not visited; add it again to try{moved_note}"
    if not health.failure_count:
        return f"well{moved_note}" if health.last_success_at else "not read yet"
    since_text = f" since {wording.format_utc_time(health.last_success_at)}" if health.last_success_at else ""
    state = "given up" if poll_state.disabled_reason else "failing"
    return (
        f"{state}{since_text} ({wording.format_count(health.failure_count, 'time')}): "
        f"{health.failure_reason}{moved_note}"
    )


def describe_outage(source: Source, since: datetime) -> str:
    """Tell whoever added a source that it has not been read for a day."""
    name = mrkdwn.link(source.url, source.name)
    return (
        f"{name} could not be read since {wording.format_utc_time(since)}: "
        f"{mrkdwn.escape(source.health.failure_reason)} "
        "I go on trying and will not write again about this outage. `/brief health` shows how it is."
    )


def describe_disabled_source(source: Source) -> str:
    """Tell whoever added a source that it is not visited any more."""
    name = mrkdwn.link(source.url, source.name)
    if source.poll_state.disabled_reason == "gone":
        reason_text = "Its server says that it is gone for good"
    else:
        since_text = (
            f" since {wording.format_utc_time(source.health.last_success_at)}"
            if source.health.last_success_at
            else ""
        )
        reason_text = f"It could not be read{since_text}: {mrkdwn.escape(source.health.failure_reason)}"
    return (
        f"{name} is not visited any more. {reason_text}. `/brief add {mrkdwn.escape(source.url)}` tries it again; "
        "what it brought stays."
    )
