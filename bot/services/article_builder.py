"""Build articles from a source's entries.

This means cleaning the text, splitting it into sentences and adding deduplication keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from news import article as articles
from news import headline
from news import source as sources
from news.article import Article
from news.errors import Unreadable
from news.source import SharedIdentifier
from storage.records import IncomingArticle
from summarize.classification import article_kind
from summarize.cleaning import clean, preprocess

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from news.errors import SourceError
    from news.source import Entry, FetchResult, Source


def build_incoming(
    source: Source, fetch_result: FetchResult
) -> tuple[list[IncomingArticle], list[SourceError]]:
    """Return the articles of a fetched source, and an error for every unreadable entry."""
    incoming: list[IncomingArticle] = []
    failures: list[SourceError] = []
    for entry, repeated_lines in _entries_with_repeated_lines(fetch_result.entries):
        try:
            incoming.append(_build_article(entry, source, fetch_result, repeated_lines))
        except Unreadable as problem:
            failures.append(problem)
    return incoming, failures


def dedup_keys(entry: Entry, source_id: str) -> tuple[str, ...]:
    """Return the keys to check whether an entry is already stored as an article."""
    return articles.dedup_keys(
        source_id=source_id,
        guid=entry.guid,
        url=entry.url,
        title=entry.title,
        text=entry.text,
        shared_identifiers=entry.shared_identifiers,
    )


# ---- private


def _entries_with_repeated_lines(entries: Sequence[Entry]) -> Iterable[tuple[Entry, frozenset[str]]]:
    """Yield every entry with the boilerplate lines that the outlet repeats across articles."""
    texts_by_outlet: dict[str, list[str]] = {}
    for entry in entries:
        if entry.scraped:
            texts_by_outlet.setdefault(entry.outlet, []).append(entry.text)
    repeated_by_outlet = {
        outlet: clean.find_repeated_lines(texts) for outlet, texts in texts_by_outlet.items()
    }
    for entry in entries:
        yield entry, repeated_by_outlet.get(entry.outlet, frozenset()) if entry.scraped else frozenset()


def _build_article(
    entry: Entry, source: Source, fetch_result: FetchResult, repeated_lines: frozenset[str]
) -> IncomingArticle:
    """Build the article for an entry.

    Raises:
        Unreadable: no headline is left after cleaning, or no sentence of a text file.
    """
    preprocessed = preprocess.preprocess(
        entry.text, title=entry.title, is_scraped=entry.scraped, repeated_lines=repeated_lines
    )
    subject = (entry.url or entry.guid or entry.title or source.url)[: articles.MAX_URL_CHARACTERS]
    if not preprocessed.title:
        raise Unreadable(subject, "it has no headline")
    if not preprocessed.sentence_spans and source.kind == "files":
        raise Unreadable(subject, "it holds a headline and no sentence of an article")
    keys = dedup_keys(entry, source.id)
    outlet = (
        sources.parse_outlet_name(entry.outlet or fetch_result.title or source.title) or source.public_url
    )
    decision = article_kind.classify(
        preprocessed.title, preprocessed.text, url=entry.url, language=preprocessed.language, outlet=outlet
    )
    article = Article(
        id=articles.build_article_id(keys),
        source_id=source.id,
        outlet=outlet,
        url=articles.linkable_url(entry.url, is_page_shared=SharedIdentifier.URL in entry.shared_identifiers),
        title=headline.strip_outlet(preprocessed.title, outlet),
        text=preprocessed.text,
        sentence_spans=preprocessed.sentence_spans,
        first_seen_at=fetch_result.fetched_at,
        published_at=entry.published_at or entry.updated_at,
        authors=entry.authors,
        language=preprocessed.language,
        partial=entry.partial,
        kind=decision.kind,
        commentary_probability=decision.probability or 0.0,
        is_baseline=source.kind == "feed" and not source.poll_state.entry_fingerprints,
    )
    return IncomingArticle(article, keys)
