"""Create, change and skip digests, and send digests outside their schedule."""

from __future__ import annotations

import secrets
import threading
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.services.digests.membership import deny_all_members, membership_error
from news import due_slots
from news.digest import Delivery, DeliveryError, Subscription
from news.errors import InvalidDigestSpec, RequestProblem, UnknownTimezone
from summarize.ranking import filters

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.parsing.digest_spec import DigestSpec
    from bot.services.digests.membership import MembershipCheck
    from news.digest import DeliveryState, Slot
    from storage.contract import Store

# After a downtime of the bot, the latest slot of a subscription is still sent if it is at most this old.
MISSED_DIGEST_MAX_AGE = timedelta(hours=6)
# Maximum number of digests in one channel; more are assumed to be a mistake.
MAX_DIGESTS_PER_CHANNEL = 20
# The length of an id: 128 bits, so that two never meet.
ID_BYTES = 16
# A slot is late after this time. Slots that are not late are all sent: the clock may have been adjusted slightly.
LATE_AFTER = timedelta(minutes=15)
# The latest deliveries of a digest among which those of today are.
MAX_DELIVERIES_OF_A_DAY = 100


class DigestService:
    """Creates and changes the digests of channels and people.

    Args:
        store: where subscriptions and deliveries are stored.
        new_membership_check: returns a short-lived channel membership check. Without it, nobody gets a digest of a
            channel by direct message.
    """

    def __init__(
        self, store: Store, *, new_membership_check: Callable[[], MembershipCheck] = deny_all_members
    ) -> None:
        self._store = store
        self._new_membership_check = new_membership_check
        self._create_lock = threading.Lock()

    def build_subscription(
        self,
        spec: DigestSpec,
        team: str,
        channel: str,
        *,
        zone: str,
        now: datetime,
        created_by: str = "",
        source_channel: str = "",
    ) -> Subscription:
        """Build a subscription from a parsed request for a digest, without storing it.

        Args:
            spec: the parsed request.
            team: the workspace.
            channel: the channel or person that receives the digest.
            zone: the default time zone, used if the request names none.
            now: aware.
            created_by: the user who requested the digest.
            source_channel: the channel that supplies the sources if `channel` is a person; by default, that person.

        Raises:
            InvalidDigestSpec: the request names a source that the channel does not follow.
            InvalidPattern: a regular expression cannot be parsed.
        """
        filters.check_excluded_terms(spec.excluded_terms)
        return Subscription(
            id=secrets.token_hex(ID_BYTES),
            team=team,
            channel=channel,
            wall_times=spec.times,
            timezone=spec.zone or zone,
            created_at=now,
            weekdays=spec.days,
            topics=spec.topics,
            excluded_terms=spec.excluded_terms,
            source_ids=self._find_source_ids(spec, team, source_channel or channel),
            max_stories=spec.stories,
            max_per_outlet=spec.max_per_outlet,
            quiet_hours=spec.quiet_hours,
            skip_when_empty=spec.silent_when_empty,
            with_opinion=spec.with_opinion,
            sections=spec.sections,
            created_by=created_by,
            source_channel=source_channel,
        )

    def save(self, subscription: Subscription, *, now: datetime) -> None:
        """Store a new or changed subscription. Slots before `now` are no longer sent.

        A digest whose time or zone is changed after it came today does not come again today at the new time.

        Raises:
            UnknownTimezone: the subscription is active and this machine does not know its time zone.
        """
        subscription = self._skip_replaced_slots(subscription, now)
        next_slot = due_slots.next_slot(subscription, now) if subscription.active else None
        self._store.subscriptions.save(
            subscription, scanned_until=now, next_due_at=next_slot.due_at if next_slot else None
        )

    def create(self, subscription: Subscription, *, limit: int, now: datetime) -> Subscription:
        """Store a new digest, unless the channel has the same one already. Return the stored digest.

        Raises:
            InvalidDigestSpec: the channel has as many digests as the limit allows.
        """
        # The same digest may be ordered several times at once.
        with self._create_lock:
            existing_digests = self.for_channel(subscription.team, subscription.channel)
            same_digest = next(filter(subscription.is_same_order, existing_digests), None)
            if same_digest is not None:
                return same_digest
            if len(existing_digests) >= limit:
                raise InvalidDigestSpec(RequestProblem.TOO_MANY_DIGESTS, limit=limit)
            self.save(subscription, now=now)
            return subscription

    def move_channel(self, team: str, old_channel: str, new_channel: str) -> None:
        """Move everything that belongs to a channel to its new id."""
        self._store.ledger.move_channel(team, old_channel, new_channel)

    def for_channel(self, team: str, channel: str) -> tuple[Subscription, ...]:
        """Return the subscriptions of a channel, oldest first."""
        return self._store.subscriptions.for_channel(team, channel)

    def find(self, team: str, subscription_id: str) -> Subscription | None:
        """Return a subscription by its id; None if there is none."""
        return self._store.subscriptions.get(team, subscription_id)

    def new_membership_check(self) -> MembershipCheck:
        """Return a short-lived check of who is in a channel."""
        return self._new_membership_check()

    def membership_error(self, subscription: Subscription) -> str:
        """Return why a person may not get a digest of a channel; "" if allowed."""
        return membership_error(subscription, self._new_membership_check())

    def remove(self, subscription: Subscription) -> bool:
        """Delete a subscription. Return whether it existed."""
        return self._store.ledger.delete_subscription(subscription.team, subscription.id)

    def restore(self, earlier: Subscription, *, limit: int, now: datetime) -> Subscription:
        """Bring back the state of a digest before a change, also if it was deleted. Return the stored digest.

        Raises:
            InvalidDigestSpec: the digest was deleted, and its channel has as many as the limit allows.
        """
        if self.find(earlier.team, earlier.id) is None:
            return self.create(earlier, limit=limit, now=now)
        self.save(earlier, now=now)
        return earlier

    def skip_next(self, subscription: Subscription, *, now: datetime) -> Slot | None:
        """Skip the next slot of a digest, and return the skipped slot.

        A slot that is already skipped does not count.
        """
        after = max(now, subscription.skip_until or now)
        slot = due_slots.next_slot(subscription, after)
        if slot is not None:
            self.save(replace(subscription, skip_until=slot.due_at), now=now)
        return slot

    def next_slot(self, subscription: Subscription, *, now: datetime) -> Slot | None:
        """Return the next slot of a digest; None if there is none.

        There is none for a paused digest, or if this machine does not know the time zone.
        """
        if not subscription.active:
            return None
        try:
            return due_slots.next_slot(subscription, max(now, subscription.skip_until or now))
        except UnknownTimezone:
            return None

    def latest_deliveries(self, subscription: Subscription, *, limit: int = 5) -> tuple[Delivery, ...]:
        """Return the latest deliveries of a subscription, newest first."""
        return self._store.outbox.for_subscription(subscription.team, subscription.id, limit=limit)

    def send_now(self, subscription: Subscription, *, now: datetime) -> None:
        """Queue a digest to be sent now, in addition to its regular slots."""
        idempotency_key = f"{subscription.id}|now|{now.isoformat()}"
        delivery = build_delivery(subscription, idempotency_key, now, "due", now=now)
        self._store.ledger.enqueue([delivery], scan_progress=())

    def resend(self, delivery: Delivery, *, now: datetime) -> bool:
        """Resend a delivery whose outcome is unknown.

        Return False if the outcome is now known, or if it was resent before.
        """
        stored_delivery = self._store.outbox.get(delivery.team, delivery.idempotency_key)
        if stored_delivery is None or stored_delivery.state != "doubtful":
            return False
        new_delivery = replace(
            stored_delivery,
            idempotency_key=f"{stored_delivery.idempotency_key}|again",
            state="pending",
            not_before=now,
            attempts=0,
            first_attempt_at=None,
            last_attempt_at=None,
            error="",
        )
        added_deliveries = self._store.ledger.enqueue([new_delivery], scan_progress=())
        self._store.ledger.record_result(
            replace(stored_delivery, state="failed", error=DeliveryError.SENT_AGAIN, brief_id="")
        )
        return bool(added_deliveries)

    # ---- private

    def _skip_replaced_slots(self, subscription: Subscription, now: datetime) -> Subscription:
        """Return a changed subscription that skips as many slots of today as new times were added after it came."""
        old = self._store.subscriptions.get(subscription.team, subscription.id)
        if old is None or old.has_same_times(subscription):
            return subscription
        try:
            slots_left = [
                slot
                for slot in due_slots.slots_of_day(old, now)
                if slot.due_at > max(now, old.skip_until or now)
            ]
            new_slots = [slot for slot in due_slots.slots_of_day(subscription, now) if slot.due_at > now]
        except UnknownTimezone:
            return subscription
        if len(new_slots) <= len(slots_left):
            return subscription
        day_prefix = f"{subscription.id}|{new_slots[0].day.isoformat()}|"
        done_count = sum(
            delivery.idempotency_key.startswith(day_prefix) and delivery.state != "missed"
            for delivery in self.latest_deliveries(subscription, limit=MAX_DELIVERIES_OF_A_DAY)
        )
        skip_count = min(done_count, len(new_slots) - len(slots_left))
        if not skip_count:
            return subscription
        skip_until = max(new_slots[skip_count - 1].due_at, subscription.skip_until or now)
        return replace(subscription, skip_until=skip_until)

    def _find_source_ids(self, spec: DigestSpec, team: str, channel: str) -> tuple[str, ...]:
        sources = self._store.sources.for_channel(team, channel)
        source_ids: list[str] = []
        for source_name in spec.source_names:
            matching_ids = [source.id for source in sources if source.matches_text(source_name)]
            if not matching_ids:
                raise InvalidDigestSpec(RequestProblem.UNKNOWN_SOURCE, name=source_name)
            source_ids += matching_ids
        return tuple(dict.fromkeys(source_ids))


def build_delivery(
    subscription: Subscription, idempotency_key: str, due_at: datetime, state: DeliveryState, *, now: datetime
) -> Delivery:
    """Build a delivery for a subscription, to be sent from `now` on."""
    return Delivery(
        team=subscription.team,
        idempotency_key=idempotency_key,
        subscription_id=subscription.id,
        channel=subscription.channel,
        due_at=due_at,
        state=state,
        not_before=now,
    )
