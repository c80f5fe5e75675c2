"""The preferences of each channel, and the votes of its members."""

# ruff: noqa: S608 - statements are composed of this file's own constants; values are always bound

from __future__ import annotations

from typing import TYPE_CHECKING

from news.preferences import MAX_WEIGHT, Preferences
from storage.codecs import replace_surrogates, to_micros
from storage.records import RECENT_PERIOD, VOTE_RETENTION

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    import sqlite_utils

    from storage.records import PreferenceKind
    from storage.sqlite.database import Database


class ChannelPreferences:
    """The SQLite implementation of `storage.contract.ChannelPreferences`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def for_channel(self, team: str, channel: str, now: datetime) -> Preferences:
        key_values = (team, replace_surrogates(channel))
        with self._database.read_transaction() as db:
            preference_rows = db.execute(
                """SELECT kind, name, weight FROM preferences WHERE team_id = ? AND channel = ?
                ORDER BY created_at, name""",
                key_values,
            ).fetchall()
            vote_rows = db.execute(_VOTES_SQL, (*key_values, to_micros(now - VOTE_RETENTION))).fetchall()
            outlet_rows = db.execute(
                _RECENT_OUTLETS_SQL, (*key_values, to_micros(now - RECENT_PERIOD))
            ).fetchall()
        return Preferences(
            topic_weights={name: weight for kind, name, weight in preference_rows if kind == "topic"},
            source_weights={name: weight for kind, name, weight in preference_rows if kind == "source"},
            article_votes=_sum_votes(
                (article_id, more_votes, less_votes) for article_id, _, more_votes, less_votes in vote_rows
            ),
            source_votes=_sum_votes(
                (source_id, more_votes, less_votes) for _, source_id, more_votes, less_votes in vote_rows
            ),
            exploration_enabled=not any(kind == "outside" for kind, _, _ in preference_rows),
            recent_outlet_counts=dict(outlet_rows),
        )

    def change_weights(
        self,
        team: str,
        channel: str,
        kind: PreferenceKind,
        names: Iterable[str],
        step: int,
        *,
        created_by: str,
        now: datetime,
    ) -> tuple[int, ...]:
        preference_keys = [
            (team, replace_surrogates(channel), kind, replace_surrogates(name)) for name in names
        ]
        with self._database.write_transaction() as db:
            return tuple(
                _change_weight(db, preference_key, step, created_by, now)
                for preference_key in preference_keys
            )

    def vote(
        self,
        team: str,
        channel: str,
        user_id: str,
        article_id: str,
        source_id: str,
        value: int,
        *,
        now: datetime,
    ) -> None:
        with self._database.write_transaction() as db:
            db.execute(
                "DELETE FROM votes WHERE team_id = ? AND channel = ? AND user_id = ? AND article_id = ?",
                (team, replace_surrogates(channel), user_id, article_id),
            )
            if value:
                db.execute(
                    "INSERT INTO votes VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (
                        team,
                        replace_surrogates(channel),
                        user_id,
                        article_id,
                        source_id,
                        value,
                        to_micros(now),
                    ),
                )

    def delete_expired(self, now: datetime) -> int:
        with self._database.write_transaction() as db:
            return int(
                db.execute(
                    "DELETE FROM votes WHERE created_at < ?", (to_micros(now - VOTE_RETENTION),)
                ).rowcount
            )


# ---- private

_PREFERENCE_KEY_SQL = "team_id = ? AND channel = ? AND kind = ? AND name = ?"
_VOTES_SQL = """SELECT article_id, source_id, sum(value > 0), sum(value < 0) FROM votes
    WHERE team_id = ? AND channel = ? AND created_at >= ? GROUP BY article_id, source_id"""
_RECENT_OUTLETS_SQL = """SELECT outlet, count(DISTINCT q.article_id) FROM quoted_history q
    JOIN article_versions_by_source s ON s.article_id = q.article_id
    JOIN source_subscriptions f ON f.source_id = s.source_id AND f.team_id = q.team_id AND f.channel IN (q.channel, '')
    WHERE q.team_id = ? AND q.channel = ? AND q.created_at >= ? AND q.text <> '' GROUP BY outlet"""


def _change_weight(
    db: sqlite_utils.Database,
    preference_key: tuple[str, str, str, str],
    step: int,
    created_by: str,
    now: datetime,
) -> int:
    row = db.execute(f"SELECT weight FROM preferences WHERE {_PREFERENCE_KEY_SQL}", preference_key).fetchone()
    weight = max(-MAX_WEIGHT, min(MAX_WEIGHT, (row[0] if row else 0) + step)) if step else 0
    db.execute(f"DELETE FROM preferences WHERE {_PREFERENCE_KEY_SQL}", preference_key)
    if weight:
        db.execute(
            "INSERT INTO preferences VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*preference_key, weight, created_by, to_micros(now)),
        )
    return weight


def _sum_votes(votes: Iterable[tuple[str, int, int]]) -> dict[str, tuple[int, int]]:
    """Add up the votes for each name: name -> (votes for more, votes for less)."""
    sums: dict[str, tuple[int, int]] = {}
    for name, more_votes, less_votes in votes:
        previous_sums = sums.get(name, (0, 0))
        sums[name] = previous_sums[0] + more_votes, previous_sums[1] + less_votes
    return sums
