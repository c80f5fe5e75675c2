"""Search begins at the newest articles and goes further back while it finds too few."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.sqlite import search

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from storage.records import IncomingArticle
    from storage.sqlite.store import Store

    Came = Callable[..., IncomingArticle]


def test_an_old_article_with_all_the_words_is_found_behind_newer_ones_with_some(
    store: Store, came: Came, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "FIRST_RANKED_ARTICLES", 30)
    store.articles.add([came(0, title="Mayor of Lyon resigns", text="It was Monday.")])
    store.articles.add([came(number, title="A mayor speaks", text="Of roads.") for number in range(1, 100)])

    found = store.articles.search("mayor of lyon", ["one"], count=10)

    assert found[0].title == "Mayor of Lyon resigns"
    assert len(found) == 10


def test_a_word_that_stands_everywhere_does_not_hide_the_one_that_tells(
    store: Store, came: Came, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MIN_COMMON_WORD_ARTICLES", 10)
    monkeypatch.setattr(search, "FIRST_RANKED_ARTICLES", 40)
    store.articles.add([came(0, title="Zebra escapes", text="From the zoo.")])
    store.articles.add(
        [came(number, title="A mayor speaks", text="Of mayors, mayor, mayor.") for number in range(1, 200)]
    )

    found = store.articles.search("mayor zebra", ["one"], count=15)

    assert [article.title for article in found] == ["Zebra escapes", *["A mayor speaks"] * 5]


def test_search_goes_back_until_it_finds(store: Store, came: Came, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "FIRST_RANKED_ARTICLES", 5)
    store.articles.add([came(0, title="Zebra escapes")])
    store.articles.add([came(number) for number in range(1, 200)])

    assert [article.title for article in store.articles.search("zebra", ["one"])] == ["Zebra escapes"]
