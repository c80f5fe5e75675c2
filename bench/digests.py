"""Measure digests: a sweep over 10,000 subscriptions, start-up, and the time from a slot to its post.

    python bench/digests.py

The posts go to a local Slack in a process of its own, which takes 50 ms for each call. The limit to compare with is
what Slack takes: one message a second in a channel, and several hundred a minute in a workspace.
"""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as wall
from pathlib import Path
from typing import TYPE_CHECKING, Any

# Python puts this folder first; what is measured lies beside it.
ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)

from slack_sdk import WebClient  # noqa: E402 - see above

from bot.services.briefs import Desk  # noqa: E402 - see above
from bot.services.digests import Digests  # noqa: E402 - see above
from bot.slack.delivery_worker import Sender  # noqa: E402 - see above
from news.digest import Subscription  # noqa: E402 - see above
from news.source import Source, source_id  # noqa: E402 - see above
from playground import LocalSlack  # noqa: E402 - see above
from playground.state.faults import Fault  # noqa: E402 - see above
from playground.state.state import Rules  # noqa: E402 - see above
from sources import files  # noqa: E402 - see above
from storage.sqlite.store import Store  # noqa: E402 - see above

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MADE = NINE - timedelta(days=1)
LONG_AGO = NINE - timedelta(days=60)
MANY = 10_000
DUE = 1_000
LATENCY = 0.05  # seconds that Slack takes for a call
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "UTC", "Australia/Sydney")


def main() -> None:
    """Run everything and print it."""
    print(f"| {MANY:,} subscriptions | |\n|---|---|")
    for name, value in _sweeps():
        print(f"| {name} | {value} |")
    print(
        "\n| 1,000 digests due at one second | first post | median | 95 % | last | made, ms each | CPU, s |"
    )
    print("|---|---|---|---|---|---|---|")
    for workspaces in (1, 100):
        print(_delivered(workspaces))


def _sweeps() -> list[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "newsbrief.db"
        with Store(path) as store:
            digests = Digests(store, Desk(store))
            for number in range(MANY):
                digests.put(_subscription(number, "T1", f"C{number}", ZONES[number % len(ZONES)]), now=MADE)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun = time.process_time()
        with Store(path) as store:
            digests = Digests(store, Desk(store))
            digests.start(now=MADE)
            first = digests.sweep(now=MADE + timedelta(seconds=1))
            started = time.process_time() - begun
            idle = _best(lambda: digests.sweep(now=MADE + timedelta(seconds=2)), 200)
            begun = time.process_time()
            due = digests.sweep(now=MADE + timedelta(days=1))
            swept = time.process_time() - begun
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert first == 0
    return [
        ("start-up: open, look at each anew; CPU", f"{started:.2f} s"),
        ("a tick with nothing due; CPU", f"{idle * 1e6:.0f} µs"),
        (f"a tick after a day, {due:,} slots due; CPU", f"{swept:.2f} s"),
        ("memory on top", f"{grown:.0f} MB"),
    ]


def _delivered(workspaces: int) -> str:
    ours, theirs = multiprocessing.Pipe()
    slack = multiprocessing.Process(target=_slack, args=(theirs, workspaces), daemon=True)
    slack.start()
    told: dict[str, Any] = ours.recv()
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "newsbrief.db") as store:
        digests = Digests(store, Desk(store))
        _news(store, [team for team, _, _ in told["teams"]])
        for number in range(DUE):
            team, _, channels = told["teams"][number % workspaces]
            # Ordered long before the articles of seeds/, swept up to yesterday.
            wanted = replace(
                _subscription(number, team, channels[number // workspaces], "UTC"), made=LONG_AGO
            )
            digests.put(wanted, now=MADE)
        senders = [
            Sender(
                team,
                WebClient(token=token, base_url=told["url"], timeout=10, retry_handlers=[]),
                store.deliveries,
                owner="bench",
                clock=lambda: NINE,
            )
            for team, token, _ in told["teams"]
        ]
        for sender in senders:
            sender.start()
        by_team = {team: sender for (team, _, _), sender in zip(told["teams"], senders, strict=True)}
        cpu, begun = time.process_time(), time.time()
        digests.sweep(now=NINE)
        digests.make(now=NINE, one_made=lambda team: by_team[team].wake())
        made = time.time() - begun
        while True:
            ours.send("count")
            moments = ours.recv()
            if len(moments) >= DUE:
                break
            time.sleep(0.2)
        used = time.process_time() - cpu
        for sender in senders:
            sender.stop()
    ours.send("end")
    slack.join()
    waits = sorted(moment - begun for moment in moments)
    assert len(waits) == DUE
    name = "1 workspace" if workspaces == 1 else f"{workspaces} workspaces"
    late = waits[int(0.95 * DUE)]
    return (
        f"| {name} | {waits[0]:.1f} s | {statistics.median(waits):.0f} s | {late:.0f} s | {waits[-1]:.0f} s "
        f"| {made / DUE * 1e3:.0f} | {used:.0f} |"
    )


# ---- private


def _slack(pipe: Connection, workspaces: int) -> None:
    """Serve a local Slack in a process of its own."""
    rules = Rules(calls_kept=100)
    with LocalSlack(ROOT / "app.yaml", rules=rules, workspaces=workspaces) as slack:
        slack.fault("chat.postMessage", Fault(after=LATENCY))
        teams = []
        for workspace in slack.cloud.workspaces.values():
            channels = [
                slack.add_channel(f"desk{number}", members=[], workspace=workspace).id
                for number in range(DUE // workspaces)
            ]
            teams.append((workspace.team, workspace.bot_token, channels))
        pipe.send({"url": slack.url, "teams": teams})
        while pipe.recv() == "count":
            pipe.send([entry.at for entry in slack.accepted])


def _news(store: Store, teams: list[str]) -> None:
    """Store the articles of seeds/ for every workspace, as come in during the day before."""
    folder = ROOT / "seeds"
    source = Source(id=source_id("seeds"), url=str(folder), kind="files", added=MADE)
    store.sources.put(source)
    for team in teams:
        store.sources.follow(team, "", source.id, at=MADE)
    Desk(store).take(source, files.read(folder, now=NINE - timedelta(hours=1), source=source.id))


def _subscription(number: int, team: str, channel: str, zone: str) -> Subscription:
    return Subscription(f"d{number:05}", team, channel, (wall(9, 0),), zone, MADE)


def _best(job: Any, times: int) -> float:  # noqa: ANN401 - any callable
    found = []
    for _ in range(times):
        begun = time.process_time()
        job()
        found.append(time.process_time() - begun)
    return min(found)


if __name__ == "__main__":
    main()
