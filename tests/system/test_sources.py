"""Sources in Slack and in lists: the real bot on the local Slack, and a web server on this machine."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
import waiting
import yaml
from click.testing import CliRunner, Result
from paths import ROOT
from websites import Site

from bot.cli.main import newsbrief
from bot.render import payloads
from bot.runtime.settings import Settings
from bot.services.services import ServiceSettings, build_services
from bot.services.subscriptions import SubscriptionScope
from bot.slack import app
from local_slack import LocalSlack
from news.errors import Refused
from news.source import FetchResult, Source
from sources.http.fetch_policy import FetchPolicy
from sources.lists import opml, starter_packs
from sources.lists.opml import Outline
from storage.sqlite.store import Store

MANIFEST = yaml.safe_load((ROOT / "app.yaml").read_text())
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LOCAL = FetchPolicy(allowed_networks=(ip_network("127.0.0.0/8"),), min_interval_seconds=0)
PAGE = '<html><head><link rel="alternate" type="application/rss+xml" href="/feed"><link rel="alternate" type="application/atom+xml" href="/sport"></head></html>'
WORDS = (
    "The council of Denmouth voted by eleven to nine to close the Harl bridge, its speaker said on Monday. "
    * 10
)
FEED = f"""<rss version="2.0"><channel><title>Courier - World</title>
<item><title>Harl bridge closed &amp; guarded</title><guid>1</guid><pubDate>Mon, 23 Nov 2026 08:00:00 GMT</pubDate><description>{WORDS}</description></item>
<item><title>Ferry begins on Thursday</title><guid>2</guid><description>{WORDS}</description></item>
<item><title>Third pillar cracked</title><guid>3</guid><description>{WORDS}</description></item>
<item><title>Tulips sold</title><guid>4</guid><description>{WORDS}</description></item></channel></rss>"""


class Room:
    """The bot in its Slack with a web to read, and two people."""

    def __init__(self, slack: LocalSlack, store: Store, site: Site) -> None:
        self.slack = slack
        self.store = store
        self.site = site

    def types(self, words: str, who: str = "ada", answers: int = 1) -> str:
        """Type /brief and give what its author alone is shown."""
        before = len(self.slack.ephemerals(who, "news"))
        self.slack.command(who, "news", "/brief", words)
        self.until(lambda: len(self.slack.ephemerals(who, "news")) >= before + answers)
        return "\n".join(str(each["text"]) for each in self.slack.ephemerals(who, "news")[before:])

    def until(self, holds: Callable[[], bool]) -> None:
        waiting.until(holds, 20)


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    served.put("/", PAGE, Content_Type="text/html")
    served.put("/feed", FEED)
    served.put("/other", FEED.replace("Courier", "Ledger"))
    yield served
    served.stop()


@pytest.fixture
def room(tmp_path: Path, site: Site) -> Iterator[Room]:
    with LocalSlack(MANIFEST) as slack, Store(tmp_path / "newsbrief.db") as store:
        given = Settings(slack.bot_token, slack.app_token, api_url=slack.url, fetch_policy=LOCAL)
        with app.running_app(given, store, clock=lambda: NOW):
            slack.wait_for_sockets(10)
            yield Room(slack, store, site)
        slack.check_defects()


def test_a_page_leads_to_its_feed_whose_headlines_are_shown_and_which_is_read(room: Room) -> None:
    said = room.types(f"add <{room.site.url('/')}>")

    assert "Courier - World" in said
    assert "• Harl bridge closed &amp; guarded\n• Ferry begins on Thursday\n• Third pillar cracked" in said
    assert room.site.url("/sport") in said
    room.slack.command("ada", "news", "/brief", "bridge 3d")
    room.until(lambda: bool(room.slack.messages("news")))
    assert "eleven to nine" in str(room.slack.messages("news")[0]["blocks"])


def test_what_leads_to_no_feed_is_told_and_not_kept(room: Room) -> None:
    room.site.put("/blog", "<html><body>Hello</body></html>")
    room.site.put("/feed", status=404)

    assert "lead to a feed" in room.types(f"add {room.site.url('/blog')}")
    assert "not on the public web" in room.types("add http://10.0.0.1/feed")
    assert "only http and https" in room.types("add file:///etc/passwd")
    assert room.store.sources.all() == ()


def test_sources_are_listed_by_number_and_removed_by_whoever_added_them(room: Room) -> None:
    room.types(f"add {room.site.url('/feed')}")
    _add_for_grace(room, "/other")
    listed = room.types("sources")

    refused = room.types("remove 1", who="grace")
    removed = room.types("remove 2", who="grace")

    assert "1. <" in listed
    assert "added by <@" in listed
    assert "was added by <@" in refused
    assert "Stopped following" in removed
    assert "*1 source*" in room.types("sources")


@pytest.mark.parametrize("words", ["remove", "remove 9", "remove Gazette", "remove https://gazette.example/"])
def test_what_is_not_read_here_cannot_be_removed(room: Room, words: str) -> None:
    room.types(f"add {room.site.url('/feed')}")

    assert "`/brief sources` lists this channel's sources" in room.types(words)
    assert len(room.store.sources.active()) == 1


def test_an_admin_may_remove_what_another_added(room: Room) -> None:
    _add_for_grace(room, "/feed")

    assert "Stopped following" in room.types("remove courier", who="ada")


def test_the_workspaces_sources_are_not_one_channels_to_remove(room: Room) -> None:
    source = Source("one", room.site.url("/feed"), "feed", NOW, "Courier")
    room.store.sources.save(source)
    room.store.sources.follow(room.slack.team_id, "", "one", created_at=NOW)

    assert "whole workspace" in room.types("remove 1")
    assert "for the whole workspace" in room.types("sources")


def test_a_starter_pack_is_added_and_what_could_not_be_read_is_told(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "packs"
    folder.mkdir()
    monkeypatch.setattr(starter_packs, "PACKS_FOLDER", folder)
    feeds = [
        {"title": "Courier", "url": room.site.url("/feed")},
        {"title": "Gone", "url": room.site.url("/gone")},
    ]
    (folder / "denmouth.yaml").write_text(yaml.safe_dump(feeds))

    said = room.types("add pack denmouth", answers=2)

    assert "Now following" in said
    assert "Fetched 1 of 2 new sources from `denmouth`" in said
    assert "Gone: the server answered 404" in said
    assert "already follows" in room.types("add denmouth")
    assert "`denmouth`" in room.types("add")
    assert "`denmouth`" in room.types("add pack")
    room.slack.command("ada", "news", "/brief", "denmouth 3d")
    room.until(lambda: bool(room.slack.messages("news")))


def test_a_source_given_up_is_told_of_once_to_whoever_added_it(room: Room) -> None:
    room.types(f"add {room.site.url('/feed')}")
    (source,) = room.store.sources.active()
    outages = build_services(room.store, payloads).outages
    gone = Refused("courier", "the server answered 410 Gone", 410)

    for hours in (1, 3):
        room.store.sources.record_fetches(
            [FetchResult(source.id, NOW + timedelta(hours=hours), failures=(gone,))]
        )
        outages.notify_outages(now=NOW)
        outages.notify_outages(now=NOW)

    place = room.slack.find_direct_channel("ada")
    room.until(lambda: bool(room.slack.messages(place)))
    time.sleep(0.5)
    assert len(room.slack.messages(place)) == 1
    assert (
        "is no longer fetched. Its server says it's permanently gone" in room.slack.messages(place)[0]["text"]
    )
    assert "*gone*" in room.types("health")


def test_an_added_source_that_had_been_given_up_is_read_again(room: Room) -> None:
    room.types(f"add {room.site.url('/feed')}")
    (source,) = room.store.sources.active()
    for hours in (1, 3):
        gone = Refused("courier", "the server answered 410 Gone", 410)
        room.store.sources.record_fetches(
            [FetchResult(source.id, NOW + timedelta(hours=hours), failures=(gone,))]
        )

    room.types(f"add {room.site.url('/feed')}")

    (again,) = room.store.sources.active()
    assert (again.id, again.poll_state.disabled_reason, again.health.failure_count) == (source.id, "", 0)


def test_a_feed_that_moved_is_the_same_source_when_it_is_added_by_its_new_address(
    tmp_path: Path, site: Site
) -> None:
    site.put("/old", status=301, Location="/feed")
    with Store(tmp_path / "newsbrief.db") as store:
        services = build_services(store, payloads, ServiceSettings(LOCAL))
        following, place = services.source_subscriptions, SubscriptionScope("T1", "C1")
        source, _ = following.add(following.discover(site.url("/old"), now=NOW), place, now=NOW)
        for days in (1, 2, 3):
            services.ingest.refresh(now=NOW + timedelta(days=days))
        again, _ = following.add(
            following.discover(site.url("/feed"), now=NOW), place, now=NOW + timedelta(days=4)
        )

        assert again.id == source.id
        assert again.poll_state.previous_url == site.url("/old")
        assert len(store.sources.all()) == 1


def test_only_what_is_due_is_visited(tmp_path: Path, site: Site) -> None:
    with Store(tmp_path / "newsbrief.db") as store:
        services = build_services(store, payloads, ServiceSettings(LOCAL))
        following = services.source_subscriptions
        following.import_outlines((Outline(site.url("/feed")),), SubscriptionScope("T1"), now=NOW)
        for minutes in (0, 5, 10, 40):
            services.ingest.refresh(now=NOW + timedelta(minutes=minutes))

    assert [request.path for request in site.asked].count("/feed") == 2


# ---- the terminal


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NEWSBRIEF_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NEWSBRIEF_ALLOWED_NETWORKS", "127.0.0.0/8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _type(*words: str) -> Result:
    return CliRunner().invoke(newsbrief, list(words))


def test_a_list_is_imported_read_and_exported_the_same(home: Path, site: Site) -> None:
    outlines = (Outline(site.url("/feed"), "Courier", "local/bridges"), Outline(site.url("/gone"), "Gone"))
    (home / "feeds.opml").write_bytes(opml.render(outlines))

    imported = _type("import", "feeds.opml")
    again = _type("import", "feeds.opml")
    exported = _type("export")
    written = _type("export", "out.opml")

    assert "2 feeds in the list, 2 new here." in imported.output
    assert "Fetched 2 sources: 4 new articles, 1 failed." in imported.output
    assert "2 feeds in the list, 0 new here." in again.output
    given_out = opml.parse(exported.stdout_bytes)
    assert [(each.url, each.folder) for each in given_out] == [(each.url, each.folder) for each in outlines]
    assert written.exit_code == 0
    assert opml.parse((home / "out.opml").read_bytes()) == given_out


def test_a_folder_of_sources_is_a_topic(home: Path, site: Site) -> None:
    (home / "feeds.opml").write_bytes(
        opml.render((Outline(site.url("/feed"), "Courier", "local/crossings"),))
    )
    _type("import", "feeds.opml")

    assert "eleven to nine" in _type("brief", "Crossings", "30d").output
    assert "Nothing about" in _type("brief", "sports", "30d").output


@pytest.mark.parametrize(
    ("words", "said"),
    [("nothing.opml", "Starter packs: business, climate"), ("bad.opml", "not a list of feeds")],
)
def test_what_cannot_be_imported_is_said(home: Path, words: str, said: str) -> None:
    (home / "bad.opml").write_text("hello")

    result = CliRunner().invoke(newsbrief, ["import", words])

    assert said in str(result.exception)


def test_a_page_is_added_from_the_terminal(home: Path, site: Site) -> None:  # noqa: ARG001 - the fixture sets the folder
    added: Any = _type("add", site.url("/"))

    assert added.exit_code == 0
    assert "Now following Courier - World: 4 new articles" in added.output
    assert "ok" in _type("sources").output
    assert _type("remove", "courier").exit_code == 0
    assert _type("remove", "courier").exit_code == 1


# ---- private


def _add_for_grace(room: Room, path: str) -> None:
    """Let grace follow a feed; she is no admin, who alone may add an address of the operator's networks."""
    room.types(f"add {room.site.url(path)}")
    source, channel = room.store.sources.by_url(room.site.url(path)), room.slack.find_channel("news").id
    assert source is not None
    room.store.sources.unfollow(room.slack.team_id, channel, source.id)
    room.store.sources.follow(
        room.slack.team_id, channel, source.id, created_at=NOW, created_by=room.slack.find_user("grace").id
    )
