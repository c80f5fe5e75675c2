"""Feeds as their formats have them: bytes to raw entries, nothing mended.

bytes --guard--> bytes --JSON Feed, or fastfeedparser, or where that falls short feedparser--> raw entries
"""

from __future__ import annotations

import json
import re
from calendar import timegm
from datetime import UTC, datetime
from html.entities import name2codepoint
from typing import Any, NamedTuple
from urllib.parse import urljoin

import fastfeedparser

from news.errors import TooLarge, Unreadable

# 10 MiB: five angered the readers of other feed programs, and 14 MB of items cost a parser 19 s.
LARGEST = 10 * 2**20
# One start tag of 540 KB with 50,000 attributes held feedparser for over 40 s.
LONGEST_TAG = 64_000
# 200,000 nested tags held feedparser for 47 s, 100,000 for 4 s; fastfeedparser reads both in 0.1 s.
DEEPEST = 20_000
# Where fastfeedparser loses text: titles in XHTML, base64 or child elements, and content as XML without a type.
_MARKED_TITLE = re.compile(
    rb"<title(?:[^<>]{1,500}(?:xhtml|base64|type=.(?:application/|text/x))|[^<>]{0,500}>[^<]{0,200}<(?!!\[CDATA|/|\?|!--))"
)
_MARKED_CONTENT = re.compile(rb"<content[^<>]{1,500}mode=.xml")
_NO_FEED = "not a feed: RSS, Atom and JSON Feed are read. Is it a page? Then give its feed's link"
_FEED = re.compile(rb"<(?:\w{1,20}:)?(?:rss|feed|rdf|channel|item|entry)\b", re.IGNORECASE)
# A page costs feedparser seconds before it finds nothing in it.
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!doctype\s+html\b|<html\b)", re.IGNORECASE)
# A document type with rules of its own can only define entities that no honest feed needs.
_DOCTYPE = re.compile(rb"<!DOCTYPE[^<>\[]{0,2000}\[", re.IGNORECASE)
_DOCTYPE_END = re.compile(rb"\]\s{0,100}>")
# Bytes at the start of a feed in which its document type, encoding and root stand.
HEAD = 4096
_ENTRY = re.compile(rb"<(?:\w{1,20}:)?(?:item|entry)\b", re.IGNORECASE)
_DATED = re.compile(
    rb"<(?:\w{1,20}:)?(?:pubdate|published|updated|date|modified|issued|created)\b", re.IGNORECASE
)
_LANGUAGE = re.compile(rb"<(?:dc:)?language>\s*([A-Za-z_-]{2,20})\s*<")
_TAG = re.compile(rb"<(/?)[A-Za-z][^<>]*?(/?)>")
# An ampersand that XML drops: a bare one, and one before a name that only HTML knows.
_AMPERSAND = re.compile(
    rb"&(?!amp;|lt;|gt;|quot;|apos;|#\d{1,7};|#[xX][0-9a-fA-F]{1,6};)(?:([A-Za-z]{2,10}\d{0,2});)?"
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)


class Raw(NamedTuple):
    """An entry as a parser gives it; dates are ISO 8601, `opening` is what a title can be made of."""

    title: str = ""
    link: str = ""
    guid: str = ""
    published: str | None = None
    updated: str | None = None
    body: str = ""
    opening: str = ""
    author: str = ""
    enclosure: str = ""


class RawFeed(NamedTuple):
    """A feed as a parser gives it."""

    title: str
    link: str
    language: str
    entries: tuple[Raw, ...]


def read(data: bytes, subject: str, content_type: str = "") -> RawFeed:
    """Read a feed of any format.

    Args:
        data: its bytes.
        subject: how a failure names it.
        content_type: what the server said, for its charset.

    Raises:
        Unreadable: it is no feed.
        TooLarge: it holds more than a feed may.
    """
    if len(data) > LARGEST:
        raise TooLarge(subject, f"larger than {LARGEST // 2**20} MB")
    if not data.strip():
        raise Unreadable(subject, "empty")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _json(data, subject)
    if _PAGE.match(data[:HEAD]):
        raise Unreadable(subject, "a page, not a feed. Give the address of its feed")
    if not _FEED.search(data) and b"\0" not in data[:HEAD]:
        raise Unreadable(subject, _NO_FEED)
    if _has_long_tag(data):
        raise TooLarge(subject, f"it holds a tag of over {LONGEST_TAG // 1000} KB")
    data = numbered(_charset(_without_doctype(data), content_type))
    fast = None if _is_marked(data) else _fast(data)
    if fast and _whole(fast, data):
        return fast
    if _depth(data) > DEEPEST:
        raise TooLarge(subject, "nested more deeply than a feed may be")
    slow = _slow(data)
    found = slow if slow and (slow.entries or not fast) else fast
    if not found:
        raise Unreadable(subject, _NO_FEED)
    return found


