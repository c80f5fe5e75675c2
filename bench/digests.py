"""Measure digests: a sweep of 10,000 subscriptions, startup, and the delay between a slot and its post.

    python -m bench.digests

The posts go to a local Slack in a separate process, which takes 50 ms for each call. Compare the results with Slack's
limits: one message a second in a channel, and several hundred a minute in a workspace.
"""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as wall
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slack_sdk import WebClient

from bench.paths import ROOT, SEEDS
from bot.render import payloads
from bot.services.digests.renderer import DigestRenderer
from bot.services.services import build_services
from bot.slack.delivery_worker import DeliveryWorker
from news.digest import Subscription
from news.source import Source, build_source_id
from playground import LocalSlack
from playground.state.faults import Fault
from playground.state.state import SlackRules
from sources import files
from storage.sqlite.store import Store

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

NINE_OCLOCK = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CREATED_AT = NINE_OCLOCK - timedelta(days=1)
FIRST_CREATED_AT = NINE_OCLOCK - timedelta(days=60)
SUBSCRIPTION_COUNT = 10_000
DUE_COUNT = 1_000
LATENCY_SECONDS = 0.05  # seconds that Slack takes for a call
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "UTC", "Australia/Sydney")


def main() -> None:
    """Run all measurements and print the results."""
    print(f"| {SUBSCRIPTION_COUNT:,} subscriptions | |\n|---|---|")
    for name, value in _measure_sweeps():
        print(f"| {name} | {value} |")
    print(
        "\n| 1,000 digests due at one second | first post | median | 95 % | last | made, ms each | CPU, s |"
    )
    print("|---|---|---|---|---|---|---|")
    for workspaces in (1, 100):
        print(_measure_delivery(workspaces))


def _measure_sweeps() -> list[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "newsbrief.db"
        with Store(path) as store:
            services = build_services(store, payloads)
            for number in range(SUBSCRIPTION_COUNT):
                services.digests.save(
                    _make_subscription(number, "T1", f"C{number}", ZONES[number % len(ZONES)]), now=CREATED_AT
                )
        memory_before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started_at = time.process_time()
        with Store(path) as store:
            services = build_services(store, payloads)
            services.digest_schedule.reset_scan(now=CREATED_AT)
            first_due_count = services.digest_schedule.enqueue_due(now=CREATED_AT + timedelta(seconds=1))
            start_seconds = time.process_time() - started_at
            idle_seconds = _measure_best_seconds(
                lambda: services.digest_schedule.enqueue_due(now=CREATED_AT + timedelta(seconds=2)), 200
            )
            started_at = time.process_time()
            due_count = services.digest_schedule.enqueue_due(now=CREATED_AT + timedelta(days=1))
            sweep_seconds = time.process_time() - started_at
        memory_growth_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory_before) / 1024
    assert first_due_count == 0
    return [
        ("start-up: open, look at each anew; CPU", f"{start_seconds:.2f} s"),
        ("a tick with nothing due; CPU", f"{idle_seconds * 1e6:.0f} µs"),
        (f"a tick after a day, {due_count:,} slots due; CPU", f"{sweep_seconds:.2f} s"),
        ("memory on top", f"{memory_growth_mb:.0f} MB"),
    ]


