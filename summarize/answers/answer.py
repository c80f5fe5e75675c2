"""Answer questions with sentences from the articles, or report that the articles have no answer.

question, history --parse--> parsed question --score--> sentences --judge--> said, closest, silent --quote--> answer
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from news.answer import Answer, Quote, Verdict
from summarize.answers import indexed_article, quoting, spelling
from summarize.answers import question as questions
from summarize.answers.in_memory_index import InMemoryIndex
from summarize.answers.ranking import answer_confidence, matching, retrieval

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from news.article import Article, Sentence
    from summarize.answers.indexed_article import IndexedArticle
    from summarize.answers.ranking.matching import QuestionMatcher
    from summarize.answers.ranking.retrieval import ScoredSentence

__all__ = ["InMemoryIndex", "SentenceRanking", "answer_question", "group_into_passages", "rank_sentences"]

# "The articles say:" from this probability of being right on, and "These articles don't say" below this one that they
# answer at all; between them the passage is shown as the closest. On 412 questions on news, cross-validated: of what is
# said from .6, .65, .7, .75 on 81, 84, 88, 87 % are right, and it is said to 58, 51, 48, 42 % of the answerable; below
# .55, .6, .63, .65 are 2, 7, 8, 10 % of the answerable and 23, 35, 38, 42 % of the unanswerable.
MIN_RIGHT_PROBABILITY = 0.7
MIN_ANSWERABLE_PROBABILITY = 0.63
# From this coverage on, a sentence is still offered, as the nearest passage.
MIN_QUOTABLE_COVERAGE = 0.1
# The maximum number of quotes, and how much worse than the best one they may be: .1, .2, .3, .4 show 1.4, 1.6, 1.8,
# 2.1 quotes, and the answer is among them for 76, 77, 79, 79 of 91.
MAX_QUOTES = 3
MAX_SCORE_GAP = 1.5
# A neighbour this much worse than the best sentence is quoted with it. 0, .5, 1, 1.5, 2 on thread questions (91) by
# cross-validation: 76, 77, 77, 78, 78 % first and 91, 93, 95, 96, 96 % within three, with 1.2 to 1.4 sentences.
MAX_NEIGHBOUR_GAP = 1.5
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
        passages: the best sentences with what is quoted around them, best first; no two overlap.
        verdict: how well the best passage answers the question.
        score: the probability that the articles answer.
        coverage: the share of the question's words found in the best sentence, 0 to 1.
        resolved_question: see `news.answer.Answer`.
    """

    sentences: tuple[Sentence, ...] = ()
    scores: tuple[float, ...] = ()
    passages: tuple[Quote, ...] = ()
    verdict: Verdict = Verdict.NO_ANSWER
    score: float = 0.0
    coverage: float = 0.0
    resolved_question: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the best passage is believed to answer the question."""
        return self.verdict is Verdict.ANSWERED


def answer_question(
    question: str,
    history: Sequence[str],
    articles: Sequence[Article],
    *,
    preferred_ids: AbstractSet[str] = frozenset(),
) -> Answer:
    """Answer a question with sentences from articles.

    Args:
        question: as asked.
        history: earlier questions of its thread, oldest first.
        articles: all articles that may answer.
        preferred_ids: the articles that the question is likely about.

    Returns:
        ANSWERED with at most three quotes; PARTIAL with the nearest quote; NO_ANSWER with the nearest quote, or without
        a quote if nothing is near.
    """
    ranking = rank_sentences(question, history, articles, preferred_ids=preferred_ids)
    return Answer(
        question=question,
        verdict=ranking.verdict,
        quotes=_choose_quotes(ranking, MAX_QUOTES if ranking.answerable else 1),
        score=ranking.score,
        resolved_question=ranking.resolved_question,
    )


def rank_sentences(
    question: str,
    history: Sequence[str],
    articles: Sequence[Article],
    *,
    max_sentences: int = DEFAULT_MAX_SENTENCES,
    preferred_ids: AbstractSet[str] = frozenset(),
) -> SentenceRanking:
    """Rank the sentences of articles by how well they answer a question.

    The ranking also judges whether the question is answerable.

    Args:
        question: as asked.
        history: earlier questions of its thread, oldest first.
        articles: in any languages; the question is parsed in each.
        max_sentences: the maximum number of sentences.
        preferred_ids: the articles that the question is likely about.
    """
    best_ranking, best_score = SentenceRanking(), 0.0
    scored_sentences: list[ScoredSentence] = []
    for language, indexed_articles in indexed_article.index_by_language(articles).items():
        parsed_question = spelling.correct_spelling(
            questions.parse_question(question, history, language), indexed_articles
        )
        matcher = matching.QuestionMatcher(parsed_question, indexed_articles)
        language_sentences = retrieval.score_sentences(matcher, indexed_articles, preferred_ids)
        if not best_ranking.sentences or language_sentences[0].score > best_score:
            best_score = language_sentences[0].score
            best_ranking = _judge(matcher, indexed_articles, language_sentences)
        scored_sentences += language_sentences
    best_sentences = sorted(scored_sentences, key=lambda item: -item.score)[:max_sentences]
    return replace(
        best_ranking,
        sentences=tuple(item.sentence for item in best_sentences),
        scores=tuple(item.score for item in best_sentences),
        passages=tuple(group_into_passages(scored_sentences, articles, max_sentences)),
    )


def group_into_passages(
    scored_sentences: Sequence[ScoredSentence], articles: Sequence[Article], max_passages: int
) -> list[Quote]:
    """Return the best sentences with their context, and with a neighbour that is nearly as good."""
    articles_by_id = {article.id: article for article in articles}
    ranked_sentences = [
        item
        for item in sorted(scored_sentences, key=lambda item: -item.score)
        if item.sentence.article_id in articles_by_id
    ]
    scores = {(item.sentence.article_id, item.sentence.index): item.score for item in ranked_sentences}
    used: set[tuple[str, int]] = set()
    passages: list[Quote] = []
    for item in ranked_sentences:
        article_id, index = item.sentence.article_id, item.sentence.index
        if (article_id, index) in used:
            continue
        article = articles_by_id[article_id]
        indices = {sentence.index for sentence in quoting.quote_with_context(article, index).sentences}
        if len(indices) == 1:
            neighbours = [
                (scores[article_id, other], other)
                for other in (index - 1, index + 1)
                if (article_id, other) not in used
                and scores.get((article_id, other), -MAX_NEIGHBOUR_GAP) >= item.score - MAX_NEIGHBOUR_GAP
                and (article_id, other) in scores
            ]
            indices |= {max(neighbours)[1]} if neighbours else set()
        used |= {(article_id, other) for other in indices}
        passages.append(Quote(article, article.sentences[min(indices) : max(indices) + 1]))
        if len(passages) == max_passages:
            break
    return passages


# ---- private


def _judge(
    matcher: QuestionMatcher,
    indexed_articles: Sequence[IndexedArticle],
    scored_sentences: list[ScoredSentence],
) -> SentenceRanking:
    """Return a ranking with the verdict on the best passage in one language, but without sentences."""
    best = scored_sentences[0]
    articles = [item.article for item in indexed_articles if item.article.id == best.sentence.article_id]
    passage = group_into_passages(scored_sentences, articles, 1)[0]
    features = answer_confidence.measure_confidence(
        matcher, indexed_articles, {sentence.index for sentence in passage.sentences}, scored_sentences
    )
    is_related = bool(best.coverage or best.features["context"])
    right = answer_confidence.estimate(features, "right") if is_related else 0.0
    answerable = answer_confidence.estimate(features, "answerable") if is_related else 0.0
    if right >= MIN_RIGHT_PROBABILITY and features["claimable"]:
        verdict = Verdict.ANSWERED
    elif answerable >= MIN_ANSWERABLE_PROBABILITY:
        verdict = Verdict.PARTIAL
    else:
        verdict = Verdict.NO_ANSWER
    return SentenceRanking(
        verdict=verdict,
        score=answerable,
        coverage=best.coverage,
        resolved_question=matcher.question.resolved_question,
    )


def _choose_quotes(ranking: SentenceRanking, max_quotes: int) -> tuple[Quote, ...]:
    """Quote the best passages of a ranking, without repetitions.

    Nothing is quoted if the best sentence is unrelated.
    """
    if ranking.coverage < MIN_QUOTABLE_COVERAGE:
        return ()
    scores = {
        (sentence.article_id, sentence.index): score
        for sentence, score in zip(ranking.sentences, ranking.scores, strict=True)
    }
    quotes: list[Quote] = []
    for passage in ranking.passages:
        best_score = max(
            scores.get((sentence.article_id, sentence.index), 0.0) for sentence in passage.sentences
        )
        if best_score < ranking.scores[0] - MAX_SCORE_GAP:
            break
        duplicate_index = next(
            (
                index
                for index, quote in enumerate(quotes)
                if any(_is_already_quoted(sentence, quote) for sentence in passage.sentences)
            ),
            None,
        )
        if duplicate_index is None and len(quotes) == max_quotes:
            break
        if duplicate_index is None:
            quotes.append(passage)
        else:
            quotes[duplicate_index] = _with_corroboration(quotes[duplicate_index], passage.article)
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
