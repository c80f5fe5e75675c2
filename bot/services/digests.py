"""Digests: what the clock asks for.

    sweep   subscriptions --which slots are due--> deliveries "due"
    make    one that is due --brief since the last one--> messages, frozen --> "pending", which the sender brings to
            Slack; `bot.services.digest_renderer` calls it on threads with a deadline
    sent, closed   what the sender tells back

All of it may be interrupted at any instant, and done again.
"""

from __future__ import annotations

import logging
import secrets
import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.render import blocks, source_wording, wording
from news import due_slots
from news.brief import BriefRequest
from news.digest import LEFT_CHANNEL, Delivery, Subscription
from news.errors import InvalidDigestSpec, StoreError, UnknownTimezone
from news.thread import Thread
from news.window import Window
from summarize.ranking import filters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from bot.parsing.digest_spec import DigestSpec
    from bot.render.blocks import Message
    from bot.services.briefs import BriefingService
    from news.brief import Brief
    from news.digest import DeliveryState, Slot
    from news.source import Source
    from storage.contract import Store

    # (channel, user) -> "" for a member, else why the user may not read the channel: `LEFT_CHANNEL`, or Slack's word
    MembershipCheck = Callable[[str, str], str]

log = logging.getLogger(__name__)

# After a time in which nobody looked, the latest slot of a subscription that is at most so old is made up for.
MISSED_DIGEST_MAX_AGE = timedelta(hours=6)
# A slot is late after so long. Several that are not late are all sent: the clock may have been stepped a little.
LATE_AFTER = timedelta(minutes=15)
# Slots missed longer ago than this are not even written down.
MAX_RECORDED_SLOT_AGE = timedelta(days=31)
# Subscriptions swept in one transaction: others that write wait some tens of milliseconds.
SUBSCRIPTIONS_PER_TRANSACTION = 500
# A source that cannot be read for so long is told of.
OUTAGE_NOTICE_AFTER = timedelta(hours=24)
# Times that a digest is tried to be made.
MAX_RENDER_ATTEMPTS = 3
# Seconds until Slack is asked again for a channel's members, if it did not tell.
MEMBERSHIP_RETRY_SECONDS = 60.0
# Slack's words by which it will not tell, however often it is asked: nobody can know any more who is a member.
CHANNEL_INACCESSIBLE_ERRORS = frozenset({"channel_not_found", "not_in_channel"})
_ONE_MICROSECOND = timedelta(microseconds=1)


def deny_all_members() -> MembershipCheck:
    """Return the check where there is no Slack to ask: nobody is known to be a member."""
    return lambda _channel, _user: "unknown"


