"""Preview which articles a filter would leave out (`preview without ...`), without storing anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.services.briefs import MAX_ARTICLES_PER_BRIEF
from news.brief import LeftOutArticles, LeftOutReason
from news.filter_preview import FilterPreview
from summarize.ranking import filters

if TYPE_CHECKING:
    from datetime import datetime

    from news.filter_preview import FilterSpec
    from storage.contract import Store


class FilterPreviewService:
    """Previews the effect of filters on the articles of a channel."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def preview(self, team: str, channel: str, spec: FilterSpec, *, now: datetime) -> FilterPreview:
        """Return which of a channel's articles a filter would leave out.

        At most as many of the newest articles are checked as a brief reads.

        Raises:
            InvalidPattern: a regular expression cannot be parsed.
        """
        filters.check_excluded_terms(spec.excluded_terms)
        source_ids = [source.id for source in self._store.sources.for_channel(team, channel)]
        articles = self._store.articles.in_window(
            source_ids, spec.window.since, spec.window.until, limit=MAX_ARTICLES_PER_BRIEF
        )
        term_by_article = filters.excluded_by(spec.excluded_terms, articles)
        left_out = tuple(
            LeftOutArticles(
                LeftOutReason.EXCLUDED_TERM,
                tuple(article for article in articles if term_by_article.get(article.id) == term),
                term,
            )
            for term in spec.excluded_terms
        )
        quoted_history = self._store.quoted_history.for_channel(team, channel, now)
        quoted_article_ids = frozenset(
            article_id for article_id in term_by_article if quoted_history.get(article_id)
        )
        return FilterPreview(spec, len(articles), left_out, quoted_article_ids)
