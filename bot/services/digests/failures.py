"""Disable digests that cannot be created or posted, and notify the people who created them.

Repeated failures do not repeat the notice: see `park` and `abandon`.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from news.digest import Delivery

if TYPE_CHECKING:
    from datetime import datetime

    from bot.services.digests.digests import DigestService
    from bot.services.message_renderer import MessageRenderer
    from news.digest import Subscription
    from storage.contract import Store

log = logging.getLogger(__name__)


class DigestFailureService:
    """Handles failed digests.

    Args:
        store: where subscriptions and deliveries are stored.
        digests: changes subscriptions.
        renderer: renders the notices.
    """

    def __init__(self, store: Store, digests: DigestService, renderer: MessageRenderer) -> None:
        self._store = store
        self._digests = digests
        self._renderer = renderer

    def park(self, subscription: Subscription, error: str, cause: str = "", *, now: datetime) -> None:
        """Disable ("park") a digest's subscription and notify the person who created the digest.

        The person is notified once per cause.
        """
        self._disable(subscription, error, now)
        notice = self._renderer.render_parked_digest(subscription, error)
        self._notify_maker(subscription, f"parked|{cause or now.isoformat()}", notice, now=now)

    def abandon(self, delivery: Delivery, error: str, *, now: datetime) -> None:
        """Abandon a digest that cannot be rendered, and notify the person who created it.

        That person is not notified again until one of the subscription's digests has succeeded.
        """
        if not self._store.outbox.set_aside(delivery, error):
            return
        log.error("digest set aside slot=%s error=%s", delivery.idempotency_key, error)
        subscription = self._store.subscriptions.get(delivery.team, delivery.subscription_id)
        if subscription is None:
            return
        last_success_at = (
            self._store.outbox.last_window_until(subscription.team, subscription.id)
            or subscription.created_at
        )
        next_slot = self._digests.next_slot(subscription, now=now)
        notice = self._renderer.render_failed_digest(subscription, delivery, error, next_slot)
        self._notify_maker(subscription, f"not_made|{last_success_at.isoformat()}", notice, now=now)

    def on_channel_closed(self, delivery: Delivery, *, now: datetime) -> None:
        """Disable a digest's subscription because the digest's channel no longer accepts messages."""
        subscription = self._store.subscriptions.get(delivery.team, delivery.subscription_id)
        if subscription is None or subscription.disabled_reason:
            return
        self.park(subscription, delivery.error, delivery.idempotency_key, now=now)

    def end_channel_digests(
        self, delivery: Delivery, subscription: Subscription, error: str, *, now: datetime
    ) -> None:
        """Disable all of a person's digests of a channel that the person has left, and notify the person once.

        The notice contains no articles.

        The due digest is parked last: if the bot stops in between, all of this is done again.
        """
        if subscription.disabled_reason:
            self._store.ledger.record_result(replace(delivery, state="failed", error=error))
            return
        other_subscriptions = [
            other
            for other in self._digests.for_channel(subscription.team, subscription.channel)
            if other.source_channel == subscription.source_channel and other.id != subscription.id
        ]
        ended_subscriptions = [
            subscription,
            *(other for other in other_subscriptions if not other.disabled_reason),
        ]
        for other in other_subscriptions:
            self._disable(other, error, now)
        self._notify(
            subscription,
            subscription.channel,
            f"left|{delivery.idempotency_key}",
            self._renderer.render_ended_digests(ended_subscriptions, error),
            now=now,
        )
        self._disable(subscription, error, now)

    # ---- private

    def _disable(self, subscription: Subscription, error: str, now: datetime) -> None:
        self._digests.save(
            replace(subscription, disabled_reason=subscription.disabled_reason or error), now=now
        )
        self._store.ledger.cancel_pending(subscription.team, subscription.id, error)

    def _notify_maker(self, subscription: Subscription, key: str, notice: str, *, now: datetime) -> None:
        """Send a direct message to the person who created a digest; the same key is never sent twice."""
        if subscription.created_by:
            self._notify(subscription, subscription.created_by, key, notice, now=now)

    def _notify(self, subscription: Subscription, user: str, key: str, notice: str, *, now: datetime) -> None:
        delivery = Delivery(
            subscription.team,
            f"{subscription.id}|{key}",
            subscription_id="",
            channel=user,
            due_at=now,
            state="pending",
            not_before=now,
            payload_json=notice,
        )
        self._store.ledger.enqueue([delivery], scan_progress=())
