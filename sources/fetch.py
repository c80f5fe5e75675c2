"""Visits: to many sources at once, each a value, whatever comes of it.

address --get--> bytes --parse, in another process--> entries --where the feed has too little: its page--> fetched
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from news import polling
from news.errors import SourceError, Unreadable
from news.source import Fetched, Source, source_id
from sources.http import client, concurrency
from sources.http.fetch_policy import Manners
from sources.http.robots import Robots
from sources.parsing import entry_fingerprints, feed_discovery
from sources.parsing.worker_pool import SEATS, Bench

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from news.source import Entry, Feed, Page
    from sources.http.client import Response, Session
    from sources.http.robots import Rules

    Probed = tuple[str, int | None, int | None, str | None]
    Known = Callable[[Entry, str], bool]

R = TypeVar("R")

# Pages read at one visit to one feed, and the seconds that they may take together: a first visit must not be a crawl.
PAGES, PAGES_SECONDS = 10, 30.0
# Sources visited at once. The gates of a session wait inside: a hundred calls in all, two to one host.
TOGETHER = 50
# Seconds that a visit waits for others to be stored with it: a transaction costs more than what it holds (1,000
# unchanged feeds took 1.35 s of CPU one by one).
GATHER = 0.2
# Feeds that are tried for a page that names several or none.
TRIED = 8
# What a page may be; a podcast's entry leads to 100 MB of sound.
PAGE_KINDS = ("text/html", "application/xhtml", "text/plain")


@dataclass(frozen=True, slots=True)
class Found:
    """The feed that an address leads to.

    Attributes:
        source: it, as it would be kept.
        headlines: of its entries, in its order.
        others: other feeds that its page names.
    """

    source: Source
    headlines: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def visit_all(
    sources: Sequence[Source],
    *,
    now: datetime,
    known: Known,
    manners: Manners = Manners(),
    robots: Rules | None = None,
) -> Iterator[tuple[Fetched, ...]]:
    """Visit feeds, and give the visits soon after they are done, one or several. They go on while a result is used.

    Args:
        sources: feeds; files are read by `sources.files`.
        now: when.
        known: whether an entry of the source with that id is stored already, so that its page need not be read.
        manners: how to behave.
        robots: what sites allowed at earlier visits; what is learnt is added.
    """

    async def work() -> AsyncGenerator[tuple[Fetched, ...], None]:
        async with _errand(manners, now, robots) as errand:

            async def visit(source: Source) -> Fetched:
                return await _visit(errand, source, now, known)

            there = concurrency.listed(sources)
            async for fetched in concurrency.each(there, visit, together=TOGETHER, gather=GATHER):
                yield fetched

    yield from concurrency.given(work())


def visit(
    source: Source,
    *,
    now: datetime,
    known: Known = lambda _entry, _source: False,
    manners: Manners = Manners(),
) -> Fetched:
    """Visit one feed; see `visit_all`."""
    ((fetched,),) = visit_all((source,), now=now, known=known, manners=manners)
    return fetched


def find(url: str, *, now: datetime, manners: Manners = Manners()) -> Found:
    """Find the feed that an address leads to: itself, one that the page names, or one where feeds usually lie.

    Raises:
        SourceError: it cannot be reached, or leads to no feed.
    """

    async def work() -> AsyncGenerator[Found, None]:
        async with _errand(manners, now) as errand:
            yield await _found(errand, url, now)

    return next(iter(list(concurrency.given(work()))))


def probe(urls: Iterable[str], *, manners: Manners = Manners()) -> Iterator[Probed]:
    """Fetch addresses as they arrive: give (url, status, bytes, error) of each as soon as it is known."""

    async def work() -> AsyncGenerator[Probed, None]:
        async with client.session(manners) as opened:

            async def one(url: str) -> Probed:
                try:
                    answer = await client.get(opened, url)
                except SourceError as problem:
                    return url, getattr(problem, "status", 0) or None, None, str(problem)
                return url, answer.status, len(answer.body), None

            async for probed in concurrency.each(concurrency.arriving(urls), one, together=TOGETHER):
                for row in probed:
                    yield row

    yield from concurrency.given(work())


# ---- private: what every errand takes along


@dataclass(frozen=True, slots=True)
class _Errand:
    """A session, the processes that parse and the threads that wait for them, and what sites allow."""

    session: Session
    bench: Bench
    waiters: ThreadPoolExecutor
    robots: Robots

    async def feed(self, answer: Response) -> Feed:
        return await self._apart(self.bench.feed, answer)

    async def page(self, answer: Response) -> Page:
        return await self._apart(self.bench.page, answer)

    async def links(self, answer: Response) -> tuple[str, ...]:
        return await self._apart(self.bench.links, answer)

    async def _apart(self, parse: Callable[[bytes, str, str], R], answer: Response) -> R:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.waiters, parse, answer.body, answer.url, answer.content_type)


@asynccontextmanager
async def _errand(manners: Manners, now: datetime, robots: Rules | None = None) -> AsyncIterator[_Errand]:
    # As many waiters as processes: who waits longer must not hold a thread in which names are looked up.
    with Bench() as bench, ThreadPoolExecutor(SEATS, "newsbrief-parsing") as waiters:
        async with client.session(manners) as session:
            yield _Errand(session, bench, waiters, Robots(session, {} if robots is None else robots, now))


# ---- private: one visit


async def _visit(errand: _Errand, source: Source, now: datetime, known: Known) -> Fetched:
    try:
        answer = await client.get(errand.session, source.url, polling.conditions(source, now))
        if answer.unchanged:
            return _unchanged(answer, source, now)
        rest = entry_fingerprints.new(answer.body, source.course.marks)
        if not rest.new:
            return replace(_unchanged(answer, source, now), marks=rest.marks)
        feed = await errand.feed(replace(answer, body=rest.data))
    except SourceError as problem:
        wait = timedelta(seconds=problem.wait) if isinstance(problem, client.Busy) else None
        held = isinstance(problem, client.LeftAlone)
        return Fetched(source.id, now, failures=(problem,), wait=wait, held=held)
    return Fetched(
        source.id,
        now,
        feed.title,
        await _filled(errand, feed.entries, source, known),
        answer.validators,
        whole=True,
        marks=rest.marks,
        shared=rest.cut,
        gap=None if rest.cut else feed.gap,
        newest=feed.newest,
        target=answer.moved,
        wait=_wish(answer, feed.ttl),
    )


def _unchanged(answer: Response, source: Source, now: datetime) -> Fetched:
    return Fetched(
        source.id,
        now,
        validators=answer.validators,
        unchanged=True,
        whole=not answer.unchanged,
        target=answer.moved,
        wait=_wish(answer),
    )


def _wish(answer: Response, ttl: timedelta | None = None) -> timedelta | None:
    """Give for how long a server asks to be left alone, in its headers or in the feed."""
    fresh = timedelta(seconds=answer.fresh)
    return max(fresh, ttl or fresh) or None


async def _filled(
    errand: _Errand, entries: Sequence[Entry], source: Source, known: Known
) -> tuple[Entry, ...]:
    """Read the pages of entries whose feed says too little, the first in the feed's order."""
    lacking = [
        place
        for place, entry in enumerate(entries)
        if entry.partial and entry.url and not known(entry, source.id)
    ][:PAGES]
    if not lacking:
        return tuple(entries)
    reading = {asyncio.create_task(_page(errand, entries[place])): place for place in lacking}
    done, late = await asyncio.wait(reading, timeout=PAGES_SECONDS)
    for task in late:
        task.cancel()
    filled = list(entries)
    for task in done:
        filled[reading[task]] = task.result()
    return tuple(filled)


