"""Answer questions in a thread from the story, the brief or the archive, in that order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.services.conversation.last_story import last_story_id
from news.answer import Scope, Verdict
from summarize.answers import answer, question
from summarize.text import dates

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from news.answer import Answer
    from news.article import Article
    from news.brief import Brief
    from news.story import Story
    from news.thread import Thread
    from storage.contract import Store

# Maximum number of archive articles that are read for one question.
MAX_ARCHIVE_ARTICLES = 20
# Number of earlier questions in the thread that a follow-up question may refer to.
MAX_HISTORY_QUESTIONS = 4


class QuestionAnswering:
    """Answers questions from stored articles."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def answer(self, brief: Brief | None, thread: Thread, question_text: str, *, now: datetime) -> Answer:
        """Answer a question from stored articles.

        The question is tried on the last discussed story, the requested day, the brief and the archive, in that
        order.

        The story is searched only if the question refers to the previous turn.
        """
        history = self._store.threads.recent_questions(thread)[-MAX_HISTORY_QUESTIONS:]
        stories = brief.stories if brief else ()
        brief_articles = brief.articles if brief else ()
        last_id = last_story_id(self._store, thread)
        last_story = next((story for story in stories if story.id == last_id), None)
        if (
            last_story is not None
            and history
            and question.parse_question(question_text, history).context_roots
        ):
            story_answer = _with_scope(
                answer.answer_question(question_text, history, last_story.articles), Scope.STORY, stories
            )
            if story_answer.verdict is Verdict.ANSWERED:
                return story_answer
        dated_articles = _articles_of_day(
            brief_articles, dates.parse_question_date(question_text, now.date())
        )
        if dated_articles:
            dated_answer = _with_scope(
                answer.answer_question(question_text, history, dated_articles), Scope.BRIEF, stories
            )
            if dated_answer.verdict is Verdict.ANSWERED:
                return dated_answer
        brief_answer = _with_scope(
            answer.answer_question(question_text, history, brief_articles), Scope.BRIEF, stories
        )
        if brief_answer.verdict is Verdict.ANSWERED:
            return brief_answer
        archive_articles = self._search_archive(thread, question_text, brief_articles)
        archive_answer = _with_scope(
            answer.answer_question(question_text, history, archive_articles), Scope.ARCHIVE, ()
        )
        return archive_answer if archive_answer.verdict is Verdict.ANSWERED else brief_answer

    # ---- private

    def _search_archive(
        self, thread: Thread, question_text: str, brief_articles: Sequence[Article]
    ) -> list[Article]:
        """Return the stored articles that match a question, except the articles in the brief."""
        source_ids = [source.id for source in self._store.sources.for_channel(thread.team, thread.channel)]
        archive_articles = self._store.articles.search(question_text, source_ids, count=MAX_ARCHIVE_ARTICLES)
        brief_article_ids = {article.id for article in brief_articles}
        return [article for article in archive_articles if article.id not in brief_article_ids]


# ---- private


def _with_scope(reply: Answer, scope: Scope, stories: Sequence[Story]) -> Answer:
    """Return the reply with the searched scope and the quoted story added."""
    quoted_article_id = reply.quotes[0].article.id if reply.quotes else ""
    story = next(
        (
            candidate
            for candidate in stories
            if any(article.id == quoted_article_id for article in candidate.articles)
        ),
        None,
    )
    if story is None or reply.verdict is Verdict.NO_ANSWER:
        return replace(reply, scope=scope)
    return replace(reply, scope=scope, story_id=story.id, story_title=story.title)


def _articles_of_day(articles: Sequence[Article], day: date | None) -> list[Article]:
    """Return the articles from the day that a question is about and the following day.

    If the question names no day, there are none.
    """
    if day is None:
        return []
    return [article for article in articles if day <= article.appeared_at.date() <= day + timedelta(days=1)]
