"""The open stories by their terms: finds the likeliest for a report at a cost that does not grow with their number."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

# Terms that a story keeps; 30, 60 and 100 differ by under .003 of F1 on headlines, 40 and 200 lose .005 with leads.
HEAVIEST = 60
# Entries of the index that are looked at for one report, the rarest terms' first: a term that everything has finds
# nothing. On the dev streams 500, 1,000, 3,000 and 10,000 entries group alike.
ENTRIES = 500
# Stories that are then compared in full.
COMPARED = 50
SECONDS_A_DAY = 86_400


@dataclass(slots=True, eq=False)
class Open:
    """An open story: the sum of its reports' vectors.

    Attributes:
        id: its name.
        began: its first report's time.
        last: its newest report's time.
        language: ISO 639-1, of all its reports.
        mean: its reports' mean time, in seconds since it began.
        reports: how many.
        terms: the heaviest terms and their weights.
        outlets: who told it.
        norm: the length of `terms`.
    """

    id: str
    began: datetime
    last: datetime
    language: str
    mean: float = 0.0
    reports: int = 0
    terms: dict[str, float] = field(default_factory=dict)
    outlets: set[str] = field(default_factory=set)
    norm: float = 1.0

    def days(self, now: datetime) -> tuple[float, float]:
        """Give the days since its last report and since the reports' mean time; 0 where it is later."""
        last = (now - self.last).total_seconds()
        middle = (now - self.began).total_seconds() - self.mean
        return max(last, 0.0) / SECONDS_A_DAY, max(middle, 0.0) / SECONDS_A_DAY

    def copy(self) -> Open:
        """Give one that changes apart from this one."""
        return replace(self, terms=dict(self.terms), outlets=set(self.outlets))

    def add(
        self, vector: dict[str, float], outlets: set[str], *, last: datetime, mean: float, reports: int
    ) -> None:
        """Add reports: the sum of their vectors, who told them, when at the latest and on average, and how many."""
        for term, weight in vector.items():
            self.terms[term] = self.terms.get(term, 0.0) + weight
        if len(self.terms) > HEAVIEST:
            kept = heapq.nlargest(HEAVIEST, self.terms.items(), key=lambda item: (item[1], item[0]))
            self.terms = dict(kept)
        self.norm = math.sqrt(sum(weight * weight for weight in self.terms.values())) or 1.0
        self.last = max(self.last, last)
        self.reports += reports
        self.mean += (mean - self.mean) * reports / self.reports
        self.outlets |= outlets


def alike(one: Open | None, other: Open | None) -> float:
    """Tell how alike two stories are, the cosine of their terms, 0 to 1; 0 where one of them is none."""
    if one is None or other is None:
        return 0.0
    common = one.terms.keys() & other.terms.keys()
    return sum(one.terms[term] * other.terms[term] for term in common) / (one.norm * other.norm)


class Index:
    """From a term to the open stories that have it."""

    def __init__(self) -> None:
        self._holders: defaultdict[str, dict[Open, None]] = defaultdict(dict)

    def __len__(self) -> int:
        return len(self._holders)

    def copy(self, copies: Mapping[Open, Open]) -> Index:
        """Give one that changes apart from this one, over copies of its stories."""
        other = Index()
        for term, holders in self._holders.items():
            other._holders[term] = {copies[story]: None for story in holders}
        return other

    def put(self, story: Open, before: dict[str, float]) -> None:
        """Hold a story by its terms of now instead of those that it had before."""
        for term in before.keys() - story.terms.keys():
            self._drop(term, story)
        for term in story.terms.keys() - before.keys():
            self._holders[term][story] = None

    def take(self, story: Open) -> None:
        """Let go of a story."""
        for term in story.terms:
            self._drop(term, story)

    def likeliest(self, vector: dict[str, float]) -> list[Open]:
        """Give the stories that share most with a vector, the likeliest first, at most COMPARED."""
        shared: dict[Open, float] = {}
        left = ENTRIES
        found = [(len(holders), term) for term in vector if (holders := self._holders.get(term))]
        for size, term in sorted(found):
            weight = vector[term]
            # Of too many, the newest.
            for story in islice(reversed(self._holders[term]), left):
                shared[story] = shared.get(story, 0.0) + weight * story.terms[term]
            left -= size
            if left <= 0:
                break
        ranked = [(-total / story.norm, story.id, story) for story, total in shared.items()]
        return [story for _, _, story in heapq.nsmallest(COMPARED, ranked)]

    # -- private

    def _drop(self, term: str, story: Open) -> None:
        holders = self._holders[term]
        del holders[story]
        if not holders:
            del self._holders[term]
