"""Read and write OPML 2.0 feed lists (http://opml.org/spec2.opml). Folders become topics.

Reading is lenient: any outline with an xmlUrl is a feed, regardless of its type, position and the case of attributes.
Writing is strict; reading a written list returns the same feeds.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from news.errors import TooLarge, Unreadable
from sources.parsing.formats import feed_formats

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Limits on the bytes and feeds of one list; the longest real list seen had 240 feeds.
MAX_FILE_BYTES, MAX_FEEDS = 5 * 2**20, 2_000
# The maximum depth of folders; deeper ones are merged into the last level.
MAX_FOLDER_DEPTH = 20
# The maximum number of characters of a title or folder.
MAX_TITLE_CHARACTERS = 200
_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CONTROL_BYTES = bytes(set(range(32)) - {9, 10, 13})


class Outline(NamedTuple):
    """A feed in an OPML list.

    Attributes:
        url: the feed's URL, http or https.
        title: the title in the list; "" if it has none.
        folder: the names of the enclosing folders, outermost first, separated by "/"; "" at the top level.
        site_url: the URL of the feed's site; "" if the list does not give it.
    """

    url: str
    title: str = ""
    folder: str = ""
    site_url: str = ""


def parse(data: bytes, subject: str = "list of feeds") -> tuple[Outline, ...]:
    """Return the feeds of an OPML list in order.

    A feed occurs at most once per folder.

    Args:
        data: the file's bytes.
        subject: the name of the list in errors.

    Raises:
        Unreadable: the data is not OPML, or has no valid feed.
        TooLarge: the list has more bytes or feeds than allowed.
    """
    if len(data) > MAX_FILE_BYTES:
        raise TooLarge(subject, f"larger than {MAX_FILE_BYTES // 2**20} MB")
    if not data.strip():
        raise Unreadable(subject, "empty")
    outlines: dict[tuple[str, str], Outline] = {}
    for outline in _read_outlines(data, subject):
        outlines.setdefault((outline.url, outline.folder), outline)
        if len(outlines) > MAX_FEEDS:
            raise TooLarge(subject, f"more than {MAX_FEEDS:,} feeds. Split the list")
    if not outlines:
        raise Unreadable(subject, "not a list of feeds: no outline has a feed address (xmlUrl)")
    return tuple(outlines.values())


def render(outlines: Iterable[Outline], title: str = "Newsbrief") -> bytes:
    """Return an OPML file that lists the given feeds in their folders, in the given order."""
    root: dict[str, object] = {}
    for index, outline in enumerate(outlines):
        node = root
        for folder_name in filter(None, outline.folder.split("/")):
            node = node.setdefault(f"folder {folder_name}", {})  # type: ignore[assignment]
        node[f"feed {index}"] = outline
    head = f"<head><title>{escape(_clean_text(title))}</title></head>"
    lines = (
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"  {head}",
        "  <body>",
        *_render_lines(root, 2),
        "  </body>",
        "</opml>",
    )
    return "".join(f"{line}\n" for line in lines).encode()


# ---- private


def _read_outlines(data: bytes, subject: str) -> Iterator[Outline]:
    """Yield the feeds of an OPML list.

    The parser is iterative, tolerates malformed XML and resolves no entities.
    """
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        # In UTF-16 every other byte is a control character.
        cleaned_data = data if b"\0" in data else data.translate(None, _CONTROL_BYTES)
        root = etree.fromstring(feed_formats.to_numeric_entities(cleaned_data), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(subject, "not a list of feeds: the file is not valid OPML") from error
    folders: list[str] = []
    for event, element in etree.iterwalk(root, ("start", "end")) if root is not None else ():
        if not isinstance(element.tag, str) or _strip_namespace(element.tag) != "outline":
            continue
        if event == "end":
            folders.pop()
            continue
        attributes = {_strip_namespace(name): value.strip() for name, value in element.attrib.items()}
        title = _clean_text(attributes.get("title") or attributes.get("text") or "")
        url = _to_web_url(attributes.get("xmlurl", ""))
        if url:
            folder = "/".join(filter(None, folders[:MAX_FOLDER_DEPTH])) or _read_category_folder(
                attributes.get("category", "")
            )
            yield Outline(
                url, "" if title == url else title, folder, _to_web_url(attributes.get("htmlurl", ""))
            )
        # A feed is not a folder, even if it contains outlines.
        folders.append("" if url else title.replace("/", " "))


def _strip_namespace(name: str) -> str:
    """Return an XML name without its namespace, in lower case."""
    return name.rpartition("}")[2].lower()


def _read_category_folder(category: str) -> str:
    """Return the first category that is a folder path.

    For example, "/news/north,/sport" gives "news/north".
    """
    paths = (part.strip() for part in category.split(",") if part.strip().startswith("/"))
    return "/".join(filter(None, _clean_text(next(paths, "")).split("/")))


def _render_lines(node: dict[str, object], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for key, child in node.items():
        if isinstance(child, Outline):
            quoted_name = quoteattr(_clean_text(child.title or child.url))
            site_attribute = f" htmlUrl={quoteattr(_clean_text(child.site_url))}" if child.site_url else ""
            feed_url = quoteattr(_clean_text(child.url))
            yield (
                f'{indent}<outline type="rss" text={quoted_name} title={quoted_name} '
                f"xmlUrl={feed_url}{site_attribute}/>"
            )
        elif isinstance(child, dict):
            quoted_name = quoteattr(_clean_text(key.partition(" ")[2]))
            yield f"{indent}<outline text={quoted_name} title={quoted_name}>"
            yield from _render_lines(child, depth + 1)
            yield f"{indent}</outline>"


def _clean_text(text: str) -> str:
    """Collapse the whitespace of a text, and remove the characters that XML forbids."""
    cleaned_text = " ".join(_CONTROL_CHARACTERS.sub(" ", text).split())[
        : MAX_TITLE_CHARACTERS if "://" not in text else None
    ]
    return cleaned_text.encode("utf-8", "replace").decode("utf-8")


def _to_web_url(url: str) -> str:
    """Return an http, https or feed: URL as an http or https URL; "" for any other URL."""
    url = re.sub(r"^feed:(?://)?(?=https?:)", "", url, flags=re.IGNORECASE)
    url = re.sub(r"^feed://", "http://", url, flags=re.IGNORECASE)
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme.lower() in {"http", "https"} and parts.hostname else ""
