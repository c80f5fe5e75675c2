from datetime import UTC, datetime, timedelta

from news.article import Article
from news.story import RankingSignal, Story
from summarize.ranking import exploration

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)


def _article(name: str, outlet: str, hours: float) -> Article:
    when = NOW - timedelta(hours=hours)
    return Article(id=name, source_id="s", outlet=outlet, url="", title="Bridge closed", text="", sentence_spans=(), first_seen_at=when, published_at=when)  # fmt: skip


def test_a_story_is_outside_the_habit_if_none_of_its_outlets_is_usual_here() -> None:
    stories = [
        Story("usual", (_article("a", "Courier", 1),)),
        Story("mixed", (_article("b", "Courier", 1), _article("c", "Bulletin", 1))),
        Story("live", (_article("l", "Bulletin", 1),), ranking_signals=(RankingSignal("rolling", "", -1.0),)),
        Story(
            "unwanted", (_article("u", "Bulletin", 1),), ranking_signals=(RankingSignal("wish", "", -1.0),)
        ),
        Story("new", (_article("d", "Bulletin", 1),)),
    ]
    habit = {"Courier": 15, "Ledger": 15, "Bulletin": 1}

    found = list(exploration.exploration_candidates(stories, habit))

    assert [story.id for story in found] == ["new"]
    assert exploration.exploration_signal(found[0], habit).description.endswith(
        "Bulletin, 1 of the last 31 articles quoted here"
    )
    assert list(exploration.exploration_candidates(stories, {"Courier": 10})) == []
