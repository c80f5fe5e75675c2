"""The whole trial: the bot with the articles of seeds/ on a local Slack, and its page in a real browser."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_network
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import waiting
import yaml
from browser import Screen
from paths import ROOT

from bot.render import payloads
from bot.runtime.settings import Settings
from bot.services.services import build_services
from bot.slack import app
from local_slack import LocalSlack
from local_slack.client.page import Page
from local_slack.client.settings import PageSettings, QuickAction
from local_slack.state.clock import Clock
from news.source import PollState, Source
from sources import files
from sources.http.fetch_policy import FetchPolicy
from storage.sqlite.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

MANIFEST = yaml.safe_load((ROOT / "app.yaml").read_text())
# A Friday, 08:20 in Berlin, where ada lives; the newest article of seeds/ is of the day before.
MORNING = datetime(2026, 11, 20, 7, 20, tzinfo=UTC)
LOCAL = FetchPolicy(allowed_networks=(ip_network("127.0.0.0/8"),), min_interval_seconds=0)
NOTICE = "Invented articles: the outlets and events here are made up for this trial."
WAIT_SECONDS = 120.0


@dataclass(frozen=True)
class Trial:
    """The bot on a local Slack, with its page."""

    slack: LocalSlack
    store: Store
    browser: Browser
    url: str

    @contextmanager
    def screen(self, path: str = "", **look: Any) -> Iterator[Screen]:
        """Open the page at a place such as `channel("news")`; at the end, check that nothing went wrong on it."""
        screen = Screen(self.browser, self.url, **look)
        screen.open(path)
        yield screen
        screen.close()

    def channel(self, name: str) -> str:
        return self.slack.find_channel(name).id

    def posts(self, name: str = "news") -> list[dict[str, Any]]:
        """Return what the bot has posted in a channel, without replies in threads."""
        return [each for each in self.slack.messages(name) if each.get("bot_id")]

    def brief(self, words: str = "4d") -> dict[str, Any]:
        """Order a brief in #news without the page, and return it."""
        before = len(self.posts())
        self.slack.command("ada", "news", "/brief", words)
        waiting.until(lambda: len(self.posts()) > before, WAIT_SECONDS, "no brief came")
        return self.posts()[-1]

    def answered(self, brief: dict[str, Any], question: str) -> dict[str, Any]:
        """Ask in the thread of a brief without the page, and return the answer."""
        self.slack.say("ada", "news", question, brief["ts"])

        def said() -> list[dict[str, Any]]:
            return [each for each in self.slack.replies("news", brief["ts"]) if each.get("bot_id")]

        waiting.until(said, WAIT_SECONDS, "no answer came")
        return said()[-1]

    def responses(self) -> int:
        """Return how many messages, private messages and modals there are for ada in #news."""
        replies = sum(len(self.slack.replies("news", each["ts"])) for each in self.slack.messages("news"))
        seen = len(self.slack.messages("news")) + len(self.slack.ephemerals("ada", "news"))
        return seen + replies + self.modals()

    def modals(self) -> int:
        """Return how many modals are open for ada."""
        return len(self.slack.state.views.stacks.get(self.slack.find_user("ada").id, ()))


@contextmanager
def open_trial(browser: Browser, folder: Path) -> Iterator[Trial]:
    """Run the bot with the articles of seeds/; at the end, check that it made no mistakes on its Slack."""
    database = folder / "newsbrief.db"
    database.write_bytes(_read_seeds())
    began = time.monotonic()
    clock = Clock(lambda: MORNING.timestamp() + time.monotonic() - began)
    slack = LocalSlack(MANIFEST, clock=clock)
    page = Page(slack, PageSettings(NOTICE, (QuickAction("Brief me now", "/brief 4d", "news"),)))
    with slack, Store(database) as store:
        given = Settings(slack.bot_token, slack.app_token, api_url=slack.url, fetch_policy=LOCAL)
        with app.running_app(given, store, clock=lambda: datetime.fromtimestamp(clock.now(), UTC)):
            slack.wait_for_sockets(30)
            yield Trial(slack, store, browser, page.url)
        slack.check_defects()


# ---- private


@cache
def _read_seeds() -> bytes:
    """Return a database with the articles of seeds/, which the first workspace of every local Slack follows."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "seeds.db"
        with LocalSlack(MANIFEST) as slack, Store(file) as store:
            ingest = build_services(store, payloads).ingest
            for name in ("articles", "feeds", "pages"):
                state = PollState(next_poll_at=MORNING + timedelta(days=365))
                source = Source(
                    name, f"https://{name}.example/", "feed", MORNING, name.title(), poll_state=state
                )
                store.sources.save(source)
                store.sources.follow(slack.team_id, "", name, created_at=MORNING)
                ingest.ingest(source, files.read_path(ROOT / "seeds" / name, now=MORNING, source_id=name))
        return file.read_bytes()
