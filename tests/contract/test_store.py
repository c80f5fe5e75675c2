"""The store as a whole: threads, closing, and a suite that leaves no method out."""

from __future__ import annotations

import ast
import threading
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from news.digest import Delivery
from news.errors import StoreError, Unreachable
from news.source import FetchResult
from storage import contract
from storage.sqlite.store import Store as SqliteStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from storage.contract import Store
    from storage.records import IncomingArticle

    Came = Callable[..., IncomingArticle]


def test_threads_write_and_read_at_one_time(store: Store, came: Came) -> None:
    failures: list[Exception] = []

    def work(first: int) -> None:
        try:
            for number in range(first, first + 40, 4):
                store.articles.add([came(one) for one in range(number, number + 4)])
                assert store.articles.search("storm coast", ["one"])
        except (StoreError, AssertionError) as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(first,)) for first in (0, 100, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    article_ids = [came(first + number).article.id for first in (0, 100, 200) for number in range(40)]
    assert not failures
    assert len(store.articles.current_versions(article_ids, ["one"])) == 120
    assert store.find_problems() == ()


def test_a_refused_write_leaves_nothing_of_itself(store: Store, came: Came) -> None:
    with pytest.raises(StoreError):
        store.articles.add([came(1), came(2, source="unknown")])

    assert store.articles.find_known_keys(came(1).dedup_keys) == frozenset()
    assert len(store.articles.add([came(1)]).new_articles) == 1


def test_a_closed_store_says_so(store: Store, now: datetime) -> None:
    store.close()
    store.close()

    with pytest.raises(StoreError, match="closed"):
        store.sources.all()
    with pytest.raises(StoreError, match="closed"):
        store.processed_events.claim("Ev1", now)


def test_every_method_of_the_contract_is_exercised() -> None:
    """The calls `store.REPOSITORY.METHOD(...)` in this folder, against the Protocols."""
    tree = ast.parse(Path(contract.__file__).read_text(encoding="utf-8"))
    protocols = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}

    def methods(name: str) -> Iterator[str]:
        for base in protocols[name].bases:
            if isinstance(base, ast.Name) and base.id in protocols:
                yield from methods(base.id)
        yield from (node.name for node in protocols[name].body if isinstance(node, ast.FunctionDef))

    promised = {
        (node.target.id, method)
        for node in protocols["Store"].body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and isinstance(node.annotation, ast.Name)
        for method in methods(node.annotation.id)
    }
    called = {
        (node.func.value.attr, node.func.attr)
        for path in Path(__file__).parent.glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Attribute)
    }
    assert len(promised) > 60
    assert promised - called == set()


def test_a_copy_has_what_the_store_has(store: Store, came: Came, tmp_path: Path) -> None:
    added = store.articles.add([came(1), came(2)]).new_articles

    store.copy_to(tmp_path / "copy.db")
    store.articles.add([came(3)])

    with SqliteStore(tmp_path / "copy.db") as copy:
        assert set(copy.articles.current_versions([article.id for article in added], ["one"])) == set(added)
        assert copy.articles.find_known_keys(came(3).dedup_keys) == frozenset()


def test_the_figures_count_what_is_stored(store: Store, came: Came, now: datetime) -> None:
    before = store.statistics()
    store.articles.add([came(1), came(2)])
    store.sources.follow("T1", "C1", "one", created_at=now)
    store.sources.record_fetches([FetchResult("one", now, failures=(Unreachable("one", "no answer"),))])
    store.ledger.enqueue([Delivery("T1", "d1|x", "d1", "C1", now, "due", now)], scan_progress=[])

    after = store.statistics()

    assert (before.article_count, after.article_count) == (0, 2)
    assert (after.source_count, after.failing_source_count) == (1, 1)
    assert after.unsent_counts == {"due": 1, "pending": 0, "unknown": 0, "sending": 0}
    assert after.byte_count > 0
    assert store.outbox.count_overdue("T1", now) == 0
    assert store.outbox.count_overdue("T1", now + timedelta(minutes=5)) == 1


def test_checking_that_it_can_be_written_changes_nothing(store: Store, came: Came) -> None:
    store.articles.add([came(1)])

    store.check_writable()

    assert store.statistics().article_count == 1
    assert store.find_problems() == ()
