"""Briefs as they were posted: which sentence stood where, in which version of which article.

The texts stay with the articles; a brief keeps for each of its sentences the words and the place. So a loaded brief can
be held against the articles, and one that was tampered with shows.
"""

# ruff: noqa: S608 - statements are composed of this file's own constants; values are always bound

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from news.errors import StoreError, StoreProblem
from storage import brief_json
from storage.codecs import from_json, replace_surrogates, spans_from_json, to_json, to_micros

if TYPE_CHECKING:
    from collections.abc import Iterable

    import sqlite_utils

    from news.brief import Brief
    from storage.sqlite.database import Database


class Briefs:
    """What was told."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, brief: Brief) -> None:
        """Keep a brief under its workspace and id; a brief that is kept already is left as it is.

        Raises:
            StoreError: it names a version of an article that is not stored.
        """
        request = brief.request
        versions = {(article.id, article.version) for article in brief_json.referenced_articles(brief)}
        with self._database.write_transaction() as db:
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
                db.conn.executemany(
                    "INSERT INTO brief_articles VALUES (?, ?, ?, ?)",
                    [(article_id, version, request.team, brief.id) for article_id, version in versions],
                )

    def load(self, team: str, brief_id: str) -> Brief | None:
        """Give a workspace's brief exactly as it was kept; None if it has none of that id.

        Raises:
            StoreError: an article of it is not stored any more.
        """
        return self._load("team_id = ? AND id = ?", team, brief_id)

    def load_from_any_workspace(self, brief_id: str) -> Brief | None:
        """Give the brief of that id from whichever workspace, for whoever runs the bot; never for a chat."""
        return self._load("id = ?", brief_id)

    def list_ids(self) -> tuple[tuple[str, str], ...]:
        """Give (workspace, id) of every brief that is kept, oldest first."""
        with self._database.read_transaction() as db:
            rows = db.execute("SELECT team_id, id FROM briefs ORDER BY made, rowid").fetchall()
        return tuple((team, brief_id) for team, brief_id in rows)

    def latest_with_stories(self, team: str, channel: str) -> Brief | None:
        """Give the newest brief of a channel that told anything; None if it had none."""
        has_stories_sql = "json_array_length(body, '$.stories') > 0"
        newest_sql = (
            f"team_id = ? AND channel = ? AND {has_stories_sql} ORDER BY made DESC, rowid DESC LIMIT 1"
        )
        return self._load(newest_sql, team, channel)

    def list_ids_quoting(self, article_id: str) -> tuple[tuple[str, str], ...]:
        """Give (workspace, brief) of every brief that any version of an article stands in."""
        with self._database.read_transaction() as db:
            rows = db.execute(
                "SELECT DISTINCT team_id, brief FROM brief_articles WHERE article = ? ORDER BY 1, 2",
                (article_id,),
            ).fetchall()
        return tuple((team, brief_id) for team, brief_id in rows)

    # ---- private

    def _load(self, where: str, *values: str) -> Brief | None:
        with self._database.read_transaction() as db:
            row = db.execute(
                f"SELECT id, team_id, channel, made, request, body FROM briefs WHERE {where}", values
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
        SELECT a.id, a.version, a.partial, a.language, a.authors, a.spans, a.title, a.text
        FROM named JOIN articles a ON a.id = named.id AND a.version = named.version
        UNION ALL
        SELECT a.id, a.version, a.partial, a.language, a.authors, a.spans, a.title, a.text
        FROM named JOIN article_versions a ON a.id = named.id AND a.version = named.version""",
        (to_json(list(article_versions)),),
    ).fetchall()
    return {
        (article_id, version): {
            "partial": bool(partial),
            "language": language,
            "authors": tuple(from_json(authors_json)),
            "sentence_spans": spans_from_json(sentence_spans_json),
            "title": title,
            "text": text,
        }
        for article_id, version, partial, language, authors_json, sentence_spans_json, title, text in rows
    }


def _check_versions_stored(db: sqlite_utils.Database, article_versions: set[tuple[str, int]]) -> None:
    """Raise StoreError if the brief names a version that is not stored."""
    rows = db.execute(
        """WITH named AS (SELECT value ->> 0 AS id, value ->> 1 AS version FROM json_each(?))
        SELECT count(*) FROM named WHERE EXISTS (
            SELECT 1 FROM articles a WHERE a.id = named.id AND a.version = named.version) OR EXISTS (
            SELECT 1 FROM article_versions a WHERE a.id = named.id AND a.version = named.version)""",
        (to_json(list(article_versions)),),
    ).fetchone()
    if rows[0] != len(article_versions):
        raise StoreError(StoreProblem.MISSING_REFERENCE, "the database")