def numbered(data: bytes) -> bytes:
    """Write, in XML, what only HTML knows by its number, and a bare ampersand as one; CDATA stays as it is."""
    # In UTF-16 and UTF-32 an ampersand is no single byte.
    if b"\0" in data[:HEAD] or not _AMPERSAND.search(data):
        return data
    outside, *rest = data.split(b"<![CDATA[")
    parts = [_AMPERSAND.sub(_character, outside)]
    for piece in rest:
        inside, end, after = piece.partition(b"]]>")
        parts += (b"<![CDATA[", inside, end, _AMPERSAND.sub(_character, after))
    return b"".join(parts)


# ---- private: the three parsers


def _whole(read_fast: RawFeed, data: bytes) -> bool:
    """Tell whether nothing that fastfeedparser is known to lose was lost (measured on 1,997 files)."""
    entries = read_fast.entries
    named = sum(bool(raw.title or raw.link) for raw in entries)
    based = b"xml:base" in data and not all((raw.link or "http").startswith("http") for raw in entries)
    guessed = any(_perhaps_guessed(raw) for raw in entries) and _undated(data, entries)
    return bool(entries) and bool(read_fast.title) and not (based or guessed) and named * 2 >= len(entries)


def _perhaps_guessed(raw: Raw) -> bool:
    """Tell whether a date may come out of a guid, where fastfeedparser looks if an entry has none: "2" is the second.

    Such a date has no time of day, or the guid has one in it.
    """
    return bool(raw.published) and (
        (raw.published or "").endswith("T00:00:00+00:00") or (":" in raw.guid and raw.guid[:4].isdigit())
    )


def _undated(data: bytes, entries: tuple[Raw, ...]) -> bool:
    """Tell whether fewer dates are written than entries have."""
    first = _ENTRY.search(data)
    written = len(_DATED.findall(data, first.start() if first else 0))
    return sum(raw.published is not None for raw in entries) > written


def _fast(data: bytes) -> RawFeed | None:
    try:
        parsed = fastfeedparser.parse(data)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, LookupError, RecursionError):
        return None
    entries = tuple(
        Raw(
            title=_str(each.get("title")),
            link=_alternate(_str(each.get("link")), each.get("links") or []),
            guid=_str(each.get("id")),
            published=each.get("published"),
            updated=each.get("updated"),
            body=_longest([*_values(each.get("content")), _str(each.get("description"))]),
            author=_str(each.get("author")),
            enclosure=_first(each.get("enclosures"), "url"),
        )
        for each in parsed.entries
    )
    said = parsed.feed
    return RawFeed(
        _str(said.get("title")),
        _str(said.get("link")),
        _str(said.get("language")) or _language(data),
        entries,
    )


def _slow(data: bytes) -> RawFeed | None:
    import feedparser  # noqa: PLC0415 - a tenth of a second that few feeds need

    try:
        parsed = feedparser.parse(data)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, LookupError, RecursionError):
        return None
    title = _str(parsed.feed.get("title"))
    if not parsed.entries and not title and (parsed.bozo or not parsed.get("version")):
        return None
    entries = tuple(
        Raw(
            title=_str(each.get("title")),
            link=_str(each.get("link")) or _alternate("", each.get("links") or []),
            guid=_str(each.get("id")),
            published=_stamp(each.get("published_parsed")),
            updated=_stamp(each.get("updated_parsed")),
            body=_longest([*_values(each.get("content")), _str(each.get("summary"))]),
            author=_str(each.get("author")),
            enclosure=_first(each.get("enclosures"), "href"),
        )
        for each in parsed.entries
    )
    return RawFeed(title, _str(parsed.feed.get("link")), _str(parsed.feed.get("language")), entries)


