"""Each room of the store keeps what it is given and gives it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from news.article import Sentence
from news.brief import Brief, BriefRequest, LeftOut
from news.errors import StoreError, Unreachable, Unreadable
from news.source import Entry, Fetched, Health, Source, Validators
from news.story import Reason, Story
from news.thread import Thread
from news.window import last
from storage.sqlite import processed_events, threads

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from storage.sqlite.ingest import Incoming
    from storage.sqlite.store import Store

    Came = Callable[..., Incoming]

THREAD = Thread("T1", "C1", "1700000000.000100")


@pytest.fixture
def brief(store: Store, came: Came, now: datetime) -> Brief:
    """A brief of two stories, with everything that a brief may have."""
    added = store.articles.add(
        [came(1), came(2, title="«Буря» 東京", authors=("A",)), came(3, source="two"), came(4)]
    )
    one, two, three, four = added.new
    request = BriefRequest(
        "T1", "C1", last(timedelta(hours=24), now), topic="storm \ud800", stories=3, method="lsa"
    )
    stories = (
        Story(
            "s1",
            (one, two),
            (two.sentences[1], one.sentences[0]),
            (Reason("coverage", "told by 2", 0.1 + 0.2),),
        ),
        Story("s2", (three,), (), (Reason("recency", "new", -1e-9), Reason("topic", "", 3.0))),
    )
    return Brief(
        "b1", request, now, stories, (LeftOut("below", (four,)), LeftOut("none", ())), 4, one, ("sea", "wind")
    )


def test_a_brief_comes_back_exactly(store: Store, brief: Brief) -> None:
    store.briefs.keep(brief)

    loaded = store.briefs.load("T1", "b1")

    assert loaded == brief
    assert all(loaded.stories[0].article(said.article).holds(said) for said in loaded.stories[0].sentences)
    assert loaded.stories[0].score == brief.stories[0].score


def test_a_brief_without_stories_comes_back_exactly(store: Store, brief: Brief) -> None:
    empty = Brief("b2", brief.request, brief.made)
    store.briefs.keep(empty)

    assert store.briefs.load("T1", "b2") == empty


def test_a_brief_still_quotes_what_it_quoted_after_the_article_changed(
    store: Store, brief: Brief, came: Came
) -> None:
    store.briefs.keep(brief)
    for edit in range(15):
        store.articles.add([came(1, text=f"Rewritten {edit}.", outlet="New name")])

    assert store.briefs.load("T1", "b1") == brief
    assert store.briefs.quoting(brief.stories[0].articles[0].id) == (("T1", "b1"),)


def test_a_brief_that_was_tampered_with_shows(store: Store, brief: Brief) -> None:
    story = brief.stories[0]
    forged = replace(story.sentences[0], text="Nobody was hurt.")
    store.briefs.keep(replace(brief, stories=(replace(story, sentences=(forged,)),)))

    loaded = store.briefs.load("T1", "b1").stories[0]

    assert loaded.sentences == (forged,)
    assert not loaded.article(forged.article).holds(loaded.sentences[0])


def test_a_brief_belongs_to_its_workspace(store: Store, brief: Brief) -> None:
    store.briefs.keep(brief)

    assert store.briefs.load("T2", "b1") is None
    assert store.briefs.load("T1", "b9") is None
    assert store.briefs.anywhere("b1") == brief
    assert store.briefs.anywhere("b9") is None
    assert store.briefs.last("T1", "C1") == brief
    store.briefs.keep(Brief("empty", brief.request, brief.made + timedelta(hours=1)))
    assert store.briefs.last("T1", "C1") == brief
    assert store.briefs.last("T1", "C2") is None
    assert store.briefs.last("T2", "C1") is None


def test_a_brief_is_kept_as_it_was_first_told(store: Store, brief: Brief) -> None:
    store.briefs.keep(brief)
    store.briefs.keep(replace(brief, stories=()))

    assert store.briefs.load("T1", "b1") == brief


def test_a_brief_of_articles_that_are_not_stored_is_refused(store: Store, brief: Brief, came: Came) -> None:
    stranger = came(99).article
    with pytest.raises(StoreError, match="not stored"):
        store.briefs.keep(replace(brief, latest=stranger))

    assert store.briefs.load("T1", "b1") is None


def test_a_thread_leads_to_its_brief(store: Store, brief: Brief, now: datetime) -> None:
    store.briefs.keep(brief)
    store.threads.open(THREAD, "b1", now)

    assert store.threads.brief_of(THREAD) == "b1"
    for other in (replace(THREAD, team="T2"), replace(THREAD, channel="C2"), replace(THREAD, root="1")):
        assert store.threads.brief_of(other) is None


def test_a_thread_cannot_open_on_another_workspaces_brief(store: Store, brief: Brief, now: datetime) -> None:
    store.briefs.keep(brief)

    with pytest.raises(StoreError):
        store.threads.open(replace(THREAD, team="T2"), "b1", now)


def test_questions_are_kept_with_their_thread_for_thirty_days(store: Store, now: datetime) -> None:
    asked = ["Who?", "And \ud800 when?\0", ""]
    for hours, text in enumerate(asked):
        store.threads.asked(THREAD, text, now + timedelta(hours=hours))
    store.threads.asked(replace(THREAD, team="T2"), "Mine.", now)

    assert store.threads.history(THREAD) == ("Who?", "And \ufffd when?\0", "")
    assert store.threads.history(THREAD, count=1) == ("",)
    assert store.threads.forget(now + threads.KEPT) == 0
    assert store.threads.forget(now + threads.KEPT + timedelta(minutes=1)) == 2
    assert store.threads.history(THREAD) == ("And \ufffd when?\0", "")


def test_stories_keep_their_articles_for_one_workspace(store: Store, came: Came, now: datetime) -> None:
    one, two, three = store.articles.add([came(number) for number in (1, 2, 3)]).new
    store.stories.save("T1", [("s1", (one, two)), ("s2", (three,)), ("s3", ())])
    store.stories.save("T2", [("other", (three,))])

    assert store.stories.load("T1", now - timedelta(days=1)) == (
        ("s1", (one.id, two.id)),
        ("s2", (three.id,)),
    )
    assert store.stories.load("T1", now - timedelta(minutes=2)) == (("s1", (one.id, two.id)),)
    assert store.stories.load("T1", now) == ()
    assert store.stories.of("T2", three.id) == "other"
    assert store.stories.of("T3", three.id) is None


def test_stories_that_merge_leave_nothing_behind(store: Store, came: Came, now: datetime) -> None:
    one, two, three = store.articles.add([came(number) for number in (1, 2, 3)]).new
    store.stories.save("T1", [("s1", (one,)), ("s2", (two, three))])
    store.stories.save("T1", [("s1", (one, two))])
    assert store.stories.load("T1", now - timedelta(days=1)) == (
        ("s1", (one.id, two.id)),
        ("s2", (three.id,)),
    )

    store.stories.save("T1", [("s1", (one, two, three))])

    assert store.stories.load("T1", now - timedelta(days=1)) == (("s1", (one.id, two.id, three.id)),)


def test_a_source_comes_back_as_it_went_in(store: Store, now: datetime) -> None:
    source = Source(
        "x",
        "/news/folder",
        "files",
        now + timedelta(days=1),
        "A folder",
        "U1",
        Validators('"etag"', "Mon, 1 Jan"),
        Health(now, now, 2, "no answer"),
    )
    store.sources.put(source)

    assert store.sources.all()[-1] == source


def test_putting_a_source_again_keeps_its_health_and_validators(store: Store, now: datetime) -> None:
    store.sources.record([Fetched("one", now, "The One", (Entry("t", "x"),), Validators("e", "m"))])

    store.sources.put(Source("one", "https://one.example/feed", "feed", now + timedelta(days=9), "Renamed"))

    source = next(source for source in store.sources.all() if source.id == "one")
    assert (source.title, source.validators, source.health.succeeded) == (
        "The One",
        Validators("e", "m"),
        now,
    )


def visited(store: Store, *visits: Fetched) -> Source:
    for visit in visits:
        store.sources.record([visit])
    return next(source for source in store.sources.all() if source.id == "one")


def test_visits_are_recorded(store: Store, now: datetime) -> None:
    refused = (Unreachable("one.example", "no answer in 10 s"),)
    went_well = Fetched("one", now, "The One", (Entry("t", "x"),), Validators("e1", "m1"))
    unchanged = Fetched("one", now + timedelta(hours=1), unchanged=True)
    failed = Fetched("one", now + timedelta(hours=2), validators=Validators("e2", ""), failures=refused)
    partly = Fetched(
        "one", now + timedelta(hours=3), "", (Entry("t", "x"),), failures=(Unreadable("a.txt", "empty"),)
    )

    first = visited(store, went_well)
    second = visited(store, unchanged)
    third = visited(store, failed, failed)
    fourth = visited(store, partly)

    assert (first.title, first.validators, first.health) == ("The One", Validators("e1", "m1"), Health(now))
    assert (second.validators, second.health) == (Validators("e1", "m1"), Health(now + timedelta(hours=1)))
    assert third.health == Health(now + timedelta(hours=1), now + timedelta(hours=2), 2, "no answer in 10 s")
    assert third.validators == Validators("e1", "m1")
    assert (fourth.health.failures, fourth.health.reason, fourth.title) == (0, "empty", "The One")
    assert fourth.validators == Validators()


def test_a_visit_to_a_source_that_is_gone_is_no_error(store: Store, now: datetime) -> None:
    store.sources.record([Fetched("gone", now)])

    assert [source.id for source in store.sources.all()] == ["one", "two", "three"]


def test_a_source_that_is_not_kept_cannot_be_followed(store: Store, now: datetime) -> None:
    with pytest.raises(StoreError, match="not stored"):
        store.sources.follow("T1", "C1", "nothing", at=now)


def test_an_event_is_new_once(store: Store, now: datetime) -> None:
    assert store.events.first_time("Ev1", now)
    assert not store.events.first_time("Ev1", now + timedelta(minutes=5))
    assert store.events.first_time("Ev2", now)

    assert store.events.forget(now + processed_events.KEPT) == 0
    assert store.events.forget(now + processed_events.KEPT + timedelta(seconds=1)) == 2
    assert store.events.first_time("Ev1", now)


def test_a_sentence_needs_no_article_of_its_story_to_be_kept_as_told(store: Store, brief: Brief) -> None:
    odd = Sentence("word", "elsewhere", 0, 0, 4, 9)
    store.briefs.keep(replace(brief, stories=(replace(brief.stories[1], sentences=(odd,)),)))

    assert store.briefs.load("T1", "b1").stories[0].sentences == (odd,)


def test_a_story_goes_on_under_its_id_after_its_first_articles_are_too_old_to_be_named(
    store: Store, came: Came, now: datetime
) -> None:
    days = [came(day, published=now - timedelta(days=9 - day)) for day in range(5)]
    zero, one, two, three, four = store.articles.add(days).new
    store.stories.save("T1", [(zero.id, (one, zero))])
    store.stories.save("T1", [(one.id, (two, one))])
    store.stories.save("T1", [(two.id, (three, two)), (four.id, (four,))])

    assert store.stories.members("T1", (three,)) == (zero.id, one.id, two.id, three.id)
    assert store.stories.of("T1", three.id) == zero.id
    assert store.stories.members("T1", (four,)) == (four.id,)
    assert store.stories.members("T2", (three,)) == ()

    store.stories.save("T1", [("apart", (three,)), ("other", (two, one))])

    assert store.stories.of("T1", three.id) != store.stories.of("T1", two.id)
