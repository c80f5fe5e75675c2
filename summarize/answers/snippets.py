"""Choose the sentence of each search result that shows why it was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarize.answers import indexed_article
from summarize.answers import question as questions
from summarize.answers.ranking import matching

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.article import Article, Sentence


def find_snippets(query: str, articles: Sequence[Article]) -> dict[str, Sentence]:
    """Return the sentence of each article with the most words of a query, by article id.

    An article is left out if no sentence has a word of the query.

    The words are counted for all articles at once. To rank the sentences of each article as answers to a question took
    nine tenths of the time of a search.
    """
    snippets: dict[str, Sentence] = {}
    for language, items in indexed_article.index_by_language(articles).items():
        matcher = matching.QuestionMatcher(questions.parse_question(query, (), language), items)
        for item in items:
            best = max(
                matcher.match_sentences(item),
                key=lambda match: match.coverage + match.bm25_score,
                default=None,
            )
            if best is not None and best.coverage:
                snippets[item.article.id] = item.article.sentences[best.sentence_index]
    return snippets
