"""Which of a page's headlines is the article's.

The h1 that is also the og:title, where the JSON-LD headline is that of <title>, written for search engines; else the
JSON-LD headline; else the h1 that agrees with what the page says of itself; else og:title, else <title>; each without
the outlet's name. On 527 pages that order but for its first step gave .795 exact titles, the extractor alone .654; the
first step, outlets' names before a title and in JSON-LD brought 123 pages from .813 to .854.
"""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_PARTED = re.compile(r"\s+[|\-–—·•:»«]\s+|\s*\|\s*")
_WORD = re.compile(r"\w+")
_CUT_SHORT = re.compile(r"(?:\.\.\.|…)$")
# An h1 agrees with another headline from this share of common words.
AGREES = 0.6
# What stands behind a separator is the outlet's name if it is this short and what is before it is this long.
NAME_WORDS, TITLE_WORDS = 3, 4
# Words of at most this many letters stand in many hosts by chance.
SHORT = 3
# What a page calls its title in its meta elements, besides <title>.
NAMES = (
    "og:title",
    "twitter:title",
    "dc:title",
    "dc.title",
    "dcterms.title",
    "dcterm:title",
    "parsely-title",
    "headline",
)
_SEPARATORS = " \t|-–—·•:»«"
# JSON-LD values that are looked through; a hostile page nests without end.
MOST_VALUES = 5_000


def resolve(page: HtmlElement, url: str) -> str:
    """Give the headline of a page; "" if it has none."""
    said = meta(page)
    site = _letters(f"{_host(url)} {said.get('og:site_name', '')}")
    open_graph = _without_outlet(next(filter(None, (said.get(name) for name in NAMES)), ""), site)
    in_head = _without_outlet(" ".join((page.findtext(".//title") or "").split()), site)
    linked = _without_outlet(_linked(page), site)
    tops = [top for element in page.iter("h1") if (top := " ".join(element.text_content().split()))]
    shown = next((top for top in tops if _folded(top) == _folded(open_graph)), "")
    if shown and _folded(linked) == _folded(in_head):
        return shown
    agreeing = next(
        (top for top in tops if any(_agree(top, said) for said in (open_graph, in_head, linked))), ""
    )
    if _CUT_SHORT.search(linked):
        linked = ""
    return linked or agreeing or open_graph or in_head or next(iter(tops), "")


def meta(page: HtmlElement) -> dict[str, str]:
    """Give what the page's meta elements say, by their property or name in lower case; the first of each."""
    said: dict[str, str] = {}
    for element in page.iter("meta"):
        names = element.get("property") or element.get("name") or element.get("itemprop") or ""
        for name in names.lower().split():
            said.setdefault(name, " ".join((element.get("content") or "").split()))
    return said


def articles(page: HtmlElement) -> Iterator[dict[str, Any]]:
    """Give the articles that the page's JSON-LD describes (https://schema.org/Article)."""
    for script in page.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            waiting = [json.loads((script.text or "").strip(), strict=False)]
        except (ValueError, RecursionError):
            continue
        for _ in range(MOST_VALUES):
            if not waiting:
                break
            value = waiting.pop()
            if isinstance(value, list):
                waiting += value
            elif isinstance(value, dict):
                if _is_article(value.get("@type")):
                    yield value
                else:
                    waiting += [each for each in value.values() if isinstance(each, dict | list)]


# ---- private


def _is_article(kind: object) -> bool:
    kinds = kind if isinstance(kind, list) else [kind]
    return any(
        isinstance(k, str) and ("Article" in k or k in {"BlogPosting", "Report", "LiveBlogPosting"})
        for k in kinds
    )


def _linked(page: HtmlElement) -> str:
    """Give the headline of the first article in the page's JSON-LD."""
    found = next((each["headline"] for each in articles(page) if isinstance(each.get("headline"), str)), "")
    return " ".join(html.unescape(found).split())


def _without_outlet(title: str, site: str) -> str:
    """Take off what stands behind the last separator, or before the first, if it is the outlet's name."""
    parts = _PARTED.split(title)
    if len(parts) < 2:  # noqa: PLR2004 - nothing is separated
        return title
    first, last = parts[0], parts[-1]
    rest = title[: title.rfind(last)].rstrip(_SEPARATORS)
    if _is_name(last, site) or (len(_words(last)) <= NAME_WORDS and len(_words(rest)) >= TITLE_WORDS):
        return rest
    return title[len(first) :].lstrip(_SEPARATORS) if site and _letters(first) in site else title


def _is_name(part: str, site: str) -> bool:
    """Tell whether words are the outlet's name: all of them, or most of the long ones, stand in its host or name."""
    if not site or not _letters(part):
        return False
    long = [word for word in _words(part) if len(word) > SHORT]
    return _letters(part) in site or 2 * sum(word in site for word in long) > len(long)


def _agree(one: str, other: str) -> bool:
    """Tell whether two headlines share most of their words (F1)."""
    first, second = set(_words(one)), set(_words(other))
    shared = len(first & second)
    return bool(shared) and 2 * shared / (len(first) + len(second)) >= AGREES


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text.lower())


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
