"""Disable digests that cannot be created or posted, and notify the people who created them.

Repeated failures do not repeat the notice: see `park` and `abandon`.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from news.digest import CHANNEL_UNREACHABLE_ERRORS, Delivery

if TYPE_CHECKING:
    from collections.abc import Callable
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
        choose_recipient: returns who gets a notice for somebody: that person, or another if the person has left.
    """

    def __init__(
        self,
        store: Store,
        digests: DigestService,
        renderer: MessageRenderer,
        *,
        choose_recipient: Callable[[str], str] = lambda user: user,
    ) -> None:
        self._store = store
        self._choose_recipient = choose_recipient
        self._digests = digests
        self._renderer = renderer

    def park(self, subscription: Subscription, error: str, cause: str = "", *, now: datetime) -> None:
        """Disable ("park") a digest's subscription and notify the person who created the digest.

        The person is notified once per cause.
        """
        self._disable(subscription, error, now)
        recipient = self._recipient(subscription)
        notice = self._renderer.render_parked_digest(subscription, error, recipient)
        self._notify_maker(subscription, recipient, f"parked|{cause or now.isoformat()}", notice, now=now)

    def abandon(self, delivery: Delivery, error: str, *, now: datetime) -> None:
        """Abandon a digest that cannot be rendered, and notify the person who created it.

        That person is not notified again until one of the subscription's digests has succeeded.
        """
        if not self._store.outbox.set_aside(delivery, error):
            return
        log.error("digest set aside slot=%s error=%s", delivery.idempotency_key, error)
        subscription = self._store.subscriptions.get(delivery.team, delivery.subscription_id)
        if subscription is not None:
            self._notify_of_failure(subscription, delivery, error, now)

    def on_given_up(self, delivery: Delivery, *, now: datetime) -> None:
        """Notify the person who ordered a digest when the bot stops trying to send one of its messages.

        That person is not notified again until one of the subscription's digests has succeeded.
        """
        subscription = self._store.subscriptions.get(delivery.team, delivery.subscription_id)
        if subscription is not None:
            self._notify_of_failure(subscription, delivery, delivery.error, now)

    def on_channel_closed(self, delivery: Delivery, *, now: datetime) -> None:
        """Disable a digest's subscription because the digest's channel no longer accepts messages."""
        subscription = self._store.subscriptions.get(delivery.team, delivery.subscription_id)
        if subscription is None or subscription.disabled_reason:
            return
        self.park(subscription, delivery.error, delivery.idempotency_key, now=now)

    def resume_channel(self, team: str, channel: str, *, now: datetime) -> int:
        """Resume a channel's digests that are on hold because the bot could not post or see the members there.

        Their makers are told. Return the number of digests.
        """
        resumed_digests = [
            replace(subscription, disabled_reason="")
            for subscription in self._store.subscriptions.all()
            if subscription.team == team
            and channel in {subscription.channel, subscription.source_channel}
            and subscription.disabled_reason in CHANNEL_UNREACHABLE_ERRORS
        ]
        for subscription in resumed_digests:
            self._digests.save(subscription, now=now)
            recipient = self._recipient(subscription)
            next_slot = self._digests.next_slot(subscription, now=now)
            notice = self._renderer.render_resumed_digest(subscription, next_slot)
            self._notify_maker(subscription, recipient, f"resumed|{now.isoformat()}", notice, now=now)
        return len(resumed_digests)

    def unreachable_channels(self, team: str) -> tuple[str, ...]:
        """Return the channels whose digests are on hold because the bot could not post there."""
        return tuple(
            dict.fromkeys(
                subscription.effective_source_channel
                for subscription in self._store.subscriptions.all()
                if subscription.team == team and subscription.disabled_reason in CHANNEL_UNREACHABLE_ERRORS
            )
        )

    def end_channel_digests(
        self, delivery: Delivery, subscription: Subscription, error: str, *, now: datetime
    ) -> None:
        """Disable a person's digests from a channel that the person has left, and send one notice about all.

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

    def _recipient(self, subscription: Subscription) -> str:
        return self._choose_recipient(subscription.created_by) if subscription.created_by else ""

    def _notify_of_failure(
        self, subscription: Subscription, delivery: Delivery, error: str, now: datetime
    ) -> None:
        last_success_at = (
            self._store.outbox.last_window_until(subscription.team, subscription.id)
            or subscription.created_at
        )
        next_slot = self._digests.next_slot(subscription, now=now)
        notice = self._renderer.render_failed_digest(subscription, delivery, error, next_slot)
        recipient = self._recipient(subscription)
        self._notify_maker(
            subscription, recipient, f"not_made|{last_success_at.isoformat()}", notice, now=now
        )

    def _notify_maker(
        self, subscription: Subscription, recipient: str, key: str, notice: str, *, now: datetime
    ) -> None:
        """Send a direct message to the person responsible for a digest, at most once for each key."""
        if recipient:
            self._notify(subscription, recipient, key, notice, now=now)

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
