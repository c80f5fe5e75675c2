"""What the bot says of sources: how they are added, removed and doing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render import mrkdwn, wording

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from news.errors import SourceError
    from news.source import Source
    from sources.fetch import Found

# Headlines shown of a source that is added.
HEADLINES = 3


def add_help(packs: Sequence[str]) -> str:
    """Say how sources are added."""
    return (
        f"{wording.NO_SOURCES.partition('. ')[2]}\nPacks: {', '.join(f'`{name}`' for name in packs)}.\n"
        "`/brief sources` shows what is read here."
    )


def added(found: Found, source: Source, failures: Sequence[SourceError]) -> str:
    """Show what was found and that it is kept."""
    name = mrkdwn.link(source.url, found.source.title or source.url)
    lines = [f"Now read here: {name}. Its latest:"]
    lines += [f"• {mrkdwn.escape(headline)}" for headline in found.headlines[:HEADLINES]]
    if found.others:
        others = ", ".join(mrkdwn.escape(each) for each in found.others[:HEADLINES])
        lines.append(f"The page names other feeds too: {others}")
    if failures:
        lines.append(f"Not all of it could be read: {mrkdwn.escape(failures[0].reason)}")
    lines.append("Not the right one? `/brief sources` lists all, `/brief remove` takes one away.")
    return "\n".join(lines)


def not_added(problem: SourceError) -> str:
    """Say why a source was not added."""
    return f"Not added. {mrkdwn.escape(str(problem))}"


def too_many_links(most: int) -> str:
    """Say that the rest is to be sent again."""
    return f"I look at {most} links at a time; please send the others again."


def pack_added(name: str, new: Sequence[Source]) -> str:
    """Say which sources of a pack are new here."""
    if not new:
        return f"All sources of the pack `{name}` are read here already."
    named = ", ".join(mrkdwn.link(each.url, each.name) for each in new)
    return f"Now read here: {named}. I am reading them for the first time; that takes a minute."


def pack_read(name: str, number: int, failed: Sequence[tuple[Source, SourceError]]) -> str:
    """Say how the first reading of a pack went."""
    lines = [
        f"{number - len(failed)} of {wording.count(number, 'new source')} of `{name}` could be read. Try `/brief`."
    ]
    lines += [
        f"• {mrkdwn.escape(source.title)}: {mrkdwn.escape(problem.reason)}" for source, problem in failed
    ]
    return "\n".join(lines)


def which_source(words: str, named: Sequence[Source]) -> str:
    """Ask which source is meant."""
    if named:
        several = "\n".join(f"• {mrkdwn.escape(each.title)} {mrkdwn.escape(each.url)}" for each in named)
        return f"“{mrkdwn.escape(words)}” may be:\n{several}\nGive the address of one."
    unknown = f"Nothing that is read here is called “{mrkdwn.escape(words)}”. " if words else ""
    return f"{unknown}`/brief sources` lists what is read here; `/brief remove 2` takes the second away."


def whole_workspaces(source: Source) -> str:
    """Say that a source is not this channel's to remove."""
    return (
        f"{mrkdwn.escape(source.name)} is read in the whole workspace. Whoever runs Newsbrief "
        "removes it with `newsbrief remove` on its server."
    )


def anothers(source: Source) -> str:
    """Say whom to ask."""
    who = mrkdwn.person(source.added_by) if source.added_by else "whoever runs Newsbrief"
    name = mrkdwn.escape(source.name)
    return f"{name} was added by {who}. Ask them, or an admin of the workspace, to remove it."


def removed(source: Source) -> str:
    """Say that a source is not read here any more, and how to have it back."""
    return (
        f"No longer read here: {mrkdwn.link(source.url, source.name)}. "
        f"`/brief add {mrkdwn.escape(source.url)}` brings it back."
    )


def doing(source: Source) -> str:
    """Say how a source is doing: "well", "failing since 18 Nov, 07:15 UTC (3 times): no connection within 5 s"."""
    health, course = source.health, source.course
    moved = f"; it moved here from {course.formerly}" if course.formerly else ""
    if course.stopped == "gone":
        return f"gone: its server says that it is there no more, so it is not visited; add it again to try{moved}"
    if not health.failures:
        return f"well{moved}" if health.succeeded else "not read yet"
    since = f" since {wording.when(health.succeeded)}" if health.succeeded else ""
    state = "given up" if course.stopped else "failing"
    return f"{state}{since} ({wording.count(health.failures, 'time')}): {health.reason}{moved}"


def outage(source: Source, since: datetime) -> str:
    """Tell whoever added a source that it has not been read for a day."""
    name = mrkdwn.link(source.url, source.name)
    return (
        f"{name} could not be read since {wording.when(since)}: {mrkdwn.escape(source.health.reason)} "
        "I go on trying and will not write again about this outage. `/brief health` shows how it is."
    )


def given_up(source: Source) -> str:
    """Tell whoever added a source that it is not visited any more."""
    name = mrkdwn.link(source.url, source.name)
    if source.course.stopped == "gone":
        why = "Its server says that it is gone for good"
    else:
        since = f" since {wording.when(source.health.succeeded)}" if source.health.succeeded else ""
        why = f"It could not be read{since}: {mrkdwn.escape(source.health.reason)}"
    return (
        f"{name} is not visited any more. {why}. `/brief add {mrkdwn.escape(source.url)}` tries it again; "
        "what it brought stays."
    )
