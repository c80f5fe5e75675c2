"""Articles as they come from a source, for tests of a store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from news.article import Article, build_article_id, dedup_keys
from storage.records import IncomingArticle

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def make_incoming(number: int, **fields: Any) -> IncomingArticle:
    """Make an article of source "one" that appeared `number` minutes ago: `make_incoming(7, text="...")`."""
    source_id = fields.pop("source", "one")
    url = fields.pop("url", f"https://news.example/{number}")
    guid = fields.pop("guid", f"item {number}")
    title = fields.pop("title", f"Storm {number} nears the coast")
    text = fields.pop("text", f"Storm {number} will reach the coast on Friday. Ferries stay in port.")
    keys = dedup_keys(source_id=source_id, guid=guid, url=url, title=title, text=text)
    cut = text.find(". ") + 1
    article = Article(
        id=build_article_id(keys),
        source_id=source_id,
        url=url,
        title=title,
        text=text,
        sentence_spans=((0, cut), (cut + 1, len(text))) if cut else ((0, len(text)),),
        **{
            "outlet": source_id.title(),
            "first_seen_at": NOW,
            "published_at": NOW - timedelta(minutes=number),
            **fields,
        },
    )
    return IncomingArticle(article, keys)
