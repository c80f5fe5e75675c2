"""Kill the running bot again and again while Slack misbehaves, and count what stands in the channels.

    python bench/soak.py [--slots 24000] [--kills 400] [--seed 1]

The bot is the real one, `newsbrief run` in a process of its own, on the local Slack; its clock is moved from outside,
so that a day lasts seconds. What Slack accepted is the judge, by the slot's key in each message; the bot's own tables
are not asked. Ends with status 1 if a slot stands not exactly once, or an acknowledged article or digest is gone.
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

# Python puts this folder first; what is measured lies beside it.
ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)

from rich.console import Console  # noqa: E402 - see above
from rich.progress import Progress  # noqa: E402 - see above

from news import due_slots  # noqa: E402 - see above
from news.digest import ENDED  # noqa: E402 - see above
from playground import LocalSlack  # noqa: E402 - see above
from playground.state.faults import HTML, Fault, limited  # noqa: E402 - see above
from playground.state.state import Rules  # noqa: E402 - see above
from storage.sqlite.store import Store  # noqa: E402 - see above

if TYPE_CHECKING:
    from collections.abc import Sequence

# Slack shows what it accepted so much later in its history, and acts on a cut request so much later; seconds.
LAG, LATENESS = 0.2, 0.3
# Above lag and lateness together, as the bot's documentation asks for.
SETTLE = 1.0
# Digests a day; each in one of so many channels, which take a message a second.
DAILY, CHANNELS = 240, 60
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kathmandu", "UTC")
# Each fault and to what part of the calls it happens. The last one happens to all that are left: Slack takes time.
FAULTS = (
    (Fault(drop="after"), 0.02),
    (Fault(status=500, accepts=True), 0.02),
    (Fault(drop="before"), 0.02),
    (Fault(drop="before", late=LATENESS), 0.05),
    (Fault(status=503, late=LATENESS, body=HTML), 0.05),
    (Fault(body=HTML, accepts=True), 0.01),
    (Fault(half=True), 0.01),
    (limited("0.3", body=""), 0.01),
    (limited("1"), 0.005),
    (Fault(after=0.03), 1.0),
)
# To what part it is killed before it can have connected.
EARLY = 0.3
# Seconds that it lives: so many before it is killed early; at most so many after it has begun to tick.
LIFE = (1.5, 4.0)
# In so many steps the clock is moved while it lives. None is longer than six hours: a digest that is missed for longer
# is not made up for, as it should be.
STEPS = 3
# Seconds without a new post after which nothing more is coming: the bot looks into its outbox every 5.
QUIET = 8.0


@dataclass
class Count:
    """What was seen.

    Attributes:
        expected: slots that had to be sent.
        seen: how often each stands, by its key.
        articles: that `newsbrief add` acknowledged, and how many of them are there in the end.
        digests: the same for `newsbrief digests import`.
        faults: how often each happened.
    """

    expected: set[str]
    seen: Counter[str]
    kills: int
    seconds: float
    articles: tuple[int, int]
    digests: tuple[int, int]
    faults: Counter[str] = field(default_factory=Counter)

    @property
    def lost(self) -> set[str]:
        """Slots that stand nowhere."""
        return self.expected - self.seen.keys()

    @property
    def doubled(self) -> list[str]:
        """Slots that stand more than once."""
        return [slot for slot, times in self.seen.items() if times > 1]

    @property
    def foreign(self) -> set[str]:
        """Slots that stand and were not due."""
        return self.seen.keys() - self.expected

    @property
    def well(self) -> bool:
        """Whether nothing was lost, doubled or made up."""
        kept = self.articles[0] == self.articles[1] and self.digests[0] == self.digests[1]
        return kept and not (self.lost or self.doubled or self.foreign)


class Soak:
    """The bot, its Slack, and the hand that kills it."""

    def __init__(self, slack: LocalSlack, home: Path, rng: random.Random) -> None:
        self.slack = slack
        self.home = home
        self.rng = rng
        self.clock = home.parent / "clock"
        self.offset = 0.0
        self.log = (home.parent / "log").open("ab")
        self.move(0)
        self.environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("SLACK_", "NEWSBRIEF_"))
            },
            "NEWSBRIEF_HOME": str(home),
            "NEWSBRIEF_TEST": "1",
            "NEWSBRIEF_CLOCK_FILE": str(self.clock),
            "NEWSBRIEF_SETTLE_S": str(SETTLE),
            "NEWSBRIEF_CATCHUP_HOURS": "24",
            "SLACK_API_URL": slack.url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
        }

    @property
    def now(self) -> datetime:
        """The bot's time."""
        return datetime.now(UTC) + timedelta(seconds=self.offset)

    def move(self, seconds: float) -> None:
        """Move the bot's clock ahead."""
        self.offset += seconds
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(f"{self.offset}", encoding="ascii")
        fresh.replace(self.clock)

    def start(self) -> subprocess.Popen[bytes]:
        """Start the bot."""
        return subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=ROOT,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
        )

    def does(self, *arguments: str) -> bool:
        """Run a command beside the bot; tell whether it said that it ended well."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
            timeout=120,
            check=False,
        )
        return done.returncode == 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it and print the table."""
    parser = argparse.ArgumentParser(
        description="Kill the bot while Slack misbehaves, and count what was posted."
    )
    parser.add_argument("--slots", type=int, default=24_000, help="that are due in all")
    parser.add_argument("--kills", type=int, default=400, help="with SIGKILL, at random instants")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        count = soak(Path(folder), given.slots, given.kills, given.seed)
    _print(count)
    return 0 if count.well else 1


