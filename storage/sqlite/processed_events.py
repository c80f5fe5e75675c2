"""The Slack events that were handled.

They are stored because Slack sends an event again if the response is late.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.codecs import replace_surrogates, to_micros
from storage.records import EVENT_RETENTION

if TYPE_CHECKING:
    from datetime import datetime

    from storage.sqlite.database import Database


class ProcessedEvents:
    """The SQLite implementation of `storage.contract.ProcessedEvents`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, event_id: str, now: datetime) -> bool:
        with self._database.write_transaction() as db:
            cursor = db.execute(
                "INSERT OR IGNORE INTO processed_events VALUES (?, ?)",
                (replace_surrogates(event_id), to_micros(now)),
            )
            return bool(cursor.rowcount)

    def delete_expired(self, now: datetime) -> int:
        with self._database.write_transaction() as db:
            return int(
                db.execute(
                    "DELETE FROM processed_events WHERE first_seen_at < ?",
                    (to_micros(now - EVENT_RETENTION),),
                ).rowcount
            )
