"""Each room of the store keeps what it is given and gives it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from news.article import Sentence
from news.article_kind import ArticleKind
from news.brief import Brief, BriefRequest, LeftOutArticles, LeftOutReason, PlannedEvent, SectionKind
from news.errors import StoreError, Unreachable, Unreadable
from news.source import CacheValidators, Entry, FetchResult, Source, SourceHealth
from news.story import RankingSignal, SentenceLabel, SignalCode, Story
from news.thread import Thread
from news.window import recent_window
from storage.records import EVENT_RETENTION, QUESTION_RETENTION, WORKSPACE_CHANNEL

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from storage.contract import Store
    from storage.records import IncomingArticle

    Came = Callable[..., IncomingArticle]

THREAD = Thread("T1", "C1", "1700000000.000100")


@pytest.fixture
def brief(store: Store, came: Came, now: datetime) -> Brief:
    """A brief of two stories, with everything that a brief may have."""
    added = store.articles.add(
        [came(1), came(2, title="«Буря» 東京", authors=("A",)), came(3, source="two"), came(4)]
    )
    one, two, three, four = added.new_articles
    request = BriefRequest(
        "T1",
        "C1",
        recent_window(timedelta(hours=24), now),
        topic="storm \ud800",
        max_stories=3,
        method="lsa",
        with_opinion=True,
        sections=SectionKind.TOPIC,
    )
    stories = (
        Story(
            "s1",
            (one, two),
            (two.sentences[1], one.sentences[0]),
            (RankingSignal(SignalCode.COVERAGE, 0.1 + 0.2, {"outlets": 2, "independent": 1}),),
            headline_article_id=one.id,
            sentence_labels={one.sentences[0].text: SentenceLabel.NEXT},
            section="storm",
        ),
        Story(
            "s2",
            (three,),
            (),
            (
                RankingSignal(SignalCode.RECENCY, -1e-9, {"hours": 2.25}),
                RankingSignal(SignalCode.ROUNDUP, 3.0),
            ),
        ),
    )
    return Brief(
        "b1",
        request,
        now,
        stories,
        (
            LeftOutArticles(LeftOutReason.EXCLUDED_TERM, (four,), "«Буря»"),
            LeftOutArticles(LeftOutReason.NOTHING_NEW, ()),
        ),
        4,
        one,
        ("sea", "wind"),
        rest=(four,),
        ahead=(PlannedEvent(date(2026, 11, 20), four.sentences[0], four),),
    )


def test_a_brief_comes_back_exactly(store: Store, brief: Brief) -> None:
    store.briefs.save(brief)

    loaded = store.briefs.load("T1", "b1")

    assert loaded == brief
    assert all(
        loaded.stories[0].get_article(said.article_id).contains_verbatim(said)
        for said in loaded.stories[0].key_sentences
    )
    assert loaded.stories[0].score == brief.stories[0].score


def test_an_article_keeps_its_kind_through_versions_and_briefs(
    store: Store, came: Came, now: datetime
) -> None:
    incoming = came(1)
    column = replace(incoming.article, kind=ArticleKind.OPINION, commentary_probability=0.75)
    (stored,) = store.articles.add([replace(incoming, article=column)]).new_articles
    request = BriefRequest("T1", "C1", recent_window(timedelta(hours=24), now))
    store.briefs.save(Brief("b3", request, now, rest=(stored,)))

    loaded = store.briefs.load("T1", "b3").rest[0]
    (current,) = store.articles.in_window(
        [stored.source_id], now - timedelta(days=400), now + timedelta(days=1)
    )

    for article in (stored, loaded, current):
        assert (article.kind, article.commentary_probability) == (ArticleKind.OPINION, 0.75)


def test_a_brief_without_stories_comes_back_exactly(store: Store, brief: Brief) -> None:
    empty = Brief("b2", brief.request, brief.created_at)
    store.briefs.save(empty)

    assert store.briefs.load("T1", "b2") == empty


def test_a_brief_still_quotes_what_it_quoted_after_the_article_changed(
    store: Store, brief: Brief, came: Came
) -> None:
    store.briefs.save(brief)
    for edit in range(15):
        store.articles.add([came(1, text=f"Rewritten {edit}.", outlet="New name")])

    assert store.briefs.load("T1", "b1") == brief
    assert store.briefs.list_ids_quoting(brief.stories[0].articles[0].id) == (("T1", "b1"),)


def test_a_brief_that_was_tampered_with_shows(store: Store, brief: Brief) -> None:
    story = brief.stories[0]
    forged = replace(story.key_sentences[0], text="Nobody was hurt.")
    store.briefs.save(replace(brief, stories=(replace(story, key_sentences=(forged,)),)))

    loaded = store.briefs.load("T1", "b1").stories[0]

    assert loaded.key_sentences == (forged,)
    assert not loaded.get_article(forged.article_id).contains_verbatim(loaded.key_sentences[0])


def test_a_brief_belongs_to_its_workspace(store: Store, brief: Brief) -> None:
    store.briefs.save(brief)

    assert store.briefs.load("T2", "b1") is None
    assert store.briefs.load("T1", "b9") is None
    assert store.briefs.load_from_any_workspace("b1") == brief
    assert store.briefs.load_from_any_workspace("b9") is None
    assert store.briefs.latest_with_stories("T1", "C1") == brief
    store.briefs.save(Brief("empty", brief.request, brief.created_at + timedelta(hours=1)))
    assert store.briefs.latest_with_stories("T1", "C1") == brief
    assert store.briefs.latest_with_stories("T1", "C2") is None
    assert store.briefs.list_ids_for_channel("T1", "C1", 10) == ("b1",)
    assert store.briefs.list_ids_for_channel("T1", "C1", 0) == ()
    assert store.briefs.list_ids_for_channel("T1", "C2", 10) == ()
    assert store.briefs.list_ids_for_channel("T2", "C1", 10) == ()
    assert store.briefs.latest_with_stories("T2", "C1") is None


def test_a_brief_is_kept_as_it_was_first_told(store: Store, brief: Brief) -> None:
    store.briefs.save(brief)
    store.briefs.save(replace(brief, stories=()))

    assert store.briefs.load("T1", "b1") == brief


def test_a_brief_of_articles_that_are_not_stored_is_refused(store: Store, brief: Brief, came: Came) -> None:
    stranger = came(99).article
    with pytest.raises(StoreError, match="missing_reference"):
        store.briefs.save(replace(brief, latest_article=stranger))

    assert store.briefs.load("T1", "b1") is None


def test_a_thread_leads_to_its_brief(store: Store, brief: Brief, now: datetime) -> None:
    store.briefs.save(brief)
    store.threads.register(THREAD, "b1", now)

    assert store.threads.find_brief_id(THREAD) == "b1"
    for other in (replace(THREAD, team="T2"), replace(THREAD, channel="C2"), replace(THREAD, thread_ts="1")):
        assert store.threads.find_brief_id(other) is None


def test_a_thread_whose_first_message_was_deleted_is_forgotten(
    store: Store, brief: Brief, now: datetime
) -> None:
    store.briefs.save(brief)
    store.threads.register(THREAD, "b1", now)

    store.ledger.close_thread(replace(THREAD, thread_ts="1"))
    assert store.threads.find_brief_id(THREAD) == "b1"
    store.ledger.close_thread(THREAD)
    assert store.threads.find_brief_id(THREAD) is None


def test_a_thread_cannot_open_on_another_workspaces_brief(store: Store, brief: Brief, now: datetime) -> None:
    store.briefs.save(brief)

    with pytest.raises(StoreError):
        store.threads.register(replace(THREAD, team="T2"), "b1", now)


def test_questions_are_kept_with_their_thread_for_thirty_days(store: Store, now: datetime) -> None:
    asked = ["Who?", "And \ud800 when?\0", ""]
    for hours, text in enumerate(asked):
        store.threads.add_question(THREAD, text, now + timedelta(hours=hours))
    store.threads.add_question(replace(THREAD, team="T2"), "Mine.", now)

    assert store.threads.recent_questions(THREAD) == ("Who?", "And \ufffd when?\0", "")
    assert store.threads.recent_questions(THREAD, count=1) == ("",)
    assert store.threads.delete_expired(now + QUESTION_RETENTION) == 0
    assert store.threads.delete_expired(now + QUESTION_RETENTION + timedelta(minutes=1)) == 2
    assert store.threads.recent_questions(THREAD) == ("And \ufffd when?\0", "")


def test_stories_keep_their_articles_for_one_workspace(store: Store, came: Came, now: datetime) -> None:
    one, two, three = store.articles.add([came(number) for number in (1, 2, 3)]).new_articles
    store.stories.save("T1", [("s1", (one, two)), ("s2", (three,)), ("s3", ())])
    store.stories.save("T2", [("other", (three,))])

    assert store.stories.load_since("T1", now - timedelta(days=1)) == (
        ("s1", (one.id, two.id)),
        ("s2", (three.id,)),
    )
    assert store.stories.load_since("T1", now - timedelta(minutes=2)) == (("s1", (one.id, two.id)),)
    assert store.stories.load_since("T1", now) == ()
    assert store.stories.find_story_id("T2", three.id) == "other"
    assert store.stories.find_story_id("T3", three.id) is None


def test_stories_that_merge_leave_nothing_behind(store: Store, came: Came, now: datetime) -> None:
    one, two, three = store.articles.add([came(number) for number in (1, 2, 3)]).new_articles
    store.stories.save("T1", [("s1", (one,)), ("s2", (two, three))])
    store.stories.save("T1", [("s1", (one, two))])
    assert store.stories.load_since("T1", now - timedelta(days=1)) == (
        ("s1", (one.id, two.id)),
        ("s2", (three.id,)),
    )

    store.stories.save("T1", [("s1", (one, two, three))])

    assert store.stories.load_since("T1", now - timedelta(days=1)) == (("s1", (one.id, two.id, three.id)),)


def test_a_source_comes_back_as_it_went_in(store: Store, now: datetime) -> None:
    source = Source(
        "x",
        "/news/folder",
        "files",
        now + timedelta(days=1),
        "A folder",
        "U1",
        CacheValidators('"etag"', "Mon, 1 Jan"),
        SourceHealth(now, now, 2, "no answer"),
    )
    store.sources.save(source)

    assert store.sources.all()[-1] == source


def test_putting_a_source_again_keeps_its_health_and_validators(store: Store, now: datetime) -> None:
    store.sources.record_fetches(
        [FetchResult("one", now, "The One", (Entry("t", "x"),), CacheValidators("e", "m"))]
    )

    store.sources.save(Source("one", "https://one.example/feed", "feed", now + timedelta(days=9), "Renamed"))

    source = next(source for source in store.sources.all() if source.id == "one")
    assert (source.title, source.validators, source.health.last_success_at) == (
        "The One",
        CacheValidators("e", "m"),
        now,
    )


def visited(store: Store, *visits: FetchResult) -> Source:
    for visit in visits:
        store.sources.record_fetches([visit])
    return next(source for source in store.sources.all() if source.id == "one")


def test_visits_are_recorded(store: Store, now: datetime) -> None:
    refused = (Unreachable("one.example", "no answer in 10 s"),)
    went_well = FetchResult("one", now, "The One", (Entry("t", "x"),), CacheValidators("e1", "m1"))
    unchanged = FetchResult("one", now + timedelta(hours=1), unchanged=True)
    failed = FetchResult(
        "one", now + timedelta(hours=2), validators=CacheValidators("e2", ""), failures=refused
    )
    partly = FetchResult(
        "one", now + timedelta(hours=3), "", (Entry("t", "x"),), failures=(Unreadable("a.txt", "empty"),)
    )

    first = visited(store, went_well)
    second = visited(store, unchanged)
    third = visited(store, failed, failed)
    fourth = visited(store, partly)

    assert (first.title, first.validators, first.health) == (
        "The One",
        CacheValidators("e1", "m1"),
        SourceHealth(now),
    )
    assert (second.validators, second.health) == (
        CacheValidators("e1", "m1"),
        SourceHealth(now + timedelta(hours=1)),
    )
    assert third.health == SourceHealth(
        now + timedelta(hours=1), now + timedelta(hours=2), 2, "no answer in 10 s"
    )
    assert third.validators == CacheValidators("e1", "m1")
    assert (fourth.health.failure_count, fourth.health.failure_reason, fourth.title) == (
        0,
        "empty",
        "The One",
    )
    assert fourth.validators == CacheValidators()


def test_a_visit_to_a_source_that_is_gone_is_no_error(store: Store, now: datetime) -> None:
    store.sources.record_fetches([FetchResult("gone", now)])

    assert [source.id for source in store.sources.all()] == ["one", "two", "three"]


def test_a_source_that_is_not_kept_cannot_be_followed(store: Store, now: datetime) -> None:
    with pytest.raises(StoreError, match="missing_reference"):
        store.sources.follow("T1", "C1", "nothing", created_at=now)


def test_an_event_is_new_once(store: Store, now: datetime) -> None:
    assert store.processed_events.claim("Ev1", now)
    assert not store.processed_events.claim("Ev1", now + timedelta(minutes=5))
    assert store.processed_events.claim("Ev2", now)

    assert store.processed_events.delete_expired(now + EVENT_RETENTION) == 0
    assert store.processed_events.delete_expired(now + EVENT_RETENTION + timedelta(seconds=1)) == 2
    assert store.processed_events.claim("Ev1", now)


def test_a_sentence_needs_no_article_of_its_story_to_be_kept_as_told(store: Store, brief: Brief) -> None:
    odd = Sentence("word", "elsewhere", 0, 0, 4, 9)
    store.briefs.save(replace(brief, stories=(replace(brief.stories[1], key_sentences=(odd,)),)))

    assert store.briefs.load("T1", "b1").stories[0].key_sentences == (odd,)


def test_a_story_goes_on_under_its_id_after_its_first_articles_are_too_old_to_be_named(
    store: Store, came: Came, now: datetime
) -> None:
    days = [came(day, published_at=now - timedelta(days=9 - day)) for day in range(5)]
    zero, one, two, three, four = store.articles.add(days).new_articles
    store.stories.save("T1", [(zero.id, (one, zero))])
    store.stories.save("T1", [(one.id, (two, one))])
    store.stories.save("T1", [(two.id, (three, two)), (four.id, (four,))])

    assert store.stories.related_article_ids("T1", (three,)) == (zero.id, one.id, two.id, three.id)
    assert store.stories.find_story_id("T1", three.id) == zero.id
    assert store.stories.related_article_ids("T1", (four,)) == (four.id,)
    assert store.stories.related_article_ids("T2", (three,)) == ()

    store.stories.save("T1", [("apart", (three,)), ("other", (two, one))])

    assert store.stories.find_story_id("T1", three.id) != store.stories.find_story_id("T1", two.id)


def test_briefs_are_listed_and_lead_to_their_first_thread(store: Store, brief: Brief, now: datetime) -> None:
    store.briefs.save(replace(brief, id="later", created_at=now + timedelta(hours=1)))
    store.briefs.save(brief)
    store.threads.register(replace(THREAD, thread_ts="2"), "b1", now + timedelta(hours=2))
    store.threads.register(THREAD, "b1", now)

    assert store.briefs.list_ids() == (("T1", "b1"), ("T1", "later"))
    assert store.threads.for_brief("T1", "b1") == (THREAD, now)
    assert store.threads.for_brief("T1", "later") is None
    assert store.threads.for_brief("T2", "b1") is None


def test_sources_are_found_by_address_follower_and_failure(store: Store, now: datetime) -> None:
    store.sources.follow("T1", "C1", "one", created_at=now, created_by="U1")
    store.sources.follow("T1", "C2", "one", created_at=now, created_by="U1")
    store.sources.follow("T2", WORKSPACE_CHANNEL, "one", created_at=now, created_by="U9")
    store.sources.follow("T1", "C1", "two", created_at=now)
    failures = (Unreachable("one.example", "no answer in 10 s"),)
    for source_id in ("one", "three"):
        store.sources.record_fetches([FetchResult(source_id, now, failures=failures)])

    found = store.sources.by_url("https://one.example/feed")
    assert found is not None
    assert found.id == "one"
    assert store.sources.by_url("https://four.example/feed") is None
    assert [source.id for source in store.sources.failing()] == ["one"]
    assert store.sources.list_followers("one") == (("T1", "U1"), ("T2", "U9"))
    assert store.sources.list_followers("two") == ()
    assert store.sources.ids_for_channel("T1", "C1") == {"one", "two"}
    assert store.sources.ids_for_channel("T2", WORKSPACE_CHANNEL) == {"one"}
    assert store.sources.ids_for_channel("T2", "C1") == frozenset()
