"""Score how well sentences answer a question, by shared words and by evidence for the question type.

score = BM25 + coverage + evidence for the question type + article + extras of the type - fragment penalty
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from summarize.answers import answer_types, attribution, indexed_article
from summarize.answers.question_types import QuestionType
from summarize.cleaning import clean
from summarize.text import embeddings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.article import Article, Sentence
    from summarize.answers.indexed_article import IndexedArticle
    from summarize.answers.matching import QuestionMatcher, SentenceMatch
    from summarize.answers.question import ParsedQuestion
    from summarize.text.embeddings import SentenceEncoder

# The weights are few, set by hand, and swept one at a time: hits at the first place, percent, on thread questions
# (91), SelQA dev (400), SQuAD 2 articles (150), and on the thread questions with all articles to search. As they
# stand: 81 84 73, 73; the sweeps were around continued quotation .8, fragment .4 and one list of evidence for all
# languages: 77 84 73, 71. One question is 1.1, .25, .7 and 1.1 points, so that most neighbours are within the noise;
# the zeros are not. BM25 .3, .9: 79 83 74, 73; 75 84 73, 67. Coverage .3, .9: 76 83 73, 68; 78 83 74, 68.
BM25_WEIGHT = 0.6
COVERAGE_WEIGHT = 0.6
# Evidence for the question type: 0, .2, .5: 70 82 73, 62; 74 84 75, 67; 76 84 74, 71.
ANSWER_TYPE_WEIGHT = 0.35
# Question words found in the whole article, which distinguishes articles of an archive; 0 to .8 within two questions.
ARTICLE_WEIGHT = 0.3
# "How many teams": a number before that very word; 0 and .3 are the same but for one question.
COUNTED_NOUN_WEIGHT = 0.15
# A person speaks, and shares words with the question: "what did the minister say". 0 costs the confidence of answers
# .015 of its area under the curve.
REPORTING_VERB_WEIGHT = 0.4
# A sentence within a quotation gets this share of the score of the sentence that names the speaker: 0, .6, .8, .9
# find 91.2, 92.3, 92.3, 92.3 % of thread questions within three, and 77, 77, 77, 79 first.
CONTINUED_QUOTATION_FACTOR = 0.9
# Headlines, captions, bylines, fragments: 0, .2, .4, .6: 74 85 73, 66; 76 84 74, 70; 77 84 73, 71; 79 84 73, 73.
FRAGMENT_PENALTY = 0.5
# With the extra only: the weight of semantic similarity, and the number of sentences up to which all are compared.
SEMANTIC_SIMILARITY_WEIGHT = 0.8
MAX_SEMANTIC_SENTENCES = 120
# The number of sentences checked for evidence, those with the highest word score: 10 to 40 find the same.
MAX_EVIDENCE_SENTENCES = 24


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence with its scores for a question.

    Attributes:
        sentence: the sentence.
        score: comparable for one question only.
        coverage: see `matching.SentenceMatch`.
        own_coverage: see `matching.SentenceMatch`.
        evidence_score: how likely the sentence contains what the question asks for, 0 to 1.
    """

    sentence: Sentence
    score: float
    coverage: float
    own_coverage: float
    evidence_score: float


def score_sentences(
    matcher: QuestionMatcher, indexed_articles: Sequence[IndexedArticle], max_sentences: int
) -> list[ScoredSentence]:
    """Score the sentences of articles for a question, best first.

    Args:
        matcher: the matcher for the question.
        indexed_articles: articles in the question's language.
        max_sentences: the maximum number of sentences.
    """
    candidates: list[tuple[float, IndexedArticle, SentenceMatch]] = []
    for candidate in indexed_articles:
        article_score = ARTICLE_WEIGHT * matcher.found_share([candidate])
        candidates += [
            (
                article_score + BM25_WEIGHT * match.bm25_score + COVERAGE_WEIGHT * match.coverage,
                candidate,
                match,
            )
            for match in matcher.match_sentences(candidate)
        ]
    model = embeddings.load_encoder() if matcher.question.language == embeddings.SUPPORTED_LANGUAGE else None
    max_candidates = (
        MAX_EVIDENCE_SENTENCES
        if model is None or len(candidates) > MAX_SEMANTIC_SENTENCES
        else MAX_SEMANTIC_SENTENCES
    )
    top_candidates = heapq.nlargest(max(max_candidates, max_sentences), candidates, key=lambda item: item[0])
    scored_sentences = [_score_candidate(matcher, *item) for item in top_candidates]
    if model is not None:
        scored_sentences = _add_semantic_similarity(model, matcher.question, scored_sentences)
    if matcher.question.question_type is QuestionType.QUOTE:
        scored_sentences = _extend_quotations(
            scored_sentences,
            {candidate.article.id: candidate.article for candidate in indexed_articles},
        )
    best_sentences = heapq.nlargest(2 * max_sentences, scored_sentences, key=lambda item: item.score)
    titles_by_article_id = {
        candidate.article.id: candidate.article.title.strip() for candidate in indexed_articles
    }
    penalized_sentences = [
        _penalize_fragment(item, titles_by_article_id[item.sentence.article_id]) for item in best_sentences
    ]
    return sorted(penalized_sentences, key=lambda item: -item.score)[:max_sentences]


