"""The articles and sentences that each channel's briefs have shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.codecs import replace_surrogates, to_json_array, to_micros
from storage.records import QUOTE_RETENTION

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    import sqlite_utils

    from storage.sqlite.database import Database


class QuotedHistory:
    """The SQLite implementation of `storage.contract.QuotedHistory`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, team: str, channel: str, brief_id: str, entries: Iterable[tuple[str, str]], now: datetime
    ) -> None:
        with self._database.write_transaction() as db:
            add_entries(db, team, channel, brief_id, entries, now)

    def for_channel(self, team: str, channel: str, now: datetime) -> dict[str, tuple[str, ...]]:
        with self._database.read_transaction() as db:
            rows = db.execute(
                """SELECT article_id, text FROM quoted_history WHERE team_id = ? AND channel = ? AND created_at >= ?
                ORDER BY created_at, text""",
                (team, replace_surrogates(channel), to_micros(now - QUOTE_RETENTION)),
            ).fetchall()
        sentences_by_article: dict[str, tuple[str, ...]] = {}
        for article_id, text in rows:
            sentences_by_article[article_id] = (
                *sentences_by_article.get(article_id, ()),
                *((text,) if text else ()),
            )
        return sentences_by_article

    def delete_expired(self, now: datetime) -> int:
        with self._database.write_transaction() as db:
            return int(
                db.execute(
                    "DELETE FROM quoted_history WHERE created_at < ?", (to_micros(now - QUOTE_RETENTION),)
                ).rowcount
            )


# ---- parts of the ledger's transactions; see `storage.sqlite.ledger`


def add_entries(
    db: sqlite_utils.Database,
    team: str,
    channel: str,
    brief_id: str,
    entries: Iterable[tuple[str, str]],
    now: datetime,
) -> None:
    """Store which articles and sentences a brief showed to a channel.

    See `storage.contract.QuotedHistory.add`.
    """
    db.conn.executemany(
        "INSERT OR IGNORE INTO quoted_history VALUES (?, ?, ?, ?, ?, ?)",
        [
            (
                team,
                replace_surrogates(channel),
                article_id,
                brief_id,
                to_micros(now),
                replace_surrogates(text),
            )
            for article_id, text in entries
        ],
    )


def forget_briefs(db: sqlite_utils.Database, team: str, brief_ids: Iterable[str]) -> None:
    """Delete all entries of the given briefs.

    Call this for briefs that were never delivered.
    """
    db.execute(
        "DELETE FROM quoted_history WHERE team_id = ? AND brief_id IN (SELECT value FROM json_each(?))",
        (team, to_json_array(brief_ids)),
    )
