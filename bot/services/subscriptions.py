"""The sources that a channel follows: looked at, added, removed, and moved in and out as lists.

look     address --its feed--> found, nothing kept yet
add      found --first visit--> articles --store--> followed
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
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.services.briefs import BriefingService, IngestResult
    from sources.http.fetch_policy import FetchPolicy
    from storage.contract import Store

_ONE_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class SubscriptionScope:
    """Who follows: a channel, or with "" for it a whole workspace; `requested_by` is who asked, "" at a terminal."""

    team: str
    channel: str = ""
    requested_by: str = ""


class SourceSubscriptionService:
    """What is followed where. Safe to call from several threads."""

    def __init__(self, store: Store, briefing_service: BriefingService, fetch_policy: FetchPolicy) -> None:
        self._store = store
        self._briefing_service = briefing_service
        self._fetch_policy = fetch_policy

    def discover(self, address: str, *, now: datetime) -> DiscoveredFeed:
        """Find the feed that an address leads to; nothing is kept.

        Raises:
            SourceError: it cannot be reached, leads to no feed, or its feed is empty.
        """
        discovered_feed = fetch.discover_feed(address, now=now, policy=self._fetch_policy)
        if not discovered_feed.headlines:
            raise Unreadable(address, "there is no article in it")
        return discovered_feed

    def discover_files(self, path: Path, *, now: datetime) -> DiscoveredFeed:
        """Find the articles of a folder or file; nothing is kept.

        Raises:
            SourceError: there is none in it.
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
                else Unreadable(str(path), "there is no article in it")
            )
        # The first line of a text file is its headline.
        return DiscoveredFeed(
            source,
            tuple(entry.title or entry.text.strip().partition("\n")[0] for entry in fetch_result.entries),
        )

    def add(
        self, discovered_feed: DiscoveredFeed, scope: SubscriptionScope, *, now: datetime, topic: str = ""
    ) -> tuple[Source, IngestResult]:
        """Follow what was found and read it for the first time; give it as it is kept, and what it brought."""
        source = self._save_and_follow(discovered_feed.source, scope, now, topic)
        results: list[IngestResult] = []
        self._briefing_service.refresh(
            now=now, selected_sources=(source,), on_done=lambda _source, result: results.append(result)
        )
        return source, results[0]

    def import_outlines(
        self, outlines: Sequence[Outline], scope: SubscriptionScope, *, now: datetime
    ) -> tuple[Source, ...]:
        """Follow every feed of a list without reading any; its folders become topics. Give those new to this place."""
        known_ids = {source.id for source in self.list_sources(scope)}
        saved_sources = []
        for position, outline in enumerate(outlines):
            added_at = now + position * _ONE_MICROSECOND  # so that they keep their order
            source = Source(build_source_id(outline.url), outline.url, "feed", added_at, outline.title)
            saved_sources.append(self._save_and_follow(source, scope, added_at, outline.folder))
        return tuple(source for source in dict.fromkeys(saved_sources) if source.id not in known_ids)

    def refresh(
        self, sources: Sequence[Source], *, now: datetime, on_done: Callable[[Source, IngestResult], None]
    ) -> None:
        """Read sources now, whether they are due or not."""
        self._briefing_service.refresh(now=now, selected_sources=sources, on_done=on_done)

    def export_opml(self, scope: SubscriptionScope) -> bytes:
        """Give all feeds of a place as OPML, each in the folder of its topic."""
        folders_by_source = self._store.sources.topics_by_source(scope.team, scope.channel)
        feeds = (source for source in self.list_sources(scope) if source.kind == "feed")
        return opml.render(
            Outline(feed.url, feed.title, folders_by_source.get(feed.id, "")) for feed in feeds
        )

    def list_sources(self, scope: SubscriptionScope) -> tuple[Source, ...]:
        """Give what is read here, its workspace's sources included, in the order of adding."""
        return self._store.sources.for_channel(scope.team, scope.channel)

    def channel_source_ids(self, scope: SubscriptionScope) -> frozenset[str]:
        """Give the ids of the sources that were added for exactly this place."""
        return self._store.sources.ids_for_channel(scope.team, scope.channel)

    def find_sources(self, scope: SubscriptionScope, words: str) -> tuple[Source, ...]:
        """Give the sources of a place that words mean: a number of its list, an address, an id, a path or a title."""
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
        """Stop following; tell whether it was followed for exactly this place."""
        return self._store.sources.unfollow(scope.team, scope.channel, source.id)

    # -- private

    def _save_and_follow(self, source: Source, scope: SubscriptionScope, now: datetime, topic: str) -> Source:
        """Keep a source and follow it; one that is kept already, or moved to this address, stays the same one."""
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
