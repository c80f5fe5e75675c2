"""Read articles from files and folders: texts, Markdown, e-mails, saved pages and feeds.

A subfolder's name is the outlet. A time at the start of a file's name (2026-11-18T0715_storm.txt, in UTC) is the
article's publication time; the file's own modification time is ignored, because copying changes it.
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
from sources.parsing import email_message, encodings, html_text, plain_text
from sources.parsing.worker_pool import ParserPool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


# No article is longer; a million characters are 1 to 3 MB.
MAX_FILE_BYTES = 16 * 2**20
# The maximum number of files read from one folder.
MAX_FILES = 20_000
MARKDOWN_SUFFIXES = frozenset({".md", ".markdown"})
TEXT_SUFFIXES = frozenset({".txt", ".text", ".eml", "", *MARKDOWN_SUFFIXES})
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
_OPML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*|<![^>]*>\s*)*<opml\b", re.IGNORECASE | re.DOTALL
)
# The number of bytes at the start of a file that determine its kind.
MAX_HEAD_BYTES = 4096


def read_path(
    path: Path,
    *,
    now: datetime,
    source_id: str = "",
    on_file: Callable[[Path, int, int], object] = lambda _file, _number, _count: None,
) -> FetchResult:
    """Read a file, or all files of a folder and its subfolders.

    Args:
        path: the file or folder.
        now: the current time, aware.
        source_id: the source's id.
        on_file: called before each file is read, with its number and the number of all.

    Returns:
        The entries that could be read, and a failure for each file that could not.
    """
    entries: list[Entry] = []
    failures: list[SourceError] = []
    feed_titles: set[str] = set()
    with ParserPool() as parser_pool:
        listed = list(_list_files(path, failures))
        for number, file in enumerate(listed, 1):
            on_file(file, number, len(listed))
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
    """Return the decoded text of a file.

    Raises:
        Unreachable: the file cannot be opened.
        Unreadable: the file is empty or binary.
        TooLarge: the file is larger than `MAX_FILE_BYTES`.
    """
    data = _read_bytes(path)
    data = encodings.to_utf8(data)
    if html_text.is_binary(data):
        raise Unreadable(str(path), "this is a binary file. Use text, HTML or feed files")
    return html_text.decode(data)


# ---- private


def _list_files(path: Path, failures: list[SourceError]) -> Iterator[Path]:
    """Yield the files at a path, sorted by name.

    Hidden files and links that leave the folder are skipped.
    """
    try:
        if path.is_file():
            yield path
            return
        if not path.is_dir():
            reason = "not a file or folder" if path.exists() else "no such file or folder"
            failures.append(Unreachable(str(path), reason))
            return
        paths = sorted(candidate for candidate in path.rglob("*") if _is_readable_file(candidate, path))
    except OSError as error:
        failures.append(Unreachable(str(path), f"can't be opened ({error.strerror})"))
        return
    if not paths:
        failures.append(Unreadable(str(path), "no text, HTML or feed files in this folder"))
    if len(paths) > MAX_FILES:
        failures.append(
            TooLarge(str(path), f"more than {MAX_FILES:,} files; read only the first {MAX_FILES:,} by name")
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
    """Read one file. The kind of the file is detected from its content.

    Return the feed's title ("" if none) and the entries.
    """
    data = _read_bytes(file)
    utf8 = encodings.to_utf8(data)
    kind = _detect_kind(file, utf8)
    if kind == "opml":
        raise Unreadable(
            str(file), "this is an OPML file, a list of feeds. To follow them: newsbrief import FILE"
        )
    if kind == "feed":
        return _read_feed(file, data, parser_pool)
    if kind == "text" and html_text.is_binary(utf8):
        raise Unreadable(str(file), "this is a binary file. Use text, HTML or feed files")
    if kind == "page":
        entry = _read_page(file, parser_pool)
    elif kind == "email":
        entry = _read_email_entry(file, data, parser_pool)
    else:
        entry = _read_text_entry(file, utf8)
    relative_path = file.relative_to(root) if file != root else Path(file.name)
    outlet = file.parent.name if len(relative_path.parts) > 1 else entry.outlet
    # The path within the folder: two outlets may use the same file names.
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
        raise Unreadable(str(file), "the feed has no entries")
    outlet = feed.title or file.stem
    # A feed in a file has no URL; the URL of its site is the closest substitute.
    entries = [
        replace(entry, outlet=outlet, url=urljoin(feed.link, entry.url) if entry.url else "")
        for entry in feed.entries
    ]
    return outlet, entries


def _read_page(file: Path, parser_pool: ParserPool) -> Entry:
    page = parser_pool.parse_page_file(str(file))
    if not page.text:
        raise Unreadable(str(file), "no article found on this page")
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
    if not decoded_text.strip("\ufeff \r\n\t"):
        raise Unreadable(str(file), "the file is empty")
    is_markdown = file.suffix.lower() in MARKDOWN_SUFFIXES or plain_text.is_markdown(decoded_text)
    article = (plain_text.read_markdown if is_markdown else plain_text.read_plain)(decoded_text)
    if article is None:
        raise Unreadable(str(file), "only one line. Put the headline on line 1 and the article below it")
    return Entry(title=article.title, text=article.text, published_at=article.published_at, scraped=True)


def _read_email_entry(file: Path, data: bytes, parser_pool: ParserPool) -> Entry:
    email = email_message.read_email(data)
    text = email.text or (parser_pool.parse_page(email.html.encode()).text if email.html else "")
    article = plain_text.read_plain(text) if text else None
    if article is None and not text.strip():
        raise Unreadable(str(file), "no text in this e-mail")
    return Entry(
        title=email.subject or (article.title if article else ""),
        text=article.text if article else text,
        published_at=email.sent_at,
        outlet=email.sender,
        scraped=True,
    )


def _detect_kind(file: Path, data: bytes) -> str:
    head = data[:MAX_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf")
    if _OPML_START.match(head):
        return "opml"
    if _FEED_START.match(head) or (file.suffix.lower() == ".json" and head.lstrip()[:1] == b"{"):
        return "feed"
    if _PAGE_START.match(head) and file.suffix.lower() not in FEED_SUFFIXES:
        return "page"
    if file.suffix.lower() in FEED_SUFFIXES:
        return "feed"
    if file.suffix.lower() in PAGE_SUFFIXES:
        return "page"
    return (
        "email" if file.suffix.lower() == ".eml" or email_message.is_email(data[:MAX_HEAD_BYTES]) else "text"
    )


def _read_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise TooLarge(str(path), f"larger than {MAX_FILE_BYTES // 2**20} MB")
        data = path.read_bytes()
    except OSError as error:
        raise Unreachable(str(path), f"can't be opened ({error.strerror})") from error
    if not data.strip():
        raise Unreadable(str(path), "the file is empty")
    return data


def _parse_time_from_name(file: Path) -> datetime | None:
    """Return the UTC time at the start of a file's name; None if there is none."""
    match = _TIME_PREFIX.match(file.name)
    if not match:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in match.groups())
    try:
        return datetime(year, month, day, hour, minute, tzinfo=UTC)
    except ValueError:
        return None
