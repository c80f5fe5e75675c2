"""Run the bot for a simulated month, and print what it uses: memory, threads, open files, the write-ahead log.

    python -m bench.month [--days 30]

The real bot, `newsbrief run`, runs in a separate process on the local Slack; its clock is moved from outside, twelve
hours at a time. Each day, 12 channels get a digest, 12 articles come in, a person orders a brief and asks a question
below it, and the socket is refreshed once and cut once; a feed is polled every minute of real time. Exits with status 1
if anything grew by more than a tenth from the tenth day to the last.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import threading
import time
from dataclasses import astuple, dataclass
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Self

from bench import soak_news
from bench.paths import ROOT
from bench.soak_bot import SoakRun, unfinished_deliveries
from bot.render import payloads
from bot.services.services import build_services
from local_slack import LocalSlack
from news.source import Entry, FetchResult, Source
from storage.sqlite.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

CHANNEL_COUNT, ARTICLES_PER_DAY = 12, 12
STEPS_PER_DAY, STEP = 2, timedelta(hours=12)
TIMEOUT_SECONDS = 180.0
SAMPLES, SAMPLE_INTERVAL_SECONDS = 10, 0.2
# The days whose figures are printed, and the one after which nothing may grow any more.
PRINTED_DAYS, FLAT_AFTER_DAY, MAX_GROWTH = (1, 2, 5, 10, 15, 20, 25, 30), 10, 0.1


@dataclass(frozen=True, slots=True)
class Figures:
    """What the bot holds at the end of a day; sizes in MB."""

    memory_mb: float
    threads: int
    open_files: int
    log_mb: float
    database_mb: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the month and print the figures."""
    parser = argparse.ArgumentParser(description="Run the bot for a simulated month.")
    parser.add_argument("--days", type=int, default=30)
    days = parser.parse_args(arguments).days
    print("| day | memory, MB | threads | open files | write-ahead log, MB | database, MB | messages |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="month-") as folder:
        figures_by_day = _run(Path(folder), days)
    flat_from, last = figures_by_day[min(FLAT_AFTER_DAY, days) - 1], figures_by_day[-1]
    growth = {
        name: getattr(last, name) / max(getattr(flat_from, name), 1.0) - 1
        for name in ("memory_mb", "threads", "open_files", "log_mb")
    }
    print("\ngrowth from day 10: " + ", ".join(f"{name} {share:+.0%}" for name, share in growth.items()))
    return int(max(growth.values()) > MAX_GROWTH)


# ---- private


def _run(folder: Path, days: int) -> list[Figures]:
    """Run the bot for a number of days, and return the figures for each day."""
    figures_by_day = []
    with LocalSlack(ROOT / "app.yaml", journal_path=folder / "journal") as slack, _FeedServer() as feed:
        soak_run = SoakRun(slack, folder / "home", random.Random(1))
        soak_run.environment["NEWSBRIEF_ALLOWED_NETWORKS"] = "127.0.0.0/8"
        soak_run.environment["NEWSBRIEF_MIN_POLL_MINUTES"] = "1"
        channels = [slack.add_channel(f"desk{number}", members=["ada"]).id for number in range(CHANNEL_COUNT)]
        table = folder / "digests.csv"
        soak_news.write_table(table, slack.team_id, channels, CHANNEL_COUNT, random.Random(1))
        assert soak_run.run_command("digests", "import", str(table))
        assert soak_run.run_command("add", "--team", slack.team_id, feed.url)
        bot = soak_run.start_bot()
        slack.wait_for_sockets(TIMEOUT_SECONDS)
        with Store(soak_run.data_folder / "newsbrief.db") as store:
            for day in range(1, days + 1):
                _add_articles(store, slack.team_id, day, soak_run.now)
                for _ in range(STEPS_PER_DAY):
                    soak_run.move_clock(STEP.total_seconds())
                    _wait(lambda: not store.subscriptions.due(soak_run.now))
                    _wait(lambda: not unfinished_deliveries(store))
                _talk(slack, channels[day % CHANNEL_COUNT])
                slack.disconnect(close_after_seconds=0.5)
                slack.drop_sockets()
                slack.wait_for_sockets(TIMEOUT_SECONDS)
                figures_by_day.append(_measure_at_rest(bot.pid, soak_run.data_folder))
                if day in PRINTED_DAYS or day == days:
                    print(
                        f"| {day} | {_format(figures_by_day[-1])} | {len(slack.journal_entries):,} |",
                        flush=True,
                    )
        bot.send_signal(signal.SIGTERM)
        assert bot.wait(30) == 0
    return figures_by_day


def _add_articles(store: Store, team: str, day: int, now: datetime) -> None:
    """Let a day's articles come in, from a source of their own, so that the bot does not poll it."""
    source = Source("month", "/nowhere", "files", now, "Courier")
    store.sources.save(source)
    store.sources.follow(team, "", source.id, created_at=now)
    entries = tuple(
        Entry(title, text, guid=title, published_at=now, outlet="Courier")
        for title, text in soak_news.invent_articles(day, ARTICLES_PER_DAY)
    )
    build_services(store, payloads).ingest.ingest(source, FetchResult(source.id, now, entries=entries))


def _talk(slack: LocalSlack, channel: str) -> None:
    """Order a brief, and ask a question below it."""
    count = len(slack.messages(channel))
    slack.command("ada", channel, "/brief", "7d")
    _wait(lambda: len(slack.messages(channel)) > count)
    root = slack.messages(channel)[-1]
    slack.say("ada", channel, "What is to be moved by the crews?", root["ts"])
    _wait(lambda: any(reply.get("bot_id") for reply in slack.replies(channel, root["ts"])[1:]))


def _wait(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "the bot does not get on"
        time.sleep(0.1)


def _measure_at_rest(process_id: int, data_folder: Path) -> Figures:
    """Return the smallest of some figures: threads and connections of the day's work end a moment after it."""
    samples = []
    for _ in range(SAMPLES):
        samples.append(astuple(_measure(process_id, data_folder)))
        time.sleep(SAMPLE_INTERVAL_SECONDS)
    return Figures(*map(min, zip(*samples, strict=True)))


def _measure(process_id: int, data_folder: Path) -> Figures:
    status = dict(
        line.split(":", 1)
        for line in Path(f"/proc/{process_id}/status").read_text(encoding="ascii").splitlines()
        if ":" in line
    )
    log, database = data_folder / "newsbrief.db-wal", data_folder / "newsbrief.db"
    return Figures(
        int(status["VmRSS"].split()[0]) / 1024,
        int(status["Threads"]),
        sum(1 for _ in Path(f"/proc/{process_id}/fd").iterdir()),
        log.stat().st_size / 1e6 if log.exists() else 0.0,
        database.stat().st_size / 1e6,
    )


def _format(figures: Figures) -> str:
    return " | ".join(
        f"{value:.0f}" if isinstance(value, int) else f"{value:.1f}" for value in astuple(figures)
    )


class _FeedServer:
    """Serves a feed with five new entries for each request."""

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _FeedHandler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/feed"


class _FeedHandler(BaseHTTPRequestHandler):
    request_count = 0

    def do_GET(self) -> None:
        """Serve the feed; there is nothing else."""
        if self.path != "/feed":
            self.send_error(404)
            return
        _FeedHandler.request_count += 1
        first = 5 * self.request_count
        items = "".join(
            f"<item><title>Ferry {number} leaves Orrel late</title><guid>{number}</guid><description>The ferry "
            f"{number} left Orrel an hour late on Monday, its captain said.</description></item>"
            for number in range(first, first + 5)
        )
        body = f"<rss version='2.0'><channel><title>Ferries</title>{items}</channel></rss>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


if __name__ == "__main__":
    sys.exit(main())
