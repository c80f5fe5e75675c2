"""Index the word roots and names of articles, for answering questions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from summarize.text import language as lang
from summarize.text import word_families
from summarize.text.vocabulary import acronyms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from news.article import Article

# Indexing an article costs about 1 ms; a thread uses the same few again and again. An index of 20 sentences takes
# 101 kB (tracemalloc, 20 articles of 400 words): 512 of them took 52 MB, and a bot grew for a month until it had
# that many.
MAX_CACHED_ARTICLES = 128
# Headlines may capitalize every word: if this share of a line's words is capitalized, none counts as a name.
MAX_CAPITALIZED_SHARE = 0.6

_UPPERCASE_LETTER_REGEX = r"[^\W\d_a-zß-öø-ÿ]"
# A capitalized word after a word or a comma: it does not open a sentence or a quotation.
_INNER_CAPITALIZED_WORD_PATTERN = re.compile(rf"(?<=[\w,;)] ){_UPPERCASE_LETTER_REGEX}[\w&'’-]*")
_CAPITALIZED_WORD_PATTERN = re.compile(rf"(?<![\w'’]){_UPPERCASE_LETTER_REGEX}[\w&'’-]*")
_LOWERCASE_WORD_PATTERN = re.compile(r"(?<!\w)[a-zß-öø-ÿ][\w&'’-]*")


@dataclass(frozen=True, slots=True)
class IndexedArticle:
    """An article with the index of its words.

    Attributes:
        article: the article.
        language: the language in which the words were read.
        postings: root -> {sentence: frequency}.
        sentence_lengths: the number of words of each sentence.
        roots_by_sentence: the roots of each sentence, in order.
        title_roots: the roots of the headline.
        roots_by_prefix: the roots in the article by their first four letters.
    """

    article: Article
    language: str
    postings: dict[str, dict[int, int]]
    sentence_lengths: tuple[int, ...]
    roots_by_sentence: tuple[tuple[str, ...], ...]
    title_roots: frozenset[str]
    roots_by_prefix: dict[str, tuple[str, ...]]
    _related_roots: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    def related_roots(self, term: str) -> tuple[str, ...]:
        """Return the roots in this article that mean nearly the same as a given root."""
        related_roots = self._related_roots.get(term)
        if related_roots is None:
            related_roots = word_families.related_roots(term, self.roots_by_prefix, self.language)
            self._related_roots[term] = related_roots
        return related_roots


@lru_cache(maxsize=MAX_CACHED_ARTICLES)
def index_article(article: Article) -> IndexedArticle:
    """Index an article, in time and memory proportional to its length."""
    language = language_of(article)
    roots_by_sentence = tuple(extract_roots(sentence.text, language) for sentence in article.sentences)
    postings: dict[str, dict[int, int]] = {}
    for index, sentence_roots in enumerate(roots_by_sentence):
        for root in sentence_roots:
            frequencies = postings.setdefault(root, {})
            frequencies[index] = frequencies.get(index, 0) + 1
    return IndexedArticle(
        article=article,
        language=language,
        postings=postings,
        sentence_lengths=tuple(len(sentence_roots) for sentence_roots in roots_by_sentence),
        roots_by_sentence=roots_by_sentence,
        title_roots=frozenset(extract_roots(article.title, language)),
        roots_by_prefix=_group_by_prefix(postings),
    )


def index_by_language(articles: Iterable[Article]) -> dict[str, list[IndexedArticle]]:
    """Return the indexed articles that have sentences, grouped by language."""
    articles_by_language: dict[str, list[IndexedArticle]] = {}
    for candidate in map(index_article, articles):
        if candidate.sentence_lengths:
            articles_by_language.setdefault(candidate.language, []).append(candidate)
    return articles_by_language


def language_of(article: Article) -> str:
    """Return the language of an article; English if the language is unknown."""
    return article.language if article.language != lang.UNKNOWN else "en"


def extract_roots(text: str, language: str) -> tuple[str, ...]:
    """Return the roots of the words in a text, in order, then the acronyms of the names in it."""
    return tuple(
        [
            word_families.word_root(word, language)
            for word in (*lang.tokenize(acronyms.fold(text), language), *acronyms.of_names(text))
        ]
    )


def capitalized_words(sentence: str) -> tuple[str, ...]:
    """Return the capitalized words of a sentence in order, converted to lower case and without "'s"."""
    return tuple(_strip_possessive(word) for word in _CAPITALIZED_WORD_PATTERN.findall(sentence))


@lru_cache(maxsize=MAX_CACHED_ARTICLES)
def extract_name_words(article: Article) -> frozenset[str]:
    """Return the names in an article as lower-case words.

    A name is capitalized inside a sentence, or opens a sentence and never occurs without a capital.
    """
    inner_words: set[str] = set()
    initial_words: set[str] = set()
    for sentence in article.sentences:
        inner_matches = _INNER_CAPITALIZED_WORD_PATTERN.findall(sentence.text)
        if len(inner_matches) < MAX_CAPITALIZED_SHARE * len(sentence.text.split()):
            inner_words.update(_strip_possessive(word) for word in inner_matches)
            initial_words.update(
                _strip_possessive(word) for word in _CAPITALIZED_WORD_PATTERN.findall(sentence.text)[:1]
            )
    lowercase_words = set(_LOWERCASE_WORD_PATTERN.findall(article.text)) | lang.stop_words(
        language_of(article)
    )
    return frozenset(inner_words | (initial_words - lowercase_words))


# ---- private


def _strip_possessive(word: str) -> str:
    return word.lower().replace("’", "'").removesuffix("'s").rstrip("'")


def _group_by_prefix(postings: dict[str, dict[int, int]]) -> dict[str, tuple[str, ...]]:
    roots_by_prefix: dict[str, list[str]] = {}
    for root in postings:
        roots_by_prefix.setdefault(root[: word_families.MIN_PREFIX_CHARACTERS], []).append(root)
    return {prefix: tuple(roots) for prefix, roots in roots_by_prefix.items()}
