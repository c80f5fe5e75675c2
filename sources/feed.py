"""Feeds of every kind, as values: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed.

fastfeedparser reads a feed a hundred times faster than feedparser and is right on every real one; feedparser reads
what it cannot. Around both stands what neither does: relative links, missing titles and links, absurd dates.
"""

from __future__ import annotations

import json
import re
from calendar import timegm
from dataclasses import dataclass
from datetime import UTC, datetime
from html.entities import name2codepoint
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import fastfeedparser
import feedparser

from news.errors import TooLarge, Unreadable
from news.source import Entry, Feed
from sources import markup

# 10 MiB: five angered the readers of other feed programs, and 14 MB of items cost a parser 19 s.
LARGEST = 10 * 2**20
# One start tag of 540 KB with 50,000 attributes held a parser for over 40 s.
LONGEST_TAG = 64 * 2**10
# Entries of one visit; no feed shows more that is news.
MOST = 500
TITLE_WORDS = 12
# A feed's own words are the article from here on; with fewer they are its summary (a page's stub has under 60).
ENOUGH_WORDS = 120
EARLIEST, LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_LONG_TAG = re.compile(rb"<[A-Za-z][^<>]{%d}" % min(LONGEST_TAG, 65_000))
# Titles in which fastfeedparser loses text: XHTML, base64, child elements.
_MARKED_TITLE = re.compile(
    rb"<title[^>]*(?:xhtml|base64|type=.(?:application|text)/x)|<title[^>]*>[^<]{0,200}<(?!!\[CDATA|/|\?|!--)",
    re.IGNORECASE,
)
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf|channel|item|entry)\b", re.IGNORECASE)
# A document type with rules of its own can only define entities that no honest feed needs.
_DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]{0,2000}\[.{0,200000}?\]\s*>", re.DOTALL | re.IGNORECASE)
# Entities of HTML that XML does not know: an XML parser drops them with the rest of the text.
_ENTITY = re.compile(rb"&([A-Za-z]{2,10}\d{0,2});")
_KNOWN = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})


@dataclass(frozen=True, slots=True)
class _Raw:
    """An entry as a parser gives it."""

    title: str = ""
    link: str = ""
    guid: str = ""
    published: str | None = None
    updated: str | None = None
    body: str = ""
    author: str = ""
    enclosure: str = ""


def parse(data: bytes, *, url: str = "", content_type: str = "") -> Feed:
    """Parse a feed.

    Args:
        data: its bytes; never fetched here.
        url: its address after redirects, against which relative links are read; "" if it has none.
        content_type: what the server said, for its charset.

    Raises:
        Unreadable: it is no feed.
        TooLarge: it is larger than a feed may be.
    """
    subject = url or "feed"
    if len(data) > LARGEST:
        raise TooLarge(subject, f"larger than {LARGEST // 2**20} MB")
    if _LONG_TAG.search(data):
        raise TooLarge(subject, "it holds a tag of over 64 KB")
    data = _ENTITY.sub(_character, _charset(_DOCTYPE.sub(b"", data), content_type))
    try:
        title, link, raws = _parsed(data, subject)
    except (RecursionError, OverflowError, MemoryError) as error:
        raise Unreadable(subject, "nested too deeply to be a feed") from error
    site = _web(link, url)
    entries = tuple(_entry(raw, site, url) for raw in raws[:MOST])
    return Feed(markup.line(title), site, entries)


# ---- private: reading


def _parsed(data: bytes, subject: str) -> tuple[str, str, list[_Raw]]:
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _json(data, subject)
    fast = None if _MARKED_TITLE.search(data) else _fast(data)
    if fast and _whole(fast, data):
        return fast
    slow = _slow(data)
    if slow and (slow[2] or not fast):
        return slow
    if fast:
        return fast
    raise Unreadable(
        subject, "not a feed: RSS, Atom and JSON Feed are read. Is it a page? Then give its feed's link"
    )


def _whole(read: tuple[str, str, list[_Raw]], data: bytes) -> bool:
    """Tell whether nothing that fastfeedparser is known to lose was lost (measured on 1,997 files)."""
    title, _, raws = read
    named = sum(bool(raw.title or raw.link) for raw in raws)
    based = b"xml:base" in data and not all((raw.link or "http").startswith("http") for raw in raws)
    return bool(raws) and bool(title) and not based and named * 2 >= len(raws)


def _fast(data: bytes) -> tuple[str, str, list[_Raw]] | None:
    try:
        read = fastfeedparser.parse(data)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, LookupError, RecursionError):
        return None
    raws = [
        _Raw(
            title=_str(each.get("title")),
            link=_str(each.get("link")),
            guid=_str(each.get("id")),
            published=each.get("published"),
            updated=each.get("updated"),
            body=_longest([*_values(each.get("content")), _str(each.get("description"))]),
            author=_str(each.get("author")),
            enclosure=next(
                (_str(e.get("url")) for e in each.get("enclosures") or [] if isinstance(e, dict)), ""
            ),
        )
        for each in read.entries
    ]
    return _str(read.feed.get("title")), _str(read.feed.get("link")), raws


