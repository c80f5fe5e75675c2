"""Lists of feeds, as feed readers exchange them (OPML 2.0, http://opml.org/spec2.opml): folders become topics.

Reading is lenient: an outline with an xmlUrl is a feed, whatever its type, its place or the letters' case. Writing is
strict, and what was written is read back the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from news.errors import TooLarge, Unreadable
from sources.parsing import feed_formats

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Bytes and feeds of one list; the longest real one that was met held 240.
LARGEST, MOST = 5 * 2**20, 2_000
# Folders within folders; deeper ones are read as the last of these.
DEEPEST = 20
# Characters of a title or folder that are kept.
LONGEST = 200
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CONTROL_BYTES = bytes(set(range(32)) - {9, 10, 13})


class Outline(NamedTuple):
    """A feed in a list.

    Attributes:
        url: the feed's address, http or https.
        title: as the list has it; "" where it says nothing.
        folder: the names of the folders around it, outermost first, parted by "/"; "" at the top.
        site: the address of the site that it belongs to; "" where the list does not say.
    """

    url: str
    title: str = ""
    folder: str = ""
    site: str = ""


def parse(data: bytes, subject: str = "list of feeds") -> tuple[Outline, ...]:
    """Read a list of feeds, in its order, none twice in one folder.

    Args:
        data: the file's bytes.
        subject: how a failure names it.

    Raises:
        Unreadable: it is no OPML, or names no feed that can be read.
        TooLarge: it holds more than a list may.
    """
    if len(data) > LARGEST:
        raise TooLarge(subject, f"larger than {LARGEST // 2**20} MB")
    if not data.strip():
        raise Unreadable(subject, "empty")
    outlines: dict[tuple[str, str], Outline] = {}
    for outline in _outlines(data, subject):
        outlines.setdefault((outline.url, outline.folder), outline)
        if len(outlines) > MOST:
            raise TooLarge(subject, f"more than {MOST:,} feeds; split it")
    if not outlines:
        raise Unreadable(subject, "not a list of feeds: no outline in it has the address of one (xmlUrl)")
    return tuple(outlines.values())


def write(outlines: Iterable[Outline], title: str = "Newsbrief") -> bytes:
    """Write a list of feeds, each in its folder, in the order given."""
    top: dict[str, object] = {}
    for number, outline in enumerate(outlines):
        place = top
        for name in filter(None, outline.folder.split("/")):
            place = place.setdefault(f"folder {name}", {})  # type: ignore[assignment]
        place[f"feed {number}"] = outline
    head = f"<head><title>{escape(_clean(title))}</title></head>"
    lines = (
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"  {head}",
        "  <body>",
        *_lines(top, 2),
        "  </body>",
        "</opml>",
    )
    return "".join(f"{line}\n" for line in lines).encode()


# ---- private


def _outlines(data: bytes, subject: str) -> Iterator[Outline]:
    """Walk the list without recursion; the parser recovers from what is ill-formed and resolves no entity."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        # In UTF-16 every other byte is a control character.
        readable = data if b"\0" in data else data.translate(None, _CONTROL_BYTES)
        root = etree.fromstring(feed_formats.numbered(readable), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(subject, "not a list of feeds: it is no OPML") from error
    folders: list[str] = []
    for event, element in etree.iterwalk(root, ("start", "end")) if root is not None else ():
        if not isinstance(element.tag, str) or _local(element.tag) != "outline":
            continue
        if event == "end":
            folders.pop()
            continue
        said = {_local(name): value.strip() for name, value in element.attrib.items()}
        title = _clean(said.get("title") or said.get("text") or "")
        url = _web(said.get("xmlurl", ""))
        if url:
            folder = "/".join(filter(None, folders[:DEEPEST])) or _category(said.get("category", ""))
            yield Outline(url, "" if title == url else title, folder, _web(said.get("htmlurl", "")))
        # A feed is no folder, even one that holds outlines.
        folders.append("" if url else title.replace("/", " "))


def _local(name: str) -> str:
    """Give a name without its namespace, in lower case."""
    return name.rpartition("}")[2].lower()


def _category(said: str) -> str:
    """Give the first category that is a path of folders: "/news/north,/sport" gives "news/north"."""
    paths = (part.strip() for part in said.split(",") if part.strip().startswith("/"))
    return "/".join(filter(None, _clean(next(paths, "")).split("/")))


def _lines(place: dict[str, object], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for key, held in place.items():
        if isinstance(held, Outline):
            name = quoteattr(_clean(held.title or held.url))
            site = f" htmlUrl={quoteattr(_clean(held.site))}" if held.site else ""
            yield f'{indent}<outline type="rss" text={name} title={name} xmlUrl={quoteattr(_clean(held.url))}{site}/>'
        elif isinstance(held, dict):
            name = quoteattr(_clean(key.partition(" ")[2]))
            yield f"{indent}<outline text={name} title={name}>"
            yield from _lines(held, depth + 1)
            yield f"{indent}</outline>"


def _clean(words: str) -> str:
    """Leave out what XML cannot hold, and fold white space."""
    folded = " ".join(_CONTROL.sub(" ", words).split())[: LONGEST if "://" not in words else None]
    return folded.encode("utf-8", "replace").decode("utf-8")


def _web(address: str) -> str:
    """Give an http or https address; feed: is a browser's way to write one. "" for anything else."""
    address = re.sub(r"^feed:(?://)?(?=https?:)", "", address, flags=re.IGNORECASE)
    address = re.sub(r"^feed://", "http://", address, flags=re.IGNORECASE)
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme.lower() in {"http", "https"} and parts.hostname else ""
