"""Digests from the words that order them to the post, by the real bot on the local Slack, with a clock that we move."""

import json
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from typing import Any

import pytest
import waiting
import yaml
from paths import ROOT

from bot.render import payloads
from bot.render.wording import brief_wording, digest_wording
from bot.runtime.settings import Settings
from bot.services.services import build_services
from bot.slack import app
from local_slack import LocalSlack
from local_slack.state.channels import ChannelKind
from local_slack.state.faults import Fault, build_rate_limit_fault
from local_slack.validation.blocks import check_blocks
from news.digest import Subscription
from news.errors import Unreachable
from news.source import Entry, FetchResult, PollState, Source, build_source_id
from storage.sqlite.store import Store

MANIFEST = yaml.safe_load((ROOT / "app.yaml").read_text())
# Seconds, so that a test need not wait long for what must not come.
TICK = 0.1
# A Monday, 07:50 in Berlin, which is where ada lives.
MORNING = datetime(2026, 11, 23, 6, 50, tzinfo=UTC)
NINE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

BRIDGE = """The Harl bridge at Denmouth was closed on Tuesday after inspectors found cracks in two of its pillars.
About 400 families on the island were moved to schools in the town overnight.
“We could not wait for the morning,” said Mayor Ines Corvo."""
LATER = """Engineers found a third cracked pillar of the Harl bridge at Denmouth on Monday, Mayor Ines Corvo said.
The Harl bridge stays closed until the end of January and repairs will cost 9 million crowns.
About 400 families on the island were moved to schools in the town overnight."""
TULIPS = """The tulip market of Vessel opened with record prices on Sunday, its growers said in a statement.
A single bulb of the black kind was sold for 70 crowns to a buyer from abroad."""
BOXING = """Ruta Vale won her boxing match at Torrin on Sunday in the ninth round before a full hall.
The champion said that she will box again in spring."""


class Morning:
    """The bot in its Slack, with a source, and the time in our hands."""

    def __init__(self, slack: LocalSlack, store: Store) -> None:
        self.slack = slack
        self.store = store
        self.now = MORNING
        self.source = Source(
            id=build_source_id("test"),
            url="https://courier.example/feed",
            kind="files",
            created_at=MORNING,
            title="Courier",
            poll_state=PollState(next_poll_at=MORNING + timedelta(days=365)),
        )
        store.sources.save(self.source)
        store.sources.follow(slack.team_id, "", self.source.id, created_at=MORNING)

    def comes(self, title: str, text: str, outlet: str = "Courier", *, ago: float = 0.5) -> None:
        """Let an article come in now that was published some hours ago."""
        entry = Entry(
            title=title,
            text=text,
            url=f"https://{outlet.lower()}.example/{title.lower().replace(' ', '-')}",
            published_at=self.now - timedelta(hours=ago),
            outlet=outlet,
        )
        build_services(self.store, payloads).ingest.ingest(
            self.source, FetchResult(source_id=self.source.id, fetched_at=self.now, entries=(entry,))
        )

    def types(self, words: str, where: str = "news", who: str = "ada") -> str:
        """Type /brief and give what its author alone is shown."""
        before = len(self.slack.ephemerals(who, where))
        interaction = self.slack.command(who, where, "/brief", words)
        assert interaction.is_acknowledged
        self.until(lambda: len(self.slack.ephemerals(who, where)) > before)
        return str(self.slack.ephemerals(who, where)[-1]["text"])

    def until(self, holds: Callable[[], bool], timeout: float = 60) -> None:
        waiting.until(holds, timeout)

    def posts(self, where: str = "news") -> list[dict[str, Any]]:
        return [each for each in self.slack.messages(where) if each.get("bot_id")]

    def post(self, count: int, where: str = "news") -> dict[str, Any]:
        """Wait for so many posts, and a little for one too many; give the last."""
        self.until(lambda: len(self.posts(where)) >= count)
        time.sleep(6 * TICK)  # in which one too many would come
        assert len(self.posts(where)) == count
        assert check_blocks(self.posts(where)[-1]["blocks"]) == []
        return self.posts(where)[-1]


