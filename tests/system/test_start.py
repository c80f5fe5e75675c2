"""The minutes after a start: the first command, and many digests that are due at once."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from datetime import time as wall
from itertools import pairwise
from pathlib import Path

import pytest
import waiting
from paths import ROOT

from bot.runtime.heartbeat import Heartbeat
from bot.runtime.settings import Settings
from bot.slack import app
from local_slack import LocalSlack
from local_slack.state.faults import Fault
from news.digest import Subscription
from storage.sqlite.store import Store

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DUE_COUNT = 300
# A tick comes every second; the rest is for a busy machine. Before, no beat came until all digests were made.
MAX_SECONDS_BETWEEN_BEATS = 10.0


class RecordingHeartbeat(Heartbeat):
    """A heartbeat that keeps the moments of its beats."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self.moments: list[float] = []

    def beat(self, now: datetime) -> None:
        super().beat(now)
        self.moments.append(time.monotonic())


@contextmanager
def running(slack: LocalSlack, store: Store, folder: Path) -> Iterator[RecordingHeartbeat]:
    heartbeat = RecordingHeartbeat(folder / "heartbeat")
    given = Settings(slack.bot_token, slack.app_token, api_url=slack.url)
    with app.running_app(given, store, clock=lambda: NINE, heartbeat=heartbeat):
        slack.wait_for_sockets(10)
        yield heartbeat


@pytest.mark.parametrize("fault", [Fault(before_seconds=8), Fault(error="internal_error")], ids=str)
def test_the_first_command_does_not_wait_for_another_auth_test(tmp_path: Path, fault: Fault) -> None:
    with (
        LocalSlack(ROOT / "app.yaml") as slack,
        Store(tmp_path / "newsbrief.db") as store,
        running(slack, store, tmp_path),
    ):
        slack.add_fault("auth.test", fault)
        assert slack.command("ada", "news", "/brief", "help").is_acknowledged
        waiting.until(lambda: slack.ephemerals("ada", "news"), 10)

        assert sum(call.method == "auth.test" for call in slack.calls) == 1


def test_the_heart_beats_while_many_digests_are_made(tmp_path: Path) -> None:
    with LocalSlack(ROOT / "app.yaml") as slack, Store(tmp_path / "newsbrief.db") as store:
        before = NINE - timedelta(hours=1)
        for number in range(DUE_COUNT):
            channel = slack.add_channel(f"desk{number}", members=[]).id
            subscription = Subscription(f"d{number}", slack.team_id, channel, (wall(9),), "UTC", before)
            store.subscriptions.save(subscription, scanned_until=before, next_due_at=NINE)
        with running(slack, store, tmp_path) as heartbeat:
            started_at = time.monotonic()
            waiting.until(lambda: len(slack.journal_entries) >= DUE_COUNT, 110, every=0.2)
            moments = [started_at, *heartbeat.moments, time.monotonic()]

    gaps = [after - before_ for before_, after in pairwise(moments)]
    assert max(gaps) < MAX_SECONDS_BETWEEN_BEATS
