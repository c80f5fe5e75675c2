"""What came is stored once, its versions apart, and nothing of it is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from news.errors import StoreError
from storage.records import MAX_OLD_VERSIONS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from storage.contract import Store
    from storage.records import IncomingArticle

    Came = Callable[..., IncomingArticle]


def test_an_article_comes_back_as_it_went_in(store: Store, came: Came, now: datetime) -> None:
    sent = came(
        1,
        text="«Нет», he said. 東京の嵐\nA second\tparagraph with a \0 in it.",
        authors=("Ana Sá", "B. O'Neil"),
        language="ru",
        partial=True,
        published_at=now - timedelta(days=3, microseconds=1),
    )

    added = store.articles.add([sent])

    assert added.new_articles == (sent.article,)
    assert store.articles.get_version(sent.article.id, 1) == sent.article
    assert store.articles.in_window(["one"], now - timedelta(days=4), now) == (sent.article,)


def test_offering_an_article_again_changes_nothing(store: Store, came: Came, now: datetime) -> None:
    sent = [came(number) for number in range(70)]
    first = store.articles.add(sent)
    before = store.articles.in_window(["one"], now - timedelta(days=1), now)

    again = store.articles.add(sent)

    assert len(first.new_articles) == len(sent) == len(again.known_ids)
    assert not again.new_articles
    assert not again.changed_articles
    assert store.articles.in_window(["one"], now - timedelta(days=1), now) == before


def test_an_article_offered_twice_at_once_is_stored_once(store: Store, came: Came) -> None:
    added = store.articles.add([came(1), came(1)])

    assert len(added.new_articles) == 1
    assert added.known_ids == (added.new_articles[0].id,)


@pytest.mark.parametrize(
    "again",
    [
        {"guid": "another guid"},
        {"guid": ""},
        {"url": ""},
        {"url": "http://NEWS.example/1?utm_source=rss#top"},
        {"url": "https://news.example/moved"},
        {"title": "Storm 1 nears the coast"},
    ],
)
def test_an_article_is_known_under_any_of_its_keys(store: Store, came: Came, again: dict[str, str]) -> None:
    (first,) = store.articles.add([came(1)]).new_articles

    added = store.articles.add([came(1, **again)])

    assert added.known_ids == (first.id,)


def test_the_keys_that_are_known_are_told_apart_from_the_others(store: Store, came: Came) -> None:
    sent = came(1)
    store.articles.add([sent])

    assert store.articles.find_known_keys([*sent.dedup_keys, "url elsewhere"]) == set(sent.dedup_keys)
    assert store.articles.find_known_keys(sent.dedup_keys, source_id="one") == set(sent.dedup_keys)
    assert store.articles.find_known_keys(sent.dedup_keys, source_id="two") == set()
    assert store.articles.find_known_keys([]) == set()


def test_a_changed_text_is_a_new_version_and_the_old_one_stays_for_quotes(
    store: Store, came: Came, now: datetime
) -> None:
    (first,) = store.articles.add([came(1)]).new_articles

    (second,) = store.articles.add(
        [came(1, text="The storm has turned away.", first_seen_at=now + timedelta(hours=5))]
    ).changed_articles

    assert (second.id, second.version, second.first_seen_at) == (first.id, 2, first.first_seen_at)
    assert store.articles.get_version(first.id, 1) == first
    assert store.articles.list_versions(first.id, ["one"]) == (first, second)
    assert store.articles.current_versions([first.id], ["one"]) == (second,)
    assert store.articles.search("ferries", ["one"]) == ()
    assert store.articles.search("turned away", ["one"]) == (second,)


@pytest.mark.parametrize("poorer", [{"text": "Only the summary.", "partial": True}, {"text": ""}])
def test_what_is_poorer_replaces_nothing(store: Store, came: Came, poorer: dict[str, object]) -> None:
    (first,) = store.articles.add([came(1)]).new_articles

    added = store.articles.add([came(1, **poorer)])

    assert added.known_ids == (first.id,)
    assert store.articles.current_versions([first.id], ["one"]) == (first,)


def test_the_page_replaces_the_feeds_summary(store: Store, came: Came) -> None:
    store.articles.add([came(1, text="Only the summary.", partial=True)])

    (full,) = store.articles.add([came(1)]).changed_articles

    assert (full.version, full.partial) == (2, False)


def test_two_items_under_one_address_do_not_alternate_for_ever(store: Store, came: Came) -> None:
    items = [came(1, guid="a", text="First item."), came(1, guid="b", text="Second item.")]
    store.articles.add(items)

    again = [store.articles.add(items) for _ in range(3)]

    assert [len(added.changed_articles) for added in again] == [0, 0, 0]


def test_a_live_page_keeps_its_newest_versions_only(store: Store, came: Came) -> None:
    (first,) = store.articles.add([came(1)]).new_articles
    for minute in range(MAX_OLD_VERSIONS * 2):
        store.articles.add([came(1, text=f"Live: minute {minute}.")])

    kept = store.articles.list_versions(first.id, ["one"])

    assert [article.version for article in kept] == list(
        range(MAX_OLD_VERSIONS + 2, MAX_OLD_VERSIONS * 2 + 2)
    )


def test_a_second_source_of_a_known_text_is_recorded(store: Store, came: Came, now: datetime) -> None:
    (first,) = store.articles.add([came(1)]).new_articles

    (joined,) = store.articles.add(
        [came(1, source="two", first_seen_at=now + timedelta(hours=1))]
    ).shared_articles

    assert (joined.id, joined.version, joined.source_id, joined.outlet) == (first.id, 1, "two", "Two")
    assert store.articles.current_versions([first.id], ["one", "two"]) == (first,)
    assert store.articles.current_versions([first.id], ["two"]) == (joined,)


def test_a_text_that_two_sources_show_stays_while_one_of_them_does(store: Store, came: Came) -> None:
    (first,) = store.articles.add([came(1)]).new_articles
    store.articles.add([came(1, source="two")])

    store.articles.add([came(1, text="Rewritten.")])

    assert [a.text for a in store.articles.search("ferries", ["two"])] == [first.text]
    assert store.articles.search("ferries", ["one"]) == ()
    back = store.articles.add([came(1)])
    assert back.known_ids == (first.id,)


def test_a_source_that_comes_round_to_anothers_text_shares_it(store: Store, came: Came) -> None:
    (first,) = store.articles.add([came(1)]).new_articles
    store.articles.add([came(1, source="two", text="A summary.", partial=True)])

    (full,) = store.articles.add([came(1, source="two")]).changed_articles

    assert (full.version, full.text, full.partial) == (1, first.text, False)


def test_one_guid_for_two_addresses_does_not_make_two_strangers_articles_one(
    store: Store, came: Came
) -> None:
    store.articles.add([came(1, source="two", guid="g", url="https://news.example/1", text="Mine.")])
    store.articles.add([came(2, source="two", guid="g", url="https://news.example/2", text="Mine again.")])

    added = store.articles.add([came(1), came(2)])

    shown = store.articles.current_versions(
        [article.id for article in (*added.new_articles, *added.shared_articles)], ["one"]
    )
    assert {article.text for article in shown} == {came(1).article.text, came(2).article.text}


@pytest.mark.parametrize(
    "hostile",
    [
        {"title": "", "text": "", "guid": "", "url": ""},
        {"title": "\0", "text": "\0" * 100},
        {"title": "\ud800", "text": "a\udfffb\ud800", "url": "https://e.example/\ud800", "guid": "\udc00"},
        {"text": "word " * 200_000},
        {"text": "x" * 1_000_000},
        {"guid": "g" * 1_000_000, "url": "https://e.example/" + "u" * 1_000_000},
        {"title": "'; DROP TABLE articles; --", "text": "\u202e\u200b\ufeff 🇺🇦"},
        {"authors": ("\ud800", "\0", "a" * 10_000)},
    ],
)
def test_hostile_articles_are_stored_once_and_found_known(
    store: Store, came: Came, hostile: dict[str, object]
) -> None:
    sent = came(1, **hostile)

    first = store.articles.add([sent])
    again = store.articles.add([sent])

    assert len(first.new_articles) == 1
    assert again.known_ids == (first.new_articles[0].id,)
    (kept,) = store.articles.current_versions([first.new_articles[0].id], ["one"])
    assert len(kept.text) == len(sent.article.text)
    assert kept == first.new_articles[0]
    assert store.find_problems() == ()


def test_an_article_of_a_source_that_is_not_kept_is_refused_with_its_batch(
    store: Store, came: Came, now: datetime
) -> None:
    with pytest.raises(StoreError, match="not stored"):
        store.articles.add([came(1), came(2, source="nobody")])

    assert store.articles.in_window(["one", "nobody"], now - timedelta(days=1), now) == ()
    assert store.find_problems() == ()


def test_nothing_offered_is_nothing_added(store: Store) -> None:
    added = store.articles.add([])

    assert (added.new_articles, added.changed_articles, added.shared_articles, added.known_ids) == (
        (),
        (),
        (),
        (),
    )


def test_an_article_is_found_by_its_address(store: Store, came: Came) -> None:
    (article,) = store.articles.add([came(1, url="https://news.example/storm?id=7")]).new_articles

    for url in ("https://news.example/storm?id=7", "http://news.example/storm?id=7&utm_source=mail#top"):
        assert store.articles.by_url(url, ["one"]) == article
    assert store.articles.by_url("https://news.example/storm?id=8", ["one"]) is None
    assert store.articles.by_url("https://news.example/storm?id=7", ["two"]) is None
    assert store.articles.by_url("no address", ["one"]) is None
