"""The real bot over a real socket on the local Slack: commands, questions, mentions."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from paths import ROOT
from slack_bolt import App, BoltRequest

from bot.render import message_limits, payloads
from bot.render.wording import answer_wording
from bot.runtime.settings import Settings
from bot.services.briefs import BriefingService
from bot.services.conversation.threads import ThreadService
from bot.services.services import Services, build_services
from bot.slack import app
from local_slack import LocalSlack
from local_slack.validation.blocks import check_blocks
from local_slack.validation.mrkdwn import find_links, find_mentions
from news.answer import Verdict
from news.source import Entry, FetchResult, Source, build_source_id
from storage.sqlite.store import Store

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
MANIFEST = yaml.safe_load((ROOT / "app.yaml").read_text())

BRIDGE = """The Harl bridge at Denmouth was closed on Tuesday after inspectors found cracks in two of its pillars.
About 400 families on the island were moved to schools in the town overnight.
“We could not wait for the morning,” said Mayor Ines Corvo.
The bridge was built in 1931 and last repaired in 2009 at a cost of 3.2 million crowns.
The road will stay closed until the end of January, the port authority said."""
FERRY = """A ferry service between Denmouth and the island will begin on Thursday at 6 a.m., the port authority said.
It will carry cars free of charge while the Harl bridge is closed.
Captain Olle Brand said the crossing takes twelve minutes in calm weather."""
HOSTILE = "<!channel> & <https://evil.example|x>"


def _entry(title: str, text: str, outlet: str, hours: float) -> Entry:
    return Entry(
        title=title,
        text=text,
        url=f"https://{outlet.lower()}.example/{abs(hash(title)) % 10_000}",
        published_at=NOW - timedelta(hours=hours),
        outlet=outlet,
    )


ENTRIES = (
    _entry("Harl bridge closed after cracks are found", BRIDGE, "Courier", 3),
    _entry("Ferry to replace closed Harl bridge", FERRY, "Ledger", 2),
    _entry(
        HOSTILE,
        "The <!here> council & the <@U012> board met on Monday evening. Nobody <b>objected</b> to the plan.",
        "Post",
        4,
    ),
)


class House:
    """The bot and the Slack it talks to, with a person in it."""

    def __init__(self, slack: LocalSlack, bot: App) -> None:
        self.slack = slack
        self.bot = bot

    def brief(self, words: str = "") -> dict[str, Any]:
        """Type /brief and give the message that it posts."""
        before = len(self.slack.messages("news"))
        self.slack.command("ada", "news", "/brief", words)
        self.slack.wait_for(lambda: len(self.slack.messages("news")) > before, 10)
        return self.slack.messages("news")[-1]

    def replies(self, root: dict[str, Any], count: int) -> list[dict[str, Any]]:
        """Wait until a thread has so many replies."""
        self.slack.wait_for(lambda: len(self.slack.replies("news", root["ts"])) >= count, 10)
        return self.slack.replies("news", root["ts"])


def _unaltered(services: Services, _store: Store) -> Services:
    return services


def _with_briefs(briefs: type[BriefingService]) -> Callable[[Services, Store], Services]:
    return lambda services, store: replace(services, briefs=briefs(store, services.verification))


@contextmanager
def _house(tmp_path: Path, altered: Callable[[Services, Store], Services] = _unaltered) -> Iterator[House]:
    with LocalSlack(MANIFEST) as slack:
        store = Store(tmp_path / "newsbrief.db")
        services = build_services(store, payloads)
        source = Source(id=build_source_id("test"), url="test", kind="files", created_at=NOW)
        store.sources.save(source)
        store.sources.follow(slack.find_user("ada").team_id, "", source.id, created_at=NOW)
        services.ingest.ingest(source, FetchResult(source_id=source.id, fetched_at=NOW, entries=ENTRIES))
        given = Settings(bot_token=slack.bot_token, app_token=slack.app_token, api_url=slack.url)
        with app.running_app(given, store, clock=lambda: NOW, services=altered(services, store)) as bot:
            slack.wait_for_sockets(10)
            yield House(slack, bot)
        slack.check_defects()
        assert not [each for each in services.verification.verify_all() if each.failed_sentences]
        store.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with _house(tmp_path) as built:
        yield built


def _shown(message: dict[str, Any]) -> str:
    return str(message["text"])


def test_brief_posts_quotes_with_links_inside_all_limits(house: House) -> None:
    posted = house.brief()

    assert check_blocks(posted["blocks"]) == []
    assert len(posted["blocks"]) <= message_limits.MAX_BLOCKS
    assert "The Harl bridge at Denmouth was closed on Tuesday" in posted["text"]
    assert {url for url, _ in find_links(posted)} >= {entry.url for entry in ENTRIES[:1]}


def test_a_hostile_headline_is_inert(house: House) -> None:
    posted = house.brief()

    assert "&lt;!channel&gt;" in posted["text"]
    assert set(find_mentions(posted)) <= {house.slack.find_user("ada").id}
    assert not any("evil.example" in url for url, _ in find_links(posted))


def test_a_question_in_the_thread_gets_exactly_one_answer_there(house: House) -> None:
    root = house.brief()
    house.slack.say("ada", "news", "How many families were moved?", thread_ts=root["ts"])

    replies = house.replies(root, 2)
    house.slack.say("ada", "news", "When does the ferry begin?", thread_ts=root["ts"])
    replies = house.replies(root, 4)

    answers = [reply for reply in replies if reply.get("bot_id")]
    assert len(answers) == 2
    assert "About 400 families on the island were moved" in answers[0]["text"]
    assert "will begin on Thursday at 6 a.m." in answers[1]["text"]


def test_what_the_articles_do_not_say_is_not_answered(house: House) -> None:
    root = house.brief()
    house.slack.say("ada", "news", "Who won the chess championship in Oslo?", thread_ts=root["ts"])

    answer = house.replies(root, 2)[-1]

    assert answer_wording.VERDICT_HEADINGS[Verdict.NO_ANSWER] in answer["text"]


def test_talk_between_people_in_the_thread_gets_no_answer(house: House) -> None:
    root = house.brief()
    grace = house.slack.find_user("grace")
    for talk in (
        "thanks, good to know",
        "lol",
        f"<@{grace.id}> did you see this?",
        "I'll take the ferry then :smile:",
    ):
        house.slack.say("ada", "news", talk, thread_ts=root["ts"])
    house.slack.say("ada", "news", "How many families were moved?", thread_ts=root["ts"])

    replies = house.replies(root, 6)

    assert [bool(reply.get("bot_id")) for reply in replies].count(True) == 1


def test_talk_in_the_channel_gets_no_answer(house: House) -> None:
    house.slack.say("ada", "news", "How many families were moved?")
    house.brief()

    assert [bool(message.get("bot_id")) for message in house.slack.messages("news")] == [False, True]


def test_a_mention_outside_a_thread_is_briefed_in_its_thread_and_can_be_asked(house: House) -> None:
    said = house.slack.mention("ada", "news", "bridge 2d")
    replies = house.replies(said, 1)
    assert "Harl bridge" in replies[0]["text"]

    house.slack.say("ada", "news", "Who is the mayor?", thread_ts=said["ts"])
    assert "Ines Corvo" in house.replies(said, 3)[-1]["text"]


def test_a_mention_in_the_thread_is_answered_once_though_it_arrives_twice(house: House) -> None:
    root = house.brief()
    house.slack.mention("ada", "news", "how long does the crossing take?", thread_ts=root["ts"])
    house.slack.say("ada", "news", "How many families were moved?", thread_ts=root["ts"])

    replies = house.replies(root, 4)

    assert [bool(reply.get("bot_id")) for reply in replies].count(True) == 2


def test_help_and_unreadable_words_are_answered_to_the_asker_alone(house: House) -> None:
    for words in ("help", "storm 24x", "unicorns"):
        house.slack.command("ada", "news", "/brief", words)

    house.slack.wait_for(lambda: len(house.slack.ephemerals("ada", "news")) == 3, 10)

    said = " ".join(map(_shown, house.slack.ephemerals("ada", "news")))
    assert "`/brief storm 3d`" in said
    assert "I can't read “24x” as a length of time." in said
    assert "Nothing about “unicorns”" in said
    assert house.slack.messages("news") == []


def test_where_the_bot_is_no_member_the_asker_alone_is_briefed_and_told_to_invite_it(house: House) -> None:
    house.slack.command("ada", "general", "/brief", "")

    house.slack.wait_for(lambda: len(house.slack.ephemerals("ada", "general")) >= 2, 10)

    said = " ".join(map(_shown, house.slack.ephemerals("ada", "general")))
    assert "The Harl bridge at Denmouth was closed on Tuesday" in said
    assert "/invite" in said


def test_a_direct_message_is_briefed_and_answered(house: House) -> None:
    place = house.slack.find_direct_channel("ada")
    said = house.slack.say("ada", place, "bridge")
    house.slack.wait_for(lambda: len(house.slack.replies(place, said["ts"])) >= 1, 10)

    house.slack.say("ada", place, "when was it built?", thread_ts=said["ts"])
    house.slack.wait_for(lambda: len(house.slack.replies(place, said["ts"])) >= 3, 10)

    assert "built in 1931" in house.slack.replies(place, said["ts"])[-1]["text"]


def test_an_event_that_slack_sends_again_is_answered_once(house: House) -> None:
    root = house.brief()
    house.slack.say("ada", "news", "How many families were moved?", thread_ts=root["ts"])
    house.replies(root, 2)
    sent = [envelope for envelope in house.slack.envelopes if envelope.envelope_type == "events_api"][-1]

    for _ in range(3):
        house.bot.dispatch(BoltRequest(mode="socket_mode", body=sent.payload))
    house.slack.say("ada", "news", "Who is the mayor?", thread_ts=root["ts"])

    replies = house.replies(root, 4)

    assert len([reply for reply in replies if reply.get("bot_id")]) == 2


def test_a_question_that_comes_before_slacks_answer_to_the_post_is_answered(tmp_path: Path) -> None:
    class SlowThreads(ThreadService):
        """A service that takes its time to store which brief opened a thread."""

        def register(self, *args: Any, **kwargs: Any) -> None:
            threading.Event().wait(0.5)
            super().register(*args, **kwargs)

    with _house(tmp_path, lambda services, store: replace(services, threads=SlowThreads(store))) as house:
        root = house.brief()
        house.slack.say("ada", "news", "How many families were moved?", thread_ts=root["ts"])

        assert "About 400 families" in house.replies(root, 2)[-1]["text"]


def test_brief_is_acknowledged_within_a_second_while_the_desk_is_busy(tmp_path: Path) -> None:
    free = threading.Event()

    class BusyBriefs(BriefingService):
        """A service whose every brief takes as long as the test likes."""

        def create_brief(self, *args: Any, **kwargs: Any) -> Any:
            free.wait(30)
            return super().create_brief(*args, **kwargs)

    with _house(tmp_path, _with_briefs(BusyBriefs)) as house, ThreadPoolExecutor(12) as people:
        try:
            # Two people, because one may not order as many in a minute.
            who = ("ada", "grace") * 6
            typed = list(people.map(lambda name: house.slack.command(name, "news", "/brief", ""), who))
        finally:
            free.set()
        house.slack.wait_for(lambda: len(house.slack.messages("news")) == 12, 20)

    assert max((result.ack_seconds or 9) for result in typed) < 1.0


def test_a_fault_of_ours_is_owned_up_to_with_a_reference_and_no_traceback(tmp_path: Path) -> None:
    class BrokenBriefs(BriefingService):
        """A service with a bug."""

        def create_brief(self, *_args: Any, **_kwargs: Any) -> Any:
            raise ZeroDivisionError("a secret detail")

    with _house(tmp_path, _with_briefs(BrokenBriefs)) as house:
        house.slack.command("ada", "news", "/brief", "")
        house.slack.wait_for(lambda: len(house.slack.ephemerals("ada", "news")) == 1, 10)
        said = _shown(house.slack.ephemerals("ada", "news")[0])

    assert "reference" in said
    assert "secret" not in said
    assert "ZeroDivision" not in said


def test_one_socket_is_opened_and_no_more(house: House) -> None:
    house.brief()

    assert [call.method for call in house.slack.calls].count("apps.connections.open") == 1
