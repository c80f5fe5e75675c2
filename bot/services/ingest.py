"""Poll sources and store their articles.

ingest   entries --build--> articles --add--> store
refresh  due sources --poll--> entries --ingest--> store
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.runtime.monitoring.service_callbacks import NO_CALLBACKS
from bot.services.article_builder import build_incoming, dedup_keys
from news import article as articles
from news import polling
from news.errors import SourceError
from news.source import FetchResult
from sources import fetch, files
from sources.http.fetch_policy import FetchPolicy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from news.article import Article
    from news.source import Entry, Source
    from sources.http.robots import RobotsRules
    from storage.contract import Store

log = logging.getLogger(__name__)

# Articles pruned in one transaction, in which others cannot write, and transactions in one call. A batch takes about
# 0.1 s (bench.retention).
PRUNED_BATCH_SIZE, MAX_PRUNED_BATCHES = 100, 20
# However large the database is, younger articles are kept: the briefs of a week are made of them.
MIN_ARTICLE_AGE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class ArticleRetention:
    """How long articles are kept. What was quoted is kept in any case.

    Attributes:
        max_age: articles are deleted at this age; None to keep them.
        max_bytes: the oldest are deleted while the database uses more bytes; 0 for no limit.
    """

    max_age: timedelta | None = None
    max_bytes: int = 0


KEEP_ALL = ArticleRetention()


@dataclass(frozen=True, slots=True)
class IngestResult:
    """The result of one poll of a source.

    Attributes:
        new_articles: articles that are new for this source.
        changed_articles: articles with changed text.
        known_count: the number of articles that were already stored.
        failures: errors for everything that could not be read; each error names its subject.
    """

    new_articles: tuple[Article, ...]
    changed_articles: tuple[Article, ...]
    known_count: int
    failures: tuple[SourceError, ...]


class IngestService:
    """Polls sources and stores their articles. Thread-safe.

    Args:
        store: where articles and sources are stored.
        fetch_policy: limits and rules for requests to the hosts of sources.
        min_poll_interval: the minimum time between two polls of the same source.
        on_articles_changed: called with the articles that have changed text, and the time.
        on_polled: see `ServiceCallbacks`.
        retention: how long articles are kept.
    """

    def __init__(
        self,
        store: Store,
        fetch_policy: FetchPolicy = FetchPolicy(),
        min_poll_interval: timedelta = polling.MIN_POLL_INTERVAL,
        on_articles_changed: Callable[[Sequence[Article], datetime], object] = lambda _articles, _now: None,
        on_polled: Callable[[FetchResult, int, int, int], None] = NO_CALLBACKS.on_polled,
        retention: ArticleRetention = KEEP_ALL,
    ) -> None:
        self._store = store
        self._fetch_policy = fetch_policy
        self._min_poll_interval = min_poll_interval
        self._on_articles_changed = on_articles_changed
        self._on_polled = on_polled
        self._retention = retention
        self._robots_rules: RobotsRules = {}

    def ingest(self, source: Source, fetch_result: FetchResult) -> IngestResult:
        """Clean and store the articles from one poll of a source, split into sentences. Idempotent."""
        ((_, result),) = self._ingest(((source, fetch_result),))
        return result

    def index_older_articles(self) -> bool:
        """Index a batch of articles from an earlier release for search in all languages.

        Return whether articles are left.
        """
        return self._store.articles.index_older_articles()

    def refresh(
        self,
        *,
        now: datetime,
        selected_sources: Sequence[Source] | None = None,
        on_done: Callable[[Source, IngestResult], None] = lambda _source, _result: None,
    ) -> None:
        """Poll sources and store their articles. A failing source does not stop the others.

        Args:
            now: aware.
            selected_sources: the sources to poll, due or not; by default, all due sources.
            on_done: called for every source as soon as its articles are stored.
        """
        due_sources = (
            polling.due_sources(self._store.sources.active(), now)
            if selected_sources is None
            else selected_sources
        )
        due_sources = [source for source in due_sources if source.kind != "links"]
        feeds_by_id = {source.id: source for source in due_sources if source.kind == "feed"}
        for source in due_sources:
            if source.kind == "files":
                on_done(source, self.ingest(source, _read_folder(source, now)))
        if feeds_by_id:
            self._poll_feeds(feeds_by_id, now, on_done)
        if due_sources:
            log.info("polled sources=%d", len(due_sources))

    def _poll_feeds(
        self,
        feeds_by_id: Mapping[str, Source],
        now: datetime,
        on_done: Callable[[Source, IngestResult], None],
    ) -> None:
        for batch in fetch.poll_all(
            tuple(feeds_by_id.values()),
            now=now,
            is_known=self._is_known,
            policy=self._fetch_policy,
            robots_rules=self._robots_rules,
        ):
            for source, result in self._ingest(
                [(feeds_by_id[fetch_result.source_id], fetch_result) for fetch_result in batch]
            ):
                on_done(source, result)

    def purge_expired(self, *, now: datetime) -> None:
        """Delete expired questions, processed events, posts, answers, quoted history and votes.

        Questions and quoted history expire after 30 days, votes after 90 days.
        """
        question_count, event_count = (
            self._store.threads.delete_expired(now),
            self._store.processed_events.delete_expired(now) + self._store.ledger.delete_expired_posts(now),
        )
        history_count = self._store.quoted_history.delete_expired(now) + self._store.answers.delete_expired(
            now
        )
        history_count += self._store.preferences.delete_expired(now)
        if question_count or event_count or history_count:
            log.info("tidied questions=%d events=%d told=%d", question_count, event_count, history_count)

    def prune(self, *, now: datetime) -> int:
        """Delete the oldest articles as the retention says. Return how many were deleted.

        Each call takes seconds at the most; the next one continues.
        """
        pruned_count = 0
        for _ in range(MAX_PRUNED_BATCHES):
            stored_before = self._prune_before(now)
            batch_count = self._store.articles.prune(stored_before, PRUNED_BATCH_SIZE) if stored_before else 0
            pruned_count += batch_count
            if batch_count < PRUNED_BATCH_SIZE:
                break
        if pruned_count:
            log.info("pruned articles=%d", pruned_count)
        return pruned_count

    # ---- private

    def _prune_before(self, now: datetime) -> datetime | None:
        """Return the time before which articles are to be deleted now; None for none."""
        limits = []
        if self._retention.max_age is not None:
            limits.append(now - self._retention.max_age)
        if self._retention.max_bytes:
            figures = self._store.statistics()
            if figures.byte_count - figures.free_byte_count > self._retention.max_bytes:
                limits.append(now - MIN_ARTICLE_AGE)
        return max(limits, default=None)

    def _ingest(
        self, fetch_results: Sequence[tuple[Source, FetchResult]]
    ) -> Iterable[tuple[Source, IngestResult]]:
        """Store the results of several polls: first all articles, then the polling state of every source."""
        incoming_by_fetch = [
            (source, fetch_result, *build_incoming(source, fetch_result))
            for source, fetch_result in fetch_results
        ]
        store_result = self._store.articles.add(
            [
                incoming_article
                for *_, incoming, _failures in incoming_by_fetch
                for incoming_article in incoming
            ]
        )
        self._store.sources.record_fetches(
            [fetch_result for _, fetch_result in fetch_results], min_interval=self._min_poll_interval
        )
        if store_result.changed_articles:
            self._on_articles_changed(store_result.changed_articles, fetch_results[0][1].fetched_at)
        for source, fetch_result, incoming, failures in incoming_by_fetch:
            new_articles = _articles_of_source(
                source, store_result.new_articles + store_result.shared_articles
            )
            changed_articles = _articles_of_source(source, store_result.changed_articles)
            known_count = len(incoming) - len(new_articles) - len(changed_articles)
            log.debug(
                "took source=%s new=%d changed=%d known=%d failed=%d unlinked=%d",
                source.id,
                len(new_articles),
                len(changed_articles),
                known_count,
                len(failures),
                sum(len(entry.url) > articles.MAX_URL_CHARACTERS for entry in fetch_result.entries),
            )
            self._on_polled(fetch_result, len(new_articles), len(changed_articles), known_count)
            yield (
                source,
                IngestResult(
                    new_articles, changed_articles, known_count, (*fetch_result.failures, *failures)
                ),
            )

    def _is_known(self, entry: Entry, source_id: str) -> bool:
        return bool(self._store.articles.find_known_keys(dedup_keys(entry, source_id), source_id=source_id))


# ---- private


def _read_folder(source: Source, now: datetime) -> FetchResult:
    try:
        return files.read_path(Path(source.url), now=now, source_id=source.id)
    except SourceError as problem:
        return FetchResult(source.id, now, failures=(problem,))


def _articles_of_source(source: Source, all_articles: Sequence[Article]) -> tuple[Article, ...]:
    return tuple(article for article in all_articles if article.source_id == source.id)
