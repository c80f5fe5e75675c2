"""Parse feeds in the formats RSS 0.9x, 1.0 and 2.0, Atom and JSON Feed.

`sources.parsing.formats` reads entries as they are written. This module makes them readable: it resolves relative
links, fills in missing titles and links, reads dates and authors' names, and removes markup.
"""

from __future__ import annotations

import re
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin, urlsplit

from news.source import Entry, Feed
from sources.parsing import html_text
from sources.parsing.dates import parse_date
from sources.parsing.formats import feed_formats

if TYPE_CHECKING:
    from datetime import datetime

    from sources.parsing.formats.raw_feed import RawEntry

# The maximum number of entries per fetch, the newest ones; feeds with 700 were seen.
MAX_ENTRIES = 2_000
# The maximum words of a title made from an entry's text, and the minimum words of a title made from its URL.
MAX_TITLE_WORDS, MIN_SLUG_WORDS = 12, 3
# A body with at least this many words is the article; a shorter body is its summary (a page's stub has under 60).
MIN_ARTICLE_WORDS = 120
# Most texts of that many words have them in their first characters.
MAX_COUNTED_CHARACTERS = 1_000
# The minimum number of dates for a typical interval.
MIN_DATES_FOR_INTERVAL = 3
# The <ttl> of RSS in minutes; it precedes the items.
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>")
# Characters that must be percent-encoded in a URL: they would end a link, or reverse its direction.
_UNSAFE_CHARACTERS = re.compile(r"[\s<>\"|\\^`{}\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ABSOLUTE_URL = re.compile(r"https?://[^\s/?#:@\[\]]+(?:[/?#]|$)")
_PLAIN_NAME = re.compile(r"[A-Za-z.'-]+(?: [A-Za-z.'-]+)*")
_MAIL = re.compile(r"[<\[(]?\s*(?:mailto:)?[^\s@<>()\[\]]+@[^\s@<>()\[\],;]+\s*[>\])]?", re.IGNORECASE)
_MAIL_AND_NAME = re.compile(r"^\S+@\S+\s*\(([^()]*[^()\s@][^()]*)\)$")
_LANGUAGE_CODE = re.compile(r"\s*([a-zA-Z]{2,3})(?:[-_]|\s*$)")


def parse(data: bytes, *, url: str = "", content_type: str = "", with_texts: bool = True) -> Feed:
    """Parse a feed of any supported format.

    An entry without a URL gets "", never the feed's URL, so that two entries never share a URL.

    Args:
        data: the feed's bytes; nothing is fetched.
        url: the feed's URL after redirects, the base of relative links; "" if the feed has none.
        content_type: the Content-Type header, for its charset.
        with_texts: whether to extract the entries' texts; parsing only titles, links and dates is twice as fast.

    Raises:
        Unreadable: the data is not a feed.
        TooLarge: the feed exceeds a limit on size, tags or nesting.
    """
    raw_feed = feed_formats.parse_raw_feed(data, url or "feed", content_type, with_texts=with_texts)
    site_url = _to_web_url(raw_feed.link, url)
    language = _read_language(raw_feed.language)
    entries = _keep_newest(
        [
            _build_entry(raw_entry, url, site_url, language, with_texts=with_texts)
            for raw_entry in raw_feed.entries
        ]
    )
    dates = sorted(filter(None, (entry.published_at or entry.updated_at for entry in entries)))
    return Feed(
        title=html_text.html_to_line(raw_feed.title),
        link=site_url,
        entries=entries,
        typical_interval=(dates[-1] - dates[0]) / (len(dates) - 1)
        if len(dates) >= MIN_DATES_FOR_INTERVAL
        else None,
        newest_entry_at=dates[-1] if dates else None,
        ttl=_read_ttl(data),
    )


# ---- private


def _keep_newest(entries: list[Entry]) -> tuple[Entry, ...]:
    """Return the newest entries, in the order of the feed.

    Feeds may begin with the newest or with the oldest entry. Entries without a date count as the newest.
    """
    if len(entries) <= MAX_ENTRIES:
        return tuple(entries)

    def age_key(index: int) -> tuple[float, int]:
        appeared_at = entries[index].published_at or entries[index].updated_at
        return -appeared_at.timestamp() if appeared_at else -float("inf"), index

    newest = sorted(range(len(entries)), key=age_key)[:MAX_ENTRIES]
    return tuple(entries[index] for index in sorted(newest))


def _build_entry(
    raw_entry: RawEntry, feed_url: str, site_url: str, language: str, *, with_texts: bool
) -> Entry:
    title = html_text.html_to_line(raw_entry.title)
    body = _read_body(raw_entry) if with_texts or not title else ""
    guid_url = raw_entry.guid if "://" in raw_entry.guid else ""
    link = (
        _to_web_url(raw_entry.link, feed_url)
        or (_to_web_url(guid_url, "") if raw_entry.is_permalink else "")
        or _to_web_url(raw_entry.enclosure_url, feed_url)
    )
    if link and len(link) <= len(site_url) + 2 and _is_same_page(link, site_url):
        link = ""
    language = _read_language(raw_entry.language) or language
    return Entry(
        title=title
        or _first_words(html_text.html_to_text(raw_entry.title_fallback) or body)
        or _first_words(html_text.find_image_text(raw_entry.body))
        or _build_title_from_link(link),
        text=body,
        guid=raw_entry.guid,
        url=link,
        published_at=_first_date(raw_entry.published, language) if raw_entry.published else None,
        updated_at=_first_date(raw_entry.updated, language) if raw_entry.updated else None,
        authors=_read_authors(raw_entry.authors) if raw_entry.authors else (),
        language=language,
        partial=not with_texts or _is_summary(body),
    )


def _read_body(raw_entry: RawEntry) -> str:
    """Return the longest text of an entry, which may be one with less markup."""
    body = html_text.html_to_text(raw_entry.body)
    for other_body in raw_entry.other_bodies:
        if len(other_body) > len(body):
            body = max(body, html_text.html_to_text(other_body), key=len)
    return body


def _is_same_page(link: str, site_url: str) -> bool:
    """Whether a link leads to the feed's own site instead of an entry."""
    return (
        link == site_url or link.rstrip("/").partition("://")[2] == site_url.rstrip("/").partition("://")[2]
    )


def _first_date(written_dates: tuple[str, ...], language: str) -> datetime | None:
    for written_date in written_dates:
        if moment := parse_date(written_date, language):
            return moment
    return None


def _read_language(code: str) -> str:
    language_match = _LANGUAGE_CODE.match(code) if code else None
    return language_match[1].lower() if language_match else ""


@lru_cache(maxsize=1_000)
def _read_authors(written_authors: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(_read_author, written_authors))))


