"""Cluster a stream of reports: each report joins the most similar open story or opens a new story.

report --terms--> vector --index--> candidate stories --similarity--> the most similar one, if similar enough
                                                                  --> two stories on one event: merged

A story is the sum of its reports' vectors (TF-IDF against a background of news; with a lead, the headline counts
twice), limited to its heaviest terms. The similarity falls with the days since the story's last report and since the
mean time of its reports: the same actors on another day are another event. Only reports form stories: live pages,
round-ups, opinion and corrections are about many events or none, and each is a story of its own. Nothing looks ahead:
the story of a report is final, except that stories are merged, and `pop_merges` returns these merges.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from dataclasses import dataclass
from operator import mul
from typing import TYPE_CHECKING

from news.article_kind import ArticleKind
from summarize.clustering import background, cluster_features
from summarize.clustering.clustering_parameters import DEFAULT_PARAMETERS
from summarize.clustering.inverted_index import (
    InvertedIndex,
    ReportVector,
    StoryCluster,
    cosine_similarity,
    dot_product,
)
from summarize.text import roundups

if TYPE_CHECKING:
    from datetime import datetime

    from summarize.clustering.clustering_parameters import ClusteringParameters, SimilarityThresholds

# The kinds of articles that are listed with a story; all other kinds except reports are about many events or
# none. Most commentary repeats the event: the labelled pairs of weeks of one field have precision and recall .87/.73
# if it is counted, .87/.42 if not.
COMMENTARY_KINDS = frozenset(
    {ArticleKind.OPINION, ArticleKind.ANALYSIS, ArticleKind.FEATURE, ArticleKind.LIVE}
)


@dataclass(frozen=True, slots=True)
class ClusterMerge:
    """A merge of two stories that were found to be about the same event.

    Attributes:
        merged_id: the id of the story that was merged into the other.
        surviving_id: the id of the story that remains: the story that began first.
    """

    merged_id: str
    surviving_id: str


class OnlineClusterer:
    """Groups articles into stories as the articles arrive, and keeps only the open stories."""

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
        kind: ArticleKind = ArticleKind.REPORT,
    ) -> str:
        """Add an article to the most similar open story, or open a new story.

        Args:
            id: the id of the article; a story opened by the article gets the same id.
            title: the headline, as published.
            lead: the first sentences; "" if there is only the headline.
            published_at: the publication time; articles arrive roughly in this order.
            outlet: the publisher; "" if unknown.
            language: ISO 639-1; articles in different languages are not compared.
            kind: the kind of article; an article that is not a report forms a story without other articles.

        Returns:
            The id of the article's story.
        """
        self._close_idle_clusters(published_at)
        thresholds = self._parameters.thresholds(lead)
        # The headline as published: "... - live updates" looks like an outlet's name after a headline.
        if kind is not ArticleKind.REPORT or (
            thresholds is not self._parameters.headline and roundups.is_roundup(title)
        ):
            return self._unique_id(id)
        report = self._vectorize(title, lead, language, thresholds)
        matches = self._matching_clusters(report, language, published_at, outlet, thresholds)
        if matches:
            cluster = self._merge_nearest(matches, thresholds)
        else:
            cluster = StoryCluster(
                self._unique_id(id), self._document_count, published_at, published_at, language
            )
            self._open_clusters[cluster.id] = cluster
        self._document_count += 1
        self._document_frequency.update(report.terms.keys())
        self._add_to_cluster(cluster, report, published_at, outlet)
        return cluster.id

    def find_commented_cluster(
        self, *, title: str, lead: str, published_at: datetime, outlet: str, language: str
    ) -> str | None:
        """Return the id of the open story that an article comments on; None if there is none.

        It is the story that the article would join if it were a report, and that has a report much like it.
        """
        thresholds = self._parameters.thresholds(lead)
        report = self._vectorize(title, lead, language, thresholds)
        matches = self._matching_clusters(report, language, published_at, outlet, thresholds)
        if not matches:
            return None
        nearest_similarity = max(_report_similarities(report, matches[0], thresholds))
        return matches[0].id if nearest_similarity >= thresholds.min_commentary_similarity else None

    def copy(self) -> OnlineClusterer:
        """Return an independent copy of the clusterer, without the pending merges."""
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
        """Return an open story by its id; None if the story was closed or has no reports."""
        return self._open_clusters.get(cluster_id)

    def pop_merges(self) -> tuple[ClusterMerge, ...]:
        """Return the merges since the last call, in order, and clear them."""
        merges = tuple(self._merges)
        self._merges.clear()
        return merges

    # -- private

    def _vectorize(
        self, title: str, lead: str, language: str, thresholds: SimilarityThresholds
    ) -> ReportVector:
        """Return the vectors of a report: TF-IDF weights from background counts and the articles seen so far."""
        bigram_weight = self._parameters.bigram_weight
        terms = cluster_features.read_terms(
            title, lead, language, title_term_weight=self._parameters.title_term_weight
        )
        shares = background.document_shares(language)
        prior_documents = thresholds.background_documents if shares else 0.0
        document_count = self._document_count + 1 + prior_documents
        # `get`: a Counter computes the count of a missing term in Python.
        document_frequency, share = self._document_frequency.get, shares.get
        idf = {
            term: math.log(
                1 + document_count / (document_frequency(term, 0) + prior_documents * share(term, 0.0) + 0.5)
            )
            for term in terms.counts
        }
        return ReportVector(
            _normalize(
                {
                    term: cluster_features.term_weight(term, count, bigram_weight) * idf[term]
                    for term, count in terms.counts.items()
                }
            ),
            _normalize(
                {
                    term: cluster_features.term_weight(term, count, bigram_weight) * idf[term]
                    for term, count in terms.title_counts.items()
                }
            ),
            {name: idf[name] for name in sorted(terms.names) if name in idf},
        )

    def _matching_clusters(
        self,
        report: ReportVector,
        language: str,
        now: datetime,
        outlet: str,
        thresholds: SimilarityThresholds,
    ) -> list[StoryCluster]:
        """Return the open stories that a report may join, most similar first."""
        matches = []
        for cluster in self._inverted_index.find_candidates(report.terms):
            if cluster.language != language:
                continue
            similarity = _similarity(report, cluster, thresholds)
            idle_days, age_days = cluster.idle_and_age_days(now)
            similarity -= (
                thresholds.idle_penalty_per_day * idle_days + thresholds.age_penalty_per_day * age_days
            )
            if outlet and outlet in cluster.outlets:
                similarity -= thresholds.repeat_outlet_penalty
            if similarity >= thresholds.min_similarity and self._is_supported(report, cluster, thresholds):
                matches.append((-similarity, cluster.number, cluster))
        return [cluster for _, _, cluster in sorted(matches)]

    def _is_supported(
        self, report: ReportVector, cluster: StoryCluster, thresholds: SimilarityThresholds
    ) -> bool:
        """Whether a report matches the names and enough of the reports of a story."""
        if len(report.names) >= self._parameters.min_names and cluster.names:
            shared_weight = sum(weight for name, weight in report.names.items() if name in cluster.names)
            if shared_weight < thresholds.min_shared_name_weight * sum(report.names.values()):
                return False
        if not thresholds.min_supporting_share:
            return True
        similarities = _report_similarities(report, cluster, thresholds)
        supporting = sum(similarity >= thresholds.min_report_similarity for similarity in similarities)
        return max(
            similarities
        ) >= thresholds.min_nearest_similarity and supporting >= thresholds.min_supporting_share * len(
            cluster.reports
        )

    def _merge_nearest(self, matches: list[StoryCluster], thresholds: SimilarityThresholds) -> StoryCluster:
        """Merge the two most similar stories if they are about the same event. Return the most similar story."""
        nearest_cluster = matches[0]
        for other in matches[1:2]:
            if cosine_similarity(nearest_cluster, other) >= thresholds.min_merge_similarity:
                surviving_cluster, merged_cluster = sorted(
                    (nearest_cluster, other),
                    key=lambda cluster: (cluster.first_article_at, cluster.number),
                )
                self._close_cluster(merged_cluster)
                old_terms = tuple(surviving_cluster.term_weights)
                surviving_cluster.absorb(merged_cluster)
                self._inverted_index.update(surviving_cluster, old_terms, merged_cluster.term_weights)
                self._merges.append(ClusterMerge(merged_cluster.id, surviving_cluster.id))
                nearest_cluster = surviving_cluster
        return nearest_cluster

    def _add_to_cluster(
        self, cluster: StoryCluster, report: ReportVector, published_at: datetime, outlet: str
    ) -> None:
        old_terms = tuple(cluster.term_weights)
        cluster.add_report(report, outlet, published_at)
        self._inverted_index.update(cluster, old_terms, report.terms)
        heapq.heappush(self._expiry_heap, (cluster.last_article_at, cluster.id))

    def _unique_id(self, article_id: str) -> str:
        return article_id if article_id not in self._open_clusters else f"{article_id} {self._document_count}"

    def _close_idle_clusters(self, now: datetime) -> None:
        """Close the stories whose last report is older than the maximum idle time."""
        while self._expiry_heap and now - self._expiry_heap[0][0] > self._parameters.max_idle_time:
            _, cluster_id = heapq.heappop(self._expiry_heap)
            cluster = self._open_clusters.get(cluster_id)
            if cluster is not None and now - cluster.last_article_at > self._parameters.max_idle_time:
                self._close_cluster(cluster)

    def _close_cluster(self, cluster: StoryCluster) -> None:
        del self._open_clusters[cluster.id]
        self._inverted_index.remove(cluster)


# ---- private


def _normalize(weights: dict[str, float]) -> dict[str, float]:
    norm = math.sqrt(sum(map(mul, weights.values(), weights.values()))) or 1.0
    return {term: weight / norm for term, weight in weights.items()}


def _report_similarities(
    report: ReportVector, cluster: StoryCluster, thresholds: SimilarityThresholds
) -> list[float]:
    """Return the similarity of a report to each of a story's newest reports."""
    return [
        dot_product(report.terms, member.terms)
        + thresholds.title_weight * dot_product(report.title, member.title)
        for member in cluster.reports
    ]


def _similarity(report: ReportVector, cluster: StoryCluster, thresholds: SimilarityThresholds) -> float:
    """Return the similarity of a report and a story, or -1 if they share too few terms.

    The times of the report and of the story do not count.
    """
    weights, report_weights = cluster.term_weights, report.terms
    shared_terms = weights.keys() & report_weights.keys()
    shared_count = sum(" " not in term for term in shared_terms)
    if shared_count < thresholds.min_shared_terms:
        return -1.0
    # In the order of the report: the order of a set differs between processes, and so would rounding.
    product = 0.0
    for term, weight in report_weights.items():
        if term in shared_terms:
            product += weight * weights[term]
    similarity = product * (
        (1 - thresholds.mean_weight) / cluster.norm + thresholds.mean_weight / cluster.article_count
    )
    if thresholds.title_weight:
        title_product = dot_product(report.title, cluster.title_weights)
        similarity += thresholds.title_weight * title_product / cluster.article_count
    return similarity + thresholds.shared_term_weight * shared_count
