"""Digests that are made as of the same instant share the work, and nothing that is theirs."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.render import payloads
from bot.services.briefs import BriefingService
from bot.services.services import build_services
from bot.services.shared_briefs import SharedResults
from bot.services.verification import QuoteVerifier
from news.brief import Brief, BriefRequest
from news.digest import Subscription
from news.source import Entry, FetchResult, Source
from news.story import Story
from news.window import Window
from storage.sqlite.store import Store

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
WINDOW = Window(NOW - 24 * HOUR, NOW + SECOND)
FERRY = "The ferry to Orrel stays in harbour until its engine is mended, the harbour master said on Monday."
BRIDGE = "The Harl bridge at Denmouth was closed on Sunday after inspectors found cracks in two pillars."


class CountingVerifier(QuoteVerifier):
    """Counts the stories that were verified."""

    count = 0

    def filter_story(self, story: Story) -> Story | None:
        self.count += 1
        return super().filter_story(story)


class Setting:
    """A store with a source that the workspace follows, and the service that makes briefs of it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.verifier = CountingVerifier(store)
        self.briefs = BriefingService(store, self.verifier)
        self.source = Source("one", "https://one.example/feed", "feed", NOW - 48 * HOUR, "Courier")
        store.sources.save(self.source)
        store.sources.follow("T1", "", "one", created_at=NOW)
        self.comes("Ferry stays in harbour", FERRY)

    def comes(self, title: str, text: str, *, at: datetime = NOW - HOUR) -> None:
        """Let an article come in."""
        entry = Entry(title, text, guid=title, published_at=at, outlet="Courier")
        build_services(self.store, payloads).ingest.ingest(
            self.source, FetchResult("one", at, entries=(entry,))
        )

    def makes(
        self, channel: str, *, history: dict[str, tuple[str, ...]] | None = None, **changes: Any
    ) -> Brief:
        """Make the brief of a digest as of nine."""
        request = replace(BriefRequest("T1", channel, WINDOW, by_arrival=True), **changes)
        return self.briefs.create_brief(request, as_of=NOW, now=NOW, quoted_history=history)


@pytest.fixture
def setting(tmp_path: Path) -> Iterator[Setting]:
    with Store(tmp_path / "newsbrief.db") as store:
        yield Setting(store)


def _titles(brief: Brief) -> list[str]:
    return [story.title for story in brief.stories]


def test_channels_with_the_same_news_share_the_work(setting: Setting) -> None:
    briefs = [setting.makes(f"C{number}") for number in range(20)]

    assert setting.verifier.count == 1
    assert {tuple(_titles(brief)) for brief in briefs} == {("Ferry stays in harbour",)}
    for number, brief in enumerate(briefs):
        assert brief.request.channel == f"C{number}"
        assert setting.store.briefs.load("T1", brief.id) == brief
    assert len({brief.id for brief in briefs}) == 20


def test_workspaces_with_the_same_sources_share_the_work_and_keep_their_own_history(setting: Setting) -> None:
    teams = [f"T{number}" for number in range(1, 6)]
    for team in teams[1:]:
        setting.store.sources.follow(team, "", "one", created_at=NOW)
    # T2 was told of the ferry two days ago, when another article reported it.
    setting.comes("Ferry stays in harbour at Orrel", FERRY, at=NOW - 47 * HOUR)
    before = Window(NOW - 72 * HOUR, NOW + SECOND)
    setting.briefs.create_brief(BriefRequest("T2", "C9", before), now=NOW)
    setting.verifier.count = 0

    first = [setting.makes("C1", team=team) for team in teams]
    second = [setting.makes("C2", team=team) for team in teams]

    assert setting.verifier.count == 1
    for brief in (*first, *second):
        alone = BriefingService(setting.store, setting.verifier).create_brief(brief.request, now=NOW)
        assert brief == alone
    assert len({brief.id for brief in (*first, *second)}) == 10


def test_windows_that_hold_the_same_articles_share_the_work(setting: Setting) -> None:
    briefs = [setting.makes("C1", window=Window(NOW - hours * HOUR, WINDOW.until)) for hours in range(4, 8)]

    assert setting.verifier.count == 1
    assert [brief.request.window.since for brief in briefs] == [NOW - hours * HOUR for hours in range(4, 8)]
    assert _titles(setting.makes("C1", window=Window(NOW - HOUR / 2, WINDOW.until))) == []


def test_an_article_that_has_just_come_is_in_the_next_brief(setting: Setting) -> None:
    setting.makes("C1")
    setting.comes("Harl bridge closed", BRIDGE)

    assert sorted(_titles(setting.makes("C2"))) == ["Ferry stays in harbour", "Harl bridge closed"]


