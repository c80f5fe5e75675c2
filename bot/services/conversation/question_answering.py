"""Answer questions in a thread from everything that its channel may see, at once."""

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
        """Answer a question from the brief and the archive together.

        Sentences of the articles that the question is likely about count more: of the last discussed story if the
        question leans on the previous turn, of the day that it names, otherwise of the brief.
        """
        history = self._store.threads.recent_questions(thread)[-MAX_HISTORY_QUESTIONS:]
        stories = brief.stories if brief else ()
        brief_articles = brief.articles if brief else ()
        last_id = last_story_id(self._store, thread)
        last_story = next((story for story in stories if story.id == last_id), None)
        leans = bool(history) and bool(question.parse_question(question_text, history).context_roots)
        dated_articles = _articles_of_day(
            brief_articles, dates.parse_question_date(question_text, now.date())
        )
        preferred_articles: Sequence[Article] = brief_articles
        if dated_articles:
            preferred_articles = dated_articles
        elif leans and last_story is not None:
            preferred_articles = last_story.articles
        searched_text = f"{history[-1]} {question_text}" if leans else question_text
        articles = {
            article.id: article for article in (*brief_articles, *self._search_archive(thread, searched_text))
        }
        reply = answer.answer_question(
            question_text,
            history,
            tuple(articles.values()),
            preferred_ids=frozenset(article.id for article in preferred_articles),
        )
        return _with_scope(reply, stories, last_story if leans else None)

    # ---- private

    def _search_archive(self, thread: Thread, text: str) -> tuple[Article, ...]:
        """Return the stored articles that match a text."""
        source_ids = [source.id for source in self._store.sources.for_channel(thread.team, thread.channel)]
        return self._store.articles.search(text, source_ids, count=MAX_ARCHIVE_ARTICLES)


# ---- private


def _with_scope(reply: Answer, stories: Sequence[Story], last_story: Story | None) -> Answer:
    """Return the reply with the scope of its first quote and the quoted story added."""
    quoted_article_id = reply.quotes[0].article.id if reply.quotes else ""
    story = next(
        (
            candidate
            for candidate in stories
            if any(article.id == quoted_article_id for article in candidate.articles)
        ),
        None,
    )
    if story is None:
        return replace(reply, scope=Scope.ARCHIVE if reply.quotes or not stories else Scope.BRIEF)
    scope = Scope.STORY if last_story is not None and story.id == last_story.id else Scope.BRIEF
    if reply.verdict is Verdict.NO_ANSWER:
        return replace(reply, scope=scope)
    return replace(reply, scope=scope, story_id=story.id, story_title=story.title)


def _articles_of_day(articles: Sequence[Article], day: date | None) -> list[Article]:
    """Return the articles from the day that a question names and from the following day.

    If the question names no day, there are none.
    """
    if day is None:
        return []
    return [article for article in articles if day <= article.appeared_at.date() <= day + timedelta(days=1)]
