"""Answers come back with the sentences they quote, to their own workspace."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from news.answer import Answer, Quote, Verdict
from news.thread import Thread
from storage.records import QUESTION_RETENTION, StoredAnswer

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from news.article import Article
    from storage.contract import Store
    from storage.records import IncomingArticle

    Came = Callable[..., IncomingArticle]

THREAD = Thread("T1", "C1", "1700000000.000100")


@pytest.fixture
def article(store: Store, came: Came) -> Article:
    return store.articles.add([came(1)]).new_articles[0]


def make_answer(article: Article, answer_id: str = "a1", *, story_id: str = "s1") -> Answer:
    quote = Quote(article, (article.sentences[1], article.sentences[0]))
    return Answer(
        "Where are the \ud800 ferries?", Verdict.ANSWERED, (quote,), story_id=story_id, id=answer_id
    )


def test_an_answer_comes_back_as_it_was_posted(store: Store, article: Article, now: datetime) -> None:
    store.answers.save(make_answer(article), THREAD, "b1", now)

    stored = StoredAnswer(
        "a1",
        THREAD,
        "b1",
        now,
        "Where are the \ud800 ferries?",
        "s1",
        (article.sentences[1], article.sentences[0]),
    )
    assert store.answers.get("T1", "a1") == stored
    assert store.answers.get_from_any_workspace("a1") == stored
    assert store.answers.all() == (stored,)
    assert store.answers.get("T2", "a1") is None
    assert store.answers.get_from_any_workspace("a2") is None


def test_a_stored_answer_is_left_unchanged(store: Store, article: Article, now: datetime) -> None:
    store.answers.save(make_answer(article), THREAD, "b1", now)
    store.answers.save(make_answer(article, story_id="other"), THREAD, "b2", now + timedelta(hours=1))

    (stored,) = store.answers.all()
    assert (stored.brief_id, stored.story_id, stored.created_at) == ("b1", "s1", now)


def test_answers_are_found_by_thread_brief_and_quoted_article(
    store: Store, article: Article, came: Came, now: datetime
) -> None:
    (other_article,) = store.articles.add([came(2)]).new_articles
    store.answers.save(make_answer(article, "later"), THREAD, "b1", now + timedelta(hours=1))
    store.answers.save(make_answer(article, "first"), THREAD, "b1", now)
    store.answers.save(make_answer(other_article, "other"), replace(THREAD, thread_ts="2"), "b2", now)
    store.answers.save(make_answer(article, "first"), replace(THREAD, team="T2"), "b1", now)

    def ids(answers: tuple[StoredAnswer, ...]) -> list[tuple[str, str]]:
        return [(answer.thread.team, answer.id) for answer in answers]

    assert ids(store.answers.for_thread(THREAD)) == [("T1", "first"), ("T1", "later")]
    assert ids(store.answers.for_brief("T1", "b1")) == [("T1", "first"), ("T1", "later")]
    assert ids(store.answers.for_brief("T2", "b1")) == [("T2", "first")]
    assert ids(store.answers.for_quoted_article(other_article.id)) == [("T1", "other")]
    assert ids(store.answers.for_quoted_article(article.id)) == [
        ("T1", "first"),
        ("T2", "first"),
        ("T1", "later"),
    ]


def test_answers_are_deleted_after_thirty_days(store: Store, article: Article, now: datetime) -> None:
    store.answers.save(make_answer(article, "old"), THREAD, "b1", now)
    store.answers.save(make_answer(article, "new"), THREAD, "b1", now + timedelta(hours=1))

    assert store.answers.delete_expired(now + QUESTION_RETENTION) == 0
    assert store.answers.delete_expired(now + QUESTION_RETENTION + timedelta(minutes=1)) == 1
    assert [answer.id for answer in store.answers.for_quoted_article(article.id)] == ["new"]
