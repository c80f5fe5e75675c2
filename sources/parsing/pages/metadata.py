"""Read a page's publication time, authors, language, picture and canonical URL."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from sources.http.address_guard import get_site_domain
from sources.parsing import page_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lxml.html import HtmlElement

# No page is older than the web.
FIRST_YEAR = 1990
# Names of meta elements with the time of publication, the usual ones first.
_PUBLISHED_NAMES = (
    "article:published_time",
    "datepublished",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "parsely-pub-date",
    "sailthru.date",
    "publishdate",
    "publish-date",
    "publication_date",
    "pubdate",
    "cxenseparse:recs:publishtime",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "date",
)
_ISO_DATE = re.compile(
    r"(?<!\d)\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?\s?(?:Z|[+-]\d\d:?\d\d|UTC|GMT)?)?"
)
# An author has at most this many words; more are a sentence about the author.
MAX_AUTHOR_WORDS = 5
_AUTHOR_SEPARATOR = re.compile(r"\s*(?:;|,|\s(?:and|und|et|y|&|\|)\s)\s*")
_AUTHOR_PREFIX = re.compile(
    r"(?:written |reported |story |text )?(?:by|von|par|por|di|door|av|af)[:\s]\s*", re.IGNORECASE
)
# Words of the buttons and dates next to a byline.
_JUNK_WORDS_TEXT = """
    view author authors archive get rss feed follow link copied copy share min mins read minutes minuten lesedauer
    lesezeit updated published posted subscribe email e-mail tweet facebook twitter instagram print comments comment
    more about bio profile all posts articles ago hours hour click here www january february march april may june
    july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday
    wednesday thursday friday saturday sunday
"""
_JUNK_WORDS = frozenset(_JUNK_WORDS_TEXT.split())
# Names that are also words of `_JUNK_WORDS`.
_NAME_WORDS = frozenset(("may", "april", "june", "august", "jan", "read", "march"))


def find_published_at(
    page: HtmlElement, meta_values: Mapping[str, str], extracted_date: str, url: str
) -> datetime | None:
    """Return when a page was published, in the zone that the page states, or in UTC.

    The extractor's day counts. If the page states a time of day for this day, in its own zone, this time is returned.
    A day that is only a year's first one, as found in a copyright notice, counts if the page states it.
    """
    stated_values = [value for value in _find_stated_values(page, meta_values) if _parse_date(value)]
    extracted_at = _parse_date(extracted_date)
    if extracted_at is None:
        return next(filter(None, map(_parse_date, stated_values)), None)
    day = extracted_date[:10]
    on_same_day = [value for value in stated_values if _find_day(value) == day]
    if on_same_day:
        with_time = next((value for value in on_same_day if ":" in value), on_same_day[0])
        return _parse_date(with_time)
    if day.endswith("-01-01") and not _states_new_year(page, url, day[:4]):
        return next(filter(None, map(_parse_date, stated_values)), None)
    return extracted_at


def find_authors(page: HtmlElement, extracted_authors: str) -> str:
    """Return the authors of a page, separated by commas and without the buttons and dates next to them."""
    json_ld_names = [
        name
        for article in page_title.find_json_ld_articles(page)
        for name in _author_names(article.get("author"))
    ]
    for names in (json_ld_names, _AUTHOR_SEPARATOR.split(extracted_authors)):
        cleaned = dict.fromkeys(filter(None, map(_clean_author, names)))
        if cleaned:
            return ", ".join(cleaned)
    return ""


def find_image_url(meta_values: Mapping[str, str], extracted_image: str, url: str) -> str:
    """Return the URL of a page's picture; "" if it has none."""
    return _to_absolute_url(
        meta_values.get("og:image") or meta_values.get("twitter:image") or extracted_image, url
    )


def find_language(page: HtmlElement, meta_values: Mapping[str, str]) -> str:
    """Return the language that the page declares.

    A language detected from the text later takes precedence.
    """
    declared = page.get("lang") or meta_values.get("og:locale") or meta_values.get("content-language") or ""
    code = re.match(r"[a-zA-Z]{2,3}(?![a-zA-Z])", declared)
    return code[0].lower() if code else ""