def soak(folder: Path, wanted: int, kills: int, seed: int) -> Count:
    """Let so many slots come due over so many kills, then let the bot come to rest."""
    rng = random.Random(seed)  # noqa: S311 - a game of chance that can be played again
    rules = Rules(lag=LAG, paced=True, posts=1_000_000, calls_kept=200)
    with LocalSlack(ROOT / "app.yaml", rules=rules) as slack:
        run = Soak(slack, folder / "home", rng)
        channels = [slack.add_channel(f"desk{number}", members=["ada"]).id for number in range(CHANNELS)]
        begun = run.now
        daily = min(DAILY, wanted)
        table = folder / "digests.csv"
        _write_table(table, slack.team, channels, daily, rng)
        assert run.does("digests", "import", str(table)), "the table could not be imported"
        plans = [
            slack.fault("*.*", fault, chance=chance, seed=number)
            for number, (fault, chance) in enumerate(FAULTS)
        ]
        days = wanted / daily
        step = timedelta(days=days) / (kills * (1 - EARLY))
        articles: list[str] = []
        digests: list[str] = []
        started = time.monotonic()
        with Progress(console=Console(stderr=True)) as progress:
            task = progress.add_task("killing", total=kills)
            for number in range(kills):
                bot = run.start()
                if number < kills - 1 and rng.random() < EARLY:
                    time.sleep(rng.uniform(0.05, LIFE[0]))
                else:
                    bot = _live(run, bot, min(begun + timedelta(days=days), run.now + step) - run.now)
                if number % 10 == 5:
                    articles += _add_article(run, folder / f"news{number}", number)
                    digests += _add_digest(run, folder / f"more{number}.csv", channels[0], number)
                if number % 4 == 3:
                    slack.drop()
                    time.sleep(rng.random())
                bot.send_signal(signal.SIGKILL)
                bot.wait()
                progress.advance(task)
        faults = Counter({str(plan.fault): plan.met for plan in plans[:-1]})
        for plan in plans:
            plan.end()
        _catch_up(run, begun + timedelta(days=days), step)
        return _rest(run, begun, kills, started, faults, (articles, digests))


# ---- private


def _live(run: Soak, bot: subprocess.Popen[bytes], ahead: timedelta) -> subprocess.Popen[bytes]:
    """Wait until the bot ticks, then move its clock in steps while it lives.

    It ends by itself where Slack cannot be reached at its start; then it is started again, as a supervisor does.
    """
    begun, heart = time.time(), run.home / "heartbeat"
    while not heart.exists() or heart.stat().st_mtime < begun:
        if bot.poll() is not None:
            bot = run.start()
        time.sleep(0.05)
        assert time.time() - begun < 120, "the bot does not tick"
    for _ in range(STEPS):
        run.move(max(ahead.total_seconds(), 0.0) / STEPS)
        time.sleep(run.rng.uniform(0.0, LIFE[1] / STEPS))
    return bot


def _catch_up(run: Soak, end: datetime, step: timedelta) -> None:
    """Let the days that are left go by, if chance let the bot live less often than it should."""
    bot = run.start()
    while run.now < end:
        bot = _live(run, bot, min(end - run.now, step))
    bot.send_signal(signal.SIGKILL)
    bot.wait()


