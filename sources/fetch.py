"""Visits: to many sources at once, each a value, whatever comes of it.

address --get--> bytes --parse, in another process--> entries --where the feed has too little: its page--> fetched
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import aclosing
from dataclasses import replace
from queue import Queue
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urljoin, urlsplit

from protego import Protego

from news.errors import SourceError, Unreadable
from news.source import Fetched, Source, source_id
from sources import discovery, http
from sources.workers import Bench

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    import aiohttp

    from news.source import Entry, Feed
    from sources.address import Network

    Probed = tuple[str, int | None, int | None, str | None]

# Pages read at one visit to one feed: a first visit must not be a crawl.
PAGES = 10
# Sources visited at once; two connections a host, a hundred in all, wait inside.
TOGETHER = 50
# Feeds that are tried for a page that names several or none.
TRIED = 8
AGENT = "Newsbrief"

T = TypeVar("T")


def visit_all(
    sources: Sequence[Source],
    *,
    now: datetime,
    known: Callable[[Entry, str], bool],
    contact: str = "",
    inside: Sequence[Network] = (),
) -> Iterator[Fetched]:
    """Visit feeds, and give each visit as soon as it is done.

    Args:
        sources: feeds; files are read by `sources.files`.
        now: when.
        known: whether an entry of the source with that id is stored already, so that its page need not be read.
        contact: an address that publishers may write to.
        inside: networks that are allowed although they are not public.
    """

    async def work() -> AsyncIterator[Fetched]:
        with Bench() as bench:
            async with http.session(contact=contact, inside=inside) as opened:
                gate = asyncio.Semaphore(TOGETHER)
                visits = [_visit(opened, bench, gate, source, now, known) for source in sources]
                for visit in asyncio.as_completed(visits):
                    yield await visit

    yield from _stream(work())


def find(url: str, *, now: datetime, contact: str = "", inside: Sequence[Network] = ()) -> Source:
    """Find the feed that an address leads to: itself, one that the page names, or one where feeds usually lie.

    Raises:
        SourceError: it cannot be reached, or leads to no feed.
    """

    async def work() -> AsyncIterator[Source]:
        with Bench() as bench:
            async with http.session(contact=contact, inside=inside) as opened:
                yield await _found(opened, bench, url, now)

    return next(iter(list(_stream(work()))))


def probe(urls: Iterable[str], *, inside: Sequence[Network] = ()) -> Iterator[Probed]:
    """Fetch addresses as they arrive: give (url, status, bytes, error) of each as soon as it is known."""

    async def work() -> AsyncIterator[Probed]:
        known: asyncio.Queue[Probed | None] = asyncio.Queue()
        gate = asyncio.Semaphore(TOGETHER)

        async def one(url: str) -> None:
            async with gate:
                await known.put(await _probed(opened, url))

        async def read() -> None:
            tasks = [asyncio.create_task(one(url)) async for url in _arriving(urls)]
            await asyncio.gather(*tasks)
            await known.put(None)

        async with http.session(inside=inside) as opened:
            reading = asyncio.create_task(read())
            while (answer := await known.get()) is not None:
                yield answer
            await reading

    yield from _stream(work())


# ---- private: probing


async def _probed(opened: aiohttp.ClientSession, url: str) -> Probed:
    try:
        answer = await http.get(opened, url)
    except SourceError as problem:
        return url, getattr(problem, "status", 0) or None, None, str(problem)
    return url, answer.status, len(answer.body), None


async def _arriving(urls: Iterable[str]) -> AsyncIterator[str]:
    """Give what a stream brings, without holding the loop while it brings nothing."""
    stream, loop = iter(urls), asyncio.get_running_loop()
    while (url := await loop.run_in_executor(None, next, stream, None)) is not None:
        yield url


# ---- private: one visit


async def _visit(
    opened: aiohttp.ClientSession,
    bench: Bench,
    gate: asyncio.Semaphore,
    source: Source,
    now: datetime,
    known: Callable[[Entry, str], bool],
) -> Fetched:
    async with gate:
        try:
            answer = await http.get(opened, source.url, source.validators)
            if answer.unchanged:
                return Fetched(source.id, now, validators=source.validators, unchanged=True)
            feed = await _parsed(bench, answer)
        except SourceError as problem:
            return Fetched(source.id, now, validators=source.validators, failures=(problem,))
        entries = await _filled(opened, bench, feed.entries, source, known)
        return Fetched(source.id, now, feed.title, entries, answer.validators)


async def _parsed(bench: Bench, answer: http.Response) -> Feed:
    return await asyncio.to_thread(bench.feed, answer.body, answer.url, answer.content_type)


async def _filled(
    opened: aiohttp.ClientSession,
    bench: Bench,
    entries: Sequence[Entry],
    source: Source,
    known: Callable[[Entry, str], bool],
) -> tuple[Entry, ...]:
    """Read the pages of entries whose feed says too little, the newest first in the feed's order."""
    filled, read = [], 0
    robots: dict[str, Protego] = {}
    for entry in entries:
        if entry.partial and entry.url and read < PAGES and not known(entry, source.id):
            read += 1
            filled.append(await _page(opened, bench, entry, robots))
        else:
            filled.append(entry)
    return tuple(filled)