def _read_author(written_author: str) -> str:
    """Return an author's name without the e-mail address; "" if there is no name.

    For example, "ada@example.org (Ada Harl)" and "Ada Harl <ada@example.org>" give "Ada Harl".
    """
    if _PLAIN_NAME.fullmatch(written_author):
        return written_author
    author = html_text.html_to_line(written_author.replace("<", " <"))
    if "@" in author:
        author = _MAIL_AND_NAME.sub(r"\1", author)
        author = " ".join(_MAIL.sub(" ", author).split()).strip("()<>[]\"',;: ")
    return "" if "://" in author else author


def _read_ttl(data: bytes) -> timedelta | None:
    """Return the wait before the next fetch that the feed requests; None if there is none."""
    ttl_match = _TTL.search(data, 0, feed_formats.MAX_HEAD_BYTES)
    return timedelta(minutes=int(ttl_match[1])) if ttl_match else None


def _is_summary(body: str) -> bool:
    """Whether a text is too short to be a whole article.

    Whitespace is collapsed first, because words are counted by spaces.
    """
    if body.count(" ", 0, MAX_COUNTED_CHARACTERS) >= MIN_ARTICLE_WORDS:
        return False
    word_count = body.count(" ") + body.count("\n") + 1
    return word_count < MIN_ARTICLE_WORDS and (
        body.isascii() or html_text.count_words(body) < MIN_ARTICLE_WORDS
    )


def _first_words(body: str) -> str:
    first_line_words = body.partition("\n")[0].split()
    return " ".join(first_line_words[:MAX_TITLE_WORDS]) + (
        "…" if len(first_line_words) > MAX_TITLE_WORDS else ""
    )


def _build_title_from_link(link: str) -> str:
    """Return a title made from a URL, or the URL itself.

    For example, ".../harl-bridge-closed.html" gives "harl bridge closed".
    """
    slug = unquote(urlsplit(link).path.rstrip("/").rpartition("/")[2])
    slug_words = re.sub(r"\.\w{2,5}$", "", slug).replace("-", " ").replace("_", " ").replace("+", " ").split()
    alphabetic_words = [word for word in slug_words if word.isalpha()]
    return " ".join(slug_words) if len(alphabetic_words) >= MIN_SLUG_WORDS else link


def _to_web_url(link: str, base_url: str) -> str:
    """Return a link as an http or https URL; "" if the link is not one.

    The URL is absolute if the base URL is known; otherwise relative links remain relative.
    """
    link = link.strip()
    if not _ABSOLUTE_URL.match(link):
        link = _join_url(link, base_url)
    return _UNSAFE_CHARACTERS.sub(_percent_encode, link) if _UNSAFE_CHARACTERS.search(link) else link


def _join_url(link: str, base_url: str) -> str:
    try:
        absolute_url = urljoin(base_url, link) if base_url and link else link
        url_parts = urlsplit(absolute_url)
    except ValueError:
        return ""
    is_web = url_parts.scheme.lower() in {"http", "https"} and url_parts.netloc
    if not is_web and (base_url or url_parts.scheme or url_parts.netloc):
        return ""
    return absolute_url


def _percent_encode(match: re.Match[str]) -> str:
    return quote(match[0], safe="", errors="replace")
