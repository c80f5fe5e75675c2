"""An in-memory index that finds articles by the words of a question.

The bot searches its database instead.
"""

from __future__ import annotations

import heapq
import math
from typing import TYPE_CHECKING

from summarize.answers import indexed_article
from summarize.answers import question as questions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.article import Article
    from summarize.answers.question import ParsedQuestion

# BM25 (Robertson and Zaragoza, 2009) with the usual values.
BM25_K1, BM25_B = 1.2, 0.75
# The headline counts as this many sentences of the text.
TITLE_WEIGHT = 2
# Words carried over from earlier turns count in full here, unlike within a story: they show which article is meant.
# Thread questions over 324 articles: 68 of 100 found among the first five without them, 86 with them.
CARRIED_WORD_WEIGHT = 1.0
# The number of articles found: with BM25 in the database the right one of 324 is among five for 86 of 100 thread
# questions. Of 30 questions about whole days, ten hold the answer of 28.
DEFAULT_MAX_RESULTS = 10


class InMemoryIndex:
    """An in-memory index of articles by word root.

    Args:
        articles: in any order; building takes time and memory proportional to their words.
    """

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = tuple(articles)
        self._postings: dict[str, dict[str, list[tuple[int, int]]]] = {}
        self._article_lengths: list[int] = []
        for article_index, article in enumerate(self._articles):
            self._index_article(article_index, article)
        self._average_length = max(1.0, sum(self._article_lengths) / max(1, len(self._article_lengths)))

    def search(
        self, question: str, history: Sequence[str] = (), max_results: int = DEFAULT_MAX_RESULTS
    ) -> tuple[Article, ...]:
        """Return the articles that best match a question, best first.

        Args:
            question: as asked.
            history: earlier questions of its thread, oldest first.
            max_results: the maximum number of articles.

        Returns:
            An empty tuple if no article shares a word with the question.
        """
        scores: dict[int, float] = {}
        for language, postings in self._postings.items():
            self._score(questions.parse_question(question, history, language), postings, scores)
        best_articles = heapq.nlargest(
            max_results, scores, key=lambda article_index: (scores[article_index], -article_index)
        )
        return tuple(self._articles[article_index] for article_index in best_articles)

    # -- private

    def _index_article(self, article_index: int, article: Article) -> None:
        language = indexed_article.language_of(article)
        counts: dict[str, int] = {}
        for text, weight in ((article.text, 1), (article.title, TITLE_WEIGHT)):
            for root in indexed_article.extract_roots(text, language):
                counts[root] = counts.get(root, 0) + weight
        postings = self._postings.setdefault(language, {})
        for root, count in counts.items():
            postings.setdefault(root, []).append((article_index, count))
        self._article_lengths.append(sum(counts.values()))

    def _score(
        self, question: ParsedQuestion, postings: dict[str, list[tuple[int, int]]], scores: dict[int, float]
    ) -> None:
        article_count = len(self._articles)
        weights = {**dict.fromkeys(question.context_roots, CARRIED_WORD_WEIGHT), **question.root_weights}
        for root, weight in weights.items():
            root_postings = postings.get(root, ())
            idf_weight = weight * math.log(
                1 + (article_count - len(root_postings) + 0.5) / (len(root_postings) + 0.5)
            )
            for article_index, count in root_postings:
                length_norm = BM25_K1 * (
                    1 - BM25_B + BM25_B * self._article_lengths[article_index] / self._average_length
                )
                scores[article_index] = scores.get(article_index, 0.0) + idf_weight * count * (
                    BM25_K1 + 1
                ) / (count + length_norm)
