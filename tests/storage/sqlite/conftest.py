"""A store in a folder of its own, and articles to put into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from incoming_articles import NOW, make_incoming

from news.source import Source
from storage.sqlite.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from storage.records import IncomingArticle


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def came() -> Callable[..., IncomingArticle]:
    return make_incoming


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "newsbrief.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """A new store with the sources "one", "two" and "three"."""
    with Store(path) as opened:
        for name in ("one", "two", "three"):
            opened.sources.save(Source(name, f"https://{name}.example/feed", "feed", NOW))
        yield opened