def _measure_delivery(workspaces: int) -> str:
    own_pipe, slack_pipe = multiprocessing.Pipe()
    slack = multiprocessing.Process(target=_run_slack, args=(slack_pipe, workspaces), daemon=True)
    slack.start()
    slack_info: dict[str, Any] = own_pipe.recv()
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "newsbrief.db") as store:
        services = build_services(store, payloads)
        _store_news(store, [team for team, _, _ in slack_info["teams"]])
        for number in range(DUE_COUNT):
            team, _, channels = slack_info["teams"][number % workspaces]
            # Created long before the articles of seeds/ arrived; swept up to yesterday.
            subscription = replace(
                _make_subscription(number, team, channels[number // workspaces], "UTC"),
                created_at=FIRST_CREATED_AT,
            )
            services.digests.save(subscription, now=CREATED_AT)
        senders = [
            DeliveryWorker(
                team,
                WebClient(token=token, base_url=slack_info["url"], timeout=10, retry_handlers=[]),
                store,
                worker_id="bench",
                clock=lambda: NINE_OCLOCK,
            )
            for team, token, _ in slack_info["teams"]
        ]
        for sender in senders:
            sender.start()
        by_team = {team: sender for (team, _, _), sender in zip(slack_info["teams"], senders, strict=True)}
        cpu_started_at, started_at = time.process_time(), time.time()
        services.digest_schedule.enqueue_due(now=NINE_OCLOCK)
        renderer = DigestRenderer(
            services.digest_deliveries,
            services.digest_failures,
            clock=lambda: NINE_OCLOCK,
            on_rendered=lambda team: by_team[team].wake(),
        )
        renderer.dispatch_due()
        renderer.join(3_600)
        render_seconds = time.time() - started_at
        while True:
            own_pipe.send("count")
            post_times = own_pipe.recv()
            if len(post_times) >= DUE_COUNT:
                break
            time.sleep(0.2)
        cpu_seconds = time.process_time() - cpu_started_at
        for sender in senders:
            sender.stop()
    own_pipe.send("end")
    slack.join()
    wait_seconds = sorted(post_time - started_at for post_time in post_times)
    assert len(wait_seconds) == DUE_COUNT
    name = "1 workspace" if workspaces == 1 else f"{workspaces} workspaces"
    p95_seconds = wait_seconds[int(0.95 * DUE_COUNT)]
    return (
        f"| {name} | {wait_seconds[0]:.1f} s | {statistics.median(wait_seconds):.0f} s | "
        f"{p95_seconds:.0f} s | {wait_seconds[-1]:.0f} s "
        f"| {render_seconds / DUE_COUNT * 1e3:.0f} | {cpu_seconds:.0f} |"
    )


# ---- private


def _run_slack(pipe: Connection, workspaces: int) -> None:
    """Serve a local Slack; runs in a separate process."""
    rules = SlackRules(max_recorded_calls=100)
    with LocalSlack(ROOT / "app.yaml", rules=rules, workspace_count=workspaces) as slack:
        slack.add_fault("chat.postMessage", Fault(after_seconds=LATENCY_SECONDS))
        teams = []
        for workspace in slack.state.workspaces.values():
            channels = [
                slack.add_channel(f"desk{number}", members=[], workspace=workspace).id
                for number in range(DUE_COUNT // workspaces)
            ]
            teams.append((workspace.team_id, workspace.bot_token, channels))
        pipe.send({"url": slack.url, "teams": teams})
        while pipe.recv() == "count":
            pipe.send([entry.accepted_at for entry in slack.journal_entries])


def _store_news(store: Store, teams: list[str]) -> None:
    """Store the articles of seeds/ for every workspace, as if they had arrived during the previous day."""
    folder = SEEDS
    source = Source(id=build_source_id("seeds"), url=str(folder), kind="files", created_at=CREATED_AT)
    store.sources.save(source)
    for team in teams:
        store.sources.follow(team, "", source.id, created_at=CREATED_AT)
    build_services(store, payloads).ingest.ingest(
        source, files.read_path(folder, now=NINE_OCLOCK - timedelta(hours=1), source_id=source.id)
    )


def _make_subscription(number: int, team: str, channel: str, zone: str) -> Subscription:
    return Subscription(f"d{number:05}", team, channel, (wall(9, 0),), zone, CREATED_AT)


def _measure_best_seconds(job: Any, times: int) -> float:  # noqa: ANN401 - any callable
    seconds = []
    for _ in range(times):
        started_at = time.process_time()
        job()
        seconds.append(time.process_time() - started_at)
    return min(seconds)


if __name__ == "__main__":
    main()
