"""Old articles are pruned: they are never new again, and what was quoted stays."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from incoming_articles import NOW

from news.answer import Answer, Quote, Verdict
from news.brief import Brief, BriefRequest, LeftOutArticles, LeftOutReason
from news.story import Story
from news.thread import Thread
from news.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from news.article import Article
    from storage.contract import Store
    from storage.records import IncomingArticle

    Came = Callable[..., IncomingArticle]

LATER = NOW + timedelta(days=90)
DAY = timedelta(days=1)


def prune(store: Store, stored_before: datetime = LATER) -> int:
    return store.articles.prune(stored_before, 100)


def make_brief(quoted: Article, named: Article, brief_id: str = "b1") -> Brief:
    request = BriefRequest("T1", "C1", Window(NOW - DAY, NOW))
    story = Story("s1", (quoted,), (quoted.sentences[0],), ())
    left_out = (LeftOutArticles(LeftOutReason.RANKED_LOWER, (named,)),)
    return Brief(brief_id, request, NOW, (story,), left_out, 2)


def test_a_pruned_article_is_known_and_never_new(store: Store, came: Came) -> None:
    (article,) = store.articles.add([came(1)]).new_articles

    assert prune(store) == 1
    again = store.articles.add([came(1), came(1, title="Storm over", text="It is over. It went east.")])
    elsewhere = store.articles.add([came(1, source="two", first_seen_at=LATER, published_at=None)])

    assert again.known_ids == (article.id, article.id)
    assert elsewhere.known_ids == (article.id,)
    keys = came(1).dedup_keys
    assert store.articles.find_known_keys(keys, source_id="one") == frozenset(keys)
    assert store.articles.in_window(["one", "two"], NOW - DAY, LATER + DAY) == ()
    assert store.articles.search("storm", ["one", "two"]) == ()
    assert store.find_problems() == ()


def test_what_a_brief_quotes_stays_word_for_word_and_what_it_names_keeps_its_title(
    store: Store, came: Came
) -> None:
    quoted, named, other = store.articles.add([came(1), came(2), came(3)]).new_articles
    store.briefs.save(make_brief(quoted, named))

    prune(store)

    kept = store.articles.get_version(quoted.id, 1)
    assert kept is not None
    assert (kept.text, kept.sentences, kept.outlet) == (quoted.text, quoted.sentences, quoted.outlet)
    brief = store.briefs.load("T1", "b1")
    assert brief is not None
    assert brief.stories[0].lead_article == quoted
    assert kept.contains_verbatim(brief.stories[0].key_sentences[0])
    shell = brief.left_out[0].articles[0]
    assert (shell.title, shell.url, shell.text) == (named.title, named.url, "")
    assert store.articles.get_version(other.id, 1) is None
    assert store.find_problems() == ()


def test_what_an_answer_quotes_stays(store: Store, came: Came) -> None:
    (article,) = store.articles.add([came(1)]).new_articles
    answer = Answer("When?", Verdict.ANSWERED, (Quote(article, (article.sentences[0],)),), id="a1")
    store.answers.save(answer, Thread("T1", "C1", "1.1"), "", NOW)

    prune(store)

    kept = store.articles.get_version(article.id, 1)
    assert kept is not None
    assert kept.contains_verbatim(answer.quotes[0].sentences[0])


def test_earlier_versions_go_unless_they_are_quoted(store: Store, came: Came) -> None:
    (first,) = store.articles.add([came(1)]).new_articles
    store.briefs.save(make_brief(first, first))
    store.articles.add([came(1, text="The storm is here. It is loud.")])
    store.articles.add([came(1, text="The storm has gone. It is calm.")])

    prune(store)

    assert [version.text for version in store.articles.list_versions(first.id, ["one"])] == [first.text]
    assert store.find_problems() == ()


@pytest.mark.parametrize(
    ("limit", "stored_before", "count"),
    [(100, NOW, 0), (100, NOW + 2 * DAY, 2), (1, NOW + 2 * DAY, 1), (100, LATER, 3)],
)
def test_the_oldest_go_first_up_to_a_time_and_a_number(
    store: Store, came: Came, limit: int, stored_before: datetime, count: int
) -> None:
    for number in range(3):
        store.articles.add([came(number, first_seen_at=NOW + number * DAY, published_at=None)])

    assert store.articles.prune(stored_before, limit) == count

    shown = store.articles.in_window(["one"], NOW - DAY, LATER)
    assert [article.first_seen_at for article in shown] == [
        NOW + number * DAY for number in (2, 1, 0) if number >= count
    ]


def test_a_text_that_changed_lately_is_young(store: Store, came: Came) -> None:
    store.articles.add([came(1), came(2)])
    store.articles.add([came(3, first_seen_at=NOW + 50 * DAY)])
    store.articles.add([came(1, text="The storm came back. It is loud.")])

    assert prune(store, NOW + 10 * DAY) == 1

    assert len(store.articles.in_window(["one"], NOW - DAY, LATER)) == 2


def test_an_article_that_another_source_shows_later_is_not_news_where_it_was_pruned(
    store: Store, came: Came
) -> None:
    store.articles.add([came(1), came(2, first_seen_at=NOW + 50 * DAY)])
    store.articles.add([came(1, source="two", text="Another text. It is longer.", first_seen_at=LATER)])

    assert prune(store, NOW + 10 * DAY) == 1
    again = store.articles.add([came(1, text="A third text. It is new.")])

    assert len(again.known_ids) == 1
    assert len(store.articles.in_window(["two"], NOW - DAY, LATER + DAY)) == 1
    assert store.find_problems() == ()


def test_stories_lose_pruned_articles(store: Store, came: Came) -> None:
    old, young = store.articles.add([came(1), came(2, first_seen_at=NOW + 50 * DAY)]).new_articles
    store.stories.save("T1", [("s1", (young, old)), ("s2", ())])

    prune(store, NOW + 10 * DAY)

    assert store.stories.find_story_id("T1", old.id) is None
    assert store.stories.find_story_id("T1", young.id) == "s1"


def test_articles_are_counted_by_when_they_appeared(store: Store, came: Came) -> None:
    store.articles.add([came(1), came(60 * 24 * 9), came(1, source="two")])

    assert store.articles.count_since(NOW - 7 * DAY) == 1
