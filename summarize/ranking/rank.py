"""Rank stories by the sum of their signals, and vary the stories in the first places."""

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
    """Rank stories, best first.

    Args:
        groups: (story id, articles), as `stories.group` returns them.
        context: the data that the stories are ranked with.

    Returns:
        Stories without sentences, each with its ranking signals.
    """
    stories = [
        Story(
            story_id,
            tuple(members),
            ranking_signals=tuple(map(_round_points, ranking_signals.ranking_signals(members, context))),
        )
        for story_id, members in groups
    ]
    return tuple(_diversify(sorted(stories, key=_rank_key), context))


# ---- private


def _rank_key(story: Story) -> tuple[float, float, str, str, str]:
    """Return the sort key of a story: its points, then its content.

    Ids are not used, because ids depend on file paths.
    """
    newest = story.articles[0]
    return -story.score, -story.latest_article_at.timestamp(), newest.outlet, newest.title, story.id


def _diversify(ranked_stories: Sequence[Story], context: RankingContext) -> list[Story]:
    """Fill the first places one by one, with a penalty for stories that resemble a higher-ranked story.

    A penalty only grows with the stories above, so the next place goes to the first story that stays ahead of all
    stories with a penalty not yet updated.
    """
    placed_stories: list[Story] = []
    # The penalized story; the story as ranked; the number of stories above it when the penalty was computed.
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
    """Round the points of signals to two digits, so that the printed points add up."""
    return replace(signal, points=round(signal.points, 2))
