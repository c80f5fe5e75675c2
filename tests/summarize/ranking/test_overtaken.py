from datetime import UTC, datetime, timedelta

from news.article import Article
from news.story import RankingSignal, SignalCode, Story
from summarize.extraction.stories import headlines
from summarize.ranking.overtaken import demote_overtaken

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)


def _story(name: str, title: str, points: float, hours: float) -> Story:
    article = Article(
        name, "s", "Courier", "", title, f"{title}.", ((0, len(title) + 1),), NOW,
        published_at=NOW - timedelta(hours=hours), language="en",
    )  # fmt: skip
    return Story(name, (article,), ranking_signals=(RankingSignal(SignalCode.COVERAGE, points),))


PLAN = _story("plan", "Senate to reject gun bill", 3.0, 9)
DONE = _story("done", "Senate rejected gun bill on Wednesday", 2.0, 1)
OTHER = _story("other", "Bridge closed in Ashport", 1.0, 1)


def _demote(*stories: Story, similarity: float = 0.3) -> list[str]:
    ranked = demote_overtaken(
        stories, similarity=lambda _one, _other: similarity, tells_done=headlines.is_overtaken
    )
    return [story.id for story in ranked]


def test_what_will_happen_falls_behind_what_happened() -> None:
    assert _demote(PLAN, DONE, OTHER) == ["done", "plan", "other"]


def test_the_signal_says_which_story_overtook_it_and_the_points_add_up() -> None:
    done, plan = demote_overtaken(
        (PLAN, DONE), similarity=lambda _one, _other: 0.3, tells_done=headlines.is_overtaken
    )

    assert plan.ranking_signals[-1].code is SignalCode.OVERTAKEN
    assert plan.ranking_signals[-1].values == {"number": 1}
    assert plan.score < done.score


def test_another_event_or_an_older_report_overtakes_nothing() -> None:
    older = _story("old", "Senate rejected gun bill in spring", 2.0, 30)

    assert _demote(PLAN, DONE, similarity=0.05) == ["plan", "done"]
    assert _demote(PLAN, older) == ["plan", "old"]
    assert _demote(PLAN, OTHER) == ["plan", "other"]
