"""The key sentences of one article, or of a story told by several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news.errors import UnknownMethod
from summarize.cleaning import clean
from summarize.extraction import baselines, sentence_selection
from summarize.extraction.source_document import Telling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.article import Article, Sentence

# What a summary has if nothing is said of its length.
SENTENCES = 3
METHODS: tuple[str, ...] = baselines.NAMES


def key(
    articles: Sequence[Article],
    *,
    sentences: int | None = None,
    words: int | None = None,
    method: str = "news",
) -> tuple[Sentence, ...]:
    """Choose the key sentences of articles that tell one story.

    Args:
        articles: one or several; the order in which equals are taken.
        sentences: at most so many; 3 if neither is given.
        words: as many sentences as reach so many words; the last may run over.
        method: one of `METHODS`.

    Returns:
        Sentences of the articles, verbatim, in order of reading; empty if the articles have no sentences.

    Raises:
        UnknownMethod: there is no such method.
    """
    if method not in METHODS:
        raise UnknownMethod(method, METHODS)
    if sentences is None and words is None:
        sentences = SENTENCES
    told = [_telling(article) for article in articles]
    if method == "news":
        chosen = sentence_selection.choose(told, sentences=sentences, words=words)
    else:
        chosen = baselines.choose(method, told, sentences=sentences, words=words)
    return tuple(articles[report].sentences[place] for report, place in chosen)


# ---- private


def _telling(article: Article) -> Telling:
    texts = tuple(sentence.text for sentence in article.sentences)
    return Telling(
        title=article.title,
        sentences=texts,
        quotable=tuple(map(clean.quotable, texts)),
        language=article.language,
        outlet=article.outlet,
    )
