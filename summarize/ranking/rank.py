"""Which stories come first: by the sum of their reasons, and with room for what is unlike."""

from __future__ import annotations

import heapq
from dataclasses import replace
from typing import TYPE_CHECKING

from news.story import RankingSignal, SignalCode, Story
from summarize.ranking import ranking_signals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarize.ranking.ranking_signals import ArticleGroup, RankingContext


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
    return tuple(_diversify(sorted(stories, key=_rank_key), context))


# ---- private


def _rank_key(story: Story) -> tuple[float, float, str]:
    return -story.score, -story.latest_article_at.timestamp(), story.id


def _diversify(ranked_stories: Sequence[Story], context: RankingContext) -> list[Story]:
    """Take points from stories that are like one above them; the first places are dealt one by one.

    What is taken only grows with the stories above, so that the next place goes to the first story that stays ahead of
    all that were not looked at anew.
    """
    placed_stories: list[Story] = []
    # With what is taken from it; as it was ranked; how many stood above it when it was looked at.
    candidate_heap = [(_rank_key(story), story, story, 0) for story in ranked_stories]
    heapq.heapify(candidate_heap)
    while candidate_heap and len(placed_stories) < context.weights.max_diversified_stories:
        _, story, unpenalized_story, placed_count = heapq.heappop(candidate_heap)
        if placed_count == len(placed_stories):
            placed_stories.append(story)
            continue
        story = _penalize_similarity(unpenalized_story, placed_stories, context)
        heapq.heappush(candidate_heap, (_rank_key(story), story, unpenalized_story, len(placed_stories)))
    placed_ids = {story.id for story in placed_stories}
    return placed_stories + [story for story in ranked_stories if story.id not in placed_ids]


def _penalize_similarity(story: Story, higher_stories: Sequence[Story], context: RankingContext) -> Story:
    max_similarity, rank_above = max(
        (context.similarity(story.id, other.id), -rank_above)
        for rank_above, other in enumerate(higher_stories, 1)
    )
    penalized_similarity = max(max_similarity - context.weights.penalty_free_similarity, 0.0)
    points = round(-context.weights.similarity_penalty * penalized_similarity, 2)
    if not points:
        return story
    return replace(
        story,
        ranking_signals=(
            *story.ranking_signals,
            RankingSignal(SignalCode.SIMILARITY, points, {"number": -rank_above}),
        ),
    )


def _round_points(signal: RankingSignal) -> RankingSignal:
    """Keep two digits of the points, so that what is printed adds up."""
    return replace(signal, points=round(signal.points, 2))
