"""The outbox: what is to be delivered, is on its way, or was. A slot is entered once, whatever crashes or runs twice.

due --made--> pending --claimed--> sending --ok--> sent
                 ^                    |--refused--> failed
                 |                    '--no word--> unknown --looked for--> sent, pending or doubtful
waiting: the second message of a digest, until the first stands in the channel
"""

# ruff: noqa: S608 - statements are composed of this file's own constants; values are always bound

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, cast

from news.digest import Delivery
from news.window import Window
from storage.codecs import (
    from_micros,
    optional_from_micros,
    optional_to_micros,
    replace_surrogates,
    to_json_array,
    to_micros,
)
from storage.sqlite import quoted_history

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from news.digest import DeliveryState
    from storage.sqlite.database import Database

_COLUMNS = (
    "team_id, slot, subscription, channel, due, state, ready, since, until, payload, brief, thread, tries, first, last,"
    " ts, error"
)


class Outbox:
    """What was, or is being, delivered."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def enqueue(
        self,
        deliveries: Sequence[Delivery],
        *,
        scan_progress: Sequence[tuple[str, str, datetime, datetime | None]],
    ) -> tuple[Delivery, ...]:
        """Enter slots, and write down up to when their subscriptions were swept, all or nothing.

        Args:
            deliveries: of states "due" and "missed".
            scan_progress: (team, subscription, up to when, next slot).

        Returns:
            Those that were not entered before.
        """
        added_deliveries = []
        with self._database.write_transaction() as db:
            for delivery in deliveries:
                cursor = db.execute(
                    f"INSERT OR IGNORE INTO deliveries ({_COLUMNS}, owner) VALUES ({'?, ' * 17}'')",
                    _row_from_delivery(delivery),
                )
                if cursor.rowcount:
                    added_deliveries.append(delivery)
            db.conn.executemany(
                "UPDATE subscriptions SET swept = max(swept, ?), next = ? WHERE team_id = ? AND id = ?",
                [
                    (to_micros(scanned_until), optional_to_micros(next_due_at), team, subscription_id)
                    for team, subscription_id, scanned_until, next_due_at in scan_progress
                ],
            )
        return tuple(added_deliveries)

    def set_payload(
        self,
        delivery: Delivery,
        follow_ups: Sequence[Delivery] = (),
        *,
        quoted_sentences: Iterable[tuple[str, str]] = (),
        now: datetime,
    ) -> bool:
        """Write down what a due slot shows: from now on it does not change.

        Args:
            delivery: no longer "due".
            follow_ups: its further messages.
            quoted_sentences: (article, sentence) of what it tells; the sentence is "" for an article that is not
                quoted.
            now: when that was.

        Returns:
            False, and nothing is written, if the slot is not due any more: it was set aside, or deleted.
        """
        with self._database.write_transaction() as db:
            if not _update(db, delivery, "due"):
                return False
            for follow_up in follow_ups:
                db.execute(
                    f"INSERT OR IGNORE INTO deliveries ({_COLUMNS}, owner) VALUES ({'?, ' * 17}'')",
                    _row_from_delivery(follow_up),
                )
            quoted_history.add_entries(
                db, delivery.team, delivery.channel, delivery.brief_id, quoted_sentences, now
            )
            return True

    def list_due(
        self, *, excluded_channels: Iterable[str] = (), excluded_keys: Iterable[str] = (), limit: int = 100
    ) -> tuple[Delivery, ...]:
        """Return slots that are due and not made yet: fewest attempts first, and of these the longest due.

        Args:
            excluded_channels: those that are passed over.
            excluded_keys: those that are passed over.
            limit: how many at most.
        """
        return self._select(
            """WHERE state = 'due' AND channel NOT IN (SELECT value FROM json_each(?))
            AND slot NOT IN (SELECT value FROM json_each(?)) ORDER BY tries, due, slot LIMIT ?""",
            to_json_array(excluded_channels),
            to_json_array(excluded_keys),
            limit,
        )

    def start_attempt(self, delivery: Delivery) -> Delivery | None:
        """Count an attempt at a due slot before it is made, for it can end the process; None if it is not due."""
        attempt = replace(delivery, attempts=delivery.attempts + 1)
        with self._database.write_transaction() as db:
            return attempt if _update(db, attempt, "due") else None

    def set_aside(self, delivery: Delivery, error: str) -> bool:
        """End a due slot that cannot be made, with the reason; return whether it was still due."""
        with self._database.write_transaction() as db:
            return _update(db, replace(delivery, state="failed", error=error), "due")

    def next_ready(
        self,
        team: str,
        state: Literal["pending", "unknown"],
        now: datetime,
        *,
        excluded_channels: Iterable[str] = (),
        excluded_keys: Iterable[str] = (),
    ) -> Delivery | None:
        """Give what has been due longest in a state and is ready; None if nothing is.

        Args:
            team: whose.
            state: in which.
            now: to tell what is ready.
            excluded_channels: those that take nothing at the moment.
            excluded_keys: those that are passed over.
        """
        deliveries = self._select(
            """WHERE team_id = ? AND state = ? AND ready <= ? AND channel NOT IN (SELECT value FROM json_each(?))
            AND slot NOT IN (SELECT value FROM json_each(?)) ORDER BY due, slot LIMIT 1""",
            team,
            state,
            to_micros(now),
            to_json_array(excluded_channels),
            to_json_array(excluded_keys),
        )
        return deliveries[0] if deliveries else None

    def claim(self, delivery: Delivery, worker_id: str, now: datetime) -> Delivery | None:
        """Take a pending delivery to send it; None if it is not pending any more. On the disk before this returns.

        Args:
            delivery: as it was read.
            worker_id: names this process.
            now: by Slack's clock, or earlier, for there its message is looked for if no answer comes.
        """
        claimed = replace(
            delivery,
            state="sending",
            attempts=delivery.attempts + 1,
            first_attempt_at=min(now, delivery.first_attempt_at or now),
            last_attempt_at=now,
        )
        with self._database.write_transaction() as db:
            cursor = db.execute(
                """UPDATE deliveries SET state = 'sending', owner = ?, tries = ?, first = ?, last = ?
                WHERE team_id = ? AND slot = ? AND state = 'pending'""",
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

    def record_result(self, delivery: Delivery) -> None:
        """Write down what became of a delivery; once it is sent, what waits for it is freed to follow in its thread."""
        with self._database.write_transaction() as db:
            _update(db, delivery)
            if delivery.state == "sent":
                db.execute(
                    """UPDATE deliveries SET state = 'pending', thread = ?, channel = ?, ready = ?
                    WHERE team_id = ? AND state = 'waiting' AND slot > ? AND slot < ?""",
                    (
                        delivery.ts,
                        delivery.channel,
                        to_micros(delivery.not_before),
                        delivery.team,
                        f"{delivery.idempotency_key}#",
                        f"{delivery.idempotency_key}$",
                    ),
                )
            elif delivery.state == "failed" and delivery.brief_id:
                # Nobody read it: its stories may be told again.
                quoted_history.forget_brief(db, delivery.team, delivery.brief_id)

    def recover_in_flight(self, worker_id: str) -> int:
        """Turn what another process was sending when it ended into "unknown", to be looked for; give how many."""
        with self._database.write_transaction() as db:
            cursor = db.execute(
                "UPDATE deliveries SET state = 'unknown' WHERE state = 'sending' AND owner <> ?", (worker_id,)
            )
            return int(cursor.rowcount)

    def cancel_pending(self, team: str, subscription_id: str, error: str) -> None:
        """End what is still to be sent for a subscription; what it would have told may be told again."""
        with self._database.write_transaction() as db:
            db.execute(
                """UPDATE deliveries SET state = 'failed', error = ? WHERE team_id = ? AND subscription = ?
                AND state IN ('due', 'waiting', 'pending')""",
                (error, team, subscription_id),
            )
            db.execute(
                """DELETE FROM told WHERE team_id = ? AND brief IN (SELECT brief FROM deliveries
                WHERE team_id = ? AND subscription = ? AND state = 'failed' AND brief <> '')""",
                (team, team, subscription_id),
            )

    def last_window_until(self, team: str, subscription_id: str) -> datetime | None:
        """Give up to when the digests of a subscription have told; None if none was delivered."""
        with self._database.read_transaction() as db:
            row = db.execute(
                """SELECT max(until) FROM deliveries WHERE team_id = ? AND subscription = ?
                AND state NOT IN ('due', 'missed', 'failed')""",
                (team, subscription_id),
            ).fetchone()
        return optional_from_micros(row[0])

    def for_subscription(self, team: str, subscription_id: str, *, limit: int = 10) -> tuple[Delivery, ...]:
        """Give the deliveries of a subscription, the newest first."""
        return self._select(
            "WHERE team_id = ? AND subscription = ? ORDER BY due DESC, slot LIMIT ?",
            team,
            subscription_id,
            limit,
        )

    def get(self, team: str, idempotency_key: str) -> Delivery | None:
        """Give one delivery; None if it was never due."""
        return next(iter(self._select("WHERE team_id = ? AND slot = ?", team, idempotency_key)), None)

    # ---- private

    def _select(self, clause: str, *values: str | int) -> tuple[Delivery, ...]:
        with self._database.read_transaction() as db:
            rows = db.execute(f"SELECT {_COLUMNS} FROM deliveries {clause}", values).fetchall()
        return tuple(map(_delivery_from_row, rows))


# ---- private


def _update(db: Any, delivery: Delivery, expected_state: DeliveryState | None = None) -> bool:  # noqa: ANN401 - sqlite_utils' own
    row = _row_from_delivery(delivery)
    column_names = _COLUMNS.split(", ")
    assignments_sql = ", ".join(f"{name} = ?" for name in column_names[2:])
    state_condition_sql = " AND state = ?" if expected_state else ""
    values = (*row[2:], row[0], row[1], *((expected_state,) if expected_state else ()))
    cursor = db.execute(
        f"UPDATE deliveries SET {assignments_sql} WHERE team_id = ? AND slot = ?{state_condition_sql}", values
    )
    return bool(cursor.rowcount)


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
