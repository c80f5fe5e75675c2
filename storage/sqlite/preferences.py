"""What the members of each channel want more and less of, and their votes."""

# ruff: noqa: S608 - statements are composed of this file's own constants; values are always bound

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from news.preferences import MOST, Taste
from storage.codecs import plain, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    import sqlite_utils

    from storage.sqlite.database import Database

# What a wish is about; "outside" has one row without a name where the pick from outside is turned off.
Kind = Literal["topic", "source", "outside"]
# Votes older than this are forgotten: tastes change, and a vote belongs to a person.
KEPT = timedelta(days=90)
# A habit is what was quoted within this time.
LATELY = timedelta(days=30)


class Tastes:
    """What is wanted where."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, team: str, channel: str, now: datetime) -> Taste:
        """Give what a channel wants and what it was told lately."""
        place = (team, plain(channel))
        with self._database.reading() as db:
            wishes = db.execute(
                "SELECT kind, name, steps FROM wishes WHERE team_id = ? AND channel = ? ORDER BY at, name",
                place,
            ).fetchall()
            votes = db.execute(_VOTES, (*place, stamp(now - KEPT))).fetchall()
            habit = db.execute(_HABIT, (*place, stamp(now - LATELY))).fetchall()
        return Taste(
            topics={name: steps for kind, name, steps in wishes if kind == "topic"},
            sources={name: steps for kind, name, steps in wishes if kind == "source"},
            votes=_summed((article, up, down) for article, _, up, down in votes),
            standing=_summed((source, up, down) for _, source, up, down in votes),
            outside=not any(kind == "outside" for kind, _, _ in wishes),
            habit=dict(habit),
        )

    def step(
        self, team: str, channel: str, kind: Kind, names: Iterable[str], steps: int, *, by: str, now: datetime
    ) -> tuple[int, ...]:
        """Want more (1) or less (-1) of something by a step, at most `MOST` either way; 0 is the usual again.

        Returns:
            How many steps each stands at now.
        """
        wishes = [(team, plain(channel), kind, plain(name)) for name in names]
        with self._database.writing() as db:
            return tuple(_stepped(db, wish, steps, by, now) for wish in wishes)

    def vote(
        self, team: str, channel: str, person: str, article: str, source: str, side: int, *, now: datetime
    ) -> None:
        """Note that somebody wants more (1) or less (-1) like an article; 0 takes the vote back."""
        with self._database.writing() as db:
            db.execute(
                "DELETE FROM votes WHERE team_id = ? AND channel = ? AND person = ? AND article = ?",
                (team, plain(channel), person, article),
            )
            if side:
                db.execute(
                    "INSERT INTO votes VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (team, plain(channel), person, article, source, side, stamp(now)),
                )

    def forget(self, now: datetime) -> int:
        """Delete votes older than `KEPT`; give how many."""
        with self._database.writing() as db:
            return int(db.execute("DELETE FROM votes WHERE at < ?", (stamp(now - KEPT),)).rowcount)


# ---- private

_WISH = "team_id = ? AND channel = ? AND kind = ? AND name = ?"
_VOTES = """SELECT article, source, sum(side > 0), sum(side < 0) FROM votes
    WHERE team_id = ? AND channel = ? AND at >= ? GROUP BY article, source"""
_HABIT = """SELECT outlet, count(DISTINCT t.article) FROM told t
    JOIN article_sources s ON s.article = t.article
    JOIN follows f ON f.source = s.source AND f.team_id = t.team_id AND f.channel IN (t.channel, '')
    WHERE t.team_id = ? AND t.channel = ? AND t.at >= ? AND t.text <> '' GROUP BY outlet"""


def _stepped(
    db: sqlite_utils.Database, wish: tuple[str, str, str, str], steps: int, by: str, now: datetime
) -> int:
    kept = db.execute(f"SELECT steps FROM wishes WHERE {_WISH}", wish).fetchone()
    reached = max(-MOST, min(MOST, (kept[0] if kept else 0) + steps)) if steps else 0
    db.execute(f"DELETE FROM wishes WHERE {_WISH}", wish)
    if reached:
        db.execute("INSERT INTO wishes VALUES (?, ?, ?, ?, ?, ?, ?)", (*wish, reached, by, stamp(now)))
    return reached


def _summed(votes: Iterable[tuple[str, int, int]]) -> dict[str, tuple[int, int]]:
    """Give the sums of both sides by name."""
    sums: dict[str, tuple[int, int]] = {}
    for name, up, down in votes:
        before = sums.get(name, (0, 0))
        sums[name] = before[0] + up, before[1] + down
    return sums
