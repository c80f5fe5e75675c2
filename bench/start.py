"""Measure startup: the time from `newsbrief run` to the first post of a due digest.

    python -m bench.start [--rounds 5]

Each round starts the bot on the local Slack with a digest that became due while it was down. CPU is that of the bot
until the post: on an idle machine, the time is little more.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from datetime import time as wall
from pathlib import Path
from typing import TYPE_CHECKING

from bench.paths import ROOT
from local_slack import LocalSlack
from news.digest import Subscription
from storage.sqlite.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence

TIMEOUT_SECONDS = 60.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure startup, and print the median and the slowest round."""
    parser = argparse.ArgumentParser(description="Measure the time from a start to the first due post.")
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args(arguments).rounds
    results = [_measure() for _ in range(rounds)]
    for name, seconds in zip(("seconds", "CPU seconds"), zip(*results, strict=True), strict=True):
        print(f"{name}: median {statistics.median(seconds):.1f}, worst {max(seconds):.1f}")


# ---- private


def _measure() -> tuple[float, float]:
    """Return the seconds until the first post, and the CPU seconds of the bot until then."""
    with (
        tempfile.TemporaryDirectory(prefix="start-") as folder,
        LocalSlack(ROOT / "app.yaml", journal_path=Path(folder) / "journal") as slack,
    ):
        now = datetime.now(UTC)
        with Store(Path(folder) / "newsbrief.db") as store:
            due_at = now - timedelta(minutes=5)
            subscription = Subscription(
                "d1",
                slack.team_id,
                slack.find_channel("news").id,
                (wall(due_at.hour, due_at.minute),),
                "UTC",
                now - timedelta(hours=1),
            )
            store.subscriptions.save(
                subscription, scanned_until=now - timedelta(hours=1), next_due_at=due_at.replace(second=0)
            )
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("NEWSBRIEF_")},
            "NEWSBRIEF_HOME": folder,
            "SLACK_API_URL": slack.url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
        }
        started_at = time.monotonic()
        bot = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        slack.wait_for(lambda: slack.journal_entries, TIMEOUT_SECONDS)
        seconds, cpu_seconds = time.monotonic() - started_at, _read_cpu_seconds(bot.pid)
        bot.send_signal(signal.SIGTERM)
        bot.wait(30)
    return seconds, cpu_seconds


def _read_cpu_seconds(process_id: int) -> float:
    fields = Path(f"/proc/{process_id}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
