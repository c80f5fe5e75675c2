"""What the members of each channel want more and less of, and their votes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from news.taste import MOST, Taste
from storage.columns import plain, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    import sqlite_utils

    from storage.database import Database

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
            votes = _votes(db, "article", place, now)
            standing = _votes(db, "source", place, now)
            habit = db.execute(_HABIT, (*place, stamp(now - LATELY))).fetchall()
        return Taste(
            topics={name: steps for kind, name, steps in wishes if kind == "topic"},
            sources={name: steps for kind, name, steps in wishes if kind == "source"},
            votes=votes,
            standing=standing,
            outside=not any(kind == "outside" for kind, _, _ in wishes),
            habit=dict(habit),
        )

    def step(
        self, team: str, channel: str, kind: Kind, names: Iterable[str], steps: int, *, by: str, now: datetime
    ) -> None:
        """Want more (1) or less (-1) of something by a step, at most `MOST` either way; 0 is the usual again."""
        with self._database.writing() as db:
            for name in names:
                row = (team, plain(channel), kind, plain(name))
                db.execute(
                    """INSERT INTO wishes VALUES (?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET by = excluded.by, at = excluded.at,
                        steps = CASE excluded.steps WHEN 0 THEN 0
                            ELSE max(?, min(?, steps + excluded.steps)) END""",
                    (*row, steps, by, stamp(now), -MOST, MOST),
                )
                db.execute(
                    "DELETE FROM wishes WHERE team_id = ? AND channel = ? AND kind = ? AND name = ? AND steps = 0",
                    row,
                )

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

_HABIT = """SELECT outlet, count(DISTINCT t.article) FROM told t
    JOIN article_sources s ON s.article = t.article
    JOIN follows f ON f.source = s.source AND f.team_id = t.team_id AND f.channel IN (t.channel, '')
    WHERE t.team_id = ? AND t.channel = ? AND t.at >= ? AND t.text <> '' GROUP BY outlet"""


def _votes(
    db: sqlite_utils.Database, what: Literal["article", "source"], place: Sequence[str], now: datetime
) -> dict[str, tuple[int, int]]:
    rows = db.execute(
        f"""SELECT {what}, sum(side > 0), sum(side < 0) FROM votes
        WHERE team_id = ? AND channel = ? AND at >= ? GROUP BY 1""",  # noqa: S608 - one of two words of ours
        (*place, stamp(now - KEPT)),
    ).fetchall()
    return {name: (up, down) for name, up, down in rows}
