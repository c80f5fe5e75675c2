"""Explanations of why an article is in a brief or not, and the status of sources and digests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render import mrkdwn, slack_messages
from bot.render.wording import (
    command_wording,
    delivery_wording,
    digest_wording,
    formats,
    kind_wording,
    ranking_wording,
    source_wording,
)
from news.public_url import public_url
from news.source import DisabledReason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.render.slack_messages import Message
    from news.digest import Delivery, Slot, Subscription
    from news.explanation import BriefMention, Explanation
    from news.source import Source

# Maximum number of briefs in one explanation, and of sources in one list.
MAX_MENTIONS, MAX_SOURCES = 3, 30

ARTICLE_LINE = "{title} — {link}"
ARRIVED_DATED = "Fetched from {source} {time}; the outlet dated it {date}."
ARRIVED_UNDATED = "Fetched from {source} {time}; it has no date."
REMOVED_SOURCE = "a source that was removed"
MENTION_POSTED = "Brief `{brief_id}` (posted {time}): {result}"
MENTION_NOT_POSTED = "Brief `{brief_id}` (not posted): {result}"
LEFT_OUT_RESULT = "left out: {reason}."
STORY_RESULT = "story {number}, score {score:.2f}:"
STORY_WITH_OTHERS_RESULT = "story {number}, with {others}, score {score:.2f}:"
SIGNAL_LINE = "• {points:+.2f} {text}"
ALL_OK = "*{sources}*, all ok"
SOME_FAILING = "*{sources}*, {failing} failing"
MORE_SOURCES = "and {count} more"
MORE_SOURCES_ON_SERVER = "and {count} more; `newsbrief sources` on the server lists all"
DIGEST_COUNT = "*{digests}*"
TIME_NOW = "It's {time} ({zone})."
SOURCE_COUNT = "This channel follows *{sources}*."
NUMBERED_SOURCE = "{number}. {source}{added_by}{scope}"
WORKSPACE_NOTE = ", for the whole workspace"
ADDED_BY_NOTE = ", added by {user}"
SOURCES_HELP = (
    "`/brief add LINK` adds a source, `/brief remove 1` removes the first one, and `/brief add help` lists the "
    "starter packs."
)
LAST_FETCHED = "last fetched {time}"
NEVER_FETCHED = "never fetched"
MOVED_NOTE = "; it moved here from {url}"
SOURCE_OK = "{source}: {last_fetched}"
SOURCE_GONE = "{source}: *gone*; the server says it no longer exists, so it isn't fetched ({last_fetched})"
SOURCE_FAILED_ONCE = "{source}: *failed once*: {reason} ({last_fetched}{next_try})"
SOURCE_FAILING = "{source}: *failed {count} times* in a row{last_tried}: {reason} ({last_fetched}{next_try})"
SOURCE_GIVEN_UP = "{source}: *no longer fetched* after {times}{last_tried}: {reason} ({last_fetched})"
LAST_TRIED_NOTE = ", last tried {time}"
NEXT_TRY_NOTE = "; next try {time}"
DIGEST_LINE = "• `{digest}`: {state}"
DELIVERY_LINE = "    {delivery}"


def render_explanation(explanation: Explanation, zone: str) -> Message:
    """Explain when an article arrived, which story it belongs to, and why it was ranked or left out.

    Args:
        explanation: the explanation to render.
        zone: the time zone for the times.
    """
    article = explanation.article
    if article is None:
        return slack_messages.render_notice(
            command_wording.describe_unknown_article(mrkdwn.escape(explanation.query_text))
        )
    arrival = ARRIVED_DATED if article.published_at else ARRIVED_UNDATED
    lines = [
        ARTICLE_LINE.format(title=mrkdwn.bold(article.title), link=mrkdwn.link(article.url, article.outlet)),
        arrival.format(
            time=formats.format_local_time(article.first_seen_at, zone),
            date=formats.format_local_time(article.published_at, zone) if article.published_at else "",
            source=_source_link(explanation),
        ),
    ]
    lines.append(f"{kind_wording.describe_kind(article.kind, explanation.kind_reasons)}.")
    if not explanation.mentions:
        lines.append(command_wording.NOT_IN_ANY_BRIEF)
    for mention in explanation.mentions[:MAX_MENTIONS]:
        lines += _mention_lines(mention, zone)
    return slack_messages.render_notice("\n".join(lines))


def render_health(
    sources: Sequence[Source],
    digests: Sequence[tuple[Subscription, Slot | None, Sequence[Delivery]]],
    zone: str,
    now: datetime,
) -> Message:
    """Render the status of sources and digests.

    For sources, this is the last success and error; for digests, the next slot and the last deliveries.

    Args:
        sources: the channel's sources.
        digests: the digests, each with its next slot and its last deliveries, newest first.
        zone: the reader's.
        now: the current time, aware.
    """
    failing_sources = [source for source in sources if source.health.failure_count]
    summary = SOME_FAILING if failing_sources else ALL_OK
    lines = [
        summary.format(sources=formats.format_count(len(sources), "source"), failing=len(failing_sources))
    ]
    shown_sources = [
        *failing_sources,
        *(healthy_source for healthy_source in sources if not healthy_source.health.failure_count),
    ][:MAX_SOURCES]
    lines += [f"• {_source_status(source, zone)}" for source in shown_sources]
    if len(sources) > MAX_SOURCES:
        lines.append(MORE_SOURCES.format(count=len(sources) - MAX_SOURCES))
    lines += ["", DIGEST_COUNT.format(digests=formats.format_count(len(digests), "digest"))]
    for subscription, next_slot, deliveries in digests:
        lines += _digest_lines(subscription, next_slot, deliveries, zone)
    lines.append(TIME_NOW.format(time=formats.format_local_time(now, zone), zone=zone))
    return slack_messages.render_notice("\n".join(lines))


def render_sources(sources: Sequence[Source], channel_source_ids: frozenset[str], zone: str) -> Message:
    """Render a channel's sources with the numbers that `/brief remove` accepts.

    Args:
        sources: the sources, in the order of their numbers.
        channel_source_ids: the IDs of sources that only this channel follows; the others are the workspace's.
        zone: the reader's.
    """
    lines = [SOURCE_COUNT.format(sources=formats.format_count(len(sources), "source"))]
    lines += [
        NUMBERED_SOURCE.format(
            number=number,
            source=_source_status(source, zone),
            added_by=ADDED_BY_NOTE.format(user=mrkdwn.mention_user(source.created_by))
            if source.created_by
            else "",
            scope="" if source.id in channel_source_ids else WORKSPACE_NOTE,
        )
        for number, source in enumerate(sources[:MAX_SOURCES], 1)
    ]
    if len(sources) > MAX_SOURCES:
        lines.append(MORE_SOURCES_ON_SERVER.format(count=len(sources) - MAX_SOURCES))
    return slack_messages.render_notice("\n".join([*lines, SOURCES_HELP]))


# ---- private


def _source_link(explanation: Explanation) -> str:
    if explanation.source is None:
        return REMOVED_SOURCE
    return source_wording.link_source(explanation.source)


def _mention_lines(mention: BriefMention, zone: str) -> list[str]:
    template = MENTION_POSTED if mention.posted_at else MENTION_NOT_POSTED
    time = formats.format_local_time(mention.posted_at, zone) if mention.posted_at else ""
    if mention.story is None:
        reason = ranking_wording.describe_left_out_article(mention.left_out) if mention.left_out else ""
        result = LEFT_OUT_RESULT.format(reason=mrkdwn.escape(reason))
        return [template.format(brief_id=mention.brief_id, time=time, result=result)]
    story = mention.story
    other_count = len(story.articles) - 1
    result_template = STORY_WITH_OTHERS_RESULT if other_count else STORY_RESULT
    result = result_template.format(
        number=mention.story_number,
        others=formats.format_count(other_count, "other article"),
        score=story.score,
    )
    return [template.format(brief_id=mention.brief_id, time=time, result=result)] + [
        SIGNAL_LINE.format(points=signal.points, text=mrkdwn.escape(ranking_wording.describe_signal(signal)))
        for signal in story.ranking_signals
    ]


def _source_status(source: Source, zone: str) -> str:
    health, poll_state = source.health, source.poll_state
    last_fetched = (
        LAST_FETCHED.format(time=formats.format_local_time(health.last_success_at, zone))
        if health.last_success_at
        else NEVER_FETCHED
    )
    if poll_state.disabled_reason == DisabledReason.GONE:
        template = SOURCE_GONE
    elif not health.failure_count:
        template = SOURCE_OK
    elif poll_state.disabled_reason:
        template = SOURCE_GIVEN_UP
    else:
        template = SOURCE_FAILED_ONCE if health.failure_count == 1 else SOURCE_FAILING
    status = template.format(
        source=source_wording.link_source(source),
        last_fetched=last_fetched,
        count=health.failure_count,
        times=formats.format_count(health.failure_count, "failure"),
        reason=mrkdwn.escape(health.failure_reason),
        last_tried=LAST_TRIED_NOTE.format(time=formats.format_local_time(health.last_failure_at, zone))
        if health.last_failure_at
        else "",
        next_try=NEXT_TRY_NOTE.format(time=formats.format_local_time(poll_state.next_poll_at, zone))
        if poll_state.next_poll_at
        else "",
    )
    status += source_wording.describe_content(source)
    if not poll_state.previous_url:
        return status
    return status + MOVED_NOTE.format(url=mrkdwn.escape(public_url(poll_state.previous_url)))


def _digest_lines(
    subscription: Subscription, next_slot: Slot | None, deliveries: Sequence[Delivery], zone: str
) -> list[str]:
    digest = mrkdwn.escape(digest_wording.describe_subscription(subscription))
    state = digest_wording.describe_digest_state(subscription, next_slot, zone)
    return [DIGEST_LINE.format(digest=digest, state=state)] + [
        DELIVERY_LINE.format(delivery=delivery_wording.describe_delivery(delivery, zone))
        for delivery in deliveries
    ]
