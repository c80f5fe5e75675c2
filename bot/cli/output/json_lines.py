"""Values as JSON, one object for each line, in UTF-8 whatever the terminal's encoding is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from news.article import Article
    from news.digest import Delivery, Slot, Subscription
    from news.preferences import Preferences
    from news.search_query import SearchResults
    from news.source import Source

    Row = dict[str, Any]

WEEKDAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

json_option: Callable[[Any], Any] = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object for each line."
)


def print_rows(rows: Iterable[Mapping[str, Any]]) -> None:
    """Print each row as a line of JSON."""
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace"))


def format_time(time: datetime | None) -> str | None:
    """Return a time in ISO 8601, or None."""
    return time.isoformat() if time else None


def source_row(source: Source) -> Row:
    """Return a source and its status."""
    health, poll_state = source.health, source.poll_state
    return {
        "id": source.id,
        "url": source.public_url,
        "title": source.title,
        "kind": source.kind,
        "last_fetched_at": format_time(health.last_success_at),
        "next_fetch_at": None if poll_state.disabled_reason else format_time(poll_state.next_poll_at),
        "failures_in_a_row": health.failure_count,
        "failure": health.failure_reason if health.failure_count else "",
        "given_up": poll_state.disabled_reason or "",
    }


def digest_row(subscription: Subscription, next_slot: Slot | None, latest: Delivery | None) -> Row:
    """Return a digest with its next and last delivery."""
    return {
        "id": subscription.id,
        "team": subscription.team,
        "channel": subscription.channel,
        "source_channel": subscription.source_channel,
        "times": [time.strftime("%H:%M") for time in subscription.wall_times],
        "weekdays": [WEEKDAY_NAMES[day] for day in subscription.weekdays],
        "zone": subscription.timezone,
        "topics": list(subscription.topics),
        "stories": subscription.max_stories,
        "paused": subscription.paused,
        "on_hold": subscription.disabled_reason,
        "next_at": format_time(next_slot.due_at) if next_slot else None,
        "last": {"due_at": format_time(latest.due_at), "state": latest.state, "error": latest.error}
        if latest
        else None,
    }


def article_row(article: Article) -> Row:
    """Return what names an article, without its text."""
    return {
        "id": article.id,
        "version": article.version,
        "title": article.title,
        "outlet": article.outlet,
        "url": article.url,
        "published_at": format_time(article.published_at),
        "fetched_at": format_time(article.first_seen_at),
    }


def search_rows(results: SearchResults) -> Iterable[Row]:
    """Yield the articles found, each with the sentence that contains the most search terms."""
    for article, sentence in results.rows:
        yield {**article_row(article), "sentence": sentence.text if sentence else None}


def preference_rows(preferences: Preferences, titles: Mapping[str, str]) -> Iterable[Row]:
    """Yield the topics and sources with a preference."""
    for topic, weight in preferences.topic_weights.items():
        yield {"kind": "topic", "name": topic, "weight": weight}
    for source_id, weight in preferences.source_weights.items():
        yield {"kind": "source", "name": titles.get(source_id, source_id), "id": source_id, "weight": weight}
