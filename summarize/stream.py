"""Stories out of a stream: each report joins the open story that it is most like, or opens one; the answer is final.

report --terms--> vector --inverted index--> open stories --cosine--> the nearest, if near enough

A story is the sum of its reports' vectors (TF-IDF, the headline twice), cut to its heaviest terms; it is open for
five days after its last report. Rolling items (live blogs, round-ups, corrections) are about many events: each stands
alone.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from summarize import language as tongue
from summarize import rolling

if TYPE_CHECKING:
    from datetime import datetime

# How long a story stays open. 72 h and 120 h differ by under .01 once age counts against joining (below).
OPEN = timedelta(hours=120)


@dataclass(frozen=True, slots=True)
class Nearness:
    """When a report joins a story.

    Attributes:
        cosine: from this much; precision counts more than recall, because a wrong merge is seen.
        fading: less by this much for each day since the story's last report.
        shared: with at least so many terms in common.
    """

    cosine: float
    fading: float
    shared: int


# Swept on the dev streams, B-cubed F1 (precision of pairs). Three outlets, headline and lead: cosine .18, .20, .22 with
# 4, 3, 3 shared terms .977 (.907), .968 (.904), .959 (.902); fading 0, .02, .05 .962, .972, .947.
WITH_LEAD = Nearness(cosine=0.18, fading=0.02, shared=4)
# Headlines of one field: cosine .26 .28 .30 .32 .741, .744, .749 (.737), .739; fading 0, .05, .10 .728, .748, .749.
HEADLINE_ALONE = Nearness(cosine=0.30, fading=0.05, shared=2)
# Words of a lead below which a report is judged as a headline alone.
LEAD_WORDS = 8
TITLE_TWICE = 2
# Terms that a story keeps.
HEAVIEST = 60
# A term in more than this share of the open stories finds no candidates: everything has it.
COMMON = 0.05
FEWEST_FOR_COMMON = 200
_TAIL = re.compile(r"\s+[|–—-]\s+[^|–—]{2,40}$")
SHORTEST_TITLE = 15
SECONDS_A_DAY = 86_400


@dataclass(slots=True)
class _Story:
    """An open story."""

    id: str
    last: datetime
    language: str
    terms: dict[str, float] = field(default_factory=dict)
    norm: float = 1.0


class Stream:
    """A stream of reports, told apart into stories as they arrive. Holds the open stories alone."""

    def __init__(self, open_for: timedelta = OPEN) -> None:
        self._open_for = open_for
        self._seen = 0
        self._frequency: Counter[str] = Counter()
        self._stories: dict[str, _Story] = {}
        self._index: defaultdict[str, set[str]] = defaultdict(set)
        self._ages: list[tuple[datetime, str]] = []

    def add(
        self,
        *,
        id: str,  # noqa: A002 - what it is called wherever a report is named
        title: str,
        lead: str,
        published: datetime,
        source: str,
        language: str,
    ) -> str:
        """Place a report.

        Args:
            id: its id; a story that it opens takes this name.
            title: the headline.
            lead: the first sentences; "" if there is only the headline.
            published: when it appeared; reports come in about this order.
            source: who tells it.
            language: ISO 639-1; reports in different languages are not compared.

        Returns:
            The name of its story.
        """
        del source
        self._close(published)
        title = _bare(title)
        words = _words(title, lead, language)
        vector = self._weighed(words)
        self._seen += 1
        self._frequency.update(words.keys())
        has_lead = len(lead.split()) >= LEAD_WORDS
        alone = has_lead and rolling.is_rolling(title)
        needed = WITH_LEAD if has_lead else HEADLINE_ALONE
        if not alone and (near := self._nearest(vector, language, published, needed)):
            self._join(near, vector, published)
            return near.id
        name = id if id not in self._stories else f"{id} {self._seen}"
        if not alone:
            self._open(_Story(name, published, language), vector)
        return name

    # -- private

    def _weighed(self, words: Counter[str]) -> dict[str, float]:
        """Weigh terms by TF-IDF of what was seen so far, normed to length 1."""
        total = self._seen + 1
        vector = {
            term: (1 + math.log(count)) * math.log(1 + total / (self._frequency[term] + 0.5))
            for term, count in words.items()
        }
        norm = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        return {term: weight / norm for term, weight in vector.items()}

    def _nearest(
        self, vector: dict[str, float], language: str, now: datetime, needed: Nearness
    ) -> _Story | None:
        """Give the open story that a report is most like; None if none is near enough."""
        best, best_cosine = None, needed.cosine
        for name in self._candidates(vector):
            story = self._stories[name]
            shared = vector.keys() & story.terms.keys()
            if story.language != language or len(shared) < needed.shared:
                continue
            days = max((now - story.last).total_seconds(), 0.0) / SECONDS_A_DAY
            cosine = (
                sum(vector[term] * story.terms[term] for term in shared) / story.norm - needed.fading * days
            )
            if cosine >= best_cosine:
                best, best_cosine = story, cosine
        return best

    def _candidates(self, vector: dict[str, float]) -> list[str]:
        """Give the stories that share a term with a report, but for terms that everything has; in a fixed order."""
        common = COMMON * len(self._stories) if len(self._stories) >= FEWEST_FOR_COMMON else math.inf
        found: set[str] = set()
        for term in vector:
            holders = self._index.get(term)
            if holders and len(holders) <= common:
                found |= holders
        return sorted(found)

    def _open(self, story: _Story, vector: dict[str, float]) -> None:
        self._stories[story.id] = story
        self._join(story, vector, story.last)

    def _join(self, story: _Story, vector: dict[str, float], published: datetime) -> None:
        story.last = max(story.last, published)
        heapq.heappush(self._ages, (story.last, story.id))
        for term, weight in vector.items():
            if term not in story.terms:
                self._index[term].add(story.id)
            story.terms[term] = story.terms.get(term, 0.0) + weight
        if len(story.terms) > HEAVIEST:
            kept = set(heapq.nlargest(HEAVIEST, story.terms, key=lambda term: (story.terms[term], term)))
            for term in [term for term in story.terms if term not in kept]:
                del story.terms[term]
                self._forget(term, story.id)
        story.norm = math.sqrt(sum(weight * weight for weight in story.terms.values())) or 1.0

    def _close(self, now: datetime) -> None:
        """Let go of the stories that nothing was added to for too long."""
        while self._ages and now - self._ages[0][0] > self._open_for:
            _, name = heapq.heappop(self._ages)
            story = self._stories.get(name)
            if story is not None and now - story.last > self._open_for:
                del self._stories[name]
                for term in story.terms:
                    self._forget(term, name)

    def _forget(self, term: str, name: str) -> None:
        holders = self._index[term]
        holders.discard(name)
        if not holders:
            del self._index[term]


# ---- private


def _bare(title: str) -> str:
    """Take "| Outlet" off a headline."""
    bare = _TAIL.sub("", title)
    return bare if len(bare) > SHORTEST_TITLE else title


def _words(title: str, lead: str, language: str) -> Counter[str]:
    """Count the stems of a report without stop words, those of the headline twice if there is a lead."""
    stops = tongue.stop_words(language)
    counted: Counter[str] = Counter()
    for text, times in ((title, TITLE_TWICE if lead else 1), (lead, 1)):
        for word in tongue.words(text, language):
            if word not in stops:
                counted[tongue.stem(word, language)] += times
    return counted
