"""Which articles a workspace's stories hold; an article stands in one story of a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.codecs import listed, plain, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    import sqlite_utils

    from news.article import Article
    from storage.sqlite.database import Database


class Stories:
    """What belongs together."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, team: str, groups: Iterable[tuple[str, Sequence[Article]]]) -> None:
        """Keep a grouping: (story id, its articles, newest first).

        A group goes on with the story in which most of its articles stand already, under that story's id, even if the
        articles with which it began are too old to be named; two groups never go on with one story. What a group names
        moves into it; articles that no group names stay where they are, and a story that has lost all its articles is
        gone.
        """
        with self._database.writing() as db:
            taken: set[str] = set()
            for story, articles in groups:
                if articles:
                    kept = _adopted(db, team, story, articles, taken)
                    taken.add(kept)
                    _move(db, team, kept, articles)

    def members(self, team: str, articles: Iterable[Article]) -> tuple[str, ...]:
        """Give the ids of all articles that stand in one story with any of these, these included if they are kept.

        The grouping is the workspace's; show a channel only what its own sources brought.
        """
        with self._database.reading() as db:
            rows = db.execute(
                """SELECT article FROM story_articles WHERE team_id = ? AND story IN (
                    SELECT story FROM story_articles
                    WHERE team_id = ? AND article IN (SELECT value FROM json_each(?)))
                ORDER BY moment, article""",
                (team, team, listed(article.id for article in articles)),
            ).fetchall()
        return tuple(row[0] for row in rows)

    def load(self, team: str, since: datetime) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Give the stories with an article since then, the latest first: (story id, article ids, newest first).

        The grouping is the workspace's; show a channel only what its own sources brought.
        """
        with self._database.reading() as db:
            rows = db.execute(
                """SELECT s.id, a.article FROM stories s
                JOIN story_articles a ON a.team_id = s.team_id AND a.story = s.id
                WHERE s.team_id = ? AND s.latest >= ?
                ORDER BY s.latest DESC, s.id, a.moment DESC, a.article""",
                (team, stamp(since)),
            ).fetchall()
        grouped: dict[str, list[str]] = {}
        for story, article in rows:
            grouped.setdefault(story, []).append(article)
        return tuple((story, tuple(articles)) for story, articles in grouped.items())

    def of(self, team: str, article: str) -> str | None:
        """Give the story that an article stands in; None if in none."""
        with self._database.reading() as db:
            row = db.execute(
                "SELECT story FROM story_articles WHERE team_id = ? AND article = ?", (team, article)
            ).fetchone()
        return row[0] if row else None


# ---- private

_SPAN = """UPDATE stories SET since = (
        SELECT min(moment) FROM story_articles a WHERE a.team_id = stories.team_id AND a.story = stories.id),
    latest = (
        SELECT max(moment) FROM story_articles a WHERE a.team_id = stories.team_id AND a.story = stories.id)
    WHERE team_id = ? AND id IN (SELECT value FROM json_each(?))"""
_EMPTY = """DELETE FROM stories WHERE team_id = ? AND id IN (SELECT value FROM json_each(?)) AND NOT EXISTS (
    SELECT 1 FROM story_articles a WHERE a.team_id = stories.team_id AND a.story = stories.id)"""


def _adopted(
    db: sqlite_utils.Database, team: str, story: str, articles: Sequence[Article], taken: set[str]
) -> str:
    """Give the id under which a group goes on: of the story that has most of its articles, else its own."""
    rows = db.execute(
        """SELECT a.story, count(*), s.since FROM story_articles a
        JOIN stories s ON s.team_id = a.team_id AND s.id = a.story
        WHERE a.team_id = ? AND a.article IN (SELECT value FROM json_each(?)) GROUP BY a.story""",
        (team, listed(article.id for article in articles)),
    ).fetchall()
    known = [(count, name == story, -since, name) for name, count, since in rows if name not in taken]
    if known:
        return str(max(known)[-1])
    return story if story not in taken else f"{story} {articles[0].id}"


def _move(db: sqlite_utils.Database, team: str, story: str, articles: Sequence[Article]) -> None:
    left = db.execute(
        """SELECT DISTINCT story FROM story_articles
        WHERE team_id = ? AND article IN (SELECT value FROM json_each(?)) AND story <> ?""",
        (team, listed(article.id for article in articles), story),
    ).fetchall()
    db.execute(
        """INSERT INTO stories VALUES (?, ?, ?, 0, 0)
        ON CONFLICT (team_id, id) DO UPDATE SET title = excluded.title""",
        (team, story, plain(articles[0].title)),
    )
    db.conn.executemany(
        """INSERT INTO story_articles VALUES (?, ?, ?, ?)
        ON CONFLICT (team_id, article) DO UPDATE SET story = excluded.story""",
        [(team, article.id, story, stamp(article.when)) for article in articles],
    )
    emptied = listed(row[0] for row in left)
    db.execute(_EMPTY, (team, emptied))
    # Where a story keeps some of its articles, its time is anew that of those.
    db.execute(_SPAN, (team, listed([story, *(row[0] for row in left)])))
