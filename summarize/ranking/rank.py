"""Which stories come first: by the sum of their reasons, and with room for what is unlike."""

from __future__ import annotations

import heapq
from dataclasses import replace
from typing import TYPE_CHECKING

from news.story import RankingSignal, Story
from summarize.ranking import ranking_signals

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from summarize.ranking.ranking_signals import ArticleGroup, RankingContext

# Points taken from a story for its likeness (cosine) above `UNLIKE` to one that stands above it, among the first
# `PLACES`: 0, .5, 1, 1.5, 2 and 3 give P@5 .505, .506, .511, .511, .510 and .511 (bench/ranking.py --sweep); from 0,
# .05 and .1 on .509, .511 and .510.
SIMILARITY_PENALTY, PENALTY_FREE_SIMILARITY, MAX_DIVERSIFIED_STORIES = 1.5, 0.05, 20


def rank_stories(groups: Sequence[ArticleGroup], context: RankingContext) -> tuple[Story, ...]:
    """Order stories, best first.

    Args:
        groups: (story id, its articles) as `stories.group` gives them.
        context: what they are held against.

    Returns:
        Stories without sentences, each with its reasons.
    """
    outlet_stats = ranking_signals.OutletStats(groups)
    stories = [
        Story(
            story_id,
            tuple(members),
            ranking_signals=tuple(
                map(_round_points, ranking_signals.ranking_signals(members, context, outlet_stats))
            ),
        )
        for story_id, members in groups
    ]
    return tuple(_diversify(sorted(stories, key=_rank_key), context.similarity))


# ---- private


def _rank_key(story: Story) -> tuple[float, float, str, str, str]:
    """Order stories by their points; between equals by what they say, because an id depends on where files lie."""
    newest = story.articles[0]
    return -story.score, -story.latest_article_at.timestamp(), newest.outlet, newest.title, story.id


def _diversify(ranked_stories: Sequence[Story], similarity: Callable[[str, str], float]) -> list[Story]:
    """Take points from stories that are like one above them; the first places are dealt one by one.

    What is taken only grows with the stories above, so that the next place goes to the first story that stays ahead of
    all that were not looked at anew.
    """
    placed_stories: list[Story] = []
    # With what is taken from it; as it was ranked; how many stood above it when it was looked at.
    candidate_heap = [(_rank_key(story), story, story, 0) for story in ranked_stories]
    heapq.heapify(candidate_heap)
    while candidate_heap and len(placed_stories) < MAX_DIVERSIFIED_STORIES:
        _, story, unpenalized_story, placed_count = heapq.heappop(candidate_heap)
        if placed_count == len(placed_stories):
            placed_stories.append(story)
            continue
        story = _penalize_similarity(unpenalized_story, placed_stories, similarity)
        heapq.heappush(candidate_heap, (_rank_key(story), story, unpenalized_story, len(placed_stories)))
    placed_ids = {story.id for story in placed_stories}
    return placed_stories + [story for story in ranked_stories if story.id not in placed_ids]


def _penalize_similarity(
    story: Story, higher_stories: Sequence[Story], similarity: Callable[[str, str], float]
) -> Story:
    max_similarity, rank_above = max(
        (similarity(story.id, other.id), -rank_above) for rank_above, other in enumerate(higher_stories, 1)
    )
    points = round(-SIMILARITY_PENALTY * max(max_similarity - PENALTY_FREE_SIMILARITY, 0.0), 2)
    if not points:
        return story
    return replace(
        story,
        ranking_signals=(
            *story.ranking_signals,
            RankingSignal("alike", f"like story {-rank_above} above", points),
        ),
    )


def _round_points(signal: RankingSignal) -> RankingSignal:
    """Keep two digits of the points, so that what is printed adds up."""
    return replace(signal, points=round(signal.points, 2))
