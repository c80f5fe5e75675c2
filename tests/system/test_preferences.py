"""What a channel wants, said in Slack and on the command line: the real bot on the local Slack."""

import itertools
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import waiting
import yaml
from click.testing import CliRunner
from paths import ROOT

from bot.cli.main import newsbrief
from bot.render import buttons, payloads
from bot.runtime.settings import Settings
from bot.services.preferences import MAX_TOPICS
from bot.services.services import build_services
from bot.slack import app
from local_slack import LocalSlack
from local_slack.validation.blocks import check_blocks
from news.brief import Brief, BriefRequest, LeftOutReason
from news.errors import InvalidDigestSpec, InvalidPattern, NoSuchStory, RequestTooLong
from news.preferences import Actor
from news.source import Entry, FetchResult, Source, build_source_id
from news.window import recent_window
from storage.records import VOTE_RETENTION
from storage.sqlite.store import Store

MANIFEST = yaml.safe_load((ROOT / "app.yaml").read_text())
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NEWS = (
    ("Courier", "Harl bridge closed", "The Harl bridge at Denmouth was closed on Tuesday after cracks were found."),
    ("Ledger", "Tulip market opens", "The tulip market of Vessel opened with record prices, its growers said."),
    ("Post", "Boxing champion wins", "Ruta Vale won her boxing match at Torrin in the ninth round on Sunday."),
    ("Courier", "Council votes on budget", "The council of Denmouth adopted its budget by eleven votes to nine."),
    ("Ledger", "Ferry gets a new pier", "A new pier for the ferry will be built at Vessel before the summer."),
    ("Bulletin", "Library finds a map", "A map of the coast from 1612 was found behind a shelf of the library."),
)  # fmt: skip


def filled(store: Store, team: str) -> None:
    """Let a workspace read four outlets, and let their articles come in, the first of them last."""
    for outlet in sorted({outlet for outlet, *_ in NEWS}):
        source = Source(id=build_source_id(outlet), url=f"https://{outlet.lower()}.example/feed", kind="files", created_at=NOW, title=outlet)  # fmt: skip
        store.sources.save(source)
        store.sources.follow(team, "", source.id, created_at=NOW)
        entries = tuple(
            Entry(
                title=title,
                text=f"{text}\nNobody knew more about it on Monday.",
                url=f"https://{outlet.lower()}.example/{place}",
                published_at=NOW - timedelta(hours=1 + place),
                outlet=outlet,
            )
            for place, (by, title, text) in enumerate(NEWS)
            if by == outlet
        )
        build_services(store, payloads).ingest.ingest(
            source, FetchResult(source_id=source.id, fetched_at=NOW, entries=entries)
        )


class Room:
    """The bot in its Slack with four outlets to read, and two people."""

    def __init__(self, slack: LocalSlack, store: Store) -> None:
        self.slack = slack
        self.store = store

    def types(self, words: str, who: str = "ada") -> str:
        """Type /brief and give what its author alone is shown."""
        before = len(self.slack.ephemerals(who, "news"))
        self.slack.command(who, "news", "/brief", words)
        self.until(lambda: len(self.slack.ephemerals(who, "news")) > before)
        assert check_blocks(self.slack.ephemerals(who, "news")[-1]["blocks"]) == []
        return str(self.slack.ephemerals(who, "news")[-1]["text"])

    def brief(self) -> dict[str, Any]:
        """Type /brief and give what is posted."""
        before = len(self.slack.messages("news"))
        self.slack.command("ada", "news", "/brief", "")
        self.until(lambda: len(self.slack.messages("news")) > before)
        return dict(self.slack.messages("news")[-1])

    def shown(
        self, who: str, message: dict[str, Any], action: str, option: str | None = None
    ) -> dict[str, Any]:
        """Press a button or choose from a menu, and give what is shown to that person alone."""
        before = len(self.slack.ephemerals(who, "news"))
        self.slack.press(who, message, action, option)
        self.until(lambda: len(self.slack.ephemerals(who, "news")) > before)
        return dict(self.slack.ephemerals(who, "news")[-1])

    def until(self, holds: Callable[[], bool]) -> None:
        waiting.until(holds, 20)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with LocalSlack(MANIFEST) as slack, Store(tmp_path / "newsbrief.db") as store:
        filled(store, slack.team_id)
        given = Settings(slack.bot_token, slack.app_token, api_url=slack.url)
        seconds = itertools.count()
        with app.running_app(given, store, clock=lambda: NOW + timedelta(seconds=next(seconds))):
            slack.wait_for_sockets(10)
            yield Room(slack, store)
        slack.check_defects()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "newsbrief.db") as opened:
        filled(opened, "T")
        yield opened