# ---- private


def _score_candidate(
    matcher: QuestionMatcher, lexical_score: float, candidate: IndexedArticle, match: SentenceMatch
) -> ScoredSentence:
    question = matcher.question
    sentence = candidate.article.sentences[match.sentence_index]
    article_names = (
        indexed_article.extract_name_words(candidate.article)
        if question.question_type in answer_types.NAME_QUESTION_TYPES
        else frozenset()
    )
    evidence_score = answer_types.score_evidence(question, sentence.text, article_names)
    score = lexical_score + ANSWER_TYPE_WEIGHT * evidence_score
    if question.question_type is QuestionType.NUMBER and not question.measure:
        score += COUNTED_NOUN_WEIGHT * answer_types.has_counted_noun(
            question, candidate.roots_by_sentence[match.sentence_index]
        )
    if question.question_type is QuestionType.QUOTE and attribution.has_reporting_verb(
        sentence.text, question.language
    ):
        score += REPORTING_VERB_WEIGHT * min(1.0, 2 * match.coverage)
    return ScoredSentence(sentence, score, match.coverage, match.own_coverage, evidence_score)


def _add_semantic_similarity(
    model: SentenceEncoder, question: ParsedQuestion, scored_sentences: list[ScoredSentence]
) -> list[ScoredSentence]:
    """Add the semantic similarity of each sentence to the question."""
    similarities = model.similarities(
        question.resolved_question or question.text,
        [scored_sentence.sentence.text for scored_sentence in scored_sentences],
    )
    return [
        replace(scored_sentence, score=scored_sentence.score + SEMANTIC_SIMILARITY_WEIGHT * similarity)
        for scored_sentence, similarity in zip(scored_sentences, similarities, strict=True)
    ]


def _extend_quotations(
    scored_sentences: list[ScoredSentence], articles_by_id: dict[str, Article]
) -> list[ScoredSentence]:
    """Raise the scores of later sentences in a quotation.

    Each gets at least a share of the score of the sentence that names the speaker.
    """
    best_by_position = {
        (scored_sentence.sentence.article_id, scored_sentence.sentence.index): scored_sentence
        for scored_sentence in scored_sentences
    }
    for head_sentence in scored_sentences:
        article = articles_by_id[head_sentence.sentence.article_id]
        attributions = attribution.attribute_sentences(article)
        continued_sentence = replace(head_sentence, score=CONTINUED_QUOTATION_FACTOR * head_sentence.score)
        for index in range(
            head_sentence.sentence.index + 1,
            min(head_sentence.sentence.index + attribution.MAX_SPEECH_SENTENCES, len(attributions)),
        ):
            if attributions[index].head_index != head_sentence.sentence.index:
                break
            position = (article.id, index)
            if (
                position not in best_by_position
                or best_by_position[position].score < continued_sentence.score
            ):
                best_by_position[position] = replace(continued_sentence, sentence=article.sentences[index])
    return list(best_by_position.values())


def _penalize_fragment(scored_sentence: ScoredSentence, title: str) -> ScoredSentence:
    text = scored_sentence.sentence.text.strip()
    if text != title and clean.is_quotable(text):
        return scored_sentence
    return replace(scored_sentence, score=scored_sentence.score - FRAGMENT_PENALTY)
