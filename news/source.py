"""Sources and the results of fetching them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from news.public_url import public_url

if TYPE_CHECKING:
    from datetime import datetime

    from news.errors import SourceError

# "links" holds the pages that people shared; it is never polled.
SourceKind = Literal["feed", "files", "links"]


class DisabledReason(StrEnum):
    """Why a source is no longer fetched."""

    NONE = ""
    GONE = "gone"  # the server says that the source is permanently gone
    FAILING = "failing"  # the source has failed for weeks


class SharedIdentifier(StrEnum):
    """An identifier that an entry has in common with a different entry of the same feed."""

    GUID = "guid"
    URL = "url"  # the canonical URL
    FULL_URL = "full_url"  # the URL with its fragment and all parameters
    TITLE = "title"  # among the entries with the same canonical URL


# A date this far ahead is an error. Publishers' clocks and zones are often wrong by hours: such an article counts as
# published when it was first seen.
MAX_DATE_AHEAD = timedelta(days=1)
MIN_NAME_LENGTH = 3
_TITLE_SEPARATOR = re.compile(r"\s+[-–—|:>»·]\s+|\s*\|\s*")
_GENERIC_NAMES = frozenset(
    {"rss", "feed", "news", "home", "atom", "latest", "latest news", "top stories", "all"}
)


@dataclass(frozen=True, slots=True)
class CacheValidators:
    """The ETag and Last-Modified values of a response.

    They are sent back so that the server can answer "not modified".
    """

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """When a source was last fetched successfully, and how often fetching has failed since.

    Attributes:
        last_success_at: the time of the last successful fetch, UTC; None if there is none.
        last_failure_at: the time of the last failed fetch, UTC; None if there is none.
        failure_count: the number of failures since the last success.
        failure_reason: the reason for the last failure, in words; "" if there was none.
    """

    last_success_at: datetime | None = None
    last_failure_at: datetime | None = None
    failure_count: int = 0
    failure_reason: str = ""


@dataclass(frozen=True, slots=True)
class ContentCounts:
    """The numbers of entries, texts and dates that a feed has delivered, counting each entry once.

    Attributes:
        entries: the number of entries.
        with_text: how many of them have a text, of the feed or of their page.
        with_date: how many of them have a date.
    """

    entries: int = 0
    with_text: int = 0
    with_date: int = 0

    def __add__(self, other: ContentCounts) -> ContentCounts:
        return ContentCounts(
            self.entries + other.entries, self.with_text + other.with_text, self.with_date + other.with_date
        )


@dataclass(frozen=True, slots=True)
class PollState:
    """The state that decides when a source is fetched next.

    `news.polling` derives it from earlier fetches.

    Attributes:
        next_poll_at: the earliest time of the next fetch; None to fetch immediately.
        typical_interval: the average time between two entries; None if the entries have no dates.
        newest_entry_at: when the newest entry appeared, UTC.
        last_full_fetch_at: the time of the last fetch that was not answered with "not modified".
        entry_fingerprints: hashes of the entries of the last fetch, used to recognize these entries later.
        redirect_url: the target of a permanent redirect at the last fetch; "" if there was none.
        redirect_first_seen_at: when that target was first seen; None if there is none.
        redirect_count: the number of consecutive fetches that led to that target.
        first_gone_at: when the server first answered 410 (gone); None if the last fetch had another result.
        disabled_reason: the reason why the source is no longer fetched; "" if it is still fetched.
        previous_url: the URL of the source before it moved.
        content_counts: what the source has brought.
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
    content_counts: ContentCounts = ContentCounts()


@dataclass(frozen=True, slots=True)
class Source:
    """A feed, or a folder or file of articles.

    Attributes:
        id: see `build_source_id`.
        url: the feed's URL, or the path.
        kind: "feed" or "files".
        created_at: when it was added, UTC.
        title: the outlet's name; "" until the first fetch.
        created_by: the opaque chat user id of the person who added it; "" for the terminal.
        validators: the validators of the last response.
        health: the record of its successful and failed fetches.
        poll_state: its polling state.
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
        """The source's title, or its public URL until the title is known."""
        return self.title or self.public_url

    @property
    def public_url(self) -> str:
        """The URL without credentials or tokens, which is safe to show."""
        return public_url(self.url)

    @property
    def has_secret_url(self) -> bool:
        """Whether the URL contains credentials or tokens, so that it must not be linked."""
        return self.public_url != self.url

    def matches_text(self, text: str) -> bool:
        """Whether the source's title or URL contains the text, ignoring case. An empty text matches nothing."""
        search_text = text.casefold().strip()
        return bool(search_text) and (
            search_text in self.title.casefold() or search_text in self.url.casefold()
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed or folder, before its text is cleaned.

    Attributes:
        text: plain text, one paragraph a line.
        outlet: the outlet's name if the item itself gives it (a page, an aggregator's feed); else "".
        partial: whether the text is only the feed's summary, because the page was not read.
        scraped: whether the text may contain page boilerplate (a text file), so that it is cleaned line by line.
        shared_identifiers: what it has in common with different entries of the same feed.
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
    shared_identifiers: frozenset[SharedIdentifier] = frozenset()


