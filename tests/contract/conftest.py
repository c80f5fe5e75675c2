"""Every engine that follows `storage.contract`: each test here runs on each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from incoming_articles import NOW, make_incoming

from news.source import Source
from storage.sqlite.store import Store as SqliteStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from storage.contract import Store
    from storage.records import IncomingArticle


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def came() -> Callable[..., IncomingArticle]:
    return make_incoming


# How to open an empty store in a folder.
ENGINES: dict[str, Callable[[Path], Store]] = {
    "sqlite-file": lambda folder: SqliteStore(folder / "newsbrief.db"),
    "sqlite-memory": lambda _folder: SqliteStore(None),
}


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A new store with the sources "one", "two" and "three"."""
    with ENGINES[request.param](tmp_path) as opened:
        for name in ("one", "two", "three"):
            opened.sources.save(Source(name, f"https://{name}.example/feed", "feed", NOW))
        yield opened
