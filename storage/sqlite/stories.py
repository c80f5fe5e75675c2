"""The stories and their articles. Within a workspace, an article belongs to at most one story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.codecs import replace_surrogates, to_json_array, to_micros

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    import sqlite_utils

    from news.article import Article
    from storage.sqlite.database import Database


class Stories:
    """The SQLite implementation of `storage.contract.Stories`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, team: str, groups: Iterable[tuple[str, Sequence[Article]]]) -> None:
        with self._database.write_transaction() as db:
            used_story_ids: set[str] = set()
            for proposed_id, articles in groups:
                if articles:
                    story_id = _choose_story_id(db, team, proposed_id, articles, used_story_ids)
                    used_story_ids.add(story_id)
                    _move_articles(db, team, story_id, articles)

    def related_article_ids(self, team: str, articles: Iterable[Article]) -> tuple[str, ...]:
        with self._database.read_transaction() as db:
            rows = db.execute(
                """SELECT article_id FROM story_articles WHERE team_id = ? AND story_id IN (
                    SELECT story_id FROM story_articles
                    WHERE team_id = ? AND article_id IN (SELECT value FROM json_each(?)))
                ORDER BY appeared_at, article_id""",
                (team, team, to_json_array(article.id for article in articles)),
            ).fetchall()
        return tuple(row[0] for row in rows)

    def load_since(self, team: str, since: datetime) -> tuple[tuple[str, tuple[str, ...]], ...]:
        with self._database.read_transaction() as db:
            rows = db.execute(
                """SELECT s.id, a.article_id FROM stories s
                JOIN story_articles a ON a.team_id = s.team_id AND a.story_id = s.id
                WHERE s.team_id = ? AND s.last_reported_at >= ?
                ORDER BY s.last_reported_at DESC, s.id, a.appeared_at DESC, a.article_id""",
                (team, to_micros(since)),
            ).fetchall()
        article_ids_by_story: dict[str, list[str]] = {}
        for story_id, article_id in rows:
            article_ids_by_story.setdefault(story_id, []).append(article_id)
        return tuple((story_id, tuple(article_ids)) for story_id, article_ids in article_ids_by_story.items())

    def find_story_id(self, team: str, article_id: str) -> str | None:
        with self._database.read_transaction() as db:
            row = db.execute(
                "SELECT story_id FROM story_articles WHERE team_id = ? AND article_id = ?", (team, article_id)
            ).fetchone()
        return row[0] if row else None


def remove_articles(db: sqlite_utils.Database, article_ids: Iterable[str]) -> None:
    """Remove articles from the stories of all workspaces, and the stories that have no others."""
    article_ids_json = to_json_array(article_ids)
    story_rows = db.execute(
        """SELECT DISTINCT team_id, story_id FROM story_articles
        WHERE article_id IN (SELECT value FROM json_each(?))""",
        (article_ids_json,),
    ).fetchall()
    for team, story_id in story_rows:
        db.execute(
            """DELETE FROM story_articles
            WHERE team_id = ? AND story_id = ? AND article_id IN (SELECT value FROM json_each(?))""",
            (team, story_id, article_ids_json),
        )
        db.execute(_DELETE_EMPTY_SQL, (team, to_json_array([story_id])))


# ---- private

_UPDATE_TIMES_SQL = """UPDATE stories SET first_reported_at = (
        SELECT min(appeared_at) FROM story_articles a WHERE a.team_id = stories.team_id AND a.story_id = stories.id),
    last_reported_at = (
        SELECT max(appeared_at) FROM story_articles a WHERE a.team_id = stories.team_id AND a.story_id = stories.id)
    WHERE team_id = ? AND id IN (SELECT value FROM json_each(?))"""
_DELETE_EMPTY_SQL = """DELETE FROM stories WHERE team_id = ? AND id IN (SELECT value FROM json_each(?)) AND NOT EXISTS (
    SELECT 1 FROM story_articles a WHERE a.team_id = stories.team_id AND a.story_id = stories.id)"""


def _choose_story_id(
    db: sqlite_utils.Database,
    team: str,
    proposed_id: str,
    articles: Sequence[Article],
    used_story_ids: set[str],
) -> str:
    """Return the id of the stored story that contains the largest number of the given articles.

    Without such a story, the proposed id is used.
    """
    rows = db.execute(
        """SELECT a.story_id, count(*), s.first_reported_at FROM story_articles a
        JOIN stories s ON s.team_id = a.team_id AND s.id = a.story_id
        WHERE a.team_id = ? AND a.article_id IN (SELECT value FROM json_each(?)) GROUP BY a.story_id""",
        (team, to_json_array(article.id for article in articles)),
    ).fetchall()
    candidates = [
        (count, story_id == proposed_id, -first_reported_at, story_id)
        for story_id, count, first_reported_at in rows
        if story_id not in used_story_ids
    ]
    if candidates:
        return str(max(candidates)[-1])
    return proposed_id if proposed_id not in used_story_ids else f"{proposed_id} {articles[0].id}"


def _move_articles(db: sqlite_utils.Database, team: str, story_id: str, articles: Sequence[Article]) -> None:
    previous_story_rows = db.execute(
        """SELECT DISTINCT story_id FROM story_articles
        WHERE team_id = ? AND article_id IN (SELECT value FROM json_each(?)) AND story_id <> ?""",
        (team, to_json_array(article.id for article in articles), story_id),
    ).fetchall()
    db.execute(
        """INSERT INTO stories VALUES (?, ?, ?, 0, 0)
        ON CONFLICT (team_id, id) DO UPDATE SET title = excluded.title""",
        (team, story_id, replace_surrogates(articles[0].title)),
    )
    db.conn.executemany(
        """INSERT INTO story_articles VALUES (?, ?, ?, ?)
        ON CONFLICT (team_id, article_id) DO UPDATE SET story_id = excluded.story_id""",
        [(team, article.id, story_id, to_micros(article.appeared_at)) for article in articles],
    )
    previous_story_ids_json = to_json_array(row[0] for row in previous_story_rows)
    db.execute(_DELETE_EMPTY_SQL, (team, previous_story_ids_json))
    # A story that lost articles gets the times of its remaining articles.
    db.execute(_UPDATE_TIMES_SQL, (team, to_json_array([story_id, *(row[0] for row in previous_story_rows)])))
