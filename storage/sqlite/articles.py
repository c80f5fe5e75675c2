"""The articles that the given sources show, each in the most complete version.

Most methods take the ids of the sources that the reader may see. An article that several of them show is returned
once: a full text is preferred to a summary, then the version that was seen first. Articles and versions that only
other sources show stay hidden.
"""

# ruff: noqa: S608 - statements are composed of this file's own constants; values are always bound

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from news.article import BASELINE_AT, Article, dedup_keys
from news.article_kind import ArticleKind
from storage.codecs import (
    from_json,
    from_micros,
    optional_from_micros,
    replace_surrogates,
    spans_from_json,
    to_json_array,
    to_micros,
)
from storage.records import MAX_ARTICLES_PER_WINDOW
from storage.sqlite import ingest, search, search_backfill
from storage.sqlite.maintenance import retention

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    import sqlite_utils

    from storage.records import AddResult, IncomingArticle, TermAlternatives
    from storage.sqlite.database import Database

_BASELINE_MICROS = to_micros(BASELINE_AT)
# In the order that `_article_from_row` reads.
_SOURCE_COLUMNS = "s.source_id, s.outlet, s.url, s.first_seen_at, s.published_at, s.appeared_at"
_TEXT_COLUMNS = """a.id, a.version, a.partial, a.kind, a.commentary_probability, a.language, a.authors_json,
    a.sentence_spans_json, a.title, a.text"""
# Of the rows that a condition allows, the one to show for each article has `choice` 1.
_CANDIDATES_SQL = """SELECT s.id AS entry_id, s.appeared_at, s.article_row_id,
        row_number() OVER (PARTITION BY s.article_id ORDER BY a.partial, s.first_seen_at, s.id) AS choice
    FROM article_versions_by_source s JOIN articles a ON a.row_id = s.article_row_id
    WHERE s.source_id IN (SELECT value FROM json_each(:sources)) AND """
_ALL_TEXTS_SQL = f"""(
    SELECT {_TEXT_COLUMNS} FROM articles a UNION ALL SELECT {_TEXT_COLUMNS} FROM article_versions a)"""


