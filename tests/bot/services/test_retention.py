"""Articles are pruned by age or size, and only if a setting says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from incoming_articles import NOW, make_incoming

from bot.render import payloads
from bot.services.ingest import MIN_ARTICLE_AGE, PRUNED_BATCH_SIZE, ArticleRetention
from bot.services.services import ServiceSettings, build_services
from news.source import Source
from storage.sqlite.store import Store

DAY = timedelta(days=1)


def stored_after_pruning(retention: ArticleRetention, days: int, per_day: int = 1) -> int:
    """Store articles over some days, prune on the last day, and return how many are left."""
    with Store(None) as store:
        store.sources.save(Source("one", "https://one.example/feed", "feed", NOW))
        for day in range(days):
            store.articles.add(
                make_incoming(1000 * day + number, first_seen_at=NOW + day * DAY, published_at=None)
                for number in range(per_day)
            )
        services = build_services(store, payloads, ServiceSettings(retention=retention))
        while services.ingest.prune(now=NOW + (days - 1) * DAY):
            pass
        return store.statistics().article_count


@pytest.mark.parametrize(
    ("retention", "expected"),
    [
        (ArticleRetention(), 40),
        (ArticleRetention(max_age=30 * DAY), 31),
        (ArticleRetention(max_age=100 * DAY), 40),
        # However small the limit, two weeks are kept.
        (ArticleRetention(max_bytes=1), MIN_ARTICLE_AGE.days + 1),
        (ArticleRetention(max_bytes=10**9), 40),
        (ArticleRetention(max_age=30 * DAY, max_bytes=1), MIN_ARTICLE_AGE.days + 1),
    ],
)
def test_articles_are_pruned_by_age_or_size(retention: ArticleRetention, expected: int) -> None:
    assert stored_after_pruning(retention, days=40) == expected


def test_more_articles_than_a_batch_are_pruned() -> None:
    assert stored_after_pruning(ArticleRetention(max_age=DAY), 3, PRUNED_BATCH_SIZE + 7) == 2 * (
        PRUNED_BATCH_SIZE + 7
    )
