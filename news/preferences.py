"""A channel's preferences: what its members want more and less of, and what it was shown lately."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# "more" twice is the maximum, "less" twice the minimum.
MAX_WEIGHT = 2


def describe_weight(weight: int) -> str:
    """Return the words for a weight: "more", "much less"."""
    return f"{'much ' if abs(weight) > 1 else ''}{'more' if weight > 0 else 'less'}"


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a channel's members set and voted for, and what they were shown.

    Attributes:
        topic_weights: steps from -`MAX_WEIGHT` to `MAX_WEIGHT` by the words of a topic; never 0.
        source_weights: the same steps by source id.
        article_votes: (votes for more, votes for less) by article id.
        source_votes: the same, summed over the articles of a source, by source id.
        exploration_enabled: whether a brief contains one deliberate pick from outside what the channel usually gets.
        recent_outlet_counts: the number of articles quoted in the channel lately, by outlet.
    """

    topic_weights: Mapping[str, int] = field(default_factory=dict)
    source_weights: Mapping[str, int] = field(default_factory=dict)
    article_votes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    source_votes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    exploration_enabled: bool = True
    recent_outlet_counts: Mapping[str, int] = field(default_factory=dict)
