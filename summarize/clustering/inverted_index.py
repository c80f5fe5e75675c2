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

# Terms that a story keeps: with 60, 100, 150, 250 and 1,000 the mean F0.5 over six sets is .815, .827, .857, .84, .83.
MAX_TERMS_PER_CLUSTER = 150
# Entries of the index that are looked at for one report, the rarest terms' first: a term that everything has finds
# nothing. On the dev streams 500, 1,000, 3,000 and 10,000 entries group alike.
MAX_POSTINGS_SCANNED = 500
# Stories that are then compared in full; 12, 20 and 50 give the same groups on every set.
MAX_CANDIDATES = 15
# The newest reports of a story, with which a new one is compared one by one.
MAX_REPORTS_COMPARED = 12
SECONDS_PER_DAY = 86_400


@dataclass(frozen=True, slots=True, eq=False)
class ReportVector:
    """A report as it is compared; both vectors are TF-IDF of length 1.

    Attributes:
        terms: of headline and lead.
        title: of the headline alone.
        names: the names in it, and the weight of each.
    """

    terms: Mapping[str, float]
    title: Mapping[str, float]
    names: Mapping[str, float]


@dataclass(slots=True, eq=False)
class StoryCluster:
    """An open story: its reports, and the sum of their vectors.

    Attributes:
        id: its name.
        number: its place among all stories in the order in which they began; of equals the earlier comes first.
        first_article_at: its first report's time.
        last_article_at: its newest report's time.
        language: ISO 639-1, of all its reports.
        mean_offset_seconds: its reports' mean time, in seconds since it began.
        article_count: how many.
        term_weights: the heaviest terms and their weights.
        title_weights: the sum of its headlines' vectors.
        names: the names in its reports.
        reports: the newest of its reports.
        outlets: the outlets that reported it.
        norm: the length of `term_weights`.
    """

    id: str
    number: int
    first_article_at: datetime
    last_article_at: datetime
    language: str
    mean_offset_seconds: float = 0.0
    article_count: int = 0
    term_weights: dict[str, float] = field(default_factory=dict)
    title_weights: dict[str, float] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    reports: tuple[ReportVector, ...] = ()
    outlets: set[str] = field(default_factory=set)
    norm: float = 1.0

    def idle_and_age_days(self, now: datetime) -> tuple[float, float]:
        """Give the days since its last report and since the reports' mean time; 0 where it is later."""
        idle_seconds = (now - self.last_article_at).total_seconds()
        age_seconds = (now - self.first_article_at).total_seconds() - self.mean_offset_seconds
        return max(idle_seconds, 0.0) / SECONDS_PER_DAY, max(age_seconds, 0.0) / SECONDS_PER_DAY

    def copy(self) -> StoryCluster:
        """Give one that changes apart from this one."""
        return replace(
            self,
            term_weights=dict(self.term_weights),
            title_weights=dict(self.title_weights),
            names=set(self.names),
            outlets=set(self.outlets),
        )

    def add_report(self, report: ReportVector, outlet: str, published_at: datetime) -> None:
        """Add one report."""
        self._add(
            report.terms,
            report.title,
            last_article_at=published_at,
            mean_offset_seconds=(published_at - self.first_article_at).total_seconds(),
            article_count=1,
        )
        self.names.update(report.names)
        self.outlets.add(outlet)
        self.reports = (*self.reports, report)[-MAX_REPORTS_COMPARED:]

    def absorb(self, other: StoryCluster) -> None:
        """Add the reports of another story, which began no earlier."""
        offset_seconds = (other.first_article_at - self.first_article_at).total_seconds()
        self._add(
            other.term_weights,
            other.title_weights,
            last_article_at=other.last_article_at,
            mean_offset_seconds=other.mean_offset_seconds + offset_seconds,
            article_count=other.article_count,
        )
        self.names |= other.names
        self.outlets |= other.outlets
        self.reports = (*self.reports, *other.reports)[-MAX_REPORTS_COMPARED:]

    # -- private

    def _add(
        self,
        terms: Mapping[str, float],
        title: Mapping[str, float],
        *,
        last_article_at: datetime,
        mean_offset_seconds: float,
        article_count: int,
    ) -> None:
        for term, weight in terms.items():
            self.term_weights[term] = self.term_weights.get(term, 0.0) + weight
        for term, weight in title.items():
            self.title_weights[term] = self.title_weights.get(term, 0.0) + weight
        if len(self.term_weights) > MAX_TERMS_PER_CLUSTER:
            heaviest_terms = heapq.nlargest(
                MAX_TERMS_PER_CLUSTER, self.term_weights.items(), key=lambda item: (item[1], item[0])
            )
            self.term_weights = dict(heaviest_terms)
        self.norm = math.sqrt(sum(weight * weight for weight in self.term_weights.values())) or 1.0
        self.last_article_at = max(self.last_article_at, last_article_at)
        self.article_count += article_count
        self.mean_offset_seconds += (
            (mean_offset_seconds - self.mean_offset_seconds) * article_count / self.article_count
        )


