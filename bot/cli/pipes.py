"""The parts as filters: JSON lines in, JSON lines out, so that each can be used and measured on its own.

A line that cannot be used is answered with {"error": ...} and its id, path or url; the stream goes on.
The forms are told in docs/pipes.md.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli import brief_pipe
from news.article import Article
from news.errors import NewsError, Unreadable
from sources import fetch, files
from sources.parsing import worker_pool
from summarize.answers import answer
from summarize.cleaning import clean, preprocess
from summarize.clustering import cluster
from summarize.extraction import key_sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from news.source import Feed, Page

    Row = dict[str, Any]

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
# More than any article or story has; a line above it is refused before it is parsed.
LONGEST = 50_000_000


def summarize(lines: Iterable[str]) -> Iterator[Row]:
    """Read {"id", "text", "title"} or {"id", "documents"}; answer {"id", "summary": [sentence, ...]}."""
    return _each(lines, _summary)


def story(lines: Iterable[str]) -> Iterator[Row]:
    """Read {"id","title","lead","published","source","lang"}; answer {"id","story"} before the next is read."""
    stream = cluster.Stream()

    def place(row: Row) -> Row:
        name = stream.add(
            id=_text(row, "id"),
            title=_text(row, "title"),
            lead=_text(row, "lead"),
            published=_moment(row.get("published")),
            source=_text(row, "source"),
            language=_text(row, "lang") or "en",
        )
        return {"id": row["id"], "story": name}

    return _each(lines, place)


def briefs(lines: Iterable[str]) -> Iterator[Row]:
    """Read {"id","now","window_hours","stories","topic","articles"}; answer the brief; see `bot.cli.brief_pipe`."""
    return _each(lines, brief_pipe.brief)


def answers(lines: Iterable[str]) -> Iterator[Row]:
    """Read {"id","question","history","articles"}; answer {"id","answers","answerable","score"}.

    A line {"archive": [articles]} gets no reply: questions without articles of their own search it.
    """
    archive = answer.Archive(())

    def reply(row: Row) -> Row | None:
        nonlocal archive
        if "archive" in row:
            archive = answer.Archive([_article(each) for each in _list(row, "archive")])
            return None
        question, history = _text(row, "question"), [str(turn) for turn in _list(row, "history")]
        articles = [_article(each) for each in _list(row, "articles")]
        ranking = answer.rank(question, history, articles or archive.find(question, history))
        found = [{"article": sentence.article, "text": sentence.text} for sentence in ranking.sentences]
        return {
            "id": row["id"],
            "answers": found,
            "answerable": ranking.answerable,
            "score": ranking.score,
        }

    return _each(lines, reply)


def feeds(lines: Iterable[str]) -> Iterator[Row]:
    """Read a file path a line; answer {"path","feed","entries"} or {"path","error"}."""
    with worker_pool.Bench() as bench:
        for path in _paths(lines):
            try:
                yield {"path": path, **_feed_row(bench.feed_file(path))}
            except NewsError as error:
                yield {"path": path, "error": str(error)}


def extract(lines: Iterable[str]) -> Iterator[Row]:
    """Read a path of an HTML file a line, optionally a tab and its URL; answer what the page says."""
    with worker_pool.Bench() as bench:
        for line in _paths(lines):
            path, _, url = line.partition("\t")
            try:
                yield {"path": path, **_page_row(bench.page_file(path, url))}
            except NewsError as error:
                yield {"path": path, "error": str(error)}


def cleaned(lines: Iterable[str]) -> Iterator[Row]:
    """Read paths of text files, all first; answer {"path","title","text"}. A folder is an outlet."""
    texts = {path: _read(path) for path in _paths(lines)}
    folders: dict[Path, list[str]] = {}
    for path, text in texts.items():
        if isinstance(text, str):
            folders.setdefault(Path(path).parent, []).append(text)
    repeated = {folder: clean.repeated(held) for folder, held in folders.items()}
    for path, text in texts.items():
        if isinstance(text, NewsError):
            yield {"path": path, "error": str(text)}
            continue
        result = clean.clean(text, repeated=repeated[Path(path).parent])
        yield {"path": path, "title": result.title, "text": result.text}


def fetched(lines: Iterable[str]) -> Iterator[Row]:
    """Read a URL a line; answer {"url","status","bytes","error"} as each is done."""
    for url, status, size, error in fetch.probe(_paths(lines)):
        yield {"url": url, "status": status, "bytes": size, "error": error}


PIPES: dict[str, Callable[[Iterable[str]], Iterator[Row]]] = {
    "summarize": summarize,
    "stories": story,
    "brief": briefs,
    "answer": answers,
    "feeds": feeds,
    "extract": extract,
    "clean": cleaned,
    "fetch": fetched,
}


# ---- private


def _each(lines: Iterable[str], reply: Callable[[Row], Row | None]) -> Iterator[Row]:
    """Answer each JSON line by itself; what is wrong with one stays with it."""
    for line in lines:
        if not line.strip():
            continue
        row: Row = {}
        try:
            row = _object(line)
            answered = reply(row)
        except NewsError as error:
            yield {**{key: row[key] for key in ("id", "path", "url") if key in row}, "error": str(error)}
        else:
            if answered is not None:
                yield answered


def _object(line: str) -> Row:
    if len(line) > LONGEST:
        raise Unreadable("line", f"{len(line):,} characters long; the limit is {LONGEST:,}")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Unreadable("line", "not a JSON object") from error
    if not isinstance(row, dict):
        raise Unreadable("line", "not a JSON object")
    if "id" not in row and "archive" not in row:
        raise Unreadable("line", 'it has no "id"')
    return row


def _text(row: Row, key: str) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if isinstance(value, str | int | float):
        return str(value)
    raise Unreadable(f'"{key}"', "not a text")


def _list(row: Row, key: str) -> list[Any]:
    value = row.get(key) or []
    if not isinstance(value, list):
        raise Unreadable(f'"{key}"', "not a list")
    return value


def _number(row: Row, key: str) -> int | None:
    value = row.get(key)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise Unreadable(f'"{key}"', "not a whole number above 0")
    return value


def _moment(value: object) -> datetime:
    """Read an ISO 8601 time; UTC where it names no zone, 1970 where there is none."""
    if not value:
        return LONG_AGO
    try:
        moment = datetime.fromisoformat(str(value))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Unreadable('"published"', "not an ISO 8601 time, such as 2026-11-18T07:15:00Z") from error


def _summary(row: Row) -> Row:
    documents = _list(row, "documents") or [row]
    if not all(isinstance(document, dict) for document in documents):
        raise Unreadable('"documents"', 'not a list of {"title", "text"}')
    articles = [_document(document, number) for number, document in enumerate(documents)]
    sentences, words = _number(row, "max_sentences"), _number(row, "max_words")
    if sentences is None and words is None:
        sentences = 3
    method = _text(row, "method") or "news"
    chosen = key_sentences.key(articles, sentences=sentences, words=words, method=method)
    return {"id": row["id"], "summary": [sentence.text for sentence in chosen]}


def _document(document: Row, number: int) -> Article:
    """Take a raw text the whole way: cleaned, its language told, its sentences cut.

    A sentence in which cleaning changed a character (a mark in the middle, a broken accent) is left out: what comes
    out stands in what went in.
    """
    given = _text(document, "text")
    read = preprocess.read(given, title=_text(document, "title"))
    folded = " ".join(given.split())
    return Article(
        id=str(number),
        source="",
        outlet=_text(document, "source") or str(number),
        url="",
        title=read.title,
        text=read.text,
        spans=tuple(span for span in read.spans if read.text[slice(*span)] in folded),
        seen=LONG_AGO,
        language=read.language,
    )


def _article(row: object) -> Article:
    """Take an article whose sentences are cut already."""
    if not isinstance(row, dict):
        raise Unreadable('"articles"', 'not a list of {"id", "title", "sentences"}')
    spans, start = [], 0
    sentences = [str(sentence) for sentence in _list(row, "sentences")]
    for sentence in sentences:
        spans.append((start, start + len(sentence)))
        start += len(sentence) + 1
    published = _moment(row.get("published")) if row.get("published") else None
    return Article(
        id=_text(row, "id"),
        source=_text(row, "source"),
        outlet=_text(row, "source"),
        url=_text(row, "url"),
        title=_text(row, "title"),
        text="\n".join(sentences),
        spans=tuple(spans),
        seen=published or LONG_AGO,
        published=published,
        language=_text(row, "lang") or "en",
    )


def _paths(lines: Iterable[str]) -> Iterator[str]:
    return (line.rstrip("\r\n") for line in lines if line.strip())


def _read(path: str) -> str | NewsError:
    try:
        return files.text(Path(path))
    except NewsError as error:
        return error


def _feed_row(feed: Feed) -> Row:
    entries = [
        {
            "title": entry.title or None,
            "link": entry.url or feed.link or None,
            "id": entry.guid or None,
            "published": _iso(entry.published),
            "updated": _iso(entry.updated),
        }
        for entry in feed.entries
    ]
    return {"feed": {"title": feed.title or feed.link or None, "link": feed.link or None}, "entries": entries}


def _page_row(read: Page) -> Row:
    return {
        "title": read.title or None,
        "text": read.text or None,
        "author": read.author or None,
        "date": _iso(read.date),
        "image": read.image or None,
        "language": read.language or None,
        "url": read.url or None,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
