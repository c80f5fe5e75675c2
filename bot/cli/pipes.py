"""Filters that read and write JSON lines, one filter for each part of the product.

Every part can thus be used and measured separately.

For an invalid line, the output is {"error": ...} with the line's id, path or url, and the filter continues.
docs/pipes.md describes the formats.
"""

from __future__ import annotations

import json
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli import brief_pipe
from bot.cli.row_articles import EPOCH, build_article, build_raw_article
from bot.cli.row_fields import get_list, get_positive_integer, get_text, get_time, parse_kind
from bot.render.wording import error_wording
from bot.runtime import clock, settings
from news.answer import Verdict
from news.errors import NewsError, Unreadable
from news.source import without_future_dates
from sources import fetch, files
from sources.parsing import worker_pool
from summarize.answers import answer
from summarize.cleaning import clean
from summarize.clustering import cluster
from summarize.extraction import key_sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from news.source import Feed, Page

    Row = dict[str, Any]

# More than any article or story has. Longer lines are rejected before they are parsed.
MAX_LINE_CHARACTERS = 50_000_000


def summarize_articles(lines: Iterable[str]) -> Iterator[Row]:
    """Summarize articles.

    Read {"id", "text", "title"} or {"id", "documents"}, yield {"id", "summary": [sentence, ...]}.
    """
    return _map_rows(lines, _summarize_row)


def cluster_stories(lines: Iterable[str]) -> Iterator[Row]:
    """Assign each article to a story, one article at a time.

    Read {"id","title","lead","published","source","lang","kind"}, yield {"id","story"}.
    """
    stream = cluster.OnlineClusterer()

    def assign_story(row: Row) -> Row:
        story_id = stream.add(
            id=get_text(row, "id"),
            title=get_text(row, "title"),
            lead=get_text(row, "lead"),
            published_at=get_time(row, "published") or EPOCH,
            outlet=get_text(row, "source"),
            language=get_text(row, "lang") or "en",
            kind=parse_kind(get_text(row, "kind")),
        )
        return {"id": row["id"], "story": story_id}

    return _map_rows(lines, assign_story)


def briefs(lines: Iterable[str]) -> Iterator[Row]:
    """Create a brief for each line of input, with `bot.cli.brief_pipe`.

    Read {"id","now","window_hours","stories","topic","articles"}, yield the brief.
    """
    return _map_rows(lines, brief_pipe.brief)


def answer_questions(lines: Iterable[str]) -> Iterator[Row]:
    """Answer questions from articles.

    Read {"id","question","history","articles"}, yield {"id","answers","answerable","score","verdict"}. "answerable" is
    whether anything is shown: as the answer (verdict "said") or as the closest passage ("closest").

    A line {"archive": [articles]} sets the archive that is searched for questions without articles. It has no output.
    """
    archive = answer.InMemoryIndex(())

    def answer_row(row: Row) -> Row | None:
        nonlocal archive
        if "archive" in row:
            archive = answer.InMemoryIndex(
                [build_article(article_row) for article_row in get_list(row, "archive")]
            )
            return None
        question, history = get_text(row, "question"), [str(turn) for turn in get_list(row, "history")]
        articles = [build_article(article_row) for article_row in get_list(row, "articles")]
        ranking = answer.rank_sentences(question, history, articles or archive.search(question, history))
        answers = [
            {
                "article": passage.article.id,
                "text": " ".join(sentence.text for sentence in passage.sentences),
            }
            for passage in ranking.passages
        ]
        return {
            "id": row["id"],
            "answers": answers,
            "answerable": ranking.verdict is not Verdict.NO_ANSWER,
            "score": ranking.score,
            "verdict": str(ranking.verdict),
        }

    return _map_rows(lines, answer_row)


def parse_feeds(lines: Iterable[str]) -> Iterator[Row]:
    """Parse feed files.

    Read one path per line, yield {"path","feed","entries"} or {"path","error"}.
    """
    now = clock.now()
    with worker_pool.ParserPool() as parser_pool:
        for path in _strip_lines(lines):
            try:
                yield {"path": path, **_feed_row(parser_pool.parse_feed_file(path), now)}
            except NewsError as error:
                yield {"path": path, "error": str(error)}


def extract_pages(lines: Iterable[str]) -> Iterator[Row]:
    """Extract the text of HTML files.

    Read one path per line, optionally followed by a tab and the page's URL.
    """
    with worker_pool.ParserPool() as parser_pool:
        for line in _strip_lines(lines):
            path, _, url = line.partition("\t")
            try:
                yield {"path": path, **_page_row(parser_pool.parse_page_file(path, url))}
            except NewsError as error:
                yield {"path": path, "error": str(error)}