def dot_product(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the sum of the products of the weights that two vectors share.

    The sum runs in the order of the smaller vector. The order of a set of strings differs between processes, so
    rounding would differ, and with it, rarely, a story.
    """
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[term] for term, weight in one.items() if term in other)


def nearest_report_similarity(one: StoryCluster, other: StoryCluster, *, title_weight: float) -> float:
    """Return how alike the two reports are, one of each story, that are most alike.

    Args:
        one: a story.
        other: another; of both, the newest `MAX_REPORTS_COMPARED` reports count.
        title_weight: the weight of the cosine of the headlines, which is added to that of the terms.
    """
    return max(
        (
            dot_product(report.terms, other_report.terms)
            + title_weight * dot_product(report.title, other_report.title)
            for report in one.reports
            for other_report in other.reports
        ),
        default=0.0,
    )


def cosine_similarity(one: StoryCluster | None, other: StoryCluster | None) -> float:
    """Return the cosine of the terms of two stories, 0 to 1; 0 if one of them is None."""
    if one is None or other is None:
        return 0.0
    return dot_product(one.term_weights, other.term_weights) / (one.norm * other.norm)


class InvertedIndex:
    """From a term to the open stories that have it."""

    def __init__(self) -> None:
        self._postings: defaultdict[str, dict[StoryCluster, None]] = defaultdict(dict)

    def __len__(self) -> int:
        return len(self._postings)

    def copy(self, cluster_copies: Mapping[StoryCluster, StoryCluster]) -> InvertedIndex:
        """Give one that changes apart from this one, over copies of its stories."""
        clone = InvertedIndex()
        for term, clusters in self._postings.items():
            clone._postings[term] = {cluster_copies[cluster]: None for cluster in clusters}
        return clone

    def update(self, cluster: StoryCluster, old_terms: dict[str, float]) -> None:
        """Hold a story by its terms of now instead of those that it had before."""
        for term in old_terms.keys() - cluster.term_weights.keys():
            self._remove_posting(term, cluster)
        for term in cluster.term_weights.keys() - old_terms.keys():
            self._postings[term][cluster] = None

    def remove(self, cluster: StoryCluster) -> None:
        """Let go of a story."""
        for term in cluster.term_weights:
            self._remove_posting(term, cluster)

    def find_candidates(self, vector: Mapping[str, float]) -> list[StoryCluster]:
        """Give the stories that share most with a vector, the likeliest first, at most COMPARED."""
        products: dict[StoryCluster, float] = {}
        remaining_postings = MAX_POSTINGS_SCANNED
        term_sizes = [(len(clusters), term) for term in vector if (clusters := self._postings.get(term))]
        for cluster_count, term in sorted(term_sizes):
            weight = vector[term]
            # Of too many, the newest.
            for cluster in islice(reversed(self._postings[term]), remaining_postings):
                products[cluster] = products.get(cluster, 0.0) + weight * cluster.term_weights[term]
            remaining_postings -= cluster_count
            if remaining_postings <= 0:
                break
        ranked_candidates = [
            (-product / cluster.norm, cluster.number, cluster) for cluster, product in products.items()
        ]
        return [cluster for _, _, cluster in heapq.nsmallest(MAX_CANDIDATES, ranked_candidates)]

    # -- private

    def _remove_posting(self, term: str, cluster: StoryCluster) -> None:
        clusters = self._postings[term]
        del clusters[cluster]
        if not clusters:
            del self._postings[term]