def _json(data: bytes, subject: str) -> RawFeed:
    """Read a JSON Feed (https://www.jsonfeed.org/version/1.1/)."""
    try:
        parsed = json.loads(data.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(subject, "not a JSON Feed: it is no valid JSON") from error
    items = parsed.get("items") if isinstance(parsed, dict) else None
    if not isinstance(items, list):
        raise Unreadable(subject, 'not a JSON Feed: it has no "items"')
    own = _str(parsed.get("feed_url"))
    entries = tuple(
        Raw(
            title=_str(each.get("title")),
            link=_joined(own, _str(each.get("url") or each.get("external_url"))),
            guid=_str(each.get("id")),
            published=_str(each.get("date_published")) or None,
            updated=_str(each.get("date_modified")) or None,
            body=_str(each.get("content_html") or each.get("content_text") or each.get("summary")),
            opening=_str(each.get("summary")).strip() or _str(each.get("content_text")),
            author=_author(each),
            enclosure=_first(each.get("attachments"), "url"),
        )
        for each in items
        if isinstance(each, dict)
    )
    return RawFeed(
        _str(parsed.get("title")), _str(parsed.get("home_page_url")), _str(parsed.get("language")), entries
    )


# ---- private: before a parser


def _has_long_tag(data: bytes) -> bool:
    here = data.find(b"<")
    while here >= 0:
        further = data.rfind(b"<", here + 1, here + LONGEST_TAG)
        if further < 0:
            open_ended = data.find(b">", here, here + LONGEST_TAG) < 0
            if open_ended and len(data) > here + LONGEST_TAG and data[here + 1 : here + 2].isalpha():
                return True
            further = data.find(b"<", here + 1)
        here = further
    return False


def _is_marked(data: bytes) -> bool:
    """Tell whether text stands in a way that fastfeedparser loses."""
    return bool(_MARKED_TITLE.search(data)) or (b"mode=" in data and bool(_MARKED_CONTENT.search(data)))


def _without_doctype(data: bytes) -> bytes:
    """Take out a document type that has rules of its own; XML parsers expand what it defines."""
    start = _DOCTYPE.search(data, 0, HEAD)
    end = _DOCTYPE_END.search(data, start.end()) if start else None
    return data[: start.start()] + data[end.end() :] if start and end else data


def _character(found: re.Match[bytes]) -> bytes:
    code = name2codepoint.get((found[1] or b"").decode("ascii"))
    return b"&#%d;" % code if code else b"&amp;" + found[0][1:]


def _charset(data: bytes, content_type: str) -> bytes:
    """Give a feed that declares no encoding in that of its HTTP header, as UTF-8."""
    said = _CHARSET.search(content_type)
    if not said or b"encoding" in data[:200] or said[1].lower() in {"utf-8", "us-ascii", "ascii"}:
        return data
    try:
        return data.decode(said[1]).encode("utf-8")
    except (LookupError, UnicodeError):
        return data


def _depth(data: bytes) -> int:
    """Give how deep the tags nest; what stands in CDATA does not count."""
    deepest = depth = 0
    outside, *rest = data.split(b"<![CDATA[")
    for piece in (outside, *(each.partition(b"]]>")[2] for each in rest)):
        for tag in _TAG.finditer(piece):
            depth += -1 if tag[1] else 0 if tag[2] else 1
            deepest = max(deepest, depth)
    return deepest


# ---- private: after it


def _alternate(chosen: str, links: list[Any]) -> str:
    """Give the link to the entry's own page: fastfeedparser takes an Atom entry's first, whatever it relates to."""
    own = [link for link in links if isinstance(link, dict) and link.get("rel") in {None, "alternate"}]
    if not own or any(link.get("href") == chosen for link in own):
        return chosen
    if not chosen or any(isinstance(link, dict) and link.get("href") == chosen for link in links):
        return _str(own[0].get("href"))
    return chosen


def _language(data: bytes) -> str:
    """Give what an RSS feed says of its language: fastfeedparser knows only xml:lang."""
    found = _LANGUAGE.search(data, 0, HEAD)
    return found[1].decode("ascii") if found else ""


def _stamp(parsed: Any) -> str | None:  # noqa: ANN401 - feedparser gives a time.struct_time and publishes no types
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC).isoformat() if parsed else None
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _values(content: Any) -> list[str]:  # noqa: ANN401 - as the parsers give it
    return [_str(part.get("value")) for part in content or [] if isinstance(part, dict)]


def _first(held: Any, key: str) -> str:  # noqa: ANN401 - as the parsers give it
    parts = held if isinstance(held, list) else []
    return next((_str(part.get(key)) for part in parts if isinstance(part, dict)), "")


def _longest(bodies: list[str]) -> str:
    return max(bodies, key=len, default="")


def _joined(base: str, link: str) -> str:
    """Read a link against the address that a feed gives as its own; nonsense stays as it is."""
    try:
        return urljoin(base, link) if base and link else link
    except ValueError:
        return link


def _author(item: dict[str, Any]) -> str:
    authors = item.get("authors") or [item.get("author")]
    first = authors[0] if isinstance(authors, list) and authors else None
    return _str(first.get("name")) if isinstance(first, dict) else ""


def _str(value: Any) -> str:  # noqa: ANN401 - as the parsers give it
    return "" if value is None or isinstance(value, dict | list) else str(value)
