"""Measure a sentence as an answer to a question: the features that the ranking weighs.

Each is between 0 and 1 or near it. Their weights are in answer_weights.txt, fitted by bench/fit_answers.py.
"""

from __future__ import annotations

import itertools
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from summarize.answers import attribution, indexed_article
from summarize.answers.question_types import QuestionType
from summarize.answers.ranking import answer_types
from summarize.cleaning import clean
from summarize.text import language as lang

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from summarize.answers.indexed_article import IndexedArticle
    from summarize.answers.question import ParsedQuestion
    from summarize.answers.ranking.matching import QuestionMatcher, SentenceMatch

# A number, date or name this many words from a matched word belongs to it.
NEAR_WORDS = 6
# Adjacent words of the question may stand this far apart in the sentence.
MAX_ADJACENT_WORDS = 3
# The share given to a number, date or name that is itself a word of the question.
SAME_WORD_NEARNESS = 0.5
MIN_VERB_AND_OBJECT = 2
# Cats are close to dogs, but no dogs.
MIN_SUBJECT_CLOSENESS = 0.8
MAX_CACHED_SENTENCES = 16_384

_PRONOUN_PATTERN = re.compile(
    r"[\"“‘'(]*(?:he|she|they|it|this|that|these|those|his|her|their|its)\b", re.IGNORECASE
)
# "First repaired" is not "last repaired".
_ORDINAL_ROOTS = frozenset({"first", "last", "second", "third", "fourth", "fifth", "next", "previous"})
# The question types whose evidence has places in the sentence.
_LOCATED_TYPES = {
    QuestionType.NUMBER: "near_number",
    QuestionType.TIME: "near_time",
    QuestionType.PERSON: "near_name",
    QuestionType.PLACE: "near_name",
}
RANKING_FEATURES = (
    "bm25", "relative", "synonyms", "context", "adjacent", "any_names", "article",
    "missing_in_title", "missing_in_previous", "leaning", "found", "continues", "continues_speaker", "speaker",
    "fragment", "headline", "asks",
    "evidence_number", "evidence_time", "evidence_place", "evidence_person", "evidence_cause", "evidence_quote",
    "evidence_definition", "near_number", "near_time", "near_name", "counted", "unit",
)  # fmt: skip
# With the extra only.
SIMILARITY_FEATURE = "similarity"


def measure_sentence(
    matcher: QuestionMatcher,
    candidate: IndexedArticle,
    match: SentenceMatch,
    article_share: float,
    best_coverage: float,
) -> dict[str, float]:
    """Return the features of a sentence; those that are zero may be missing.

    Args:
        matcher: the matcher for the question.
        candidate: the sentence's article.
        match: the sentence's match.
        article_share: the share of the question's weight found in the article.
        best_coverage: the coverage of the best sentence.
    """
    question = matcher.question
    article, index = candidate.article, match.sentence_index
    text = article.sentences[index].text.strip()
    roots = candidate.roots_by_sentence[index]
    synonym_strengths = matcher.synonym_strengths(roots)
    own_terms = tuple(question.root_weights)
    missing_terms = [
        term for term in own_terms if not (match.term_strengths.get(term) or synonym_strengths.get(term))
    ]
    synonym_share = matcher.own_share(
        {term: value for term, value in synonym_strengths.items() if not match.term_strengths.get(term)}
    )
    is_title = text == article.title.strip()
    leans = bool(_PRONOUN_PATTERN.match(text))
    previous_share = (
        matcher.own_share(_presence(missing_terms, candidate.roots_by_sentence[index - 1])) if index else 0.0
    )
    features = {
        "bm25": match.bm25_score,
        "coverage": match.own_coverage,
        "relative": match.own_coverage / best_coverage if best_coverage else 0.0,
        "synonyms": synonym_share,
        "context": matcher.context_share(match.term_strengths),
        "adjacent": _adjacent_share(question.content_roots, roots),
        "article": article_share,
        "missing_in_title": matcher.own_share(_presence(missing_terms, candidate.title_roots)),
        "missing_in_previous": previous_share,
        "leaning": previous_share if leans else 0.0,
        "found": min(1.0, (match.own_coverage + synonym_share) / (matcher.reachable_share or 1.0)),
        "fragment": float(not is_title and not _is_quotable(text)),
        "headline": float(is_title),
        "asks": float(text.rstrip("\"”' ").endswith("?")),
        "focus": max(
            (
                max(match.term_strengths.get(root, 0.0), synonym_strengths.get(root, 0.0))
                for root in question.focus_roots
            ),
            default=1.0,
        ),
    }
    strengths = {**synonym_strengths, **match.term_strengths}
    around = {*candidate.title_roots, *(candidate.roots_by_sentence[index - 1] if index else ())}
    subject, verb = question.subject_root, question.verb_root
    features["subject"] = float(
        not subject
        or bool(match.term_strengths.get(subject))
        or synonym_strengths.get(subject, 0.0) >= MIN_SUBJECT_CLOSENESS
        or subject in around
    )
    features["verb"] = strengths.get(verb, 0.0) if verb else 1.0
    features["reversed"] = float(_is_reversed(question, article.sentences[index].text))
    features["ordinal"] = float(not any(term in _ORDINAL_ROOTS for term in missing_terms))
    features["complete"] = float(
        all(question.root_weights[term] < 1.0 or term in around for term in missing_terms)
    )
    _add_names(features, matcher, candidate, match)
    _add_quotation(features, matcher, candidate, match)
    _add_evidence(features, matcher, candidate, match)
    return features


