"""A channel's preferences for topics and sources, and the outlets recently shown in the channel."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# "more" twice is the maximum, "less" twice the minimum.
MAX_WEIGHT = 2


@dataclass(frozen=True, slots=True)
class Preferences:
    """The preferences and votes of a channel's members, and the outlets recently shown in the channel.

    Attributes:
        topic_weights: steps from -`MAX_WEIGHT` to `MAX_WEIGHT` by the words of a topic; never 0.
        source_weights: the same steps by source id.
        article_votes: (votes for more, votes for less) by article id.
        source_votes: the same, summed over the articles of a source, by source id.
        exploration_enabled: whether a brief contains one deliberate pick from outside what the channel usually gets.
        recent_outlet_counts: the number of articles recently quoted in the channel, by outlet.
    """

    topic_weights: Mapping[str, int] = field(default_factory=dict)
    source_weights: Mapping[str, int] = field(default_factory=dict)
    article_votes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    source_votes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    exploration_enabled: bool = True
    recent_outlet_counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in a channel who sets a preference or votes. `user` is "" at a terminal."""

    team: str
    channel: str
    user: str = ""


@dataclass(frozen=True, slots=True)
class PreferenceChange:
    """A changed preference and its new weight.

    Attributes:
        kind: "topic", "source" or "story".
        subject: the topic, the sources' titles, or the story's headline.
        weight: the weight after the change; for a story, the vote.
    """

    kind: str
    subject: str
    weight: int
