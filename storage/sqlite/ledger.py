"""The ledger: transactions that change subscriptions, the outbox and the quoted history together.

Every repository writes its own tables and offers functions that take an open transaction; only this class combines
several repositories in one transaction. After a crash, a step is either completely on disk or not at all.

    enqueue              outbox + subscriptions (scan progress)
    set_payload          outbox + quoted history (what the message quotes)
    record_result        outbox + quoted history (taken back if the delivery failed or was missed)
    cancel_pending       outbox + quoted history (the same)
    close_thread         outbox + threads
    delete_expired_posts outbox
    move_channel         all tables that name channels
    reset_cursors        outbox + subscriptions
    delete_subscription  outbox + subscriptions
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from news.digest import FINAL_STATES, POST_KEY_PREFIX
from storage.records import EVENT_RETENTION
from storage.sqlite import outbox, quoted_history, subscriptions, threads

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from news.digest import Delivery
    from news.thread import Thread
    from storage.sqlite.database import Database


def _without_words(delivery: Delivery) -> Delivery:
    """Return a delivery, without its payload if it is an ended post, because an answer repeats its question."""
    is_ended_post = delivery.state in FINAL_STATES and delivery.idempotency_key.startswith(POST_KEY_PREFIX)
    return replace(delivery, payload_json="") if is_ended_post else delivery


# The columns that contain the id of a channel.
_CHANNEL_COLUMNS = (
    ("subscriptions", "channel"),
    ("subscriptions", "source_channel"),
    ("outbox", "channel"),
    ("source_subscriptions", "channel"),
    ("threads", "channel"),
    ("questions", "channel"),
    ("answers", "channel"),
    ("briefs", "channel"),
    ("quoted_history", "channel"),
    ("preferences", "channel"),
    ("votes", "channel"),
)


class Ledger:
    """The SQLite implementation of `storage.contract.Ledger`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def enqueue(
        self,
        deliveries: Sequence[Delivery],
        *,
        scan_progress: Sequence[tuple[str, str, datetime, datetime | None]],
    ) -> tuple[Delivery, ...]:
        with self._database.write_transaction() as db:
            added_deliveries = outbox.insert_missing(db, deliveries)
            subscriptions.record_scan_progress(db, scan_progress)
        return added_deliveries

    def set_payload(
        self,
        delivery: Delivery,
        follow_ups: Sequence[Delivery] = (),
        *,
        quoted_sentences: Iterable[tuple[str, str]] = (),
        now: datetime,
    ) -> bool:
        with self._database.write_transaction() as db:
            if not outbox.update(db, delivery, expected_state="due"):
                return False
            outbox.insert_missing(db, follow_ups)
            quoted_history.add_entries(
                db, delivery.team, delivery.channel, delivery.brief_id, quoted_sentences, now
            )
        return True

    def record_result(self, delivery: Delivery) -> None:
        with self._database.write_transaction() as db:
            outbox.update(db, _without_words(delivery))
            is_part = bool(delivery.thread_ts) and "#" in delivery.idempotency_key
            # What follows a part that cannot be posted is posted all the same.
            if delivery.state == "sent" or (is_part and delivery.state in FINAL_STATES):
                outbox.release_follow_up(db, delivery)
            elif delivery.state in {"failed", "missed"}:
                outbox.end_follow_ups(db, delivery)
                if delivery.brief_id:
                    quoted_history.forget_briefs(db, delivery.team, [delivery.brief_id])

    def cancel_pending(self, team: str, subscription_id: str, error: str) -> None:
        with self._database.write_transaction() as db:
            failed_brief_ids = outbox.cancel_pending(db, team, subscription_id, error)
            quoted_history.forget_briefs(db, team, failed_brief_ids)

    def close_thread(self, thread: Thread) -> None:
        with self._database.write_transaction() as db:
            outbox.cancel_replies(db, thread)
            threads.delete(db, thread)

    def move_channel(self, team: str, old_channel: str, new_channel: str) -> None:
        with self._database.write_transaction() as db:
            for table, column in _CHANNEL_COLUMNS:
                db.execute(
                    f"UPDATE OR REPLACE {table} SET {column} = ? WHERE team_id = ? AND {column} = ?",  # noqa: S608 - constants
                    (new_channel, team, old_channel),
                )

    def reset_cursors(self, now: datetime) -> int:
        with self._database.write_transaction() as db:
            outbox.delete_missed_after(db, now)
            return subscriptions.reset_cursors(db, now)

    def delete_expired_posts(self, now: datetime) -> int:
        with self._database.write_transaction() as db:
            return outbox.delete_posts_before(db, now - EVENT_RETENTION)

    def delete_subscription(self, team: str, subscription_id: str) -> bool:
        with self._database.write_transaction() as db:
            outbox.cancel_deleted(db, team, subscription_id)
            return subscriptions.delete(db, team, subscription_id)
