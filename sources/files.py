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
from news.source import Entry, FetchResult
from sources.parsing import html_text
from sources.parsing.worker_pool import ParserPool

if TYPE_CHECKING:
    from collections.abc import Iterator


# No article is as long; a million characters are 1 to 3 MB.
MAX_FILE_BYTES = 16 * 2**20
# Files of one folder that are read.
MAX_FILES = 20_000
TEXT_SUFFIXES = frozenset({".txt", ".text", ".md", ""})
PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
FEED_SUFFIXES = frozenset({".xml", ".rss", ".atom", ".json", ".rdf", ".feed"})
_TIME_PREFIX = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T_ ](\d\d)[.:-]?(\d\d))?(?=[^\d]|$)")
_FEED_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*|<[?!][^>]*>\s*)*<(?:\w+:)?(?:rss|feed|RDF)\b", re.DOTALL
)
_PAGE_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
# Bytes that are looked at to tell what a file is.
MAX_HEAD_BYTES = 4096


def read_path(path: Path, *, now: datetime, source_id: str = "") -> FetchResult:
    """Read a file, or every file of a folder and the folders in it.

    Args:
        path: what was named.
        now: when.
        source_id: the source's id.

    Returns:
        What could be read, and for each file that could not, a failure that names it.
    """
    entries: list[Entry] = []
    failures: list[SourceError] = []
    feed_titles: set[str] = set()
    with ParserPool() as parser_pool:
        for file in _list_files(path, failures):
            try:
                title, file_entries = _read_file(file, path, parser_pool)
            except SourceError as error:
                failures.append(error)
                continue
            entries += file_entries
            feed_titles.add(title)
    feed_title = feed_titles.pop() if len(feed_titles) == 1 else ""
    return FetchResult(
        source_id=source_id,
        fetched_at=now,
        title=feed_title,
        entries=tuple(entries),
        failures=tuple(failures),
    )


def read_text(path: Path) -> str:
    """Give the text of a file, decoded as well as it can be.

    Raises:
        Unreachable: it cannot be opened.
        Unreadable: it is empty, or no text.
        TooLarge: it is larger than a text may be.
    """
    data = _read_bytes(path)
    if html_text.is_binary(data):
        raise Unreadable(str(path), "a binary file. Only text, HTML and feed files work.")
    return html_text.decode(data)


# ---- private


def _list_files(path: Path, failures: list[SourceError]) -> Iterator[Path]:
    """Give the files at a path by name; what is hidden, and links that lead out of the folder, are passed over."""
    try:
        if path.is_file():
            yield path
            return
        if not path.is_dir():
            reason = "neither a file nor a folder" if path.exists() else "there is no such file or folder"
            failures.append(Unreachable(str(path), reason))
            return
        paths = sorted(candidate for candidate in path.rglob("*") if _is_readable_file(candidate, path))
    except OSError as error:
        failures.append(Unreachable(str(path), f"cannot be opened ({error.strerror})"))
        return
    if not paths:
        failures.append(Unreadable(str(path), "no text, page or feed is in this folder"))
    if len(paths) > MAX_FILES:
        failures.append(
            TooLarge(str(path), f"more than {MAX_FILES:,} files; the first {MAX_FILES:,} by name were read")
        )
    yield from paths[:MAX_FILES]


def _is_readable_file(file: Path, root: Path) -> bool:
    relative_path = file.relative_to(root)
    return (
        file.suffix.lower() in TEXT_SUFFIXES | PAGE_SUFFIXES | FEED_SUFFIXES
        and not any(part.startswith(".") for part in relative_path.parts)
        and file.name.lower() != "readme.md"
        and file.is_file()
        and file.resolve().is_relative_to(root.resolve())
    )


def _read_file(file: Path, root: Path, parser_pool: ParserPool) -> tuple[str, list[Entry]]:
    """Read one file as what its content is, whatever its name says. Gives a feed's title with its entries."""
    data = _read_bytes(file)
    kind = _detect_kind(file, data)
    if kind == "feed":
        return _read_feed(file, data, parser_pool)
    if kind == "text" and html_text.is_binary(data):
        raise Unreadable(str(file), "a binary file. Only text, HTML and feed files work.")
    entry = _read_page(file, parser_pool) if kind == "page" else _read_text_entry(file, data)
    relative_path = file.relative_to(root) if file != root else Path(file.name)
    outlet = file.parent.name if len(relative_path.parts) > 1 else entry.outlet
    # By its place in the folder: two outlets may give their files the same names.
    return "", [
        replace(
            entry,
            guid=f"file {relative_path.as_posix()}",
            outlet=outlet,
            published_at=_parse_time_from_name(file) or entry.published_at,
        )
    ]


def _read_feed(file: Path, data: bytes, parser_pool: ParserPool) -> tuple[str, list[Entry]]:
    try:
        feed = parser_pool.parse_feed(data)
    except (Unreadable, TooLarge) as error:
        raise type(error)(str(file), error.reason) from error
    if not feed.entries:
        raise Unreadable(str(file), "a feed without entries")
    outlet = feed.title or file.stem
    # A feed in a file has no address of its own: its site's is the nearest.
    entries = [
        replace(entry, outlet=outlet, url=urljoin(feed.link, entry.url) if entry.url else "")
        for entry in feed.entries
    ]
    return outlet, entries


def _read_page(file: Path, parser_pool: ParserPool) -> Entry:
    page = parser_pool.parse_page_file(str(file))
    if not page.text:
        raise Unreadable(str(file), "no article found in this page")
    return Entry(
        title=page.title,
        text=page.text,
        url=page.url,
        published_at=page.published_at,
        authors=(page.author,) if page.author else (),
        language=page.language,
        outlet=page.outlet,
    )


def _read_text_entry(file: Path, data: bytes) -> Entry:
    decoded_text = html_text.decode(data)
    if len(decoded_text.split(maxsplit=1)) == 0:
        raise Unreadable(str(file), "empty")
    if len([line for line in decoded_text.splitlines() if line.strip()]) == 1:
        raise Unreadable(str(file), "only one line. Put the headline on line 1 and the article below it.")
    return Entry(title="", text=decoded_text, scraped=True)


def _detect_kind(file: Path, data: bytes) -> str:
    head = data[:MAX_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf")
    if _FEED_START.match(head) or (file.suffix.lower() == ".json" and head.lstrip()[:1] == b"{"):
        return "feed"
    if _PAGE_START.match(head) and file.suffix.lower() not in FEED_SUFFIXES:
        return "page"
    if file.suffix.lower() in FEED_SUFFIXES:
        return "feed"
    return "page" if file.suffix.lower() in PAGE_SUFFIXES else "text"


def _read_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise TooLarge(str(path), f"larger than {MAX_FILE_BYTES // 2**20} MB")
        data = path.read_bytes()
    except OSError as error:
        raise Unreachable(str(path), f"cannot be opened ({error.strerror})") from error
    if not data.strip():
        raise Unreadable(str(path), "empty")
    return data


def _parse_time_from_name(file: Path) -> datetime | None:
    """Read the time that a file's name begins with, in UTC."""
    match = _TIME_PREFIX.match(file.name)
    if not match:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in match.groups())
    try:
        return datetime(year, month, day, hour, minute, tzinfo=UTC)
    except ValueError:
        return None