class DigestService:
    """What the clock asks for, over the store and the desk.

    Args:
        store: where subscriptions and deliveries are.
        desk: makes the briefs.
        catchup: how old a slot may be to be made up for.
        new_membership_check: returns a check of who is in which channel, for one round of digests. Without it, no
            digest of a channel is made for a person.
    """

    def __init__(
        self,
        store: Store,
        briefing_service: BriefingService,
        *,
        missed_digest_max_age: timedelta = MISSED_DIGEST_MAX_AGE,
        new_membership_check: Callable[[], MembershipCheck] = deny_all_members,
    ) -> None:
        self._store = store
        self._briefing_service = briefing_service
        self._missed_digest_max_age = missed_digest_max_age
        self._new_membership_check = new_membership_check
        # By a slot's key: when Slack is asked again for the members, by the monotonic clock.
        self._membership_retry_at: dict[str, float] = {}
        self._scanned_until: datetime | None = None

    # -- subscriptions

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
        """Make a subscription of what was understood; it is not kept yet.

        Args:
            spec: what was understood.
            team: the workspace.
            channel: where it is to be posted.
            zone: for the wall times, if the wish names none.
            now: aware.
            created_by: who ordered it.
            source_channel: the channel whose sources are read, if `channel` is a person; without it, the person's own.

        Raises:
            UnknownWish: a source is named that is not read there.
            BadPattern: an expression cannot be read.
        """
        filters.check_excluded_terms(spec.excluded_terms)
        return Subscription(
            id=secrets.token_hex(4),
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
            created_by=created_by,
            source_channel=source_channel,
        )

    def save(self, subscription: Subscription, *, now: datetime) -> None:
        """Keep a subscription, new or changed. Slots before now are not due any more.

        Raises:
            UnknownTimezone: this machine does not know its time zone, and it is to be served.
        """
        next_due_at = _next_due_at(subscription, now) if subscription.active else None
        self._store.subscriptions.save(subscription, scanned_until=now, next_due_at=next_due_at)

    def for_channel(self, team: str, channel: str) -> tuple[Subscription, ...]:
        """Give a channel's subscriptions in the order of making."""
        return self._store.subscriptions.for_channel(team, channel)

    def membership_error(self, subscription: Subscription) -> str:
        """Return why its reader may not read its source channel; "" if nothing is in the way."""
        return _membership_error(subscription, self._new_membership_check())

    def remove(self, subscription: Subscription) -> bool:
        """Delete a subscription; tell whether there was one."""
        return self._store.ledger.delete_subscription(subscription.team, subscription.id)

    def skip_next(self, subscription: Subscription, *, now: datetime) -> Slot | None:
        """Leave out the next slot that is not left out yet; give it."""
        after = max(now, subscription.skip_until or now)
        slot = due_slots.next_slot(subscription, after)
        if slot is not None:
            self.save(replace(subscription, skip_until=slot.due_at), now=now)
        return slot

    def next_slot(self, subscription: Subscription, *, now: datetime) -> Slot | None:
        """Give the next slot that will be sent; None if none is, or if this machine does not know its time zone."""
        if not subscription.active:
            return None
        try:
            return due_slots.next_slot(subscription, max(now, subscription.skip_until or now))
        except UnknownTimezone:
            return None

    def latest_deliveries(self, subscription: Subscription, *, limit: int = 5) -> tuple[Delivery, ...]:
        """Give its latest deliveries, the newest first."""
        return self._store.outbox.for_subscription(subscription.team, subscription.id, limit=limit)

    def preview(self, subscription: Subscription, *, now: datetime) -> tuple[Message, ...]:
        """Make what would be sent now, and neither send nor remember it."""
        brief = self._create_brief(subscription, self._next_window(subscription, now), now=now, save=False)
        return self._render_messages(subscription, brief, now=now)

    def send_now(self, subscription: Subscription, *, now: datetime) -> None:
        """Have one sent now, beside the slots."""
        self._enqueue(
            [_build_delivery(subscription, f"{subscription.id}|now|{now.isoformat()}", now, "due", now=now)]
        )

    def resend(self, delivery: Delivery, *, now: datetime) -> bool:
        """Send once more what may not have been delivered; False if that is not in doubt any more."""
        stored_delivery = self._store.outbox.get(delivery.team, delivery.idempotency_key)
        if stored_delivery is None or stored_delivery.state != "doubtful":
            return False
        idempotency_key = f"{stored_delivery.idempotency_key}|again|{now.isoformat()}"
        self._enqueue(
            [
                replace(
                    stored_delivery,
                    idempotency_key=idempotency_key,
                    state="pending",
                    not_before=now,
                    attempts=0,
                    first_attempt_at=None,
                    last_attempt_at=None,
                    error="",
                )
            ]
        )
        self._store.ledger.record_result(
            replace(stored_delivery, state="failed", error="sent_again", brief_id="")
        )
        return True

    # -- the clock

    def reset_scan(self, *, now: datetime) -> None:
        """Look at every subscription anew: the clock, or the world's time zones, may have changed meanwhile."""
        self._store.ledger.reset_cursors(now)
        self._scanned_until = now

    def enqueue_due(self, *, now: datetime) -> int:
        """Enter every slot that is due by now; give how many were new and are to be sent."""
        if self._scanned_until is not None and now < self._scanned_until - timedelta(seconds=1):
            log.warning("the clock was set back by %.0f s", (self._scanned_until - now).total_seconds())
            self.reset_scan(now=now)
        self._scanned_until = now
        due_subscriptions = self._store.subscriptions.due(now)
        enqueued_count = 0
        for offset in range(0, len(due_subscriptions), SUBSCRIPTIONS_PER_TRANSACTION):
            deliveries: list[Delivery] = []
            scan_updates: list[tuple[str, str, datetime, datetime | None]] = []
            for subscription, scanned_until in due_subscriptions[
                offset : offset + SUBSCRIPTIONS_PER_TRANSACTION
            ]:
                try:
                    due_deliveries = list(self._build_due_deliveries(subscription, scanned_until, now))
                    next_due_at = _next_due_at(subscription, now)
                except UnknownTimezone:
                    self._park(subscription, "unknown_zone", now=now)
                except Exception:
                    # One subscription that cannot be handled must not keep the others back.
                    log.exception("fault subscription=%s", subscription.id)
                    self._park(subscription, "fault", now=now)
                else:
                    deliveries += due_deliveries
                    scan_updates.append((subscription.team, subscription.id, now, next_due_at))
            new_deliveries = self._store.ledger.enqueue(deliveries, scan_progress=scan_updates)
            enqueued_count += sum(item.state == "due" for item in new_deliveries)
        if enqueued_count:
            log.info("swept subscriptions=%d due=%d", len(due_subscriptions), enqueued_count)
        return enqueued_count

    def list_due(
        self, *, excluded_channels: Iterable[str] = (), excluded_keys: Iterable[str] = ()
    ) -> tuple[Delivery, ...]:
        """Return what is due to be rendered, but for these channels and slots; what failed before comes last."""
        return self._store.outbox.list_due(
            excluded_channels=excluded_channels,
            excluded_keys=(*excluded_keys, *self._waiting_for_members()),
        )

    def new_membership_check(self) -> MembershipCheck:
        """Return a check of who is in which channel, for one thread and one round of digests."""
        return self._new_membership_check()

    def render_delivery(
        self, delivery: Delivery, *, now: datetime, check_membership: MembershipCheck | None = None
    ) -> bool:
        """Make a due slot ready to be sent; return whether it is finished, or must be tried again.

        Args:
            delivery: one that is due.
            now: aware.
            check_membership: the check of this round; a new one if not given.
        """
        subscription = self._store.subscriptions.get(delivery.team, delivery.subscription_id)
        if subscription is None:
            self._store.ledger.record_result(replace(delivery, state="missed", error="deleted"))
            return True
        if delivery.attempts >= MAX_RENDER_ATTEMPTS:
            self.abandon(delivery, "fault", now=now)
            return True
        if error := _membership_error(subscription, check_membership or self._new_membership_check()):
            return self._withhold(delivery, subscription, error, now)
        attempt = self._store.outbox.start_attempt(delivery)
        return attempt is None or self._attempt_render(attempt, subscription, now)

    def abandon(self, delivery: Delivery, error: str, *, now: datetime) -> None:
        """Set aside a slot that cannot be rendered, and have the maker of its digest told: once until one succeeds."""
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
        next_slot = self.next_slot(subscription, now=now)
        message_text = wording.describe_failed_digest(subscription, delivery, error, next_slot)
        self._notify_maker(subscription, f"not_made|{last_success_at.isoformat()}", message_text, now=now)

    # -- the sender

    def on_sent(self, delivery: Delivery, *, now: datetime) -> None:
        """Remember that a digest stands in its channel, so that it can be asked."""
        if delivery.brief_id and not delivery.thread_ts:
            self._briefing_service.register_thread(
                Thread(delivery.team, delivery.channel, delivery.ts), delivery.brief_id, now=now
            )

    def on_channel_closed(self, delivery: Delivery, *, now: datetime) -> None:
        """Take a subscription out of service because its place takes nothing more, and have its maker told once."""
        subscription = self._store.subscriptions.get(delivery.team, delivery.subscription_id)
        if subscription is None or subscription.disabled_reason:
            return
        self._park(subscription, delivery.error, delivery.idempotency_key, now=now)

    # -- outages

    def notify_outages(self, *, now: datetime) -> int:
        """Have whoever added a source told, once each, that it could not be read for a day, or is given up."""
        notice_count = 0
        for source in self._store.sources.failing():
            since = source.health.last_success_at or source.created_at
            if source.poll_state.disabled_reason:
                notice_count += self._notify_outage(
                    "stopped", source, since, source_wording.describe_disabled_source(source), now
                )
            elif now - since >= OUTAGE_NOTICE_AFTER:
                notice_count += self._notify_outage(
                    "outage", source, since, source_wording.describe_outage(source, since), now
                )
        return notice_count

    # -- private

    def _notify_outage(
        self, problem_kind: str, source: Source, since: datetime, message_text: str, now: datetime
    ) -> int:
        payload, notice_count = blocks.message_to_json(blocks.render_notice(message_text)), 0
        for team, user in self._store.sources.list_followers(source.id):
            idempotency_key = f"{problem_kind}|{source.id}|{since.isoformat()}|{user}"
            delivery = Delivery(team, idempotency_key, "", user, now, "pending", now, payload_json=payload)
            notice_count += len(self._store.ledger.enqueue([delivery], scan_progress=()))
        return notice_count

    def _find_source_ids(self, spec: DigestSpec, team: str, channel: str) -> tuple[str, ...]:
        source_ids: list[str] = []
        for source_name in spec.source_names:
            matching_ids = self._briefing_service.find_source_ids(team, channel, source_name)
            if not matching_ids:
                raise InvalidDigestSpec(f"No source that is read here is called “{source_name}”.")
            source_ids += matching_ids
        return tuple(dict.fromkeys(source_ids))

    def _enqueue(self, deliveries: Sequence[Delivery]) -> None:
        self._store.ledger.enqueue(deliveries, scan_progress=())

    def _build_due_deliveries(
        self, subscription: Subscription, scanned_until: datetime, now: datetime
    ) -> Iterator[Delivery]:
        """Give the slots since the last sweep: those to send, and those that were missed and why."""
        slots = list(due_slots.due_slots(subscription, max(scanned_until, now - MAX_RECORDED_SLOT_AGE), now))
        skipped_slots = [
            slot for slot in slots if subscription.skip_until and slot.due_at <= subscription.skip_until
        ]
        active_slots = [slot for slot in slots if slot not in skipped_slots]
        slots_to_send = [slot for slot in active_slots if slot.due_at > now - LATE_AFTER] or [
            slot for slot in active_slots[-1:] if slot.due_at > now - self._missed_digest_max_age
        ]
        for slot in slots:
            if slot in slots_to_send:
                yield _build_delivery(subscription, slot.idempotency_key, slot.due_at, "due", now=now)
            else:
                missed_delivery = _build_delivery(
                    subscription, slot.idempotency_key, slot.due_at, "missed", now=now
                )
                yield replace(missed_delivery, error="skipped" if slot in skipped_slots else "not_running")

    def _park(self, subscription: Subscription, error: str, cause: str = "", *, now: datetime) -> None:
        """Take a subscription out of service for a reason, and have its maker told once for each cause."""
        self._disable(subscription, error, now)
        message_text = wording.describe_parked_digest(subscription, error)
        self._notify_maker(subscription, f"parked|{cause or now.isoformat()}", message_text, now=now)

    def _waiting_for_members(self) -> tuple[str, ...]:
        """Return the keys of the slots that wait until Slack is asked again for their channel's members."""
        monotonic_now = time.monotonic()
        # Several threads write to it: it is copied before it is looked through.
        for key, retry_at in self._membership_retry_at.copy().items():
            if retry_at <= monotonic_now:
                self._membership_retry_at.pop(key, None)
        return tuple(self._membership_retry_at.copy())

    def _withhold(self, delivery: Delivery, subscription: Subscription, error: str, now: datetime) -> bool:
        """End or hold back a digest whose reader is not known to be a member; return whether it ended."""
        if error in {LEFT_CHANNEL, *CHANNEL_INACCESSIBLE_ERRORS}:
            self._end_channel_digests(delivery, subscription, error, now)
            return True
        if now - delivery.due_at > self._missed_digest_max_age:
            self._store.ledger.record_result(replace(delivery, state="missed", error=error))
            log.warning("digest not made slot=%s error=%s", delivery.idempotency_key, error)
            return True
        self._membership_retry_at[delivery.idempotency_key] = time.monotonic() + MEMBERSHIP_RETRY_SECONDS
        log.warning("digest held back slot=%s error=%s", delivery.idempotency_key, error)
        return False

    def _end_channel_digests(
        self, delivery: Delivery, subscription: Subscription, error: str, now: datetime
    ) -> None:
        """Park every digest of a channel to somebody who is no member any more, and say so once, without articles.

        The one that was due is parked last: if the bot ends in between, all of this is done again.
        """
        if subscription.disabled_reason:
            self._store.ledger.record_result(replace(delivery, state="failed", error=error))
            return
        other_subscriptions = [
            other
            for other in self.for_channel(subscription.team, subscription.channel)
            if other.source_channel == subscription.source_channel and other.id != subscription.id
        ]
        ended_subscriptions = [
            subscription,
            *(other for other in other_subscriptions if not other.disabled_reason),
        ]
        notice = blocks.render_notice(wording.describe_ended_digests(ended_subscriptions, error))
        notice_key = f"{subscription.id}|left|{delivery.idempotency_key}"
        notice_delivery = _build_delivery(subscription, notice_key, now, "pending", now=now)
        for other in other_subscriptions:
            self._disable(other, error, now)
        self._enqueue(
            [replace(notice_delivery, subscription_id="", payload_json=blocks.message_to_json(notice))]
        )
        self._disable(subscription, error, now)

    def _disable(self, subscription: Subscription, error: str, now: datetime) -> None:
        self.save(replace(subscription, disabled_reason=subscription.disabled_reason or error), now=now)
        self._store.ledger.cancel_pending(subscription.team, subscription.id, error)

    def _notify_maker(
        self, subscription: Subscription, key_suffix: str, message_text: str, *, now: datetime
    ) -> None:
        """Send a direct message to whoever ordered a digest, once for each key suffix."""
        if not subscription.created_by:
            return
        notice = _build_delivery(subscription, f"{subscription.id}|{key_suffix}", now, "pending", now=now)
        payload_json = blocks.message_to_json(blocks.render_notice(message_text))
        self._enqueue(
            [replace(notice, subscription_id="", channel=subscription.created_by, payload_json=payload_json)]
        )

    def _attempt_render(self, attempt: Delivery, subscription: Subscription, now: datetime) -> bool:
        """Render a slot of which the attempt is counted; return whether it is finished, or must be tried again."""
        try:
            self._freeze_messages(replace(attempt, attempts=0), subscription, now)
        except StoreError as problem:
            log.error("digest not made slot=%s cause=%s", attempt.idempotency_key, problem)  # noqa: TRY400 - told in words
            return False
        except UnknownTimezone:
            self.abandon(attempt, "unknown_zone", now=now)
            self._park(subscription, "unknown_zone", now=now)
        except Exception:
            # One digest that cannot be made must not keep the others back.
            log.exception("fault slot=%s tries=%d", attempt.idempotency_key, attempt.attempts)
            if attempt.attempts < MAX_RENDER_ATTEMPTS:
                return False
            self.abandon(attempt, "fault", now=now)
        return True

    def _freeze_messages(self, delivery: Delivery, subscription: Subscription, now: datetime) -> None:
        window = self._next_window(subscription, now)
        brief = self._create_brief(subscription, window, now=now, save=True)
        not_before = due_slots.after_quiet_hours(now, subscription.quiet_hours, subscription.timezone)
        rendered = replace(
            delivery, window=window, not_before=not_before, brief_id=brief.id if brief.stories else ""
        )
        if not brief.stories and subscription.skip_when_empty:
            self._store.ledger.set_payload(replace(rendered, state="empty"), now=now)
            return
        late_due_at = delivery.due_at if now - delivery.due_at > LATE_AFTER else None
        first_message, *more_messages = self._render_messages(
            subscription, brief, now=now, late_due_at=late_due_at
        )
        follow_ups = [
            replace(
                rendered,
                idempotency_key=f"{delivery.idempotency_key}#{number}",
                state="waiting",
                payload_json=blocks.message_to_json(message),
                brief_id="",
            )
            for number, message in enumerate(more_messages, 2)
        ]
        self._store.ledger.set_payload(
            replace(rendered, state="pending", payload_json=blocks.message_to_json(first_message)),
            follow_ups,
            quoted_sentences=brief.quoted_history,
            now=now,
        )

    def _next_window(self, subscription: Subscription, now: datetime) -> Window:
        """Give the time since the last digest that was made; never "today"."""
        last_until = self._store.outbox.last_window_until(subscription.team, subscription.id)
        return Window(
            min(last_until or subscription.created_at + _ONE_MICROSECOND, now), now + _ONE_MICROSECOND
        )

    def _create_brief(
        self, subscription: Subscription, window: Window, *, now: datetime, save: bool
    ) -> Brief:
        request = BriefRequest(
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
        )
        quoted_history = self._store.quoted_history.for_channel(subscription.team, subscription.channel, now)
        return self._briefing_service.create_brief(request, now=now, quoted_history=quoted_history, save=save)

    def _render_messages(
        self, subscription: Subscription, brief: Brief, *, now: datetime, late_due_at: datetime | None = None
    ) -> tuple[Message, ...]:
        next_slot = self.next_slot(subscription, now=now)
        return blocks.render_digest(
            brief,
            wording.DigestHeader(
                subscription_text=wording.describe_subscription(subscription),
                zone=subscription.timezone,
                late_due_at=late_due_at,
                next_due_at=next_slot.due_at if next_slot else None,
            ),
        )


# ---- private


def _membership_error(subscription: Subscription, check_membership: MembershipCheck) -> str:
    if not subscription.members_only:
        return ""
    return check_membership(subscription.source_channel, subscription.channel)


def _build_delivery(
    subscription: Subscription, idempotency_key: str, due_at: datetime, state: DeliveryState, *, now: datetime
) -> Delivery:
    return Delivery(
        team=subscription.team,
        idempotency_key=idempotency_key,
        subscription_id=subscription.id,
        channel=subscription.channel,
        due_at=due_at,
        state=state,
        not_before=now,
    )


def _next_due_at(subscription: Subscription, now: datetime) -> datetime | None:
    slot = due_slots.next_slot(subscription, now)
    return slot.due_at if slot else None
