"""Answer questions with sentences from the articles, or report that the articles have no answer.

question, history --parse--> parsed question --score--> sentences --judge--> said, closest, silent --quote--> answer
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from news.answer import Answer, Verdict
from summarize.answers import indexed_article, matching, quoting, retrieval
from summarize.answers import question as questions
from summarize.answers.in_memory_index import InMemoryIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.answer import Quote
    from news.article import Article, Sentence
    from summarize.answers.indexed_article import IndexedArticle
    from summarize.answers.retrieval import ScoredSentence

__all__ = ["InMemoryIndex", "SentenceRanking", "answer_question", "rank_sentences"]

# How confident an answer is: the best sentence's coverage of the question's own words and of all words, its evidence
# for the question type, and the share of words found anywhere. Area under the curve on thread questions (91
# answerable, 13 not), and with all articles to search: coverage of all words and the share alone .85 and .81, these
# .90 and .89; evidence weight 0, .2, .4, .6: .90 .88, .90 .89, .90 .895, .895 .89. On SQuAD 2, whose unanswerable
# questions are adversarial, any is near chance (.53 to .57).
EVIDENCE_WEIGHT = 0.3
FOUND_SHARE_WEIGHT = 0.3
# Thread questions by confidence: from 1.2 up, 61 of 80 first sentences answer, 71 within three, and 78 are
# answerable; from .6 to 1.2, 11 of 17 first sentences answer; below, 2 of 7.
MIN_ANSWERED_SCORE = 1.2
MIN_PARTIAL_SCORE = 0.6
# If the best sentence covers less of the question's words than this, or a name is found nowhere, nothing is close. Of
# 91 and 13, coverage 0, .2, .3, .35 leaves 2, 3, 7, 12 answerable and 5, 6, 6, 8 unanswerable questions unanswered;
# names leave no further answerable one and one more of the others.
MIN_COVERAGE = 0.3
# From this coverage on, a sentence is still offered, as the nearest passage.
MIN_QUOTABLE_COVERAGE = 0.1
# The maximum number of quotes, and how much worse than the best one they may be: .1, .2, .3, .4 show 1.4, 1.6, 1.8,
# 2.1 quotes, and the answer is among them for 76, 77, 79, 79 of 91.
MAX_QUOTES = 3
MAX_SCORE_GAP = 0.3
# Two sentences say the same if each shares this part of its words with the other.
MIN_DUPLICATE_OVERLAP = 0.8
# The maximum number of sentences in a ranking.
DEFAULT_MAX_SENTENCES = 10


@dataclass(frozen=True, slots=True)
class SentenceRanking:
    """Sentences from the articles, ranked as answers, best first.

    Attributes:
        sentences: at most the requested number; none if no article has a sentence.
        scores: one for each sentence; comparable within this ranking only.
        answerable: whether the articles are believed to answer the question.
        score: the confidence; comparable between rankings, but not a probability.
        coverage: the share of the question's words found in the best sentence, 0 to 1.
        has_all_names: whether every name in the question occurs in the articles.
        resolved_question: see `news.answer.Answer`.
    """

    sentences: tuple[Sentence, ...] = ()
    scores: tuple[float, ...] = ()
    answerable: bool = False
    score: float = 0.0
    coverage: float = 0.0
    has_all_names: bool = True
    resolved_question: str = ""


def answer_question(question: str, history: Sequence[str], articles: Sequence[Article]) -> Answer:
    """Answer a question with sentences from articles.

    Args:
        question: as asked.
        history: earlier questions of its thread, oldest first.
        articles: the articles of one story or one brief, or articles found in the archive.

    Returns:
        ANSWERED with at most three quotes; PARTIAL with the nearest quote; NO_ANSWER with the nearest quote, or without
        a quote if nothing is near.
    """
    ranking = rank_sentences(question, history, articles)
    verdict = _choose_verdict(ranking)
    return Answer(
        question=question,
        verdict=verdict,
        quotes=_choose_quotes(ranking, articles, MAX_QUOTES if verdict is Verdict.ANSWERED else 1),
        score=ranking.score,
        resolved_question=ranking.resolved_question,
    )


def rank_sentences(
    question: str,
    history: Sequence[str],
    articles: Sequence[Article],
    *,
    max_sentences: int = DEFAULT_MAX_SENTENCES,
) -> SentenceRanking:
    """Rank the sentences of articles by how well they answer a question.

    The ranking also judges whether the question is answerable.

    Args:
        question: as asked.
        history: earlier questions of its thread, oldest first.
        articles: in any languages; the question is parsed in each.
        max_sentences: the maximum number of sentences.
    """
    scored_sentences: list[ScoredSentence] = []
    found_share, has_all_names, resolved_question = 0.0, False, ""
    for language, indexed_articles in _index_by_language(articles).items():
        parsed_question = questions.parse_question(question, history, language)
        matcher = matching.QuestionMatcher(parsed_question, indexed_articles)
        scored_sentences += retrieval.score_sentences(matcher, indexed_articles, max_sentences)
        found_share = max(found_share, matcher.found_share(indexed_articles))
        has_all_names = has_all_names or matcher.has_all_names(indexed_articles)
        resolved_question = resolved_question or parsed_question.resolved_question
    if not scored_sentences:
        return SentenceRanking(resolved_question=resolved_question)
    best_sentences = sorted(scored_sentences, key=lambda scored_sentence: -scored_sentence.score)[
        :max_sentences
    ]
    confidence = (
        best_sentences[0].own_coverage
        + best_sentences[0].coverage
        + EVIDENCE_WEIGHT * best_sentences[0].evidence_score
        + FOUND_SHARE_WEIGHT * found_share
        if best_sentences[0].coverage
        else 0.0
    )
    return SentenceRanking(
        tuple(scored_sentence.sentence for scored_sentence in best_sentences),
        tuple(scored_sentence.score for scored_sentence in best_sentences),
        confidence >= MIN_ANSWERED_SCORE and has_all_names,
        confidence,
        best_sentences[0].coverage,
        has_all_names,
        resolved_question,
    )


# ---- private


def _index_by_language(articles: Sequence[Article]) -> dict[str, list[IndexedArticle]]:
    articles_by_language: dict[str, list[IndexedArticle]] = {}
    for candidate in map(indexed_article.index_article, articles):
        if candidate.sentence_lengths:
            articles_by_language.setdefault(candidate.language, []).append(candidate)
    return articles_by_language


def _choose_verdict(ranking: SentenceRanking) -> Verdict:
    if ranking.score < MIN_PARTIAL_SCORE or ranking.coverage < MIN_COVERAGE or not ranking.has_all_names:
        return Verdict.NO_ANSWER
    return Verdict.ANSWERED if ranking.answerable else Verdict.PARTIAL


def _choose_quotes(
    ranking: SentenceRanking, articles: Sequence[Article], max_quotes: int
) -> tuple[Quote, ...]:
    """Quote the best sentences of a ranking, without repetitions.

    Nothing is quoted if the best sentence is unrelated.
    """
    if ranking.coverage < MIN_QUOTABLE_COVERAGE:
        return ()
    articles_by_id = {article.id: article for article in articles}
    quotes: list[Quote] = []
    for sentence, score in zip(ranking.sentences, ranking.scores, strict=True):
        if score < ranking.scores[0] - MAX_SCORE_GAP:
            break
        duplicate_index = next(
            (index for index, quote in enumerate(quotes) if _is_already_quoted(sentence, quote)), None
        )
        if duplicate_index is not None:
            quotes[duplicate_index] = _with_corroboration(
                quotes[duplicate_index], articles_by_id[sentence.article_id]
            )
            continue
        quote = quoting.quote_with_context(articles_by_id[sentence.article_id], sentence.index)
        overlapping_indices = [
            index
            for index, other_quote in enumerate(quotes)
            if set(quote.sentences) & set(other_quote.sentences)
        ]
        if overlapping_indices:
            quotes[overlapping_indices[0]] = max(
                quote,
                quotes[overlapping_indices[0]],
                key=lambda overlapping_quote: len(overlapping_quote.sentences),
            )
        elif len(quotes) < max_quotes:
            quotes.append(quote)
    return tuple(quotes)


def _with_corroboration(quote: Quote, article: Article) -> Quote:
    """Add an article from another outlet to a quote that the article confirms."""
    cited_outlets = {
        quote.article.outlet,
        *(corroborating_article.outlet for corroborating_article in quote.corroborating_articles),
    }
    return (
        quote
        if article.outlet in cited_outlets
        else replace(quote, corroborating_articles=(*quote.corroborating_articles, article))
    )


def _is_already_quoted(sentence: Sentence, quote: Quote) -> bool:
    """Whether a quote already contains a sentence, or another sentence with the same meaning."""
    if sentence in quote.sentences:
        return True
    sentence_roots = _extract_roots(sentence, quote.article)
    return any(
        matching.has_mutual_overlap(
            sentence_roots, _extract_roots(quoted_sentence, quote.article), MIN_DUPLICATE_OVERLAP
        )
        for quoted_sentence in quote.sentences
    )


def _extract_roots(sentence: Sentence, article: Article) -> frozenset[str]:
    return frozenset(indexed_article.extract_roots(sentence.text, indexed_article.language_of(article)))
