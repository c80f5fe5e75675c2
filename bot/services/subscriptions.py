"""The sources that a channel follows: discover, add, remove, import and export them.

discover  address --its feed--> discovered feed, nothing stored yet
add       discovered feed --first poll--> articles --store--> followed
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from news.article import canonical_url
from news.errors import Unreadable
from news.source import Source, build_source_id
from sources import fetch, files
from sources.fetch import DiscoveredFeed
from sources.lists import opml
from sources.lists.opml import Outline

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.services.ingest import IngestResult, IngestService
    from sources.http.fetch_policy import FetchPolicy
    from storage.contract import Store

_ONE_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class SubscriptionScope:
    """The channel or workspace that follows a source.

    `channel` is "" for a whole workspace; `requested_by` is "" at a terminal.
    """

    team: str
    channel: str = ""
    requested_by: str = ""


class SourceSubscriptionService:
    """Manages the sources that channels follow. Thread-safe."""

    def __init__(self, store: Store, ingest: IngestService, fetch_policy: FetchPolicy) -> None:
        self._store = store
        self._ingest = ingest
        self._fetch_policy = fetch_policy

    def discover(self, address: str, *, now: datetime) -> DiscoveredFeed:
        """Find the feed at an address, or the feed that the page at the address links to. Nothing is stored.

        Raises:
            SourceError: the address cannot be reached or leads to no feed, or the feed is empty.
        """
        discovered_feed = fetch.discover_feed(address, now=now, policy=self._fetch_policy)
        if not discovered_feed.headlines:
            raise Unreadable(address, "no articles found there")
        return discovered_feed

    def is_restricted(self, address: str) -> bool:
        """Whether only an admin may add an address, as it uses a login or lies in the operator's network.

        Such a network is not public, but `FetchPolicy` allows it.
        """
        return self._fetch_policy.is_restricted(address)

    def discover_files(self, path: Path, *, now: datetime) -> DiscoveredFeed:
        """Find the articles in a folder or file. Nothing is stored.

        Raises:
            SourceError: the folder or file has no articles.
        """
        resolved_path = path.expanduser().resolve()
        source = Source(
            id=build_source_id(str(resolved_path)),
            url=str(resolved_path),
            kind="files",
            created_at=now,
            title=resolved_path.stem,
        )
        fetch_result = files.read_path(resolved_path, now=now, source_id=source.id)
        if not fetch_result.entries:
            raise (
                fetch_result.failures[0]
                if fetch_result.failures
                else Unreadable(str(path), "no articles found there")
            )
        # The first line of a text file is its headline.
        return DiscoveredFeed(
            source,
            tuple(entry.title or entry.text.strip().partition("\n")[0] for entry in fetch_result.entries),
        )

    def add(
        self, discovered_feed: DiscoveredFeed, scope: SubscriptionScope, *, now: datetime, topic: str = ""
    ) -> tuple[Source, IngestResult]:
        """Follow a discovered feed and poll it once. Return the stored source and the poll's result."""
        source = self._save_and_follow(discovered_feed.source, scope, now, topic)
        results: list[IngestResult] = []
        self._ingest.refresh(
            now=now, selected_sources=(source,), on_done=lambda _source, result: results.append(result)
        )
        return source, results[0]

    def import_outlines(
        self, outlines: Sequence[Outline], scope: SubscriptionScope, *, now: datetime
    ) -> tuple[Source, ...]:
        """Follow all listed feeds without polling them. Return the newly followed sources.

        Folders become topics.
        """
        known_ids = {source.id for source in self.list_sources(scope)}
        saved_sources = []
        for position, outline in enumerate(outlines):
            added_at = now + position * _ONE_MICROSECOND  # keeps the order of the sources
            source = Source(build_source_id(outline.url), outline.url, "feed", added_at, outline.title)
            saved_sources.append(self._save_and_follow(source, scope, added_at, outline.folder))
        return tuple(source for source in dict.fromkeys(saved_sources) if source.id not in known_ids)

    def export_opml(self, scope: SubscriptionScope) -> bytes:
        """Return all feeds of a scope as OPML, with a folder for every topic."""
        folders_by_source = self._store.sources.topics_by_source(scope.team, scope.channel)
        feeds = (source for source in self.list_sources(scope) if source.kind == "feed")
        return opml.render(
            Outline(feed.url, feed.title, folders_by_source.get(feed.id, "")) for feed in feeds
        )

    def list_sources(self, scope: SubscriptionScope) -> tuple[Source, ...]:
        """Return the sources that a channel or its workspace follows, in the order in which they were added."""
        return self._store.sources.for_channel(scope.team, scope.channel)

    def channel_source_ids(self, scope: SubscriptionScope) -> frozenset[str]:
        """Return the ids of the sources that the channel itself follows, without those of the workspace."""
        return self._store.sources.ids_for_channel(scope.team, scope.channel)

    def find_sources(self, scope: SubscriptionScope, words: str) -> tuple[Source, ...]:
        """Find followed sources by their number in the list, address, id, path or title."""
        name, sources = words.strip().strip("<>").partition("|")[0], self.list_sources(scope)
        if name.isdigit():
            return sources[int(name) - 1 : int(name)] if 0 < int(name) <= len(sources) else ()
        exact_names = {
            name,
            canonical_url(name),
            str(Path(name).expanduser().resolve()) if "://" not in name else name,
        }
        exact_matches = tuple(
            source
            for source in sources
            if {source.id, source.url, source.poll_state.previous_url} & exact_names - {""}
        )
        return exact_matches or tuple(
            source for source in sources if name.casefold() in source.title.casefold()
        )

    def remove(self, source: Source, scope: SubscriptionScope) -> bool:
        """Stop following a source. Return whether the channel itself was following it."""
        return self._store.sources.unfollow(scope.team, scope.channel, source.id)

    # ---- private

    def _save_and_follow(self, source: Source, scope: SubscriptionScope, now: datetime, topic: str) -> Source:
        """Store and follow a source. A stored source with the same original or current address is reused."""
        saved_source = self._store.sources.by_url(source.url)
        if saved_source is None:
            self._store.sources.save(source)
            saved_source = source
        self._store.sources.follow(
            scope.team,
            scope.channel,
            saved_source.id,
            created_at=now,
            created_by=scope.requested_by,
            topic=topic,
        )
        return saved_source