@pytest.fixture
def morning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Morning]:
    monkeypatch.setattr(app, "DIGEST_CHECK_INTERVAL_SECONDS", TICK)
    with LocalSlack(MANIFEST) as slack, Store(tmp_path / "newsbrief.db") as store:
        house = Morning(slack, store)
        given = Settings(slack.bot_token, slack.app_token, api_url=slack.url, delivery_recheck_seconds=0.3)
        with app.running_app(given, store, clock=lambda: house.now):
            slack.wait_for_sockets(10)
            yield house
        slack.check_defects()
        assert not [
            each
            for each in build_services(store, payloads).verification.verify_all()
            if each.failed_sentences
        ]


def test_a_digest_is_ordered_in_words_read_back_and_comes_once(morning: Morning) -> None:
    morning.comes("Old news of the tulip market", TULIPS, "Ledger", ago=2)

    said = morning.types("digest weekdays 9:00 bridge, tulips")
    assert "every weekday at 9:00 (Berlin), top 5 about bridge or tulips" in said
    assert "Mon 23 Nov, 09:00" in said

    morning.now += timedelta(minutes=30)
    morning.comes("Harl bridge closed", BRIDGE)
    morning.now = NINE + timedelta(seconds=5)
    posted = morning.post(1)

    assert "The Harl bridge at Denmouth was closed on Tuesday" in posted["text"]
    said = posted["text"].replace("bridge or tulips", "").replace("bridge, tulips", "")
    assert "tulip" not in said  # was there before it was ordered
    assert "Next: Tue 24 Nov, 09:00" in posted["text"]
    assert posted["metadata"]["event_payload"]["slot"].endswith("|2026-11-23|09:00")


def test_a_question_under_a_digest_is_answered(morning: Morning) -> None:
    morning.types("digest daily 9:00")
    morning.now += timedelta(minutes=30)
    morning.comes("Harl bridge closed", BRIDGE)
    morning.now = NINE
    posted = morning.post(1)

    morning.slack.say("grace", "news", "How many families were moved?", posted["ts"])
    morning.until(lambda: len(morning.slack.replies("news", posted["ts"])) > 1)

    assert "About 400 families" in morning.slack.replies("news", posted["ts"])[-1]["text"]


def test_a_story_comes_back_as_an_update_with_only_what_is_new(morning: Morning) -> None:
    morning.types("digest daily 9:00")
    morning.now += timedelta(minutes=30)
    morning.comes("Harl bridge closed", BRIDGE)
    morning.now = NINE
    morning.post(1)

    morning.now = NINE + timedelta(hours=20)
    morning.comes("Third pillar of Harl bridge cracked", LATER, "Ledger")
    morning.now = NINE + timedelta(days=1)
    posted = morning.post(2)

    assert re.search(r"1\. Update: <[^|]*\|Third pillar of Harl bridge cracked>", posted["text"])
    assert "third cracked pillar" in posted["text"]
    assert "About 400 families" not in posted["text"]

    morning.now = NINE + timedelta(days=1, hours=20)
    morning.comes("Harl bridge closed, says mayor", BRIDGE, "Post")
    morning.now = NINE + timedelta(days=2)
    third = morning.post(3)
    assert "not new" in third["text"]


def test_what_somebody_had_the_bot_tell_the_channel_is_not_told_again(morning: Morning) -> None:
    morning.types("digest daily 9:00")
    morning.now += timedelta(minutes=30)
    morning.comes("Harl bridge closed", BRIDGE)
    morning.slack.command("grace", "news", "/brief", "")
    morning.post(1)

    morning.now = NINE
    assert "Left out: 1 not new." in morning.post(2)["text"]


