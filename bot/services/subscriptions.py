"""The sources that a channel follows: looked at, added, removed, and moved in and out as lists.

look     address --its feed--> found, nothing kept yet
add      found --first visit--> articles --store--> followed
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from news.article import canonical
from news.errors import Unreadable
from news.source import Source, source_id
from sources import fetch, files
from sources.fetch import Found
from sources.lists import opml
from sources.lists.opml import Outline

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.services.briefs import Desk, Taken
    from sources.http.fetch_policy import Manners
    from storage.sqlite.store import Store

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Place:
    """Who follows: a channel, or with "" for it a whole workspace; `by` is who asked, "" at a terminal."""

    team: str
    channel: str = ""
    by: str = ""


class Following:
    """What is followed where. Safe to call from several threads."""

    def __init__(self, store: Store, desk: Desk, manners: Manners) -> None:
        self._store = store
        self._desk = desk
        self._manners = manners

    def look(self, address: str, *, now: datetime) -> Found:
        """Find the feed that an address leads to; nothing is kept.

        Raises:
            SourceError: it cannot be reached, leads to no feed, or its feed is empty.
        """
        found = fetch.find(address, now=now, manners=self._manners)
        if not found.headlines:
            raise Unreadable(address, "there is no article in it")
        return found

    def look_into(self, path: Path, *, now: datetime) -> Found:
        """Find the articles of a folder or file; nothing is kept.

        Raises:
            SourceError: there is none in it.
        """
        place = path.expanduser().resolve()
        source = Source(id=source_id(str(place)), url=str(place), kind="files", added=now, title=place.stem)
        read = files.read(place, now=now, source=source.id)
        if not read.entries:
            raise read.failures[0] if read.failures else Unreadable(str(path), "there is no article in it")
        # The first line of a text file is its headline.
        return Found(
            source, tuple(each.title or each.text.strip().partition("\n")[0] for each in read.entries)
        )

    def add(self, found: Found, place: Place, *, now: datetime, topic: str = "") -> tuple[Source, Taken]:
        """Follow what was found and read it for the first time; give it as it is kept, and what it brought."""
        source = self._keep(found.source, place, now, topic)
        taken: list[Taken] = []
        self._desk.refresh(now=now, chosen=(source,), on_done=lambda _source, each: taken.append(each))
        return source, taken[0]

    def take_in(self, outlines: Sequence[Outline], place: Place, *, now: datetime) -> tuple[Source, ...]:
        """Follow every feed of a list without reading any; its folders become topics. Give those new to this place."""
        known = {source.id for source in self.all(place)}
        kept = []
        for number, each in enumerate(outlines):
            at = now + number * _INSTANT  # so that they keep their order
            source = Source(source_id(each.url), each.url, "feed", at, each.title)
            kept.append(self._keep(source, place, at, each.folder))
        return tuple(source for source in dict.fromkeys(kept) if source.id not in known)

    def read(
        self, sources: Sequence[Source], *, now: datetime, on_done: Callable[[Source, Taken], None]
    ) -> None:
        """Read sources now, whether they are due or not."""
        self._desk.refresh(now=now, chosen=sources, on_done=on_done)

    def given_out(self, place: Place) -> bytes:
        """Give all feeds of a place as OPML, each in the folder of its topic."""
        topics = self._store.sources.topics(place.team, place.channel)
        feeds = (source for source in self.all(place) if source.kind == "feed")
        return opml.write(Outline(each.url, each.title, topics.get(each.id, "")) for each in feeds)

    def all(self, place: Place) -> tuple[Source, ...]:
        """Give what is read here, its workspace's sources included, in the order of adding."""
        return self._store.sources.followed(place.team, place.channel)

    def own(self, place: Place) -> frozenset[str]:
        """Give the ids of the sources that were added for exactly this place."""
        return self._store.sources.own(place.team, place.channel)

    def named(self, place: Place, words: str) -> tuple[Source, ...]:
        """Give the sources of a place that words mean: a number of its list, an address, an id, a path or a title."""
        said, there = words.strip().strip("<>").partition("|")[0], self.all(place)
        if said.isdigit():
            return there[int(said) - 1 : int(said)] if 0 < int(said) <= len(there) else ()
        exact = {said, canonical(said), str(Path(said).expanduser().resolve()) if "://" not in said else said}
        sure = tuple(each for each in there if {each.id, each.url, each.course.formerly} & exact - {""})
        return sure or tuple(each for each in there if said.casefold() in each.title.casefold())

    def remove(self, source: Source, place: Place) -> bool:
        """Stop following; tell whether it was followed for exactly this place."""
        return self._store.sources.unfollow(place.team, place.channel, source.id)

    # -- private

    def _keep(self, source: Source, place: Place, now: datetime, topic: str) -> Source:
        """Keep a source and follow it; one that is kept already, or moved to this address, stays the same one."""
        kept = self._store.sources.by_url(source.url)
        if kept is None:
            self._store.sources.put(source)
            kept = source
        self._store.sources.follow(place.team, place.channel, kept.id, at=now, by=place.by, topic=topic)
        return kept
