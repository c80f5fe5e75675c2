import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from news.article import Article
from summarize.clustering import cluster
from summarize.clustering.clustering_parameters import DEFAULT_PARAMETERS
from summarize.clustering.online_clustering import OnlineClusterer

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)
BRIDGE = "The Harl bridge at Denmouth was closed on Tuesday after inspectors found cracks in two of its pillars. About 400 families on the island were moved to schools."
CRACKS = "Inspectors who found cracks in two pillars of the Harl bridge closed it on Tuesday. Families on the island at Denmouth were moved to schools overnight."
OPERA = "The opera house of Corrin opened its season with a work by a composer of nineteen. The tenor forgot a verse and was applauded for it."


def _add(
    stream: OnlineClusterer, name: str, title: str, lead: str = "", hours: float = 0, language: str = "en"
) -> str:
    return stream.add(
        id=name,
        title=title,
        lead=lead,
        published_at=NOW + timedelta(hours=hours),
        outlet="Courier",
        language=language,
    )


def test_two_reports_of_one_event_become_one_story() -> None:
    stream = OnlineClusterer()

    assert _add(stream, "a", "Harl bridge closed after cracks are found", BRIDGE) == "a"
    assert _add(stream, "b", "Corrin's opera opens its season", OPERA, 1) == "b"
    assert _add(stream, "c", "Cracks close bridge at Denmouth", CRACKS, 2) == "a"


def test_a_story_that_nothing_was_added_to_for_days_is_closed() -> None:
    stream = OnlineClusterer()
    _add(stream, "a", "Harl bridge closed after cracks are found", BRIDGE)

    assert _add(stream, "b", "Harl bridge closed after cracks are found", BRIDGE, 24 * 6) == "b"


@pytest.mark.parametrize("merged", [0.5, 0.1])
def test_what_was_placed_before_is_placed_the_same_with_whatever_comes_later(merged: float) -> None:
    # The lower, the more stories become one.
    parameters = replace(DEFAULT_PARAMETERS, min_merge_similarity=merged)
    rng = random.Random(7)
    merges = 0
    events = [[f"{letter}{number}word" for number in range(8)] for letter in "bcdfghklmnpr"]
    titles = [" ".join(rng.sample(rng.choice(events), 4)) for _ in range(240)]
    came = [
        Article(
            f"{merged} {number}",
            "s",
            f"Outlet {number % 5}",
            "",
            title,
            "",
            (),
            NOW + timedelta(hours=number / 3),
        )
        for number, title in enumerate(titles)
    ]
    late = [came.pop(rng.randrange(len(came))) for _ in range(30)]

    for end in range(10, len(came), 17):
        articles = came[:end] + late[: end // 8]
        stream, expected = OnlineClusterer(parameters), {}
        into: dict[str, str] = {}
        for each in sorted(articles, key=lambda each: (each.appeared_at, each.id)):
            expected[each.id] = _add_article(stream, each)
            into |= {merge.merged_id: merge.surviving_id for merge in stream.pop_merges()}

        placed = cluster.cluster_incrementally(articles, parameters)

        found = {each.id: name for name, members in placed.groups for each in members}
        assert found == {each: _last(name, into) for each, name in expected.items()}
        assert len(placed.story_merges) == len(into)
        merges += len(into)
        again = cluster.cluster_incrementally(list(reversed(articles)), parameters)
        assert (placed.groups, placed.story_merges) == (again.groups, again.story_merges)
    assert merged > 0.1 or merges > 20


def _add_article(stream: OnlineClusterer, article: Article) -> str:
    return stream.add(id=article.id, title=article.title, lead="", published_at=article.appeared_at, outlet=article.outlet, language="en")  # fmt: skip


def _last(name: str, into: dict[str, str]) -> str:
    while name in into:
        name = into[name]
    return name


def test_a_live_blog_joins_no_story_and_glues_none_together() -> None:
    stream = OnlineClusterer()
    _add(stream, "a", "Harl bridge closed after cracks are found", BRIDGE)
    live = _add(stream, "live", "LIVE: Harl bridge and the opera, minute by minute", f"{BRIDGE} {OPERA}", 1)

    assert live == "live"
    assert _add(stream, "b", "Corrin's opera opens its season", OPERA, 2) == "b"


def test_reports_in_two_languages_are_not_compared() -> None:
    stream = OnlineClusterer()
    _add(
        stream,
        "a",
        "Harl Denmouth Corrin",
        "Harl Denmouth Corrin Lowmere Asterre Selwyn Wexmoor Uplands Tarrow",
    )

    assert (
        _add(
            stream,
            "b",
            "Harl Denmouth Corrin",
            "Harl Denmouth Corrin Lowmere Asterre Selwyn Wexmoor Uplands Tarrow",
            1,
            "de",
        )
        == "b"
    )


def test_an_id_that_comes_again_later_does_not_open_the_old_story_again() -> None:
    stream = OnlineClusterer()
    _add(stream, "a", "Harl bridge closed after cracks are found", BRIDGE)

    assert _add(stream, "a", "Corrin's opera opens its season", OPERA, 1) != "a"


@pytest.mark.parametrize(
    "text", ["", "\0", "\ud800", "a" * 100_000, "the of and", "漢字" * 50_000, "x " * 50_000, "!?" * 1000]
)
def test_hostile_text_is_placed_like_any_other(text: str) -> None:
    stream = OnlineClusterer()

    assert _add(stream, "a", text, text) == "a"
    assert _add(stream, "b", text, text, 1) in {"a", "b"}


def test_placing_is_the_same_every_time() -> None:
    def placed() -> list[str]:
        stream = OnlineClusterer()
        return [
            _add(stream, str(n), f"Harl bridge report {n % 7} of {n % 3}", f"{BRIDGE} {n % 5}", n)
            for n in range(200)
        ]

    assert placed() == placed()


def test_the_stream_forgets_what_is_closed() -> None:
    stream = OnlineClusterer()
    for day in range(60):
        _add(
            stream,
            str(day),
            f"Event number {day} in town {day * 17}",
            f"Nobody in place{day} had seen thing{day} before today.",
            24 * day,
        )

    assert len(stream._open_clusters) < 10
    assert len(stream._expiry_heap) < 20
    assert len(stream._inverted_index) < 300
