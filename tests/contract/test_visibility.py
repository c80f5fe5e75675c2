"""A channel sees what its own sources brought, and no trace of anybody else's."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from news.source import Source
from storage.records import WORKSPACE_CHANNEL

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from storage.contract import Store
    from storage.records import IncomingArticle

    Came = Callable[..., IncomingArticle]


@pytest.fixture
def follows(store: Store, now: datetime) -> Store:
    """T1 follows "one" as a whole; its private channel follows "two"; T2's channel follows "three"."""
    store.sources.follow("T1", WORKSPACE_CHANNEL, "one", created_at=now, created_by="U1")
    store.sources.follow("T1", "C_private", "two", created_at=now, created_by="U1")
    store.sources.follow("T2", "C_general", "three", created_at=now, created_by="U2")
    return store


def seen(store: Store, team: str, channel: str) -> list[str]:
    return [source.id for source in store.sources.for_channel(team, channel)]


@pytest.mark.parametrize(
    ("team", "channel", "sources"),
    [
        ("T1", "C_private", ["one", "two"]),
        ("T1", "C_general", ["one"]),
        ("T1", WORKSPACE_CHANNEL, ["one"]),
        ("T2", "C_general", ["three"]),
        ("T2", "C_private", []),
        ("T3", "C_general", []),
        ("", "", []),
    ],
)
def test_a_channel_follows_its_own_sources_and_its_workspaces(
    follows: Store, team: str, channel: str, sources: list[str]
) -> None:
    assert seen(follows, team, channel) == sources


def test_each_way_of_reading_shows_a_channel_its_own_sources_alone(
    follows: Store, came: Came, now: datetime
) -> None:
    added = follows.articles.add([came(1, source="one"), came(2, source="two"), came(3, source="three")])
    names = [article.id for article in added.new_articles]

    for team, channel, expected in (
        ("T1", "C_private", {"one", "two"}),
        ("T1", "C_general", {"one"}),
        ("T2", "C_general", {"three"}),
        ("T3", "C_general", set()),
    ):
        sources = seen(follows, team, channel)
        latest = follows.articles.latest(sources)
        assert {
            a.source_id for a in follows.articles.in_window(sources, now - timedelta(days=1), now)
        } == expected
        assert {a.source_id for a in follows.articles.search("storm coast", sources)} == expected
        assert {a.source_id for a in follows.articles.current_versions(names, sources)} == expected
        assert {
            a.source_id for name in names for a in follows.articles.list_versions(name, sources)
        } == expected
        assert (latest is not None) == bool(expected)
        assert latest is None or latest.source_id in expected


def test_a_strangers_feed_that_borrows_an_address_changes_nothing_for_others(
    follows: Store, came: Came, now: datetime
) -> None:
    url = "https://news.example/budget"
    forged = came(1, source="three", url=url, title="Budget is a hoax", text="Send money.", outlet="Liar")
    follows.articles.add([forged])

    (joined,) = follows.articles.add(
        [came(2, source="one", url=url, title="Budget passes", text="By 52 to 48.")]
    ).shared_articles

    assert follows.articles.in_window(["one"], now - timedelta(days=1), now) == (joined,)
    assert follows.articles.search("budget", ["one"]) == (joined,)
    assert follows.articles.search("hoax money", ["one"]) == ()
    assert (joined.title, joined.text, joined.source_id) == ("Budget passes", "By 52 to 48.", "one")


def test_the_text_that_a_private_feed_paid_for_is_not_shown_to_others(
    follows: Store, came: Came, now: datetime
) -> None:
    follows.articles.add([came(1, source="two", text="The whole story, for subscribers.")])
    follows.articles.add([came(1, source="three", text="A summary.", partial=True)])

    (shown,) = follows.articles.in_window(["three"], now - timedelta(days=1), now)

    assert (shown.text, shown.partial, shown.source_id) == ("A summary.", True, "three")
    assert follows.articles.search("subscribers", ["three"]) == ()


def test_who_sees_both_renditions_gets_the_article_once_and_whole(
    follows: Store, came: Came, now: datetime
) -> None:
    follows.articles.add([came(1, source="one", text="A summary of the storm.", partial=True)])
    follows.articles.add([came(1, source="two", text="The whole story of the storm.")])
    both = ["one", "two"]

    (shown,) = follows.articles.in_window(both, now - timedelta(days=1), now)

    assert shown.text == "The whole story of the storm."
    assert len(follows.articles.search("storm", both)) == 1
    assert follows.articles.latest(both) == shown


def test_an_edit_by_the_first_source_is_what_its_readers_see(follows: Store, came: Came) -> None:
    (first,) = follows.articles.add([came(1, source="one", text="Two are hurt.")]).new_articles
    follows.articles.add([came(1, source="two", text="Two people are hurt.")])
    follows.articles.add([came(1, source="one", text="Three are hurt.")])

    (shown,) = follows.articles.current_versions([first.id], ["one", "two"])

    assert shown.text == "Three are hurt."


def test_who_added_a_source_is_told_to_its_followers_alone(store: Store, now: datetime) -> None:
    store.sources.save(Source("four", "https://four.example", "feed", now, created_by="U_secret"))
    store.sources.follow(
        "T2", "C", "four", created_at=now + timedelta(days=1), created_by="U2", topic="world"
    )

    (source,) = store.sources.for_channel("T2", "C")

    assert (source.created_by, source.created_at) == ("U2", now + timedelta(days=1))
    assert store.sources.topics_by_source("T2", "C") == {"four": "world"}
    assert store.sources.topics_by_source("T1", "C") == {}


def test_a_source_nobody_follows_any_more_is_not_visited(follows: Store) -> None:
    assert follows.sources.unfollow("T2", "C_general", "three")
    assert not follows.sources.unfollow("T2", "C_general", "three")

    assert [source.id for source in follows.sources.active()] == ["one", "two"]
    assert [source.id for source in follows.sources.all()] == ["one", "two", "three"]
