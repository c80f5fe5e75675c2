import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from news.article import Article
from news.preferences import Preferences
from news.story import Story
from summarize.ranking import rank, ranking_signals
from summarize.ranking.ranking_signals import RankingContext
from summarize.ranking.ranking_weights import DEFAULT_WEIGHTS

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)


def _article(
    name: str,
    outlet: str,
    hours: float,
    title: str = "Bridge closed",
    text: str = "The bridge was closed.",
    language: str = "en",
    source: str = "s",
) -> Article:
    when = NOW - timedelta(hours=hours)
    return Article(id=name, source_id=source, outlet=outlet, url="", title=title, text=text, sentence_spans=((0, len(text)),), first_seen_at=when, published_at=when, language=language)  # fmt: skip


def test_a_story_of_many_outlets_comes_before_one_of_one() -> None:
    wide = ("wide", (_article("a", "Courier", 5, text="One."), _article("b", "Ledger", 6, text="Two.")))
    narrow = ("narrow", (_article("c", "Post", 5),))

    assert [story.id for story in rank.rank_stories([narrow, wide], RankingContext(NOW))] == [
        "wide",
        "narrow",
    ]


def test_of_two_alike_the_newer_comes_first() -> None:
    groups = [("old", (_article("a", "Courier", 30),)), ("new", (_article("b", "Courier", 1),))]

    assert [story.id for story in rank.rank_stories(groups, RankingContext(NOW))] == ["new", "old"]


def test_other_weights_give_another_order() -> None:
    wide = ("wide", (_article("a", "Courier", 5, text="One."), _article("b", "Ledger", 6, text="Two.")))
    latest = ("latest", (_article("c", "Post", 4),))
    weights = replace(DEFAULT_WEIGHTS, recency=30.0)

    ranked = rank.rank_stories([wide, latest], RankingContext(NOW, weights=weights))

    assert [story.id for story in rank.rank_stories([wide, latest], RankingContext(NOW))] == [
        "wide",
        "latest",
    ]
    assert [story.id for story in ranked] == ["latest", "wide"]


def test_a_copy_counts_as_what_it_copies() -> None:
    articles = (_article("a", "Courier", 5), _article("b", "Ledger", 4))

    (story,) = rank.rank_stories([("s", articles)], RankingContext(NOW))

    assert len(ranking_signals.independent_articles(articles)) == 1
    assert "told by 2 outlets, 1 of them in own words" in [
        reason.description for reason in story.ranking_signals
    ]


def _points(story: Story) -> dict[str, float]:
    return {reason.name: reason.points for reason in story.ranking_signals}


def test_reasons_add_up_to_the_score_as_they_are_printed() -> None:
    groups = [
        (
            f"s{hours}",
            tuple(_article(f"{hours}{outlet}", outlet, hours, text=outlet) for outlet in "ABC"[:size]),
        )
        for hours, size in ((0.3, 1), (1.7, 3), (5.1, 2), (7.9, 3), (23, 1))
    ]
    taste = Preferences(
        topic_weights={"bridge": 2},
        source_weights={"s": -1},
        article_votes={"1.7A": (2, 1)},
        source_votes={"s": (5, 3)},
    )

    ranked = rank.rank_stories(
        groups, RankingContext(NOW, "bridge", {"1.7A": 1.0, "5.1B": 0.333}, taste, lambda *_: 0.777)
    )

    for story in ranked:
        printed = sum(round(100 * float(f"{reason.points:+.2f}")) for reason in story.ranking_signals)
        assert printed == round(100 * float(f"{story.score:+.2f}"))
    assert [story.score for story in ranked] == sorted((story.score for story in ranked), reverse=True)


def test_coverage_activity_and_recency_are_counted_as_documented() -> None:
    groups = [("s", (_article("a", "Courier", 4, text="One."), _article("b", "Ledger", 6, text="Two.")))]

    (story,) = rank.rank_stories(groups, RankingContext(NOW))

    assert _points(story) == {
        "coverage": 1.0,
        "activity": pytest.approx(math.log2(1 + 0.5 + 0.5**1.5), abs=0.005),
        "recency": pytest.approx(2 * 0.5 ** (4 / 6), abs=0.005),
    }
    assert [reason.description for reason in story.ranking_signals] == [
        "told by 2 outlets",
        "2 reports in the last 8 hours",
        "latest 4 hours ago",
    ]