def brief(store: Store, *, later: int = 0, **more: Any) -> Brief:
    now = NOW + timedelta(seconds=later)
    return build_services(store, payloads).briefs.create_brief(
        BriefRequest("T", "C", recent_window(timedelta(hours=24), now), **more), now=now
    )


def titles(made: Brief) -> list[str]:
    return [story.title for story in made.stories]


def test_more_and_less_move_stories_in_the_next_brief_and_why_says_so(room: Room) -> None:
    text = room.brief()["text"]
    assert text.index("Harl bridge") < text.index("Tulip") < text.index("Ferry")

    assert "Got it: more about “ferry” from now on." in room.types("more ferry")
    assert "Got it: much more about “ferry” from now on." in room.types("more of ferry")
    assert "Got it: less from Courier from now on." in room.types("less from courier")
    text = room.brief()["text"]

    assert text.index("Ferry") < text.index("Tulip") < text.index("Harl bridge")
    assert "+2.00 this channel wants much more about “ferry”" in room.types("why 1")


def test_what_is_wanted_is_listed_and_taken_back(room: Room) -> None:
    assert "ranked only by outlets, activity and recency" in room.types("preferences")
    assert "less about “boxing”" in room.types("less boxing")
    room.types("more from Ledger")
    room.types("discover off")

    said = room.types("preferences", who="grace")
    assert "• less about “boxing”\n• more from Ledger\n• no story from outside the usual" in said

    assert "Back to normal for “boxing”." in room.types("reset boxing")
    assert "Back to normal for Ledger." in room.types("reset from ledger")
    assert "may now end with one story from outside" in room.types("discover on")
    assert "ranked only by outlets" in room.types("preferences")


def test_what_is_said_in_a_direct_message_counts_for_ones_own_digests_too(room: Room) -> None:
    person = room.slack.find_user("ada")
    direct = room.slack.workspace.get_direct_channel(person.id)
    for words in ("less boxing", "discover off"):
        before = len(room.slack.ephemerals("ada", direct.id))
        room.slack.command("ada", direct.id, "/brief", words)
        room.until(lambda before=before: len(room.slack.ephemerals("ada", direct.id)) > before)  # type: ignore[misc]

    for channel in (direct.id, person.id):
        taste = room.store.preferences.for_channel(room.slack.team_id, channel, NOW)
        assert (taste.topic_weights, taste.exploration_enabled) == ({"boxing": -1}, False)


def test_a_vote_is_asked_for_by_the_menu_of_a_story_and_each_person_has_one(room: Room) -> None:
    posted = room.brief()
    menu = next(
        block["accessory"]
        for block in posted["blocks"]
        if block.get("accessory", {}).get("type") == "overflow"
    )
    wanted = next(each for each in menu["options"] if each["value"].endswith(buttons.VOTE_PROMPT_VALUE))

    for who, button in (("ada", "More like this"), ("ada", "More like this"), ("grace", "Less like this")):
        asked = room.shown(who, posted, menu["action_id"], wanted["value"])
        assert "“Harl bridge closed”: more like this, or less?" in asked["text"]
        pressed = next(each for each in asked["blocks"][-1]["elements"] if each["text"]["text"] == button)
        assert "“Harl bridge closed”" in room.shown(who, asked, pressed["action_id"])["text"]

    assert "votes on 1 story in 90 days: 1 for more, 1 for less" in room.types("preferences")


