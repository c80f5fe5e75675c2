"""A search in a channel's articles, and a page of results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from news.article import Article, Sentence
    from news.window import Window


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A search in a channel's articles.

    Attributes:
        terms: the words to look up; at least one.
        source_name: part of a source's title or address; "" for all sources.
        folder: a folder of sources; "" for all folders.
        window: the time range of the articles; None for all stored articles.
    """

    terms: str
    source_name: str = ""
    folder: str = ""
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class SearchResults:
    """A page of search results.

    Attributes:
        rows: (article, best matching sentence), best first; the sentence is None if no sentence matches.
        has_more: whether there is another page.
        source_count: the number of sources that were searched.
    """

    rows: tuple[tuple[Article, Sentence | None], ...]
    has_more: bool
    source_count: int
