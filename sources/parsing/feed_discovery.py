"""Find the feeds of a page, most promising first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from sources.parsing import html_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

FEED_CONTENT_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/json",
        "application/rdf+xml",
    }
    | {"text/xml", "application/xml", "text/rss+xml", "text/atom+xml"}
)
# Common paths of feeds, for sites that do not link to a feed.
COMMON_FEED_PATHS = ("/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/feed.json")
_FEED_LINK_PATTERN = re.compile(
    r"(?:^|[/._-])(?:rss|atom|feeds?)(?:[/._-]|$)|\.(?:rss|atom|rdf|xml)$", re.IGNORECASE
)

# The comments of a site or of one post, in the languages that sites are written in.
_COMMENTS = re.compile(
    r"comment|kommentar|coment[aá]ri|commenti\b|reacti(?:es|ons)\b|komentar|komentář|hozzászól|yorum|коммент|комент"
    r"|コメント|评论|評論|留言|댓글|تعليق|/replies\b",
    re.IGNORECASE,
)
# "feed://example.org/rss" and "feed:https://example.org/rss" were made for readers that open feeds themselves.
_FEED_SCHEME = re.compile(r"^feed:(?://)?(?=(https?:)?)", re.IGNORECASE)


def find_feed_links(data: bytes, url: str, content_type: str = "") -> tuple[str, ...]:
    """Return the feed URLs declared in a page's head.

    If there are none, return the page's links that look like feeds.
    """
    page = html_text.parse_tree(html_text.decode(data, content_type))
    if page is None:
        return ()
    base_url = urljoin(
        url,
        next(
            (base_element.get("href") for base_element in page.iter("base") if base_element.get("href")), ""
        ),
    )
    alternate_links = dict(_find_alternate_links(page, base_url))
    if alternate_links:
        # Sorting keeps the page's order among the feeds of one kind.
        return tuple(sorted(alternate_links, key=lambda link: _is_comments_feed(link, alternate_links[link])))
    return tuple(sorted(dict.fromkeys(_find_anchor_links(page, base_url)), key=_is_comments_feed))


def common_feed_urls(url: str) -> tuple[str, ...]:
    """Return the usual feed URLs of a site, for a page that does not link to a feed."""
    return tuple(urljoin(url, path) for path in COMMON_FEED_PATHS)


# ---- private


def _is_comments_feed(link: str, title: str = "") -> bool:
    """Whether a feed contains readers' comments instead of posts."""
    return bool(_COMMENTS.search(urlsplit(link).path) or _COMMENTS.search(title))


def _find_alternate_links(page: HtmlElement, base_url: str) -> Iterator[tuple[str, str]]:
    """Yield the URL and the title of each feed that the page declares."""
    for link in page.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        content_type = (link.get("type") or "").lower().partition(";")[0].strip()
        href = (link.get("href") or "").strip()
        is_feed = content_type in FEED_CONTENT_TYPES or (
            not content_type and _FEED_LINK_PATTERN.search(href.partition("?")[0])
        )
        if ("alternate" in relations or "feed" in relations) and is_feed and href:
            for url in _to_absolute_web_url(href, base_url):
                yield url, link.get("title") or ""


def _find_anchor_links(page: HtmlElement, base_url: str) -> Iterator[str]:
    for anchor in page.iter("a"):
        href = anchor.get("href") or ""
        if _FEED_LINK_PATTERN.search(href.partition("?")[0]):
            yield from _to_absolute_web_url(href, base_url)


def _to_absolute_web_url(link: str, base_url: str) -> Iterator[str]:
    try:
        link = _FEED_SCHEME.sub(lambda match: "" if match[1] else "https://", link.strip())
        absolute_url = urljoin(base_url, link)
        if urlsplit(absolute_url).scheme in {"http", "https"}:
            yield absolute_url
    except ValueError:
        return
