"""Match sentences to a question by shared words (coverage) and BM25."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from summarize.text.vocabulary import synonyms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from summarize.answers.indexed_article import IndexedArticle
    from summarize.answers.question import ParsedQuestion

# BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009) with the usual values.
K1, B = 1.2, 0.75
# The weight of a word carried over from an earlier turn, relative to a word of the question.
# Thread questions (91): .2, .3, .4, 1 give 80, 81, 81, 73 % at the first place; 1 drowns the question,
# because the articles are about those words already.
CONTEXT_WORD_WEIGHT = 0.3
# The weight of a word of the same family, relative to the word itself.
# .3, .5, .7 find 72.0, 73.3, 72.7 % of SQuAD 2 articles (150) at the first place, 82, 81, 78 % of thread
# questions (91), and separate answerable questions with .88, .90, .92 (area under the curve).
RELATED_WORD_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class SentenceMatch:
    """How well a sentence matches a question.

    Attributes:
        sentence_index: the index of the sentence in its article.
        coverage: the share of the question's weight found in the sentence, 0 to 1.
        own_coverage: the coverage without words carried over; equal to `coverage` if all words are carried over.
        bm25_score: BM25 over the same weights, 0 to 2.2.
        term_strengths: the matched terms -> how well each is matched, 0 to 1.
    """

    sentence_index: int
    coverage: float
    own_coverage: float
    bm25_score: float
    term_strengths: dict[str, float] = field(default_factory=dict)


class QuestionMatcher:
    """Matches sentences to a question, giving more weight to words that are rare in the articles.

    Args:
        question: the parsed question.
        indexed_articles: articles in the question's language.
    """

    def __init__(self, question: ParsedQuestion, indexed_articles: Sequence[IndexedArticle]) -> None:
        self.question = question
        self._sentence_count = sum(
            len(indexed_article.sentence_lengths) for indexed_article in indexed_articles
        )
        self._average_length = max(
            1.0,
            sum(sum(indexed_article.sentence_lengths) for indexed_article in indexed_articles)
            / max(1, self._sentence_count),
        )
        self._term_weights = {
            **{
                term: CONTEXT_WORD_WEIGHT * self._inverse_document_frequency(term, indexed_articles)
                for term in question.context_roots
            },
            **{
                term: weight * self._inverse_document_frequency(term, indexed_articles)
                for term, weight in question.root_weights.items()
            },
        }
        self._total_weight = sum(self._term_weights.values()) or 1.0
        self._own_weight = sum(self._term_weights[term] for term in question.root_weights)
        self.reachable_share = sum(
            self._term_weights[term]
            for term in question.root_weights
            if any(self.presence(term, item) for item in indexed_articles)
        ) / (self._own_weight or 1.0)
        self._synonyms_by_term = (
            {term: synonyms.related_words(term) for term in question.root_weights}
            if question.language == "en"
            else {}
        )

    def match_sentences(self, indexed_article: IndexedArticle) -> list[SentenceMatch]:
        """Return a match for every sentence of an article that has words, in order."""
        sentence_count = len(indexed_article.sentence_lengths)
        coverages, own_coverages, bm25_scores = (
            [0.0] * sentence_count,
            [0.0] * sentence_count,
            [0.0] * sentence_count,
        )
        strengths: list[dict[str, float]] = [{} for _ in range(sentence_count)]
        for term, weight in self._term_weights.items():
            own_weight = weight if term in self.question.root_weights else 0.0
            for index, (presence, frequency) in self._term_occurrences(term, indexed_article).items():
                strengths[index][term] = presence
                coverages[index] += presence * weight
                own_coverages[index] += presence * own_weight
                bm25_scores[index] += (
                    presence
                    * weight
                    * self._saturate_frequency(frequency, indexed_article.sentence_lengths[index])
                )
        return [
            SentenceMatch(
                index,
                coverages[index] / self._total_weight,
                own_coverages[index] / self._own_weight
                if self._own_weight
                else coverages[index] / self._total_weight,
                bm25_scores[index] / self._total_weight,
                strengths[index],
            )
            for index in range(sentence_count)
            if indexed_article.sentence_lengths[index]
        ]

    def synonym_strengths(self, sentence_roots: Sequence[str]) -> dict[str, float]:
        """Return the terms that a sentence expresses in other words -> how close the words are, 0 to 1."""
        roots = frozenset(sentence_roots)
        found: dict[str, float] = {}
        for term, closeness_by_root in self._synonyms_by_term.items():
            closest = max(
                (closeness for root, closeness in closeness_by_root.items() if root in roots), default=0.0
            )
            if closest:
                found[term] = closest
        return found

    def own_share(self, strengths: Mapping[str, float]) -> float:
        """Return the share of the weight of the question's own words that a sentence has, 0 to 1."""
        return (
            sum(self._term_weights[term] * strengths.get(term, 0.0) for term in self.question.root_weights)
            / self._own_weight
            if self._own_weight
            else 0.0
        )

    def context_share(self, strengths: Mapping[str, float]) -> float:
        """Return the share of the weight of the carried-over words that a sentence has, 0 to 1."""
        total_weight = sum(self._term_weights[term] for term in self.question.context_roots)
        found_weight = sum(
            self._term_weights[term] * strengths.get(term, 0.0) for term in self.question.context_roots
        )
        return found_weight / total_weight if total_weight else 0.0

    def found_share(self, indexed_articles: Sequence[IndexedArticle]) -> float:
        """Return the weighted share of the question's words that the articles contain, from 0 to 1.

        Headlines count too.
        """
        found_weights = (
            weight
            * max((self.presence(term, indexed_article) for indexed_article in indexed_articles), default=0.0)
            for term, weight in self._term_weights.items()
        )
        return sum(found_weights) / self._total_weight

    def has_all_names(self, indexed_articles: Sequence[IndexedArticle]) -> bool:
        """Whether articles contain all names in the question; True if the question has no names."""
        return all(
            any(self.presence(name, indexed_article) == 1.0 for indexed_article in indexed_articles)
            for name in self.question.name_roots
        )

    def count_missing_words(self, indexed_articles: Sequence[IndexedArticle]) -> int:
        """Return the number of the question's own words that no article contains."""
        return sum(
            not any(self.presence(term, item) for item in indexed_articles)
            for term in self.question.root_weights
        )

    def presence(self, term: str, indexed_article: IndexedArticle) -> float:
        """Return how well an article or its headline contains a term, 0 to 1."""
        if term in indexed_article.postings or term in indexed_article.title_roots:
            return 1.0
        return RELATED_WORD_WEIGHT if indexed_article.related_roots(term) else 0.0

    # -- private

    def _inverse_document_frequency(self, term: str, indexed_articles: Sequence[IndexedArticle]) -> float:
        document_frequency = sum(
            len(indexed_article.postings.get(term, ())) for indexed_article in indexed_articles
        )
        return math.log(1 + (self._sentence_count - document_frequency + 0.5) / (document_frequency + 0.5))

    def _term_occurrences(self, term: str, indexed_article: IndexedArticle) -> dict[int, tuple[float, int]]:
        """Return the occurrences of a term in an article: sentence index -> (weight, count).

        The weight is 1, or RELATED_WORD_WEIGHT for related words.
        """
        occurrences = {
            index: (1.0, frequency) for index, frequency in indexed_article.postings.get(term, {}).items()
        }
        for related_root in indexed_article.related_roots(term):
            for index in indexed_article.postings[related_root]:
                occurrences.setdefault(index, (RELATED_WORD_WEIGHT, 1))
        return occurrences

    def _saturate_frequency(self, frequency: int, sentence_length: int) -> float:
        return frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * sentence_length / self._average_length))


def has_mutual_overlap(
    first_roots: AbstractSet[str], second_roots: AbstractSet[str], min_share: float
) -> bool:
    """Whether two sets of roots each contain a minimum share of the other; False if either is empty."""
    if not first_roots or not second_roots:
        return False
    shared_count = len(first_roots & second_roots)
    return shared_count >= min_share * len(first_roots) and shared_count >= min_share * len(second_roots)
