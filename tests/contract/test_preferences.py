"""A channel's preferences, votes and recent outlets."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from news.preferences import Preferences
from storage.records import RECENT_PERIOD, VOTE_RETENTION

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from storage.contract import Store
    from storage.records import IncomingArticle, PreferenceKind

    Came = Callable[..., IncomingArticle]


def test_weights_go_by_steps_up_to_a_bound_and_back(store: Store, now: datetime) -> None:
    def change(step: int, *names: str) -> tuple[int, ...]:
        return store.preferences.change_weights("T1", "C1", "topic", names, step, created_by="U1", now=now)

    assert change(1, "storm", "sport \ud800") == (1, 1)
    assert change(1, "storm") == (2,)
    assert change(1, "storm") == (2,)
    assert change(-1, "sport \ud800", "chess") == (0, -1)
    assert store.preferences.for_channel("T1", "C1", now).topic_weights == {"storm": 2, "chess": -1}
    assert change(0, "storm", "chess") == (0, 0)
    assert store.preferences.for_channel("T1", "C1", now) == Preferences()


def test_kinds_channels_and_workspaces_are_apart(store: Store, now: datetime) -> None:
    changes: tuple[tuple[str, str, PreferenceKind, str], ...] = (
        ("T1", "C1", "topic", "one"),
        ("T1", "C1", "source", "one"),
        ("T1", "C2", "outside", ""),
        ("T2", "C1", "topic", "two"),
    )
    for team, channel, kind, name in changes:
        store.preferences.change_weights(team, channel, kind, [name], -1, created_by="U1", now=now)

    assert store.preferences.for_channel("T1", "C1", now) == Preferences({"one": -1}, {"one": -1})
    assert not store.preferences.for_channel("T1", "C2", now).exploration_enabled
    assert store.preferences.for_channel("T2", "C1", now) == Preferences({"two": -1})


def test_each_member_has_one_vote_on_an_article(store: Store, now: datetime) -> None:
    def vote(user_id: str, article_id: str, value: int) -> None:
        store.preferences.vote("T1", "C1", user_id, article_id, "one", value, now=now)

    vote("U1", "a", 1)
    vote("U1", "a", -1)
    vote("U2", "a", 1)
    vote("U2", "b", 1)
    vote("U3", "b", 1)
    vote("U3", "b", 0)

    preferences = store.preferences.for_channel("T1", "C1", now)
    assert preferences.article_votes == {"a": (1, 1), "b": (1, 0)}
    assert preferences.source_votes == {"one": (2, 1)}
    assert store.preferences.for_channel("T2", "C1", now) == Preferences()


def test_old_votes_do_not_count_and_are_deleted(store: Store, now: datetime) -> None:
    store.preferences.vote("T1", "C1", "U1", "a", "one", 1, now=now)
    later = now + VOTE_RETENTION + timedelta(seconds=1)

    assert store.preferences.for_channel("T1", "C1", later).article_votes == {}
    assert store.preferences.delete_expired(now + VOTE_RETENTION) == 0
    assert store.preferences.delete_expired(later) == 1


def test_outlets_that_were_quoted_lately_are_counted(store: Store, came: Came, now: datetime) -> None:
    store.sources.follow("T1", "C1", "one", created_at=now)
    store.sources.follow("T2", "C1", "two", created_at=now)
    first, second, third = store.articles.add([came(1), came(2), came(3, source="two")]).new_articles
    store.quoted_history.add(
        "T1", "C1", "b1", [(first.id, "A."), (first.id, "B."), (second.id, ""), (third.id, "C.")], now
    )

    assert store.preferences.for_channel("T1", "C1", now).recent_outlet_counts == {"One": 1}
    later = now + RECENT_PERIOD + timedelta(seconds=1)
    assert store.preferences.for_channel("T1", "C1", later).recent_outlet_counts == {}