@pytest.mark.parametrize(
    "changes",
    [
        {"topic": "bridge"},
        {"max_stories": 1},
        {"excluded_terms": ("ferry",)},
        {"sentences_per_story": 1},
        {"with_opinion": True},
        {"source_ids": ("two",)},
    ],
    ids=str,
)
def test_another_request_gets_what_it_would_get_alone(setting: Setting, changes: dict[str, Any]) -> None:
    setting.comes("Harl bridge closed", BRIDGE)
    setting.makes("C1")
    alone = BriefingService(setting.store, setting.verifier).create_brief(
        replace(BriefRequest("T1", "C2", WINDOW, by_arrival=True), **changes), now=NOW
    )

    assert setting.makes("C2", **changes) == alone


def test_what_a_channel_has_seen_is_not_told_there_again(setting: Setting) -> None:
    (article,) = setting.makes("C1").stories[0].articles

    assert _titles(setting.makes("C2", history={article.id: (FERRY,)})) == []
    assert _titles(setting.makes("C3", history={"another": ("It rained.",)})) == ["Ferry stays in harbour"]


def test_a_channel_sees_its_own_sources_and_preferences(setting: Setting) -> None:
    setting.comes("Harl bridge closed", BRIDGE)
    first = _titles(setting.makes("C1"))[0]
    other = ({"Ferry stays in harbour", "Harl bridge closed"} - {first}).pop()
    word = "ferry" if "Ferry" in other else "bridge"
    setting.store.preferences.change_weights("T1", "C2", "topic", [word], 2, created_by="U1", now=NOW)
    setting.store.sources.save(replace(setting.source, id="two", url="https://two.example/feed"))
    setting.store.sources.follow("T2", "", "two", created_at=NOW)

    assert _titles(setting.makes("C2"))[0] == other
    assert _titles(setting.makes("C3"))[0] == first
    assert _titles(setting.makes("C1", team="T2")) == []


def test_what_comes_while_digests_are_made_is_in_the_next_one(setting: Setting) -> None:
    services = build_services(setting.store, payloads)
    for number in range(2):
        digest = Subscription(f"d{number}", "T1", f"C{number}", (time(9), time(10)), "UTC", NOW - 2 * HOUR)
        services.digests.save(digest, now=NOW - HOUR / 2)

    def makes_due(now: datetime) -> None:
        services.digest_schedule.enqueue_due(now=now)
        for number, delivery in enumerate(setting.store.outbox.list_due()):
            moment = now + number * SECOND
            services.digest_deliveries.render_delivery(delivery, now=moment)
            rendered = setting.store.outbox.get("T1", delivery.idempotency_key)
            assert rendered is not None
            setting.store.ledger.record_result(replace(rendered, state="sent"))
            setting.comes(f"Bridge {now.hour} {number} closed", BRIDGE, at=moment + SECOND / 2)

    makes_due(NOW)
    makes_due(NOW + HOUR)

    windows = {
        number: [each.window for each in setting.store.outbox.for_subscription("T1", f"d{number}")]
        for number in range(2)
    }
    for number in range(2):
        latest, earlier = windows[number]
        assert latest is not None
        assert earlier is not None
        assert latest.since == earlier.until
    assert windows[0] == windows[1]
    seen = [
        set(setting.store.quoted_history.for_channel("T1", f"C{number}", NOW + HOUR)) for number in range(2)
    ]
    assert seen[0] == seen[1]
    assert len(seen[0]) == 3


def test_the_last_results_of_an_instant_are_kept() -> None:
    results: SharedResults[int] = SharedResults(2)

    def get(key: str, value: int, at: datetime = NOW) -> int:
        return results.get_or_create(at, key, lambda: value)

    with pytest.raises(ZeroDivisionError):
        results.get_or_create(NOW, "a", lambda: 1 // 0)
    assert [get("a", 1), get("a", 9), get("b", 2), get("a", 9), get("c", 3)] == [1, 1, 2, 1, 3]
    assert [get("a", 9), get("c", 9), get("b", 9)] == [1, 3, 9]
    assert [get("a", 8, NOW + SECOND), get("a", 7, NOW + SECOND), get("a", 6)] == [8, 8, 6]


def test_results_are_released_once_nobody_asks_for_them() -> None:
    results: SharedResults[object] = SharedResults(4)
    first = results.get_or_create(NOW, "a", object)

    results.release(NOW)
    assert results.get_or_create(NOW, "a", object) is first

    results.release(NOW + timedelta(seconds=1))
    assert results.get_or_create(NOW, "a", object) is not first
