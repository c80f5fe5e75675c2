"""Where news comes from, and what one visit brings."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from news.errors import SourceError

Kind = Literal["feed", "files"]
# Why a source is not visited any more: its server says that it is gone for good, or it has failed for weeks.
Stopped = Literal["", "gone", "failing"]

SHORTEST_NAME = 3
_SECTION = re.compile(r"\s+[-–—|:>»·]\s+|\s*\|\s*")
_NO_NAMES = frozenset({"rss", "feed", "news", "home", "atom", "latest", "latest news", "top stories", "all"})


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server wants to be shown, byte for byte, to answer "not modified"."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """How a source has been doing.

    Attributes:
        succeeded: the last visit that went well, UTC; None if none did.
        failed: the last visit that did not.
        failures: how many in a row since the last success.
        reason: what was wrong the last time, in words; "" if nothing.
    """

    succeeded: datetime | None = None
    failed: datetime | None = None
    failures: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """What earlier visits taught about the next; `news.polling` decides on it.

    Attributes:
        due: not before; None for at once.
        gap: the usual time between two of its entries; None where they bear no dates.
        newest: when it last brought something, UTC.
        whole: the last visit that was not answered "not modified".
        marks: of the entries that it last showed, by which they are known again.
        target: where it was permanently redirected to at the last visit; "" if it was not.
        target_since, target_times: how long and how often in a row it has been that address.
        gone: when its server first said that it is gone; None if the last visit found it.
        stopped: why it is not visited any more; "" while it is.
        formerly: the address that it had before it moved.
    """

    due: datetime | None = None
    gap: timedelta | None = None
    newest: datetime | None = None
    whole: datetime | None = None
    marks: bytes = b""
    target: str = ""
    target_since: datetime | None = None
    target_times: int = 0
    gone: datetime | None = None
    stopped: Stopped = ""
    formerly: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A feed, or a folder or file of articles.

    Attributes:
        id: see `source_id`.
        url: the feed's address, or the path.
        kind: "feed" or "files".
        title: the outlet's name; "" until it was visited.
        added: when, UTC.
        added_by: who, as an opaque name of the chat; "" from a terminal.
    """

    id: str
    url: str
    kind: Kind
    added: datetime
    title: str = ""
    added_by: str = ""
    validators: Validators = Validators()
    health: Health = Health()
    course: Course = Course()

    @property
    def name(self) -> str:
        """What it is called: its title, or its address until that is known."""
        return self.title or self.url

    def is_called(self, words: str) -> bool:
        """Tell whether its title or address holds some words, in any case; no words mean none."""
        said = words.casefold().strip()
        return bool(said) and (said in self.title.casefold() or said in self.url.casefold())


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as a source gave it, nothing cleaned.

    Attributes:
        text: plain text; paragraphs on lines of their own.
        outlet: the outlet's name where the item itself says it (a page, an aggregator's feed); else "".
        partial: True where this is the feed's summary and the page was not read.
        scraped: True where the text may hold the page's rubbish (a text file), so that it is cleaned line by line.
    """

    title: str
    text: str
    guid: str = ""
    url: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    authors: tuple[str, ...] = ()
    language: str = ""
    outlet: str = ""
    partial: bool = False
    scraped: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """A parsed feed. `title` and `link` are "" where it has none.

    Attributes:
        gap: the mean time between its dated entries; None if fewer than three are.
        newest: the latest date among them.
        ttl: for how long it asks to be left alone; None if it does not.
    """

    title: str
    link: str
    entries: tuple[Entry, ...]
    gap: timedelta | None = None
    newest: datetime | None = None
    ttl: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """An article's page, read: its own words and what it says of itself. "" or None where it says nothing."""

    title: str
    text: str
    author: str = ""
    date: datetime | None = None
    image: str = ""
    language: str = ""
    url: str = ""
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one visit brought. A failure is a value: it does not stop the other sources.

    Attributes:
        source: the source's id.
        at: when, UTC.
        title: the outlet's name as the source gives it, or "".
        entries: what it brought; empty where nothing changed.
        validators: to show next time; kept only after the entries are stored.
        failures: what went wrong: the visit itself, or single files of a folder.
        unchanged: True where the server said so, or sent the same entries again.
        whole: True where the server sent the feed, and did not say "not modified".
        marks, gap, newest: see `Course`; no gap where only the new entries were read.
        shared: how many entries it showed at the visit before too.
        target: where permanent redirects alone led to; "" otherwise.
        wait: for how long the server asks to be left alone; None if it does not.
        held: True where it was not visited at all, because its site had asked to be left alone.
    """

    source: str
    at: datetime
    title: str = ""
    entries: tuple[Entry, ...] = ()
    validators: Validators = Validators()
    failures: tuple[SourceError, ...] = ()
    unchanged: bool = False
    whole: bool = False
    marks: bytes = b""
    shared: int = 0
    gap: timedelta | None = None
    newest: datetime | None = None
    target: str = ""
    wait: timedelta | None = None
    held: bool = False

    @property
    def failed(self) -> bool:
        """Whether it brought nothing but failures."""
        return bool(self.failures) and not self.entries and not self.unchanged


def outlet(title: str) -> str:
    """Give the outlet's name out of a feed's title: "Lantern Wire - World" is what Lantern Wire calls one of its feeds.

    A name must be left: "RSS | Courier" stays whole, for what stands first in it names nobody.
    """
    name = _SECTION.split(" ".join(title.split()), maxsplit=1)[0].strip()
    return name if len(name) >= SHORTEST_NAME and name.casefold() not in _NO_NAMES else title.strip()


def source_id(url: str) -> str:
    """Name a source by its address or path: 12 hexadecimal digits."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:12]
