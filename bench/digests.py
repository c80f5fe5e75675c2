"""Measure digests: a sweep of 10,000 subscriptions, startup, and the delay between a slot and its post.

    python -m bench.digests [sweeps] [due] [minute]

    sweeps   10,000 subscriptions: a start, a tick with nothing due, a tick after a day
    due      3,000 digests due at one second, in one workspace and in a hundred; Slack takes 50 ms for each call
    minute   10,000 digests due in one minute in 100 workspaces; Slack takes 200 ms, and answers 5 % with 429

The posts go to a local Slack in a separate process. Compare the results with Slack's limits: one message a second in a
channel, and several hundred a minute in a workspace. Every digest must be posted exactly once.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import statistics
import tempfile
import time
from dataclasses import dataclass, replace
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
from local_slack import LocalSlack
from local_slack.state.faults import Fault, build_rate_limit_fault
from local_slack.state.state import SlackRules
from news.digest import Subscription
from news.source import Source, build_source_id
from sources import files
from storage.sqlite.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection

NINE_OCLOCK = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CREATED_AT = NINE_OCLOCK - timedelta(days=1)
FIRST_CREATED_AT = NINE_OCLOCK - timedelta(days=60)
SUBSCRIPTION_COUNT = 10_000
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "UTC", "Australia/Sydney")


@dataclass(frozen=True, slots=True)
class Load:
    """Digests that are due at once, and the Slack that they are posted to.

    Attributes:
        latency_seconds: the time that Slack takes for a call.
        rate_limited_share: the share of the calls that Slack answers with 429.
    """

    due_count: int
    workspace_count: int
    latency_seconds: float
    rate_limited_share: float = 0.0


LOADS = {
    "due": (Load(3_000, 1, 0.05), Load(3_000, 100, 0.05)),
    "minute": (Load(10_000, 100, 0.2, 0.05),),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the measurements and print the results."""
    parser = argparse.ArgumentParser(description="Measure digests.")
    parser.add_argument("parts", nargs="*", help="sweeps, due, minute; all by default")
    parser.add_argument("--share", type=float, default=1.0, help="of the digests that are due")
    options = parser.parse_args(arguments)
    parts = options.parts or ["sweeps", *LOADS]
    if "sweeps" in parts:
        print(f"| {SUBSCRIPTION_COUNT:,} subscriptions | |\n|---|---|")
        for name, value in _measure_sweeps():
            print(f"| {name} | {value} |")
    loads = [load for part in parts for load in LOADS.get(part, ())]
    if loads:
        print(
            "\n| due at once | workspaces | Slack takes | 429 | all made after | first post | median | 95 % | last "
            "| lost, twice | CPU, s |\n|---|---|---|---|---|---|---|---|---|---|---|"
        )
    for load in loads:
        due_count = max(load.workspace_count, int(load.due_count * options.share))
        print(_measure_delivery(replace(load, due_count=due_count)), flush=True)


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


def _measure_delivery(load: Load) -> str:
    own_pipe, slack_pipe = multiprocessing.Pipe()
    slack = multiprocessing.Process(target=_run_slack, args=(slack_pipe, load), daemon=True)
    slack.start()
    slack_info: dict[str, Any] = own_pipe.recv()
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "newsbrief.db") as store:
        services = build_services(store, payloads)
        _store_news(store, [team for team, _, _ in slack_info["teams"]])
        for number in range(load.due_count):
            team, _, channels = slack_info["teams"][number % load.workspace_count]
            # Created long before the articles of seeds/ arrived; swept up to yesterday.
            subscription = replace(
                _make_subscription(number, team, channels[number // load.workspace_count], "UTC"),
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
        made_seconds = 0.0
        while True:
            # As the ticker does once a second. The threads go on from one digest to the next by themselves.
            renderer.dispatch_due()
            if renderer.join(1.0) and not services.digest_deliveries.list_due():
                made_seconds = made_seconds or time.time() - started_at
                own_pipe.send("count")
                if len(post_times := own_pipe.recv()) >= load.due_count:
                    break
                time.sleep(0.5)
        cpu_seconds = time.process_time() - cpu_started_at
        for sender in senders:
            sender.stop()
    own_pipe.send("end")
    slack.join()
    seconds = sorted(accepted_at - started_at for _, accepted_at in post_times)
    slot_count = len({slot for slot, _ in post_times})
    return (
        f"| {load.due_count:,} | {load.workspace_count} | {load.latency_seconds * 1e3:.0f} ms "
        f"| {load.rate_limited_share:.0%} | {made_seconds:.0f} s | {seconds[0]:.1f} s "
        f"| {statistics.median(seconds):.0f} s | {seconds[int(0.95 * len(seconds))]:.0f} s | {seconds[-1]:.0f} s "
        f"| {load.due_count - slot_count}, {len(seconds) - slot_count} | {cpu_seconds:.0f} |"
    )


# ---- private


def _run_slack(pipe: Connection, load: Load) -> None:
    """Serve a local Slack; runs in a separate process."""
    rules = SlackRules(max_recorded_calls=100)
    with LocalSlack(ROOT / "app.yaml", rules=rules, workspace_count=load.workspace_count) as slack:
        slack.add_fault(
            "chat.postMessage", build_rate_limit_fault("1"), probability=load.rate_limited_share, seed=1
        )
        slack.add_fault("chat.postMessage", Fault(after_seconds=load.latency_seconds))
        teams = []
        for workspace in slack.state.workspaces.values():
            channels = [
                slack.add_channel(f"desk{number}", members=[], workspace=workspace).id
                for number in range(load.due_count // load.workspace_count)
            ]
            teams.append((workspace.team_id, workspace.bot_token, channels))
        pipe.send({"url": slack.url, "teams": teams})
        while pipe.recv() == "count":
            pipe.send(
                [
                    (entry.metadata["event_payload"]["slot"] if entry.metadata else "", entry.accepted_at)
                    for entry in slack.journal_entries
                ]
            )


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
