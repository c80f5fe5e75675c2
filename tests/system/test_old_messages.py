"""Messages that release 0.2 posted stay alive: their buttons work, and what it was sending is not posted twice.

tests/data/messages_of_0_2.json holds the messages as its code built them; $BRIEF and $ARTICLE stand for ids.
"""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from paths import ROOT
from slack_sdk import WebClient
from waiting import until

from bot.render import payloads
from bot.render.wording import command_wording
from bot.runtime.settings import Settings
from bot.services.services import build_services
from bot.slack import app
from local_slack import LocalSlack
from local_slack.validation.blocks import check_blocks
from news.brief import BriefRequest
from news.digest import Delivery
from news.source import Entry, FetchResult, Source, build_source_id
from news.thread import Thread
from news.window import recent_window
from storage.sqlite.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANIFEST = yaml.safe_load((ROOT / "app.yaml").read_text())
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MESSAGES = (ROOT / "tests" / "data" / "messages_of_0_2.json").read_text(encoding="utf-8")
NEWS = (
    ("Harl bridge closed", "The Harl bridge at Denmouth was closed on Tuesday after cracks were found."),
    ("Boxing champion wins", "Ruta Vale won her boxing match at Torrin in the ninth round on Sunday."),
)


def _pressable(message: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    """Yield each button's action id, and each option of each menu."""
    for block in message["blocks"]:
        for element in [*block.get("elements", ()), *filter(None, [block.get("accessory")])]:
            if element["type"] == "overflow":
                yield from ((element["action_id"], option["value"]) for option in element["options"])
            elif element["type"] == "button":
                yield element["action_id"], None


class OldChannel:
    """A channel with a brief and an article that was left out of it."""

    def __init__(self, slack: LocalSlack, store: Store) -> None:
        self.slack, self.store = slack, store
        self.client = WebClient(token=slack.bot_token, base_url=slack.url)
        self.channel = slack.find_channel("news").id
        team, services = slack.team_id, build_services(store, payloads)
        source = Source(build_source_id("courier"), "https://courier.example/feed", "files", NOW, "Courier")
        store.sources.save(source)
        store.sources.follow(team, "", source.id, created_at=NOW)
        entries = tuple(
            Entry(
                title=title,
                text=text,
                url=f"https://courier.example/{number}",
                published_at=NOW,
                outlet="Courier",
            )
            for number, (title, text) in enumerate(NEWS)
        )
        services.ingest.ingest(source, FetchResult(source_id=source.id, fetched_at=NOW, entries=entries))
        window = recent_window(timedelta(hours=24), NOW + timedelta(seconds=1))
        request = BriefRequest(team, self.channel, window, excluded_terms=("boxing",))
        self.brief = services.briefs.create_brief(request, now=NOW)
        ((left_out,),) = (group.articles for group in self.brief.left_out)
        messages = MESSAGES.replace("$BRIEF", self.brief.id).replace("$ARTICLE", left_out.id)
        self.messages: dict[str, dict[str, Any]] = json.loads(messages)

    def post(self, name: str) -> dict[str, Any]:
        """Post a message of the old release, as the thread of the brief."""
        posted = self.client.chat_postMessage(channel=self.channel, **self.messages[name])
        thread = Thread(self.slack.team_id, self.channel, str(posted["ts"]))
        build_services(self.store, payloads).threads.register(thread, self.brief.id, now=NOW)
        return next(dict(message) for message in self.slack.messages("news") if message["ts"] == posted["ts"])

    def answer_count(self) -> int:
        """Return how many messages there are, in threads and to one person alone."""
        replies = sum(len(self.slack.replies("news", root["ts"])) for root in self.slack.messages("news"))
        return replies + len(self.slack.ephemerals("ada", "news"))


@pytest.fixture
def old_channel(tmp_path: Path) -> Iterator[OldChannel]:
    with LocalSlack(MANIFEST) as slack, Store(tmp_path / "newsbrief.db") as store:
        channel = OldChannel(slack, store)
        settings = Settings(slack.bot_token, slack.app_token, api_url=slack.url)
        seconds = itertools.count()
        with app.running_app(settings, store, clock=lambda: NOW + timedelta(seconds=next(seconds))):
            slack.wait_for_sockets(10)
            yield channel
        slack.check_defects()


@pytest.mark.parametrize("name", ["brief", "digest", "answer", "left_out", "rating", "search"])
def test_every_button_of_an_old_message_still_works(old_channel: OldChannel, name: str) -> None:
    posted = old_channel.post(name)
    pressable = list(_pressable(posted))
    assert pressable

    for action_id, option in pressable:
        before = old_channel.answer_count()
        assert old_channel.slack.press("ada", posted, action_id, option).is_acknowledged
        until(lambda count=before: old_channel.answer_count() > count, 15)  # type: ignore[misc]

    for answer in old_channel.slack.ephemerals("ada", "news"):
        assert not answer["text"].startswith(command_wording.FAULT[:20])
        assert check_blocks(answer["blocks"]) == []


def test_what_an_old_release_was_sending_when_it_was_replaced_is_found_and_not_posted_again(
    tmp_path: Path,
) -> None:
    key = "d1|2026-11-23|09:00"
    with LocalSlack(MANIFEST) as slack, Store(tmp_path / "newsbrief.db") as store:
        now = datetime.now(UTC)
        channel = slack.find_channel("news").id
        payload = json.loads(MESSAGES)["digest"]
        delivery = Delivery(
            slack.team_id, key, "", channel, now, "pending", now, payload_json=json.dumps(payload)
        )
        store.ledger.enqueue([delivery], scan_progress=())
        assert store.outbox.claim(delivery, "old process", now) is not None
        # Slack took it, and the old process ended before it had read the answer.
        metadata = {"event_type": "newsbrief_slot", "event_payload": {"slot": key}}
        WebClient(token=slack.bot_token, base_url=slack.url).chat_postMessage(
            channel=channel, **payload, metadata=metadata, unfurl_links=False, unfurl_media=False
        )

        settings = Settings(slack.bot_token, slack.app_token, api_url=slack.url, delivery_recheck_seconds=0.5)
        with app.running_app(settings, store):

            def state() -> str:
                found = store.outbox.get(slack.team_id, key)
                return found.state if found else ""

            until(lambda: state() == "sent", 20)

        assert len(slack.messages("news")) == 1
        slack.check_defects()