class Articles:
    """The SQLite implementation of `storage.contract.Articles`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, incoming_articles: Iterable[IncomingArticle]) -> AddResult:
        return ingest.add(self._database, incoming_articles)

    def find_known_keys(self, keys: Iterable[str], *, source_id: str | None = None) -> frozenset[str]:
        return ingest.find_known_keys(self._database, keys, source_id)

    def in_window(
        self,
        source_ids: Sequence[str],
        since: datetime,
        until: datetime,
        limit: int = MAX_ARTICLES_PER_WINDOW,
    ) -> tuple[Article, ...]:
        where = "s.appeared_at >= :since AND s.appeared_at < :until"
        bounds = {"since": to_micros(since), "until": to_micros(until)}
        return self._select(where, source_ids, {**bounds, "limit": limit})

    def newest_row_ids(self) -> tuple[int, int]:
        with self._database.read_transaction() as db:
            row = db.execute(
                "SELECT (SELECT max(row_id) FROM articles), (SELECT max(id) FROM article_versions_by_source)"
            ).fetchone()
        return row[0] or 0, row[1] or 0

    def latest(self, source_ids: Sequence[str]) -> Article | None:
        # The newest article may have a fuller version with an earlier date: choose among all its versions.
        where = """s.article_id = (SELECT article_id FROM article_versions_by_source
            WHERE article_row_id IS NOT NULL AND source_id IN (SELECT value FROM json_each(:sources))
            ORDER BY appeared_at DESC, id DESC LIMIT 1)"""
        articles = self._select(where, source_ids, {"limit": 1})
        return articles[0] if articles else None

    def by_url(self, url: str, source_ids: Sequence[str]) -> Article | None:
        key = next(
            (dedup_key for dedup_key in dedup_keys(source_id="", guid="", url=url, title="", text="")), ""
        )
        with self._database.read_transaction() as db:
            row = db.execute(
                "SELECT article_id FROM article_keys WHERE key = ?", (replace_surrogates(key),)
            ).fetchone()
        return next(iter(self.current_versions([row[0]], source_ids)), None) if row else None

    def current_versions(self, article_ids: Iterable[str], source_ids: Sequence[str]) -> tuple[Article, ...]:
        article_ids_json = to_json_array(article_ids)
        where = "s.article_id IN (SELECT value FROM json_each(:names))"
        return self._select(where, source_ids, {"names": article_ids_json, "limit": -1})

    def get_version(self, article_id: str, version: int) -> Article | None:
        sql = f"""SELECT {_SOURCE_COLUMNS}, {_TEXT_COLUMNS} FROM {_ALL_TEXTS_SQL} a
            JOIN article_versions_by_source s ON s.article_id = a.id AND s.version = a.version
            WHERE a.id = ? AND a.version = ? ORDER BY s.id LIMIT 1"""
        with self._database.read_transaction() as db:
            row = db.execute(sql, (article_id, version)).fetchone()
        return _article_from_row(row) if row else None

    def list_versions(self, article_id: str, source_ids: Sequence[str]) -> tuple[Article, ...]:
        sql = f"""SELECT {_SOURCE_COLUMNS}, {_TEXT_COLUMNS}, min(s.id) FROM {_ALL_TEXTS_SQL} a
            JOIN article_versions_by_source s ON s.article_id = a.id AND s.version = a.version
            WHERE a.id = ? AND s.source_id IN (SELECT value FROM json_each(?))
            GROUP BY a.version ORDER BY a.version"""
        with self._database.read_transaction() as db:
            rows = db.execute(sql, (article_id, to_json_array(source_ids))).fetchall()
        return tuple(_article_from_row(row) for row in rows)

    def search(
        self,
        text: str,
        source_ids: Sequence[str],
        *,
        count: int = 20,
        since: datetime | None = None,
        until: datetime | None = None,
        ignored_words: frozenset[str] | None = None,
    ) -> tuple[Article, ...]:
        with self._database.read_transaction() as db:
            entry_ids = search.find_entries(
                db,
                search.extract_terms(text, search.STOPWORDS if ignored_words is None else ignored_words),
                to_json_array(source_ids),
                count=count,
                since=since,
                until=until,
            )
            return _load_entries(db, entry_ids)

    def prune(self, stored_before: datetime, limit: int) -> int:
        return retention.prune(self._database, stored_before, limit)

    def count_since(self, since: datetime) -> int:
        with self._database.read_transaction() as db:
            # By source, so that the index on the time is used.
            row = db.execute(
                """SELECT count(DISTINCT v.article_id) FROM sources s JOIN article_versions_by_source v
                ON v.source_id = s.id AND v.appeared_at >= ? WHERE v.article_row_id IS NOT NULL""",
                (to_micros(since),),
            ).fetchone()
        return int(row[0])

    def index_older_articles(self) -> bool:
        return search_backfill.index_next_articles(self._database)

    def score_relevance(
        self, alternatives: TermAlternatives, source_ids: Sequence[str], since: datetime, until: datetime
    ) -> dict[str, float]:
        with self._database.read_transaction() as db:
            return search.score_relevance(
                db, alternatives, to_json_array(source_ids), since=since, until=until
            )

    def newest_before(
        self, alternatives: TermAlternatives, source_ids: Sequence[str], until: datetime, *, count: int
    ) -> tuple[Article, ...]:
        with self._database.read_transaction() as db:
            return _load_entries(
                db,
                search.newest_entries(db, alternatives, to_json_array(source_ids), until=until, count=count),
            )

    # ---- private

    def _select(self, where: str, source_ids: Sequence[str], values: dict[str, Any]) -> tuple[Article, ...]:
        with self._database.read_transaction() as db:
            rows = db.execute(
                _build_select_sql(where), {**values, "sources": to_json_array(source_ids)}
            ).fetchall()
        return tuple(_article_from_row(row) for row in rows)


# ---- private


def _build_select_sql(where: str) -> str:
    return f"""WITH candidates AS ({_CANDIDATES_SQL} {where}),
        chosen AS (
            SELECT entry_id, appeared_at, article_row_id FROM candidates WHERE choice = 1
            ORDER BY appeared_at DESC, entry_id DESC LIMIT :limit)
        SELECT {_SOURCE_COLUMNS}, {_TEXT_COLUMNS} FROM chosen
            JOIN article_versions_by_source s ON s.id = chosen.entry_id
            JOIN articles a ON a.row_id = chosen.article_row_id
        ORDER BY chosen.appeared_at DESC, chosen.entry_id DESC"""


def _load_entries(db: sqlite_utils.Database, entry_ids: Sequence[int]) -> tuple[Article, ...]:
    sql = f"""SELECT s.id, {_SOURCE_COLUMNS}, {_TEXT_COLUMNS} FROM article_versions_by_source s
            JOIN articles a ON a.row_id = s.article_row_id
        WHERE s.id IN (SELECT value FROM json_each(?))"""
    rows = {row[0]: _article_from_row(row[1:]) for row in db.execute(sql, (str(list(entry_ids)),))}
    return tuple(rows[entry_id] for entry_id in entry_ids)


def _article_from_row(row: tuple[Any, ...]) -> Article:
    (
        source_id,
        outlet,
        url,
        first_seen_at,
        published_at,
        appeared_at,
        article_id,
        version,
        partial,
        kind,
        commentary_probability,
        language,
        authors_json,
        sentence_spans_json,
        title,
        text,
    ) = row[:16]
    return Article(
        id=article_id,
        source_id=source_id,
        outlet=outlet,
        url=url,
        title=title,
        text=text,
        sentence_spans=spans_from_json(sentence_spans_json),
        first_seen_at=from_micros(first_seen_at),
        published_at=optional_from_micros(published_at),
        authors=tuple(from_json(authors_json)),
        language=language,
        version=version,
        partial=bool(partial),
        kind=ArticleKind(kind),
        commentary_probability=commentary_probability,
        is_baseline=appeared_at == _BASELINE_MICROS,
    )
