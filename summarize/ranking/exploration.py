"""One deliberate pick from outside a channel's habit, so that a brief does not only tell what it always told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news.story import RankingSignal, SignalCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from news.story import Story

# A habit is known from so many quoted articles on: four briefs of five stories.
MIN_QUOTED_ARTICLES = 20
# An outlet is outside the habit below this share of what was quoted.
MAX_RARE_OUTLET_SHARE = 0.05
# What speaks against a pick: it is no event, or the channel wants less of it.
DISQUALIFYING_SIGNALS = frozenset(
    {
        SignalCode.ROUNDUP,
        SignalCode.TOPIC_PREFERENCE,
        SignalCode.SOURCE_PREFERENCE,
        SignalCode.STORY_VOTES,
        SignalCode.SOURCE_VOTES,
    }
)
# A brief of fewer stories has no place to give away.
MIN_STORIES_FOR_EXPLORATION = 4


def exploration_candidates(
    ranked_stories: Iterable[Story], outlet_counts: Mapping[str, int]
) -> Iterator[Story]:
    """Return the stories of which every outlet is seldom quoted in the channel and nothing speaks against, in order.

    Args:
        ranked_stories: best first.
        outlet_counts: how many articles of each outlet were quoted there lately; below `KNOWN` in all it is no
            habit yet.
    """
    quoted_total = sum(outlet_counts.values())
    if quoted_total < MIN_QUOTED_ARTICLES:
        return
    for story in ranked_stories:
        has_only_rare_outlets = all(
            outlet_counts.get(outlet, 0) < MAX_RARE_OUTLET_SHARE * quoted_total for outlet in story.outlets
        )
        if has_only_rare_outlets and not any(
            signal.code in DISQUALIFYING_SIGNALS and signal.points < 0 for signal in story.ranking_signals
        ):
            yield story


def exploration_signal(story: Story, outlet_counts: Mapping[str, int]) -> RankingSignal:
    """Return why a story of `candidates` was picked; its rank is its own, so that this adds nothing."""
    quoted_count = sum(outlet_counts.get(outlet, 0) for outlet in story.outlets)
    return RankingSignal(
        SignalCode.EXPLORATION,
        0.0,
        {"outlet": story.outlets[0], "quoted": quoted_count, "total": sum(outlet_counts.values())},
    )
