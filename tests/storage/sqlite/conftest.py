"""A store in a folder of its own, and articles to put into it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from news.article import Article, build_article_id, dedup_keys
from news.source import Source
from storage.sqlite.ingest import IncomingArticle
from storage.sqlite.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "newsbrief.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """A new store that keeps the sources "one", "two" and "three"."""
    with Store(path) as opened:
        for name in ("one", "two", "three"):
            opened.sources.save(Source(name, f"https://{name}.example/feed", "feed", NOW))
        yield opened


@pytest.fixture
def came() -> Callable[..., IncomingArticle]:
    """Make an article as it comes: `came(7, source="two", text="...")`."""

    def make(number: int, **given: Any) -> IncomingArticle:
        source = given.pop("source", "one")
        url = given.pop("url", f"https://news.example/{number}")
        guid = given.pop("guid", f"item {number}")
        title = given.pop("title", f"Storm {number} nears the coast")
        text = given.pop("text", f"Storm {number} will reach the coast on Friday. Ferries stay in port.")
        named = dedup_keys(source_id=source, guid=guid, url=url, title=title, text=text)
        fields = {
            "outlet": source.title(),
            "first_seen_at": NOW,
            "published_at": NOW - timedelta(minutes=number),
        } | given
        cut = text.find(". ") + 1
        spans = ((0, cut), (cut + 1, len(text))) if cut else ((0, len(text)),)
        return IncomingArticle(
            Article(
                build_article_id(named),
                source,
                url=url,
                title=title,
                text=text,
                sentence_spans=spans,
                **fields,
            ),
            named,
        )

    return make
