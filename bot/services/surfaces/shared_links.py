"""Read the links that people share: their pages join the archive of the channel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from news.brief import BriefRequest
from news.errors import SourceError, Unreadable
from news.source import FetchResult, PollState, Source, build_source_id
from news.window import Window
from sources import fetch
from summarize import compose

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.services.ingest import IngestService
    from bot.services.subscriptions import SubscriptionScope
    from bot.services.verification import QuoteVerifier
    from news.article import Article, Sentence
    from sources.http.fetch_policy import FetchPolicy
    from storage.contract import Store

# Pages are read once, when somebody asks for it; the place where they are kept is never polled.
_NEVER = timedelta(days=36_500)


@dataclass(frozen=True, slots=True)
class SharedPages:
    """What came of the links of a message.

    Attributes:
        articles: the articles, each with its key sentences, which are verified.
        failures: why the other pages could not be read.
    """

    articles: tuple[tuple[Article, tuple[Sentence, ...]], ...]
    failures: tuple[SourceError, ...]


class SharedLinkService:
    """Reads shared links. Thread-safe."""

    def __init__(
        self, store: Store, ingest: IngestService, verifier: QuoteVerifier, fetch_policy: FetchPolicy
    ) -> None:
        self._store = store
        self._ingest = ingest
        self._verifier = verifier
        self._fetch_policy = fetch_policy

    def read(
        self, links: Sequence[str], scope: SubscriptionScope, *, title: str, now: datetime
    ) -> SharedPages:
        """Read the pages of links, and add them to the archive of a channel.

        Args:
            links: the addresses.
            scope: the channel, and the person who asks.
            title: the name of the list of shared links among the channel's sources.
            now: aware.
        """
        entries_or_errors = fetch.read_pages(links, now=now, policy=self._fetch_policy)
        entries = [entry for entry in entries_or_errors if not isinstance(entry, SourceError)]
        failures = [error for error in entries_or_errors if isinstance(error, SourceError)]
        if not entries:
            return SharedPages((), tuple(failures))
        source = self._shared_source(scope, title, now)
        self._ingest.ingest(source, FetchResult(source.id, now, entries=tuple(entries)))
        request = BriefRequest(scope.team, scope.channel, Window(now - timedelta(days=1), now))
        articles = []
        for entry in entries:
            article = self._store.articles.by_url(entry.url, [source.id])
            sentences = compose.summarize_article(article, request) if article else ()
            verified_sentences = tuple(filter(self._verifier.is_verbatim, sentences))
            if article and verified_sentences:
                articles.append((article, verified_sentences))
            else:
                failures.append(Unreadable(entry.url, "no sentences found there"))
        return SharedPages(tuple(articles), tuple(failures))

    # ---- private

    def _shared_source(self, scope: SubscriptionScope, title: str, now: datetime) -> Source:
        """Return the place of the links that were shared in a channel; it is made at the first link."""
        url = f"shared-links:{scope.team}/{scope.channel}"
        source = self._store.sources.by_url(url)
        if source is None:
            source = Source(build_source_id(url), url, "links", now, title, created_by=scope.requested_by)
            source = replace(source, poll_state=PollState(next_poll_at=now + _NEVER))
            self._store.sources.save(source)
        self._store.sources.follow(
            scope.team, scope.channel, source.id, created_at=now, created_by=scope.requested_by
        )
        return source