def find_canonical_url(page: HtmlElement, meta_values: Mapping[str, str], url: str) -> str:
    """Return the page's canonical URL if the URL is on the same site.

    A page must not claim another site's URL.
    """
    links = [
        link.get("href") or "" for link in page.iter("link") if (link.get("rel") or "").lower() == "canonical"
    ]
    for link in (*links, meta_values.get("og:url", "")):
        absolute_url = _to_absolute_url(link, url)
        if absolute_url and (not url or _get_site_domain(absolute_url) == _get_site_domain(url)):
            return absolute_url
    return url


# ---- private


def _find_stated_values(page: HtmlElement, meta_values: Mapping[str, str]) -> Iterator[str]:
    """Yield the publication times that a page states in JSON-LD, metadata and time elements."""
    for article in page_title.find_json_ld_articles(page):
        yield str(article.get("datePublished") or "")
    for name in _PUBLISHED_NAMES:
        yield meta_values.get(name, "")
    for element in page.iter("time"):
        yield element.get("datetime") or ""


def _find_day(date_text: str) -> str:
    """Return the day of a date in the date's own zone."""
    match = _ISO_DATE.search(date_text)
    return match[0][:10] if match else ""


def _parse_date(date_text: str) -> datetime | None:
    match = _ISO_DATE.search(date_text)
    if not match:
        return None
    iso_text = re.sub(r"\s?(?:UTC|GMT)$", "Z", match[0]).replace(" ", "T", 1).replace(" ", "")
    try:
        parsed_at = datetime.fromisoformat(iso_text)
        moment = parsed_at if parsed_at.tzinfo else parsed_at.replace(tzinfo=UTC)
        moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year >= FIRST_YEAR else None


def _states_new_year(page: HtmlElement, url: str, year: str) -> bool:
    """Whether a page's URL or text names the first of January of a year."""
    day = (
        rf"{year}[/.-]?0?1[/.-]?0?1(?!\d)|(?<!\d)0?1[./-]0?1[./-]{year}"
        rf"|(?<!\d)(?:1|1st|1er|1º|1\.)(?: de)? (?:jan|ene|gen|янв|sty|led|tam|ocak)\w*\.?,?(?: de)? {year}"
        rf"|(?:jan)\w*\.? 1(?:st)?,? {year}|{year}年1月1日"
    )
    return bool(re.search(day, url) or re.search(day, page.text_content().lower()))


def _author_names(value: object) -> Iterable[str]:
    """Return the names in the author of a JSON-LD article."""
    if isinstance(value, list):
        return [name for item in value for name in _author_names(item)]
    if isinstance(value, dict):
        return _author_names(value.get("name"))
    return _AUTHOR_SEPARATOR.split(value) if isinstance(value, str) else ()


def _clean_author(name: str) -> str:
    """Return an author's name without button labels and dates; "" if no name is left."""
    words = _AUTHOR_PREFIX.sub("", " ".join(name.split()), count=1).split()
    has_date = any(map(str.isdigit, words))
    kept_words = [word for word in words if not _is_junk(word, has_date=has_date)]
    cleaned = " ".join(kept_words).strip(" ,;|-–—")
    if len(words) - len(kept_words) > 1 and len(kept_words) > 3:  # noqa: PLR2004 - more buttons than a name
        return ""
    is_name = (
        1 <= len(cleaned.split()) <= MAX_AUTHOR_WORDS
        and any(map(str.isalpha, cleaned))
        and not any(character.isdigit() or character in "@/<>{}" for character in cleaned)
    )
    return cleaned if is_name else ""


def _is_junk(word: str, *, has_date: bool) -> bool:
    """Whether a word next to a name belongs to a button or date. "May" without a number is a name."""
    folded = word.lower().strip(".,:()[]")
    if folded.isdigit():
        return True
    return folded in _JUNK_WORDS and (has_date or folded not in _NAME_WORDS or not word.istitle())


def _to_absolute_url(link: str, url: str) -> str:
    try:
        absolute_url = urljoin(url, link.strip()) if link.strip() else ""
        return absolute_url if urlsplit(absolute_url).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def _get_site_domain(url: str) -> str:
    return get_site_domain(urlsplit(url).hostname or "")
