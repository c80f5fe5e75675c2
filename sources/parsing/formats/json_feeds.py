"""Read a JSON Feed (https://www.jsonfeed.org/version/1.1/), even if its JSON is slightly malformed."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from news.errors import Unreadable
from sources.parsing.formats.raw_feed import RawEntry, RawFeed

if TYPE_CHECKING:
    from collections.abc import Iterator

# A string, or a comma before the end of a list or object, which JSON forbids and people write.
_STRING_OR_TRAILING_COMMA = re.compile(r'"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])', re.DOTALL)


def parse_json_feed(text: str, subject: str) -> RawFeed:
    """Return the feed in a JSON document.

    Line breaks in strings and trailing commas are accepted.

    Args:
        text: the document.
        subject: the name of the feed in errors.

    Raises:
        Unreadable: the document is not a JSON Feed.
    """
    parsed = _load_json(text, subject)
    items = parsed.get("items") if isinstance(parsed, dict) else None
    if not isinstance(items, list):
        raise Unreadable(subject, 'not a JSON Feed: it has no "items"')
    feed_url = _to_str(parsed.get("feed_url"))
    feed_authors = tuple(_read_authors(parsed))
    entries = tuple(_read_item(item, feed_url, feed_authors) for item in items if isinstance(item, dict))
    return RawFeed(
        _to_str(parsed.get("title")),
        _to_str(parsed.get("home_page_url")),
        _to_str(parsed.get("language")),
        entries,
    )


# ---- private


def _load_json(text: str, subject: str) -> Any:  # noqa: ANN401 - whatever the document contains
    decoder = json.JSONDecoder(strict=False)
    error: Exception | None = None
    for candidate in (
        text.strip("\ufeff \t\r\n\0"),
        _STRING_OR_TRAILING_COMMA.sub(lambda match: "" if match[0] == "," else match[0], text).strip(
            "\ufeff \t\r\n\0"
        ),
    ):
        try:
            return decoder.raw_decode(candidate)[0]
        except (ValueError, RecursionError) as problem:
            error = problem
    raise Unreadable(subject, "not a JSON Feed: it is not valid JSON") from error


def _read_item(item: dict[str, Any], feed_url: str, feed_authors: tuple[str, ...]) -> RawEntry:
    plain_text = _to_str(item.get("content_text"))
    summary = _to_str(item.get("summary"))
    bodies = [
        body
        for body in (
            _to_str(item.get("content_html")),
            html.escape(plain_text, quote=False),
            html.escape(summary, quote=False),
        )
        if body
    ]
    published, updated = _to_str(item.get("date_published")), _to_str(item.get("date_modified"))
    attachments = item.get("attachments")
    attachment_urls = [
        _to_str(attachment.get("url"))
        for attachment in (attachments if isinstance(attachments, list) else ())
        if isinstance(attachment, dict)
    ]
    return RawEntry(
        title=_to_str(item.get("title")),
        link=_join_url(feed_url, _to_str(item.get("url") or item.get("external_url"))),
        guid=_to_str(item.get("id")),
        published=(published,) if published else (),
        updated=(updated,) if updated else (),
        body=bodies[0] if bodies else "",
        title_fallback=html.escape(summary.strip() or plain_text, quote=False),
        authors=tuple(_read_authors(item)) or feed_authors,
        language=_to_str(item.get("language")),
        enclosure_url=next(iter(attachment_urls), ""),
        other_bodies=tuple(bodies[1:]),
    )


def _read_authors(container: dict[str, Any]) -> Iterator[str]:
    """Yield the names of the authors in "authors" or "author", which may be a list, an object or a name."""
    for key in ("authors", "author"):
        value = container.get(key)
        names = [
            _to_str(author.get("name")) if isinstance(author, dict) else _to_str(author)
            for author in (value if isinstance(value, list) else [value])
        ]
        if any(names):
            yield from filter(None, names)
            return


def _join_url(base_url: str, link: str) -> str:
    """Resolve a link against the feed's URL.

    An invalid link is returned unchanged.
    """
    try:
        return urljoin(base_url, link) if base_url and link else link
    except ValueError:
        return link


def _to_str(value: Any) -> str:  # noqa: ANN401 - whatever the document contains
    return "" if value is None or isinstance(value, dict | list | bool) else str(value)
