"""One deliberate pick from outside a channel's habit, so that a brief does not only tell what it always told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news.story import RankingSignal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from news.story import Story

# A habit is known from so many quoted articles on: four briefs of five stories.
KNOWN = 20
# An outlet is outside the habit below this share of what was quoted.
RARE = 0.05
# What speaks against a pick: it is no event, or the channel wants less of it.
AGAINST = frozenset({"rolling", "wish", "votes"})
# A brief of fewer stories has no place to give away.
ROOM = 4


def candidates(ranked: Iterable[Story], habit: Mapping[str, int]) -> Iterator[Story]:
    """Give the stories of which every outlet is seldom quoted in the channel and nothing speaks against, in order.

    Args:
        ranked: best first.
        habit: how many articles of each outlet were quoted there lately; below `KNOWN` in all it is no habit yet.
    """
    total = sum(habit.values())
    if total < KNOWN:
        return
    for story in ranked:
        rare = all(habit.get(outlet, 0) < RARE * total for outlet in story.outlets)
        if rare and not any(each.name in AGAINST and each.points < 0 for each in story.ranking_signals):
            yield story


def reason(story: Story, habit: Mapping[str, int]) -> RankingSignal:
    """Say why a story of `candidates` was picked; its rank is its own, so that this adds nothing."""
    quoted = sum(habit.get(outlet, 0) for outlet in story.outlets)
    times = f"{quoted} of the last {sum(habit.values())} articles quoted here"
    return RankingSignal(
        "outside", f"picked from outside what this channel usually gets: {story.outlets[0]}, {times}", 0.0
    )
