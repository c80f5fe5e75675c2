"""Measure the CPU and wall time of fetching 1,000 feeds from a local server as slow as the web.

    python -m bench.fetch [--feeds 1000] [--entries 60] [--reader PYTHON]

Each feed has 60 entries and 39 KB, the mean of real feeds; the entries link to no pages, so that only feeds are
fetched. The feeds are on 200 loopback hosts. The server responds after 0.22 s (median, log-normal); one feed in fifty
takes 5 to 9 s, and one in a hundred never responds. The times include HTTP, parsing in the other process, cleaning,
sentence splitting, storing and indexing. There are three fetches: all entries new, one new entry in each feed, nothing
changed.

--reader is a Python interpreter with lemon24/reader (3.26, READER_NO_VENDORED_FEEDPARSER=1) installed, which then does
the first three fetches for comparison, with 20 workers.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING

from bench.paths import ROOT, SEED_ARTICLES

# Measured code is imported where it is used, because parser processes import the main module, which is this file.
if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp import web

    from bot.services.ingest import IngestResult
    from news.source import Source
    from storage.sqlite.store import Store

HOST_COUNT = 200
NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
SEED = 20261124
# The required performance: CPU seconds for a thousand feeds, and the speedup over lemon24/reader.
MAX_CPU_SECONDS, MIN_SPEEDUP = 3.0, 8
READER_SCRIPT = """
import sys, time, resource
from reader import make_reader
reader = make_reader(":memory:" if len(sys.argv) < 3 else sys.argv[2])
for url in open(sys.argv[1]).read().split():
    reader.add_feed(url, exist_ok=True)
def cpu():
    return sum(resource.getrusage(who).ru_utime + resource.getrusage(who).ru_stime
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
for line in sys.stdin:
    start, wall = cpu(), time.monotonic()
    reader.update_feeds(workers=20, scheduled=False)
    print(cpu() - start, time.monotonic() - wall, sum(1 for _ in reader.get_entries()), flush=True)
"""


def main() -> None:
    """Print a row for each fetch. Exit with status 1 if a limit is exceeded."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--entries", type=int, default=60)
    parser.add_argument("--reader", default="")
    parser.add_argument("--serve", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(_serve_feeds(options.serve, options.entries))
        return
    port = 18_765
    command = [sys.executable, "-m", "bench.fetch", "--serve", str(port), "--entries", str(options.entries)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as server:
        assert server.stdout
        server.stdout.readline()
        try:
            is_over_limit = _is_over_limit(port, options)
        finally:
            server.kill()
    raise SystemExit(is_over_limit)


def _is_over_limit(port: int, options: argparse.Namespace) -> bool:
    urls = [f"http://127.0.0.{2 + n % HOST_COUNT}:{port}/{n}" for n in range(options.feeds)]
    rows: dict[str, list[tuple[float, float, int]]] = {"newsbrief": _measure_newsbrief(port, urls)}
    if options.reader:
        rows["lemon24/reader, 20 workers"] = _measure_reader(port, urls, options.reader)
    names = ("all entries new", "one of each feed", "one of every second", "nothing changed")
    print(f"{'reading':22}{'':28}{'CPU s':>8}{'wall s':>8}{'articles':>10}")
    for reading_index, name in enumerate(names):
        for reader_name, readings in rows.items():
            if reading_index < len(readings):
                cpu_seconds, wall_seconds, articles = readings[reading_index]
                print(f"{name:22}{reader_name:28}{cpu_seconds:8.2f}{wall_seconds:8.1f}{articles:10,}")
    own_rows = rows["newsbrief"]
    if options.reader:
        reader_rows = rows["lemon24/reader, 20 workers"]
        for reading_index in (0, 1, 2):
            cpu_seconds, wall_seconds = (
                reader_rows[reading_index][0] / own_rows[reading_index][0],
                reader_rows[reading_index][1] / own_rows[reading_index][1],
            )
            print(
                f"{names[reading_index]}: {cpu_seconds:.1f} times less CPU, {wall_seconds:.1f} times "
                f"less time (asked {MIN_SPEEDUP})"
            )
    return own_rows[2][0] > MAX_CPU_SECONDS


# ---- private: ours


def _measure_newsbrief(port: int, urls: list[str]) -> list[tuple[float, float, int]]:
    from bot.services.ingest import IngestService  # noqa: PLC0415 - see above
    from news.source import Source, build_source_id  # noqa: PLC0415 - see above
    from sources.http.fetch_policy import FetchPolicy  # noqa: PLC0415 - see above
    from sources.parsing import worker_pool  # noqa: PLC0415 - see above
    from storage.sqlite.store import Store  # noqa: PLC0415 - see above

    rows: list[tuple[float, float, int]] = []
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "news.db") as store:
        for number, url in enumerate(urls):
            source = Source(build_source_id(url), url, "feed", NOW + number * timedelta(microseconds=1))
            store.sources.save(source)
            store.sources.follow("T", "", source.id, created_at=NOW)
        service = IngestService(store, FetchPolicy(allowed_networks=(ip_network("127.0.0.0/8"),)))
        for generation in (0, 1, 2, 3):
            _set_generation(port, generation)
            now = NOW + timedelta(hours=generation)
            lost_urls: list[str] = []
            parsed_urls: list[str] = []

            def record_lost(
                source: Source, ingest_result: IngestResult, lost_urls: list[str] = lost_urls
            ) -> None:
                lost_urls += [
                    source.url for failure in ingest_result.failures if "no word" not in str(failure)
                ]

            counted = _count_parses(worker_pool.ParserPool.parse_feed, parsed_urls)
            worker_pool.ParserPool.parse_feed = counted  # type: ignore[assignment,method-assign]
            poll_sources = partial(
                service.refresh, now=now, selected_sources=store.sources.active(), on_done=record_lost
            )
            rows.append(_measure(poll_sources, store))
            print(f"newsbrief: {len(parsed_urls)} feeds parsed, {len(lost_urls)} lost", file=sys.stderr)
    return rows


def _count_parses(feed: Callable[..., object], parsed_urls: list[str]) -> Callable[..., object]:
    original_feed = getattr(feed, "whole", feed)

    def counting_feed(self: object, data: bytes, url: str = "", *more: object, **named: object) -> object:
        parsed_urls.append(url)
        return original_feed(self, data, url, *more, **named)

    counting_feed.whole = original_feed  # type: ignore[attr-defined]
    return counting_feed


def _measure(work: Callable[[], None], store: Store) -> tuple[float, float, int]:
    cpu_started_at, wall_started_at = _read_cpu_seconds(), time.monotonic()
    work()
    cpu_seconds, wall_seconds = _read_cpu_seconds() - cpu_started_at, time.monotonic() - wall_started_at
    with store._database.read_transaction() as db:  # noqa: SLF001 - a count for the table
        return cpu_seconds, wall_seconds, db.execute("SELECT count(*) FROM articles").fetchone()[0]


def _read_cpu_seconds() -> float:
    usages = [
        resource.getrusage(process_kind) for process_kind in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


# ---- private: reader


def _measure_reader(port: int, urls: list[str], python: str) -> list[tuple[float, float, int]]:
    rows: list[tuple[float, float, int]] = []
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "urls").write_text("\n".join(urls))
        (Path(folder) / "run.py").write_text(READER_SCRIPT)
        command = [python, f"{folder}/run.py", f"{folder}/urls", f"{folder}/reader.db"]
        environment = os.environ | {"READER_NO_VENDORED_FEEDPARSER": "1"}
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        ) as process:
            assert process.stdin
            assert process.stdout
            for generation in (0, 1, 2):
                _set_generation(port, generation)
                process.stdin.write("go\n")
                process.stdin.flush()
                cpu_seconds, wall_seconds, article_count = process.stdout.readline().split()
                rows.append((float(cpu_seconds), float(wall_seconds), int(article_count)))
    return rows


