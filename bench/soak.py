"""Kill the running bot repeatedly while Slack misbehaves, and count the digests in the channels.

    python -m bench.soak [--slots 24000] [--kills 400] [--seed 1]

The real bot, `newsbrief run`, runs in a separate process on the local Slack; its clock is moved from outside, so that a
day takes seconds. Slack's clock is 300 s behind the bot's at the start and 300 s ahead at the end. Some days bring many
long articles, whose digests take several messages. Digests are counted in the messages that
Slack accepted, by the slot's key in each message, not in the bot's own tables. Exits with status 1 if a slot was not
posted exactly once, or if an acknowledged article or digest is lost.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress

from bench.paths import ROOT
from news import due_slots
from news.digest import FINAL_STATES
from playground import LocalSlack
from playground.state.clock import Clock
from playground.state.faults import HTML_ERROR_PAGE, Fault, build_rate_limit_fault
from playground.state.state import SlackRules
from storage.sqlite.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.digest import Delivery

# Seconds until Slack shows an accepted message in its history, and until it acts on a request that was cut.
HISTORY_LAG_SECONDS, LATE_SECONDS = 0.2, 0.3
# More than the sum of both, as the bot's documentation requires.
RECHECK_SECONDS = 1.0
# Digests per day, and the number of channels; a channel accepts one message a second.
DIGESTS_PER_DAY, CHANNEL_COUNT = 240, 60
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu", "UTC")
# Each fault with its probability per call. The last one applies to all remaining calls: Slack takes time to respond.
FAULT_PROBABILITIES = (
    (Fault(drop="after"), 0.02),
    (Fault(status=500, accepts_anyway=True), 0.02),
    (Fault(drop="before"), 0.02),
    (Fault(drop="before", late_seconds=LATE_SECONDS), 0.05),
    (Fault(status=503, late_seconds=LATE_SECONDS, body=HTML_ERROR_PAGE), 0.05),
    (Fault(body=HTML_ERROR_PAGE, accepts_anyway=True), 0.01),
    (Fault(half_body=True), 0.01),
    (build_rate_limit_fault("0.3", body=""), 0.01),
    (build_rate_limit_fault("1"), 0.005),
    (Fault(after_seconds=0.03), 1.0),
)
# How far Slack's clock is behind the machine's at the start, and ahead at the end.
CLOCK_SKEW_SECONDS = 300.0
# After every so many kills, a day with many articles: their number, and the sentences of each. A digest of twenty of
# them takes two messages.
KILLS_PER_LONG_DAY, LONG_ARTICLES, LONG_SENTENCES = 8, 24, 8
# The probability that the bot is killed before it can connect.
EARLY_KILL_PROBABILITY = 0.3
# The maximum seconds until the bot is killed: for an early kill, from its start; otherwise, from its first tick.
LIFETIME_SECONDS = (1.5, 4.0)
# The number of steps in which the clock is moved while the bot runs. A step is at most six hours: the bot intentionally
# does not send a digest that was missed for longer.
CLOCK_STEPS = 3
# Seconds without a new post after which no more are expected, once the bot has ticked and every delivery has ended: the
# bot checks its outbox every 5 seconds.
QUIET_SECONDS = 8.0
# Parts of place names, so that the long articles are different stories.
_SYLLABLES = (
    "den",
    "har",
    "tor",
    "ves",
    "mou",
    "lin",
    "ake",
    "pol",
    "ris",
    "gan",
    "fel",
    "dov",
    "kir",
    "sul",
    "wem",
)
# The time limits, in seconds, for the first tick after a start and for the end of all deliveries.
START_TIMEOUT_SECONDS, REST_TIMEOUT_SECONDS = 120.0, 300.0


@dataclass
class SoakResult:
    """The results of a soak test.

    Attributes:
        expected_slots: the keys of the slots that had to be posted.
        posts_by_slot: the number of posts of each slot, by its key.
        article_counts: the number of articles that `newsbrief add` acknowledged, and of those stored at the end.
        digest_counts: the same for digests and `newsbrief digests import`.
        fault_counts: the number of calls that each fault affected.
        expected_parts: the keys of the further messages of the digests that were posted.
    """

    expected_slots: set[str]
    posts_by_slot: Counter[str]
    kill_count: int
    seconds: float
    article_counts: tuple[int, int]
    digest_counts: tuple[int, int]
    fault_counts: Counter[str] = field(default_factory=Counter)
    expected_parts: set[str] = field(default_factory=set)

    @property
    def lost_slots(self) -> set[str]:
        """The expected slots that were never posted."""
        return (self.expected_slots | self.expected_parts) - self.posts_by_slot.keys()

    @property
    def duplicate_slots(self) -> list[str]:
        """The slots that were posted more than once."""
        return [slot for slot, post_count in self.posts_by_slot.items() if post_count > 1]

    @property
    def unexpected_slots(self) -> set[str]:
        """The slots that were posted although they were not due."""
        return self.posts_by_slot.keys() - self.expected_slots - self.expected_parts

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, and no slot was posted twice or without being due."""
        all_kept = (
            self.article_counts[0] == self.article_counts[1]
            and self.digest_counts[0] == self.digest_counts[1]
        )
        return all_kept and not (self.lost_slots or self.duplicate_slots or self.unexpected_slots)


