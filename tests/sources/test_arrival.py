"""Whatever is in a feed arrives: each entry becomes one article, at the latest with the third visit."""

import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from html import escape
from ipaddress import ip_network
from pathlib import Path

import pytest
from aiohttp import web
from hypothesis import given, settings
from hypothesis import strategies as st
from websites import Answer, Site

from bot.services.article_builder import build_incoming
from bot.services.ingest import IngestService
from news.source import Entry, FetchResult, Source, build_source_id
from sources.http.fetch_policy import FetchPolicy
from sources.parsing import entry_fingerprints, entry_identity, feed
from sources.parsing.entry_fingerprints import FeedDelta
from storage.sqlite.store import Store

NOW = datetime(2026, 11, 18, tzinfo=UTC)
LOCAL = FetchPolicy(allowed_networks=(ip_network("127.0.0.0/8"),), min_interval_seconds=0)
FORMATS = ("rss", "atom", "rdf", "json")
# How the entries of a feed name themselves.
IDENTITIES = (
    "guid and link",
    "link",
    "guid",
    "fragment",
    "one link",
    "one guid",
    "tracking parameter",
    "title",
)
PAGES = ("answer", "fail once", "fail always")


def _identify(number: int, identity: str) -> tuple[str, str]:
    """Return an entry's guid and link."""
    return {
        "guid and link": (f"g{number}", f"/p/{number}"),
        "link": ("", f"/p/{number}"),
        "guid": (f"g{number}", ""),
        "fragment": ("", f"/notes#v{number}"),
        "one link": (f"g{number}", "/offer"),
        "one guid": ("0", f"/p/{number}"),
        "tracking parameter": ("", f"/p?cmpid={number}"),
        "title": ("", "/offer"),
    }[identity]


def _write_feed(format_name: str, numbers: list[int], identity: str, *, dated: bool) -> bytes:
    entries = []
    for number in numbers:
        guid, link = _identify(number, identity)
        title = f"Ferry {number} leaves Orrel"
        moment = NOW - timedelta(minutes=number)
        if format_name == "json":
            item = {
                "title": title,
                "id": guid,
                "url": link,
                "date_published": moment.isoformat() if dated else None,
            }
            entries.append(json.dumps({name: value for name, value in item.items() if value}))
        elif format_name == "atom":
            when = f"<published>{moment.isoformat()}</published>" if dated else ""
            entries.append(
                f"<entry><title>{title}</title>"
                + (f"<id>{guid}</id>" if guid else "")
                + (f'<link href="{escape(link)}"/>' if link else "")
                + f"{when}</entry>"
            )
        else:
            when = (
                ""
                if not dated
                else f"<dc:date>{moment.isoformat()}</dc:date>"
                if format_name == "rdf"
                else f"<pubDate>{moment:%d %b %Y %H:%M:%S} +0000</pubDate>"
            )
            entries.append(
                f"<item><title>{title}</title>"
                + (f"<guid>{guid}</guid>" if guid else "")
                + (f"<link>{escape(link)}</link>" if link else "")
                + f"{when}</item>"
            )
    joined = "".join(entries)
    return {
        "json": '{"version": "https://jsonfeed.org/version/1.1", "title": "Ferries", "items": ['
        + ",".join(entries)
        + "]}",
        "atom": f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Ferries</title>{joined}</feed>',
        "rss": f'<rss version="2.0"><channel><title>Ferries</title>{joined}</channel></rss>',
        "rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Ferries</title></channel>{joined}</rdf:RDF>',
    }[format_name].encode()  # fmt: skip


def _page_handler(pages: str) -> Answer:
    """Return a handler of all pages: they answer, fail at the first request, or fail always."""
    asked: set[str] = set()

    async def answer(request: web.Request) -> web.Response:
        is_first = request.path_qs not in asked
        asked.add(request.path_qs)
        if pages == "fail always" or (pages == "fail once" and is_first):
            return web.Response(status=503)
        number = request.path.rpartition("/")[2]
        sentences = "".join(
            f"<p>The ferry number {number} of the Orrel line made its trip {n} over the river Lask in fog, its captain told the harbour office.</p>"
            for n in range(5)
        )
        title = f"Ferry {number} leaves Orrel"
        return web.Response(
            text=f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{sentences}</article></body></html>",
            content_type="text/html",
        )

    return answer