def test_a_day_without_news_is_one_line_or_silence(morning: Morning) -> None:
    morning.comes("Harl bridge closed", BRIDGE)
    morning.types("digest daily 9:00")
    morning.types("digest me daily 9:00 silent")

    morning.now = NINE
    posted = morning.post(1)

    assert posted["text"].startswith("Nothing new since Mon 23 Nov, 07:50.")
    assert "nothing new, so nothing was sent" in morning.types("digest list")


def test_the_tally_opens_on_a_click_and_shows_anyway(morning: Morning) -> None:
    morning.types("digest daily 9:00 bridge without boxing")
    morning.now += timedelta(minutes=30)
    morning.comes("Harl bridge closed", BRIDGE)
    morning.comes("Vale wins at Torrin", BOXING, "Ledger")
    morning.comes("Tulip market opens", TULIPS, "Post")
    morning.now = NINE
    posted = morning.post(1)
    assert "Left out: 1 with “boxing”, 1 off topic." in posted["text"]

    assert morning.slack.press("grace", posted, "left_out").is_acknowledged
    morning.until(lambda: bool(morning.slack.ephemerals("grace", "news")))
    tally = morning.slack.ephemerals("grace", "news")[-1]
    assert "Vale wins at Torrin" in tally["text"]
    assert "Tulip market opens" in tally["text"]
    assert check_blocks(tally["blocks"]) == []

    assert morning.slack.press("grace", tally, "show_anyway").is_acknowledged
    morning.until(lambda: bool(morning.slack.replies("news", posted["ts"])))
    shown = morning.slack.replies("news", posted["ts"])[-1]["text"]
    assert "Ruta Vale won her boxing match" in shown


def test_why_explains_presence_and_absence(morning: Morning) -> None:
    morning.types("digest daily 9:00 bridge")
    morning.now += timedelta(minutes=30)
    morning.comes("Harl bridge closed", BRIDGE)
    morning.comes("Tulip market opens", TULIPS, "Post")
    morning.now = NINE
    morning.post(1)

    told = morning.types("why 1")
    assert "Harl bridge closed" in told
    assert "Fetched from <https://courier.example/feed|Courier> Mon 23 Nov, 08:20" in told
    assert "story 1" in told
    assert "posted Mon 23 Nov, 09:00" in told

    assert "left out: it isn't about bridge" in morning.types(
        "why https://post.example/tulip-market-opens?utm_source=x"
    )
    assert "I haven't found https://nowhere.example/" in morning.types("why https://nowhere.example/")
    assert "There's no story 7 in the last brief here. It has 1." in morning.types("why 7")


def test_a_channel_that_takes_nothing_parks_the_digest_and_its_maker_is_told_once(morning: Morning) -> None:
    morning.types("digest daily 9:00")
    morning.slack.archive_channel("news")
    morning.now = NINE
    direct = morning.slack.workspace.get_direct_channel(morning.slack.find_user("ada").id)
    told = morning.post(1, direct.id)

    assert "is on hold: the channel is archived" in told["text"]
    morning.now = NINE + timedelta(days=1)
    morning.post(1, direct.id)
    assert sum(call.method == "chat.postMessage" for call in morning.slack.calls) == 2

    morning.slack.archive_channel("news", archived=False)
    # It resumes by itself once Slack says that the channel is back; whoever resumes it sooner is answered the same.
    assert "next Wed 25 Nov, 09:00" in morning.types("digest resume")
    morning.now = NINE + timedelta(days=2)
    morning.post(1)


def test_the_latest_slot_that_was_missed_is_made_up_for_and_marked(morning: Morning) -> None:
    morning.types("digest daily 7:55 and 8:10 and 9:00")
    morning.now = NINE + timedelta(hours=3)
    posted = morning.post(1)

    assert "Late: it was due Mon 23 Nov, 09:00." in posted["text"]
    subscription = morning.store.subscriptions.all()[0]
    states = [
        each.state for each in morning.store.outbox.for_subscription(subscription.team, subscription.id)
    ]
    assert states == ["sent", "missed", "missed"]


