"""`try without ...`: what a filter would have left out, before it is set. Nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.parsing import brief_request, digest_spec
from news.brief import LeftOutArticles
from news.errors import InvalidDigestSpec
from summarize.ranking import filters

if TYPE_CHECKING:
    from datetime import datetime

    from news.window import Window
    from storage.contract import Store

DEFAULT_WINDOW = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class FilterSpec:
    """What is tried: words, phrases or expressions that keep an article out, on which time."""

    excluded_terms: tuple[str, ...]
    window: Window


@dataclass(frozen=True, slots=True)
class FilterPreview:
    """What a filter would have done.

    Attributes:
        spec: the filter.
        article_count: articles of that time.
        left_out: those left out, by the words that they are left out for.
        quoted_article_ids: ids of those among them that were quoted here.
    """

    spec: FilterSpec
    article_count: int
    left_out: tuple[LeftOutArticles, ...]
    quoted_article_ids: frozenset[str]


def parse_filter_spec(text: str, now: datetime) -> FilterSpec:
    """Read what was typed after `try`: `without boxing, /F[12]/ 2w`; without a time, the last seven days are meant.

    Raises:
        UnknownWish: there is no `excluded_terms` in it, or nothing after it.
        BadPattern: an expression cannot be read.
        UnknownLength: the last word was meant as a length of time and is none.
        TooLong: it is longer than a topic is.
    """
    words, window = brief_request.split_window(brief_request.parse_topic(text).split(), DEFAULT_WINDOW, now)
    excluded_terms = digest_spec.parse_excluded_terms(" ".join(words))
    if not excluded_terms:
        raise InvalidDigestSpec("What shall I leave out? For example: `try without boxing, /F[12]/ 2w`.")
    filters.check_excluded_terms(excluded_terms)
    return FilterSpec(excluded_terms, window)


def preview_filter(
    store: Store, team: str, channel: str, spec: FilterSpec, *, now: datetime, limit: int
) -> FilterPreview:
    """Hold a filter against what came in.

    Args:
        store: where the articles are.
        team: the workspace.
        channel: whose sources.
        spec: the filter.
        now: aware.
        limit: how many articles at most, the newest.
    """
    source_ids = [source.id for source in store.sources.for_channel(team, channel)]
    window = spec.window
    articles = store.articles.in_window(source_ids, window.since, window.until, limit=limit)
    term_by_article = filters.excluded_by(spec.excluded_terms, articles)
    left_out = (
        LeftOutArticles(
            term, tuple(article for article in articles if term_by_article.get(article.id) == term)
        )
        for term in spec.excluded_terms
    )
    quoted_history = store.quoted_history.for_channel(team, channel, now)
    return FilterPreview(
        spec,
        len(articles),
        tuple(left_out),
        frozenset(article_id for article_id in term_by_article if quoted_history.get(article_id)),
    )