async def _page(
    opened: aiohttp.ClientSession, bench: Bench, entry: Entry, robots: dict[str, Protego]
) -> Entry:
    """Fill an entry from its page; the feed's own words stay where the page may not be read or holds fewer."""
    try:
        if not await _welcome(opened, entry.url, robots):
            return entry
        answer = await http.get(opened, entry.url)
        page = await asyncio.to_thread(bench.page, answer.body, answer.url, answer.content_type)
    except SourceError:
        return entry
    if len(page.text) <= len(entry.text):
        return entry
    return replace(
        entry,
        text=page.text,
        published=entry.published or page.date,
        authors=entry.authors or ((page.author,) if page.author else ()),
        language=page.language,
        partial=False,
    )


async def _welcome(opened: aiohttp.ClientSession, url: str, robots: dict[str, Protego]) -> bool:
    """Ask a site's robots.txt whether a page may be read; a site without one allows it."""
    site = "{0.scheme}://{0.netloc}".format(urlsplit(url))
    if site not in robots:
        try:
            said = (await http.get(opened, urljoin(site, "/robots.txt"), largest=2**19)).body.decode(
                "utf-8", "replace"
            )
        except SourceError as problem:
            # No answer or a fault of the server's: wait (RFC 9309, 2.3.1.4).
            absent = 400 <= getattr(problem, "status", 0) < 500  # noqa: PLR2004 - HTTP: there is none
            said = "" if absent else "User-agent: *\nDisallow: /"
        robots[site] = Protego.parse(said)
    return bool(robots[site].can_fetch(url, AGENT))


async def _found(opened: aiohttp.ClientSession, bench: Bench, url: str, now: datetime) -> Source:
    answer = await http.get(opened, url)
    try:
        return _source(url, await _parsed(bench, answer), now)
    except Unreadable as problem:
        named = discovery.links(answer.body, answer.url, answer.content_type) or discovery.usual(answer.url)
        for link in named[:TRIED]:
            try:
                feed = await _parsed(bench, await http.get(opened, link))
            except SourceError:
                continue
            if feed.entries:
                return _source(link, feed, now)
        raise Unreadable(
            http.shown(url), "leads to no feed. Give the address of a feed, or of a page that names one"
        ) from problem


def _source(url: str, feed: Feed, now: datetime) -> Source:
    return Source(id=source_id(url), url=url, kind="feed", added=now, title=feed.title)


# ---- private: from the loop to whoever waits


def _stream(work: AsyncIterator[T]) -> Iterator[T]:
    """Run an asynchronous stream on a loop of its own, in another thread, and give what it gives."""
    ready: Queue[tuple[str, object]] = Queue(maxsize=100)

    async def drive() -> None:
        async with aclosing(work) as given:  # type: ignore[type-var]
            async for value in given:
                ready.put(("value", value))

    def run() -> None:
        try:
            asyncio.run(drive())
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            ready.put(("error", error))
        else:
            ready.put(("end", None))

    thread = threading.Thread(target=run, name="newsbrief-visits", daemon=True)
    thread.start()
    while True:
        kind, value = ready.get()
        if kind == "end":
            break
        if kind == "error":
            assert isinstance(value, BaseException)
            raise value
        yield value  # type: ignore[misc]
    thread.join()
