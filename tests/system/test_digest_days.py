"""Digests over the seed articles, day after day: a story that moves comes back with what is new, and nothing twice."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from paths import ROOT

from bot.render import payloads
from bot.services.services import build_services
from news.brief import Brief
from news.digest import Subscription
from news.source import FetchResult, Source, build_source_id
from sources import files
from storage.sqlite.store import Store

FIRST = datetime(2026, 11, 16, 20, tzinfo=UTC)
DAYS = 4


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> list[Brief]:
    """A digest each evening; in between each article comes in when it was published."""
    with Store(tmp_path_factory.mktemp("days") / "newsbrief.db") as store:
        source = Source(id=build_source_id("seeds"), url="seeds", kind="files", created_at=FIRST)
        store.sources.save(source)
        store.sources.follow("T", "", source.id, created_at=FIRST)
        services = build_services(store, payloads)
        made = FIRST - timedelta(days=1)
        wanted = Subscription("d", "T", "C", (time(20),), "UTC", made, max_stories=20)
        services.digests.save(wanted, now=made)
        entries = files.read_path(ROOT / "seeds", now=FIRST + timedelta(days=5), source_id=source.id).entries
        briefs = []
        for day in range(DAYS):
            evening = FIRST + timedelta(days=day)
            for entry in entries:
                came = max(entry.published_at or evening, made + timedelta(minutes=1))
                if evening - timedelta(days=1) < came <= evening:
                    services.ingest.ingest(
                        source, FetchResult(source_id=source.id, fetched_at=came, entries=(entry,))
                    )
            services.digest_schedule.enqueue_due(now=evening)
            (due,) = services.digest_deliveries.list_due()
            assert services.digest_deliveries.render_delivery(due, now=evening)
            delivery = store.outbox.for_subscription("T", "d", limit=1)[0]
            # The next digest waits until this one is sent.
            store.ledger.record_result(replace(delivery, state="sent", ts=f"{day}.1"))
            kept = store.briefs.load("T", delivery.brief_id)
            assert kept is not None
            briefs.append(kept)
        return briefs


def test_no_sentence_is_told_twice(days: list[Brief]) -> None:
    told = Counter(said.text for brief in days for story in brief.stories for said in story.key_sentences)

    assert max(told.values()) == 1


def test_a_story_that_was_told_comes_back_as_an_update_of_articles_that_came_since(days: list[Brief]) -> None:
    known: set[str] = set()
    updates = 0
    for brief in days:
        for story in brief.stories:
            before = any(article.id in known for article in story.articles)
            assert story.is_update == before
            assert not {said.article_id for said in story.key_sentences} & known
            updates += before
        known |= {article.id for story in brief.stories for article in story.articles}
    assert updates >= 5


def test_the_flood_is_in_every_days_digest_with_what_that_day_brought(days: list[Brief]) -> None:
    for number, brief in enumerate(days):
        about = [
            story
            for story in brief.stories
            if "Lowmere" in story.lead_article.text or "Tarrow" in story.lead_article.text
        ]
        assert about, number
        evening = FIRST + timedelta(days=number)
        for story in about:
            for said in story.key_sentences:
                assert (
                    evening - timedelta(days=1, hours=8)
                    < story.get_article(said.article_id).appeared_at
                    <= evening
                )


def test_a_story_says_on_which_day_it_is_and_from_what_it_goes_on(days: list[Brief]) -> None:
    flood = [
        [story for story in brief.stories if "Lowmere" in story.title or "Tarrow" in story.title]
        for brief in days
    ]

    assert max(story.age_days for story in flood[1]) == 1
    followed = [story.continued_article.title for story in flood[2] if story.continued_article]
    assert followed == ["Two bodies found after dam's spillway collapses; seven still missing in Lowmere"]
    known = {name for name, _ in days[1].quoted_history}
    assert all(story.continued_article.id in known for story in flood[2] if story.continued_article)


def test_who_is_missing_is_told_by_two_outlets_side_by_side(days: list[Brief]) -> None:
    differ = [
        {said.text for said in each.quantity_mentions}
        for story in days[1].stories
        for each in story.discrepancies
    ]

    assert {"Nine people", "At least 12 people"} in differ