def test_what_was_missed_long_ago_is_written_down_and_not_sent(morning: Morning) -> None:
    morning.types("digest daily 9:00")
    morning.now = NINE + timedelta(hours=7)
    time.sleep(6 * TICK)

    assert morning.posts() == []
    assert "not sent (I wasn't running at the time" in morning.types("health")


def test_a_clock_that_jumps_ahead_and_back_loses_and_doubles_nothing(morning: Morning) -> None:
    morning.types("digest daily 9:00")
    morning.now += timedelta(days=400)
    time.sleep(6 * TICK)
    before = len(morning.posts())
    morning.now = MORNING + timedelta(minutes=1)
    time.sleep(6 * TICK)
    morning.now = NINE
    morning.post(before + 1)
    morning.now = NINE - timedelta(minutes=30)
    time.sleep(6 * TICK)
    morning.now = NINE + timedelta(minutes=1)
    morning.post(before + 1)


def test_preview_pause_skip_now_and_delete(morning: Morning) -> None:
    morning.types("digest daily 9:00")
    morning.now += timedelta(minutes=30)
    morning.comes("Harl bridge closed", BRIDGE)

    morning.types("digest preview")
    morning.until(lambda: "was closed on Tuesday" in morning.slack.ephemerals("ada", "news")[-1]["text"])
    assert "Skipped the Mon 23 Nov, 09:00 digest" in morning.types("digest skip")
    assert "next Tue 24 Nov, 09:00" in morning.types("digest list")
    morning.now = NINE
    time.sleep(6 * TICK)
    assert morning.posts() == []

    assert morning.types("digest now 1") == digest_wording.SENDING_NOTICE
    assert "The Harl bridge at Denmouth was closed" in morning.post(1)["text"]

    assert "Paused" in morning.types("digest pause")
    morning.now = NINE + timedelta(days=1)
    time.sleep(6 * TICK)
    assert len(morning.posts()) == 1
    morning.types("digest resume 1")
    assert "Deleted" in morning.types("digest delete 1")
    assert morning.types("digest list").startswith("No digests yet.")


def test_quiet_hours_hold_a_digest_back(morning: Morning) -> None:
    morning.types("digest daily 9:00 quiet 8:00-9:30")
    morning.now = NINE
    time.sleep(6 * TICK)
    assert morning.posts() == []

    morning.now = NINE + timedelta(minutes=30)
    morning.post(1)


def test_a_digest_to_a_person_comes_by_direct_message(morning: Morning) -> None:
    assert "for you, by direct message" in morning.types("digest me daily 9:00")
    morning.slack.add_fault("chat.postMessage", Fault(drop="after"), max_times=1)
    morning.now = NINE
    direct = morning.slack.workspace.get_direct_channel(morning.slack.find_user("ada").id)

    morning.post(1, direct.id)
    assert morning.posts() == []


def test_catchup_comes_by_direct_message_and_can_be_asked(morning: Morning) -> None:
    morning.comes("Harl bridge closed", BRIDGE, ago=24 * 9)
    assert "sent it to you by direct message" in morning.types("catchup 2w")
    direct = morning.slack.workspace.get_direct_channel(morning.slack.find_user("ada").id)
    posted = morning.post(1, direct.id)

    morning.slack.say("ada", direct.id, "Who could not wait?", posted["ts"])
    morning.until(lambda: len(morning.slack.replies(direct.id, posted["ts"])) > 1)
    assert "Mayor Ines Corvo" in morning.slack.replies(direct.id, posted["ts"])[-1]["text"]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("digest weekdays 25:00", "“25:00” isn't a time of day. For example: `9:00`"),
        (
            "digest weekdays climate",
            "At what time? For example: `/brief digest weekdays 9:00 climate, energy`",
        ),
        (
            "digest 9:00 Europe/Berlim",
            "I don't know the time zone “Europe/Berlim”. Did you mean Europe/Berlin",
        ),
        ("digest 9:00 without /a(b/", "“/a(b/” isn't a valid regular expression"),
        ("digest 9:00 top 99", "A digest can have 1 to 20 stories; you asked for 99."),
        ("digest 9:00 only from Nowhere", "There's no source called “Nowhere” here."),
        ("digest pause 3", "There are no digests here yet."),
        ("digest", "`/brief digest weekdays 9:00 climate, energy`"),
    ],
)
def test_words_that_say_nothing_are_answered_with_an_example(
    morning: Morning, words: str, answer: str
) -> None:
    assert answer in morning.types(words)
    assert morning.store.subscriptions.all() == ()