# ---- private


@lru_cache(maxsize=MAX_CACHED_SENTENCES)
def _is_quotable(text: str) -> bool:
    return clean.is_quotable(text)


def _presence(terms: Sequence[str], roots: Sequence[str] | frozenset[str]) -> dict[str, float]:
    found = frozenset(roots)
    return {term: 1.0 for term in terms if term in found}


def _add_names(
    features: dict[str, float], matcher: QuestionMatcher, candidate: IndexedArticle, match: SentenceMatch
) -> None:
    """Add the share of the question's names that the sentence has; a name is one in the article, in any case."""
    question = matcher.question
    article_names = indexed_article.extract_name_words(candidate.article)
    name_roots = {
        root for word, root in question.root_by_word.items() if word.removesuffix("'s") in article_names
    }
    name_roots.update(question.name_roots)
    if name_roots:
        features["any_names"] = sum(match.term_strengths.get(root, 0.0) == 1.0 for root in name_roots) / len(
            name_roots
        )


def _add_quotation(
    features: dict[str, float], matcher: QuestionMatcher, candidate: IndexedArticle, match: SentenceMatch
) -> None:
    question, index = matcher.question, match.sentence_index
    is_quote = question.question_type is QuestionType.QUOTE
    sentences = candidate.article.sentences
    head_index = attribution.attribute_sentences(candidate.article)[index].head_index
    if head_index < index:
        head_roots = candidate.roots_by_sentence[head_index]
        features["continues"] = matcher.own_share(_presence(tuple(question.root_weights), head_roots))
        if is_quote:
            features["continues_speaker"] = answer_types.speaker_score(question, sentences[head_index].text)
    if is_quote:
        features["speaker"] = answer_types.speaker_score(question, sentences[index].text)


def _add_evidence(
    features: dict[str, float], matcher: QuestionMatcher, candidate: IndexedArticle, match: SentenceMatch
) -> None:
    question, index = matcher.question, match.sentence_index
    question_type = question.question_type
    text = candidate.article.sentences[index].text
    roots = candidate.roots_by_sentence[index]
    article_names = indexed_article.extract_name_words(candidate.article)
    evidence = answer_types.score_evidence(question, text, article_names)
    features["evidence"] = features[f"evidence_{question_type.value}"] = evidence
    if evidence and question_type in _LOCATED_TYPES:
        words = lang.tokenize(text, question.language)
        places = answer_types.find_evidence(question, words, article_names)
        features[_LOCATED_TYPES[question_type]] = _nearness(
            places, [place for place, root in enumerate(roots) if root in question.root_weights]
        )
    if question_type is QuestionType.NUMBER:
        features["counted"] = float(answer_types.has_counted_noun(question, roots))
        features["unit"] = evidence if question.measure else 0.0


def _is_reversed(question: ParsedQuestion, text: str) -> bool:
    """Whether the object of "who beat Vessel" is the subject of a sentence: "Vessel beat Torrin"."""
    if not question.verb_root or len(question.content_roots) < MIN_VERB_AND_OBJECT:
        return False
    words = lang.tokenize(text, question.language)
    roots = indexed_article.extract_roots(text, question.language)[: len(words)]
    object_root = question.content_roots[1]
    return any(
        root == question.verb_root
        and place > 0
        and roots[place - 1] == object_root
        and "by" not in words[place : place + NEAR_WORDS]
        for place, root in enumerate(roots)
    )


def _nearness(places: Sequence[int], matched_places: Sequence[int]) -> float:
    if not places or not matched_places:
        return 0.0
    gap = min(abs(one - other) for one in places for other in matched_places)
    return max(0.0, 1.0 - gap / NEAR_WORDS) if gap else SAME_WORD_NEARNESS


def _adjacent_share(question_roots: Sequence[str], roots: Sequence[str]) -> float:
    """Return the share of neighbouring words of a question that are close, in order, in a sentence."""
    pairs = list(itertools.pairwise(question_roots))
    if not pairs:
        return 0.0
    places: Mapping[str, list[int]] = {root: [] for pair in pairs for root in pair}
    for place, root in enumerate(roots):
        if root in places:
            places[root].append(place)
    hits = sum(
        any(0 < second - first <= MAX_ADJACENT_WORDS for first in places[one] for second in places[other])
        for one, other in pairs
    )
    return hits / len(pairs)
