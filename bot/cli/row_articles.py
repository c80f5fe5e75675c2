"""Build articles from the rows of a pipe."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.cli.row_fields import get_list, get_text, get_time
from news.article import Article
from news.errors import Unreadable
from summarize.cleaning import preprocess
from summarize.text import language

if TYPE_CHECKING:
    from collections.abc import Mapping

# The time of articles without a date.
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def build_raw_article(document: Mapping[str, Any], number: int) -> Article:
    """Build an article from raw text: clean the text, detect the language and find the sentences.

    Sentences in which cleaning changed a character (a mark in the middle, a broken accent) are left out, so that
    every sentence in the output occurs verbatim in the input.
    """
    raw_text = get_text(document, "text")
    preprocessed = preprocess.preprocess(raw_text, title=get_text(document, "title"))
    folded_text = " ".join(raw_text.split())
    return Article(
        id=str(number),
        source_id="",
        outlet=get_text(document, "source") or str(number),
        url="",
        title=preprocessed.title,
        text=preprocessed.text,
        sentence_spans=tuple(
            span for span in preprocessed.sentence_spans if preprocessed.text[slice(*span)] in folded_text
        ),
        first_seen_at=EPOCH,
        language=preprocessed.language,
    )


def build_article(row: object) -> Article:
    """Build an article from a row whose text is already split into sentences."""
    if not isinstance(row, dict):
        raise Unreadable('"articles"', 'not a list of {"id", "title", "sentences"}')
    spans, start = [], 0
    sentences = [str(sentence) for sentence in get_list(row, "sentences")]
    for sentence in sentences:
        spans.append((start, start + len(sentence)))
        start += len(sentence) + 1
    published = get_time(row, "published")
    return Article(
        id=get_text(row, "id"),
        source_id=get_text(row, "source"),
        outlet=get_text(row, "source"),
        url=get_text(row, "url"),
        title=get_text(row, "title"),
        text="\n".join(sentences),
        sentence_spans=tuple(spans),
        first_seen_at=published or EPOCH,
        published_at=published,
        language=get_text(row, "lang") or get_text(row, "language") or _detect_language(sentences),
    )


def _detect_language(sentences: list[str]) -> str:
    """Return the language of an article; English if its language is unclear."""
    detected = language.detect("\n".join(sentences))
    return detected if detected != language.UNKNOWN else "en"