class SoakRun:
    """A soak test in progress: the bot, its Slack and its clock."""

    def __init__(self, slack: LocalSlack, data_folder: Path, rng: random.Random) -> None:
        self.slack = slack
        self.data_folder = data_folder
        self.rng = rng
        self.clock_file = data_folder.parent / "clock"
        self.offset_seconds = 0.0
        self.log_file = (data_folder.parent / "log").open("ab")
        self.move_clock(0)
        self.environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("SLACK_", "NEWSBRIEF_"))
            },
            "NEWSBRIEF_HOME": str(data_folder),
            "NEWSBRIEF_TEST": "1",
            "NEWSBRIEF_CLOCK_FILE": str(self.clock_file),
            "NEWSBRIEF_DELIVERY_RECHECK_S": str(RECHECK_SECONDS),
            # A digest that several kills in a row kept from being sent must still be sent.
            "NEWSBRIEF_MISSED_DIGEST_MAX_AGE_HOURS": "168",
            "SLACK_API_URL": slack.url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
        }

    @property
    def now(self) -> datetime:
        """The current time by the bot's clock."""
        return datetime.now(UTC) + timedelta(seconds=self.offset_seconds)

    def move_clock(self, seconds: float) -> None:
        """Move the bot's clock forward."""
        self.offset_seconds += seconds
        new_file = self.clock_file.with_suffix(".new")
        new_file.write_text(f"{self.offset_seconds}", encoding="ascii")
        new_file.replace(self.clock_file)

    def start_bot(self) -> subprocess.Popen[bytes]:
        """Start the bot."""
        return subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=ROOT,
            env=self.environment,
            stdout=self.log_file,
            stderr=self.log_file,
        )

    def run_command(self, *arguments: str) -> bool:
        """Run a command while the bot runs; return whether it reported success."""
        process = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=self.log_file,
            stderr=self.log_file,
            timeout=120,
            check=False,
        )
        return process.returncode == 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the soak test and print the table of results."""
    parser = argparse.ArgumentParser(
        description="Kill the bot while Slack misbehaves, and count what was posted."
    )
    parser.add_argument("--slots", type=int, default=24_000, help="that are due in all")
    parser.add_argument("--kills", type=int, default=400, help="with SIGKILL, at random instants")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        result = run_soak(Path(folder), options.slots, options.kills, options.seed)
    _print_result(result)
    return 0 if result.is_clean else 1


def run_soak(folder: Path, slot_count: int, kill_count: int, seed: int) -> SoakResult:
    """Kill the bot a number of times while a number of slots come due, then wait until it is idle."""
    rng = random.Random(seed)
    rules = SlackRules(
        history_lag_seconds=HISTORY_LAG_SECONDS,
        rate_limited=True,
        messages_per_minute=1_000_000,
        max_recorded_calls=200,
    )
    clock = Clock(lambda: time.time() - CLOCK_SKEW_SECONDS)
    with LocalSlack(ROOT / "app.yaml", clock=clock, rules=rules) as slack:
        soak_run = SoakRun(slack, folder / "home", rng)
        channels = [slack.add_channel(f"desk{number}", members=["ada"]).id for number in range(CHANNEL_COUNT)]
        started_at = soak_run.now
        digests_per_day = min(DIGESTS_PER_DAY, slot_count)
        table = folder / "digests.csv"
        _write_table(table, slack.team_id, channels, digests_per_day, rng)
        assert soak_run.run_command("digests", "import", str(table)), "the table could not be imported"
        fault_plans = [
            slack.add_fault("*.*", fault, probability=probability, seed=number)
            for number, (fault, probability) in enumerate(FAULT_PROBABILITIES)
        ]
        days = slot_count / digests_per_day
        step = timedelta(days=days) / (kill_count * (1 - EARLY_KILL_PROBABILITY))
        articles: list[str] = []
        digests: list[str] = []
        wall_started_at = time.monotonic()
        with Progress(console=Console(stderr=True)) as progress:
            task = progress.add_task("killing", total=kill_count)
            for number in range(kill_count):
                bot = soak_run.start_bot()
                if number < kill_count - 1 and rng.random() < EARLY_KILL_PROBABILITY:
                    time.sleep(rng.uniform(0.05, LIFETIME_SECONDS[0]))
                else:
                    bot = _run_for_a_while(
                        soak_run,
                        bot,
                        min(started_at + timedelta(days=days), soak_run.now + step) - soak_run.now,
                    )
                if number % 10 == 5:
                    articles += _add_article(soak_run, folder / f"news{number}", number)
                    digests += _add_digest(soak_run, folder / f"more{number}.csv", channels[0], number)
                if number % 4 == 3:
                    slack.drop_sockets()
                    time.sleep(rng.random())
                if number % KILLS_PER_LONG_DAY == KILLS_PER_LONG_DAY // 2:
                    _add_long_articles(soak_run, folder / f"long{number}", number)
                bot.send_signal(signal.SIGKILL)
                bot.wait()
                slack.advance(2 * CLOCK_SKEW_SECONDS / kill_count)
                progress.advance(task)
        fault_counts = Counter(
            {str(fault_plan.fault): fault_plan.hit_count for fault_plan in fault_plans[:-1]}
        )
        for fault_plan in fault_plans:
            fault_plan.cancel()
        _catch_up(soak_run, started_at + timedelta(days=days), step)
        return _finish(soak_run, started_at, kill_count, wall_started_at, fault_counts, (articles, digests))


# ---- private


def _run_for_a_while(
    soak_run: SoakRun, bot: subprocess.Popen[bytes], time_ahead: timedelta
) -> subprocess.Popen[bytes]:
    """Wait until the bot ticks, then move its clock in steps while it runs.

    Returns:
        The running bot.
    """
    bot = _wait_for_tick(soak_run, bot)
    for _ in range(CLOCK_STEPS):
        soak_run.move_clock(max(time_ahead.total_seconds(), 0.0) / CLOCK_STEPS)
        time.sleep(soak_run.rng.uniform(0.0, LIFETIME_SECONDS[1] / CLOCK_STEPS))
    return bot


def _wait_for_tick(soak_run: SoakRun, bot: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
    """Wait until the bot's heartbeat shows that it has recorded the due slots, and return the running bot.

    If the bot cannot reach Slack at startup, it exits; then it is started again, as by a supervisor.
    """
    started_at, heartbeat_file = time.time(), soak_run.data_folder / "heartbeat"
    while not heartbeat_file.exists() or heartbeat_file.stat().st_mtime < started_at:
        if bot.poll() is not None:
            bot = soak_run.start_bot()
        time.sleep(0.05)
        assert time.time() - started_at < START_TIMEOUT_SECONDS, "the bot does not tick"
    return bot


def _wait_until_at_rest(soak_run: SoakRun) -> None:
    """Wait, up to a time limit, until every delivery has ended and no more posts arrive."""
    deadline = time.monotonic() + REST_TIMEOUT_SECONDS
    quiet_since, accepted_count = time.monotonic(), -1
    with Store(soak_run.data_folder / "newsbrief.db") as store:
        while time.monotonic() < min(deadline, quiet_since + QUIET_SECONDS):
            time.sleep(0.5)
            current_count = len(soak_run.slack.journal_entries)
            if current_count != accepted_count or _unfinished_deliveries(store):
                accepted_count, quiet_since = current_count, time.monotonic()


def _unfinished_deliveries(store: Store) -> list[Delivery]:
    return [
        item
        for subscription in store.subscriptions.all()
        for item in store.outbox.for_subscription(subscription.team, subscription.id, limit=1_000)
        if item.state not in FINAL_STATES
    ]


def _catch_up(soak_run: SoakRun, end_at: datetime, step: timedelta) -> None:
    """Move the clock through the remaining days, in case early random kills left some."""
    bot = soak_run.start_bot()
    while soak_run.now < end_at:
        bot = _run_for_a_while(soak_run, bot, min(end_at - soak_run.now, step))
    bot.send_signal(signal.SIGKILL)
    bot.wait()


def _finish(
    soak_run: SoakRun,
    started_at: datetime,
    kill_count: int,
    wall_started_at: float,
    fault_counts: Counter[str],
    acknowledged: tuple[list[str], list[str]],
) -> SoakResult:
    """Wait until the bot has finished all deliveries, and return the results."""
    ended_at = soak_run.now
    bot = _wait_for_tick(soak_run, soak_run.start_bot())
    _wait_until_at_rest(soak_run)
    bot.send_signal(signal.SIGTERM)
    bot.wait(30)
    articles, digests = acknowledged
    with Store(soak_run.data_folder / "newsbrief.db") as store:
        subscriptions = store.subscriptions.all()
        stored_articles = sum(
            bool(store.articles.search(title, [item.id for item in store.sources.all()]))
            for title in articles
        )
        stored_digests = sum(any(item.topics == (topic,) for item in subscriptions) for topic in digests)
        expected_slots = {
            slot.idempotency_key
            for item in subscriptions
            for slot in due_slots.due_slots(item, max(started_at, item.created_at), ended_at)
        }
        # Slots that came due while the bot became idle may or may not have been posted.
        late_slots = {
            slot.idempotency_key
            for item in subscriptions
            for slot in due_slots.due_slots(item, ended_at, soak_run.now)
        }
        missed_deliveries = [
            item
            for subscription in subscriptions
            for item in store.outbox.for_subscription(subscription.team, subscription.id, limit=1_000)
            if item.state not in FINAL_STATES or item.state in {"missed", "failed", "doubtful"}
        ]
        store_parts = {
            subscription.id: [
                item
                for item in store.outbox.for_subscription(subscription.team, subscription.id, limit=1_000)
                if "#" in item.idempotency_key
            ]
            for subscription in subscriptions
        }
        for item in missed_deliveries[:10]:
            print(f"not sent: {item.idempotency_key} {item.state} {item.error}", file=sys.stderr)
    seen_slots = Counter(
        str(entry.metadata["event_payload"]["slot"])
        for entry in soak_run.slack.journal_entries
        if entry.metadata and entry.method == "chat.postMessage"
    )
    return SoakResult(
        expected_slots=expected_slots,
        posts_by_slot=Counter(
            {
                slot: post_count
                for slot, post_count in seen_slots.items()
                if post_count > 1 or slot.partition("#")[0] not in late_slots
            }
        ),
        expected_parts={
            item.idempotency_key
            for subscription in subscriptions
            for item in store_parts[subscription.id]
            if item.idempotency_key.partition("#")[0] not in late_slots
        },
        kill_count=kill_count,
        seconds=time.monotonic() - wall_started_at,
        article_counts=(len(articles), stored_articles),
        digest_counts=(len(digests), stored_digests),
        fault_counts=fault_counts,
    )


def _write_table(
    path: Path, team: str, channels: Sequence[str], digests_per_day: int, rng: random.Random
) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["team", "channel", "times", "days", "zone", "topics", "stories"])
        for number in range(digests_per_day):
            minute = number * 1440 // digests_per_day
            zone = ZONES[rng.randrange(len(ZONES))]
            channel = channels[number % len(channels)]
            stories = 20 if number % 2 == 0 else 5
            writer.writerow(
                [team, channel, f"{minute // 60:02}:{minute % 60:02}", "daily", zone, "", stories]
            )


def _add_article(soak_run: SoakRun, folder: Path, number: int) -> list[str]:
    """Add an article with the command line; return its headline in a list, empty if the command failed."""
    folder.mkdir()
    title = f"Lighthouse {number} of the Harl coast is lit again"
    text = f"The lighthouse {number} of the Harl coast was lit again on Monday after a year, its keeper said."
    (folder / "one.txt").write_text(f"{title}\n\n{text}\n", encoding="utf-8")
    return [title] if soak_run.run_command("add", "--team", soak_run.slack.team_id, str(folder)) else []


def _add_long_articles(soak_run: SoakRun, folder: Path, number: int) -> None:
    """Add articles of invented words, each its own story, so many that a digest of all takes several messages."""
    folder.mkdir()
    rng = random.Random(number)

    def word() -> str:
        return "".join(rng.choice(_SYLLABLES) for _ in range(3))

    for index in range(LONG_ARTICLES):
        sentences = [
            f"The {word()} council of {word().title()} said that the {word()} {word()} of the {word()} is to be "
            f"moved to {word().title()} by {rng.randrange(30, 900)} {word()} crews before the {word()} season ends."
            for _ in range(LONG_SENTENCES)
        ]
        title = f"{word().title()} council moves {word()} to {word().title()} before {word()} ends"
        (folder / f"{index}.txt").write_text(f"{title}\n\n{' '.join(sentences)}\n", encoding="utf-8")
    soak_run.run_command("add", "--team", soak_run.slack.team_id, str(folder))


def _add_digest(soak_run: SoakRun, table: Path, channel: str, number: int) -> list[str]:
    """Add a digest that is never due with the command line; return its topic in a list, empty if the command failed."""
    topic = f"topic{number}"
    day = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[(soak_run.now.weekday() - 2) % 7]
    table.write_text(
        f"team,channel,times,days,zone,topics,stories\n{soak_run.slack.team_id},{channel},03:33,{day},UTC,{topic},5\n",
        encoding="utf-8",
    )
    return [topic] if soak_run.run_command("digests", "import", str(table)) else []


def _print_result(result: SoakResult) -> None:
    print(
        "| slots due | further messages | kills -9 | minutes | lost | posted twice | posted, not due "
        "| articles kept | digests kept |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    print(
        f"| {len(result.expected_slots):,} | {len(result.expected_parts):,} "
        f"| {result.kill_count} | {result.seconds / 60:.0f} | "
        f"{len(result.lost_slots)} "
        f"| {len(result.duplicate_slots)} | {len(result.unexpected_slots)} | "
        f"{result.article_counts[1]} of {result.article_counts[0]} "
        f"| {result.digest_counts[1]} of {result.digest_counts[0]} |"
    )
    faults = ", ".join(
        f"{fault_count} × {name.replace(HTML_ERROR_PAGE, '(HTML)')}"
        for name, fault_count in result.fault_counts.most_common()
    )
    print(f"\nFaults that happened: {faults}")
    for name, slot_keys in (
        ("lost", result.lost_slots),
        ("twice", result.duplicate_slots),
        ("not due", result.unexpected_slots),
    ):
        for slot in sorted(slot_keys)[:5]:
            print(f"{name}: {slot}")


if __name__ == "__main__":
    sys.exit(main())
