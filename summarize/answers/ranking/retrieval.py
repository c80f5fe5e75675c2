"""Rank sentences as answers to a question.

words in common --the best--> candidates --features, weights--> scores; answer_weights.txt has the weights
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from summarize.answers.ranking import sentence_features
from summarize.text import embeddings, lexicon

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from news.article import Sentence
    from summarize.answers.indexed_article import IndexedArticle
    from summarize.answers.ranking.matching import QuestionMatcher, SentenceMatch
    from summarize.text.embeddings import SentenceEncoder

# The words in common with the question choose the candidates: BM25 and coverage in equal parts, and words found in the
# whole article, which distinguishes the articles of an archive. Of 883 questions the answer is among 30 or 40 for 99 %.
WORD_WEIGHT, ARTICLE_WEIGHT = 0.6, 0.3
MAX_CANDIDATES = 30
# A sentence of the story asked about counts more than one of the archive: about as much as a fifth of the question.
PREFERRED_ARTICLE_BONUS = 0.6
# With the extra, the best candidates are compared with the question by meaning; each costs 9 ms when first read.
MAX_SEMANTIC_CANDIDATES = 12


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence with its score for a question.

    Attributes:
        sentence: the sentence.
        score: comparable for one question only.
        coverage: see `matching.SentenceMatch`.
        features: see `sentence_features.measure_sentence`.
    """

    sentence: Sentence
    score: float
    coverage: float
    features: Mapping[str, float] = field(default_factory=dict)


def score_sentences(
    matcher: QuestionMatcher,
    indexed_articles: Sequence[IndexedArticle],
    preferred_ids: AbstractSet[str] = frozenset(),
) -> list[ScoredSentence]:
    """Score the sentences of articles for a question, best first.

    Args:
        matcher: the matcher for the question.
        indexed_articles: articles in the question's language.
        preferred_ids: the articles that the question is likely about.

    Returns:
        At most MAX_CANDIDATES.
    """
    weights = load_weights("ranking")
    scored_sentences = sorted(
        (
            ScoredSentence(
                sentence,
                weigh(features, weights) + PREFERRED_ARTICLE_BONUS * (sentence.article_id in preferred_ids),
                features["coverage"],
                features,
            )
            for sentence, features in measure_candidates(matcher, indexed_articles)
        ),
        key=lambda item: -item.score,
    )
    model = embeddings.load_encoder() if matcher.question.language == embeddings.SUPPORTED_LANGUAGE else None
    if model is not None:
        scored_sentences = _rank_by_meaning(model, matcher, scored_sentences, preferred_ids)
    return scored_sentences


def measure_candidates(
    matcher: QuestionMatcher, indexed_articles: Sequence[IndexedArticle]
) -> list[tuple[Sentence, dict[str, float]]]:
    """Return the sentences with most words in common with a question, and their features."""
    candidates: list[tuple[float, float, IndexedArticle, SentenceMatch]] = []
    for item in indexed_articles:
        article_share = matcher.found_share([item])
        candidates += [
            (
                ARTICLE_WEIGHT * article_share + WORD_WEIGHT * (match.bm25_score + match.coverage),
                article_share,
                item,
                match,
            )
            for match in matcher.match_sentences(item)
        ]
    best_coverage = max((match.own_coverage for _, _, _, match in candidates), default=0.0)
    return [
        (
            item.article.sentences[match.sentence_index],
            sentence_features.measure_sentence(matcher, item, match, article_share, best_coverage),
        )
        for _, article_share, item, match in heapq.nlargest(
            MAX_CANDIDATES, candidates, key=lambda candidate: candidate[0]
        )
    ]


def weigh(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the weighted sum of features."""
    return sum(weight * features.get(name, 0.0) for name, weight in weights.items())


@lru_cache(maxsize=8)
def load_weights(section: str) -> dict[str, float]:
    """Return the weights in a section of answer_weights.txt, by feature."""
    rows = (line.split() for line in lexicon.load_sections("answer_weights.txt")[section])
    return {name: float(weight) for name, weight in rows}


# ---- private


def _rank_by_meaning(
    model: SentenceEncoder,
    matcher: QuestionMatcher,
    scored_sentences: list[ScoredSentence],
    preferred_ids: AbstractSet[str],
) -> list[ScoredSentence]:
    """Rank the best sentences again, by their similarity of meaning to the question too."""
    weights = load_weights("ranking with the extra")
    best_sentences = scored_sentences[:MAX_SEMANTIC_CANDIDATES]
    question = matcher.question
    similarities = model.similarities(
        question.resolved_question or question.text, [item.sentence.text for item in best_sentences]
    )
    ranked_sentences = [
        ScoredSentence(
            item.sentence,
            weigh(item.features, weights)
            + weights[sentence_features.SIMILARITY_FEATURE] * similarity
            + PREFERRED_ARTICLE_BONUS * (item.sentence.article_id in preferred_ids),
            item.coverage,
            {**item.features, sentence_features.SIMILARITY_FEATURE: similarity},
        )
        for item, similarity in zip(best_sentences, similarities, strict=True)
    ]
    return sorted(ranked_sentences, key=lambda item: -item.score) + scored_sentences[MAX_SEMANTIC_CANDIDATES:]
