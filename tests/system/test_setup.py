"""From the invitation to the first brief: the welcome, and the form that sets up a channel."""

import copy
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
import waiting
import yaml
from paths import ROOT
from websites import Site

from bot.render import buttons
from bot.render.views import welcome_blocks
from bot.runtime.settings import Settings
from bot.services.subscriptions import SubscriptionScope
from bot.slack import app
from local_slack import LocalSlack
from sources.http.fetch_policy import FetchPolicy
from storage.sqlite.store import Store

MANIFEST = yaml.safe_load((ROOT / "app.yaml").read_text())
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LOCAL = FetchPolicy(allowed_networks=(ip_network("127.0.0.0/8"),), min_interval_seconds=0)
TEXT = (
    "The council of Denmouth voted by eleven to nine to close the Harl bridge, its speaker said on Monday. "
    * 9
)
FEED = f"""<rss version="2.0"><channel><title>Courier</title>
<item><title>Harl bridge closed</title><guid>1</guid><pubDate>Mon, 23 Nov 2026 08:00:00 GMT</pubDate>
<description>{TEXT}</description></item></channel></rss>"""
PAGE = f"""<html lang="en"><head><title>Ferry begins on Thursday</title><meta property="og:site_name" content="Ledger">
</head><body><article><h1>Ferry begins on Thursday</h1><p>{TEXT}</p><p>The first boat leaves at six, the port of Harl
announced. Four hundred people had asked for it since the spring.</p><p>{TEXT}</p></article></body></html>"""
# Seconds in which something that must not come would have come.
A_WHILE = 0.5


class Team:
    """The bot in a new workspace, with a site to follow."""

    def __init__(self, slack: LocalSlack, store: Store, site: Site) -> None:
        self.slack = slack
        self.store = store
        self.site = site

    def posts(self, channel: str) -> list[dict[str, Any]]:
        return [each for each in self.slack.messages(channel) if each.get("bot_id")]

    def invited(self, channel: str = "general") -> dict[str, Any]:
        """Invite the bot, and return its welcome."""
        self.slack.invite(channel, "ada")
        self.until(lambda: bool(self.posts(channel)))
        return self.posts(channel)[-1]

    def form(self, who: str = "ada") -> dict[str, Any]:
        """Wait until the form is filled in, and return it."""
        self.until(lambda: bool((self.slack.modal(who) or {}).get("callback_id")))
        return self.slack.modal(who) or {}

    def private(self, channel: str = "general", who: str = "ada", count: int = 1) -> str:
        self.until(lambda: len(self.slack.ephemerals(who, channel)) >= count)
        return str(self.slack.ephemerals(who, channel)[-1]["text"])

    def digests(self, channel: str = "general") -> tuple[Any, ...]:
        return self.store.subscriptions.for_channel(self.slack.team_id, self.slack.find_channel(channel).id)

    def until(self, holds: Any) -> None:
        waiting.until(holds, 50)


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    served.put("/feed", FEED)
    yield served
    served.stop()


@pytest.fixture
def team(tmp_path: Path, site: Site) -> Iterator[Team]:
    with LocalSlack(MANIFEST) as slack, Store(tmp_path / "newsbrief.db") as store:
        given = Settings(slack.bot_token, slack.app_token, api_url=slack.url, fetch_policy=LOCAL)
        with app.running_app(given, store, clock=lambda: NOW):
            slack.wait_for_sockets(10)
            yield Team(slack, store, site)
        slack.check_defects()


def test_two_actions_after_the_invitation_lead_to_the_first_brief(team: Team) -> None:
    began = time.monotonic()
    welcome = team.invited()

    team.slack.press("ada", welcome, f"{welcome_blocks.SET_UP_ACTION}_links")  # the first action
    team.form()
    team.slack.submit("ada", {"links": team.site.url("/feed")})  # the second
    team.until(lambda: len(team.posts("general")) == 2)

    assert "eleven to nine" in str(team.posts("general")[-1]["blocks"])
    assert time.monotonic() - began < 60
    said = team.private()
    assert "Following 1 source: <" in said
    assert "every weekday at 9:00 (Berlin)" in said
    assert [digest.created_by for digest in team.digests()] == [team.slack.find_user("ada").id]


def test_the_welcome_is_one_message_with_three_buttons(team: Team) -> None:
    welcome = team.invited()
    time.sleep(A_WHILE)

    buttons = [element["text"]["text"] for element in welcome["blocks"][-1]["elements"]]
    assert len(buttons) == 3
    assert len(team.posts("general")) == 1


