"""Decide whether a digest that could not be sent on time should still be sent.

prepare   pending delivery --older than a digest may be--> "missed"
                           --late---> the same, saying so
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.services.digests.digests import LATE_AFTER, MISSED_DIGEST_MAX_AGE
from news.digest import POST_KEY_PREFIX, DeliveryError

if TYPE_CHECKING:
    from datetime import datetime

    from bot.services.message_renderer import MessageRenderer
    from news.digest import Delivery, Subscription
    from storage.contract import Store

# The block that says that a message is late.
LATE_BLOCK_ID = "late"
# How long a brief or an answer that somebody asked for is still sent: later, nobody waits for it.
MAX_POST_AGE = timedelta(minutes=15)
# Deliveries that are looked through for digests missed since the last one: an outage of two months of daily digests.
MAX_MISSED_COUNTED = 60


class DigestLateness:
    """Decides whether a delayed digest should still be sent.

    Args:
        store: where subscriptions and deliveries are stored.
        renderer: marks messages as late.
        missed_digest_max_age: the maximum age of a digest that is still sent.
    """

    def __init__(
        self,
        store: Store,
        renderer: MessageRenderer,
        *,
        missed_digest_max_age: timedelta = MISSED_DIGEST_MAX_AGE,
    ) -> None:
        self._store = store
        self._renderer = renderer
        self._missed_digest_max_age = missed_digest_max_age

    def prepare(self, delivery: Delivery, *, now: datetime) -> Delivery:
        """Return a pending delivery as it should be sent now.

        Only the first message of a digest changes: notices have no slot, and replies follow their message. A brief or
        an answer that somebody asked for is sent for a while only.
        """
        is_post = delivery.idempotency_key.startswith(POST_KEY_PREFIX) and "#" not in delivery.idempotency_key
        if is_post and now - delivery.due_at > MAX_POST_AGE:
            return replace(delivery, state="missed", error=DeliveryError.UNREACHABLE)
        if not delivery.subscription_id or delivery.thread_ts:
            return delivery
        subscription = self._store.subscriptions.get(delivery.team, delivery.subscription_id)
        if subscription is None:
            return delivery
        if self.is_too_old(delivery, subscription, now=now):
            return replace(delivery, state="missed", error=DeliveryError.UNREACHABLE)
        if self._age(delivery, subscription, now) > LATE_AFTER and not _says_that_it_is_late(delivery):
            payload = self._renderer.mark_late(delivery.payload_json, subscription, delivery.due_at)
            return replace(delivery, payload_json=payload)
        return delivery

    def is_too_old(self, delivery: Delivery, subscription: Subscription, *, now: datetime) -> bool:
        """Whether a slot is too old for its digest to be sent."""
        return self._age(delivery, subscription, now) > self._missed_digest_max_age

    def missed_count(self, subscription: Subscription) -> int:
        """Return how many digests could not be sent since the last one that was sent."""
        count = 0
        for delivery in self._store.outbox.for_subscription(
            subscription.team, subscription.id, limit=MAX_MISSED_COUNTED
        ):
            if "#" in delivery.idempotency_key:
                continue  # a reply below a digest
            if delivery.state in {"sent", "empty"}:
                break
            count += delivery.state == "missed" and delivery.error == DeliveryError.UNREACHABLE
        return count

    # ---- private

    def _age(self, delivery: Delivery, subscription: Subscription, now: datetime) -> timedelta:
        """Return how long ago a digest could first have been sent, outside quiet hours."""
        due_at = max(delivery.due_at, delivery.not_before) if subscription.quiet_hours else delivery.due_at
        return now - due_at


def _says_that_it_is_late(delivery: Delivery) -> bool:
    """Whether a message was already marked as late, either when rendered or by an earlier attempt."""
    was_rendered_late = delivery.window is not None and delivery.window.until - delivery.due_at > LATE_AFTER
    return was_rendered_late or f'"{LATE_BLOCK_ID}"' in delivery.payload_json
