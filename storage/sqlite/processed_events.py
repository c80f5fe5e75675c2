"""Which events of the chat were handled: it sends one again when it believes that we did not hear it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from storage.codecs import replace_surrogates, to_micros

if TYPE_CHECKING:
    from datetime import datetime

    from storage.sqlite.database import Database

# Slack sends an event again up to three times, within about five minutes; a week is far beyond any outage of ours.
RETENTION = timedelta(days=7)


class ProcessedEvents:
    """What was heard."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, event_id: str, now: datetime) -> bool:
        """Note an event; True for exactly one caller, also after a restart."""
        with self._database.write_transaction() as db:
            cursor = db.execute(
                "INSERT OR IGNORE INTO processed_events VALUES (?, ?)",
                (replace_surrogates(event_id), to_micros(now)),
            )
            return bool(cursor.rowcount)

    def delete_expired(self, now: datetime) -> int:
        """Delete what is older than `KEPT`; give how many."""
        with self._database.write_transaction() as db:
            return int(
                db.execute(
                    "DELETE FROM processed_events WHERE first_seen_at < ?", (to_micros(now - RETENTION),)
                ).rowcount
            )
