"""Fetch many feeds concurrently. Failures are returned as results, not raised.

URL --get--> bytes --parse, in another process--> entries --read the page of short entries--> FetchResult
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, TypeVar
from urllib.parse import urlsplit

from news import polling
from news.errors import Refused, SourceError, Unreachable, Unreadable
from news.source import CacheValidators, Entry, FetchResult, Source, build_source_id, without_future_dates
from sources import page_backlog
from sources.http import client, concurrency
from sources.http.fetch_policy import FetchPolicy
from sources.http.requests import ACCEPT_PAGE
from sources.http.robots import Robots
from sources.page_backlog import PageBacklog
from sources.parsing import entry_fingerprints, entry_identity, feed_discovery
from sources.parsing.worker_pool import MAX_PROCESSES, ParserPool

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from news.source import Feed, Page
    from sources.http.client import Response, Session
    from sources.http.robots import RobotsRules
    from sources.parsing.entry_fingerprints import FeedDelta

    ProbeResult = tuple[str, int | None, int | None, str | None]
    IsKnownEntry = Callable[[Entry, str], bool]
    # The outcome of a page: read or never to be read; failed temporarily; not requested.
    _PageOutcome = Literal["final", "failed", "not_tried"]

R = TypeVar("R")

# The maximum number of pages per fetch of a feed, and the seconds for all of them: a first fetch must not be a crawl.
MAX_PAGES, PAGES_TIMEOUT_SECONDS = 10, 30.0
# The number of feeds fetched concurrently. The session throttles the requests: a hundred in total, two per host.
MAX_CONCURRENT_POLLS = 50
# Seconds that a result waits for others to be stored with it: a transaction costs more than its rows (1,000 unchanged
# feeds took 1.35 s of CPU one by one).
BATCH_SECONDS = 0.2
# The maximum number of feed URLs to try for a page that links several feeds, or none.
MAX_FEEDS_TRIED = 8
# The content types of pages; a podcast's entry links to 100 MB of audio.
PAGE_CONTENT_TYPES = ("text/html", "application/xhtml", "text/plain")
# Statuses of temporary failures: a server error (500 or above), a timeout, or too many requests.
_MIN_SERVER_ERROR, _TEMPORARY_STATUSES = 500, frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class DiscoveredFeed:
    """A feed found for a URL.

    Attributes:
        source: the feed as a source that is not stored yet.
        headlines: the titles of the feed's entries, in the feed's order.
        other_feed_urls: the URLs of other feeds that the page links.
    """

    source: Source
    headlines: tuple[str, ...] = ()
    other_feed_urls: tuple[str, ...] = ()


def poll_all(
    sources: Sequence[Source],
    *,
    now: datetime,
    is_known: IsKnownEntry,
    policy: FetchPolicy = FetchPolicy(),
    robots_rules: RobotsRules | None = None,
) -> Iterator[tuple[FetchResult, ...]]:
    """Fetch feeds concurrently, and yield the results in small batches as they arrive.

    Args:
        sources: the feeds; files are read by `sources.files`.
        now: the current time, aware.
        is_known: whether an entry of the source with this id is already stored, so that its page need not be read.
        policy: the settings of the fetches.
        robots_rules: the robots.txt rules from earlier fetches; new ones are added.
    """

    async def run_polls() -> AsyncGenerator[tuple[FetchResult, ...], None]:
        async with _open_context(policy, now, robots_rules) as context:

            async def poll_source(source: Source) -> FetchResult:
                return await _poll_source(context, source, now, is_known)

            source_stream = concurrency.from_list(sources)
            async for results in concurrency.map_concurrent(
                source_stream, poll_source, max_concurrency=MAX_CONCURRENT_POLLS, batch_seconds=BATCH_SECONDS
            ):
                yield results

    yield from concurrency.run(run_polls())


def poll(
    source: Source,
    *,
    now: datetime,
    is_known: IsKnownEntry = lambda _entry, _source: False,
    policy: FetchPolicy = FetchPolicy(),
) -> FetchResult:
    """Fetch one feed in the same way as `poll_all`."""
    ((result,),) = poll_all((source,), now=now, is_known=is_known, policy=policy)
    return result


def discover_feed(url: str, *, now: datetime, policy: FetchPolicy = FetchPolicy()) -> DiscoveredFeed:
    """Find the feed for a URL.

    Candidates are the URL itself, feeds linked from its page, and feeds at common paths.

    Raises:
        SourceError: the URL cannot be fetched, or does not lead to a feed.
    """

    async def run_discovery() -> AsyncGenerator[DiscoveredFeed, None]:
        async with _open_context(policy, now) as context:
            yield await _discover_feed(context, url, now)

    return next(iter(list(concurrency.run(run_discovery()))))


def probe_urls(urls: Iterable[str], *, policy: FetchPolicy = FetchPolicy()) -> Iterator[ProbeResult]:
    """Fetch a stream of URLs, and yield (url, status, bytes, error) for each as soon as it is fetched."""

    async def run_probes() -> AsyncGenerator[ProbeResult, None]:
        async with client.open_session(policy) as http_session:

            async def probe_url(url: str) -> ProbeResult:
                try:
                    response = await client.get(http_session, url)
                except SourceError as error:
                    return url, getattr(error, "status", 0) or None, None, str(error)
                return url, response.status, len(response.body), None

            async for results in concurrency.map_concurrent(
                concurrency.from_iterable(urls), probe_url, max_concurrency=MAX_CONCURRENT_POLLS
            ):
                for result in results:
                    yield result

    yield from concurrency.run(run_probes())


def read_pages(
    urls: Sequence[str], *, now: datetime, policy: FetchPolicy = FetchPolicy()
) -> tuple[Entry | SourceError, ...]:
    """Fetch article pages, and return for each URL an entry, or why there is none.

    The entry has the URL that was asked for.
    """

    async def read_page(context: _FetchContext, url: str) -> Entry | SourceError:
        try:
            if not await context.robots.is_allowed(url):
                return Unreadable(url, "the site does not allow robots there")
            response = await client.get(
                context.session, url, content_types=PAGE_CONTENT_TYPES, accept=ACCEPT_PAGE
            )
            page = await context.parse_page(response)
        except SourceError as error:
            return error
        if not page.text or page.refusal:
            return Unreadable(url, "no article found there")
        entry = Entry(
            page.title or url,
            page.text,
            url=url,
            published_at=page.published_at,
            authors=(page.author,) if page.author else (),
            language=page.language,
            outlet=page.outlet or urlsplit(url).netloc,
        )
        return without_future_dates(entry, now)

    async def run_all() -> AsyncGenerator[tuple[Entry | SourceError, ...], None]:
        async with _open_context(policy, now) as context:
            yield tuple(await asyncio.gather(*(read_page(context, url) for url in urls)))

    return next(iter(list(concurrency.run(run_all()))))


# ---- private: the shared context


@dataclass(frozen=True, slots=True)
class _FetchContext:
    """The objects that all fetches share, such as the session and the parser processes."""

    session: Session
    parser_pool: ParserPool
    parser_threads: ThreadPoolExecutor
    robots: Robots

    async def parse_feed(self, response: Response) -> Feed:
        return await self._run_parser(self.parser_pool.parse_feed, response)

    async def parse_headlines(self, response: Response) -> Feed:
        return await self._run_parser(self.parser_pool.parse_headlines, response)

    async def parse_page(self, response: Response) -> Page:
        return await self._run_parser(self.parser_pool.parse_page, response)

    async def find_feed_links(self, response: Response) -> tuple[str, ...]:
        return await self._run_parser(self.parser_pool.find_feed_links, response)

    async def _run_parser(self, parse: Callable[[bytes, str, str], R], response: Response) -> R:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self.parser_threads, parse, response.body, response.url, response.content_type
        )


@asynccontextmanager
async def _open_context(
    policy: FetchPolicy, now: datetime, robots_rules: RobotsRules | None = None
) -> AsyncIterator[_FetchContext]:
    # As many threads as processes: a longer queue must not occupy the threads that resolve host names.
    with (
        ParserPool() as parser_pool,
        ThreadPoolExecutor(MAX_PROCESSES, "newsbrief-parsing") as parser_threads,
    ):
        async with client.open_session(policy) as http_session:
            yield _FetchContext(
                http_session,
                parser_pool,
                parser_threads,
                Robots(http_session, {} if robots_rules is None else robots_rules, now),
            )


# ---- private: one fetch


async def _poll_source(
    context: _FetchContext, source: Source, now: datetime, is_known: IsKnownEntry
) -> FetchResult:
    try:
        response = await client.get(context.session, source.url, polling.conditional_validators(source, now))
        if response.not_modified:
            return _build_unchanged_result(response, source, now)
        delta = entry_fingerprints.cut_known_entries(response.body, source.poll_state.entry_fingerprints)
        if not delta.new_count:
            return replace(
                _build_unchanged_result(response, source, now), entry_fingerprints=delta.entry_fingerprints
            )
        feed = await context.parse_feed(replace(response, body=delta.data))
        entries = await _identify_entries(context, feed.entries, response, delta)
    except SourceError as error:
        retry_after = (
            timedelta(seconds=error.retry_after_seconds) if isinstance(error, client.RetryLater) else None
        )
        skipped = isinstance(error, client.HostCoolingDown)
        return FetchResult(source.id, now, failures=(error,), retry_after=retry_after, skipped=skipped)
    previous_fingerprints = entry_fingerprints.split_fingerprints(source.poll_state.entry_fingerprints)
    backlog = PageBacklog(previous_fingerprints)
    entries = await _fill_from_pages(context, entries, source, is_known, backlog)
    entries = tuple(without_future_dates(entry, now) for entry in entries)
    new_fingerprints, validators = delta.entry_fingerprints, response.validators
    if backlog.pending_count:
        # The server must not answer "not modified", and pending entries must not be cut out of the feed.
        cut_fingerprints = entry_fingerprints.split_fingerprints(new_fingerprints) & previous_fingerprints
        new_fingerprints = b"".join(cut_fingerprints) + backlog.fingerprints
        validators = CacheValidators()
    return FetchResult(
        source.id,
        now,
        feed.title,
        entries,
        validators,
        full=True,
        entry_fingerprints=new_fingerprints,
        known_entry_count=delta.known_count + backlog.known_count,
        typical_interval=None if delta.known_count else feed.typical_interval,
        newest_entry_at=min(feed.newest_entry_at, now) if feed.newest_entry_at else None,
        redirect_url=response.permanent_url,
        retry_after=_read_requested_wait(response, feed.ttl),
        content_counts=backlog.content_counts,
    )


async def _identify_entries(
    context: _FetchContext, entries: Sequence[Entry], response: Response, delta: FeedDelta
) -> tuple[Entry, ...]:
    """Return the new entries of a feed, marked with the identifiers that they share with other entries."""
    if not delta.known_data or not entry_identity.may_share_identifiers(entries, delta.known_data):
        return entry_identity.mark_shared_identifiers(entries)
    whole_feed = await context.parse_headlines(response)
    return entry_identity.copy_shared_identifiers(
        entries, entry_identity.mark_shared_identifiers(whole_feed.entries)
    )


def _build_unchanged_result(response: Response, source: Source, now: datetime) -> FetchResult:
    return FetchResult(
        source.id,
        now,
        validators=response.validators,
        unchanged=True,
        full=not response.not_modified,
        redirect_url=response.permanent_url,
        retry_after=_read_requested_wait(response),
    )


def _read_requested_wait(response: Response, ttl: timedelta | None = None) -> timedelta | None:
    """Return the wait that the headers or the feed request before the next fetch; None if there is none."""
    max_age = timedelta(seconds=response.max_age_seconds)
    return max(max_age, ttl or max_age) or None


async def _fill_from_pages(
    context: _FetchContext,
    entries: Sequence[Entry],
    source: Source,
    is_known: IsKnownEntry,
    backlog: PageBacklog,
) -> tuple[Entry, ...]:
    """Return the incomplete entries, with each summary replaced by the text of the entry's page.

    An entry whose page is pending is returned as it is in the feed, and again once its page is read.
    """
    attempts_by_index: dict[int, int] = {}
    filled_entries: dict[int, Entry] = {}
    for index, entry in enumerate(entries):
        if backlog.is_complete(entry):
            continue
        filled_entries[index] = entry
        attempts = backlog.pending_attempts(entry)
        backlog.known_count += attempts is not None
        if entry.partial and entry.url and (attempts is not None or not is_known(entry, source.id)):
            attempts_by_index[index] = attempts or 0
    prioritized_indexes = page_backlog.sort_by_priority(entries, attempts_by_index)
    pages = await _read_pages(context, {index: entries[index] for index in prioritized_indexes[:MAX_PAGES]})
    for index in filled_entries.keys() - attempts_by_index.keys():
        backlog.mark_complete(entries[index])
    for index in prioritized_indexes:
        entry = entries[index]
        filled_entries[index], outcome = pages.get(index, (entry, "not_tried"))
        if outcome == "final":
            backlog.mark_complete(entry)
            continue
        backlog.mark_pending(entry, attempts_by_index[index] + (outcome == "failed"))
    for index, filled_entry in filled_entries.items():
        backlog.count(entries[index], filled_entry, is_new=backlog.pending_attempts(entries[index]) is None)
    return tuple(filled_entries[index] for index in sorted(filled_entries))


async def _read_pages(
    context: _FetchContext, entries: Mapping[int, Entry]
) -> dict[int, tuple[Entry, _PageOutcome]]:
    """Read the pages of entries concurrently, within a time limit.

    Return each entry with the outcome of its page.
    """
    if not entries:
        return {}
    index_by_task = {
        asyncio.create_task(_fill_from_page(context, entry)): index for index, entry in entries.items()
    }
    finished_tasks, unfinished_tasks = await asyncio.wait(index_by_task, timeout=PAGES_TIMEOUT_SECONDS)
    for task in unfinished_tasks:
        task.cancel()
    timed_out: dict[int, tuple[Entry, _PageOutcome]] = {
        index_by_task[task]: (entries[index_by_task[task]], "failed") for task in unfinished_tasks
    }
    return timed_out | {index_by_task[task]: task.result() for task in finished_tasks}


async def _fill_from_page(context: _FetchContext, entry: Entry) -> tuple[Entry, _PageOutcome]:
    """Return the entry with the text of its page, and the outcome of reading the page.

    If the page is unreadable or its text is not longer, the entry is unchanged.
    """
    try:
        if not await context.robots.is_allowed(entry.url):
            return entry, "final" if context.robots.has_rules_for(entry.url) else "failed"
        response = await client.get(
            context.session, entry.url, content_types=PAGE_CONTENT_TYPES, accept=ACCEPT_PAGE
        )
        page = await context.parse_page(response)
    except SourceError as error:
        return entry, _classify_failure(error)
    if len(page.text) <= len(entry.text):
        return entry, "final"
    filled_entry = replace(
        entry,
        text=page.text,
        published_at=entry.published_at or page.published_at,
        authors=entry.authors or ((page.author,) if page.author else ()),
        language=page.language or entry.language,
        partial=False,
    )
    return filled_entry, "final"


def _classify_failure(error: SourceError) -> _PageOutcome:
    """Return the outcome for a page that could not be read.

    The outcome is "final" if retrying is useless, otherwise "failed" or "not_tried".
    """
    if isinstance(error, client.HostCoolingDown):
        return "not_tried"
    status = error.status if isinstance(error, Refused) else 0
    is_temporary = (
        isinstance(error, Unreachable) or status >= _MIN_SERVER_ERROR or status in _TEMPORARY_STATUSES
    )
    return "failed" if is_temporary else "final"


# ---- private: from a page to its feed


async def _discover_feed(context: _FetchContext, url: str, now: datetime) -> DiscoveredFeed:
    response = await client.get(context.session, url)
    try:
        return _build_discovered_feed(url, await context.parse_headlines(response), now)
    except Unreadable as error:
        feed_links = await context.find_feed_links(response)
        for link in (feed_links or feed_discovery.common_feed_urls(response.url))[:MAX_FEEDS_TRIED]:
            try:
                feed = await context.parse_headlines(await client.get(context.session, link))
            except SourceError:
                continue
            if feed.entries:
                return _build_discovered_feed(
                    link, feed, now, tuple(other_link for other_link in feed_links if other_link != link)
                )
        raise Unreadable(
            client.redact_credentials(url),
            "doesn't lead to a feed. Use the address of a feed, or of a page that links to one",
        ) from error


def _build_discovered_feed(
    url: str, feed: Feed, now: datetime, other_feed_urls: tuple[str, ...] = ()
) -> DiscoveredFeed:
    source = Source(id=build_source_id(url), url=url, kind="feed", created_at=now, title=feed.title)
    return DiscoveredFeed(source, tuple(entry.title for entry in feed.entries), other_feed_urls)
