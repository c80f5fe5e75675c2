"""Add every due digest to the outbox.

enqueue_due   subscriptions --which slots are due--> deliveries "due", or "missed" and why
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.services.digests.digests import LATE_AFTER, MISSED_DIGEST_MAX_AGE, build_delivery
from news import due_slots
from news.digest import DeliveryError
from news.errors import UnknownTimezone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from bot.services.digests.failures import DigestFailureService
    from news.digest import Delivery, Subscription
    from storage.contract import Store

log = logging.getLogger(__name__)

# Missed slots older than this are not recorded.
MAX_RECORDED_SLOT_AGE = timedelta(days=31)
# Subscriptions scanned in one transaction: other writers wait for some tens of milliseconds.
SUBSCRIPTIONS_PER_TRANSACTION = 500


class DigestSchedule:
    """Adds due digests to the outbox. Can be interrupted at any time and run again.

    Args:
        store: where subscriptions and deliveries are stored.
        failures: parks subscriptions that cannot be scheduled.
        missed_digest_max_age: the maximum age of a missed slot that is still sent.
    """

    def __init__(
        self,
        store: Store,
        failures: DigestFailureService,
        *,
        missed_digest_max_age: timedelta = MISSED_DIGEST_MAX_AGE,
    ) -> None:
        self._store = store
        self._failures = failures
        self._missed_digest_max_age = missed_digest_max_age
        self._scanned_until: datetime | None = None

    def reset_scan(self, *, now: datetime) -> None:
        """Scan every subscription again, because the clock or the time zone rules may have changed."""
        self._store.ledger.reset_cursors(now)
        self._scanned_until = now

    def enqueue_due(self, *, now: datetime) -> int:
        """Add all due digests to the outbox. Return how many new digests will be sent."""
        if self._scanned_until is not None and now < self._scanned_until - timedelta(seconds=1):
            log.warning("the clock was set back by %.0f s", (self._scanned_until - now).total_seconds())
            self.reset_scan(now=now)
        self._scanned_until = now
        due_subscriptions = self._store.subscriptions.due(now)
        enqueued_count = sum(
            self._enqueue_batch(due_subscriptions[offset : offset + SUBSCRIPTIONS_PER_TRANSACTION], now)
            for offset in range(0, len(due_subscriptions), SUBSCRIPTIONS_PER_TRANSACTION)
        )
        if enqueued_count:
            log.info("swept subscriptions=%d due=%d", len(due_subscriptions), enqueued_count)
        return enqueued_count

    # ---- private

    def _enqueue_batch(
        self, due_subscriptions: Sequence[tuple[Subscription, datetime]], now: datetime
    ) -> int:
        """Add the due digests of several subscriptions in one transaction. Return how many new ones will be sent."""
        deliveries: list[Delivery] = []
        scan_updates: list[tuple[str, str, datetime, datetime | None]] = []
        for subscription, scanned_until in due_subscriptions:
            try:
                due_deliveries = list(self._build_due_deliveries(subscription, scanned_until, now))
                next_slot = due_slots.next_slot(subscription, now)
            except UnknownTimezone:
                self._failures.park(subscription, DeliveryError.UNKNOWN_ZONE, now=now)
            except Exception:
                # A subscription that cannot be handled must not delay the others.
                log.exception("fault subscription=%s", subscription.id)
                self._failures.park(subscription, DeliveryError.FAULT, now=now)
            else:
                deliveries += due_deliveries
                next_due_at = next_slot.due_at if next_slot else None
                scan_updates.append((subscription.team, subscription.id, now, next_due_at))
        new_deliveries = self._store.ledger.enqueue(deliveries, scan_progress=scan_updates)
        return sum(delivery.state == "due" for delivery in new_deliveries)

    def _build_due_deliveries(
        self, subscription: Subscription, scanned_until: datetime, now: datetime
    ) -> Iterator[Delivery]:
        """Yield a delivery for every due time since the last scan. For a missed delivery, it includes the reason."""
        slots = list(due_slots.due_slots(subscription, max(scanned_until, now - MAX_RECORDED_SLOT_AGE), now))
        skipped_slots = [
            slot for slot in slots if subscription.skip_until and slot.due_at <= subscription.skip_until
        ]
        active_slots = [slot for slot in slots if slot not in skipped_slots]
        slots_to_send = [slot for slot in active_slots if slot.due_at > now - LATE_AFTER] or [
            slot for slot in active_slots[-1:] if slot.due_at > now - self._missed_digest_max_age
        ]
        for slot in slots:
            delivery = build_delivery(subscription, slot.idempotency_key, slot.due_at, "due", now=now)
            if slot in slots_to_send:
                yield delivery
            else:
                error = DeliveryError.SKIPPED if slot in skipped_slots else DeliveryError.NOT_RUNNING
                yield replace(delivery, state="missed", error=error)