def test_a_filter_is_tried_before_it_is_set(room: Room) -> None:
    room.brief()
    said = room.types("preview filter boxing, /tul?ips?/, opera 1w")

    assert "would have left out 2 of 6 articles in the last 7 days. Of these, 2 had been quoted here." in said
    assert "`boxing`: 1 article\n• <https://post.example/2|Boxing champion wins>" in said
    assert "`/tul?ips?/`: 1 article" in said
    assert "`opera`: 0 articles" in said
    assert "boxing" in room.brief()["text"].lower()
    assert "What should I filter out?" in room.types("preview filter 1w")
    assert "for example" in room.types("preview filter /(/").lower()


def test_a_brief_on_a_topic_says_what_it_read_and_what_there_was_before(room: Room) -> None:
    before = len(room.slack.messages("news"))
    room.slack.command("ada", "news", "/brief", "bridge")
    room.until(lambda: len(room.slack.messages("news")) > before)
    assert "News brief: bridge\n1 story from 6 articles" in room.slack.messages("news")[-1]["text"]

    said = room.types("ferry 90m")

    assert "Nothing about “ferry” in the last 90 minutes. Searched the headlines and texts of 1" in said
    assert "Most recent match: “Ferry gets a new pier” (Ledger), 23 Nov, 04:00 UTC." in said


@pytest.mark.parametrize(
    ("verb", "words", "problem"),
    [
        ("more", "", InvalidDigestSpec),
        ("more", "!!", InvalidDigestSpec),
        ("less", "-film", InvalidDigestSpec),
        ("less", "from Gazette", InvalidDigestSpec),
        ("reset", "from", None),
        ("more", "3", NoSuchStory),
        ("more", "x" * 201, RequestTooLong),
        ("more", "<!channel> & *bold*", None),
    ],
)  # fmt: skip
def test_what_cannot_be_wanted_is_said_and_changes_nothing(
    store: Store, verb: str, words: str, problem: type[Exception] | None
) -> None:
    tastes, asker = build_services(store, payloads).preferences, Actor("T", "C", "U")

    if problem:
        with pytest.raises(problem):
            tastes.update(verb, words, asker, now=NOW)
        assert tastes.get(asker, now=NOW)[0].topic_weights == {}
    else:
        assert tastes.update(verb, words, asker, now=NOW).subject == words


def test_a_channel_has_room_for_so_many_topics_and_can_take_one_back(store: Store) -> None:
    tastes, asker = build_services(store, payloads).preferences, Actor("T", "C", "U")
    for number in range(MAX_TOPICS):
        tastes.update("more", f"topic{number}", asker, now=NOW)

    with pytest.raises(InvalidDigestSpec, match="too_many_topics: 20"):
        tastes.update("more", "another", asker, now=NOW)
    tastes.update("less", "topic3", asker, now=NOW)
    tastes.update("more", "another", asker, now=NOW)

    assert "topic3" not in tastes.get(asker, now=NOW)[0].topic_weights


def test_nobody_elses_wishes_and_votes_count(store: Store) -> None:
    services = build_services(store, payloads)
    usual = titles(brief(store))
    for team, channel in (("T", "other"), ("T2", "C")):
        services.preferences.update("less", "bridge", Actor(team, channel, "U"), now=NOW)
        store.preferences.vote(team, channel, "U", "a", build_source_id("Courier"), -1, now=NOW)

    assert titles(brief(store)) == usual


