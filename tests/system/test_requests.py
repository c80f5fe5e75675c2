"""What people type, say and press, by the real bot on the local Slack: one reading, wherever it is said."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import waiting
import yaml
from paths import ROOT

from bot.render import payloads, request_blocks
from bot.runtime.settings import Settings
from bot.services.services import build_services
from bot.slack import app
from local_slack import LocalSlack
from local_slack.validation.blocks import check_blocks
from news.source import Entry, FetchResult, PollState, Source
from storage.sqlite.store import Store

MANIFEST = yaml.safe_load((ROOT / "app.yaml").read_text())
# In Berlin, where ada lives, Monday began two and a half hours ago; in UTC, one and a half.
NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
TEXT = """The Harl bridge at Denmouth was closed on Sunday after inspectors found cracks in two of its pillars.
At least 400 families on the island were moved to schools in the town overnight, the port authority said."""


class Room:
    """The bot in its Slack, with one article of half past midnight, Berlin time."""

    def __init__(self, slack: LocalSlack, store: Store) -> None:
        self.slack = slack
        self.store = store
        source = Source(
            "one",
            "https://one.example/",
            "feed",
            NOW,
            "One",
            poll_state=PollState(next_poll_at=NOW + timedelta(9)),
        )
        store.sources.save(source)
        store.sources.follow(slack.team_id, "", "one", created_at=NOW)
        entry = Entry(
            "Harl bridge closed after cracks are found",
            TEXT,
            url="https://courier.example/bridge",
            published_at=NOW - timedelta(hours=2),
            outlet="Courier",
        )
        build_services(store, payloads).ingest.ingest(source, FetchResult("one", NOW, entries=(entry,)))

    def types(self, text: str, where: str = "news") -> dict[str, Any]:
        """Type a command and return what only its author sees."""
        before = len(self.slack.ephemerals("ada", where))
        self.slack.command("ada", where, "/brief", text)
        return self.wait_for(lambda: self.slack.ephemerals("ada", where)[before:])

    def says(self, text: str) -> dict[str, Any]:
        """Say something to the bot in the direct message and return its reply."""
        channel = self.slack.find_direct_channel("ada").id
        root = self.slack.say("ada", channel, text)
        return self.wait_for(
            lambda: [each for each in self.slack.replies(channel, root["ts"]) if each.get("bot_id")]
        )

    def wait_for(self, find: Callable[[], list[dict[str, Any]]]) -> dict[str, Any]:
        waiting.until(lambda: bool(find()), 30)
        message = find()[-1]
        assert check_blocks(message["blocks"]) == []
        return message


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with LocalSlack(MANIFEST) as slack, Store(tmp_path / "newsbrief.db") as store:
        filled_room = Room(slack, store)
        settings = Settings(slack.bot_token, slack.app_token, api_url=slack.url)
        with app.running_app(settings, store, clock=lambda: NOW):
            slack.wait_for_sockets(30)
            yield filled_room
        slack.check_defects()


def test_small_talk_gets_an_answer_and_is_never_searched(room: Room) -> None:
    for text in ("thanks!", "hi", ":tada:", "good morning"):
        assert "Nothing about" not in room.says(text)["text"]
    room.slack.mention("ada", "news", "thanks!")
    waiting.until(lambda: bool(room.slack.ephemerals("ada", "news")), 30)

    assert room.slack.ephemerals("ada", "news")[-1]["text"] == "You're welcome!"
    assert not [each for each in room.slack.messages("news") if each.get("bot_id")]


def test_a_command_works_in_a_direct_message_as_after_the_slash(room: Room) -> None:
    assert "every weekday at 9:00" in room.says("digest weekdays 9:00")["text"]
    assert "every weekday at 9:00" in room.says("list my digests")["text"]
    assert "400 families" in room.says("how many families were moved")["text"]


def test_a_misspelt_command_is_asked_back_and_its_button_does_what_was_meant(room: Room) -> None:
    question = room.types("soruces")

    before = len(room.slack.ephemerals("ada", "news"))
    room.slack.press("ada", question, f"{request_blocks.SUGGESTED_COMMAND_ACTION}_0")
    sources = room.wait_for(lambda: room.slack.ephemerals("ada", "news")[before:])

    assert question["text"] == "Did you mean this?"
    assert "One" in sources["text"]


def test_a_zone_with_two_meanings_is_asked_back_with_a_button_for_each(room: Room) -> None:
    question = room.types("digest weekdays 9:00 EST")
    labels = [button["text"]["text"] for button in question["blocks"][-1]["elements"]]

    before = len(room.slack.ephemerals("ada", "news"))
    room.slack.press("ada", question, f"{request_blocks.SUGGESTED_COMMAND_ACTION}_0")
    confirmation = room.wait_for(lambda: room.slack.ephemerals("ada", "news")[before:])

    assert labels[0] == "/brief digest weekdays 9:00 America/New_York"
    assert "(New York)" in confirmation["text"]


def test_a_private_brief_is_seen_by_its_asker_alone(room: Room) -> None:
    assert "Harl bridge" in room.types("private 24h")["text"]
    assert not [each for each in room.slack.messages("news") if each.get("bot_id")]


def test_today_begins_at_midnight_of_the_asker(room: Room) -> None:
    assert "Harl bridge" in room.types("private today")["text"]


def test_stop_deletes_nothing_before_it_is_pressed(room: Room) -> None:
    room.types("digest weekdays 9:00")

    assert "Which digest?" in room.types("stop")["text"]
    assert "every weekday at 9:00" in room.types("digest list")["text"]
