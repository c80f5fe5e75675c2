"""Extract the article and its metadata from a page."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import trafilatura

from news.errors import TooLarge, Unreadable
from news.source import Page
from sources.http.address_guard import get_site_domain
from sources.parsing import html_text, page_title, split_body

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.html import HtmlElement

# 5 MiB: anything larger is a web application or an attack.
MAX_PAGE_BYTES = 5 * 2**20
# A paywall, a consent form or "enable JavaScript" has fewer words than this; an article has more.
MIN_ARTICLE_WORDS = 60
# An index page is a list of teasers and links. In all of 190 articles except ten tests and lists of parts, lines of at
# least this many words contain this share of the words.
LONG_LINE_WORDS, MIN_LONG_LINE_SHARE = 15, 0.4
# The number of lines at the start of a text in which the headline may be repeated.
MAX_TITLE_LINES = 3
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?\s?(?:Z|[+-]\d\d:?\d\d)?)?")


def read_article(data: bytes, *, url: str = "", content_type: str = "") -> Page:
    """Return the article on a page.

    Args:
        data: the page's bytes; nothing is fetched.
        url: the page's URL after redirects; "" if the page has none.
        content_type: the Content-Type header.

    Raises:
        Unreadable: the page has no article.
        TooLarge: the page is larger than `MAX_PAGE_BYTES`.
    """
    page = extract_page(data, url=url, content_type=content_type)
    line_word_counts = [html_text.count_words(line) for line in page.text.splitlines()]
    if sum(line_word_counts) < MIN_ARTICLE_WORDS or sum(
        word_count for word_count in line_word_counts if word_count >= LONG_LINE_WORDS
    ) < MIN_LONG_LINE_SHARE * sum(line_word_counts):
        raise Unreadable(url or "page", "no article found on it (an index, a paywall or a consent page?)")
    return page


def extract_page(data: bytes, *, url: str = "", content_type: str = "") -> Page:
    """Return the text and metadata of any page, even if the page is not an article.

    Missing fields are "" or None.

    Raises:
        Unreadable: the page is empty or binary.
        TooLarge: the page is larger than `MAX_PAGE_BYTES`.
    """
    if len(data) > MAX_PAGE_BYTES:
        raise TooLarge(url or "page", f"larger than {MAX_PAGE_BYTES // 2**20} MB")
    if "utf-16" not in content_type.lower() and html_text.is_binary(data):
        raise Unreadable(url or "page", "this is a binary file, not a web page")
    text = html_text.decode(data, content_type)
    tree = html_text.parse_tree(text)
    if tree is None:
        raise Unreadable(url or "page", "the page is empty")
    extraction = trafilatura.bare_extraction(
        split_body.merge_split_body(tree) or text.replace("\0", " "),
        url=url or None,
        with_metadata=True,
        include_comments=False,
        favor_precision=True,
    )
    extracted: dict[str, Any] = (
        extraction if isinstance(extraction, dict) else extraction.as_dict() if extraction is not None else {}
    )
    meta_values, json_ld = page_title.read_meta(tree), next(page_title.find_json_ld_articles(tree), {})
    title = page_title.resolve_title(tree, url) or str(extracted.get("title") or "")
    return Page(
        title=title,
        text=_without_title(str(extracted.get("text") or ""), title),
        author=str(extracted.get("author") or "").replace("; ", ", "),
        published_at=_find_published_at(json_ld, meta_values, extracted),
        image_url=_find_image_url(meta_values, extracted, url),
        language=_find_language(tree, meta_values),
        url=_find_canonical_url(tree, meta_values, url),
        outlet=meta_values.get("og:site_name") or str(extracted.get("sitename") or ""),
    )


# ---- private


def _without_title(text: str, title: str) -> str:
    """Remove the headline from the text if one of the text's first lines repeats the headline."""
    lines = text.splitlines()
    folded_title = " ".join(title.split()).casefold()
    first_lines = [
        line for line in lines[:MAX_TITLE_LINES] if " ".join(line.split()).casefold() != folded_title
    ]
    return "\n".join(first_lines + lines[MAX_TITLE_LINES:])


def _find_published_at(
    json_ld: Mapping[str, Any], meta_values: Mapping[str, str], extracted: Mapping[str, Any]
) -> datetime | None:
    """Return the publication date that the extractor found.

    If the page states a time of day for the same date, return that time. If the extractor found no date, return
    the date that the page states.
    """
    extracted_at = _parse_date(str(extracted.get("date") or ""))
    stated_times = [
        _parse_date(str(json_ld.get("datePublished") or "")),
        _parse_date(meta_values.get("article:published_time", "")),
    ]
    if extracted_at is None:
        return next(filter(None, stated_times), None)
    return next(
        (stated_at for stated_at in stated_times if stated_at and stated_at.date() == extracted_at.date()),
        extracted_at,
    )


def _parse_date(date_text: str) -> datetime | None:
    match = _ISO_DATE.search(date_text)
    if not match:
        return None
    try:
        parsed_at = datetime.fromisoformat(match[0].replace(" ", "T", 1).replace(" ", ""))
        return (parsed_at if parsed_at.tzinfo else parsed_at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _find_image_url(meta_values: Mapping[str, str], extracted: Mapping[str, Any], url: str) -> str:
    link = (
        meta_values.get("og:image") or meta_values.get("twitter:image") or str(extracted.get("image") or "")
    )
    return _to_absolute_url(link, url)


def _find_language(tree: HtmlElement, meta_values: Mapping[str, str]) -> str:
    """Return the language that the page declares.

    A language detected from the text later takes precedence.
    """
    declared = tree.get("lang") or meta_values.get("og:locale") or meta_values.get("content-language") or ""
    code = re.match(r"[a-zA-Z]{2,3}(?![a-zA-Z])", declared)
    return code[0].lower() if code else ""


def _find_canonical_url(tree: HtmlElement, meta_values: Mapping[str, str], url: str) -> str:
    """Return the page's canonical URL if the URL is on the same site.

    A page must not claim another site's URL.
    """
    links = [
        link.get("href") or "" for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"
    ]
    for link in (*links, meta_values.get("og:url", "")):
        absolute_url = _to_absolute_url(link, url)
        if absolute_url and (not url or _get_site_domain(absolute_url) == _get_site_domain(url)):
            return absolute_url
    return url


def _to_absolute_url(link: str, url: str) -> str:
    try:
        absolute_url = urljoin(url, link.strip()) if link.strip() else ""
        return absolute_url if urlsplit(absolute_url).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def _get_site_domain(url: str) -> str:
    return get_site_domain(urlsplit(url).hostname or "")
