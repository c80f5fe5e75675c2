"""Parse feeds of all formats to raw entries, without correcting their content.

bytes --limits, decode--> text --JSON Feed, or the element tree, or feedparser where the tree has no entries--> raw feed
"""

from __future__ import annotations

import re
from html.entities import name2codepoint
from typing import Any

from news.errors import TooLarge, Unreadable
from sources.parsing import encodings
from sources.parsing.formats.json_feeds import parse_json_feed
from sources.parsing.formats.raw_feed import RawEntry, RawFeed
from sources.parsing.formats.xml_feeds import count_entry_tags, parse_xml_feed

# 10 MiB: a limit of 5 led to complaints by users of other feed readers, and 14 MB of items took a parser 19 s.
MAX_FEED_BYTES = 10 * 2**20
# One start tag of 540 KB with 50,000 attributes took feedparser over 40 s.
MAX_TAG_BYTES = 64_000
# 200,000 nested tags took feedparser 47 s, 100,000 took 4 s.
MAX_DEPTH = 20_000
_NOT_A_FEED_MESSAGE = "not an RSS, Atom or JSON feed. If it is a web page, use the address of its feed"
_FEED_TAG = re.compile(rb"<(?:\w{1,20}:)?(?:rss|feed|rdf|channel|item|entry)\b", re.IGNORECASE)
# feedparser spends seconds on an HTML page before it reports that there is no feed.
_PAGE_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!doctype\s+html\b|<html\b)", re.IGNORECASE)
# A doctype with an internal subset can only define entities, which no honest feed needs.
_DOCTYPE_START = re.compile(rb"<!DOCTYPE[^<>\[]{0,2000}\[", re.IGNORECASE)
_DOCTYPE_END = re.compile(rb"\]\s{0,100}>")
# The number of bytes at the start of a feed that contain its doctype, encoding and root element.
MAX_HEAD_BYTES = 4096
_XML_DECLARATION = re.compile(rb"\A\s*<\?xml[^<>]{0,200}\?>")
_TAG = re.compile(rb"<(/?)[A-Za-z][^<>]*?(/?)>")
# An ampersand that is invalid in XML: a bare ampersand, or the start of an entity that only HTML defines.
_UNDEFINED_ENTITY = re.compile(
    rb"&(?!amp;|lt;|gt;|quot;|apos;|#\d{1,7};|#[xX][0-9a-fA-F]{1,6};)(?:([A-Za-z]{2,10}\d{0,2});)?"
)


def parse_raw_feed(data: bytes, subject: str, content_type: str = "", *, with_texts: bool = True) -> RawFeed:
    """Parse a feed of any format.

    Args:
        data: the feed's bytes.
        subject: the name of the feed in errors.
        content_type: the Content-Type header, for its charset.
        with_texts: whether to read the texts of the entries that have a title.

    Raises:
        Unreadable: the data is not a feed.
        TooLarge: the feed exceeds a limit on size, tags or nesting.
    """
    if len(data) > MAX_FEED_BYTES:
        raise TooLarge(subject, f"larger than {MAX_FEED_BYTES // 2**20} MB")
    if not data.strip():
        raise Unreadable(subject, "the feed is empty")
    data = _to_utf8(data, content_type)
    if data[:MAX_HEAD_BYTES].lstrip()[:1] == b"{":
        return parse_json_feed(data.decode("utf-8", "replace"), subject)
    if _PAGE_START.match(data[:MAX_HEAD_BYTES]):
        raise Unreadable(subject, "this is a web page, not a feed. Use the address of its feed")
    if not _FEED_TAG.search(data):
        raise Unreadable(subject, _NOT_A_FEED_MESSAGE)
    if _has_long_tag(data):
        raise TooLarge(subject, f"it contains a tag of over {MAX_TAG_BYTES // 1000} KB")
    # The document is in UTF-8 now, whatever its declaration says.
    data = _XML_DECLARATION.sub(b"", to_numeric_entities(_without_doctype(data)), count=1)
    raw_feed = parse_xml_feed(data, with_texts=with_texts)
    if raw_feed and raw_feed.entries and _has_names(raw_feed):
        return raw_feed
    if raw_feed and raw_feed.title and not count_entry_tags(data):
        return raw_feed
    return _parse_with_feedparser(data, raw_feed, subject)


def to_numeric_entities(data: bytes) -> bytes:
    """Replace HTML-only entities with numeric entities, and escape bare ampersands.

    CDATA is unchanged.
    """
    # In UTF-16 and UTF-32 an ampersand is not a single byte.
    if b"\0" in data[:MAX_HEAD_BYTES] or not _UNDEFINED_ENTITY.search(data):
        return data
    outside, *cdata_pieces = data.split(b"<![CDATA[")
    parts = [_UNDEFINED_ENTITY.sub(_to_numeric_entity, outside)]
    for piece in cdata_pieces:
        cdata_text, cdata_end, following_text = piece.partition(b"]]>")
        parts += (
            b"<![CDATA[",
            cdata_text,
            cdata_end,
            _UNDEFINED_ENTITY.sub(_to_numeric_entity, following_text),
        )
    return b"".join(parts)


