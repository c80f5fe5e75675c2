"""The transactions over several repositories: a channel that moves, a thread that is deleted, posts that expire."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from news.brief import Brief, BriefRequest
from news.digest import POST_KEY_PREFIX, Delivery, DeliveryError, Subscription
from news.thread import Thread
from news.window import recent_window
from storage.records import EVENT_RETENTION

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from storage.contract import Store
    from storage.records import IncomingArticle

    Came = Callable[..., IncomingArticle]

SECOND = timedelta(seconds=1)
THREAD = Thread("T1", "C1", "7.7")


def _digest(now: datetime, **changes: Any) -> Subscription:
    return replace(Subscription("d1", "T1", "C1", (time(9),), "UTC", now), **changes)


def _delivery(now: datetime, key: str, state: str = "pending", **changes: Any) -> Delivery:
    return replace(Delivery("T1", key, "", "C1", now, "due", now), **{"state": state, **changes})


def _states(store: Store, *keys: str, team: str = "T1") -> dict[str, str]:
    found = {key: store.outbox.get(team, key) for key in keys}
    return {key: delivery.state if delivery else "" for key, delivery in found.items()}


def _brief(now: datetime, brief_id: str, channel: str = "C1", team: str = "T1") -> Brief:
    return Brief(brief_id, BriefRequest(team, channel, recent_window(timedelta(hours=1), now)), now)


# ---- move_channel


def test_all_that_a_channel_has_moves_with_it(store: Store, now: datetime, came: Came) -> None:
    (article,) = store.articles.add([came(1)]).new_articles
    for team in ("T1", "T2"):
        store.sources.follow(team, "C1", "one", created_at=now)
        store.briefs.save(_brief(now, f"{team} b1", team=team))
        store.threads.register(replace(THREAD, team=team), f"{team} b1", now)
        store.threads.add_question(replace(THREAD, team=team), "Who?", now)
        store.quoted_history.add(team, "C1", f"{team} b1", [("a1", "It rained.")], now)
        store.preferences.change_weights(team, "C1", "topic", ["storm"], 1, created_by="U1", now=now)
        store.preferences.vote(team, "C1", "U1", article.id, "one", 1, now=now)
        store.ledger.enqueue([replace(_delivery(now, "k1"), team=team)], scan_progress=())

    store.ledger.move_channel("T1", "C1", "C9")

    for team, channel, other in (("T1", "C9", "C1"), ("T2", "C1", "C9")):
        thread = Thread(team, channel, "7.7")
        assert store.sources.ids_for_channel(team, channel) == {"one"}
        assert store.threads.find_brief_id(thread) == f"{team} b1"
        assert store.threads.recent_questions(thread) == ("Who?",)
        assert store.quoted_history.for_channel(team, channel, now) == {"a1": ("It rained.",)}
        preferences = store.preferences.for_channel(team, channel, now)
        assert preferences.topic_weights == {"storm": 1}
        assert preferences.article_votes == {article.id: (1, 0)}
        brief = store.briefs.load(team, f"{team} b1")
        assert brief is not None
        assert brief.request.target_channel == channel
        delivery = store.outbox.get(team, "k1")
        assert delivery is not None
        assert delivery.channel == channel
        assert not store.sources.ids_for_channel(team, other)
        assert not store.quoted_history.for_channel(team, other, now)
        assert store.threads.find_brief_id(replace(thread, channel=other)) is None


def test_a_personal_digest_goes_on_reading_the_channel_that_moved(store: Store, now: datetime) -> None:
    personal = _digest(now, channel="U1", source_channel="C1")
    store.subscriptions.save(personal, scanned_until=now, next_due_at=None)

    store.ledger.move_channel("T1", "C1", "C9")

    assert store.subscriptions.get("T1", "d1") == replace(personal, source_channel="C9")


def test_where_both_channels_have_an_entry_the_moved_one_stays(store: Store, now: datetime) -> None:
    for channel, step in (("C1", 1), ("C9", -1)):
        store.preferences.change_weights("T1", channel, "topic", ["storm"], step, created_by="U1", now=now)
        store.sources.follow("T1", channel, "one", created_at=now)
    store.preferences.change_weights("T1", "C9", "topic", ["chess"], 1, created_by="U1", now=now)

    store.ledger.move_channel("T1", "C1", "C9")
    store.ledger.move_channel("T1", "C1", "C9")

    assert store.preferences.for_channel("T1", "C9", now).topic_weights == {"storm": 1, "chess": 1}
    assert store.sources.ids_for_channel("T1", "C9") == {"one"}


def test_what_is_due_in_a_channel_that_moved_is_due_once(store: Store, now: datetime) -> None:
    store.subscriptions.save(_digest(now), scanned_until=now, next_due_at=now + SECOND)
    slot = _delivery(now, "d1|2026-11-23|09:00", "due", subscription_id="d1")
    store.ledger.enqueue([slot], scan_progress=())

    store.ledger.move_channel("T1", "C1", "C9")

    assert store.ledger.enqueue([replace(slot, channel="C9")], scan_progress=()) == ()
    assert [(each.idempotency_key, each.channel) for each in store.outbox.list_due()] == [
        (slot.idempotency_key, "C9")
    ]
    assert [each.channel for each, _ in store.subscriptions.due(now + SECOND)] == ["C9"]


# ---- close_thread


def test_nothing_more_is_posted_to_a_thread_that_was_deleted(store: Store, now: datetime) -> None:
    thread = {"thread_ts": "7.7"}
    store.ledger.enqueue(
        [
            _delivery(now, "reply", **thread),
            _delivery(now, "elsewhere", thread_ts="8.8"),
            _delivery(now, "other channel", channel="C2", **thread),
            replace(_delivery(now, "other team", **thread), team="T2"),
            _delivery(now, "channel itself"),
            _delivery(now, "posted", "sent", **thread),
            _delivery(now, "on its way", "sending", **thread),
            _delivery(now, "unclear", "unknown", **thread),
        ],
        scan_progress=(),
    )

    store.ledger.close_thread(THREAD)

    assert _states(
        store, "reply", "elsewhere", "other channel", "channel itself", "posted", "on its way", "unclear"
    ) == {
        "reply": "failed",
        "elsewhere": "pending",
        "other channel": "pending",
        "channel itself": "pending",
        "posted": "sent",
        # What was sent must still be looked for.
        "on its way": "sending",
        "unclear": "unknown",
    }
    assert _states(store, "other team", team="T2") == {"other team": "pending"}
    reply = store.outbox.get("T1", "reply")
    assert reply is not None
    assert reply.error == DeliveryError.THREAD_DELETED


def test_the_parts_that_wait_for_a_deleted_thread_end_too(store: Store, now: datetime) -> None:
    keys = ["root", "root#2", "root#3", "root#4", "roots#2"]
    store.ledger.enqueue(
        [
            _delivery(now, "root", "sent", ts="7.7"),
            _delivery(now, "root#2", thread_ts="7.7"),
            _delivery(now, "root#3", "waiting"),
            _delivery(now, "root#4", "waiting"),
            _delivery(now, "roots#2", "waiting"),
        ],
        scan_progress=(),
    )

    store.ledger.close_thread(THREAD)
    store.ledger.close_thread(THREAD)

    assert _states(store, *keys) == dict(
        zip(keys, ["sent", "failed", "failed", "failed", "waiting"], strict=True)
    )


def test_only_the_deleted_thread_is_forgotten(store: Store, now: datetime) -> None:
    store.briefs.save(_brief(now, "b1"))
    others = [replace(THREAD, thread_ts="8.8"), replace(THREAD, channel="C2")]
    for thread in (THREAD, *others):
        store.threads.register(thread, "b1", now)

    store.ledger.close_thread(THREAD)

    assert store.threads.find_brief_id(THREAD) is None
    assert [store.threads.find_brief_id(other) for other in others] == ["b1", "b1"]
    assert store.briefs.load("T1", "b1") is not None


# ---- delete_expired_posts


@pytest.mark.parametrize("state", ["sent", "failed", "missed", "doubtful", "waiting", "due", "empty"])
def test_a_post_expires_after_its_time_and_not_before(store: Store, now: datetime, state: str) -> None:
    store.ledger.enqueue([_delivery(now, f"{POST_KEY_PREFIX}1", state)], scan_progress=())

    assert store.ledger.delete_expired_posts(now + EVENT_RETENTION) == 0
    assert store.ledger.delete_expired_posts(now + EVENT_RETENTION + SECOND) == 1
    assert store.outbox.get("T1", f"{POST_KEY_PREFIX}1") is None


@pytest.mark.parametrize("state", ["pending", "sending", "unknown"])
def test_a_post_that_may_still_be_posted_does_not_expire(store: Store, now: datetime, state: str) -> None:
    store.ledger.enqueue([_delivery(now, f"{POST_KEY_PREFIX}1", state)], scan_progress=())

    assert store.ledger.delete_expired_posts(now + 2 * EVENT_RETENTION) == 0


def test_parts_of_posts_expire_and_keys_that_only_look_alike_do_not(store: Store, now: datetime) -> None:
    expired = [f"{POST_KEY_PREFIX}1", f"{POST_KEY_PREFIX}1#2", f"{POST_KEY_PREFIX}\uffff"]
    kept = [POST_KEY_PREFIX[:-1], f"x{POST_KEY_PREFIX}1", "d1|2026-11-20|09:05", POST_KEY_PREFIX.upper()]
    store.ledger.enqueue([_delivery(now, key, "sent") for key in (*expired, *kept)], scan_progress=())

    assert store.ledger.delete_expired_posts(now + 2 * EVENT_RETENTION) == len(expired)
    assert _states(store, *kept) == dict.fromkeys(kept, "sent")


# ---- attempts


def test_an_attempt_that_met_a_full_disk_is_taken_back_once(store: Store, now: datetime) -> None:
    store.ledger.enqueue([_delivery(now, "k1", "due")], scan_progress=())
    (due,) = store.outbox.list_due()
    attempt = store.outbox.start_attempt(due)
    assert attempt is not None

    store.outbox.take_back_attempt(attempt)
    store.outbox.take_back_attempt(attempt)

    assert store.outbox.list_due() == (due,)
    second = store.outbox.start_attempt(due)
    assert second is not None
    store.ledger.set_payload(replace(second, state="pending"), now=now)
    store.outbox.take_back_attempt(second)
    kept = store.outbox.get("T1", "k1")
    assert kept is not None
    assert (kept.state, kept.attempts) == ("pending", 1)


# ---- what changes


def test_row_ids_change_with_each_new_article_and_version(store: Store, came: Came) -> None:
    seen = [store.articles.newest_row_ids()]
    store.articles.add([came(1)])
    seen.append(store.articles.newest_row_ids())
    store.articles.add([came(1)])
    assert store.articles.newest_row_ids() == seen[-1]
    store.articles.add(
        [came(1, text="The harbour wall broke in a second place at noon, the harbour master said.")]
    )
    seen.append(store.articles.newest_row_ids())
    store.articles.add([came(2)])
    seen.append(store.articles.newest_row_ids())

    assert len(set(seen)) == len(seen)
