"""Select the key sentences of one article, or of a story covered by several articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news.errors import UnknownMethod
from summarize.cleaning import clean
from summarize.extraction import baselines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.article import Article, Sentence
    from summarize.extraction.term_matrix import SourceDocument

# The default length of a summary.
DEFAULT_SENTENCE_COUNT = 3
METHODS: tuple[str, ...] = baselines.METHOD_NAMES


def select_key_sentences(
    articles: Sequence[Article],
    *,
    max_sentences: int | None = None,
    max_words: int | None = None,
    method: str = "news",
) -> tuple[Sentence, ...]:
    """Select the key sentences from the articles of one story.

    Args:
        articles: one or several; of equal sentences, the sentence from the first article is kept.
        max_sentences: the maximum number of sentences; 3 if neither limit is given.
        max_words: sentences are selected until they have this many words; the last may exceed it.
        method: one of `METHODS`.

    Returns:
        Sentences of the articles, verbatim, in reading order; empty if the articles have no sentences.

    Raises:
        UnknownMethod: if there is no such method.
    """
    if method not in METHODS:
        raise UnknownMethod(method, METHODS)
    if max_sentences is None and max_words is None:
        max_sentences = DEFAULT_SENTENCE_COUNT
    documents = [_build_source_document(article) for article in articles]
    if method == "news":
        from summarize.extraction import sentence_selection  # noqa: PLC0415 - it loads numpy

        selected_pairs = sentence_selection.select_sentences(
            documents, max_sentences=max_sentences, max_words=max_words
        )
    else:
        selected_pairs = baselines.select_by_baseline(
            method, documents, max_sentences=max_sentences, max_words=max_words
        )
    return tuple(
        articles[document_index].sentences[sentence_index]
        for document_index, sentence_index in selected_pairs
    )


# ---- private


def _build_source_document(article: Article) -> SourceDocument:
    from summarize.extraction.term_matrix import SourceDocument  # noqa: PLC0415 - it loads numpy

    texts = tuple(sentence.text for sentence in article.sentences)
    return SourceDocument(
        title=article.title,
        sentences=texts,
        is_quotable=tuple(map(clean.is_quotable, texts)),
        language=article.language,
        outlet=article.outlet,
    )
