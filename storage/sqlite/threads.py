"""Threads, with the brief that opened each thread and the questions asked there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news.thread import Thread
from storage.codecs import from_micros, replace_surrogates, to_micros
from storage.records import MAX_HISTORY_QUESTIONS, QUESTION_RETENTION

if TYPE_CHECKING:
    from datetime import datetime

    import sqlite_utils

    from storage.sqlite.database import Database


class Threads:
    """The SQLite implementation of `storage.contract.Threads`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def register(self, thread: Thread, brief_id: str, created_at: datetime) -> None:
        with self._database.write_transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO threads VALUES (?, ?, ?, ?, ?)",
                (*_thread_key(thread), brief_id, to_micros(created_at)),
            )

    def find_brief_id(self, thread: Thread) -> str | None:
        with self._database.read_transaction() as db:
            row = db.execute(
                "SELECT brief_id FROM threads WHERE team_id = ? AND channel = ? AND thread_ts = ?",
                _thread_key(thread),
            ).fetchone()
        return row[0] if row else None

    def for_brief(self, team: str, brief_id: str) -> tuple[Thread, datetime] | None:
        with self._database.read_transaction() as db:
            row = db.execute(
                """SELECT channel, thread_ts, created_at FROM threads WHERE team_id = ? AND brief_id = ?
                ORDER BY created_at LIMIT 1""",
                (team, brief_id),
            ).fetchone()
        return (Thread(team, row[0], row[1]), from_micros(row[2])) if row else None

    def add_question(self, thread: Thread, text: str, created_at: datetime) -> None:
        with self._database.write_transaction() as db:
            db.execute(
                "INSERT INTO questions (team_id, channel, thread_ts, created_at, text) VALUES (?, ?, ?, ?, ?)",
                (*_thread_key(thread), to_micros(created_at), replace_surrogates(text)),
            )

    def recent_questions(self, thread: Thread, count: int = MAX_HISTORY_QUESTIONS) -> tuple[str, ...]:
        with self._database.read_transaction() as db:
            rows = db.execute(
                """SELECT text FROM questions WHERE team_id = ? AND channel = ? AND thread_ts = ?
                ORDER BY created_at DESC, id DESC LIMIT ?""",
                (*_thread_key(thread), count),
            ).fetchall()
        return tuple(row[0] for row in reversed(rows))

    def delete_expired(self, now: datetime) -> int:
        with self._database.write_transaction() as db:
            return int(
                db.execute(
                    "DELETE FROM questions WHERE created_at < ?", (to_micros(now - QUESTION_RETENTION),)
                ).rowcount
            )


# ---- parts of the ledger's transactions; see `storage.sqlite.ledger`


def delete(db: sqlite_utils.Database, thread: Thread) -> None:
    """Forget which brief opened a thread."""
    db.execute("DELETE FROM threads WHERE team_id = ? AND channel = ? AND thread_ts = ?", _thread_key(thread))


# ---- private


def _thread_key(thread: Thread) -> tuple[str, str, str]:
    return (
        replace_surrogates(thread.team),
        replace_surrogates(thread.channel),
        replace_surrogates(thread.thread_ts),
    )
