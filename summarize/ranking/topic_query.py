"""A topic: words, "phrases" and -exclusions, matched as whole words by their stems; a comma means "or".

storm coast              both words
"storm tide" -film       the phrase, in no article about a film
climate, energy -oil     about climate or about energy, in no article about oil
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from summarize.text import language as lang

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from news.article import Article

_TERM_PATTERN = re.compile(r"""(,)|(-?)(?:["“„«]([^"”“»]+)["”“»]|([^\s,]+(?:,\d+)*))""")


@dataclass(frozen=True, slots=True)
class TopicQuery:
    """A topic as it was read.

    Attributes:
        alternatives: alternatives, each the words and phrases that must all stand there; none for everything.
        excluded_terms: words and phrases of which none may.
    """

    alternatives: tuple[tuple[str, ...], ...]
    excluded_terms: tuple[str, ...]

    def matches(self, article: Article, *, is_search_hit: bool = False) -> bool:
        """Return whether an article is about the topic.

        Every word and phrase of one of the alternatives must stand in the headline or the text, each word in any form
        of it; nothing excluded may.

        Args:
            article: which.
            is_search_hit: whether a search has found one of the alternatives in it, so that only exclusions are
                looked for.
        """
        alternatives, excluded_stems = _stem_query(self, article.language)
        if not excluded_stems and (is_search_hit or not alternatives):
            return True
        stems = _stems(f"{article.title}\n{article.text}", article.language)
        return _matches_query(() if is_search_hit else alternatives, excluded_stems, stems, set(stems))

    def matches_text(self, text: str, language: str) -> bool:
        """Whether a text holds every word and phrase of one of the alternatives; the empty topic matches none."""
        alternatives, _ = _stem_query(self, language)
        stems = _stems(text, language)
        return bool(alternatives) and _matches_any(alternatives, stems, set(stems))

    def mentions(self, text: str, language: str) -> bool:
        """Whether a text holds any word or phrase of one of the alternatives."""
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
    """Read a topic; what has no word in it is about everything."""
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
    """Return those of several topics that an article is about; its words are looked at once for all of them."""
    stems = _stems(f"{article.title}\n{article.text}", article.language)
    stem_set = set(stems)
    return frozenset(
        topic_text
        for topic_text in topics
        if _matches_query(*_stem_query(parse_topic(topic_text), article.language), stems, stem_set)
    )


# ---- private

_Stems = tuple[str, ...]


@lru_cache(maxsize=256)
def _stem_query(
    query: TopicQuery, language: str
) -> tuple[tuple[tuple[_Stems, ...], ...], tuple[_Stems, ...]]:
    """Return the alternatives, each as parts that must all stand there, and what must not."""
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