def test_nothing_is_set_up_where_the_bot_is_no_member(morning: Morning) -> None:
    morning.slack.add_channel("outside", members=["ada"], with_bot=False)

    said = morning.types("digest daily 9:00", "outside")

    assert "I'm not in that channel. Type `/invite @Newsbrief` there." in said
    assert morning.store.subscriptions.all() == ()


def test_an_expression_that_runs_away_keeps_nothing_out_and_nothing_back(morning: Morning) -> None:
    morning.types("digest daily 9:00 without /(a|aa)+$/")
    morning.now += timedelta(minutes=30)
    morning.comes("Harl bridge closed", BRIDGE + "\n" + "a" * 4_000 + "!")
    morning.now = NINE

    assert "The Harl bridge at Denmouth was closed" in morning.post(1)["text"]


def test_whoever_added_a_source_is_told_of_an_outage_once(morning: Morning) -> None:
    ada = morning.slack.find_user("ada").id
    morning.store.sources.follow(
        morning.slack.team_id, "C1", morning.source.id, created_at=MORNING, created_by=ada
    )
    outages = build_services(morning.store, payloads).outages
    for hour in (1, 23, 25, 30, 50):
        morning.now = MORNING + timedelta(hours=hour)
        failed = Unreachable("https://courier.example/feed", "no answer in 20 s")
        morning.store.sources.record_fetches(
            [FetchResult(source_id=morning.source.id, fetched_at=morning.now, failures=(failed,))]
        )
        # The bot itself looks too, when it starts; whoever comes first tells it.
        told = outages.notify_outages(now=morning.now)
        assert told == 0 or hour == 25

    direct = morning.slack.workspace.get_direct_channel(ada)
    assert (
        "hasn't been fetched since 23 Nov, 06:50 UTC: no answer in 20 s."
        in morning.post(1, direct.id)["text"]
    )


def test_health_shows_sources_and_digests_in_the_readers_time(morning: Morning) -> None:
    morning.types("digest daily 9:00")
    morning.store.sources.record_fetches([FetchResult(source_id=morning.source.id, fetched_at=MORNING)])

    said = morning.types("health", who="grace")

    assert "Courier" in said
    assert "last fetched Mon 23 Nov, 01:50" in said  # grace lives in New York
    assert "next Mon 23 Nov, 03:00" in said


def test_a_digest_with_an_unknown_zone_is_shown_and_the_other_one_comes(morning: Morning) -> None:
    morning.types("digest daily 9:00")
    ada = morning.slack.find_user("ada").id
    unknown = Subscription(
        "unknown",
        morning.slack.team_id,
        morning.slack.find_channel("news").id,
        (time_of_day(8),),
        "Mars/Olympus",
        MORNING,
        created_by=ada,
    )
    morning.store.subscriptions.save(unknown, scanned_until=MORNING, next_due_at=MORNING)
    morning.comes("Harl bridge closed", BRIDGE)
    morning.now = NINE
    morning.post(1)

    notice = morning.post(1, morning.slack.workspace.get_direct_channel(ada).id)
    assert "is on hold: the server doesn't know its time zone" in notice["text"]
    assert "*on hold*: the server doesn't know its time zone" in morning.types("digest list")
    assert "*on hold*: the server doesn't know its time zone" in morning.types("health")
    assert "I don't know the time zone “Mars/Olympus”." in morning.types("digest resume 2")


