"""Feeds of headlines, on a server on this machine: every page is read in the end, none twice, and none is tried for ever."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from aiohttp import web
from websites import Site

from bot.services.ingest import IngestResult, IngestService
from news.source import ContentCounts, Entry, Source, build_source_id
from sources import fetch, page_backlog
from sources.http.fetch_policy import FetchPolicy
from sources.page_backlog import PageBacklog
from sources.parsing import entry_fingerprints
from storage.sqlite.store import Store

NOW = datetime(2026, 11, 18, tzinfo=UTC)
LOCAL = FetchPolicy(allowed_networks=(ip_network("127.0.0.0/8"),), min_interval_seconds=0)
ETAG = '"same"'


class PolledFeed:
    """A feed of a site, polled by a briefing service with a store of its own."""

    def __init__(self, site: Site, store: Store) -> None:
        self.site, self.store = site, store
        self.ingest = IngestService(store, LOCAL)
        self.id = build_source_id(site.url("/feed"))
        store.sources.save(Source(id=self.id, url=site.url("/feed"), kind="feed", created_at=NOW))
        store.sources.follow("T", "C", self.id, created_at=NOW)
        self._poll_count = 0

    def poll(self) -> IngestResult:
        """Poll it, an hour after the last time."""
        results: list[IngestResult] = []
        self._poll_count += 1
        (source,) = (source for source in self.store.sources.active() if source.id == self.id)
        self.ingest.refresh(
            now=NOW + timedelta(hours=self._poll_count),
            selected_sources=[source],
            on_done=lambda _source, result: results.append(result),
        )
        return results[0]

    def page_requests(self) -> Counter[str]:
        """Return how often each page was asked for."""
        return Counter(request.path for request in self.site.asked if request.path.startswith("/p"))


@pytest.fixture
def polled_feed(tmp_path: Path) -> Iterator[PolledFeed]:
    site = Site()
    with Store(tmp_path / "newsbrief.db") as store:
        yield PolledFeed(site, store)
    site.stop()


def _page(number: int) -> str:
    paragraphs = "".join(
        f"<p>The ferry number {number} of the Orrel line made its trip {n} over the river Lask in fog, its captain told the harbour office.</p>"
        for n in range(5)
    )
    title = f"Ferry {number} sails"
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>"


def _item(number: int, words: str = "", *, dated: bool = False) -> str:
    day = f"<pubDate>{number + 1:02} Oct 2026 08:00:00 GMT</pubDate>" if dated else ""
    said = f"<description>{words}</description>" if words else ""
    return f"<item><title>Ferry {number} sails</title><link>/p{number}</link><guid>{number}</guid>{said}{day}</item>"


def _offer(site: Site, items: list[str], count: int = 30) -> None:
    """Serve a feed that is not sent again to whoever shows that it was had."""
    body = f"<rss version='2.0'><channel><title>Ferries</title>{''.join(items)}</channel></rss>"

    async def answer(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == ETAG:
            return web.Response(status=304, headers={"ETag": ETAG})
        return web.Response(body=body.encode(), headers={"ETag": ETAG, "Cache-Control": "max-age=60"})

    site._answers["/feed"] = answer
    for number in range(count):
        site.put(f"/p{number}", _page(number), Content_Type="text/html")


def test_thirty_headlines_become_thirty_articles_in_three_visits(polled_feed: PolledFeed) -> None:
    _offer(polled_feed.site, [_item(n) for n in range(30)])

    results = [polled_feed.poll() for _ in range(4)]

    assert [len(result.new_articles) for result in results] == [30, 0, 0, 0]
    assert [len(result.changed_articles) for result in results] == [0, 10, 10, 0]
    assert [result.failures for result in results] == [()] * 4
    (source,) = polled_feed.store.sources.active()
    assert source.poll_state.content_counts == ContentCounts(30, 30, 0)
    assert polled_feed.page_requests() == {f"/p{n}": 1 for n in range(30)}
    assert polled_feed.site.asked[-1].path == "/feed"
    assert polled_feed.site.asked[-1].headers["If-None-Match"] == ETAG


def test_the_newest_pages_are_read_first(polled_feed: PolledFeed) -> None:
    _offer(polled_feed.site, [_item(n, dated=True) for n in range(15)])
    first = polled_feed.poll()
    _offer(polled_feed.site, [_item(n, dated=True) for n in range(18)])
    second = polled_feed.poll()

    assert {article.title for article in first.new_articles if article.text} == {
        f"Ferry {n} sails" for n in range(5, 15)
    }
    assert {article.title for article in (*second.new_articles, *second.changed_articles)} == {
        f"Ferry {n} sails" for n in (0, 1, 2, 3, 4, 15, 16, 17)
    }


def test_a_summary_is_brought_at_once_and_filled_later(polled_feed: PolledFeed) -> None:
    summary = "The ferry sails again this week, in fog."
    _offer(polled_feed.site, [_item(n, summary, dated=True) for n in range(25)], 25)

    results = [polled_feed.poll() for _ in range(4)]

    assert [len(result.new_articles) for result in results] == [25, 0, 0, 0]
    assert [len(result.changed_articles) for result in results] == [0, 10, 5, 0]
    stored_articles = polled_feed.store.articles.in_window(
        [polled_feed.id], NOW - timedelta(days=60), NOW + timedelta(days=1)
    )
    assert [article.partial for article in stored_articles] == [False] * 25
    assert polled_feed.page_requests() == {f"/p{n}": 1 for n in range(25)}


def test_a_page_that_fails_for_the_moment_is_tried_three_times(polled_feed: PolledFeed) -> None:
    _offer(polled_feed.site, [_item(n) for n in range(3)], 3)
    polled_feed.site.put("/p0", status=503)
    polled_feed.site.put("/p1", status=502)
    polled_feed.site.put("/p2", status=404)

    first = polled_feed.poll()
    polled_feed.site.put("/p0", _page(0), Content_Type="text/html")
    later = [polled_feed.poll() for _ in range(4)]

    assert [article.text for article in first.new_articles] == [""] * 3
    assert [[article.title for article in result.changed_articles] for result in later] == [
        ["Ferry 0 sails"],
        [],
        [],
        [],
    ]
    assert polled_feed.page_requests() == {"/p0": 2, "/p1": page_backlog.MAX_ATTEMPTS, "/p2": 1}
    assert [result.failures for result in (first, *later)] == [()] * 5


def test_pages_that_fail_do_not_block_other_pages(polled_feed: PolledFeed) -> None:
    _offer(polled_feed.site, [_item(n) for n in range(20)], 20)
    for number in range(fetch.MAX_PAGES):
        polled_feed.site.put(f"/p{number}", status=500)

    results = [polled_feed.poll() for _ in range(5)]

    assert [len(result.new_articles) for result in results] == [20, 0, 0, 0, 0]
    assert [len(result.changed_articles) for result in results] == [0, 10, 0, 0, 0]
    assert polled_feed.page_requests() == {
        f"/p{n}": page_backlog.MAX_ATTEMPTS if n < fetch.MAX_PAGES else 1 for n in range(20)
    }


def test_an_entry_that_changes_while_others_are_pending_is_brought_again(polled_feed: PolledFeed) -> None:
    whole = "The ferry sails again, its captain told the harbour office in Orrel. " * 30
    _offer(polled_feed.site, [*(_item(n) for n in range(12)), _item(12, whole)], 12)
    polled_feed.poll()
    _offer(polled_feed.site, [*(_item(n) for n in range(12)), _item(12, whole.replace("Orrel", "Lask"))], 12)

    changed_titles = [article.title for article in polled_feed.poll().changed_articles]

    assert "Ferry 12 sails" in changed_titles


def test_a_long_archive_leaves_a_bounded_backlog() -> None:
    backlog = PageBacklog(frozenset())
    entries = [Entry(f"Ferry {n}", "") for n in range(page_backlog.MAX_PENDING + 2)]

    pending = [backlog.mark_pending(entry, 0) for entry in entries]

    later = PageBacklog(entry_fingerprints.split_fingerprints(backlog.fingerprints))
    assert (pending.count(True), backlog.pending_count) == (
        page_backlog.MAX_PENDING,
        page_backlog.MAX_PENDING,
    )
    assert [later.is_complete(entry) for entry in entries] == [not is_pending for is_pending in pending]
    assert [later.pending_attempts(entry) for entry in entries] == [
        0 if is_pending else None for is_pending in pending
    ]
