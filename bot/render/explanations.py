"""Accounts as messages: why an article was told or not, and how sources and digests are doing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render import blocks, mrkdwn, wording

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.render.blocks import Message
    from news.digest import Delivery, Slot, Subscription
    from news.explanation import Account, Mention
    from news.source import Source

# Briefs that one account goes through; sources on one list.
MENTIONS, SOURCES = 3, 30


def why(account: Account, zone: str) -> Message:
    """Say when an article came, which story it joined, what ranked it there or kept it out, and when it was posted.

    Args:
        account: what is known.
        zone: in which times are said.
    """
    article = account.article
    if article is None:
        return blocks.notice(wording.never_seen(mrkdwn.escape(account.subject)))
    lines = [
        f"{mrkdwn.bold(article.title)} — {mrkdwn.link(article.url, article.outlet)}",
        f"Came in {wording.local(article.seen, zone)}{_dated(account, zone)}, by {_from(account)}.",
    ]
    if not account.mentions:
        lines.append(wording.NO_BRIEF_YET)
    for mention in account.mentions[:MENTIONS]:
        lines += _mention(mention, zone)
    return blocks.notice("\n".join(lines))


def health(
    sources: Sequence[Source],
    digests: Sequence[tuple[Subscription, Slot | None, Sequence[Delivery]]],
    zone: str,
    now: datetime,
) -> Message:
    """Show each source with its last success and error, and each digest with its next slot and last deliveries.

    Args:
        sources: that are read here.
        digests: with the next slot and the last deliveries, newest first.
        zone: the reader's.
        now: aware.
    """
    ailing = [source for source in sources if source.health.failures]
    lines = [
        f"*{wording.count(len(sources), 'source')}*, {f'{len(ailing)} failing' if ailing else 'all well'}"
    ]
    shown = [*ailing, *(each for each in sources if not each.health.failures)][:SOURCES]
    lines += [_source(source, zone) for source in shown]
    if len(sources) > SOURCES:
        lines.append(f"and {len(sources) - SOURCES} more")
    lines += ["", f"*{wording.count(len(digests), 'digest')}*"]
    for subscription, following, deliveries in digests:
        lines += _digest(subscription, following, deliveries, zone)
    lines.append(f"It is {wording.local(now, zone)} ({zone}).")
    return blocks.notice("\n".join(lines))


def sources(found: Sequence[Source], own: frozenset[str], zone: str) -> Message:
    """List what is read in a place, by the numbers that `/brief remove` takes.

    Args:
        found: in their order.
        own: ids of those that were added for this place alone; the others are the workspace's.
        zone: the reader's.
    """
    lines = [
        f"*{wording.count(len(found), 'source')}* are read here"
        if len(found) > 1
        else "*1 source* is read here"
    ]
    for number, source in enumerate(found[:SOURCES], 1):
        whose = "" if source.id in own else ", for the whole workspace"
        by = f", added by {mrkdwn.person(source.added_by)}" if source.added_by else ""
        lines.append(f"{number}. {_source(source, zone).removeprefix('• ')}{by}{whose}")
    if len(found) > SOURCES:
        lines.append(f"and {len(found) - SOURCES} more; `newsbrief sources` on the server lists all")
    lines.append(
        "`/brief add LINK` adds one, `/brief remove 1` takes the first away, `/brief add help` shows packs."
    )
    return blocks.notice("\n".join(lines))


# ---- private


def _dated(account: Account, zone: str) -> str:
    published = account.article.published if account.article else None
    return f", dated {wording.local(published, zone)} by the outlet" if published else ", without a date"


def _from(account: Account) -> str:
    if account.source is None:
        return "a source that is not read here any more"
    return mrkdwn.link(account.source.url, account.source.name)


def _mention(mention: Mention, zone: str) -> list[str]:
    posted = f"posted {wording.local(mention.posted, zone)}" if mention.posted else "not posted"
    head = f"Brief `{mention.brief}` ({posted}):"
    if mention.story is None:
        return [f"{head} left out, {mrkdwn.escape(mention.reason)}."]
    story = mention.story
    others = (
        f", with {wording.count(len(story.articles) - 1, 'other article')}" if len(story.articles) > 1 else ""
    )
    lines = [f"{head} story {mention.place}{others}, score {story.score:.2f}:"]
    return lines + [f"• {reason.points:+.2f} {mrkdwn.escape(reason.words)}" for reason in story.reasons]


def _source(source: Source, zone: str) -> str:
    name = mrkdwn.link(source.url, source.name)
    health = source.health
    well = f"last read {wording.local(health.succeeded, zone)}" if health.succeeded else "never read yet"
    course = source.course
    moved = f"; it moved here from {mrkdwn.escape(course.formerly)}" if course.formerly else ""
    if course.stopped == "gone":
        return f"• {name}: *gone*; its server says that it is there no more, so it is not visited ({well}){moved}"
    if not health.failures:
        return f"• {name}: {well}{moved}"
    state = "given up" if course.stopped else "failing"
    since = f", last tried {wording.local(health.failed, zone)}" if health.failed else ""
    again = f"; next try {wording.local(course.due, zone)}" if course.due and not course.stopped else ""
    times = wording.count(health.failures, "time")
    return (
        f"• {name}: *{state}* {times} in a row{since}: {mrkdwn.escape(health.reason)} ({well}{again}){moved}"
    )


def _digest(
    subscription: Subscription, following: Slot | None, deliveries: Sequence[Delivery], zone: str
) -> list[str]:
    state = wording.state(subscription, following, zone)
    lines = [f"• `{mrkdwn.escape(wording.subscribed(subscription))}`: {state}"]
    return lines + [f"    {wording.delivered(delivery, zone)}" for delivery in deliveries]
