"""Topic queries: words, "phrases" and -exclusions. Commas mean "or".

Terms match whole words by their stems.

storm coast              both words
"storm tide" -film       the phrase, in no article about a film
climate, energy -oil     about climate or about energy, in no article about oil
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from summarize.text import language as lang

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from news.article import Article

_TERM_PATTERN = re.compile(r"""(,)|(-?)(?:["“„«]([^"”“»]+)["”“»]|([^\s,]+(?:,\d+)*))""")


@dataclass(frozen=True, slots=True)
class TopicQuery:
    """A parsed topic query: its alternatives and the excluded terms.

    Attributes:
        alternatives: for each alternative, the words and phrases that must all occur; empty for everything.
        excluded_terms: words and phrases that must not occur.
    """

    alternatives: tuple[tuple[str, ...], ...]
    excluded_terms: tuple[str, ...]

    def matches(self, article: Article, *, is_search_hit: bool = False) -> bool:
        """Whether an article matches the topic.

        All words and phrases of one alternative must occur in the headline or the text, in any form, and no excluded
        term may occur.

        Args:
            article: the article.
            is_search_hit: whether a search has found one of the alternatives in the article, so that only exclusions
                are checked.
        """
        alternatives, excluded_stems = _stem_query(self, article.language)
        if not excluded_stems and (is_search_hit or not alternatives):
            return True
        stems = _stems(f"{article.title}\n{article.text}", article.language)
        return _matches_query(() if is_search_hit else alternatives, excluded_stems, stems, set(stems))

    def matches_text(self, text: str, language: str) -> bool:
        """Whether a text contains every term of one of the alternatives; False for the empty topic."""
        alternatives, _ = _stem_query(self, language)
        stems = _stems(text, language)
        return bool(alternatives) and _matches_any(alternatives, stems, set(stems))

    def mentions(self, text: str, language: str) -> bool:
        """Whether a text contains at least one word or phrase of the topic."""
        alternatives, _ = _stem_query(self, language)
        stems = _stems(text, language)
        stem_set = set(stems)
        return any(
            _contains_term(term_stems, stems, stem_set)
            for alternative in alternatives
            for term_stems in alternative
        )


@lru_cache(maxsize=256)
def parse_topic(topic_text: str) -> TopicQuery:
    """Parse a topic into a query. A topic without words matches everything."""
    alternatives: list[list[str]] = [[]]
    excluded_terms: list[str] = []
    for comma, minus, phrase, word in _TERM_PATTERN.findall(topic_text):
        if comma:
            alternatives.append([])
        elif any(map(str.isalnum, phrase or word)):
            (excluded_terms if minus else alternatives[-1]).append(phrase or word)
    return TopicQuery(
        tuple(tuple(alternative) for alternative in alternatives if alternative), tuple(excluded_terms)
    )


def matching_topics(topics: Iterable[str], article: Article) -> frozenset[str]:
    """Return the topics that an article matches.

    The words of the article are read only once for all topics.
    """
    stems = _stems(f"{article.title}\n{article.text}", article.language)
    stem_set = set(stems)
    return frozenset(
        topic_text
        for topic_text in topics
        if _matches_query(*_stem_query(parse_topic(topic_text), article.language), stems, stem_set)
    )


# ---- private

# Languages whose words have no spaces between them, or endings attached: pairs of letters stand for words.
_PAIRED_LANGUAGES = frozenset({"km", "ko", "lo", "my", "th"})
_PAIRED_PATTERN = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\uac00-\ud7a3]+")
_RUN_PATTERN = re.compile(
    rf"{_PAIRED_PATTERN.pattern}|[^\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\uac00-\ud7a3]+"
)
_Stems = tuple[str, ...]


@lru_cache(maxsize=256)
def _stem_query(
    query: TopicQuery, language: str
) -> tuple[tuple[tuple[_Stems, ...], ...], tuple[_Stems, ...]]:
    """Return the stems of a query's alternatives and of its excluded terms."""
    alternatives = [
        tuple(filter(None, (_stems(term, language) for term in alternative)))
        for alternative in query.alternatives
    ]
    return tuple(filter(None, alternatives)), tuple(
        filter(None, (_stems(term, language) for term in query.excluded_terms))
    )


def _matches_query(
    alternatives: Sequence[Sequence[_Stems]],
    excluded_stems: Sequence[_Stems],
    stems: _Stems,
    stem_set: set[str],
) -> bool:
    return _matches_any(alternatives, stems, stem_set) and not any(
        _contains_term(term_stems, stems, stem_set) for term_stems in excluded_stems
    )


def _matches_any(alternatives: Sequence[Sequence[_Stems]], stems: _Stems, stem_set: set[str]) -> bool:
    return not alternatives or any(
        all(_contains_term(term_stems, stems, stem_set) for term_stems in alternative)
        for alternative in alternatives
    )


def _stems(text: str, language: str) -> _Stems:
    if language in _PAIRED_LANGUAGES:
        return tuple(
            token
            for run in _RUN_PATTERN.findall(text.casefold())
            for token in (
                map("".join, pairwise(run)) if _PAIRED_PATTERN.match(run) and len(run) > 1 else (run,)
            )
        )
    return tuple(lang.stem(word, language) for word in lang.tokenize(text, language))


def _contains_term(term_stems: _Stems, stems: _Stems, stem_set: set[str]) -> bool:
    if not all(stem in stem_set for stem in term_stems):
        return False
    if len(term_stems) == 1:
        return True
    return any(
        stems[index : index + len(term_stems)] == term_stems
        for index, stem in enumerate(stems)
        if stem == term_stems[0]
    )