def clean_texts(lines: Iterable[str]) -> Iterator[Row]:
    """Clean text files.

    Read all paths, then yield {"path","title","text"} for each file.

    The files in a folder count as texts from one outlet.
    """
    texts_by_path = {path: _read_text(path) for path in _strip_lines(lines)}
    texts_by_folder: dict[Path, list[str]] = {}
    for path, text in texts_by_path.items():
        if isinstance(text, str):
            texts_by_folder.setdefault(Path(path).parent, []).append(text)
    repeated_by_folder = {
        folder: clean.find_repeated_lines(folder_texts) for folder, folder_texts in texts_by_folder.items()
    }
    for path, text in texts_by_path.items():
        if isinstance(text, NewsError):
            yield {"path": path, "error": str(text)}
            continue
        result = clean.clean_text(text, repeated_lines=repeated_by_folder[Path(path).parent])
        yield {"path": path, "title": result.title, "text": result.text}


def fetch_urls(lines: Iterable[str]) -> Iterator[Row]:
    """Fetch URLs with the same settings as sources: allowed networks, logins and contact.

    Read one URL per line, yield {"url","status","bytes","error"} as soon as each request ends.
    """
    policy, _ = settings.load_fetch_policy(settings.load_environment(Path.cwd()))
    for url, status, size, error in fetch.probe_urls(_strip_lines(lines), policy=policy):
        yield {"url": url, "status": status, "bytes": size, "error": error}


PIPES: dict[str, Callable[[Iterable[str]], Iterator[Row]]] = {
    "summarize": summarize_articles,
    "stories": cluster_stories,
    "brief": briefs,
    "answer": answer_questions,
    "feeds": parse_feeds,
    "extract": extract_pages,
    "clean": clean_texts,
    "fetch": fetch_urls,
}


# ---- private


def _map_rows(lines: Iterable[str], handle_row: Callable[[Row], Row | None]) -> Iterator[Row]:
    """Yield the result for each JSON line, or an error if the line is invalid.

    An invalid line does not affect the other lines.
    """
    for line in lines:
        if not line.strip():
            continue
        row: Row = {}
        try:
            row = _parse_row(line)
            result = handle_row(row)
        except NewsError as error:
            yield {
                **{key: row[key] for key in ("id", "path", "url") if key in row},
                "error": error_wording.describe_error(error),
            }
        else:
            if result is not None:
                yield result


def _parse_row(line: str) -> Row:
    if len(line) > MAX_LINE_CHARACTERS:
        raise Unreadable("line", f"{len(line):,} characters long; the limit is {MAX_LINE_CHARACTERS:,}")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Unreadable("line", "not a JSON object") from error
    if not isinstance(row, dict):
        raise Unreadable("line", "not a JSON object")
    if "id" not in row and "archive" not in row:
        raise Unreadable("line", 'it has no "id"')
    return row


def _summarize_row(row: Row) -> Row:
    documents = get_list(row, "documents") or [row]
    if not all(isinstance(document, dict) for document in documents):
        raise Unreadable('"documents"', 'not a list of {"title", "text"}')
    articles = [build_raw_article(document, number) for number, document in enumerate(documents)]
    max_sentences, max_words = (
        get_positive_integer(row, "max_sentences"),
        get_positive_integer(row, "max_words"),
    )
    if max_sentences is None and max_words is None:
        max_sentences = 3
    method = get_text(row, "method") or "news"
    summary = key_sentences.select_key_sentences(
        articles, max_sentences=max_sentences, max_words=max_words, method=method
    )
    return {"id": row["id"], "summary": [sentence.text for sentence in summary]}


def _strip_lines(lines: Iterable[str]) -> Iterator[str]:
    return (line.rstrip("\r\n") for line in lines if line.strip())


def _read_text(path: str) -> str | NewsError:
    try:
        return files.read_text(Path(path))
    except NewsError as error:
        return error


def _feed_row(feed: Feed, now: datetime) -> Row:
    entries = [without_future_dates(entry, now) for entry in feed.entries]
    entry_rows = [
        {
            "title": entry.title or None,
            "link": entry.url or feed.link or None,
            "id": entry.guid or None,
            "published": _format_iso(entry.published_at),
            "updated": _format_iso(entry.updated_at),
            "text": entry.text or None,
            "authors": list(entry.authors),
            "language": entry.language or None,
        }
        for entry in entries
    ]
    return {
        "feed": {"title": feed.title or feed.link or None, "link": feed.link or None},
        "entries": entry_rows,
    }


def _page_row(page: Page) -> Row:
    return {
        "title": page.title or None,
        "text": page.text or None,
        "author": page.author or None,
        "date": _format_iso(page.published_at),
        "published": _format_iso(page.published_at and page.published_at.astimezone(UTC)),
        "image": page.image_url or None,
        "language": page.language or None,
        "url": page.url or None,
        "article": not page.refusal,
        "reason": page.refusal or None,
        "extraction": page.text_source or None,
    }


def _format_iso(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
