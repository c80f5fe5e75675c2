"""Articles in files: scraped texts, saved pages and feeds, one by one or by the folder.

A folder within the folder that was named is an outlet. A name that begins with a time (2026-11-18T0715_storm.txt, in
UTC) tells when the article appeared; a file's own time tells only when it was copied.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from news.errors import SourceError, TooLarge, Unreachable, Unreadable
from news.source import Entry, Fetched
from sources.parsing import html_text
from sources.parsing.worker_pool import Bench

if TYPE_CHECKING:
    from collections.abc import Iterator


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
# Bytes that are looked at to tell what a file is.
HEAD = 4096


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
    if html_text.is_binary(data):
        raise Unreadable(str(path), "a binary file, not a text; text, HTML and feeds are read")
    return html_text.decode(data)


# ---- private


def _files(path: Path, failures: list[SourceError]) -> Iterator[Path]:
    """Give the files at a path by name; what is hidden, and links that lead out of the folder, are passed over."""
    try:
        if path.is_file():
            yield path
            return
        if not path.is_dir():
            said = "neither a file nor a folder" if path.exists() else "there is no such file or folder"
            failures.append(Unreachable(str(path), said))
            return
        found = sorted(each for each in path.rglob("*") if _is_wanted(each, path))
    except OSError as problem:
        failures.append(Unreachable(str(path), f"cannot be opened ({problem.strerror})"))
        return
    if not found:
        failures.append(Unreadable(str(path), "no text, page or feed is in this folder"))
    if len(found) > MOST:
        failures.append(
            TooLarge(str(path), f"more than {MOST:,} files; the first {MOST:,} by name were read")
        )
    yield from found[:MOST]


def _is_wanted(file: Path, root: Path) -> bool:
    inner = file.relative_to(root)
    return (
        file.suffix.lower() in TEXTS | PAGES | FEEDS
        and not any(part.startswith(".") for part in inner.parts)
        and file.name.lower() != "readme.md"
        and file.is_file()
        and file.resolve().is_relative_to(root.resolve())
    )


def _file(file: Path, root: Path, bench: Bench) -> tuple[str, list[Entry]]:
    """Read one file as what its content is, whatever its name says. Gives a feed's title with its entries."""
    data = _bytes(file)
    kind = _kind(file, data)
    if kind == "feed":
        return _feed(file, data, bench)
    if kind == "text" and html_text.is_binary(data):
        raise Unreadable(str(file), "a binary file, not a text; text, HTML and feeds are read")
    entry = _page(file, bench) if kind == "page" else _text(file, data)
    inner = file.relative_to(root) if file != root else Path(file.name)
    outlet = file.parent.name if len(inner.parts) > 1 else entry.outlet
    # By its place in the folder: two outlets may give their files the same names.
    return "", [
        replace(
            entry, guid=f"file {inner.as_posix()}", outlet=outlet, published=_time(file) or entry.published
        )
    ]


def _feed(file: Path, data: bytes, bench: Bench) -> tuple[str, list[Entry]]:
    try:
        parsed = bench.feed(data)
    except (Unreadable, TooLarge) as problem:
        raise type(problem)(str(file), problem.reason) from problem
    if not parsed.entries:
        raise Unreadable(str(file), "a feed without an entry")
    named = parsed.title or file.stem
    # A feed in a file has no address of its own: its site's is the nearest.
    entries = [
        replace(each, outlet=named, url=urljoin(parsed.link, each.url) if each.url else "")
        for each in parsed.entries
    ]
    return named, entries


def _page(file: Path, bench: Bench) -> Entry:
    page = bench.page_file(str(file))
    if not page.text:
        raise Unreadable(str(file), "no article could be found in this page")
    return Entry(
        title=page.title,
        text=page.text,
        url=page.url,
        published=page.date,
        authors=(page.author,) if page.author else (),
        language=page.language,
        outlet=page.outlet,
    )


def _text(file: Path, data: bytes) -> Entry:
    words = html_text.decode(data)
    if len(words.split(maxsplit=1)) == 0:
        raise Unreadable(str(file), "empty")
    if len([line for line in words.splitlines() if line.strip()]) == 1:
        raise Unreadable(
            str(file), "a text of one line: the first line is the headline, the article follows it"
        )
    return Entry(title="", text=words, scraped=True)


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
