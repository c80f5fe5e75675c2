"""Posted briefs, with the article, version and position of every quoted sentence.

Article texts are stored with the articles; a brief stores only the text and position of each of its sentences. A loaded
brief can therefore be verified against the articles, and a manipulated brief fails the verification.
"""

# ruff: noqa: S608 - statements are composed of this file's own constants; values are always bound

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from news.article_kind import ArticleKind
from news.errors import StoreError, StoreProblem
from storage import brief_json
from storage.codecs import from_json, replace_surrogates, spans_from_json, to_json, to_micros

if TYPE_CHECKING:
    from collections.abc import Iterable

    import sqlite_utils

    from news.brief import Brief
    from storage.sqlite.database import Database

_HAS_STORIES_SQL = "json_array_length(payload_json, '$.stories') > 0"


class Briefs:
    """The SQLite implementation of `storage.contract.Briefs`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, brief: Brief) -> None:
        request = brief.request
        versions = {(article.id, article.version) for article in brief_json.referenced_articles(brief)}
        # The message of a brief enters the outbox in a later transaction, which flushes the brief to the disk too.
        with self._database.write_transaction(survives_power_cut=False) as db:
            _check_versions_stored(db, versions)
            cursor = db.execute(
                "INSERT OR IGNORE INTO briefs VALUES (?, ?, ?, ?, ?, ?)",
                (
                    request.team,
                    brief.id,
                    replace_surrogates(request.target_channel),
                    to_micros(brief.created_at),
                    to_json(brief_json.request_to_json(request)),
                    to_json(brief_json.brief_to_json(brief)),
                ),
            )
            if cursor.rowcount:
                quoted = brief_json.quoted_versions(brief)
                db.conn.executemany(
                    """INSERT INTO brief_articles (article_id, version, team_id, brief_id, is_quoted)
                    VALUES (?, ?, ?, ?, ?)""",
                    [
                        (article_id, version, request.team, brief.id, (article_id, version) in quoted)
                        for article_id, version in versions
                    ],
                )

    def load(self, team: str, brief_id: str) -> Brief | None:
        return self._load("team_id = ? AND id = ?", team, brief_id)

    def load_from_any_workspace(self, brief_id: str) -> Brief | None:
        return self._load("id = ?", brief_id)

    def list_ids(self) -> tuple[tuple[str, str], ...]:
        with self._database.read_transaction() as db:
            rows = db.execute("SELECT team_id, id FROM briefs ORDER BY created_at, rowid").fetchall()
        return tuple((team, brief_id) for team, brief_id in rows)

    def latest_with_stories(self, team: str, channel: str) -> Brief | None:
        newest_sql = (
            f"team_id = ? AND channel = ? AND {_HAS_STORIES_SQL} ORDER BY created_at DESC, rowid DESC LIMIT 1"
        )
        return self._load(newest_sql, team, channel)

    def list_ids_for_channel(self, team: str, channel: str, limit: int) -> tuple[str, ...]:
        with self._database.read_transaction() as db:
            rows = db.execute(
                f"""SELECT id FROM briefs WHERE team_id = ? AND channel = ? AND {_HAS_STORIES_SQL}
                ORDER BY created_at DESC, rowid DESC LIMIT ?""",
                (team, channel, limit),
            ).fetchall()
        return tuple(brief_id for (brief_id,) in rows)

    def list_ids_quoting(self, article_id: str) -> tuple[tuple[str, str], ...]:
        with self._database.read_transaction() as db:
            rows = db.execute(
                "SELECT DISTINCT team_id, brief_id FROM brief_articles WHERE article_id = ? ORDER BY 1, 2",
                (article_id,),
            ).fetchall()
        return tuple((team, brief_id) for team, brief_id in rows)

    # ---- private

    def _load(self, where: str, *values: str) -> Brief | None:
        with self._database.read_transaction() as db:
            row = db.execute(
                f"SELECT id, team_id, channel, created_at, request_json, payload_json FROM briefs WHERE {where}",
                values,
            ).fetchone()
            if row is None:
                return None
            brief_id, team, channel, created_at, request_json, payload_json = row
            payload = from_json(payload_json)
            article_texts = _load_texts(db, brief_json.referenced_versions(payload))
        try:
            return brief_json.brief_from_json(
                brief_id,
                created_at,
                brief_json.request_from_json(team, channel, from_json(request_json)),
                payload,
                article_texts,
            )
        except KeyError as error:
            raise StoreError(StoreProblem.ARTICLES_MISSING, brief_id) from error


# ---- private


def _load_texts(
    db: sqlite_utils.Database, article_versions: Iterable[tuple[str, int]]
) -> dict[tuple[str, int], dict[str, Any]]:
    rows = db.execute(
        """WITH named AS (SELECT value ->> 0 AS id, value ->> 1 AS version FROM json_each(?))
        SELECT a.id, a.version, a.partial, a.kind, a.commentary_probability, a.language, a.authors_json,
            a.sentence_spans_json, a.title, a.text
        FROM named JOIN articles a ON a.id = named.id AND a.version = named.version
        UNION ALL
        SELECT a.id, a.version, a.partial, a.kind, a.commentary_probability, a.language, a.authors_json,
            a.sentence_spans_json, a.title, a.text
        FROM named JOIN article_versions a ON a.id = named.id AND a.version = named.version""",
        (to_json(list(article_versions)),),
    ).fetchall()
    return {
        (article_id, version): {
            "partial": bool(partial),
            "kind": ArticleKind(kind),
            "commentary_probability": commentary_probability,
            "language": language,
            "authors": tuple(from_json(authors_json)),
            "sentence_spans": spans_from_json(sentence_spans_json),
            "title": title,
            "text": text,
        }
        for (
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
        ) in rows
    }


def _check_versions_stored(db: sqlite_utils.Database, article_versions: set[tuple[str, int]]) -> None:
    """Raise StoreError unless every given article version is stored."""
    rows = db.execute(
        """WITH named AS (SELECT value ->> 0 AS id, value ->> 1 AS version FROM json_each(?))
        SELECT count(*) FROM named WHERE EXISTS (
            SELECT 1 FROM articles a WHERE a.id = named.id AND a.version = named.version) OR EXISTS (
            SELECT 1 FROM article_versions a WHERE a.id = named.id AND a.version = named.version)""",
        (to_json(list(article_versions)),),
    ).fetchone()
    if rows[0] != len(article_versions):
        raise StoreError(StoreProblem.MISSING_REFERENCE, "the database")
