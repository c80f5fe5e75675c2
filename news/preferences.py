"""What a channel wants to see more and less of, as its members said, and what it usually gets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# "more" said twice is the most, "less" said twice the least.
MAX_WEIGHT = 2


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a channel's members set and voted for, and what they were told.

    Attributes:
        topic_weights: steps from -MOST to MOST by the words of a topic; never 0.
        source_weights: the same by source id.
        article_votes: how many want more and less like an article, by its id.
        source_votes: the same for all articles of a source that were voted on, by source id.
        exploration_enabled: whether a brief holds one deliberate pick from outside the channel's habit.
        recent_outlet_counts: how many articles of each outlet were quoted here lately.
    """

    topic_weights: Mapping[str, int] = field(default_factory=dict)
    source_weights: Mapping[str, int] = field(default_factory=dict)
    article_votes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    source_votes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    exploration_enabled: bool = True
    recent_outlet_counts: Mapping[str, int] = field(default_factory=dict)
