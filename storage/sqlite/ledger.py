"""The ledger: transactions that change subscriptions, the outbox and the quoted history together.

Every repository writes its own tables and offers functions that take an open transaction; only this class combines
several repositories in one transaction. After a crash, a step is either completely on disk or not at all.

    enqueue              outbox + subscriptions (scan progress)
    set_payload          outbox + quoted history (what the message quotes)
    record_result        outbox + quoted history (taken back if the delivery failed)
    cancel_pending       outbox + quoted history (the same)
    reset_cursors        outbox + subscriptions
    delete_subscription  outbox + subscriptions
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.sqlite import outbox, quoted_history, subscriptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from news.digest import Delivery
    from storage.sqlite.database import Database


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
            outbox.update(db, delivery)
            if delivery.state == "sent":
                outbox.release_follow_ups(db, delivery)
            elif delivery.state == "failed" and delivery.brief_id:
                quoted_history.forget_briefs(db, delivery.team, [delivery.brief_id])

    def cancel_pending(self, team: str, subscription_id: str, error: str) -> None:
        with self._database.write_transaction() as db:
            failed_brief_ids = outbox.cancel_pending(db, team, subscription_id, error)
            quoted_history.forget_briefs(db, team, failed_brief_ids)

    def reset_cursors(self, now: datetime) -> int:
        with self._database.write_transaction() as db:
            outbox.delete_missed_after(db, now)
            return subscriptions.reset_cursors(db, now)

    def delete_subscription(self, team: str, subscription_id: str) -> bool:
        with self._database.write_transaction() as db:
            outbox.cancel_deleted(db, team, subscription_id)
            return subscriptions.delete(db, team, subscription_id)
