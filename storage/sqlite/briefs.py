"""Briefs as they were posted: which sentence stood where, in which version of which article.

The texts stay with the articles; a brief keeps for each of its sentences the words and the place. So a loaded brief can
be held against the articles, and one that was tampered with shows.
"""

# ruff: noqa: S608 - statements are composed of this file's own constants; values are always bound

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from news.errors import StoreError
from storage import brief_json
from storage.codecs import packed, plain, stamp, unpacked, unpaired

if TYPE_CHECKING:
    from collections.abc import Iterable

    import sqlite_utils

    from news.brief import Brief
    from storage.sqlite.database import Database


class Briefs:
    """What was told."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, brief: Brief) -> None:
        """Keep a brief under its workspace and id; a brief that is kept already is left as it is.

        Raises:
            StoreError: it names a version of an article that is not stored.
        """
        request = brief.request
        texts = {(article.id, article.version) for article in brief_json.articles(brief)}
        with self._database.writing() as db:
            _check_stored(db, texts)
            kept = db.execute(
                "INSERT OR IGNORE INTO briefs VALUES (?, ?, ?, ?, ?, ?)",
                (
                    request.team,
                    brief.id,
                    plain(request.channel),
                    stamp(brief.made),
                    packed(brief_json.request_written(request)),
                    packed(brief_json.written(brief)),
                ),
            )
            if kept.rowcount:
                db.conn.executemany(
                    "INSERT INTO brief_articles VALUES (?, ?, ?, ?)",
                    [(name, version, request.team, brief.id) for name, version in texts],
                )

    def load(self, team: str, name: str) -> Brief | None:
        """Give a workspace's brief exactly as it was kept; None if it has none of that id.

        Raises:
            StoreError: an article of it is not stored any more.
        """
        return self._load("team_id = ? AND id = ?", team, name)

    def anywhere(self, name: str) -> Brief | None:
        """Give the brief of that id from whichever workspace, for whoever runs the bot; never for a chat."""
        return self._load("id = ?", name)

    def ids(self) -> tuple[tuple[str, str], ...]:
        """Give (workspace, id) of every brief that is kept, oldest first."""
        with self._database.reading() as db:
            rows = db.execute("SELECT team_id, id FROM briefs ORDER BY made, rowid").fetchall()
        return tuple((team, name) for team, name in rows)

    def last(self, team: str, channel: str) -> Brief | None:
        """Give the newest brief of a channel that told anything; None if it had none."""
        told = "json_array_length(body, '$.stories') > 0"
        newest = f"team_id = ? AND channel = ? AND {told} ORDER BY made DESC, rowid DESC LIMIT 1"
        return self._load(newest, team, channel)

    def quoting(self, article: str) -> tuple[tuple[str, str], ...]:
        """Give (workspace, brief) of every brief that any version of an article stands in."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT DISTINCT team_id, brief FROM brief_articles WHERE article = ? ORDER BY 1, 2",
                (article,),
            ).fetchall()
        return tuple((team, brief) for team, brief in rows)

    # ---- private

    def _load(self, where: str, *values: str) -> Brief | None:
        with self._database.reading() as db:
            row = db.execute(
                f"SELECT id, team_id, channel, made, request, body FROM briefs WHERE {where}", values
            ).fetchone()
            if row is None:
                return None
            name, team, channel, made, request, told = row
            kept = unpacked(told)
            texts = _texts(db, brief_json.named(kept))
        try:
            return brief_json.read(
                name, made, brief_json.request_read(team, channel, unpacked(request)), kept, texts
            )
        except KeyError as error:
            raise StoreError(f"Brief {name} quotes articles that are not kept any more.") from error


# ---- private


def _texts(
    db: sqlite_utils.Database, names: Iterable[tuple[str, int]]
) -> dict[tuple[str, int], dict[str, Any]]:
    rows = db.execute(
        """WITH named AS (SELECT value ->> 0 AS id, value ->> 1 AS version FROM json_each(?))
        SELECT a.id, a.version, a.partial, a.language, a.authors, a.spans, a.title, a.text
        FROM named JOIN articles a ON a.id = named.id AND a.version = named.version
        UNION ALL
        SELECT a.id, a.version, a.partial, a.language, a.authors, a.spans, a.title, a.text
        FROM named JOIN article_versions a ON a.id = named.id AND a.version = named.version""",
        (packed(list(names)),),
    ).fetchall()
    return {
        (name, version): {
            "partial": bool(partial),
            "language": language,
            "authors": tuple(unpacked(authors)),
            "spans": unpaired(spans),
            "title": title,
            "text": text,
        }
        for name, version, partial, language, authors, spans, title, text in rows
    }


def _check_stored(db: sqlite_utils.Database, texts: set[tuple[str, int]]) -> None:
    """Raise StoreError if the brief names a version that is not stored."""
    rows = db.execute(
        """WITH named AS (SELECT value ->> 0 AS id, value ->> 1 AS version FROM json_each(?))
        SELECT count(*) FROM named WHERE EXISTS (
            SELECT 1 FROM articles a WHERE a.id = named.id AND a.version = named.version) OR EXISTS (
            SELECT 1 FROM article_versions a WHERE a.id = named.id AND a.version = named.version)""",
        (packed(list(texts)),),
    ).fetchone()
    if rows[0] != len(texts):
        raise StoreError("A brief that quotes articles which are not stored cannot be kept.")
