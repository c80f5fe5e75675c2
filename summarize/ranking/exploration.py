"""Pick one story from outlets that a channel seldom quotes, so that briefs stay varied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news.story import RankingSignal, SignalCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from news.story import Story

# The minimum number of quoted articles that show a channel's usual outlets: four briefs of five stories.
MIN_QUOTED_ARTICLES = 20
# An outlet with less than this share of the quoted articles is unusual for the channel.
MAX_RARE_OUTLET_SHARE = 0.05
# Signals that rule out a pick: the story is not an event, or the channel wants less of it.
DISQUALIFYING_SIGNALS = frozenset(
    {
        SignalCode.ROUNDUP,
        SignalCode.TOPIC_PREFERENCE,
        SignalCode.SOURCE_PREFERENCE,
        SignalCode.STORY_VOTES,
        SignalCode.SOURCE_VOTES,
    }
)
# A brief with fewer stories has no room for a pick.
MIN_STORIES_FOR_EXPLORATION = 4


def exploration_candidates(
    ranked_stories: Iterable[Story], outlet_counts: Mapping[str, int]
) -> Iterator[Story]:
    """Yield, in order, the stories from outlets that a channel seldom quotes.

    Stories that a signal disqualifies are omitted.

    Args:
        ranked_stories: best first.
        outlet_counts: the number of recently quoted articles of each outlet; with a total below
            `MIN_QUOTED_ARTICLES`, nothing is picked.
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
    """Return the signal that explains an exploration pick. The signal adds no points."""
    quoted_count = sum(outlet_counts.get(outlet, 0) for outlet in story.outlets)
    return RankingSignal(
        SignalCode.EXPLORATION,
        0.0,
        {"outlet": story.outlets[0], "quoted": quoted_count, "total": sum(outlet_counts.values())},
    )
