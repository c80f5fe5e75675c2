"""Which feeds a page leads to, in the order in which they should be tried."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from sources.parsing import html_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/json",
        "application/rdf+xml",
    }
    | {"text/xml", "application/xml", "text/rss+xml", "text/atom+xml"}
)
# Where feeds lie on sites that name none.
USUAL = ("/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/feed.json")
_LIKELY = re.compile(r"(?:^|[/._-])(?:rss|atom|feeds?)(?:[/._-]|$)|\.(?:rss|atom|rdf|xml)$", re.IGNORECASE)


def links(data: bytes, url: str, content_type: str = "") -> tuple[str, ...]:
    """Give the feeds that a page names: its head's alternates, else links that look like feeds; none twice."""
    page = html_text.tree(html_text.decode(data, content_type))
    if page is None:
        return ()
    base = urljoin(url, next((each.get("href") for each in page.iter("base") if each.get("href")), ""))
    return tuple(dict.fromkeys(_alternates(page, base))) or tuple(dict.fromkeys(_anchors(page, base)))


def usual(url: str) -> tuple[str, ...]:
    """Give the places where a site's feed usually lies, for a page that names none."""
    return tuple(urljoin(url, path) for path in USUAL)


# ---- private


def _alternates(page: HtmlElement, base: str) -> Iterator[str]:
    for link in page.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").lower().partition(";")[0].strip()
        if ("alternate" in relations or "feed" in relations) and kind in TYPES and link.get("href"):
            yield from _web(link.get("href"), base)


def _anchors(page: HtmlElement, base: str) -> Iterator[str]:
    for anchor in page.iter("a"):
        target = anchor.get("href") or ""
        if _LIKELY.search(target.partition("?")[0]):
            yield from _web(target, base)


def _web(link: str, base: str) -> Iterator[str]:
    try:
        address = urljoin(base, link.strip())
        if urlsplit(address).scheme in {"http", "https"}:
            yield address
    except ValueError:
        return
