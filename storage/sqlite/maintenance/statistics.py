"""Figures on the store for monitoring: what it holds, what waits, and its size on the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.codecs import to_micros
from storage.records import StoreStatistics

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    import sqlite_utils

    from storage.sqlite.database import Database

# Each state has an index of its own that holds the unsent messages alone.
_UNSENT_SQL = {
    "due": "state = 'due'",
    "pending": "state = 'pending' AND state IN ('pending', 'unknown')",
    "unknown": "state = 'unknown' AND state IN ('pending', 'unknown')",
    "sending": "state = 'sending'",
}


def read_statistics(database: Database) -> StoreStatistics:
    """Return the figures. Reads indexes only: 100,000 articles take a few milliseconds."""
    with database.read_transaction() as db:
        return StoreStatistics(
            article_count=_read_number(db, "SELECT count(*) FROM articles"),
            version_count=_read_number(db, "SELECT count(*) FROM article_versions"),
            source_count=_read_number(db, "SELECT count(DISTINCT source_id) FROM source_subscriptions"),
            failing_source_count=_read_number(
                db,
                """SELECT count(*) FROM sources s WHERE failure_count > 0
                AND EXISTS (SELECT 1 FROM source_subscriptions f WHERE f.source_id = s.id)""",
            ),
            active_digest_count=_read_number(db, "SELECT count(*) FROM subscriptions WHERE active"),
            brief_count=_read_number(db, "SELECT count(*) FROM briefs"),
            unsent_counts={
                state: _read_number(db, f"SELECT count(*) FROM outbox WHERE {condition}")  # noqa: S608 - constants
                for state, condition in _UNSENT_SQL.items()
            },
            byte_count=_read_number(db, "PRAGMA page_count") * _read_number(db, "PRAGMA page_size"),
            free_byte_count=_read_number(db, "PRAGMA freelist_count") * _read_number(db, "PRAGMA page_size"),
            log_byte_count=_file_size(database.path.with_name(f"{database.path.name}-wal")),
        )


def count_overdue(database: Database, team: str, due_before: datetime) -> int:
    """Return how many messages of a workspace should have been sent before a given time and were not."""
    values = {"team": team, "until": to_micros(due_before)}
    overdue_sql = "team_id = :team AND due_at < :until AND not_before < :until"
    with database.read_transaction() as db:
        return sum(
            _read_number(db, f"SELECT count(*) FROM outbox WHERE {condition} AND {overdue_sql}", values)  # noqa: S608 - constants
            for condition in _UNSENT_SQL.values()
        )


def check_writable(database: Database) -> None:
    """Write to the file without changing it.

    A transaction that changes nothing would succeed on a full disk. This one rewrites the page with the file's mark.

    Raises:
        StoreError: the file cannot be written.
    """
    with database.write_transaction(survives_power_cut=False) as db:
        mark = _read_number(db, "PRAGMA application_id")
        db.execute(f"PRAGMA application_id = {mark}")


# ---- private


def _read_number(db: sqlite_utils.Database, sql: str, values: dict[str, object] | None = None) -> int:
    return int(db.execute(sql, values or {}).fetchone()[0])


def _file_size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
