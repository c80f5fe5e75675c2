"""Which quotes count as withdrawn, in a real store."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.render import payloads
from bot.services.services import build_services
from news.brief import BriefRequest
from news.source import Entry, FetchResult, Source, build_source_id
from news.thread import Thread
from news.window import recent_window
from storage.sqlite.store import Store

NOW = datetime(2026, 11, 18, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
SUMMARY = "The ferry to Orrel stays in harbour until its engine is mended."
FULL_TEXT = "Mechanics took the engine of the Orrel ferry apart on Tuesday. They wait for a part from Lask."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "newsbrief.db") as opened:
        yield opened


@pytest.mark.parametrize(("partial", "correction_count"), [(True, 0), (False, 1)])
def test_a_page_withdraws_nothing_of_its_summary(
    store: Store, *, partial: bool, correction_count: int
) -> None:
    source = Source(id=build_source_id("feed"), url="feed", kind="feed", created_at=NOW, title="Courier")
    store.sources.save(source)
    store.sources.follow("T", "C", source.id, created_at=NOW)
    services = build_services(store, payloads)
    entry = Entry("Ferry stays in harbour", SUMMARY, guid="1", published_at=NOW, partial=partial)
    services.ingest.ingest(source, FetchResult(source.id, NOW, entries=(entry,)))
    window = recent_window(timedelta(hours=24), LATER)
    brief = services.briefs.create_brief(BriefRequest(team="T", channel="C", window=window), now=LATER)
    services.threads.register(Thread("T", "C", "1.1"), brief.id, now=LATER)

    full_entry = Entry("Ferry stays in harbour", FULL_TEXT, guid="1")
    result = services.ingest.ingest(source, FetchResult(source.id, LATER, entries=(full_entry,)))

    assert [sentence.text for story in brief.stories for sentence in story.key_sentences] == [SUMMARY]
    assert len(result.changed_articles) == 1
    corrections = store.outbox.for_subscription("T", "", limit=10)
    assert [delivery.thread_ts for delivery in corrections] == ["1.1"] * correction_count
