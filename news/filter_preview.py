"""A filter that is tried before it is set, and what it would have left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from news.brief import LeftOutArticles
    from news.window import Window


@dataclass(frozen=True, slots=True)
class FilterSpec:
    """The filter to try: words, phrases or regular expressions that exclude an article, and on which time."""

    excluded_terms: tuple[str, ...]
    window: Window


@dataclass(frozen=True, slots=True)
class FilterPreview:
    """What a filter would have left out.

    Attributes:
        spec: the filter.
        article_count: how many articles the time has.
        left_out: the excluded articles, by the term that excludes them.
        quoted_article_ids: ids of the excluded articles that were quoted in the channel.
    """

    spec: FilterSpec
    article_count: int
    left_out: tuple[LeftOutArticles, ...]
    quoted_article_ids: frozenset[str]
