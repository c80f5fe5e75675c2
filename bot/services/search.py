"""`search`: articles that hold words, ranked, with the sentence that holds most of them.

dam wall from Courier in climate 2w -> words, outlets, a folder of sources, a window
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.parsing import brief_request
from bot.render import wording
from news.errors import InvalidDigestSpec
from summarize.answers import answer

if TYPE_CHECKING:
    from datetime import datetime

    from bot.services.verification import QuoteVerifier
    from news.article import Article, Sentence
    from news.window import Window
    from storage.contract import Store

# Articles on one page: with a sentence each they fill a screen and stay far below Slack's limits.
RESULTS_PER_PAGE = 8
# Pages that can be asked for; who wants more narrows the search.
MAX_PAGES = 12
_OUTLET_PATTERN = re.compile(r"\s*\bfrom (?P<outlet>\"[^\"]+\"|“[^”]+”|\S+)", re.IGNORECASE)
_FOLDER_PATTERN = re.compile(r"\s*\bin folder (?P<folder>\"[^\"]+\"|\S+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is searched.

    Attributes:
        terms: to look up; at least one.
        source_name: part of a source's title or address; "" for all.
        folder: of sources; "" for all.
        window: None for all that is kept.
    """

    terms: str
    source_name: str = ""
    folder: str = ""
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class SearchResults:
    """A page of what was found: articles, best first, each with a sentence, and whether there are more."""

    rows: tuple[tuple[Article, Sentence | None], ...]
    has_more: bool
    source_count: int


def parse_query(text: str, now: datetime) -> SearchQuery:
    """Read what was typed after `search`.

    Raises:
        UnknownWish: there is no word to look up.
        TooLong: it is longer than a topic is.
    """
    text = brief_request.parse_topic(text)
    outlet, folder = _OUTLET_PATTERN.search(text), _FOLDER_PATTERN.search(text)
    terms_text = _OUTLET_PATTERN.sub("", _FOLDER_PATTERN.sub("", text, count=1), count=1)
    terms, window = brief_request.trailing_window(terms_text.split(), now)
    if not terms:
        raise InvalidDigestSpec("What shall I look for?")
    return SearchQuery(
        " ".join(terms),
        outlet["outlet"].strip('"“”') if outlet else "",
        folder["folder"].strip('"') if folder else "",
        window,
    )


def search_articles(
    store: Store, verifier: QuoteVerifier, team: str, channel: str, query: SearchQuery, *, page: int = 0
) -> SearchResults:
    """Find articles of the sources that a channel reads.

    Args:
        store: where they are.
        verifier: holds the sentences that are shown.
        team: the workspace.
        channel: whose sources.
        query: see `read`.
        page: 0 for the first.
    """
    source_ids = _matching_source_ids(store, team, channel, query)
    end = (min(page, MAX_PAGES - 1) + 1) * RESULTS_PER_PAGE
    since, until = (query.window.since, query.window.until) if query.window else (None, None)
    articles = (
        store.articles.search(query.terms, source_ids, count=end + 1, since=since, until=until)
        if source_ids
        else ()
    )
    page_articles = articles[end - RESULTS_PER_PAGE : end]
    rows = tuple((article, _best_sentence(query.terms, article, verifier)) for article in page_articles)
    return SearchResults(rows, len(articles) > end and page + 1 < MAX_PAGES, len(source_ids))


def describe_search(query: SearchQuery, results: SearchResults) -> str:
    """Say what was searched and how."""
    source_count = wording.format_count(results.source_count, "source")
    source_text = f" of “{query.source_name}”" if query.source_name else ""
    folder_text = f" in the folder {query.folder}" if query.folder else ""
    window_text = f", {query.window.description}" if query.window else ", all that is kept"
    scope_text = (
        f"“{query.terms}” in headlines and texts, {source_count}{source_text}{folder_text}{window_text}"
    )
    return f"Searched {scope_text}:" if results.rows else f"Nothing found. Searched {scope_text}."


# ---- private


def _matching_source_ids(store: Store, team: str, channel: str, query: SearchQuery) -> list[str]:
    folders_by_source = store.sources.topics_by_source(team, channel) if query.folder else {}
    folder = query.folder.casefold()
    return [
        source.id
        for source in store.sources.for_channel(team, channel)
        if (not query.source_name or source.matches_text(query.source_name))
        and (
            not folder
            or folder in {part.casefold() for part in folders_by_source.get(source.id, "").split("/")}
        )
    ]


def _best_sentence(terms: str, article: Article, verifier: QuoteVerifier) -> Sentence | None:
    """Give the sentence that holds most of the words; None if none holds any."""
    ranking = answer.rank_sentences(terms, (), (article,), max_sentences=1)
    best = ranking.sentences[0] if ranking.sentences and ranking.coverage else None
    return best if best is not None and verifier.is_verbatim(best) else None
