"""What a channel wants to see more and less of, as its members said, and what it usually gets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# "more" said twice is the most, "less" said twice the least.
MOST = 2


def said(steps: int) -> str:
    """Say steps: "more", "much less"."""
    return f"{'much ' if abs(steps) > 1 else ''}{'more' if steps > 0 else 'less'}"


@dataclass(frozen=True, slots=True)
class Taste:
    """What a channel's members set and voted for, and what they were told.

    Attributes:
        topics: steps from -MOST to MOST by the words of a topic; never 0.
        sources: the same by source id.
        votes: how many want more and less like an article, by its id.
        standing: the same for all articles of a source that were voted on, by source id.
        outside: whether a brief holds one deliberate pick from outside the channel's habit.
        habit: how many articles of each outlet were quoted here lately.
    """

    topics: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, int] = field(default_factory=dict)
    votes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    standing: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    outside: bool = True
    habit: Mapping[str, int] = field(default_factory=dict)
