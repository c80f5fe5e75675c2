"""Article pages, as values: the article's own text, and what the page says of itself."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import trafilatura

from news.errors import TooLarge, Unreadable
from news.source import Page
from sources.http.address_guard import site
from sources.parsing import html_text, page_title, split_body

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.html import HtmlElement

# 5 MiB: above it, what comes is a program or an attack.
LARGEST = 5 * 2**20
# A paywall, a consent form or "enable JavaScript" has fewer words than this; an article has more.
FEWEST_WORDS = 60
# An index page strings teasers and links together. Of 190 articles all but ten tests and lists of parts have this share
# of their words in lines of this many words or more.
LONG_LINE, LONG_SHARE = 15, 0.4
# Lines at the start of a text among which the headline may stand again.
FIRST = 3
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?\s?(?:Z|[+-]\d\d:?\d\d)?)?")


def read(data: bytes, *, url: str = "", content_type: str = "") -> Page:
    """Read an article's page.

    Args:
        data: its bytes; never fetched here.
        url: its address after redirects; "" if it has none.
        content_type: what the server said.

    Raises:
        Unreadable: no article could be found in it.
        TooLarge: it is larger than a page may be.
    """
    found = extract(data, url=url, content_type=content_type)
    sizes = [html_text.size(line) for line in found.text.splitlines()]
    if sum(sizes) < FEWEST_WORDS or sum(s for s in sizes if s >= LONG_LINE) < LONG_SHARE * sum(sizes):
        raise Unreadable(
            url or "page", "no article could be found in it (an index, a paywall or a consent page?)"
        )
    return found


def extract(data: bytes, *, url: str = "", content_type: str = "") -> Page:
    """Take whatever a page gives, article or not; "" where it gives nothing.

    Raises:
        Unreadable: there is nothing in it, or it is no text.
        TooLarge: it is larger than a page may be.
    """
    if len(data) > LARGEST:
        raise TooLarge(url or "page", f"larger than {LARGEST // 2**20} MB")
    if "utf-16" not in content_type.lower() and html_text.is_binary(data):
        raise Unreadable(url or "page", "a binary file, not a page")
    text = html_text.decode(data, content_type)
    tree = html_text.tree(text)
    if tree is None:
        raise Unreadable(url or "page", "empty")
    got = trafilatura.bare_extraction(
        split_body.joined(tree) or text.replace("\0", " "),
        url=url or None,
        with_metadata=True,
        include_comments=False,
        favor_precision=True,
    )
    fields: dict[str, Any] = got if isinstance(got, dict) else got.as_dict() if got is not None else {}
    said, described = page_title.meta(tree), next(page_title.articles(tree), {})
    title = page_title.resolve(tree, url) or str(fields.get("title") or "")
    return Page(
        title=title,
        text=_without_title(str(fields.get("text") or ""), title),
        author=str(fields.get("author") or "").replace("; ", ", "),
        date=_date(described, said, fields),
        image=_image(said, fields, url),
        language=_language(tree, said),
        url=_canonical(tree, said, url),
        outlet=said.get("og:site_name") or str(fields.get("sitename") or ""),
    )


# ---- private


def _without_title(text: str, title: str) -> str:
    """Take the headline out of the first lines, where it stands again."""
    lines = text.splitlines()
    folded = " ".join(title.split()).casefold()
    first = [line for line in lines[:FIRST] if " ".join(line.split()).casefold() != folded]
    return "\n".join(first + lines[FIRST:])


def _date(
    described: Mapping[str, Any], said: Mapping[str, str], fields: Mapping[str, Any]
) -> datetime | None:
    """Take the day that the extractor found, with the time of day where the page gives one for that day."""
    found = _moment(str(fields.get("date") or ""))
    stated = [
        _moment(str(described.get("datePublished") or "")),
        _moment(said.get("article:published_time", "")),
    ]
    if found is None:
        return next(filter(None, stated), None)
    return next((each for each in stated if each and each.date() == found.date()), found)


def _moment(said: str) -> datetime | None:
    match = _DAY.search(said)
    if not match:
        return None
    try:
        moment = datetime.fromisoformat(match[0].replace(" ", "T", 1).replace(" ", ""))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _image(said: Mapping[str, str], fields: Mapping[str, Any], url: str) -> str:
    found = said.get("og:image") or said.get("twitter:image") or str(fields.get("image") or "")
    return _absolute(found, url)


def _language(tree: HtmlElement, said: Mapping[str, str]) -> str:
    """Give what the page declares; the text itself is asked later, and believed."""
    declared = tree.get("lang") or said.get("og:locale") or said.get("content-language") or ""
    code = re.match(r"[a-zA-Z]{2,3}(?![a-zA-Z])", declared)
    return code[0].lower() if code else ""


def _canonical(tree: HtmlElement, said: Mapping[str, str], url: str) -> str:
    """Give the page's own address, if it is on the site that the page came from: else anybody could claim another's."""
    links = [
        link.get("href") or "" for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"
    ]
    for link in (*links, said.get("og:url", "")):
        address = _absolute(link, url)
        if address and (not url or _site(address) == _site(url)):
            return address
    return url


def _absolute(link: str, url: str) -> str:
    try:
        address = urljoin(url, link.strip()) if link.strip() else ""
        return address if urlsplit(address).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def _site(url: str) -> str:
    return site(urlsplit(url).hostname or "")
