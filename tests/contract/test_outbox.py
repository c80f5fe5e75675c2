"""Subscriptions, the slots that were due, and what each channel was told."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from news.brief import SectionKind
from news.digest import Delivery, Subscription
from news.window import Window
from storage.records import QUOTE_RETENTION

if TYPE_CHECKING:
    from datetime import datetime

    from storage.contract import Store


def wanted(now: datetime, **more: Any) -> Subscription:
    return replace(Subscription("d1", "T1", "C1", (time(9, 5),), "Europe/Berlin", now), **more)


def slot(now: datetime, **more: Any) -> Delivery:
    given = Delivery("T1", "d1|2026-11-20|09:05", "d1", "C1", now, "due", now)
    return replace(given, **more)


def entered(store: Store, *deliveries: Delivery) -> None:
    store.ledger.enqueue(deliveries, scan_progress=())


def test_subscriptions_come_back_as_they_went_in(store: Store, now: datetime) -> None:
    one = wanted(
        now,
        wall_times=(time(9, 5), time(17, 30)),
        weekdays=(0, 4),
        topics=("climate, \ud800",),
        excluded_terms=("/a|b/", "sport"),
        source_ids=("s1",),
        max_stories=3,
        max_per_outlet=2,
        quiet_hours=(time(22), time(7)),
        skip_when_empty=True,
        with_opinion=True,
        sections=SectionKind.FOLDER,
        created_by="U1",
        paused=True,
        skip_until=now,
    )
    two = wanted(now, team="T2", disabled_reason="is_archived", source_channel="C2")
    for each in (one, two, replace(one, max_stories=7)):
        store.subscriptions.save(each, scanned_until=now, next_due_at=None)

    assert store.subscriptions.all() == (replace(one, max_stories=7), two)
    assert store.subscriptions.for_channel("T2", "C1") == (two,)
    assert store.subscriptions.get("T2", "d1") == two
    assert store.ledger.delete_subscription("T1", "d1")
    assert not store.ledger.delete_subscription("T1", "d1")
    assert store.subscriptions.all() == (two,)


def test_those_are_ready_whose_next_slot_has_come(store: Store, now: datetime) -> None:
    soon, later = now + timedelta(minutes=1), now + timedelta(hours=1)
    store.subscriptions.save(wanted(now), scanned_until=now, next_due_at=soon)
    store.subscriptions.save(wanted(now, id="d2"), scanned_until=now, next_due_at=later)
    store.subscriptions.save(wanted(now, id="d3", paused=True), scanned_until=now, next_due_at=soon)

    assert store.subscriptions.due(now) == ()
    assert store.subscriptions.due(soon) == ((wanted(now), now),)

    store.ledger.enqueue((), scan_progress=[("T1", "d1", soon, later)])
    assert store.subscriptions.due(soon) == ()


def test_a_clock_that_was_ahead_is_forgotten(store: Store, now: datetime) -> None:
    ahead = now + timedelta(days=365)
    store.subscriptions.save(wanted(now), scanned_until=now, next_due_at=now)
    entered(
        store,
        slot(now, idempotency_key="a", due_at=ahead, state="missed"),
        slot(now, idempotency_key="b", due_at=ahead, state="sent"),
    )
    store.ledger.enqueue((), scan_progress=[("T1", "d1", ahead, ahead)])

    store.ledger.reset_cursors(now)

    assert store.subscriptions.due(now) == ((wanted(now), now),)
    assert store.outbox.get("T1", "a") is None
    assert store.outbox.get("T1", "b") is not None


def test_a_slot_is_entered_once(store: Store, now: datetime) -> None:
    assert store.ledger.enqueue([slot(now)], scan_progress=()) == (slot(now),)
    assert store.ledger.enqueue([slot(now, channel="other")], scan_progress=()) == ()
    assert store.ledger.enqueue([slot(now, team="T2")], scan_progress=()) != ()


def test_a_delivery_comes_back_as_it_went_in(store: Store, now: datetime) -> None:
    full = slot(
        now,
        state="doubtful",
        window=Window(now, now + timedelta(days=1)),
        payload_json='{"text": "Ü"}',
        brief_id="b1",
        thread_ts="1.2",
        attempts=3,
        first_attempt_at=now,
        last_attempt_at=now + timedelta(seconds=1),
        ts="3.4",
        error="is_archived",
    )
    entered(store, full)

    assert store.outbox.get("T1", full.idempotency_key) == full
    assert store.outbox.for_subscription("T1", "d1") == (full,)
    assert store.outbox.last_window_until("T1", "d1") == now + timedelta(days=1)


def test_one_of_many_claims_a_pending_delivery(store: Store, now: datetime) -> None:
    entered(store, slot(now, state="pending"))
    won: list[Delivery | None] = []
    claimers = [
        threading.Thread(target=lambda: won.append(store.outbox.claim(slot(now), "me", now)))
        for _ in range(8)
    ]
    for thread in claimers:
        thread.start()
    for thread in claimers:
        thread.join()

    claimed = [each for each in won if each is not None]
    assert len(claimed) == 1
    assert (claimed[0].state, claimed[0].attempts, claimed[0].first_attempt_at) == ("sending", 1, now)


def test_what_another_process_was_sending_is_unknown(store: Store, now: datetime) -> None:
    entered(
        store,
        slot(now, idempotency_key="a", state="pending"),
        slot(now, idempotency_key="b", state="pending"),
    )
    store.outbox.claim(slot(now, idempotency_key="a"), "before", now)
    store.outbox.claim(slot(now, idempotency_key="b"), "me", now)

    assert store.outbox.recover_in_flight("me") == 1
    assert [store.outbox.get("T1", name).state for name in "ab"] == ["unknown", "sending"]


def test_the_next_is_the_longest_due_that_may_be_sent(store: Store, now: datetime) -> None:
    hour = timedelta(hours=1)
    entered(
        store,
        slot(now, idempotency_key="held", state="pending", due_at=now - 3 * hour, not_before=now + hour),
        slot(now, idempotency_key="busy", state="pending", due_at=now - 2 * hour, channel="C2"),
        slot(now, idempotency_key="first", state="pending", due_at=now - hour),
        slot(now, idempotency_key="second", state="pending"),
        slot(now, idempotency_key="lost", state="unknown"),
        slot(now, idempotency_key="other", state="pending", team="T2", due_at=now - 9 * hour),
    )

    assert store.outbox.next_ready("T1", "pending", now, excluded_channels=["C2"]).idempotency_key == "first"
    assert store.outbox.next_ready("T1", "pending", now).idempotency_key == "busy"
    assert store.outbox.next_ready("T1", "pending", now + hour).idempotency_key == "held"
    assert store.outbox.next_ready("T1", "unknown", now).idempotency_key == "lost"
    assert store.outbox.next_ready("T1", "unknown", now, excluded_keys=["lost"]) is None


def test_what_goes_on_in_a_thread_waits_for_its_first_message(store: Store, now: datetime) -> None:
    first, more = (
        slot(now, state="pending", payload_json="{}"),
        slot(now, idempotency_key=slot(now).idempotency_key + "#2", state="waiting"),
    )
    entered(store, slot(now))
    store.ledger.set_payload(first, [more], now=now)
    assert store.outbox.next_ready("T1", "pending", now).idempotency_key == first.idempotency_key

    store.ledger.record_result(replace(first, state="sent", ts="7.7", channel="D1"))

    following = store.outbox.next_ready("T1", "pending", now)
    assert (following.idempotency_key, following.thread_ts, following.channel) == (
        more.idempotency_key,
        "7.7",
        "D1",
    )


def test_what_a_digest_told_is_remembered_unless_nobody_read_it(store: Store, now: datetime) -> None:
    told = [("a1", ""), ("a1", "It rained."), ("a2", "")]
    entered(store, slot(now), slot(now, idempotency_key="x"))
    store.ledger.set_payload(slot(now, state="pending", brief_id="b1"), quoted_sentences=told, now=now)
    assert store.quoted_history.for_channel("T1", "C1", now) == {"a1": ("It rained.",), "a2": ()}
    assert store.quoted_history.for_channel("T1", "C2", now) == {}

    store.ledger.record_result(slot(now, state="failed", brief_id="b1"))
    assert store.quoted_history.for_channel("T1", "C1", now) == {}

    store.ledger.set_payload(
        slot(now, idempotency_key="x", state="pending", brief_id="b2"), quoted_sentences=told, now=now
    )
    store.ledger.cancel_pending("T1", "d1", "is_archived")
    assert store.quoted_history.for_channel("T1", "C1", now) == {}
    assert store.outbox.get("T1", "x").state == "failed"


def test_what_was_told_long_ago_is_forgotten(store: Store, now: datetime) -> None:
    store.quoted_history.add("T1", "C1", "b1", [("a1", "")], now)
    later = now + QUOTE_RETENTION + timedelta(seconds=1)

    assert store.quoted_history.for_channel("T1", "C1", later) == {}
    assert store.quoted_history.delete_expired(later) == 1


def test_a_deleted_subscription_sends_nothing_more(store: Store, now: datetime) -> None:
    store.subscriptions.save(wanted(now), scanned_until=now, next_due_at=None)
    entered(store, slot(now, state="pending"))

    store.ledger.delete_subscription("T1", "d1")

    assert store.outbox.get("T1", slot(now).idempotency_key).state == "missed"


def test_due_slots_are_listed_longest_due_first(store: Store, now: datetime) -> None:
    later = slot(now, idempotency_key="later", due_at=now + timedelta(hours=1))
    first = slot(now, idempotency_key="first", team="T2")
    store.ledger.enqueue([later, first, slot(now, state="missed")], scan_progress=())

    assert store.outbox.list_due() == (first, later)
    assert store.outbox.list_due(limit=1) == (first,)
    store.ledger.set_payload(replace(first, state="empty"), now=now)
    assert store.outbox.list_due() == (later,)


def test_a_slot_that_was_set_aside_takes_no_late_message(store: Store, now: datetime) -> None:
    entered(store, slot(now))
    assert store.outbox.set_aside(slot(now), "too_long")

    late = slot(now, state="pending", payload_json="{}", brief_id="b1")
    follow_up = slot(now, idempotency_key=f"{late.idempotency_key}#2", state="waiting")
    assert not store.ledger.set_payload(late, [follow_up], quoted_sentences=[("a1", "")], now=now)

    (kept,) = store.outbox.for_subscription("T1", "d1")
    assert (kept.state, kept.error, kept.payload_json) == ("failed", "too_long", "")
    assert not store.quoted_history.for_channel("T1", "C1", now)
    assert not store.outbox.set_aside(kept, "fault")
    assert store.outbox.start_attempt(kept) is None


def test_what_failed_before_is_rendered_after_the_others(store: Store, now: datetime) -> None:
    first = slot(now)
    entered(store, first, slot(now + timedelta(hours=1), idempotency_key="later", channel="C2"))
    store.outbox.start_attempt(first)

    def keys(**excluded: Any) -> list[str]:
        return [each.idempotency_key for each in store.outbox.list_due(**excluded)]

    assert keys() == ["later", first.idempotency_key]
    assert keys(excluded_channels=["C2"]) == [first.idempotency_key]
    assert keys(excluded_keys=["later"]) == [first.idempotency_key]


def test_what_belongs_to_a_channel_moves_to_its_new_id(store: Store, now: datetime) -> None:
    store.subscriptions.save(wanted(now), scanned_until=now, next_due_at=None)
    store.subscriptions.save(wanted(now, team="T2"), scanned_until=now, next_due_at=None)

    store.ledger.move_channel("T1", "C1", "C9")

    assert store.subscriptions.for_channel("T1", "C9") == (wanted(now, channel="C9"),)
    assert store.subscriptions.for_channel("T1", "C1") == ()
    assert store.subscriptions.for_channel("T2", "C1") == (wanted(now, team="T2"),)


def test_a_digest_is_no_expired_post(store: Store, now: datetime) -> None:
    store.subscriptions.save(wanted(now), scanned_until=now, next_due_at=None)
    entered(store, slot(now))

    assert store.ledger.delete_expired_posts(now + timedelta(days=400)) == 0
    assert store.outbox.for_subscription("T1", "d1", limit=1)