# ---- private: the second parser


def _parse_with_feedparser(data: bytes, raw_feed: RawFeed | None, subject: str) -> RawFeed:
    """Return feedparser's result, or the earlier result if feedparser finds no entries either.

    Raises:
        Unreadable: the data is not a feed.
        TooLarge: its tags are nested too deep.
    """
    if _measure_nesting(data) > MAX_DEPTH:
        raise TooLarge(subject, f"its tags are nested more than {MAX_DEPTH:,} deep")
    slow_feed = _parse_slow(data)
    raw_feed = slow_feed if slow_feed and (slow_feed.entries or not raw_feed) else raw_feed
    if not raw_feed or not (raw_feed.entries or raw_feed.title or raw_feed.link):
        raise Unreadable(subject, _NOT_A_FEED_MESSAGE)
    return raw_feed


def _has_names(raw_feed: RawFeed) -> bool:
    """Whether most entries have a title, a link or a text."""
    named_count = sum(bool(entry.title or entry.link or entry.body) for entry in raw_feed.entries)
    return named_count * 2 >= len(raw_feed.entries)


def _parse_slow(data: bytes) -> RawFeed | None:
    import feedparser  # noqa: PLC0415 - it takes 0.1 s, and few feeds need it

    try:
        parsed = feedparser.parse(data)
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, LookupError, RecursionError):
        return None
    title = _to_str(parsed.feed.get("title"))
    if not parsed.entries and not title and (parsed.bozo or not parsed.get("version")):
        return None
    entries = tuple(
        RawEntry(
            title=_to_str(item.get("title")),
            link=_to_str(item.get("link")),
            guid=_to_str(item.get("id")),
            published=tuple(filter(None, [_to_str(item.get("published"))])),
            updated=tuple(filter(None, [_to_str(item.get("updated"))])),
            body=max(
                [*_read_content_values(item.get("content")), _to_str(item.get("summary"))],
                key=len,
                default="",
            ),
            authors=tuple(filter(None, [_to_str(item.get("author"))])),
            enclosure_url=_find_first_value(item.get("enclosures"), "href"),
        )
        for item in parsed.entries
    )
    return RawFeed(title, _to_str(parsed.feed.get("link")), _to_str(parsed.feed.get("language")), entries)


def _read_content_values(content: Any) -> list[str]:  # noqa: ANN401 - as the parsers return it
    return [_to_str(part.get("value")) for part in content or [] if isinstance(part, dict)]


def _find_first_value(parser_value: Any, key: str) -> str:  # noqa: ANN401 - as the parsers return it
    items = parser_value if isinstance(parser_value, list) else []
    return next((_to_str(item.get(key)) for item in items if isinstance(item, dict)), "")


def _to_str(value: Any) -> str:  # noqa: ANN401 - as the parsers return it
    return "" if value is None or isinstance(value, dict | list) else str(value)


# ---- private: before the parsers


def _has_long_tag(data: bytes) -> bool:
    tag_start = data.find(b"<")
    while tag_start >= 0:
        next_tag_start = data.rfind(b"<", tag_start + 1, tag_start + MAX_TAG_BYTES)
        if next_tag_start < 0:
            is_unclosed = data.find(b">", tag_start, tag_start + MAX_TAG_BYTES) < 0
            if (
                is_unclosed
                and len(data) > tag_start + MAX_TAG_BYTES
                and data[tag_start + 1 : tag_start + 2].isalpha()
            ):
                return True
            next_tag_start = data.find(b"<", tag_start + 1)
        tag_start = next_tag_start
    return False


def _without_doctype(data: bytes) -> bytes:
    """Remove a doctype that has an internal subset.

    XML parsers would expand the entities of the subset.
    """
    start_match = _DOCTYPE_START.search(data, 0, MAX_HEAD_BYTES)
    end_match = _DOCTYPE_END.search(data, start_match.end()) if start_match else None
    return data[: start_match.start()] + data[end_match.end() :] if start_match and end_match else data


def _to_numeric_entity(match: re.Match[bytes]) -> bytes:
    code_point = name2codepoint.get((match[1] or b"").decode("ascii"))
    return b"&#%d;" % code_point if code_point else b"&amp;" + match[0][1:]


def _to_utf8(data: bytes, content_type: str) -> bytes:
    """Return the document in UTF-8, without characters that XML forbids. Double-decoded text is repaired later."""
    if data[:3] == b"\xef\xbb\xbf":
        data = data[3:]
    if data.isascii() and b"\x1b" not in data and b"\0" not in data:
        return data
    return encodings.decode_as_written(data, content_type).encode("utf-8", "replace")


def _measure_nesting(data: bytes) -> int:
    """Return the maximum nesting depth of the tags, excluding CDATA."""
    max_depth = depth = 0
    outside, *cdata_pieces = data.split(b"<![CDATA[")
    for piece in (outside, *(cdata_piece.partition(b"]]>")[2] for cdata_piece in cdata_pieces)):
        for tag in _TAG.finditer(piece):
            depth += -1 if tag[1] else 0 if tag[2] else 1
            max_depth = max(max_depth, depth)
    return max_depth
