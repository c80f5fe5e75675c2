"""What each channel was told: which articles its briefs stood for, and which sentences they quoted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from storage.codecs import plain, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    import sqlite_utils

    from storage.sqlite.database import Database

# A story that rests for so long is news again when it comes back.
KEPT = timedelta(days=30)


class Memory:
    """What was told where."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, team: str, channel: str, brief: str, told: Iterable[tuple[str, str]], now: datetime
    ) -> None:
        """Remember what a brief told a channel.

        Args:
            team: which workspace.
            channel: where.
            brief: its id.
            told: (article, sentence); the sentence is "" for an article that is not quoted.
            now: when.
        """
        with self._database.writing() as db:
            write(db, team, channel, brief, told, now)

    def of(self, team: str, channel: str, now: datetime) -> dict[str, tuple[str, ...]]:
        """Give the sentences that a channel was told, by the id of the article that they are from."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT article, text FROM told WHERE team_id = ? AND channel = ? AND at >= ? ORDER BY at, text",
                (team, plain(channel), stamp(now - KEPT)),
            ).fetchall()
        told: dict[str, tuple[str, ...]] = {}
        for article, text in rows:
            told[article] = (*told.get(article, ()), *((text,) if text else ()))
        return told

    def forget(self, now: datetime) -> int:
        """Delete what is older than `KEPT`; give how many rows."""
        with self._database.writing() as db:
            return int(db.execute("DELETE FROM told WHERE at < ?", (stamp(now - KEPT),)).rowcount)


def write(
    db: sqlite_utils.Database,
    team: str,
    channel: str,
    brief: str,
    told: Iterable[tuple[str, str]],
    now: datetime,
) -> None:
    """Remember inside a transaction that is under way; see `Memory.add`."""
    db.conn.executemany(
        "INSERT OR IGNORE INTO told VALUES (?, ?, ?, ?, ?, ?)",
        [(team, plain(channel), article, brief, stamp(now), plain(text)) for article, text in told],
    )


def take_back(db: sqlite_utils.Database, team: str, brief: str) -> None:
    """Forget, inside a transaction that is under way, what a brief told that nobody could read."""
    db.execute("DELETE FROM told WHERE team_id = ? AND brief = ?", (team, brief))