# ---- private: the server


def _set_generation(port: int, generation: int) -> None:
    from aiohttp import ClientSession  # noqa: PLC0415 - see above

    async def send_request() -> None:
        async with ClientSession() as session, session.get(f"http://127.0.0.1:{port}/turn/{generation}"):
            pass

    asyncio.run(send_request())


async def _serve_feeds(port: int, entries: int) -> None:
    from aiohttp import web  # noqa: PLC0415 - see above

    generation, body_by_version = 0, {}

    async def set_generation(request: web.Request) -> web.Response:
        nonlocal generation
        generation = int(request.match_info["generation"])
        return web.json_response({})

    async def serve_feed(request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        rng = random.Random(SEED + number)
        await asyncio.sleep(_draw_delay(rng))
        newer_count = min(generation, 1) + (generation > 1 and number % 2)
        etag = f'"{number}-{newer_count}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        if (number, newer_count) not in body_by_version:
            body_by_version[number, newer_count] = gzip.compress(_make_feed(number, entries, newer_count), 5)
        headers = {"ETag": etag, "Content-Encoding": "gzip", "Content-Type": "application/rss+xml"}
        return web.Response(body=body_by_version[number, newer_count], headers=headers)

    app = web.Application()
    app.add_routes([web.get("/turn/{generation}", set_generation), web.get(r"/{number:\d+}", serve_feed)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", port, backlog=1024).start()  # noqa: S104 - all of loopback
    for number in range(1000):  # so that no delay includes generating a feed
        for newer_count in (0, 1, 2):
            body_by_version[number, newer_count] = gzip.compress(_make_feed(number, entries, newer_count), 5)
    print("ready", flush=True)
    await asyncio.Event().wait()


def _draw_delay(rng: random.Random) -> float:
    """Return a random response time in seconds, distributed as on the web."""
    roll = rng.random()
    if roll < 0.01:
        return 3600
    return rng.uniform(5, 9) if roll < 0.03 else rng.lognormvariate(-1.514, 0.7)


def _make_feed(number: int, entries: int, newer_count: int) -> bytes:
    words = _read_vocabulary()
    items = []
    for entry_index in range(newer_count, newer_count + entries)[::-1]:
        rng = random.Random(f"{number} {entry_index}")
        sentences = [rng.choices(words, k=12) for _ in range(7)]
        text = " ".join(" ".join(sentence).capitalize() + "." for sentence in sentences)
        published_at = NOW + timedelta(hours=(entry_index - entries) / 2)
        items.append(
            f"<item><title>{' '.join(rng.choices(words, k=8)).capitalize()}</title>"
            f'<guid isPermaLink="false">outlet{number}.example-{entry_index}</guid>'
            f"<pubDate>{published_at:%a, %d %b %Y %H:%M:%S} GMT</pubDate><description>{text}</description></item>"
        )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Outlet {number}</title>'
        f"<link>https://outlet{number}.example/</link>{''.join(items)}</channel></rss>"
    ).encode()


def _read_vocabulary() -> list[str]:
    texts = SEED_ARTICLES.glob("The Corrin Courier/*.txt")
    joined_text = " ".join(path.read_text("utf-8") for path in texts)
    return [word for word in joined_text.lower().split() if word.isalpha()]


if __name__ == "__main__":
    main()
