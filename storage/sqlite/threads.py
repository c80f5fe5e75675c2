"""Threads: which brief opened which, and what was asked there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from news.thread import Thread
from storage.codecs import moment, plain, stamp

if TYPE_CHECKING:
    from datetime import datetime

    from storage.sqlite.database import Database

# People's words are kept so long, for follow-up questions, and no longer.
KEPT = timedelta(days=30)
# More earlier questions than that never helped to understand one.
HISTORY = 20


class Threads:
    """Where the bot talks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, thread: Thread, brief: str, at: datetime) -> None:
        """Remember that a brief of the thread's workspace opened it; a later brief takes its place.

        Raises:
            StoreError: the workspace has no such brief.
        """
        with self._database.writing() as db:
            db.execute(
                "INSERT OR REPLACE INTO threads VALUES (?, ?, ?, ?, ?)", (*_place(thread), brief, stamp(at))
            )

    def brief_of(self, thread: Thread) -> str | None:
        """Give the id of the brief that opened a thread; None if none did."""
        with self._database.reading() as db:
            row = db.execute(
                "SELECT brief FROM threads WHERE team_id = ? AND channel = ? AND root = ?", _place(thread)
            ).fetchone()
        return row[0] if row else None

    def of_brief(self, team: str, brief: str) -> tuple[Thread, datetime] | None:
        """Give the thread that a brief opened first, and when; None if it was never posted."""
        with self._database.reading() as db:
            row = db.execute(
                "SELECT channel, root, opened FROM threads WHERE team_id = ? AND brief = ? ORDER BY opened LIMIT 1",
                (team, brief),
            ).fetchone()
        return (Thread(team, row[0], row[1]), moment(row[2])) if row else None

    def asked(self, thread: Thread, text: str, at: datetime) -> None:
        """Remember a question."""
        with self._database.writing() as db:
            db.execute(
                "INSERT INTO questions (team_id, channel, root, asked, text) VALUES (?, ?, ?, ?, ?)",
                (*_place(thread), stamp(at), plain(text)),
            )

    def history(self, thread: Thread, count: int = HISTORY) -> tuple[str, ...]:
        """Give the newest questions of a thread, oldest first."""
        with self._database.reading() as db:
            rows = db.execute(
                """SELECT text FROM questions WHERE team_id = ? AND channel = ? AND root = ?
                ORDER BY asked DESC, number DESC LIMIT ?""",
                (*_place(thread), count),
            ).fetchall()
        return tuple(row[0] for row in reversed(rows))

    def forget(self, now: datetime) -> int:
        """Delete the questions that are older than `KEPT`; give how many."""
        with self._database.writing() as db:
            return int(db.execute("DELETE FROM questions WHERE asked < ?", (stamp(now - KEPT),)).rowcount)


# ---- private


def _place(thread: Thread) -> tuple[str, str, str]:
    return plain(thread.team), plain(thread.channel), plain(thread.root)
