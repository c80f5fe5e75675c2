"""Accounts as messages: why an article was told or not, and how sources and digests are doing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render import blocks, mrkdwn, wording

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.render.blocks import Message
    from news.digest import Delivery, Slot, Subscription
    from news.explanation import BriefMention, Explanation
    from news.source import Source

# Briefs that one account goes through; sources on one list.
MAX_MENTIONS, MAX_SOURCES = 3, 30


def render_explanation(explanation: Explanation, zone: str) -> Message:
    """Say when an article came, which story it joined, what ranked it there or kept it out, and when it was posted.

    Args:
        explanation: what is known.
        zone: in which times are said.
    """
    article = explanation.article
    if article is None:
        return blocks.render_notice(wording.describe_unknown_article(mrkdwn.escape(explanation.query_text)))
    lines = [
        f"{mrkdwn.bold(article.title)} — {mrkdwn.link(article.url, article.outlet)}",
        (
            f"Came in {wording.format_local_time(article.first_seen_at, zone)}"
            f"{_published_note(explanation, zone)}, by {_source_link(explanation)}."
        ),
    ]
    if not explanation.mentions:
        lines.append(wording.NOT_IN_ANY_BRIEF)
    for mention in explanation.mentions[:MAX_MENTIONS]:
        lines += _mention_lines(mention, zone)
    return blocks.render_notice("\n".join(lines))


def render_health(
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
    failing_sources = [source for source in sources if source.health.failure_count]
    lines = [
        (
            f"*{wording.format_count(len(sources), 'source')}*, "
            f"{f'{len(failing_sources)} failing' if failing_sources else 'all well'}"
        )
    ]
    shown_sources = [
        *failing_sources,
        *(healthy_source for healthy_source in sources if not healthy_source.health.failure_count),
    ][:MAX_SOURCES]
    lines += [_source_line(source, zone) for source in shown_sources]
    if len(sources) > MAX_SOURCES:
        lines.append(f"and {len(sources) - MAX_SOURCES} more")
    lines += ["", f"*{wording.format_count(len(digests), 'digest')}*"]
    for subscription, next_slot, deliveries in digests:
        lines += _digest_lines(subscription, next_slot, deliveries, zone)
    lines.append(f"It is {wording.format_local_time(now, zone)} ({zone}).")
    return blocks.render_notice("\n".join(lines))


def render_sources(sources: Sequence[Source], channel_source_ids: frozenset[str], zone: str) -> Message:
    """List what is read in a place, by the numbers that `/brief remove` takes.

    Args:
        sources: in their order.
        channel_source_ids: ids of those that were added for this place alone; the others are the workspace's.
        zone: the reader's.
    """
    lines = [
        f"*{wording.format_count(len(sources), 'source')}* are read here"
        if len(sources) > 1
        else "*1 source* is read here"
    ]
    for number, source in enumerate(sources[:MAX_SOURCES], 1):
        scope_note = "" if source.id in channel_source_ids else ", for the whole workspace"
        added_by_note = f", added by {mrkdwn.mention_user(source.created_by)}" if source.created_by else ""
        lines.append(f"{number}. {_source_line(source, zone).removeprefix('• ')}{added_by_note}{scope_note}")
    if len(sources) > MAX_SOURCES:
        lines.append(f"and {len(sources) - MAX_SOURCES} more; `newsbrief sources` on the server lists all")
    lines.append(
        "`/brief add LINK` adds one, `/brief remove 1` takes the first away, `/brief add help` shows packs."
    )
    return blocks.render_notice("\n".join(lines))


# ---- private


def _published_note(explanation: Explanation, zone: str) -> str:
    published_at = explanation.article.published_at if explanation.article else None
    return (
        f", dated {wording.format_local_time(published_at, zone)} by the outlet"
        if published_at
        else ", without a date"
    )


def _source_link(explanation: Explanation) -> str:
    if explanation.source is None:
        return "a source that is not read here any more"
    return mrkdwn.link(explanation.source.url, explanation.source.name)


def _mention_lines(mention: BriefMention, zone: str) -> list[str]:
    posted_note = (
        f"posted {wording.format_local_time(mention.posted_at, zone)}" if mention.posted_at else "not posted"
    )
    heading = f"Brief `{mention.brief_id}` ({posted_note}):"
    if mention.story is None:
        return [f"{heading} left out, {mrkdwn.escape(mention.reason)}."]
    story = mention.story
    other_articles_note = (
        f", with {wording.format_count(len(story.articles) - 1, 'other article')}"
        if len(story.articles) > 1
        else ""
    )
    lines = [f"{heading} story {mention.story_number}{other_articles_note}, score {story.score:.2f}:"]
    return lines + [
        f"• {reason.points:+.2f} {mrkdwn.escape(reason.description)}" for reason in story.ranking_signals
    ]


def _source_line(source: Source, zone: str) -> str:
    source_link = mrkdwn.link(source.url, source.name)
    health = source.health
    last_read_note = (
        f"last read {wording.format_local_time(health.last_success_at, zone)}"
        if health.last_success_at
        else "never read yet"
    )
    poll_state = source.poll_state
    moved_note = (
        f"; it moved here from {mrkdwn.escape(poll_state.previous_url)}" if poll_state.previous_url else ""
    )
    if poll_state.disabled_reason == "gone":
        return (
            f"• {source_link}: *gone*; its server says that it is there no more, so it is not visited "
            f"({last_read_note}){moved_note}"
        )
    if not health.failure_count:
        return f"• {source_link}: {last_read_note}{moved_note}"
    state = "given up" if poll_state.disabled_reason else "failing"
    last_tried_note = (
        f", last tried {wording.format_local_time(health.last_failure_at, zone)}"
        if health.last_failure_at
        else ""
    )
    next_try_note = (
        f"; next try {wording.format_local_time(poll_state.next_poll_at, zone)}"
        if poll_state.next_poll_at and not poll_state.disabled_reason
        else ""
    )
    failure_count = wording.format_count(health.failure_count, "time")
    return (
        f"• {source_link}: *{state}* {failure_count} in a row{last_tried_note}: "
        f"{mrkdwn.escape(health.failure_reason)} ({last_read_note}{next_try_note}){moved_note}"
    )


def _digest_lines(
    subscription: Subscription, next_slot: Slot | None, deliveries: Sequence[Delivery], zone: str
) -> list[str]:
    state = wording.describe_digest_state(subscription, next_slot, zone)
    lines = [f"• `{mrkdwn.escape(wording.describe_subscription(subscription))}`: {state}"]
    return lines + [f"    {wording.describe_delivery(delivery, zone)}" for delivery in deliveries]