def test_a_channel_that_is_set_up_is_not_welcomed_again(team: Team) -> None:
    channel = team.slack.find_channel("general")
    team.invited()
    team.slack.command("ada", "general", "/brief", f"add {team.site.url('/feed')}")
    team.private()
    channel.member_ids.discard(team.slack.workspace.bot.id)
    team.slack.invite("general", "ada")
    time.sleep(A_WHILE)

    assert len(team.posts("general")) == 1


def test_the_button_that_asks_what_the_bot_can_do_shows_the_help_to_one_person(team: Team) -> None:
    team.slack.press("grace", team.invited(), welcome_blocks.ABILITIES_ACTION)

    assert "/brief" in team.private(who="grace")


def test_whoever_installs_the_bot_is_welcomed_once_by_direct_message(team: Team) -> None:
    direct_channel = team.slack.workspace.get_direct_channel(team.slack.find_user("ada").id).id
    team.until(lambda: bool(team.posts(direct_channel)))

    assert "/brief start" in team.posts(direct_channel)[0]["text"]


def test_brief_start_opens_the_form_with_the_defaults(team: Team) -> None:
    team.slack.command("grace", "news", "/brief", "start")
    fields = {block["block_id"]: block["element"] for block in team.form("grace")["blocks"]}

    assert fields["time"]["initial_time"] == "09:00"
    assert [option["value"] for option in fields["days"]["initial_options"]] == ["0", "1", "2", "3", "4"]
    assert fields["zone"]["initial_value"] == "America/New_York"


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({}, "links", "doesn't follow any sources yet"),
        ({"links": "courier"}, "links", "isn't a link"),
        ({"links": "https://a.example https://b.example https://c.example https://d.example https://e.example"}, "links", "up to 4"),
        ({"links": "https://a.example", "zone": "Europe/Berlim"}, "zone", "Europe/Berlim"),
        ({"links": "https://a.example", "topics": ",".join("abcdefghijkl")}, "topics", "up to 10"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(
    team: Team, values: dict[str, str], field: str, words: str
) -> None:
    team.slack.command("ada", "news", "/brief", "start")
    team.form()
    team.slack.submit("ada", values)

    errors = (team.slack.modal("ada") or {})["shown_errors"]
    assert words in errors[field]
    assert set(errors) == {field}
    assert not team.digests("news")


def test_an_expired_trigger_gets_a_plain_answer(team: Team) -> None:
    team.slack.command("ada", "news", "/brief", "start", changed_fields={"trigger_id": "old"})

    assert "took too long" in team.private("news")
    assert team.slack.modal("ada") is None


def test_a_form_that_is_submitted_twice_has_one_effect(team: Team) -> None:
    team.slack.command("ada", "news", "/brief", "start")
    team.form()
    team.slack.submit("ada", {"links": team.site.url("/feed"), "now": []})
    submitted = next(each for each in team.slack.envelopes if each.payload.get("type") == "view_submission")
    team.slack.resend(submitted)
    team.private("news")
    time.sleep(A_WHILE)

    assert len(team.digests("news")) == 1
    assert len(team.slack.ephemerals("ada", "news")) == 1


def test_a_double_click_opens_one_form(team: Team) -> None:
    welcome = team.invited()
    team.slack.press("ada", welcome, f"{welcome_blocks.SET_UP_ACTION}_packs")
    team.form()
    clicked = next(each for each in team.slack.envelopes if each.payload.get("type") == "block_actions")
    team.slack.resend(clicked)
    time.sleep(A_WHILE)

    assert [call.method for call in team.slack.calls].count("views.open") == 1


def test_a_person_who_left_the_channel_changes_nothing(team: Team) -> None:
    team.slack.command("grace", "news", "/brief", "start")
    team.form("grace")
    team.slack.leave("grace", "news")
    team.slack.submit("grace", {"links": team.site.url("/feed")})
    direct_channel = team.slack.workspace.get_direct_channel(team.slack.find_user("grace").id).id
    team.until(lambda: bool(team.posts(direct_channel)))

    assert "no longer in that channel" in team.posts(direct_channel)[-1]["text"]
    assert not team.digests("news")
    scope = SubscriptionScope(team.slack.team_id, team.slack.find_channel("news").id)
    assert not team.store.sources.ids_for_channel(scope.team, scope.channel)


def test_a_member_cannot_add_a_source_of_the_operators_network(team: Team) -> None:
    team.slack.command("grace", "news", "/brief", "start")
    team.form("grace")
    team.slack.submit("grace", {"links": team.site.url("/feed")})

    assert "admin" in team.private("news", "grace")
    assert not team.digests("news")


def test_a_brief_offers_the_same_every_morning(team: Team) -> None:
    team.slack.command("ada", "news", "/brief", f"add {team.site.url('/feed')}")
    team.private("news")
    team.slack.command("ada", "news", "/brief", "bridge 24h")
    team.until(lambda: bool(team.posts("news")))

    team.slack.press("grace", team.posts("news")[0], buttons.DAILY_ACTION)
    fields = {block["block_id"]: block["element"] for block in team.form("grace")["blocks"]}
    team.slack.submit("grace")
    team.private("news", "grace")

    assert fields["topics"]["initial_value"] == "bridge"
    assert [digest.topics for digest in team.digests("news")] == [("bridge",)]
    assert len(team.posts("news")) == 1


def test_brief_this_quotes_the_page_in_the_thread_and_keeps_it(team: Team) -> None:
    team.site.put("/ferry", PAGE, Content_Type="text/html")
    message = team.slack.say("grace", "news", f"Look: {team.site.url('/ferry')}")
    team.slack.choose_shortcut("ada", message, "brief_this")
    team.until(lambda: len(team.slack.replies("news", message["ts"])) == 1)

    said = team.slack.replies("news", message["ts"])[-1]["text"]
    assert said.startswith("Ferry begins on Thursday")
    assert "eleven to nine" in said
    team.slack.command("ada", "news", "/brief", "search ferry")
    assert "Ferry begins" in team.private("news")


def test_brief_this_twice_adds_the_page_once_and_a_double_click_posts_once(team: Team) -> None:
    team.site.put("/ferry", PAGE, Content_Type="text/html")
    message = team.slack.say("grace", "news", f"Look: {team.site.url('/ferry')}")
    team.slack.choose_shortcut("ada", message, "brief_this")
    chosen = next(each for each in team.slack.envelopes if each.payload.get("type") == "message_action")
    team.slack.resend(chosen)
    team.until(lambda: len(team.slack.replies("news", message["ts"])) == 1)
    time.sleep(A_WHILE)

    assert len(team.slack.replies("news", message["ts"])) == 1
    assert len(team.store.sources.all()) == 1


@pytest.mark.parametrize(
    ("who", "text", "words"),
    [
        ("ada", "No link here", "no link in this message"),
        ("ada", "SITE/missing", "Could not read"),
        ("grace", "SITE/ferry", "admin"),
    ],
)
def test_brief_this_says_what_it_cannot_do(team: Team, who: str, text: str, words: str) -> None:
    message = team.slack.say("grace", "news", text.replace("SITE", team.site.url("")))
    team.slack.choose_shortcut(who, message, "brief_this")

    assert words in team.private("news", who)
    assert not team.slack.replies("news", message["ts"])


def test_brief_this_where_the_bot_is_no_member_is_shown_to_one_person(team: Team) -> None:
    team.site.put("/ferry", PAGE, Content_Type="text/html")
    message = team.slack.say("ada", "general", f"Look: {team.site.url('/ferry')}")
    team.slack.choose_shortcut("ada", message, "brief_this")

    assert "eleven to nine" in team.private(count=2)


def test_an_app_with_the_old_manifest_lacks_only_what_is_new(tmp_path: Path, site: Site) -> None:
    old = copy.deepcopy(MANIFEST)
    del old["features"]["app_home"], old["features"]["shortcuts"]
    old["settings"]["event_subscriptions"]["bot_events"].remove("app_home_opened")
    with LocalSlack(old) as slack, Store(tmp_path / "newsbrief.db") as store:
        given = Settings(slack.bot_token, slack.app_token, api_url=slack.url, fetch_policy=LOCAL)
        with app.running_app(given, store, clock=lambda: NOW):
            slack.wait_for_sockets(10)
            team = Team(slack, store, site)
            team.slack.command("ada", "news", "/brief", "start")
            team.form()
            team.slack.submit("ada", {"links": site.url("/feed")})
            team.until(lambda: bool(team.posts("news")))

            with pytest.raises(ValueError, match="no home tab"):
                slack.open_home("ada")
        slack.check_defects()


HOSTILE = (
    "<!channel>",
    "<https://evil.example|click>",
    "<@U0000000001>",
    "&lt;!here&gt;",
    "\u202egnp.exe",
    "*_~`",
    "x" * 490,
)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_in_the_form_stay_inert(team: Team, words: str) -> None:
    team.slack.command("ada", "news", "/brief", "start")
    team.form()
    team.slack.submit("ada", {"links": team.site.url("/feed"), "topics": words, "now": []})
    said = team.private("news")

    assert "<!channel" not in said
    assert "<https://evil" not in said
    assert "<@U0000000001>" not in said
    assert len(team.digests("news")) == 1
