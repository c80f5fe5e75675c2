"""A reading of all sources that is killed again and again: nothing is missing or doubled in the end."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web
from paths import ROOT
from websites import Answer, Site

from news.source import Source, build_source_id
from storage.sqlite.store import Store

NOW = datetime(2026, 11, 18, tzinfo=UTC)
FEEDS, ENTRIES, KILLS = 12, 60, 6
WORDS = (
    "The council of Denmouth voted by eleven to nine to close the Harl bridge on Monday, its speaker said. "
    * 8
)


def feed(number: int) -> str:
    items = "".join(
        f"<item><title>Vote {number} {n}</title><guid>{number} {n}</guid>"
        f"<link>https://outlet{number}.example/{n}</link><description>{number} {n}. {WORDS}</description></item>"
        for n in range(ENTRIES)
    )
    return f"<rss version='2.0'><channel><title>Outlet {number}</title>{items}</channel></rss>"


def held(database: Path) -> tuple[Counter[str], dict[str, str]]:
    """Give how many articles of each source are stored, and the validators of each."""
    with Store(database) as store:
        sources = store.sources.all()
        there = store.articles.in_window([each.id for each in sources], datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC), limit=10_000)  # fmt: skip
        return Counter(each.source_id for each in there), {each.id: each.validators.etag for each in sources}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be killed without warning there")
def test_a_fetch_that_is_killed_again_and_again_misses_and_doubles_nothing(tmp_path: Path) -> None:
    site = Site()
    chance = random.Random(20261124)
    try:
        urls = [site.url(f"/{number}", f"127.0.0.{number + 2}") for number in range(FEEDS)]
        for number in range(FEEDS):
            site._answers[f"/{number}"] = _slow(number, chance.uniform(0, 1.5))
        database = tmp_path / "newsbrief.db"
        with Store(database) as store:
            for url in urls:
                store.sources.save(Source(build_source_id(url), url, "feed", NOW))
                store.sources.follow("local", "", build_source_id(url), created_at=NOW)
        stopped = 0
        for _ in range(KILLS):
            process = _fetch(tmp_path)
            _until_some_stored(database, process, chance.uniform(0.0, 0.8))
            stopped += process.poll() is None
            process.send_signal(signal.SIGKILL)
            process.wait()
            articles, validators = held(database)
            assert all(articles[source] == ENTRIES for source, etag in validators.items() if etag)
        assert stopped >= KILLS // 2
        assert _fetch(tmp_path).wait(60) == 0
        assert _fetch(tmp_path).wait(60) == 0
    finally:
        site.stop()

    articles, validators = held(database)
    assert articles == {build_source_id(url): ENTRIES for url in urls}
    assert all(validators.values())


def _slow(number: int, seconds: float) -> Answer:
    written = feed(number)

    async def answer(request: web.Request) -> web.Response:
        await asyncio.sleep(seconds)
        if "If-None-Match" in request.headers:
            return web.Response(status=304, headers={"ETag": '"v1"'})
        return web.Response(text=written, headers={"ETag": '"v1"'})

    return answer


def _fetch(home: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {"NEWSBRIEF_HOME": str(home), "NEWSBRIEF_INSIDE": "127.0.0.0/8"}
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "fetch"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )


def _until_some_stored(database: Path, process: subprocess.Popen[bytes], longer: float) -> None:
    """Wait until the process has stored something, and a little longer."""
    before = database.with_suffix(".db-wal").stat().st_size if database.with_suffix(".db-wal").exists() else 0
    end = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < end:
        wal = database.with_suffix(".db-wal")
        if wal.exists() and wal.stat().st_size > before:
            break
        time.sleep(0.01)
    time.sleep(longer)
