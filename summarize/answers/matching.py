"""How much of a question's words the sentences of some articles hold."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from summarize.answers.indexed_article import View
    from summarize.answers.question import Question

# BM25 as Robertson and Zaragoza give it ("The Probabilistic Relevance Framework", 2009); the usual values.
K1, B = 1.2, 0.75
# A word carried from an earlier turn beside one of the question's own. Thread questions (91): .2, .3, .4, 1 give
# 80, 81, 81, 73 % at the first place; 1 drowns the question, because the articles are about those words already.
CARRIED = 0.3
# A word of the same family beside the word itself. .3, .5, .7 find 72.0, 73.3, 72.7 % of SQuAD 2 articles (150) at
# the first place, 82, 81, 78 % of thread questions (91), and tell the answerable .88, .90, .92 (area).
NEAR = 0.5


@dataclass(frozen=True, slots=True)
class Match:
    """How a sentence meets a question.

    Attributes:
        place: the sentence's number in its article.
        cover: which share of the question's weight it holds, 0 to 1.
        own: the same without the words that are carried; `cover` where the question has none of its own.
        strength: BM25 over the same weights, 0 to 2.2.
    """

    place: int
    cover: float
    own: float
    strength: float


class Matcher:
    """A question's words, weighed by how rare they are in the sentences of some articles.

    Args:
        question: as understood.
        views: articles in the question's language.
    """

    def __init__(self, question: Question, views: Sequence[View]) -> None:
        self.question = question
        self._size = sum(len(view.lengths) for view in views)
        self._average = max(1.0, sum(sum(view.lengths) for view in views) / max(1, self._size))
        self._weights = {
            **{term: CARRIED * self._rarity(term, views) for term in question.carried},
            **{term: weight * self._rarity(term, views) for term, weight in question.weights.items()},
        }
        self._total = sum(self._weights.values()) or 1.0
        self._own = sum(self._weights[term] for term in question.weights)

    def matches(self, view: View) -> list[Match]:
        """Meet each sentence of an article that has words, in order."""
        count = len(view.lengths)
        cover, own, strength = [0.0] * count, [0.0] * count, [0.0] * count
        for term, weight in self._weights.items():
            asked = weight if term in self.question.weights else 0.0
            for place, (share, times) in self._hits(term, view).items():
                cover[place] += share * weight
                own[place] += share * asked
                strength[place] += share * weight * self._saturated(times, view.lengths[place])
        return [
            Match(
                place,
                cover[place] / self._total,
                own[place] / self._own if self._own else cover[place] / self._total,
                strength[place] / self._total,
            )
            for place in range(count)
            if view.lengths[place]
        ]

    def found(self, views: Sequence[View]) -> float:
        """Tell which share of the question's weight stands anywhere in these articles, headlines too; 0 to 1."""
        met = (
            weight * max((self._met(term, view) for view in views), default=0.0)
            for term, weight in self._weights.items()
        )
        return sum(met) / self._total

    def meets_names(self, views: Sequence[View]) -> bool:
        """Tell whether each name in the question stands somewhere in these articles; True if it has none."""
        return all(any(self._met(name, view) == 1.0 for view in views) for name in self.question.names)

    # -- private

    def _rarity(self, term: str, views: Sequence[View]) -> float:
        held = sum(len(view.postings.get(term, ())) for view in views)
        return math.log(1 + (self._size - held + 0.5) / (held + 0.5))

    def _hits(self, term: str, view: View) -> dict[int, tuple[float, int]]:
        """Sentence -> (1 for the word itself or NEAR for one of its family, how often)."""
        held: Mapping[int, int] = view.postings.get(term, {})
        hits = {place: (1.0, times) for place, times in held.items()}
        for other in view.near(term):
            for place in view.postings[other]:
                hits.setdefault(place, (NEAR, 1))
        return hits

    def _met(self, term: str, view: View) -> float:
        if term in view.postings or term in view.title:
            return 1.0
        return NEAR if view.near(term) else 0.0

    def _saturated(self, times: int, length: int) -> float:
        return times * (K1 + 1) / (times + K1 * (1 - B + B * length / self._average))


def alike(one: AbstractSet[str], other: AbstractSet[str], share: float) -> bool:
    """Tell whether two sets of roots hold each other to that share; False if one is empty."""
    if not one or not other:
        return False
    both = len(one & other)
    return both >= share * len(one) and both >= share * len(other)
