"""Days on which Slack cannot be reached or refuses the token: what is sent afterwards, and what is told."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import waiting
from paths import ROOT

from bot.render import payloads
from bot.render.wording import delivery_wording, digest_wording
from bot.runtime.heartbeat import Heartbeat
from bot.runtime.settings import Settings
from bot.services.services import build_services
from bot.slack import app, delivery_sender, post_errors
from local_slack import LocalSlack
from local_slack.state.faults import Fault
from news.source import Entry, FetchResult, PollState, Source, build_source_id
from storage.sqlite.store import Store

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TICK = 0.05
CHANNELS = ("news", "sport", "harbour")


class Days:
    """The bot with a daily digest at nine in several channels, and its clock."""

    def __init__(self, slack: LocalSlack, store: Store, folder: Path) -> None:
        self.slack, self.store, self.now = slack, store, START
        self.heartbeat = Heartbeat(folder / "heartbeat")
        self.source = Source(
            id=build_source_id("https://courier.example/feed"),
            url="https://courier.example/feed",
            kind="feed",
            created_at=START,
            title="Courier",
            poll_state=PollState(next_poll_at=START + timedelta(days=365)),
        )
        store.sources.save(self.source)
        store.sources.follow(slack.team_id, "", self.source.id, created_at=START)

    def comes(self, title: str) -> None:
        """Let an article come in now."""
        entry = Entry(
            title=title,
            text=f"{title}. The council said so on Monday and gave no further details of it.",
            url=f"https://courier.example/{title.replace(' ', '-')}",
            published_at=self.now,
        )
        build_services(self.store, payloads).ingest.ingest(
            self.source, FetchResult(source_id=self.source.id, fetched_at=self.now, entries=(entry,))
        )

    def order(self) -> None:
        for channel in CHANNELS:
            self.slack.command("ada", channel, "/brief", "digest daily 9:00 UTC")
            waiting.until(partial(self.slack.ephemerals, "ada", channel), 20)

    def posts(self, channel: str) -> list[dict[str, Any]]:
        return [each for each in self.slack.messages(channel) if each.get("bot_id")]

    def pass_day(self, number: int) -> None:
        """Move the clock to nine on a day, with an article before it, and wait until the slots are recorded."""
        self.now = START + timedelta(days=number, minutes=30)
        self.comes(f"Harbour plan number {number} approved by town {number}")
        self.now = START + timedelta(days=number, hours=1, seconds=1)
        waiting.until(
            lambda: all(
                any(
                    delivery.due_at.day == self.now.day
                    for delivery in self.store.outbox.for_subscription(each.team, each.id)
                )
                for each in self.store.subscriptions.all()
            ),
            20,
        )

    def states(self) -> list[list[str]]:
        return [
            [str(each.state) for each in self.store.outbox.for_subscription(item.team, item.id, limit=50)]
            for item in self.store.subscriptions.all()
        ]


@pytest.fixture
def days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Days]:
    monkeypatch.setattr(app, "DIGEST_CHECK_INTERVAL_SECONDS", TICK)
    monkeypatch.setattr(delivery_sender, "TOKEN_RECHECK_SECONDS", 0.5)
    with LocalSlack(ROOT / "app.yaml") as slack, Store(tmp_path / "newsbrief.db") as store:
        for channel in CHANNELS[1:]:
            slack.add_channel(channel, members=["ada"])
        house = Days(slack, store, tmp_path)
        given = Settings(slack.bot_token, slack.app_token, api_url=slack.url, delivery_recheck_seconds=0.2)
        with app.running_app(given, store, clock=lambda: house.now, heartbeat=house.heartbeat):
            slack.wait_for_sockets(10)
            house.order()
            yield house


@pytest.mark.parametrize(
    "fault", [Fault(error="token_revoked"), Fault(status=503), Fault(drop="before")], ids=str
)
def test_after_days_without_slack_one_digest_comes_and_says_what_was_missed(
    days: Days, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    plan = days.slack.add_fault("chat.postMessage", fault)
    for number in range(7):
        days.pass_day(number)
    waiting.until(lambda: plan.hit_count >= 3, 20)
    days.now += timedelta(hours=2)
    plan.cancel()

    for channel in CHANNELS:
        waiting.until(partial(days.posts, channel), 60)
    waiting.until(lambda: all(states == ["sent", *["missed"] * 6] for states in days.states()), 20)
    for channel in CHANNELS:
        (posted,) = days.posts(channel)
        assert digest_wording.DIGEST_LATE_NOTE.partition("{")[0] in posted["text"]
        assert digest_wording.DIGEST_MISSED_NOTE.format(count="6 digests") in posted["text"]
        assert "7 articles" in posted["text"]  # the news of all the days
    stops = [each for each in caplog.records if each.getMessage().startswith("workspace stopped")]
    assert len(stops) == (1 if fault.error else 0)
    assert all(each.levelno == logging.ERROR for each in stops)


def test_what_is_sent_late_says_so_though_it_was_made_in_time(days: Days) -> None:
    plan = days.slack.add_fault("chat.postMessage", Fault(status=503))
    days.pass_day(0)
    waiting.until(lambda: plan.hit_count >= 3, 20)
    days.now += timedelta(hours=3)
    plan.cancel()

    for channel in CHANNELS:
        waiting.until(partial(days.posts, channel), 60)
        (posted,) = days.posts(channel)
        assert posted["text"].startswith(digest_wording.DIGEST_LATE_NOTE.format(time="Mon 23 Nov, 09:00"))
        assert posted["blocks"][0]["block_id"] == "late"


def test_the_list_of_digests_shows_a_stopped_workspace(days: Days) -> None:
    plan = days.slack.add_fault("chat.postMessage", Fault(error="token_revoked"))
    days.pass_day(0)
    waiting.until(lambda: plan.hit_count, 20)
    days.pass_day(1)
    waiting.until(
        lambda: all(
            days.store.outbox.for_subscription(each.team, each.id)[0].error == "token_revoked"
            for each in days.store.subscriptions.all()
        ),
        20,
    )
    health = days.heartbeat.status()
    assert (health["ok"], health["is_connected"], health["token_error"]) == (True, True, "token_revoked")
    before = len(days.slack.ephemerals("ada", "news"))
    days.slack.command("ada", "news", "/brief", "digest list")
    waiting.until(lambda: len(days.slack.ephemerals("ada", "news")) > before, 20)

    assert (
        delivery_wording.WORKSPACE_STOPPED.format(error="token_revoked")
        in (days.slack.ephemerals("ada", "news")[-1]["text"])
    )


def test_the_words_for_a_stopped_workspace_are_those_of_the_table() -> None:
    stopping = {
        error
        for error, action in post_errors.POST_ERROR_ACTIONS.items()
        if action is post_errors.PostErrorAction.STOP_WORKSPACE
    }

    assert stopping - delivery_wording.WORKSPACE_STOPPED_ERRORS == {"missing_scope"}  # has words of its own
