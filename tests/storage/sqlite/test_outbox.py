"""Subscriptions, the slots that were due, and what each channel was told."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING

from news.digest import Delivery, Subscription
from news.window import Window
from storage.sqlite import quoted_history

if TYPE_CHECKING:
    from datetime import datetime

    from storage.sqlite.store import Store


def wanted(now: datetime, **more: object) -> Subscription:
    return replace(Subscription("d1", "T1", "C1", (time(9, 5),), "Europe/Berlin", now), **more)


def slot(now: datetime, **more: object) -> Delivery:
    given = Delivery("T1", "d1|2026-11-20|09:05", "d1", "C1", now, "due", now)
    return replace(given, **more)


def entered(store: Store, *deliveries: Delivery) -> None:
    store.deliveries.enter(deliveries, swept=())


def test_subscriptions_come_back_as_they_went_in(store: Store, now: datetime) -> None:
    one = wanted(
        now,
        times=(time(9, 5), time(17, 30)),
        days=(0, 4),
        topics=("climate, \ud800",),
        without=("/a|b/", "sport"),
        sources=("s1",),
        stories=3,
        most_of_one=2,
        quiet=(time(22), time(7)),
        silent=True,
        made_by="U1",
        paused=True,
        skip_until=now,
    )
    two = wanted(now, team="T2", parked="is_archived")
    for each in (one, two, replace(one, stories=7)):
        store.subscriptions.put(each, swept=now, following=None)

    assert store.subscriptions.all() == (replace(one, stories=7), two)
    assert store.subscriptions.of("T2", "C1") == (two,)
    assert store.subscriptions.by_id("T2", "d1") == two
    assert store.subscriptions.remove("T1", "d1")
    assert not store.subscriptions.remove("T1", "d1")
    assert store.subscriptions.all() == (two,)


def test_those_are_ready_whose_next_slot_has_come(store: Store, now: datetime) -> None:
    soon, later = now + timedelta(minutes=1), now + timedelta(hours=1)
    store.subscriptions.put(wanted(now), swept=now, following=soon)
    store.subscriptions.put(wanted(now, id="d2"), swept=now, following=later)
    store.subscriptions.put(wanted(now, id="d3", paused=True), swept=now, following=soon)

    assert store.subscriptions.ready(now) == ()
    assert store.subscriptions.ready(soon) == ((wanted(now), now),)

    store.deliveries.enter((), swept=[("T1", "d1", soon, later)])
    assert store.subscriptions.ready(soon) == ()


def test_a_clock_that_was_ahead_is_forgotten(store: Store, now: datetime) -> None:
    ahead = now + timedelta(days=365)
    store.subscriptions.put(wanted(now), swept=now, following=now)
    entered(
        store, slot(now, slot="a", due=ahead, state="missed"), slot(now, slot="b", due=ahead, state="sent")
    )
    store.deliveries.enter((), swept=[("T1", "d1", ahead, ahead)])

    store.subscriptions.rewind(now)

    assert store.subscriptions.ready(now) == ((wanted(now), now),)
    assert store.deliveries.by_slot("T1", "a") is None
    assert store.deliveries.by_slot("T1", "b") is not None


def test_a_slot_is_entered_once(store: Store, now: datetime) -> None:
    assert store.deliveries.enter([slot(now)], swept=()) == (slot(now),)
    assert store.deliveries.enter([slot(now, channel="other")], swept=()) == ()
    assert store.deliveries.enter([slot(now, team="T2")], swept=()) != ()


def test_a_delivery_comes_back_as_it_went_in(store: Store, now: datetime) -> None:
    full = slot(
        now,
        state="doubtful",
        window=Window(now, now + timedelta(days=1)),
        payload='{"text": "Ü"}',
        brief="b1",
        thread="1.2",
        tries=3,
        first=now,
        last=now + timedelta(seconds=1),
        ts="3.4",
        error="is_archived",
    )
    entered(store, full)

    assert store.deliveries.by_slot("T1", full.slot) == full
    assert store.deliveries.of("T1", "d1") == (full,)
    assert store.deliveries.last_until("T1", "d1") == now + timedelta(days=1)


def test_one_of_many_claims_a_pending_delivery(store: Store, now: datetime) -> None:
    entered(store, slot(now, state="pending"))
    won: list[Delivery | None] = []
    claimers = [
        threading.Thread(target=lambda: won.append(store.deliveries.claim(slot(now), "me", now)))
        for _ in range(8)
    ]
    for thread in claimers:
        thread.start()
    for thread in claimers:
        thread.join()

    claimed = [each for each in won if each is not None]
    assert len(claimed) == 1
    assert (claimed[0].state, claimed[0].tries, claimed[0].first) == ("sending", 1, now)


def test_what_another_process_was_sending_is_unknown(store: Store, now: datetime) -> None:
    entered(store, slot(now, slot="a", state="pending"), slot(now, slot="b", state="pending"))
    store.deliveries.claim(slot(now, slot="a"), "before", now)
    store.deliveries.claim(slot(now, slot="b"), "me", now)

    assert store.deliveries.orphaned("me") == 1
    assert [store.deliveries.by_slot("T1", name).state for name in "ab"] == ["unknown", "sending"]


def test_the_next_is_the_longest_due_that_may_be_sent(store: Store, now: datetime) -> None:
    hour = timedelta(hours=1)
    entered(
        store,
        slot(now, slot="held", state="pending", due=now - 3 * hour, ready=now + hour),
        slot(now, slot="busy", state="pending", due=now - 2 * hour, channel="C2"),
        slot(now, slot="first", state="pending", due=now - hour),
        slot(now, slot="second", state="pending"),
        slot(now, slot="lost", state="unknown"),
        slot(now, slot="other", state="pending", team="T2", due=now - 9 * hour),
    )

    assert store.deliveries.next("T1", "pending", now, channels=["C2"]).slot == "first"
    assert store.deliveries.next("T1", "pending", now).slot == "busy"
    assert store.deliveries.next("T1", "pending", now + hour).slot == "held"
    assert store.deliveries.next("T1", "unknown", now).slot == "lost"
    assert store.deliveries.next("T1", "unknown", now, slots=["lost"]) is None


def test_what_goes_on_in_a_thread_waits_for_its_first_message(store: Store, now: datetime) -> None:
    first, more = (
        slot(now, state="pending", payload="{}"),
        slot(now, slot=slot(now).slot + "#2", state="waiting"),
    )
    entered(store, slot(now))
    store.deliveries.made(first, [more], now=now)
    assert store.deliveries.next("T1", "pending", now).slot == first.slot

    store.deliveries.settle(replace(first, state="sent", ts="7.7", channel="D1"))

    following = store.deliveries.next("T1", "pending", now)
    assert (following.slot, following.thread, following.channel) == (more.slot, "7.7", "D1")


def test_what_a_digest_told_is_remembered_unless_nobody_read_it(store: Store, now: datetime) -> None:
    told = [("a1", ""), ("a1", "It rained."), ("a2", "")]
    entered(store, slot(now), slot(now, slot="x"))
    store.deliveries.made(slot(now, state="pending", brief="b1"), told=told, now=now)
    assert store.memory.of("T1", "C1", now) == {"a1": ("It rained.",), "a2": ()}
    assert store.memory.of("T1", "C2", now) == {}

    store.deliveries.settle(slot(now, state="failed", brief="b1"))
    assert store.memory.of("T1", "C1", now) == {}

    store.deliveries.made(slot(now, slot="x", state="pending", brief="b2"), told=told, now=now)
    store.deliveries.park("T1", "d1", "is_archived")
    assert store.memory.of("T1", "C1", now) == {}
    assert store.deliveries.by_slot("T1", "x").state == "failed"


def test_what_was_told_long_ago_is_forgotten(store: Store, now: datetime) -> None:
    store.memory.add("T1", "C1", "b1", [("a1", "")], now)
    later = now + quoted_history.KEPT + timedelta(seconds=1)

    assert store.memory.of("T1", "C1", later) == {}
    assert store.memory.forget(later) == 1


def test_a_deleted_subscription_sends_nothing_more(store: Store, now: datetime) -> None:
    store.subscriptions.put(wanted(now), swept=now, following=None)
    entered(store, slot(now, state="pending"))

    store.subscriptions.remove("T1", "d1")

    assert store.deliveries.by_slot("T1", slot(now).slot).state == "missed"
