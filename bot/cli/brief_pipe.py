"""A filter that reads articles and writes the brief that `/brief` would create from them.

row --one source per outlet--> entries --ingest--> a temporary store --brief--> row
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from bot.cli.row_fields import get_positive_integer, get_time
from bot.render import payloads
from bot.render.wording import ranking_wording
from bot.runtime.data_folder import open_store
from bot.services.services import build_services
from news.article import build_article_id, dedup_keys
from news.brief import DEFAULT_STORY_COUNT, BriefRequest
from news.errors import Unreadable
from news.source import Entry, FetchResult, Source, build_source_id
from news.window import recent_window
from summarize.classification import article_kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from news.article import Article
    from news.brief import Brief

    Row = dict[str, Any]

TEAM, CHANNEL = "pipe", "pipe"
# The default window of a brief in hours, the same as for `/brief`.
WINDOW_HOURS = 24


def brief(row: Row) -> Row:
    """Return the brief for one row of input.

    The steps are the same as for `/brief`: ingest, store, compose and verify.

    Args:
        row: {"id", "now", "window_hours", "stories", "topic", "articles": [{"id", "title", "text", "outlet",
            "published", "url", "language"}, ...]}; `docs/pipes.md` describes the format.

    Raises:
        Unreadable: a field is missing or has the wrong type.
    """
    made, stored_articles, names = make_brief(row)
    return {"id": row["id"], **_row(made, names), "kinds": _kinds(stored_articles, names)}


def make_brief(row: Row) -> tuple[Brief, Sequence[Article], Mapping[str, str]]:
    """Create the brief for a row of input.

    Return the brief, the row's articles as stored, and a mapping from the stored ids to the ids in the row.

    Raises:
        Unreadable: a field is missing or of the wrong kind.
    """
    now = get_time(row, "now")
    if now is None:
        raise Unreadable('"now"', "not given; an ISO 8601 time, such as 2026-11-18T22:00:00Z")
    articles = _articles(row)
    request = BriefRequest(
        team=TEAM,
        channel=CHANNEL,
        window=recent_window(timedelta(hours=get_positive_integer(row, "window_hours") or WINDOW_HOURS), now),
        topic=str(row.get("topic") or ""),
        max_stories=get_positive_integer(row, "stories") or DEFAULT_STORY_COUNT,
    )
    with TemporaryDirectory() as folder, open_store(Path(folder)) as store:
        services = build_services(store, payloads)
        names: dict[str, str] = {}
        for outlet, entries in _by_outlet(articles).items():
            # The source ID depends only on the outlet's name, so that the same rows give the same brief everywhere.
            source = Source(build_source_id(f"pipe:{outlet}"), f"pipe:{outlet}", "feed", now, outlet)
            store.sources.save(source)
            store.sources.follow(TEAM, CHANNEL, source.id, created_at=now)
            services.ingest.ingest(source, FetchResult(source.id, now, outlet, tuple(entries.values())))
            for name, entry in entries.items():
                names.setdefault(_article_id(entry, source.id), name)
        made = services.briefs.create_brief(request, now=now)
        source_ids = [source.id for source in store.sources.for_channel(TEAM, CHANNEL)]
        stored_articles = store.articles.in_window(
            source_ids, datetime.min.replace(tzinfo=UTC), now, limit=len(names)
        )
    return made, stored_articles, names


# ---- private


def _row(made: Brief, names: Mapping[str, str]) -> Row:
    def ids(articles: Sequence[Article]) -> list[str]:
        return [names[article.id] for article in articles if article.id in names]

    return {
        "stories": [
            {
                "title": story.title,
                "articles": ids((*story.articles, *story.commentary)),
                "commentary": ids(story.commentary),
                "sentences": [
                    {
                        "article": names[sentence.article_id],
                        "text": sentence.text,
                        "label": story.sentence_labels.get(sentence.text),
                    }
                    for sentence in story.key_sentences
                ],
            }
            for story in made.stories
        ],
        "ahead": [
            {
                "day": event.day.isoformat(),
                "article": names[event.article.id],
                "text": event.sentence.text,
            }
            for event in made.ahead
        ],
        "rest": ids(made.rest),
        "left_out": [
            {"reason": ranking_wording.describe_left_out_reason(part), "articles": ids(part.articles)}
            for part in made.left_out
        ],
    }


def _kinds(articles: Sequence[Article], names: Mapping[str, str]) -> Row:
    return {
        names[article.id]: {"kind": article.kind.value, "why": _kind_reasons(article)}
        for article in articles
        if article.id in names
    }


def _kind_reasons(article: Article) -> list[str]:
    decision = article_kind.classify(
        article.title, article.text, url=article.url, language=article.language, outlet=article.outlet
    )
    return [reason.value for reason in decision.reasons]


def _article_id(entry: Entry, source: str) -> str:
    return build_article_id(
        dedup_keys(source_id=source, guid=entry.guid, url=entry.url, title=entry.title, text=entry.text)
    )


def _articles(row: Row) -> list[Row]:
    articles = row.get("articles")
    if not isinstance(articles, list) or not all(isinstance(each, dict) for each in articles):
        raise Unreadable('"articles"', 'not a list of {"id", "title", "text", "outlet", "published"}')
    return articles


def _by_outlet(articles: Sequence[Row]) -> dict[str, dict[str, Entry]]:
    outlets: dict[str, dict[str, Entry]] = {}
    for each in articles:
        outlet, name = str(each.get("outlet") or ""), str(each.get("id") or "")
        outlets.setdefault(outlet, {})[name] = Entry(
            title=str(each.get("title") or ""),
            text=str(each.get("text") or ""),
            guid=name,
            url=str(each.get("url") or ""),
            published_at=get_time(each, "published"),
            language=str(each.get("language") or ""),
            outlet=outlet,
            scraped=True,
        )
    return outlets
