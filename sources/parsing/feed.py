"""Feeds of every kind, as values: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed.

`sources.parsing.feed_formats` reads them with other people's parsers. Here stands what none of them does: relative
links, missing titles and links, absurd dates, markup as plain words.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin, urlsplit

from news.source import Entry, Feed
from sources.parsing import feed_formats, html_text

if TYPE_CHECKING:
    from sources.parsing.feed_formats import Raw

# Entries of one visit; no feed shows more that is news.
MOST = 500
# A title made of an entry's first words has this many; one made of its address at least these.
TITLE_WORDS, SLUG_WORDS = 12, 3
# A feed's own words are the article from here on; with fewer they are its summary (a page's stub has under 60).
ENOUGH_WORDS = 120
# Before: a program's zero. After: nobody's.
EARLIEST, LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
# Dates from which the time between two entries is told.
DATED = 3
# RSS's <ttl> in minutes; it stands before the items.
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>")
# What no address holds unquoted: it would end a link, or turn its direction.
_UNQUOTED = re.compile(r"[\s<>\"|\\^`{}\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_WHOLE = re.compile(r"https?://[^\s/?#:@\[\]]+(?:[/?#]|$)")
_LANGUAGE = re.compile(r"\s*([a-zA-Z]{2,3})(?:[-_]|\s*$)")


def parse(data: bytes, *, url: str = "", content_type: str = "", words: bool = True) -> Feed:
    """Parse a feed.

    An entry's address is its own: "" where it has none, never the feed's, so that no two entries are one.

    Args:
        data: its bytes; never fetched here.
        url: its address after redirects, against which relative links are read; "" if it has none.
        content_type: what the server said, for its charset.
        words: whether the entries' texts are wanted; without them, titles, links and dates come twice as fast.

    Raises:
        Unreadable: it is no feed.
        TooLarge: it holds more than a feed may.
    """
    read = feed_formats.read(data, url or "feed", content_type)
    site = _web(read.link, url)
    said = _LANGUAGE.match(read.language)
    language = said[1].lower() if said else ""
    entries = tuple(_entry(raw, url, site, language, words=words) for raw in read.entries[:MOST])
    dates = sorted(filter(None, (each.published or each.updated for each in entries)))
    return Feed(
        title=html_text.line(read.title),
        link=site,
        entries=entries,
        gap=(dates[-1] - dates[0]) / (len(dates) - 1) if len(dates) >= DATED else None,
        newest=dates[-1] if dates else None,
        ttl=_ttl(data),
    )


# ---- private


def _entry(raw: Raw, url: str, site: str, language: str, *, words: bool) -> Entry:
    title = html_text.line(raw.title)
    body = html_text.words(raw.body) if words or not title else ""
    own = raw.guid if "://" in raw.guid else ""
    link = _web(raw.link, url) or _web(own, "") or _web(raw.enclosure, url)
    if link == site:
        link = ""
    return Entry(
        title=title or _first_words(html_text.words(raw.opening) or body) or _from_link(link),
        text=body,
        guid=raw.guid,
        url=link,
        published=_date(raw.published),
        updated=_date(raw.updated),
        authors=(html_text.line(raw.author),) if raw.author.strip() else (),
        language=language,
        partial=not words or _is_short(body),
    )


def _ttl(data: bytes) -> timedelta | None:
    """Give for how long a feed asks to be left alone."""
    said = _TTL.search(data, 0, feed_formats.HEAD)
    return timedelta(minutes=int(said[1])) if said else None


def _is_short(body: str) -> bool:
    """Tell whether a text is its article's summary. It is folded, so that counting spaces counts words."""
    spaced = body.count(" ") + body.count("\n") + 1
    return spaced < ENOUGH_WORDS and (body.isascii() or html_text.size(body) < ENOUGH_WORDS)


def _first_words(body: str) -> str:
    first = body.partition("\n")[0].split()
    return " ".join(first[:TITLE_WORDS]) + ("…" if len(first) > TITLE_WORDS else "")


def _from_link(link: str) -> str:
    """Make a title of an address: ".../harl-bridge-closed.html" gives "harl bridge closed", ".../p/17" itself."""
    last = unquote(urlsplit(link).path.rstrip("/").rpartition("/")[2])
    words = re.sub(r"\.\w{2,5}$", "", last).replace("-", " ").replace("_", " ").replace("+", " ").split()
    named = [word for word in words if word.isalpha()]
    return " ".join(words) if len(named) >= SLUG_WORDS else link


def _web(link: str, base: str) -> str:
    """Give the http or https address that a link means; "" if it means none.

    Absolute where a base is known; a feed that came without an address keeps its relative links as they are.
    """
    link = link.strip()
    if not _WHOLE.match(link):
        link = _joined(link, base)
    return _UNQUOTED.sub(_quoted, link) if _UNQUOTED.search(link) else link


def _joined(link: str, base: str) -> str:
    try:
        whole = urljoin(base, link) if base and link else link
        parts = urlsplit(whole)
    except ValueError:
        return ""
    is_web = parts.scheme.lower() in {"http", "https"} and parts.netloc
    if not is_web and (base or parts.scheme or parts.netloc):
        return ""
    return whole


def _quoted(found: re.Match[str]) -> str:
    return quote(found[0], safe="", errors="replace")


def _date(said: str | None) -> datetime | None:
    """Read a parser's ISO 8601 date; None for what is none, or absurd."""
    if not said:
        return None
    try:
        moment = datetime.fromisoformat(said)
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if EARLIEST <= moment < LATEST else None