def test_votes_are_forgotten_after_ninety_days(store: Store) -> None:
    for person in "ABC":
        store.preferences.vote("T", "C", person, "a", "s", 1, now=NOW)
    store.preferences.vote("T", "C", "D", "a", "s", -1, now=NOW + timedelta(days=1))
    store.preferences.vote("T", "C", "C", "a", "s", 0, now=NOW)

    assert store.preferences.for_channel("T", "C", NOW).article_votes == {"a": (2, 1)}
    assert store.preferences.for_channel(
        "T", "C", NOW + VOTE_RETENTION + timedelta(hours=1)
    ).source_votes == {"s": (0, 1)}
    assert store.preferences.delete_expired(NOW + VOTE_RETENTION + timedelta(hours=1)) == 2


def test_one_story_from_outside_the_habit_takes_the_last_place_unless_that_is_turned_off(
    store: Store,
) -> None:
    usual = titles(brief(store, max_stories=4))
    for source in store.sources.for_channel("T", "C"):
        if source.title != "Bulletin":
            for number in range(8):
                _told(store, source, number)

    made = brief(store, later=1, max_stories=4)

    assert store.preferences.for_channel("T", "C", NOW).recent_outlet_counts == {
        "Courier": 8,
        "Ledger": 8,
        "Post": 8,
    }
    assert titles(made) == [*usual[:3], "Library finds a map"]
    assert [story.is_exploration for story in made.stories] == [False, False, False, True]
    assert made.stories[-1].ranking_signals[-1].points == 0
    gave = made.left_out[0]
    assert (gave.reason, len(gave.articles)) == (LeftOutReason.DISPLACED, 1)
    assert build_services(store, payloads).briefs.get_brief("T", made.id) == made

    build_services(store, payloads).preferences.set_exploration(enabled=False, actor=Actor("T", "C"), now=NOW)
    assert titles(brief(store, max_stories=4)) == usual


def test_brief_explain_prints_reasons_that_add_up(tmp_path: Path) -> None:
    with Store(tmp_path / "newsbrief.db") as made:
        filled(made, "local")
        made.preferences.change_weights("local", "", "topic", ["pier"], 1, created_by="", now=NOW)

    given = CliRunner().invoke(newsbrief, ["brief", "2w", "--explain"], env={"NEWSBRIEF_HOME": str(tmp_path)})

    stories = given.output.split("  total")[:-1]
    assert len(stories) >= 4, given.output
    for story in stories:
        *points, total = (round(100 * float(each)) for each in re.findall(r"[+-]\d+\.\d\d", story))
        assert sum(points) == total


def test_wishes_are_said_on_the_command_line_too(tmp_path: Path) -> None:
    with Store(tmp_path / "newsbrief.db") as made:
        filled(made, "local")

    def says(*words: str) -> str:
        return CliRunner().invoke(newsbrief, words, env={"NEWSBRIEF_HOME": str(tmp_path)}).output

    assert "Got it: more from Ledger from now on." in says("more", "from", "Ledger")
    assert "• more from Ledger" in says("preferences")
    assert "would have left out 1 of 6 articles" in says("preview", "filter", "boxing", "30w")
    with pytest.raises(InvalidPattern):
        CliRunner().invoke(newsbrief, ["preview", "filter", "/(/"], env={"NEWSBRIEF_HOME": str(tmp_path)}, catch_exceptions=False)  # fmt: skip


def _told(store: Store, source: Source, number: int) -> None:
    """Let a channel have been told of an article two weeks ago."""
    then = NOW - timedelta(days=14)
    words = f"{source.title} told of matter number {number} at some length."
    entry = Entry(
        title=words, text=words, url=f"{source.url}/{number}", published_at=then, outlet=source.title
    )
    taken = build_services(store, payloads).ingest.ingest(
        source, FetchResult(source_id=source.id, fetched_at=then, entries=(entry,))
    )
    store.quoted_history.add("T", "C", f"{source.id}{number}", [(taken.new_articles[0].id, words)], then)
