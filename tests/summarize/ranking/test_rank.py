import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from news.article import Article
from news.article_kind import ArticleKind
from news.preferences import Preferences
from news.story import RankingSignal, SignalCode, Story
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
    assert story.ranking_signals[0].values == {"outlets": 2, "independent": 1}


def _points(story: Story) -> dict[str, float]:
    return {signal.code: signal.points for signal in story.ranking_signals}


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
        groups, RankingContext(NOW, "bridge", frozenset({"1.7A", "5.1B"}), taste, lambda *_: 0.777)
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
        "activity": pytest.approx(0.5 * math.log2(1 + 0.5 + 0.5**1.5), abs=0.005),
        "recency": pytest.approx(0.5 ** (4 / 12), abs=0.005),
    }
    assert [signal.values for signal in story.ranking_signals] == [
        {"outlets": 2, "independent": 2},
        {"reports": 2, "hours": 8},
        {"hours": 4},
    ]


def test_a_story_says_how_many_of_its_reports_are_about_the_topic() -> None:
    river = _article("c", "Post", 5, title="River shut", text="The river was shut.")
    groups = [
        ("named", (_article("a", "Courier", 5), _article("b", "Ledger", 5, text="Closed."))),
        ("partly", (_article("d", "Courier", 5, title="River shut"), river)),
    ]

    ranked = rank.rank_stories(groups, RankingContext(NOW, "bridge", frozenset({"a", "b", "d"})))

    assert {story.id: (_points(story)["topic"], _points(story).get("headline")) for story in ranked} == {
        "named": (1.0, 0.5),
        "partly": (0.5, None),
    }
    assert {"topic": "bridge", "about": 1, "reports": 2} in [
        signal.values for signal in ranked[1].ranking_signals
    ]


def test_an_outlet_gets_nothing_for_writing_little() -> None:
    busy = [(f"s{number}", (_article(f"o{number}", "Courier", 9, text=f"{number}"),)) for number in range(25)]
    rare = ("rare", (_article("r", "Bulletin", 9, text="rare"),))

    ranked = {story.id: story for story in rank.rank_stories([*busy, rare], RankingContext(NOW))}

    assert _points(ranked["rare"]) == _points(ranked["s1"])


def test_commentary_and_reports_from_before_the_window_cover_nothing() -> None:
    reports = (_article("a", "Courier", 2, text="One."), _article("b", "Ledger", 40, text="Two."))
    column = replace(_article("c", "Post", 1, text="Three."), kind=ArticleKind.OPINION)
    context = RankingContext(NOW, is_current=lambda article: article.appeared_at > NOW - timedelta(hours=24))

    (story,) = rank.rank_stories([("s", (column, *reports))], context)

    assert [signal.values for signal in story.ranking_signals] == [
        {"outlets": 1, "independent": 1},
        {"reports": 1, "hours": 8},
        {"hours": 2},
    ]


def test_a_report_that_reads_like_commentary_comes_after_one_that_does_not() -> None:
    doubtful = replace(_article("a", "Courier", 1), commentary_probability=0.5)
    sure = replace(_article("b", "Courier", 4), commentary_probability=0.01)

    ranked = rank.rank_stories([("doubtful", (doubtful,)), ("sure", (sure,))], RankingContext(NOW))

    assert [story.id for story in ranked] == ["sure", "doubtful"]
    assert _points(ranked[1])["commentary"] == pytest.approx(-1.0)
    assert "commentary" not in _points(ranked[0])


def test_a_rolling_item_and_a_headline_that_asks_come_after_news() -> None:
    groups = [
        ("live", (_article("a", "Courier", 1, title="LIVE: Bridge closed, minute by minute"),)),
        ("asks", (_article("b", "Courier", 1, title="Can the bridge be saved? | Courier"),)),
        ("news", (_article("c", "Courier", 4),)),
    ]

    ranked = rank.rank_stories(groups, RankingContext(NOW))

    assert [story.id for story in ranked] == ["news", "asks", "live"]
    assert _points(ranked[1])["question"] == pytest.approx(-0.5)
    assert _points(ranked[2])["roundup"] == pytest.approx(-1.0)


def test_a_story_like_one_above_it_makes_room_for_another() -> None:
    groups = [(name, (_article(name, "Courier", hours),)) for name, hours in (("a", 1), ("b", 2), ("c", 4))]

    ranked = rank.rank_stories(
        groups, RankingContext(NOW, similarity=lambda one, other: 0.55 * ({one, other} == {"a", "b"}))
    )

    assert [story.id for story in ranked] == ["a", "c", "b"]
    assert ranked[2].ranking_signals[-1] == RankingSignal(SignalCode.SIMILARITY, -0.75, {"number": 1})


@pytest.mark.parametrize(
    ("taste", "first", "code", "values"),
    [
        (
            Preferences(topic_weights={"opera": 1}),
            "opera",
            SignalCode.TOPIC_PREFERENCE,
            {"topic": "opera", "weight": 1},
        ),
        (
            Preferences(topic_weights={"bridge": -2}),
            "opera",
            SignalCode.TOPIC_PREFERENCE,
            {"topic": "bridge", "weight": -2},
        ),
        (
            Preferences(source_weights={"post": 2}),
            "opera",
            SignalCode.SOURCE_PREFERENCE,
            {"outlet": "Post", "weight": 2},
        ),
        (Preferences(article_votes={"o": (4, 0)}), "opera", SignalCode.STORY_VOTES, {"more": 4, "less": 0}),
        (
            Preferences(source_votes={"post": (20, 0)}),
            "opera",
            SignalCode.SOURCE_VOTES,
            {"outlets": "Post", "more": 20, "less": 0},
        ),
        (Preferences(article_votes={"o": (1, 0)}), "bridge", SignalCode.STORY_VOTES, {"more": 1, "less": 0}),
        (Preferences(article_votes={"o": (3, 3)}), "bridge", None, {}),
    ],
)
def test_what_a_channel_wants_moves_stories_and_says_so(
    taste: Preferences, first: str, code: SignalCode | None, values: dict[str, str | int]
) -> None:
    groups = [
        ("bridge", (_article("b", "Courier", 2, source="courier"),)),
        (
            "opera",
            (
                _article(
                    "o", "Post", 8, title="Opera sold out", text="The opera was sold out.", source="post"
                ),
            ),
        ),
    ]

    ranked = rank.rank_stories(groups, RankingContext(NOW, preferences=taste))

    assert ranked[0].id == first
    found = {signal.code: signal.values for story in ranked for signal in story.ranking_signals}
    assert code is None or found[code] == values


def test_less_of_a_source_counts_only_where_no_other_tells_the_story() -> None:
    groups = [
        (
            "both",
            (_article("a", "Courier", 5, source="c"), _article("b", "Post", 5, text="Other.", source="p")),
        ),
        ("alone", (_article("x", "Courier", 5, source="c"),)),
    ]

    ranked = rank.rank_stories(groups, RankingContext(NOW, preferences=Preferences(source_weights={"c": -1})))

    assert {story.id: "source_preference" in _points(story) for story in ranked} == {
        "both": False,
        "alone": True,
    }