@dataclass(frozen=True, slots=True)
class Feed:
    """A parsed feed. `title` and `link` are "" if the feed has none.

    Attributes:
        typical_interval: the mean time between dated entries; None if fewer than three entries have dates.
        newest_entry_at: the latest of these dates.
        ttl: the minimum time until the next fetch, as the feed requests it; None if it makes no request.
    """

    title: str
    link: str
    entries: tuple[Entry, ...]
    typical_interval: timedelta | None = None
    newest_entry_at: datetime | None = None
    ttl: timedelta | None = None


class PageRefusal(StrEnum):
    """Why a page contains no article; empty if it contains one."""

    NONE = ""
    TOO_SHORT = "too_short"
    INDEX = "index"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed article page, with text and metadata.

    A field is "" or None if the page does not contain it.

    Attributes:
        published_at: in the zone that the page states.
        text_source: the extraction that the text was taken from, such as "precise" or "json_ld".
        refusal: why the page is no article.
    """

    title: str
    text: str
    author: str = ""
    published_at: datetime | None = None
    image_url: str = ""
    language: str = ""
    url: str = ""
    outlet: str = ""
    text_source: str = ""
    refusal: PageRefusal = PageRefusal.NONE


@dataclass(frozen=True, slots=True)
class FetchResult:
    """The result of fetching one source.

    Failures are returned as values, so that they do not stop other sources.

    Attributes:
        source_id: the source's id.
        fetched_at: when it was fetched, UTC.
        title: the outlet's name as given by the source, or "".
        entries: the new entries; empty if nothing changed.
        validators: the validators to send next time; stored only after the entries are.
        failures: what went wrong: the fetch itself, or single files of a folder.
        unchanged: whether the server answered "not modified", or sent the same entries again.
        full: whether the server sent the feed instead of "not modified".
        entry_fingerprints, newest_entry_at: see `PollState`.
        known_entry_count: the number of entries that the previous fetch returned too.
        typical_interval: see `PollState`; None if only the new entries were parsed.
        redirect_url: the target of a chain of permanent redirects; "" if there was none.
        retry_after: the time that the server asks to wait; None if it does not ask.
        skipped: whether no request was made, because the site had asked to wait.
        content_counts: what it brought that no earlier fetch had brought.
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
    content_counts: ContentCounts = ContentCounts()

    @property
    def has_failed(self) -> bool:
        """Whether the fetch returned only failures."""
        return bool(self.failures) and not self.entries and not self.unchanged


def without_future_dates(entry: Entry, now: datetime) -> Entry:
    """Return the entry without its date if the date is in the future, because such a date is an error."""
    latest = now + MAX_DATE_AHEAD
    published_at, updated_at = entry.published_at, entry.updated_at
    if (published_at is None or published_at <= latest) and (updated_at is None or updated_at <= latest):
        return entry
    return replace(
        entry,
        published_at=published_at if published_at is not None and published_at <= latest else None,
        updated_at=updated_at if updated_at is not None and updated_at <= latest else None,
    )


def parse_outlet_name(title: str) -> str:
    """Extract the outlet's name from a feed's title: "Lantern Wire" from "Lantern Wire - World".

    The part before the separator must be a name: "RSS | Courier" stays whole.
    """
    name = _TITLE_SEPARATOR.split(" ".join(title.split()), maxsplit=1)[0].strip()
    return name if len(name) >= MIN_NAME_LENGTH and name.casefold() not in _GENERIC_NAMES else title.strip()


def build_source_id(url: str) -> str:
    """Return the id of a source: 12 hexadecimal digits of the hash of its URL or path."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:12]