def _rest(
    run: Soak,
    begun: datetime,
    kills: int,
    started: float,
    faults: Counter[str],
    acknowledged: tuple[list[str], list[str]],
) -> Count:
    """Let the bot bring everything to an end, and count."""
    until = run.now
    bot = run.start()
    quiet, last, seen = 0.0, time.monotonic(), -1
    while quiet < QUIET:
        time.sleep(0.5)
        if len(run.slack.accepted) != seen:
            seen, last = len(run.slack.accepted), time.monotonic()
        quiet = time.monotonic() - last
    bot.send_signal(signal.SIGTERM)
    bot.wait(30)
    articles, digests = acknowledged
    with Store(run.home / "newsbrief.db") as store:
        every = store.subscriptions.all()
        there = sum(
            bool(store.articles.search(title, [each.id for each in store.sources.all()]))
            for title in articles
        )
        standing = sum(any(each.topics == (topic,) for each in every) for topic in digests)
        expected = {slot.key for each in every for slot in due_slots.due(each, max(begun, each.made), until)}
        # What came due while it came to rest may stand or not.
        coming = {slot.key for each in every for slot in due_slots.due(each, until, run.now)}
        missed = [
            each
            for subscription in every
            for each in store.deliveries.of(subscription.team, subscription.id, most=1_000)
            if each.state not in ENDED or each.state in {"missed", "failed", "doubtful"}
        ]
        for each in missed[:10]:
            print(f"not sent: {each.slot} {each.state} {each.error}", file=sys.stderr)
    seen_slots = Counter(
        str(entry.metadata["event_payload"]["slot"])
        for entry in run.slack.accepted
        if entry.metadata and entry.method == "chat.postMessage"
    )
    return Count(
        expected=expected,
        seen=Counter(
            {
                slot: times
                for slot, times in seen_slots.items()
                if "#" not in slot and (times > 1 or slot not in coming)
            }
        ),
        kills=kills,
        seconds=time.monotonic() - started,
        articles=(len(articles), there),
        digests=(len(digests), standing),
        faults=faults,
    )


def _write_table(path: Path, team: str, channels: Sequence[str], daily: int, rng: random.Random) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["team", "channel", "times", "days", "zone", "topics", "stories"])
        for number in range(daily):
            minute = number * 1440 // daily
            zone = ZONES[rng.randrange(len(ZONES))]
            channel = channels[number % len(channels)]
            out.writerow([team, channel, f"{minute // 60:02}:{minute % 60:02}", "daily", zone, "", 5])


def _add_article(run: Soak, folder: Path, number: int) -> list[str]:
    """Add an article by the command line; give its headline if that was acknowledged."""
    folder.mkdir()
    title = f"Lighthouse {number} of the Harl coast is lit again"
    text = f"The lighthouse {number} of the Harl coast was lit again on Monday after a year, its keeper said."
    (folder / "one.txt").write_text(f"{title}\n\n{text}\n", encoding="utf-8")
    return [title] if run.does("add", "--team", run.slack.team, str(folder)) else []


def _add_digest(run: Soak, table: Path, channel: str, number: int) -> list[str]:
    """Order a digest by the command line that is never due; give its topic if that was acknowledged."""
    topic = f"topic{number}"
    day = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[(run.now.weekday() - 2) % 7]
    table.write_text(
        f"team,channel,times,days,zone,topics,stories\n{run.slack.team},{channel},03:33,{day},UTC,{topic},5\n",
        encoding="utf-8",
    )
    return [topic] if run.does("digests", "import", str(table)) else []


def _print(count: Count) -> None:
    print(
        "| slots due | kills -9 | minutes | lost | posted twice | posted, not due | articles kept | digests kept |"
    )
    print("|---|---|---|---|---|---|---|---|")
    print(
        f"| {len(count.expected):,} | {count.kills} | {count.seconds / 60:.0f} | {len(count.lost)} "
        f"| {len(count.doubled)} | {len(count.foreign)} | {count.articles[1]} of {count.articles[0]} "
        f"| {count.digests[1]} of {count.digests[0]} |"
    )
    faults = ", ".join(
        f"{times} × {name.replace(HTML, '(HTML)')}" for name, times in count.faults.most_common()
    )
    print(f"\nFaults that happened: {faults}")
    for name, slots_ in (("lost", count.lost), ("twice", count.doubled), ("not due", count.foreign)):
        for slot in sorted(slots_)[:5]:
            print(f"{name}: {slot}")


if __name__ == "__main__":
    sys.exit(main())
