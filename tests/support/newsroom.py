"""The bot on a local Slack with a source, and the time in our hands, for tests of the whole."""

from __future__ import annotations

import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import waiting
import yaml
from paths import ROOT

from bot.render import payloads
from bot.runtime.settings import Settings
from bot.services.services import build_services
from bot.slack import app
from local_slack import LocalSlack
from news.source import Entry, FetchResult, PollState, Source
from storage.sqlite.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from local_slack.state.users import User

MANIFEST = yaml.safe_load((ROOT / "app.yaml").read_text())
# A Monday, 07:50 in Berlin, which is where ada lives.
MORNING = datetime(2026, 11, 23, 6, 50, tzinfo=UTC)
# Seconds between two looks at what is due, and a little more: what must not come would have come by then.
TICK, A_WHILE = 0.1, 0.6

BRIDGE = """The Harl bridge at Denmouth was closed on Sunday after inspectors found cracks in two of its pillars.
At least 400 families on the island were moved to schools in the town overnight.
“We could not wait for the morning,” said Mayor Ines Corvo.
The bridge was built in 1931 and last repaired in 2009 at a cost of 3.2 million crowns."""


class Newsroom:
    """The bot in its Slack, with a source that the whole workspace follows."""

    def __init__(self, slack: LocalSlack, store: Store, now: datetime = MORNING) -> None:
        self.slack = slack
        self.store = store
        self.now = now
        self.services = build_services(store, payloads)
        self.source = Source(
            "one",
            "https://courier.example/feed",
            "feed",
            now,
            "Courier",
            poll_state=PollState(next_poll_at=now + timedelta(days=365)),
        )
        store.sources.save(self.source)
        store.sources.follow(slack.team_id, "", "one", created_at=now)

    def comes(self, title: str = "Harl bridge closed", text: str = BRIDGE, *, ago: float = 0.5) -> None:
        """Let an article come in now that was published some hours ago."""
        entry = Entry(
            title=title,
            text=text,
            url=f"https://courier.example/{title.lower().replace(' ', '-')}",
            published_at=self.now - timedelta(hours=ago),
            outlet="Courier",
        )
        result = FetchResult(source_id="one", fetched_at=self.now, entries=(entry,))
        self.services.ingest.ingest(self.source, result)

    def types(self, words: str, where: str = "news", who: User | str = "ada", **fields: Any) -> str:
        """Type /brief and give what its author alone is shown."""
        before = len(self.slack.ephemerals(who, where))
        changed = fields or None
        assert self.slack.command(who, where, "/brief", words, changed_fields=changed).is_acknowledged
        self.until(lambda: len(self.slack.ephemerals(who, where)) > before, words)
        return str(self.slack.ephemerals(who, where)[-1]["text"])

    def brief(self, where: str = "news", who: str = "ada") -> dict[str, Any]:
        """Order a brief of the last day and give its message."""
        before = len(self.posts(where))
        self.slack.command(who, where, "/brief", "24h")
        self.until(lambda: len(self.posts(where)) > before, "a brief")
        return self.posts(where)[-1]

    def posts(self, where: str = "news") -> list[dict[str, Any]]:
        """Give what the bot has posted in a channel, without replies in threads."""
        return [each for each in self.slack.messages(where) if each.get("bot_id")]

    def said(self, root: dict[str, Any]) -> list[dict[str, Any]]:
        """Give what the bot has said in a thread."""
        replies = self.slack.replies(root["channel"], root["ts"])
        return [each for each in replies if each.get("bot_id")]

    def answer(self, root: dict[str, Any], count: int = 1) -> str:
        """Wait for so many answers in a thread; give the last."""
        self.until(lambda: len(self.said(root)) >= count, "an answer")
        return str(self.said(root)[count - 1]["text"])

    def until(self, holds: Callable[[], object], what: str = "it") -> None:
        waiting.until(holds, 60, f"nothing came of: {what}")

    def stays(self, holds: Callable[[], object], seconds: float = A_WHILE) -> None:
        """Check for a while that something holds."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert holds()
            time.sleep(0.02)


@contextmanager
def open_newsroom(folder: Path, **settings: Any) -> Iterator[Newsroom]:
    """Run the bot on a local Slack; at the end, check that it made no mistakes there."""
    with LocalSlack(MANIFEST) as slack, Store(folder / "newsbrief.db") as store:
        room = Newsroom(slack, store)
        given = Settings(
            slack.bot_token, slack.app_token, api_url=slack.url, delivery_recheck_seconds=0.3, **settings
        )
        with app.running_app(given, store, clock=lambda: room.now):
            slack.wait_for_sockets(10)
            yield room
        slack.check_defects()
