"""The parser processes: a start on a slow machine."""

import os
from pathlib import Path

import pytest

from sources.parsing.worker_pool import ParserPool

# Python runs a module of this name at the start of every process.
SLOW_IMPORT = """
import sys, time
from importlib.abc import MetaPathFinder

class Slow(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name in {"trafilatura", "fastfeedparser"}:
            time.sleep(2.0)
        return None

sys.meta_path.insert(0, Slow())
"""
PAGE = (
    "<html><head><title>Harl bridge closed</title></head><body><article><h1>Harl bridge closed</h1><p>"
    + "The Harl bridge at Denmouth was closed on Tuesday after inspectors found cracks. " * 8
    + "</p></article></body></html>"
)
FEED = '<rss version="2.0"><channel><title>Courier</title><item><title>Bridge closed</title></item></channel></rss>'


@pytest.fixture
def slow_imports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sitecustomize.py").write_text(SLOW_IMPORT)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))


@pytest.mark.usefixtures("slow_imports")
def test_importing_the_parsers_does_not_count_against_the_time_of_a_document() -> None:
    with ParserPool(timeout_seconds=1.9) as pool:
        page = pool.parse_page(PAGE.encode(), "https://courier.example/1")
        feed = pool.parse_feed(FEED.encode(), "https://courier.example/feed")

    assert "inspectors found cracks" in page.text
    assert feed.title == "Courier"
