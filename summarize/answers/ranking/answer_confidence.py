"""Estimate how likely the best passage answers a question, and how likely the articles answer it at all.

Both are logistic models over the features of the best sentence; bench/fit_answers.py fits their weights.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from summarize.answers.question_types import QuestionType
from summarize.answers.ranking import retrieval
from summarize.text.vocabulary import synonyms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from summarize.answers.indexed_article import IndexedArticle
    from summarize.answers.question import ParsedQuestion
    from summarize.answers.ranking.matching import QuestionMatcher
    from summarize.answers.ranking.retrieval import ScoredSentence

# A question of one of these types is answered by nothing without the number, date, name, cause or quotation.
DEMANDING_TYPES = frozenset(
    {
        QuestionType.NUMBER,
        QuestionType.TIME,
        QuestionType.PLACE,
        QuestionType.PERSON,
        QuestionType.CAUSE,
        QuestionType.QUOTE,
    }
)
# What follows the verb must be there: "when was the ferry built", "how many were arrested".
SUBJECT_TYPES = frozenset(
    {QuestionType.TIME, QuestionType.PLACE, QuestionType.CAUSE, QuestionType.NUMBER, QuestionType.YES_NO}
)
# What a feature is if the question does not ask for it: about its mean.
NEUTRAL_EVIDENCE, NEUTRAL_NEARNESS = 0.6, 0.5
# Larger differences between the best sentence and the next say no more.
MAX_MARGIN = 2.0
# A sentence with less of the question is seldom about it: of 80 on news 40 % are right, of the others 65 %.
THIN_COVERAGE = 0.3
# More words of a question that occur nowhere say no more.
MAX_MISSING_WORDS = 3
_NEARNESS_FEATURES = ("near_number", "near_time", "near_name")
CONFIDENCE_FEATURES = (
    "bias", "coverage", "synonyms", "article", "names_in_article", "names_in_passage", "evidence", "near", "focus",
    "margin", "probability", "adjacent", "thin", "complete", "asks", "unit", "counted", "speaker", "yes_no", "found",
    "all_names", "reachable", "missing", "verb", "subject", "reversed", "ordinal", "capitalized_names", "claimable",
)  # fmt: skip


def measure_confidence(
    matcher: QuestionMatcher,
    indexed_articles: Sequence[IndexedArticle],
    passage_indices: AbstractSet[int],
    scored_sentences: Sequence[ScoredSentence],
) -> dict[str, float]:
    """Return the features of the best passage for a question.

    Args:
        matcher: the matcher for the question, parsed in the articles' language.
        indexed_articles: all articles that were searched, in that language.
        passage_indices: the sentences of the passage.
        scored_sentences: all candidates, best first; the first is in the passage.
    """
    question, best = matcher.question, scored_sentences[0]
    item = next(item for item in indexed_articles if item.article.id == best.sentence.article_id)
    features = best.features
    question_type = question.question_type
    demands = question_type in DEMANDING_TYPES
    name_roots = find_name_roots(question)
    passage_roots = {root for index in passage_indices for root in item.roots_by_sentence[index]}
    article_id = item.article.id
    probabilities = [math.exp(candidate.score - best.score) for candidate in scored_sentences]
    is_inside = [
        candidate.sentence.article_id == article_id and candidate.sentence.index in passage_indices
        for candidate in scored_sentences
    ]
    next_score = next(
        (
            candidate.score
            for candidate, inside in zip(scored_sentences, is_inside, strict=True)
            if not inside
        ),
        best.score - MAX_MARGIN,
    )
    is_number = question_type is QuestionType.NUMBER
    confidence = {
        "bias": 1.0,
        "coverage": features["coverage"],
        "synonyms": features["synonyms"],
        "article": features["article"],
        "names_in_article": _share(name_roots, item.postings.keys() | item.title_roots),
        "names_in_passage": _share(name_roots, passage_roots),
        "capitalized_names": _share(frozenset(question.name_roots), passage_roots),
        "evidence": features["evidence"] if demands else NEUTRAL_EVIDENCE,
        "near": next((features[name] for name in _NEARNESS_FEATURES if name in features), 0.0)
        if demands and question_type not in {QuestionType.CAUSE, QuestionType.QUOTE}
        else NEUTRAL_NEARNESS,
        "focus": features["focus"],
        "margin": min(MAX_MARGIN, best.score - next_score) / MAX_MARGIN,
        "probability": sum(
            probability for probability, inside in zip(probabilities, is_inside, strict=True) if inside
        )
        / sum(probabilities),
        "adjacent": features["adjacent"],
        "asks": features["asks"],
        "unit": float(not (is_number and question.measure and features.get("unit", 0.0) < 1.0)),
        "counted": features.get("counted", 0.0) if is_number and not question.measure else NEUTRAL_NEARNESS,
        "speaker": max(features.get("speaker", 0.0), features.get("continues_speaker", 0.0))
        if question_type is QuestionType.QUOTE
        else NEUTRAL_NEARNESS,
        "complete": features["complete"],
        "verb": features["verb"],
        "subject": features["subject"],
        "reversed": features["reversed"],
        "ordinal": features["ordinal"],
        "thin": float(features["coverage"] + features["synonyms"] < THIN_COVERAGE),
        "yes_no": float(question_type is QuestionType.YES_NO),
        "found": matcher.found_share(indexed_articles),
        "all_names": float(matcher.has_all_names(indexed_articles)),
        "reachable": matcher.reachable_share,
        "missing": min(MAX_MISSING_WORDS, matcher.count_missing_words(indexed_articles)) / MAX_MISSING_WORDS,
    }
    return {**confidence, "claimable": float(holds_what_is_asked(question, confidence))}


def estimate(features: Mapping[str, float], section: str) -> float:
    """Return a probability, by the weights in a section of answer_weights.txt."""
    return 1.0 / (1.0 + math.exp(-retrieval.weigh(features, retrieval.load_weights(section))))


def holds_what_is_asked(question: ParsedQuestion, confidence: Mapping[str, float]) -> bool:
    """Whether a passage has what a question demands, so that it may be claimed as the answer.

    It has the number with its measure, the date, name, cause or quotation; the noun asked for ("goals" in "how many
    goals"), or another word for it; the verb of "who ..."; its subject, or beside it; every name in the question; the
    speaker of a quotation; and it asks nothing itself.
    Of those on news that lack one of these, 15 to 40 % are right, of all 60 % (bench/fit_answers.py).

    Args:
        question: the parsed question.
        confidence: see `measure_confidence`.
    """
    if confidence["focus"] == 0.0 or confidence["asks"] or confidence["unit"] == 0.0:
        return False
    if confidence["capitalized_names"] < 1.0 or confidence["verb"] == 0.0 or confidence["reversed"]:
        return False
    if confidence["ordinal"] == 0.0 or (
        confidence["subject"] == 0.0 and question.question_type in SUBJECT_TYPES
    ):
        return False
    if question.question_type is QuestionType.QUOTE and confidence["speaker"] == 0.0:
        return False
    return question.question_type not in DEMANDING_TYPES or confidence["evidence"] > 0.0


def find_name_roots(question: ParsedQuestion) -> frozenset[str]:
    """Return the roots of the names in a question, in any case: capitalized, or no ordinary words of English."""
    unknown_roots = {
        root
        for word, root in question.root_by_word.items()
        if question.language == "en" and word.isalpha() and not synonyms.is_known(root)
    }
    return frozenset(question.name_roots) | unknown_roots


# ---- private


def _share(roots: AbstractSet[str], found: AbstractSet[str]) -> float:
    return len(roots & found) / len(roots) if roots else 1.0
