"""Where news comes from, and what one visit brings."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from news.errors import SourceError

SourceKind = Literal["feed", "files"]


# Why a source is not visited any more: its server says that it is gone for good, or it has failed for weeks.
class DisabledReason(StrEnum):
    """Why a source is no longer fetched."""

    NONE = ""
    GONE = "gone"  # its server says that it no longer exists
    FAILING = "failing"  # it failed for too long


MIN_NAME_LENGTH = 3
_TITLE_SEPARATOR = re.compile(r"\s+[-–—|:>»·]\s+|\s*\|\s*")
_GENERIC_NAMES = frozenset(
    {"rss", "feed", "news", "home", "atom", "latest", "latest news", "top stories", "all"}
)


@dataclass(frozen=True, slots=True)
class CacheValidators:
    """What a server wants to be shown, byte for byte, to answer "not modified"."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How a source has been doing.

    Attributes:
        last_success_at: the last visit that went well, UTC; None if none did.
        last_failure_at: the last visit that did not.
        failure_count: how many in a row since the last success.
        failure_reason: what was wrong the last time, in words; "" if nothing.
    """

    last_success_at: datetime | None = None
    last_failure_at: datetime | None = None
    failure_count: int = 0
    failure_reason: str = ""


@dataclass(frozen=True, slots=True)
class PollState:
    """What earlier visits taught about the next; `news.polling` decides on it.

    Attributes:
        next_poll_at: not before; None for at once.
        typical_interval: the usual time between two of its entries; None where they bear no dates.
        newest_entry_at: when it last brought something, UTC.
        last_full_fetch_at: the last visit that was not answered "not modified".
        entry_fingerprints: of the entries that it last showed, by which they are known again.
        redirect_url: where it was permanently redirected to at the last visit; "" if it was not.
        target_since, target_times: how long and how often in a row it has been that address.
        first_gone_at: when its server first said that it is gone; None if the last visit found it.
        disabled_reason: why it is not visited any more; "" while it is.
        previous_url: the address that it had before it moved.
    """

    next_poll_at: datetime | None = None
    typical_interval: timedelta | None = None
    newest_entry_at: datetime | None = None
    last_full_fetch_at: datetime | None = None
    entry_fingerprints: bytes = b""
    redirect_url: str = ""
    redirect_first_seen_at: datetime | None = None
    redirect_count: int = 0
    first_gone_at: datetime | None = None
    disabled_reason: DisabledReason = DisabledReason.NONE
    previous_url: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A feed, or a folder or file of articles.

    Attributes:
        id: see `source_id`.
        url: the feed's address, or the path.
        kind: "feed" or "files".
        title: the outlet's name; "" until it was visited.
        created_at: when, UTC.
        created_by: who, as an opaque name of the chat; "" from a terminal.
    """

    id: str
    url: str
    kind: SourceKind
    created_at: datetime
    title: str = ""
    created_by: str = ""
    validators: CacheValidators = CacheValidators()
    health: SourceHealth = SourceHealth()
    poll_state: PollState = PollState()

    @property
    def name(self) -> str:
        """What it is called: its title, or its address until that is known."""
        return self.title or self.url

    def matches_text(self, text: str) -> bool:
        """Tell whether its title or address holds some words, in any case; no words mean none."""
        search_text = text.casefold().strip()
        return bool(search_text) and (
            search_text in self.title.casefold() or search_text in self.url.casefold()
        )


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
    published_at: datetime | None = None
    updated_at: datetime | None = None
    authors: tuple[str, ...] = ()
    language: str = ""
    outlet: str = ""
    partial: bool = False
    scraped: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """A parsed feed. `title` and `link` are "" where it has none.

    Attributes:
        typical_interval: the mean time between its dated entries; None if fewer than three are.
        newest_entry_at: the latest date among them.
        ttl: for how long it asks to be left alone; None if it does not.
    """

    title: str
    link: str
    entries: tuple[Entry, ...]
    typical_interval: timedelta | None = None
    newest_entry_at: datetime | None = None
    ttl: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """An article's page, read: its own words and what it says of itself. "" or None where it says nothing."""

    title: str
    text: str
    author: str = ""
    published_at: datetime | None = None
    image_url: str = ""
    language: str = ""
    url: str = ""
    outlet: str = ""


@dataclass(frozen=True, slots=True)
class FetchResult:
    """What one visit brought. A failure is a value: it does not stop the other sources.

    Attributes:
        source_id: the source's id.
        fetched_at: when, UTC.
        title: the outlet's name as the source gives it, or "".
        entries: what it brought; empty where nothing changed.
        validators: to show next time; kept only after the entries are stored.
        failures: what went wrong: the visit itself, or single files of a folder.
        unchanged: True where the server said so, or sent the same entries again.
        full: True where the server sent the feed, and did not say "not modified".
        marks, gap, newest: see `Course`; no gap where only the new entries were read.
        known_entry_count: how many entries it showed at the visit before too.
        redirect_url: where permanent redirects alone led to; "" otherwise.
        retry_after: for how long the server asks to be left alone; None if it does not.
        skipped: True where it was not visited at all, because its site had asked to be left alone.
    """

    source_id: str
    fetched_at: datetime
    title: str = ""
    entries: tuple[Entry, ...] = ()
    validators: CacheValidators = CacheValidators()
    failures: tuple[SourceError, ...] = ()
    unchanged: bool = False
    full: bool = False
    entry_fingerprints: bytes = b""
    known_entry_count: int = 0
    typical_interval: timedelta | None = None
    newest_entry_at: datetime | None = None
    redirect_url: str = ""
    retry_after: timedelta | None = None
    skipped: bool = False

    @property
    def has_failed(self) -> bool:
        """Whether it brought nothing but failures."""
        return bool(self.failures) and not self.entries and not self.unchanged


def parse_outlet_name(title: str) -> str:
    """Give the outlet's name out of a feed's title: "Lantern Wire - World" is what Lantern Wire calls one of its feeds.

    A name must be left: "RSS | Courier" stays whole, for what stands first in it names nobody.
    """
    name = _TITLE_SEPARATOR.split(" ".join(title.split()), maxsplit=1)[0].strip()
    return name if len(name) >= MIN_NAME_LENGTH and name.casefold() not in _GENERIC_NAMES else title.strip()


def build_source_id(url: str) -> str:
    """Name a source by its address or path: 12 hexadecimal digits."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:12]