def _count_arrived(site: Site, folder: Path, feed_at_visit: Callable[[int], bytes], pages: str) -> int:
    """Poll a feed three times, and return the number of its articles."""
    handler = _page_handler(pages)
    with Store(folder / "newsbrief.db") as store:
        ingest = IngestService(store, LOCAL)
        source = Source(
            id=build_source_id(site.url("/feed")), url=site.url("/feed"), kind="feed", created_at=NOW
        )
        store.sources.save(source)
        store.sources.follow("T", "C", source.id, created_at=NOW)
        site.answer_others(handler)
        for visit in range(3):
            site.put("/feed", feed_at_visit(visit).decode())
            (stored_source,) = store.sources.active()
            ingest.refresh(now=NOW + timedelta(hours=visit), selected_sources=[stored_source])
        far_back = datetime(1980, 1, 1, tzinfo=UTC)
        return len(store.articles.in_window([source.id], far_back, NOW + timedelta(days=2), limit=10_000))


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.stop()


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(FORMATS),
    st.sampled_from(IDENTITIES),
    st.booleans(),
    st.randoms(use_true_random=False),
    st.integers(1, 12),
    st.integers(0, 12),
)
def test_every_entry_of_a_feed_becomes_an_article(
    format_name: str,
    identity: str,
    dated: bool,  # noqa: FBT001 - drawn by Hypothesis
    rng: random.Random,
    count: int,
    later_count: int,
) -> None:
    """Some entries are there at the first visit, others come with the second; none goes lost, none comes twice."""
    numbers = list(range(count + later_count))
    rng.shuffle(numbers)
    feeds = [
        _write_feed(format_name, numbers[:count] if visit == 0 else numbers, identity, dated=dated)
        for visit in range(3)
    ]
    source = Source(id="ferries", url="https://ferries.example/feed", kind="feed", created_at=NOW)
    with Store(None) as store:
        store.sources.save(source)
        known_fingerprints = b""
        for data in feeds:
            delta = entry_fingerprints.cut_known_entries(data, known_fingerprints)
            known_fingerprints = delta.entry_fingerprints
            if delta.new_count:
                store.articles.add(
                    build_incoming(
                        source, FetchResult(source.id, NOW, entries=_identify_entries(delta, data))
                    )[0]
                )

        far_back = datetime(1980, 1, 1, tzinfo=UTC)
        arrived = store.articles.in_window([source.id], far_back, NOW + timedelta(days=2))
        assert sorted(article.title for article in arrived) == sorted(
            f"Ferry {number} leaves Orrel" for number in numbers
        )


def _identify_entries(delta: FeedDelta, data: bytes) -> tuple[Entry, ...]:
    entries = feed.parse(delta.data, url="https://ferries.example/feed").entries
    if not entry_identity.may_share_identifiers(entries, delta.known_data):
        return entry_identity.mark_shared_identifiers(entries)
    whole_feed = feed.parse(data, url="https://ferries.example/feed", with_texts=False)
    return entry_identity.copy_shared_identifiers(
        entries, entry_identity.mark_shared_identifiers(whole_feed.entries)
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("count", "format_name", "identity", "pages", "order", "dated"),
    [
        (30, "rss", "link", "fail once", "shuffled", True),
        (30, "json", "one guid", "answer", "oldest first", False),
        (30, "atom", "guid", "fail always", "newest first", False),
        (30, "rdf", "title", "fail once", "oldest first", False),
        (500, "atom", "guid and link", "answer", "oldest first", True),
        (500, "rdf", "fragment", "fail once", "newest first", True),
        (700, "rss", "link", "fail always", "oldest first", True),
        (700, "json", "one link", "fail once", "shuffled", False),
    ],
)
def test_every_entry_of_a_long_feed_becomes_an_article(
    site: Site,
    tmp_path: Path,
    count: int,
    format_name: str,
    identity: str,
    pages: str,
    order: str,
    dated: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    numbers = list(range(count))  # the newest first
    if order == "shuffled":
        random.Random(count).shuffle(numbers)
    elif order == "oldest first":
        numbers.reverse()
    data = _write_feed(format_name, numbers, identity, dated=dated)

    assert _count_arrived(site, tmp_path, lambda _visit: data, pages) == count
