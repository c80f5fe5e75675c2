"""Which slots are taken: a slot is claimed here before anything is sent, and can be claimed once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.columns import stamp

if TYPE_CHECKING:
    from datetime import datetime

    from news.digest import Slot
    from storage.database import Database


class Deliveries:
    """What was, or is being, delivered."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, team: str, slot: Slot, now: datetime) -> bool:
        """Take a slot; True for exactly one caller, whatever crashes or runs twice."""
        with self._database.writing() as db:
            taken = db.execute(
                "INSERT OR IGNORE INTO deliveries VALUES (?, ?, ?)", (team, slot.key, stamp(now))
            )
            return bool(taken.rowcount)

    def claimed(self, team: str, slot: Slot) -> bool:
        """Tell whether a slot is taken."""
        with self._database.reading() as db:
            row = db.execute(
                "SELECT 1 FROM deliveries WHERE team_id = ? AND slot = ?", (team, slot.key)
            ).fetchone()
        return row is not None
