"""Create the digests that are due, and put their messages in the outbox.

The delivery worker sends the messages from there.

render_delivery   due slot --brief since the last one--> messages, frozen --> "pending"
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.runtime.monitoring.service_callbacks import NO_CALLBACKS
from bot.services.digests.digests import LATE_AFTER, MISSED_DIGEST_MAX_AGE
from bot.services.digests.membership import (
    CHANNEL_INACCESSIBLE_ERRORS,
    MembershipRetries,
    deny_all_members,
    membership_error,
)
from news import due_slots
from news.brief import BriefRequest
from news.digest import LEFT_CHANNEL, DeliveryError, DigestEdition
from news.errors import StoreError, StoreProblem, UnknownTimezone
from news.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.services.briefs import BriefingService
    from bot.services.digests.digests import DigestService
    from bot.services.digests.failures import DigestFailureService
    from bot.services.digests.lateness import DigestLateness
    from bot.services.digests.membership import MembershipCheck
    from bot.services.message_renderer import MessageRenderer
    from news.brief import Brief
    from news.digest import Delivery, Subscription
    from storage.contract import Store

log = logging.getLogger(__name__)

# Maximum number of attempts to create a digest.
MAX_RENDER_ATTEMPTS = 3
# How long digests are made as of the same instant: their windows end there, and the next digest's begins there. 3,000
# digests of the same articles take 5 shared briefs of 60 ms instead of 3,000.
SHARED_INSTANT_FOR = timedelta(seconds=5)
# Problems of the disk, not of the digest: an attempt that meets one does not count. A disk can be too full for a
# message and still take the count.
_DISK_PROBLEMS = frozenset(
    {
        StoreProblem.DISK_FULL,
        StoreProblem.DISK_ERROR,
        StoreProblem.READ_ONLY,
        StoreProblem.CANNOT_OPEN,
        StoreProblem.LOCKED,
    }
)
_ONE_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class DigestParts:
    """The services needed to create digests."""

    briefs: BriefingService
    digests: DigestService
    failures: DigestFailureService
    lateness: DigestLateness


class DigestDeliveryService:
    """Creates the digests for due slots.

    The work can be interrupted at any time and run again.

    Args:
        store: where subscriptions and deliveries are stored.
        parts: the services that create briefs, manage slots and handle failures.
        renderer: renders the messages.
        missed_digest_max_age: how long a slot waits for Slack to return the members of a channel.
        new_membership_check: returns a channel membership check for one round of digests.
        on_digest_ended: called with each digest that ends here without a message.
    """

    def __init__(
        self,
        store: Store,
        parts: DigestParts,
        renderer: MessageRenderer,
        *,
        missed_digest_max_age: timedelta = MISSED_DIGEST_MAX_AGE,
        new_membership_check: Callable[[], MembershipCheck] = deny_all_members,
        on_digest_ended: Callable[[Delivery], None] = NO_CALLBACKS.on_digest_ended,
    ) -> None:
        self._store = store
        self._briefs, self._digests, self._failures = parts.briefs, parts.digests, parts.failures
        self._lateness = parts.lateness
        self._renderer = renderer
        self._missed_digest_max_age = missed_digest_max_age
        self.new_membership_check = new_membership_check
        self._membership_retries = MembershipRetries()
        self._shared_instant: datetime | None = None
        self._on_digest_ended = on_digest_ended

    def preview(self, subscription: Subscription, *, now: datetime) -> DigestEdition:
        """Return the digest that would be sent now, without sending or storing anything."""
        request = self._brief_request(subscription, self._next_window(subscription, now))
        brief = self._briefs.create_brief(
            request, now=now, quoted_history=self._quoted_history(subscription, now), save=False
        )
        return self._edition(subscription, brief, now)

    def list_due(
        self, *, excluded_channels: Iterable[str] = (), excluded_keys: Iterable[str] = ()
    ) -> tuple[Delivery, ...]:
        """Return the due deliveries to render, except those for excluded channels and slots.

        Deliveries that failed before come last. Each subscription has one at most: the next waits until it is sent.
        """
        due_deliveries = self._store.outbox.list_due(
            excluded_channels=excluded_channels,
            excluded_keys=(*excluded_keys, *self._membership_retries.waiting_keys()),
        )
        first_by_subscription: dict[tuple[str, str], Delivery] = {}
        for delivery in due_deliveries:
            first_by_subscription.setdefault((delivery.team, delivery.subscription_id), delivery)
        return tuple(first_by_subscription.values())

    def render_delivery(
        self, delivery: Delivery, *, now: datetime, check_membership: MembershipCheck | None = None
    ) -> bool:
        """Render the digest for a due slot. Return False if rendering must be retried.

        Args:
            delivery: a due delivery.
            now: aware.
            check_membership: the membership check for this round; by default, a new one.
        """
        subscription = self._store.subscriptions.get(delivery.team, delivery.subscription_id)
        if subscription is None:
            self._miss(delivery, DeliveryError.DELETED)
            return True
        if delivery.attempts >= MAX_RENDER_ATTEMPTS:
            self._failures.abandon(delivery, DeliveryError.FAULT, now=now)
            return True
        if error := membership_error(subscription, check_membership or self.new_membership_check()):
            return self._withhold(delivery, subscription, error, now)
        if self._lateness.is_too_old(delivery, subscription, now=now):
            self._miss(delivery, DeliveryError.UNREACHABLE)
            return True
        attempt = self._store.outbox.start_attempt(delivery)
        return attempt is None or self._attempt_render(attempt, subscription, now)

    # ---- private

    def _miss(self, delivery: Delivery, error: str) -> None:
        missed = replace(delivery, state="missed", error=error)
        self._store.ledger.record_result(missed)
        self._on_digest_ended(missed)

    def _withhold(self, delivery: Delivery, subscription: Subscription, error: str, now: datetime) -> bool:
        """Withhold a digest from a person whose membership in the channel is not confirmed.

        Return False if the delivery is only postponed.
        """
        if error in {LEFT_CHANNEL, *CHANNEL_INACCESSIBLE_ERRORS}:
            self._failures.end_channel_digests(delivery, subscription, error, now=now)
            return True
        if now - delivery.due_at > self._missed_digest_max_age:
            self._miss(delivery, error)
            log.warning("digest not made slot=%s error=%s", delivery.idempotency_key, error)
            return True
        self._membership_retries.wait(delivery.idempotency_key)
        log.warning("digest held back slot=%s error=%s", delivery.idempotency_key, error)
        return False

    def _attempt_render(self, attempt: Delivery, subscription: Subscription, now: datetime) -> bool:
        """Render the digest for a slot. Return False if rendering must be retried.

        The attempt must already be counted.
        """
        try:
            self._freeze_messages(replace(attempt, attempts=0), subscription, now)
        except StoreError as problem:
            log.error("digest not made slot=%s cause=%s", attempt.idempotency_key, problem)  # noqa: TRY400 - the message is enough
            if problem.problem in _DISK_PROBLEMS:
                with suppress(StoreError):
                    self._store.outbox.take_back_attempt(attempt)
            return False
        except UnknownTimezone:
            self._failures.abandon(attempt, DeliveryError.UNKNOWN_ZONE, now=now)
            self._failures.park(subscription, DeliveryError.UNKNOWN_ZONE, now=now)
        except Exception:
            # A digest that cannot be created must not delay the others.
            log.exception("fault slot=%s tries=%d", attempt.idempotency_key, attempt.attempts)
            if attempt.attempts < MAX_RENDER_ATTEMPTS:
                return False
            self._failures.abandon(attempt, DeliveryError.FAULT, now=now)
        return True

    def _freeze_messages(self, delivery: Delivery, subscription: Subscription, now: datetime) -> None:
        """Create a digest and store the messages to send.

        The messages stay unchanged even if sending is delayed.
        """
        instant = self._choose_instant(delivery, now)
        window = self._next_window(subscription, instant)
        brief = self._briefs.create_brief(
            self._brief_request(subscription, window),
            as_of=instant,
            now=now,
            quoted_history=self._quoted_history(subscription, now),
        )
        not_before = due_slots.after_quiet_hours(now, subscription.quiet_hours, subscription.timezone)
        rendered = replace(
            delivery, window=window, not_before=not_before, brief_id=brief.id if brief.stories else ""
        )
        if not brief.stories and subscription.skip_when_empty:
            empty = replace(rendered, state="empty")
            self._store.ledger.set_payload(empty, now=now)
            self._on_digest_ended(empty)
            return
        late_due_at = delivery.due_at if now - delivery.due_at > LATE_AFTER else None
        first_payload, *more_payloads = self._renderer.render_digest(
            self._edition(subscription, brief, now, late_due_at=late_due_at)
        )
        follow_ups = [
            replace(
                rendered,
                idempotency_key=f"{delivery.idempotency_key}#{number}",
                state="waiting",
                payload_json=payload,
                brief_id="",
            )
            for number, payload in enumerate(more_payloads, 2)
        ]
        self._store.ledger.set_payload(
            replace(rendered, state="pending", payload_json=first_payload),
            follow_ups,
            quoted_sentences=brief.quoted_history,
            now=now,
        )

    def _edition(
        self, subscription: Subscription, brief: Brief, now: datetime, *, late_due_at: datetime | None = None
    ) -> DigestEdition:
        next_slot = self._digests.next_slot(subscription, now=now)
        return DigestEdition(
            subscription,
            brief,
            next_slot.due_at if next_slot else None,
            late_due_at,
            self._lateness.missed_count(subscription),
        )

    def _next_window(self, subscription: Subscription, now: datetime) -> Window:
        """Return the time window from the last digest until now.

        The window never counts as a "today" window.
        """
        last_until = self._store.outbox.last_window_until(subscription.team, subscription.id)
        return Window(
            min(last_until or subscription.created_at + _ONE_MICROSECOND, now), now + _ONE_MICROSECOND
        )

    def _choose_instant(self, delivery: Delivery, now: datetime) -> datetime:
        """Return the instant as of which a digest is made: that of the digests before it, if it was due by then."""
        instant = self._shared_instant
        if instant is None or not max(delivery.due_at, now - SHARED_INSTANT_FOR) <= instant <= now:
            instant = self._shared_instant = now
        return instant

    def _brief_request(self, subscription: Subscription, window: Window) -> BriefRequest:
        return BriefRequest(
            subscription.team,
            subscription.effective_source_channel,
            window,
            recipient=subscription.channel if subscription.members_only else "",
            topic=", ".join(subscription.topics),
            max_stories=subscription.max_stories,
            by_arrival=True,
            excluded_terms=subscription.excluded_terms,
            source_ids=subscription.source_ids,
            max_per_outlet=subscription.max_per_outlet,
            with_opinion=subscription.with_opinion,
            sections=subscription.sections,
        )

    def _quoted_history(self, subscription: Subscription, now: datetime) -> Mapping[str, Sequence[str]]:
        return self._store.quoted_history.for_channel(subscription.team, subscription.channel, now)