def test_an_unknown_zone_in_a_profile_counts_as_utc(morning: Morning) -> None:
    profile = json.dumps({"ok": True, "user": {"tz": "Mars/Olympus"}})
    morning.slack.add_fault("users.info", Fault(body=profile))

    reply = morning.types("digest daily 9:00")
    assert "every day at 9:00 (UTC)" in reply
    assert "Your profile has no time zone that I know, so I used UTC." in reply
    assert "(UTC)" in morning.types("health")
    assert "Courier" in morning.types("sources")


LONG_WORD = "The code of the Harl bridge is {} said the mayor.\n" + BRIDGE
JAPANESE = "{}。市長は月曜日に橋を閉じたと述べた。\n町の人々は橋の再開を待っている。"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (LONG_WORD, "x" * 3_150),
        (LONG_WORD, "-" * 3_200),
        (LONG_WORD, "a," * 1_600),
        (JAPANESE.format("橋が閉じた" * 640), ""),
    ],
)
def test_a_run_without_a_space_comes_in_a_digest(morning: Morning, text: str, word: str) -> None:
    morning.types("digest daily 9:00")
    morning.now += timedelta(minutes=30)
    morning.comes("Harl bridge closed", text.format(word))
    morning.now = NINE

    posted = morning.post(1)

    assert word[:2_000] in json.dumps(posted["blocks"], ensure_ascii=False)


def _own(morning: Morning, channel: str) -> None:
    """Let the source be read in one channel alone."""
    morning.store.sources.unfollow(morning.slack.team_id, "", morning.source.id)
    morning.store.sources.follow(morning.slack.team_id, channel, morning.source.id, created_at=MORNING)


def _direct(morning: Morning, who: str = "ada") -> str:
    return morning.slack.find_direct_channel(who).id


@pytest.mark.parametrize("kind", ["public", "private"])
def test_a_digest_to_a_person_reads_the_channel_where_it_was_ordered(
    morning: Morning, kind: ChannelKind
) -> None:
    desk = morning.slack.add_channel("desk", members=["ada"], kind=kind)
    _own(morning, desk.id)

    said = morning.types("digest me daily 9:00", "desk")
    assert f"It covers <#{desk.id}>" in said
    assert brief_wording.NO_SOURCES not in said
    assert f"(to you, covers <#{desk.id}>)" in morning.types("digest list", "desk")

    morning.now += timedelta(minutes=30)
    morning.comes("Harl bridge closed", BRIDGE)
    morning.now = NINE
    posted = morning.post(1, _direct(morning))
    assert "The Harl bridge at Denmouth was closed on Tuesday" in posted["text"]


def test_a_digest_ordered_in_a_direct_message_reads_what_is_read_there(morning: Morning) -> None:
    _own(morning, _direct(morning))
    assert digest_wording.DIGEST_COVERS_DIRECT in morning.types("digest daily 9:00", _direct(morning))
    morning.now += timedelta(minutes=30)
    morning.comes("Harl bridge closed", BRIDGE)
    morning.now = NINE

    assert "The Harl bridge at Denmouth was closed" in morning.post(1, _direct(morning))["text"]
    assert not [call for call in morning.slack.calls if call.method == "conversations.members"]


def test_who_has_left_the_channel_gets_one_last_line_and_no_articles(morning: Morning) -> None:
    desk = morning.slack.add_channel("desk", members=["ada", "grace"], kind="private")
    _own(morning, desk.id)
    for words in ("digest me daily 9:00", "digest me daily 9:00 bridge", "digest me daily 11:00"):
        morning.types(words, "desk")
    morning.types("digest me daily 9:00 Europe/Berlin", "desk", "grace")
    morning.slack.leave("ada", "desk")
    morning.now += timedelta(minutes=30)
    morning.comes("Harl bridge closed", BRIDGE)
    morning.now = NINE

    last = morning.post(1, _direct(morning))
    assert f"Your digests of <#{desk.id}>" in last["text"]
    assert "you're no longer in it" in last["text"]
    assert "Denmouth" not in str(last)
    assert "Denmouth" in morning.post(1, _direct(morning, "grace"))["text"]

    for hours in (2, 24, 48):
        morning.now = NINE + timedelta(hours=hours)
        morning.post(1, _direct(morning))
    listed = morning.types("digest list", _direct(morning))
    assert listed.count("*on hold*: the person who gets it is no longer in the channel it covers.") == 3
    for verb in ("preview", "now", "resume", "again"):
        assert "you're not in it" in morning.types(f"digest {verb} 1", _direct(morning))
    morning.post(1, _direct(morning))

    morning.slack.join("ada", "desk")
    number = next(line[0] for line in listed.splitlines() if "every day at 9:00 (Berlin), top 5" in line)
    assert "Resumed" in morning.types(f"digest resume {number}", "desk")
    morning.now += timedelta(hours=12)
    morning.comes("Third pillar of Harl bridge cracked", LATER, "Ledger")
    morning.now = NINE + timedelta(days=3)
    assert "Third pillar of Harl bridge cracked" in morning.post(2, _direct(morning))["text"]


