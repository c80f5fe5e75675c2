"""The outbox of digest messages, safe against crashes and concurrent workers.

`storage.contract.Outbox` shows the states.

The functions below the class are parts of the transactions in `storage.sqlite.ledger`.
"""

# ruff: noqa: S608 - statements are composed of this file's own constants; values are always bound

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, cast

from news.digest import POST_KEY_PREFIX, Delivery, DeliveryError
from news.window import Window
from storage.codecs import (
    from_micros,
    optional_from_micros,
    optional_to_micros,
    replace_surrogates,
    to_json_array,
    to_micros,
)
from storage.sqlite.maintenance import statistics

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    import sqlite_utils

    from news.digest import DeliveryState
    from news.thread import Thread
    from storage.sqlite.database import Database

_COLUMNS = (
    "team_id, idempotency_key, subscription_id, channel, due_at, state, not_before, window_since, window_until,"
    " payload_json, brief_id, thread_ts, attempts, first_attempt_at, last_attempt_at, ts, error"
)
# A message of the same subscription that could have been sent before this slot was due, and was not. During an outage
# one digest waits for each subscription; the next ones are made when it has gone, with all news since.
_UNSENT_PREDECESSOR_SQL = f"""SELECT 1 FROM outbox AS earlier
    WHERE earlier.team_id = outbox.team_id AND earlier.subscription_id = outbox.subscription_id
    AND earlier.due_at BETWEEN outbox.due_at - {31 * 86_400 * 1_000_000} AND outbox.due_at
    AND (earlier.state IN ('sending', 'unknown')
        OR earlier.state = 'pending' AND earlier.not_before <= outbox.due_at)"""