async def _page(errand: _Errand, entry: Entry) -> Entry:
    """Fill an entry from its page; the feed's own words stay where the page may not be read or holds fewer."""
    try:
        if not await errand.robots.allow(entry.url):
            return entry
        answer = await client.get(errand.session, entry.url, kinds=PAGE_KINDS)
        page = await errand.page(answer)
    except SourceError:
        return entry
    if len(page.text) <= len(entry.text):
        return entry
    return replace(
        entry,
        text=page.text,
        published=entry.published or page.date,
        authors=entry.authors or ((page.author,) if page.author else ()),
        language=page.language or entry.language,
        partial=False,
    )


# ---- private: from a page to its feed


async def _found(errand: _Errand, url: str, now: datetime) -> Found:
    answer = await client.get(errand.session, url)
    try:
        return _as_found(url, await errand.feed(answer), now)
    except Unreadable as problem:
        named = await errand.links(answer)
        for link in (named or feed_discovery.usual(answer.url))[:TRIED]:
            try:
                feed = await errand.feed(await client.get(errand.session, link))
            except SourceError:
                continue
            if feed.entries:
                return _as_found(link, feed, now, tuple(each for each in named if each != link))
        raise Unreadable(
            client.shown(url), "leads to no feed. Give the address of a feed, or of a page that names one"
        ) from problem


def _as_found(url: str, feed: Feed, now: datetime, others: tuple[str, ...] = ()) -> Found:
    source = Source(id=source_id(url), url=url, kind="feed", added=now, title=feed.title)
    return Found(source, tuple(entry.title for entry in feed.entries), others)
