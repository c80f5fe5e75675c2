"""Stories out of a stream: each report joins the open story that it is most like, or opens one.

report --terms--> vector --index--> the likeliest open stories --nearness--> the nearest, if near enough
                                                             --> two of them that are one: they merge, and say so

A story is the sum of its reports' vectors (TF-IDF; the headline twice where there is a lead), cut to its heaviest
terms. How near a report is falls with the days since the story's last report and since its middle one: the same actors
on another day are another event. Rolling items (live blogs, round-ups, corrections) are about many events: each stands
alone. Nothing looks ahead: what was answered for a report is final, and a merge is told as one.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarize.clustering import cluster_features
from summarize.clustering.clustering_parameters import DEFAULT_PARAMETERS
from summarize.clustering.inverted_index import InvertedIndex, StoryCluster, cosine_similarity
from summarize.text import roundups

if TYPE_CHECKING:
    from datetime import datetime

    from summarize.clustering.clustering_parameters import ClusteringParameters, SimilarityThresholds


@dataclass(frozen=True, slots=True)
class ClusterMerge:
    """Two stories that turned out to be one.

    Attributes:
        merged_id: the name of the one that ended.
        surviving_id: the name under which both go on: that of the one that began first.
    """

    merged_id: str
    surviving_id: str


class OnlineClusterer:
    """A stream of reports, told apart into stories as they arrive. Holds the open stories alone."""

    def __init__(self, parameters: ClusteringParameters = DEFAULT_PARAMETERS) -> None:
        self._parameters = parameters
        self._document_count = 0
        self._document_frequency: Counter[str] = Counter()
        self._open_clusters: dict[str, StoryCluster] = {}
        self._inverted_index: InvertedIndex = InvertedIndex()
        self._expiry_heap: list[tuple[datetime, str]] = []
        self._merges: list[ClusterMerge] = []

    def add(
        self,
        *,
        id: str,  # noqa: A002 - what it is called wherever a report is named
        title: str,
        lead: str,
        published_at: datetime,
        outlet: str,
        language: str,
    ) -> str:
        """Place a report.

        Args:
            id: its id; a story that it opens takes this name.
            title: the headline.
            lead: the first sentences; "" if there is only the headline.
            published_at: when it appeared; reports come in about this order.
            outlet: who tells it; "" if unknown.
            language: ISO 639-1; reports in different languages are not compared.

        Returns:
            The name of its story.
        """
        self._close_idle_clusters(published_at)
        title = cluster_features.strip_outlet_suffix(title)
        parameters = self._parameters
        vector = self._tf_idf_vector(
            cluster_features.count_terms(title, lead, language, title_weight=parameters.title_weight)
        )
        has_lead = len(lead.split()) >= parameters.min_lead_words
        is_roundup = has_lead and roundups.is_roundup(title)
        thresholds = parameters.with_lead if has_lead else parameters.headline_only
        matches = (
            [] if is_roundup else self._matching_clusters(vector, language, published_at, outlet, thresholds)
        )
        if matches:
            cluster = self._merge_nearest(matches)
        else:
            cluster = StoryCluster(self._unique_id(id), published_at, published_at, language)
            if is_roundup:
                return cluster.id
            self._open_clusters[cluster.id] = cluster
        self._add_to_cluster(cluster, vector, published_at, outlet)
        return cluster.id

    def copy(self) -> OnlineClusterer:
        """Give one that goes on apart from this one; the merges of this one are not told by it."""
        clone = OnlineClusterer(self._parameters)
        cluster_copies = {cluster: cluster.copy() for cluster in self._open_clusters.values()}
        clone._document_count = self._document_count
        clone._document_frequency = self._document_frequency.copy()
        clone._open_clusters = {
            cluster_id: cluster_copies[cluster] for cluster_id, cluster in self._open_clusters.items()
        }
        clone._inverted_index = self._inverted_index.copy(cluster_copies)
        clone._expiry_heap = self._expiry_heap.copy()
        return clone

    def get_open_cluster(self, cluster_id: str) -> StoryCluster | None:
        """Give an open story, which goes on changing; None if it was closed or is a rolling item's."""
        return self._open_clusters.get(cluster_id)

    def pop_merges(self) -> tuple[ClusterMerge, ...]:
        """Give the merges since this was last asked, in their order."""
        merges = tuple(self._merges)
        self._merges.clear()
        return merges

    # -- private

    def _tf_idf_vector(self, term_counts: Counter[str]) -> dict[str, float]:
        """Weigh terms by TF-IDF of what was seen so far, normed to length 1; then count them as seen."""
        document_count, bigram_weight = self._document_count + 1, self._parameters.bigram_weight
        vector = {
            term: cluster_features.term_weight(term, count, bigram_weight)
            * math.log(1 + document_count / (self._document_frequency[term] + 0.5))
            for term, count in term_counts.items()
        }
        self._document_count += 1
        self._document_frequency.update(term_counts.keys())
        norm = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        return {term: weight / norm for term, weight in vector.items()}

    def _matching_clusters(
        self,
        vector: dict[str, float],
        language: str,
        now: datetime,
        outlet: str,
        thresholds: SimilarityThresholds,
    ) -> list[StoryCluster]:
        """Give the open stories that a report is near enough to join, the nearest first."""
        matches = []
        for cluster in self._inverted_index.find_candidates(vector):
            if cluster.language != language:
                continue
            shared_terms = vector.keys() & cluster.term_weights.keys()
            if (
                len(shared_terms) < thresholds.min_shared_terms
                or sum(not cluster_features.is_bigram(term) for term in shared_terms)
                < thresholds.min_shared_terms
            ):
                continue
            dot_product = sum(vector[term] * cluster.term_weights[term] for term in shared_terms)
            idle_days, age_days = cluster.idle_and_age_days(now)
            similarity = dot_product * (
                (1 - thresholds.mean_weight) / cluster.norm + thresholds.mean_weight / cluster.article_count
            )
            similarity -= (
                thresholds.idle_penalty_per_day * idle_days + thresholds.age_penalty_per_day * age_days
            )
            if outlet and outlet in cluster.outlets:
                similarity -= thresholds.repeat_outlet_penalty
            if similarity >= thresholds.min_similarity:
                matches.append((-similarity, cluster.id, cluster))
        return [cluster for _, _, cluster in sorted(matches)]

    def _merge_nearest(self, matches: list[StoryCluster]) -> StoryCluster:
        """Give the nearest story; one that the report joins too, and that is the same event, goes into it first."""
        nearest_cluster = matches[0]
        for other in matches[1:2]:
            if cosine_similarity(nearest_cluster, other) >= self._parameters.min_merge_similarity:
                surviving_cluster, merged_cluster = sorted(
                    (nearest_cluster, other), key=lambda cluster: (cluster.first_article_at, cluster.id)
                )
                self._close_cluster(merged_cluster)
                old_terms = dict(surviving_cluster.term_weights)
                offset_seconds = (
                    merged_cluster.first_article_at - surviving_cluster.first_article_at
                ).total_seconds()
                surviving_cluster.add(
                    merged_cluster.term_weights,
                    merged_cluster.outlets,
                    last_article_at=merged_cluster.last_article_at,
                    mean_offset_seconds=merged_cluster.mean_offset_seconds + offset_seconds,
                    article_count=merged_cluster.article_count,
                )
                self._inverted_index.update(surviving_cluster, old_terms)
                self._merges.append(ClusterMerge(merged_cluster.id, surviving_cluster.id))
                nearest_cluster = surviving_cluster
        return nearest_cluster

    def _add_to_cluster(
        self, cluster: StoryCluster, vector: dict[str, float], published_at: datetime, outlet: str
    ) -> None:
        old_terms = dict(cluster.term_weights)
        offset_seconds = (published_at - cluster.first_article_at).total_seconds()
        cluster.add(
            vector,
            {outlet},
            last_article_at=published_at,
            mean_offset_seconds=offset_seconds,
            article_count=1,
        )
        self._inverted_index.update(cluster, old_terms)
        heapq.heappush(self._expiry_heap, (cluster.last_article_at, cluster.id))

    def _unique_id(self, article_id: str) -> str:
        return article_id if article_id not in self._open_clusters else f"{article_id} {self._document_count}"

    def _close_idle_clusters(self, now: datetime) -> None:
        """Let go of the stories that nothing was added to for too long."""
        while self._expiry_heap and now - self._expiry_heap[0][0] > self._parameters.max_idle_time:
            _, cluster_id = heapq.heappop(self._expiry_heap)
            cluster = self._open_clusters.get(cluster_id)
            if cluster is not None and now - cluster.last_article_at > self._parameters.max_idle_time:
                self._close_cluster(cluster)

    def _close_cluster(self, cluster: StoryCluster) -> None:
        del self._open_clusters[cluster.id]
        self._inverted_index.remove(cluster)