@pytest.mark.parametrize("fault", [Fault(drop="before"), Fault(status=503), build_rate_limit_fault("1")])
def test_nothing_is_told_while_slack_does_not_say_who_is_in_the_channel(
    morning: Morning, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr("bot.services.digests.membership.MEMBERSHIP_RETRY_SECONDS", 2 * TICK)
    morning.types("digest me daily 9:00 silent")
    morning.types("digest daily 9:00")
    morning.now += timedelta(minutes=30)
    morning.comes("Harl bridge closed", BRIDGE)
    plan = morning.slack.add_fault("conversations.members", fault)
    morning.now = NINE
    morning.post(1)  # what a channel gets waits for nobody
    morning.until(lambda: plan.hit_count > 2)
    assert morning.posts(_direct(morning)) == []

    morning.slack.reset_faults()
    assert "The Harl bridge at Denmouth was closed" in morning.post(1, _direct(morning))["text"]


def test_what_slack_does_not_tell_for_hours_is_left_out_and_told_with_the_next(
    morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.digests.membership.MEMBERSHIP_RETRY_SECONDS", TICK)
    morning.types("digest me daily 9:00")
    morning.now += timedelta(minutes=30)
    morning.comes("Harl bridge closed", BRIDGE)
    plan = morning.slack.add_fault("conversations.members", Fault(error="missing_scope"))
    morning.now = NINE
    morning.until(lambda: plan.hit_count > 0)
    morning.now = NINE + timedelta(hours=7)
    morning.until(lambda: "Reinstall the app" in morning.types("digest list"))
    assert "Reinstall the app" in morning.types("digest me daily 10:00")
    assert morning.posts(_direct(morning)) == []

    morning.slack.reset_faults()
    morning.now = NINE + timedelta(days=1)
    assert "The Harl bridge at Denmouth was closed" in morning.post(1, _direct(morning))["text"]


def test_members_are_looked_for_on_every_page(morning: Morning, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.slack.people.MEMBERS_PER_PAGE", 1)
    assert "It covers <#" in morning.types("digest me daily 9:00", who="grace")
    assert len([call for call in morning.slack.calls if call.method == "conversations.members"]) == 3

    monkeypatch.setattr("bot.slack.people.MAX_PAGES", 2)
    assert "too many members" in morning.types("digest me daily 10:00")


def test_a_digest_to_a_person_is_no_brief_of_the_channel_and_has_its_own_name(morning: Morning) -> None:
    for who in ("ada", "grace"):
        morning.types("digest me daily 9:00 UTC", who=who)
    morning.now += timedelta(minutes=30)
    morning.comes("Harl bridge closed", BRIDGE)
    morning.now = NINE + timedelta(hours=1)
    threads = [morning.post(1, _direct(morning, who)) for who in ("ada", "grace")]

    names = {element["value"].split(" ")[0] for post in threads for element in _buttons(post)}
    assert len(names) == 2
    morning.types("catchup 1d")
    assert "There's no brief here yet" in morning.types("why 1")


def _buttons(post: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        element
        for block in post["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
        if "value" in element
    ]