def test_a_story_about_the_topic_and_one_whose_headline_names_it_say_so() -> None:
    groups = [
        ("named", (_article("a", "Courier", 5),)),
        ("about", (_article("b", "Courier", 5, title="River shut"),)),
    ]

    ranked = rank.rank_stories(groups, RankingContext(NOW, "bridge", {"a": 0.5, "b": 1.0}))

    assert {story.id: (_points(story)["topic"], _points(story).get("headline")) for story in ranked} == {
        "named": (0.5, 0.5),
        "about": (1.0, None),
    }


def test_an_outlet_that_writes_more_than_usual_and_one_that_seldom_writes_are_named() -> None:
    alone = [
        (f"s{number}", (_article(f"o{number}", "Courier", 9, text=f"{number}"),)) for number in range(18)
    ]
    many = ("many", tuple(_article(f"m{number}", "Courier", 9, text=f"m {number}") for number in range(4)))
    rare = ("rare", (_article("r", "Bulletin", 9, text="rare"),))

    ranked = {story.id: story for story in rank.rank_stories([*alone, many, rare], RankingContext(NOW))}

    assert "Courier wrote 4 reports on it, usually 1.2 on a story" in [
        reason.description for reason in ranked["many"].ranking_signals
    ]
    assert _points(ranked["many"])["unusual"] == pytest.approx(0.3 * math.log2(4 / (22 / 19)), abs=0.005)
    assert _points(ranked["rare"])["seldom heard"] == pytest.approx(0.2)
    assert set(_points(ranked["s1"])) == {"coverage", "activity", "recency"}


def test_a_rolling_item_and_a_headline_that_asks_come_after_news() -> None:
    groups = [
        ("live", (_article("a", "Courier", 1, title="LIVE: Bridge closed, minute by minute"),)),
        ("asks", (_article("b", "Courier", 1, title="Can the bridge be saved? | Courier"),)),
        ("news", (_article("c", "Courier", 4),)),
    ]

    ranked = rank.rank_stories(groups, RankingContext(NOW))

    assert [story.id for story in ranked] == ["asks", "news", "live"]
    assert _points(ranked[0])["question"] == pytest.approx(-0.5)
    assert _points(ranked[2])["rolling"] == pytest.approx(-1.0)


def test_a_story_like_one_above_it_makes_room_for_another() -> None:
    groups = [(name, (_article(name, "Courier", hours),)) for name, hours in (("a", 1), ("b", 2), ("c", 4))]

    ranked = rank.rank_stories(
        groups, RankingContext(NOW, similarity=lambda one, other: 0.55 * ({one, other} == {"a", "b"}))
    )

    assert [story.id for story in ranked] == ["a", "c", "b"]
    assert [(reason.description, reason.points) for reason in ranked[2].ranking_signals][-1] == (
        "like story 1 above",
        -0.75,
    )


@pytest.mark.parametrize(
    ("taste", "first", "words"),
    [
        (Preferences(topic_weights={"opera": 1}), "opera", "this channel wants more of “opera”"),
        (Preferences(topic_weights={"bridge": -2}), "opera", "this channel wants much less of “bridge”"),
        (Preferences(source_weights={"post": 2}), "opera", "this channel wants much more from Post"),
        (Preferences(article_votes={"o": (4, 0)}), "opera", "votes on it: 4 for more, 0 for less"),
        (
            Preferences(source_votes={"post": (20, 0)}),
            "opera",
            "votes on what Post told before: 20 for more, 0 for less",
        ),
        (Preferences(article_votes={"o": (1, 0)}), "bridge", "votes on it: 1 for more, 0 for less"),
        (Preferences(article_votes={"o": (3, 3)}), "bridge", ""),
    ],
)
def test_what_a_channel_wants_moves_stories_and_says_so(taste: Preferences, first: str, words: str) -> None:
    groups = [
        ("bridge", (_article("b", "Courier", 5, source="courier"),)),
        (
            "opera",
            (
                _article(
                    "o", "Post", 7, title="Opera sold out", text="The opera was sold out.", source="post"
                ),
            ),
        ),
    ]

    ranked = rank.rank_stories(groups, RankingContext(NOW, preferences=taste))

    assert ranked[0].id == first
    assert not words or words in [reason.description for story in ranked for reason in story.ranking_signals]


def test_less_of_a_source_counts_only_where_no_other_tells_the_story() -> None:
    groups = [
        (
            "both",
            (_article("a", "Courier", 5, source="c"), _article("b", "Post", 5, text="Other.", source="p")),
        ),
        ("alone", (_article("x", "Courier", 5, source="c"),)),
    ]

    ranked = rank.rank_stories(groups, RankingContext(NOW, preferences=Preferences(source_weights={"c": -1})))

    assert {story.id: "wish" in _points(story) for story in ranked} == {"both": False, "alone": True}