class Outbox:
    """The SQLite implementation of `storage.contract.Outbox`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_due(
        self, *, excluded_channels: Iterable[str] = (), excluded_keys: Iterable[str] = (), limit: int = 100
    ) -> tuple[Delivery, ...]:
        return self._select(
            f"""WHERE state = 'due' AND channel NOT IN (SELECT value FROM json_each(?))
            AND idempotency_key NOT IN (SELECT value FROM json_each(?)) AND NOT EXISTS ({_UNSENT_PREDECESSOR_SQL})
            ORDER BY attempts, due_at, idempotency_key LIMIT ?""",
            to_json_array(excluded_channels),
            to_json_array(excluded_keys),
            limit,
        )

    def start_attempt(self, delivery: Delivery) -> Delivery | None:
        attempt = replace(delivery, attempts=delivery.attempts + 1)
        # An attempt may kill the process, not the power.
        with self._database.write_transaction(survives_power_cut=False) as db:
            return attempt if update(db, attempt, expected_state="due") else None

    def take_back_attempt(self, attempt: Delivery) -> None:
        with self._database.write_transaction(survives_power_cut=False) as db:
            db.execute(
                """UPDATE outbox SET attempts = attempts - 1
                WHERE team_id = ? AND idempotency_key = ? AND state = 'due' AND attempts = ?""",
                (attempt.team, attempt.idempotency_key, attempt.attempts),
            )

    def set_aside(self, delivery: Delivery, error: str) -> bool:
        with self._database.write_transaction() as db:
            return update(db, replace(delivery, state="failed", error=error), expected_state="due")

    def next_ready(
        self,
        team: str,
        state: Literal["pending", "unknown"],
        now: datetime,
        *,
        excluded_channels: Iterable[str] = (),
        excluded_keys: Iterable[str] = (),
    ) -> Delivery | None:
        deliveries = self._select(
            # The states are listed so that SQLite can use the index `outbox_open`, which has only these.
            """WHERE team_id = ? AND state = ? AND state IN ('pending', 'unknown') AND not_before <= ?
            AND channel NOT IN (SELECT value FROM json_each(?))
            AND idempotency_key NOT IN (SELECT value FROM json_each(?)) ORDER BY due_at, idempotency_key LIMIT 1""",
            team,
            state,
            to_micros(now),
            to_json_array(excluded_channels),
            to_json_array(excluded_keys),
        )
        return deliveries[0] if deliveries else None

    def claim(self, delivery: Delivery, worker_id: str, now: datetime) -> Delivery | None:
        claimed = replace(
            delivery,
            state="sending",
            attempts=delivery.attempts + 1,
            first_attempt_at=min(now, delivery.first_attempt_at or now),
            last_attempt_at=now,
        )
        with self._database.write_transaction() as db:
            cursor = db.execute(
                """UPDATE outbox SET state = 'sending', worker_id = ?, attempts = ?, first_attempt_at = ?,
                    last_attempt_at = ?
                WHERE team_id = ? AND idempotency_key = ? AND state = 'pending'""",
                (
                    worker_id,
                    claimed.attempts,
                    optional_to_micros(claimed.first_attempt_at),
                    to_micros(now),
                    delivery.team,
                    delivery.idempotency_key,
                ),
            )
            return claimed if cursor.rowcount else None

    def recover_in_flight(self, worker_id: str) -> int:
        with self._database.write_transaction() as db:
            cursor = db.execute(
                "UPDATE outbox SET state = 'unknown' WHERE state = 'sending' AND worker_id <> ?", (worker_id,)
            )
            return int(cursor.rowcount)

    def count_overdue(self, team: str, due_before: datetime) -> int:
        return statistics.count_overdue(self._database, team, due_before)

    def last_window_until(self, team: str, subscription_id: str) -> datetime | None:
        with self._database.read_transaction() as db:
            row = db.execute(
                # Without statistics SQLite would read all rows of the workspace: 4 ms of 1,000 digests.
                """SELECT max(window_until) FROM outbox INDEXED BY outbox_subscription
                WHERE team_id = ? AND subscription_id = ?
                AND state NOT IN ('due', 'missed', 'failed')""",
                (team, subscription_id),
            ).fetchone()
        return optional_from_micros(row[0])

    def for_subscription(self, team: str, subscription_id: str, *, limit: int = 10) -> tuple[Delivery, ...]:
        return self._select(
            "WHERE team_id = ? AND subscription_id = ? ORDER BY due_at DESC, idempotency_key LIMIT ?",
            team,
            subscription_id,
            limit,
        )

    def get(self, team: str, idempotency_key: str) -> Delivery | None:
        return next(
            iter(self._select("WHERE team_id = ? AND idempotency_key = ?", team, idempotency_key)), None
        )

    # ---- private

    def _select(self, clause: str, *values: str | int) -> tuple[Delivery, ...]:
        with self._database.read_transaction() as db:
            rows = db.execute(f"SELECT {_COLUMNS} FROM outbox {clause}", values).fetchall()
        return tuple(map(_delivery_from_row, rows))


# ---- parts of the ledger's transactions; see `storage.sqlite.ledger`


def insert_missing(db: sqlite_utils.Database, deliveries: Iterable[Delivery]) -> tuple[Delivery, ...]:
    """Insert the deliveries whose keys are missing in the outbox. Return the inserted deliveries."""
    added_deliveries = []
    for delivery in deliveries:
        cursor = db.execute(
            f"INSERT OR IGNORE INTO outbox ({_COLUMNS}, worker_id) VALUES ({'?, ' * 17}'')",
            _row_from_delivery(delivery),
        )
        if cursor.rowcount:
            added_deliveries.append(delivery)
    return tuple(added_deliveries)


def update(
    db: sqlite_utils.Database, delivery: Delivery, *, expected_state: DeliveryState | None = None
) -> bool:
    """Store all fields of a delivery. Return whether the delivery was updated.

    With an expected state, only a delivery in that state is updated.
    """
    row = _row_from_delivery(delivery)
    column_names = _COLUMNS.split(", ")
    assignments_sql = ", ".join(f"{name} = ?" for name in column_names[2:])
    state_condition_sql = " AND state = ?" if expected_state else ""
    values = (*row[2:], row[0], row[1], *((expected_state,) if expected_state else ()))
    cursor = db.execute(
        f"UPDATE outbox SET {assignments_sql} WHERE team_id = ? AND idempotency_key = ?{state_condition_sql}",
        values,
    )
    return bool(cursor.rowcount)


def release_follow_up(db: sqlite_utils.Database, delivery: Delivery) -> None:
    """Mark the message that follows a delivery as pending, as a reply in the same thread.

    Only the next one, so that they are posted in their order.
    """
    first_key, _, number = delivery.idempotency_key.partition("#")
    db.execute(
        """UPDATE outbox SET state = 'pending', thread_ts = ?, channel = ?, not_before = ?
        WHERE team_id = ? AND state = 'waiting' AND idempotency_key = ?""",
        (
            delivery.thread_ts or delivery.ts,
            delivery.channel,
            to_micros(delivery.not_before),
            delivery.team,
            f"{first_key}#{int(number or 1) + 1}",
        ),
    )


def end_follow_ups(db: sqlite_utils.Database, delivery: Delivery) -> None:
    """Mark the messages that follow an unsent delivery with the same final state as that delivery."""
    db.execute(
        """UPDATE outbox SET state = ?, error = ?
        WHERE team_id = ? AND state = 'waiting' AND idempotency_key > ? AND idempotency_key < ?""",
        (
            delivery.state,
            delivery.error,
            delivery.team,
            f"{delivery.idempotency_key}#",
            f"{delivery.idempotency_key}$",
        ),
    )


def cancel_pending(db: sqlite_utils.Database, team: str, subscription_id: str, error: str) -> tuple[str, ...]:
    """Mark a subscription's unsent messages as failed.

    Return the brief ids of all its failed deliveries, old and new.
    """
    db.execute(
        """UPDATE outbox SET state = 'failed', error = ? WHERE team_id = ? AND subscription_id = ?
        AND state IN ('due', 'waiting', 'pending')""",
        (error, team, subscription_id),
    )
    rows = db.execute(
        """SELECT DISTINCT brief_id FROM outbox
        WHERE team_id = ? AND subscription_id = ? AND state = 'failed' AND brief_id <> ''""",
        (team, subscription_id),
    ).fetchall()
    return tuple(row[0] for row in rows)


def cancel_replies(db: sqlite_utils.Database, thread: Thread) -> None:
    """Mark the unsent messages for a thread whose first message was deleted as failed, with the parts that follow."""
    place = (thread.team, replace_surrogates(thread.channel), thread.thread_ts)
    keys = db.execute(
        """SELECT idempotency_key FROM outbox WHERE team_id = ? AND channel = ?
        AND (thread_ts = ? AND state = 'pending' OR ts = ? AND state = 'sent')""",
        (*place, thread.thread_ts),
    ).fetchall()
    db.execute(
        """UPDATE outbox SET state = 'failed', error = ? WHERE team_id = ? AND channel = ? AND thread_ts = ?
        AND state = 'pending'""",
        (DeliveryError.THREAD_DELETED, *place),
    )
    for first_key in {key.partition("#")[0] for (key,) in keys}:
        db.execute(
            """UPDATE outbox SET state = 'failed', error = ? WHERE team_id = ? AND state = 'waiting'
            AND idempotency_key > ? AND idempotency_key < ?""",
            (DeliveryError.THREAD_DELETED, thread.team, f"{first_key}#", f"{first_key}$"),
        )


def cancel_deleted(db: sqlite_utils.Database, team: str, subscription_id: str) -> None:
    """Mark as missed the unsent messages of a deleted subscription."""
    db.execute(
        """UPDATE outbox SET state = 'missed', error = 'deleted' WHERE team_id = ? AND subscription_id = ?
        AND state IN ('due', 'pending')""",
        (team, subscription_id),
    )


def delete_posts_before(db: sqlite_utils.Database, oldest: datetime) -> int:
    """Delete posts that people asked for before a given time. Return the number of messages."""
    cursor = db.execute(
        """DELETE FROM outbox WHERE idempotency_key >= ? AND idempotency_key < ? AND due_at < ?
        AND state NOT IN ('sending', 'unknown', 'pending')""",
        (POST_KEY_PREFIX, POST_KEY_PREFIX[:-1] + chr(ord(POST_KEY_PREFIX[-1]) + 1), to_micros(oldest)),
    )
    return int(cursor.rowcount)


def delete_missed_after(db: sqlite_utils.Database, now: datetime) -> None:
    """Delete missed slots whose due time is after `now`.

    Such slots were created while the clock was ahead.
    """
    db.execute("DELETE FROM outbox WHERE state = 'missed' AND due_at > ?", (to_micros(now),))


# ---- private


def _row_from_delivery(delivery: Delivery) -> tuple[Any, ...]:
    return (
        delivery.team,
        delivery.idempotency_key,
        delivery.subscription_id,
        replace_surrogates(delivery.channel),
        to_micros(delivery.due_at),
        delivery.state,
        to_micros(delivery.not_before),
        optional_to_micros(delivery.window.since if delivery.window else None),
        optional_to_micros(delivery.window.until if delivery.window else None),
        replace_surrogates(delivery.payload_json),
        delivery.brief_id,
        delivery.thread_ts,
        delivery.attempts,
        optional_to_micros(delivery.first_attempt_at),
        optional_to_micros(delivery.last_attempt_at),
        delivery.ts,
        replace_surrogates(delivery.error),
    )


def _delivery_from_row(row: tuple[Any, ...]) -> Delivery:
    (
        team,
        idempotency_key,
        subscription_id,
        channel,
        due_at,
        state,
        not_before,
        window_since,
        window_until,
        payload_json,
        brief_id,
        thread_ts,
        *last_columns,
    ) = row
    attempts, first_attempt_at, last_attempt_at, ts, error = last_columns
    return Delivery(
        team=team,
        idempotency_key=idempotency_key,
        subscription_id=subscription_id,
        channel=channel,
        due_at=from_micros(due_at),
        state=cast("DeliveryState", state),
        not_before=from_micros(not_before),
        window=None if window_since is None else Window(from_micros(window_since), from_micros(window_until)),
        payload_json=payload_json,
        brief_id=brief_id,
        thread_ts=thread_ts,
        attempts=attempts,
        first_attempt_at=optional_from_micros(first_attempt_at),
        last_attempt_at=optional_from_micros(last_attempt_at),
        ts=ts,
        error=error,
    )
