"""The preview of a filter: the articles that the filter would have left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from news.brief import LeftOutArticles
    from news.window import Window


@dataclass(frozen=True, slots=True)
class FilterSpec:
    """The filter to preview: the terms that exclude an article, and a time range.

    Terms are words, phrases or regular expressions.
    """

    excluded_terms: tuple[str, ...]
    window: Window


@dataclass(frozen=True, slots=True)
class FilterPreview:
    """The articles that a filter would have left out.

    Attributes:
        spec: the filter.
        article_count: the number of articles in the time range.
        left_out: the excluded articles, by the term that excludes them.
        quoted_article_ids: ids of the excluded articles that were quoted in the channel.
    """

    spec: FilterSpec
    article_count: int
    left_out: tuple[LeftOutArticles, ...]
    quoted_article_ids: frozenset[str]
