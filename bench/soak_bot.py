"""One bot of a soak test: killed repeatedly while its Slack misbehaves."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bench import soak_news
from bench.paths import ROOT
from bench.soak_result import SoakResult
from local_slack import LocalSlack
from local_slack.state.clock import Clock
from local_slack.state.faults import HTML_ERROR_PAGE, Fault, build_rate_limit_fault
from local_slack.state.state import SlackRules
from news import due_slots
from news.digest import FINAL_STATES
from storage.sqlite.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from news.digest import Delivery

# Seconds until Slack shows an accepted message in its history, and until it acts on a request that was cut.
HISTORY_LAG_SECONDS, LATE_SECONDS = 0.2, 0.3
# More than the sum of both, as the bot's documentation requires.
RECHECK_SECONDS = 1.0
# Digests per day, and the number of channels; a channel accepts one message a second.
DIGESTS_PER_DAY, CHANNEL_COUNT = 240, 60
# Each fault with its probability per call. The last one applies to all remaining calls: Slack takes time to respond.
FAULT_PROBABILITIES = (
    (Fault(drop="after"), 0.02),
    (Fault(status=500, accepts_anyway=True), 0.02),
    (Fault(drop="before"), 0.02),
    (Fault(drop="before", late_seconds=LATE_SECONDS), 0.05),
    (Fault(status=503, late_seconds=LATE_SECONDS, body=HTML_ERROR_PAGE), 0.05),
    (Fault(body=HTML_ERROR_PAGE, accepts_anyway=True), 0.01),
    (Fault(half_body=True), 0.01),
    (Fault(drop="midway"), 0.01),
    (Fault(error="internal_error"), 0.005),
    (Fault(error="internal_error", accepts_anyway=True), 0.005),
    (Fault(error="service_unavailable", late_seconds=LATE_SECONDS), 0.005),
    (build_rate_limit_fault("0.3", body=""), 0.01),
    (build_rate_limit_fault("1"), 0.005),
    (Fault(after_seconds=0.03), 1.0),
)
# How far Slack's clock is behind the machine's at the start, and ahead at the end.
CLOCK_SKEW_SECONDS = 300.0
# After every so many kills, a day with many articles comes; after every so many, two commands run, and sockets fail.
KILLS_PER_LONG_DAY, KILLS_PER_COMMAND, KILLS_PER_SOCKET_FAULT = 8, 10, 4
# The probability that the bot is killed before it can connect.
EARLY_KILL_PROBABILITY = 0.3
# The maximum seconds until the bot is killed: for an early kill, from its start; otherwise, from its first tick.
LIFETIME_SECONDS = (1.5, 4.0)
# The number of steps in which the clock is moved while the bot runs. A step is at most six hours: the bot intentionally
# does not send a digest that was missed for longer.
CLOCK_STEPS = 3
# The deliveries that may be left when a bot is killed, and the seconds after which it is killed in any case.
MAX_BACKLOG, PROGRESS_TIMEOUT_SECONDS = 30, 120.0
# Seconds without a new post after which no more are expected, once the bot has ticked and every delivery has ended: the
# bot checks its outbox every 5 seconds.
QUIET_SECONDS = 8.0
# The time limits, in seconds, for the first tick after a start and for the end of all deliveries.
START_TIMEOUT_SECONDS, REST_TIMEOUT_SECONDS = 120.0, 300.0


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
                # Without bytecode, every start compiles every module.
                if not name.startswith(("SLACK_", "NEWSBRIEF_", "PYTHONDONTWRITEBYTECODE"))
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

    def add_article(self, folder: Path, number: int) -> list[str]:
        """Add an article with the command line; return its headline in a list, empty if the command failed."""
        title = soak_news.write_article(folder, number)
        return [title] if self.run_command("add", "--team", self.slack.team_id, str(folder)) else []

    def add_digest(self, table: Path, channel: str, number: int) -> list[str]:
        """Add a digest that is never due with the command line; return its topic in a list, empty if it failed."""
        topic = soak_news.write_idle_digest(table, self.slack.team_id, channel, number, now=self.now)
        return [topic] if self.run_command("digests", "import", str(table)) else []


def run_soak(
    folder: Path,
    slot_count: int,
    kill_count: int,
    seed: int,
    *,
    is_over: Callable[[], bool],
    on_kill: Callable[[], None],
) -> SoakResult:
    """Kill the bot a number of times while a number of slots come due, then wait until it is idle.

    Args:
        folder: for the bot's data, the log and the articles.
        slot_count: the number of slots that come due.
        kill_count: the number of kills.
        seed: of the random numbers.
        is_over: whether to end early: the bot is not killed again, and no more slots come due.
        on_kill: called after each kill.
    """
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
        soak_news.write_table(table, slack.team_id, channels, digests_per_day, rng)
        assert soak_run.run_command("digests", "import", str(table)), "the table could not be imported"
        fault_plans = [
            slack.add_fault("*.*", fault, probability=probability, seed=number)
            for number, (fault, probability) in enumerate(FAULT_PROBABILITIES)
        ]
        days = slot_count / digests_per_day
        step = timedelta(days=days) / (kill_count * (1 - EARLY_KILL_PROBABILITY))
        articles: list[str] = []
        digests: list[str] = []
        done_kills, wall_started_at = 0, time.monotonic()
        for number in range(kill_count):
            if is_over():
                break
            bot = soak_run.start_bot()
            if number < kill_count - 1 and rng.random() < EARLY_KILL_PROBABILITY:
                time.sleep(rng.uniform(0.05, LIFETIME_SECONDS[0]))
            else:
                time_ahead = min(started_at + timedelta(days=days), soak_run.now + step) - soak_run.now
                bot = _run_for_a_while(soak_run, bot, time_ahead)
            if number % KILLS_PER_COMMAND == KILLS_PER_COMMAND // 2:
                articles += soak_run.add_article(folder / f"news{number}", number)
                digests += soak_run.add_digest(folder / f"more{number}.csv", channels[0], number)
            if number % KILLS_PER_SOCKET_FAULT == KILLS_PER_SOCKET_FAULT - 1:
                _disturb_sockets(soak_run)
            if number % KILLS_PER_LONG_DAY == KILLS_PER_LONG_DAY // 2:
                soak_news.write_long_articles(folder / f"long{number}", number)
                soak_run.run_command("add", "--team", slack.team_id, str(folder / f"long{number}"))
            bot.send_signal(signal.SIGKILL)
            bot.wait()
            slack.advance(2 * CLOCK_SKEW_SECONDS / kill_count)
            done_kills += 1
            on_kill()
        fault_counts = Counter(
            {str(fault_plan.fault): fault_plan.hit_count for fault_plan in fault_plans[:-1]}
        )
        for fault_plan in fault_plans:
            fault_plan.cancel()
        if done_kills == kill_count:
            _catch_up(soak_run, started_at + timedelta(days=days), step)
        return _finish(soak_run, started_at, done_kills, wall_started_at, fault_counts, (articles, digests))


def unfinished_deliveries(store: Store) -> list[Delivery]:
    """Return the deliveries of all digests that are still on their way."""
    return [
        item
        for subscription in store.subscriptions.all()
        for item in store.outbox.for_subscription(subscription.team, subscription.id, limit=1_000)
        if item.state not in FINAL_STATES
    ]


# ---- private


def _disturb_sockets(soak_run: SoakRun) -> None:
    """Cut, silence or refresh the bot's sockets, and wait a moment."""
    slack = soak_run.slack
    soak_run.rng.choice(
        (slack.drop_sockets, slack.silence_sockets, lambda: slack.disconnect(close_after_seconds=0.2))
    )()
    time.sleep(soak_run.rng.random())


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
    _wait_for_progress(soak_run)
    return bot


def _wait_for_progress(soak_run: SoakRun) -> None:
    """Wait, up to a time limit, until the bot has caught up to a random number of deliveries.

    On a busy machine a bot that is killed after some seconds gets nothing done, while its clock runs on.
    """
    allowed_count = soak_run.rng.randrange(MAX_BACKLOG)
    deadline = time.monotonic() + PROGRESS_TIMEOUT_SECONDS
    with Store(soak_run.data_folder / "newsbrief.db") as store:
        while len(unfinished_deliveries(store)) > allowed_count and time.monotonic() < deadline:
            time.sleep(0.1)


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
            if current_count != accepted_count or unfinished_deliveries(store):
                accepted_count, quiet_since = current_count, time.monotonic()


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
    posts = [
        (str(entry.metadata["event_payload"]["slot"]), entry.accepted_at)
        for entry in soak_run.slack.journal_entries
        if entry.metadata and entry.method == "chat.postMessage"
    ]
    seen_slots = Counter(slot for slot, _ in posts)
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
        details=[
            *(f"not sent: {item.idempotency_key} {item.state} {item.error}" for item in missed_deliveries),
            *(f"posted again: {slot} at {at:.1f}" for slot, at in posts if seen_slots[slot] > 1),
        ],
    )