def _slow(data: bytes) -> tuple[str, str, list[_Raw]] | None:
    try:
        read = feedparser.parse(data)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, LookupError):
        return None
    if not read.entries and not read.feed.get("title") and not (read.get("version") or _FEED.search(data[:4096])):
        return None
    if read.bozo and not read.entries and not read.feed.get("title"):
        return None
    raws = [
        _Raw(
            title=_str(each.get("title")),
            link=_str(each.get("link")),
            guid=_str(each.get("id")),
            published=_stamp(each.get("published_parsed")),
            updated=_stamp(each.get("updated_parsed")),
            body=_longest([*_values(each.get("content")), _str(each.get("summary"))]),
            author=_str(each.get("author")),
            enclosure=next((_str(e.get("href")) for e in each.get("enclosures") or []), ""),
        )
        for each in read.entries
    ]
    return _str(read.feed.get("title")), _str(read.feed.get("link")), raws


def _json(data: bytes, subject: str) -> tuple[str, str, list[_Raw]]:
    """Read a JSON Feed (https://www.jsonfeed.org/version/1.1/)."""
    try:
        read = json.loads(data.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(subject, "not a JSON Feed: it is no valid JSON") from error
    items = read.get("items") if isinstance(read, dict) else None
    if not isinstance(items, list):
        raise Unreadable(subject, 'not a JSON Feed: it has no "items"')
    raws = [
        _Raw(
            title=_str(each.get("title")),
            link=_str(each.get("url") or each.get("external_url")),
            guid=_str(each.get("id")),
            published=_str(each.get("date_published")) or None,
            updated=_str(each.get("date_modified")) or None,
            body=_str(each.get("content_html") or each.get("content_text") or each.get("summary")),
            author=_author(each),
            enclosure=next(
                (_str(e.get("url")) for e in each.get("attachments") or [] if isinstance(e, dict)), ""
            ),
        )
        for each in items
        if isinstance(each, dict)
    ]
    return _str(read.get("title")), _str(read.get("home_page_url")), raws


# ---- private: mending


def _entry(raw: _Raw, site: str, base: str) -> Entry:
    body = markup.words(raw.body)
    link = (
        _web(raw.link, base) or (raw.guid if _is_web(raw.guid) else "") or _web(raw.enclosure, base) or site
    )
    published, updated = _date(raw.published), _date(raw.updated)
    return Entry(
        title=markup.line(raw.title) or _first_words(body) or _from_link(link),
        text=body,
        guid=raw.guid,
        url=link,
        published=published,
        updated=updated,
        authors=(markup.line(raw.author),) if raw.author.strip() else (),
        partial=len(body.split()) < ENOUGH_WORDS,
    )


def _first_words(body: str) -> str:
    first = body.partition("\n")[0].split()
    return " ".join(first[:TITLE_WORDS]) + ("…" if len(first) > TITLE_WORDS else "")


def _from_link(link: str) -> str:
    """Make a title of the last part of an address: "harl-bridge-closed.html" gives "harl bridge closed"."""
    last = unquote(urlsplit(link).path.rstrip("/").rpartition("/")[2])
    return re.sub(r"[-_+]+", " ", re.sub(r"\.\w{2,5}$", "", last)).strip() or link


def _web(link: str, base: str) -> str:
    """Give the http or https address that a link means: absolute if the base is known; "" if it means none."""
    link = link.strip()
    if not link:
        return ""
    try:
        whole = urljoin(base, link) if base else link
    except ValueError:
        return ""
    return whole if _is_web(whole) or (not base and not urlsplit(whole).scheme) else ""


def _is_web(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme.lower() in {"http", "https"} and bool(parts.netloc)


def _date(said: str | None) -> datetime | None:
    """Read a parser's ISO 8601 date; None for what is none, or before 1990 (a program's zero) or far ahead."""
    if not said:
        return None
    try:
        moment = datetime.fromisoformat(said)
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if EARLIEST <= moment < LATEST else None


def _stamp(parsed: Any) -> str | None:  # noqa: ANN401 - feedparser gives a time.struct_time and publishes no types
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC).isoformat() if parsed else None
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _character(found: re.Match[bytes]) -> bytes:
    """Write an entity of HTML by its number; what is none stays."""
    code = name2codepoint.get(found[1].decode("ascii"))
    return found[0] if found[1] in _KNOWN or code is None else b"&#%d;" % code


def _charset(data: bytes, content_type: str) -> bytes:
    """Give a feed that declares no encoding in that of its HTTP header, as UTF-8."""
    said = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", content_type, re.IGNORECASE)
    if not said or b"encoding" in data[:200] or said[1].lower() in {"utf-8", "us-ascii", "ascii"}:
        return data
    try:
        return data.decode(said[1]).encode("utf-8")
    except (LookupError, UnicodeError):
        return data


def _values(content: Any) -> list[str]:  # noqa: ANN401 - as the parsers give it
    return [_str(part.get("value")) for part in content or [] if isinstance(part, dict)]


def _longest(bodies: list[str]) -> str:
    return max(bodies, key=len, default="")


def _author(item: dict[str, Any]) -> str:
    authors = item.get("authors") or [item.get("author")]
    first = authors[0] if isinstance(authors, list) and authors else None
    return _str(first.get("name")) if isinstance(first, dict) else ""


def _str(value: Any) -> str:  # noqa: ANN401 - as the parsers give it
    return "" if value is None or isinstance(value, dict | list) else str(value)
