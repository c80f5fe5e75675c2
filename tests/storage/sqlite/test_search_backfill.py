"""Articles of an earlier release are indexed for search in every language, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.sqlite import search_backfill

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from storage.records import IncomingArticle
    from storage.sqlite.store import Store


def make_old(store: Store) -> None:
    """Put the articles of a store where the migration leaves those of an earlier release."""
    with store._database.write_transaction() as db:
        db.execute("UPDATE articles SET search_terms = NULL")
        db.execute("INSERT INTO search_backfill SELECT max(row_id) FROM articles")


def test_older_articles_are_found_after_all_steps(
    store: Store, came: Callable[..., IncomingArticle], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_backfill, "BATCH_SIZE", 2)
    store.articles.add(
        [came(n, title=f"旧桥关闭 {n}", text="市议会决定关闭旧桥。", language="zh") for n in range(5)]
    )
    store.articles.add([came(9, title="Bridge shut", text="The council shut the bridge.")])
    make_old(store)
    assert not store.articles.search("旧桥", ["one"])

    steps = 0
    while store.articles.index_older_articles():
        steps += 1

    assert steps == 3
    assert len(store.articles.search("旧桥", ["one"])) == 5
    assert store.find_problems() == ()


def test_the_newest_articles_are_indexed_first(
    store: Store, came: Callable[..., IncomingArticle], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_backfill, "BATCH_SIZE", 1)
    for n in (1, 2):
        store.articles.add([came(n, title=f"旧桥关闭 {n}", text="市议会决定关闭旧桥。", language="zh")])
    make_old(store)

    store.articles.index_older_articles()

    assert [article.title for article in store.articles.search("旧桥", ["one"])] == ["旧桥关闭 2"]


def test_a_new_store_has_nothing_left_to_index(store: Store, came: Callable[..., IncomingArticle]) -> None:
    store.articles.add([came(1, title="旧桥关闭", text="市议会决定关闭旧桥。", language="zh")])

    assert not store.articles.index_older_articles()
