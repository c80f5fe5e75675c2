"""Which stories come first: by the sum of their reasons, and with room for what is unlike."""

from __future__ import annotations

import heapq
from dataclasses import replace
from typing import TYPE_CHECKING

from news.story import RankingSignal, Story
from summarize.ranking import ranking_signals

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from summarize.ranking.ranking_signals import Group, Weighing

# Points taken from a story for its likeness (cosine) above `UNLIKE` to one that stands above it, among the first
# `PLACES`: 0, .5, 1, 1.5, 2 and 3 give P@5 .505, .506, .511, .511, .510 and .511 (bench/ranking.py --sweep); from 0,
# .05 and .1 on .509, .511 and .510.
ALIKE, UNLIKE, PLACES = 1.5, 0.05, 20


def rank(groups: Sequence[Group], weighing: Weighing) -> tuple[Story, ...]:
    """Order stories, best first.

    Args:
        groups: (story id, its articles) as `stories.group` gives them.
        weighing: what they are held against.

    Returns:
        Stories without sentences, each with its reasons.
    """
    habits = ranking_signals.Habits(groups)
    ranked = [
        Story(
            name,
            tuple(members),
            ranking_signals=tuple(map(_rounded, ranking_signals.of(members, weighing, habits))),
        )
        for name, members in groups
    ]
    return tuple(_varied(sorted(ranked, key=_place), weighing.alike))


# ---- private


def _place(story: Story) -> tuple[float, float, str]:
    return -story.score, -story.latest_article_at.timestamp(), story.id


def _varied(ranked: Sequence[Story], alike: Callable[[str, str], float]) -> list[Story]:
    """Take points from stories that are like one above them; the first places are dealt one by one.

    What is taken only grows with the stories above, so that the next place goes to the first story that stays ahead of
    all that were not looked at anew.
    """
    placed: list[Story] = []
    # With what is taken from it; as it was ranked; how many stood above it when it was looked at.
    waiting = [(_place(story), story, story, 0) for story in ranked]
    heapq.heapify(waiting)
    while waiting and len(placed) < PLACES:
        _, story, bare, seen = heapq.heappop(waiting)
        if seen == len(placed):
            placed.append(story)
            continue
        story = _less_alike(bare, placed, alike)
        heapq.heappush(waiting, (_place(story), story, bare, len(placed)))
    left = {story.id for story in placed}
    return placed + [story for story in ranked if story.id not in left]


def _less_alike(story: Story, above: Sequence[Story], alike: Callable[[str, str], float]) -> Story:
    likeness, place = max((alike(story.id, other.id), -place) for place, other in enumerate(above, 1))
    points = round(-ALIKE * max(likeness - UNLIKE, 0.0), 2)
    if not points:
        return story
    return replace(
        story,
        ranking_signals=(
            *story.ranking_signals,
            RankingSignal("alike", f"like story {-place} above", points),
        ),
    )


def _rounded(reason: RankingSignal) -> RankingSignal:
    """Keep two digits of the points, so that what is printed adds up."""
    return replace(reason, points=round(reason.points, 2))
