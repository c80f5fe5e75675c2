"""Find the feeds of a page, and return the most promising first."""

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
    return tuple(dict.fromkeys(_find_alternate_links(page, base_url))) or tuple(
        dict.fromkeys(_find_anchor_links(page, base_url))
    )


def common_feed_urls(url: str) -> tuple[str, ...]:
    """Return the usual feed URLs of a site, for a page that does not link to a feed."""
    return tuple(urljoin(url, path) for path in COMMON_FEED_PATHS)


# ---- private


def _find_alternate_links(page: HtmlElement, base_url: str) -> Iterator[str]:
    for link in page.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        content_type = (link.get("type") or "").lower().partition(";")[0].strip()
        if (
            ("alternate" in relations or "feed" in relations)
            and content_type in FEED_CONTENT_TYPES
            and link.get("href")
        ):
            yield from _to_absolute_web_url(link.get("href"), base_url)


def _find_anchor_links(page: HtmlElement, base_url: str) -> Iterator[str]:
    for anchor in page.iter("a"):
        href = anchor.get("href") or ""
        if _FEED_LINK_PATTERN.search(href.partition("?")[0]):
            yield from _to_absolute_web_url(href, base_url)


def _to_absolute_web_url(link: str, base_url: str) -> Iterator[str]:
    try:
        absolute_url = urljoin(base_url, link.strip())
        if urlsplit(absolute_url).scheme in {"http", "https"}:
            yield absolute_url
    except ValueError:
        return
