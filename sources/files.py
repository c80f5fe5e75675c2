"""Articles in files: scraped texts, saved pages and feeds, one by one or by the folder.

A folder within the folder that was named is an outlet. A name that begins with a time (2026-11-18T0715_storm.txt, in
UTC) tells when the article appeared; a file's own time tells only when it was copied.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from news.errors import SourceError, TooLarge, Unreachable, Unreadable
from news.source import Entry, Fetched
from sources import markup
from sources.workers import Bench

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# No article is as long; a million characters are 1 to 3 MB.
LARGEST = 16 * 2**20
# Files of one folder that are read.
MOST = 20_000
TEXTS = frozenset({".txt", ".text", ".md", ""})
PAGES = frozenset({".html", ".htm", ".xhtml"})
FEEDS = frozenset({".xml", ".rss", ".atom", ".json", ".rdf", ".feed"})
_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T_ ](\d\d)[.:-]?(\d\d))?(?=[^\d]|$)")
_FEED_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*|<[?!][^>]*>\s*)*<(?:\w+:)?(?:rss|feed|RDF)\b", re.DOTALL
)
_PAGE_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
# Bytes that are looked at to tell what a file is, and the share of control characters that no text has.
HEAD = 4096
BINARY = 0.05
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 27})


def read(path: Path, *, now: datetime, source: str = "") -> Fetched:
    """Read a file, or every file of a folder and the folders in it.

    Args:
        path: what was named.
        now: when.
        source: the source's id.

    Returns:
        What could be read, and for each file that could not, a failure that names it.
    """
    entries: list[Entry] = []
    failures: list[SourceError] = []
    titles: set[str] = set()
    with Bench() as bench:
        for file in _files(path, failures):
            try:
                title, found = _file(file, path, bench)
            except SourceError as problem:
                failures.append(problem)
                continue
            entries += found
            titles.add(title)
    named = titles.pop() if len(titles) == 1 else ""
    return Fetched(source=source, at=now, title=named, entries=tuple(entries), failures=tuple(failures))


def text(path: Path) -> str:
    """Give the text of a file, decoded as well as it can be.

    Raises:
        Unreachable: it cannot be opened.
        Unreadable: it is empty, or no text.
        TooLarge: it is larger than a text may be.
    """
    data = _bytes(path)
    if _is_binary(data):
        raise Unreadable(str(path), "a binary file, not a text; text, HTML and feeds are read")
    return markup.decode(data)


# ---- private


def _files(path: Path, failures: list[SourceError]) -> Iterator[Path]:
    """Give the files at a path by name; hidden files and links that lead out of the folder are passed over."""
    if not path.exists():
        failures.append(Unreachable(str(path), "there is no such file or folder"))
        return
    if path.is_file():
        yield path
        return
    root = path.resolve()
    found = sorted(each for each in path.rglob("*") if each.is_file() and not each.name.startswith("."))
    for each in found[:MOST]:
        if each.suffix.lower() not in TEXTS | PAGES | FEEDS or each.name.lower() == "readme.md":
            continue
        if each.resolve().is_relative_to(root):
            yield each
    if len(found) > MOST:
        failures.append(
            TooLarge(str(path), f"more than {MOST:,} files; the first {MOST:,} by name were read")
        )


def _file(file: Path, root: Path, bench: Bench) -> tuple[str, list[Entry]]:
    """Read one file as what its content is, whatever its name says."""
    data = _bytes(file)
    outlet = file.parent.name if root.is_dir() and file.parent != root else ""
    kind = _kind(file, data)
    if kind == "feed":
        parsed = bench.feed_file(str(file))
        if not parsed.entries:
            raise Unreadable(str(file), "a feed without an entry")
        named = parsed.title or file.stem
        return named, [replace(each, outlet=named) for each in parsed.entries]
    if kind == "page":
        page = bench.page_file(str(file))
        if not page.text:
            raise Unreadable(str(file), "no article could be found in this page")
        entry = Entry(
            title=page.title,
            text=page.text,
            guid=f"file {file.name}",
            url=page.url,
            published=_time(file) or page.date,
            authors=(page.author,) if page.author else (),
            language=page.language,
            outlet=page.outlet or outlet,
        )
        return "", [entry]
    if _is_binary(data):
        raise Unreadable(str(file), "a binary file, not a text; text, HTML and feeds are read")
    words = markup.decode(data)
    if len(words.split("\n", 1)) == 1 or not words.partition("\n")[2].strip():
        raise Unreadable(
            str(file), "a text of one line: the first line is the headline, the article follows it"
        )
    return "", [
        Entry(
            title="", text=words, guid=f"file {file.name}", published=_time(file), outlet=outlet, scraped=True
        )
    ]


def _kind(file: Path, data: bytes) -> str:
    head = data[:HEAD].removeprefix(b"\xef\xbb\xbf")
    if _FEED_START.match(head) or (file.suffix.lower() == ".json" and head.lstrip()[:1] == b"{"):
        return "feed"
    if _PAGE_START.match(head) and file.suffix.lower() not in FEEDS:
        return "page"
    if file.suffix.lower() in FEEDS:
        return "feed"
    return "page" if file.suffix.lower() in PAGES else "text"


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise TooLarge(str(path), f"larger than {LARGEST // 2**20} MB")
        data = path.read_bytes()
    except OSError as problem:
        raise Unreachable(str(path), f"cannot be opened ({problem.strerror})") from problem
    if not data.strip():
        raise Unreadable(str(path), "empty")
    return data


def _is_binary(data: bytes) -> bool:
    """Tell whether it holds a NUL or many control characters; a text in UTF-16 begins with its mark."""
    head = data[:HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return b"\0" in head or len(head) - len(head.translate(None, _CONTROL)) > BINARY * len(head)


def _time(file: Path) -> datetime | None:
    """Read the time that a file's name begins with, in UTC."""
    found = _TIME.match(file.name)
    if not found:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in found.groups())
    try:
        return datetime(year, month, day, hour, minute, tzinfo=UTC)
    except ValueError:
        return None
