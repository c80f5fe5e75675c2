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
from datetime import timedelta
from typing import TYPE_CHECKING

from news.article_kind import ArticleKind
from summarize.clustering import background, cluster_features
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

# How long a story stays open. 3, 5 and 8 days differ by under .002 once age counts against joining (below).
MAX_IDLE_TIME = timedelta(hours=120)


@dataclass(frozen=True, slots=True)
class SimilarityThresholds:
    """When a report joins a story.

    Attributes:
        min_similarity: from this much nearness.
        background_documents: so many articles does the background count for beside those seen in the stream.
        mean_weight: how much of the nearness is the mean cosine to the story's reports; the rest is the cosine to their
            sum, which grows with the story and lets large ones swallow their neighbours.
        title_weight: so much is added of the mean cosine of the headlines.
        shared_term_weight: so much is added for each shared term: an event shares many, a field a few much-used names.
        idle_penalty_per_day: less by this much for each day since the story's last report.
        age_penalty_per_day: less by this much for each day since the mean time of its reports.
        repeat_outlet_penalty: less by this much for an outlet that told the story before: most tell an event once.
        min_shared_terms: with at least so many terms in common.
        min_supporting_share: this share of the story's reports must be near it, each by itself ...
        min_report_similarity: ... by at least this much.
        min_merge_similarity: two stories that it may join are one if they are so near each other (cosine).
        min_shared_name_weight: this much of its names' weight must be known to the story; asked where both have names.
    """

    min_similarity: float
    min_merge_similarity: float
    background_documents: float = 0.0
    mean_weight: float = 0.0
    title_weight: float = 0.0
    shared_term_weight: float = 0.0
    idle_penalty_per_day: float = 0.0
    age_penalty_per_day: float = 0.0
    repeat_outlet_penalty: float = 0.0
    min_shared_terms: int = 0
    min_supporting_share: float = 0.0
    min_report_similarity: float = 0.0
    min_shared_name_weight: float = 0.0


# The beginning of an article. Pairs of reports, precision/recall, before (the lead alone, no background, no check of
# the whole story) and now: three weeks of one field .69/.91 .57/.24 .93/.45 -> .69/.82 .90/.53 .93/.87, 70 unrelated
# events .88/.74 -> 1.0/.75, seeds/ 1.0/.45 -> 1.0/.65. Drawn at random some 100 times, then the middle of what was good
# on average (F0.5 of six sets); with the rest as here, merging from .12, .15, .18, .2, .25, .35, .5 gives .872, .896,
# .894, .871, .869, .868, .860; .25 because lower values make stories of whole weeks. With merging from .5: no
# background .838; headlines .3 instead of .4 -.005. On leads: a background of 1,000 articles .77 against .81; the best
# quarter drawn without a supporting share .737, with .67 .759. The weeks are small: under .02 is noise.
OPENING_THRESHOLDS = SimilarityThresholds(
    min_similarity=0.24,
    min_merge_similarity=0.25,
    background_documents=80,
    mean_weight=0.8,
    title_weight=0.4,
    shared_term_weight=0.001,
    age_penalty_per_day=0.02,
    repeat_outlet_penalty=0.05,
    min_shared_terms=4,
    min_supporting_share=0.6,
    min_report_similarity=0.15,
    min_shared_name_weight=0.05,
)
# Headline and lead, as a feed gives them. Three outlets .95/.95, B-cubed F1 .973 (before the same); the other sets, cut
# to their leads, .62/.73 .73/.47 .98/.60, .94/.66, 1.0/.45. Two turns of one affair, days apart, are told apart by
# their age alone, hence more of it; headlines weigh nothing more, they are in the terms twice.
LEAD_THRESHOLDS = SimilarityThresholds(
    min_similarity=0.157,
    min_merge_similarity=0.5,
    background_documents=60,
    mean_weight=0.8,
    shared_term_weight=0.002,
    age_penalty_per_day=0.05,
    repeat_outlet_penalty=0.05,
    min_shared_terms=4,
    min_supporting_share=0.5,
    min_report_similarity=0.12,
)
# Headlines of one field: without aging and pairs .749 (.737); enough .26 with aging .08 .754 (.768), .25 with .10 .758
# (.776), .24 with .12 .755 (.801); mean .2 and .3 .752 and .747 (.794 and .809); merging from .3, .4, .5, .6, never
# .728, .758, .754, .748, .755.
HEADLINE_THRESHOLDS = SimilarityThresholds(
    min_similarity=0.24,
    min_merge_similarity=0.5,
    idle_penalty_per_day=0.05,
    age_penalty_per_day=0.12,
    repeat_outlet_penalty=0.03,
    min_shared_terms=2,
)
# Names that a report must have before it is asked whether the story knows any of them.
MIN_NAMES = 2
# Words of a lead below which a report is judged as a headline alone, and from which as an article: 600 characters, the
# most that a lead has, are about 100, the beginning of an article up to 350.
MIN_LEAD_WORDS, MIN_OPENING_WORDS = 8, 130
# What is told beside the story that it is about; other kinds that are no reports are about many events or none. Most
# of it tells the event again: the labelled pairs of weeks of one field have .87/.73 with it, .87/.42 without.
COMMENTARY_KINDS = frozenset(
    {ArticleKind.OPINION, ArticleKind.ANALYSIS, ArticleKind.FEATURE, ArticleKind.LIVE}
)


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

    def __init__(self, max_idle_time: timedelta = MAX_IDLE_TIME) -> None:
        self._max_idle_time = max_idle_time
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
        """Place an article.

        Args:
            id: its id; a story that it opens takes this name.
            title: the headline, as published.
            lead: the first sentences; "" if there is only the headline.
            published_at: when it appeared; articles come in about this order.
            outlet: who tells it; "" if unknown.
            language: ISO 639-1; articles in different languages are not compared.
            kind: what is no report stands alone: it joins no story, and none joins it.

        Returns:
            The name of its story.
        """
        self._close_idle_clusters(published_at)
        thresholds = _thresholds(lead)
        # Of the headline as published: "... - live updates" reads like an outlet's name behind it.
        if kind is not ArticleKind.REPORT or (
            thresholds is not HEADLINE_THRESHOLDS and roundups.is_roundup(title)
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

    def find_cluster(
        self, *, title: str, lead: str, published_at: datetime, outlet: str, language: str
    ) -> str | None:
        """Return the name of the open story that an article is about, without placing it; None if there is none."""
        thresholds = _thresholds(lead)
        report = self._vectorize(title, lead, language, thresholds)
        matches = self._matching_clusters(report, language, published_at, outlet, thresholds)
        return matches[0].id if matches else None

    def copy(self) -> OnlineClusterer:
        """Give one that goes on apart from this one; the merges of this one are not told by it."""
        clone = OnlineClusterer(self._max_idle_time)
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

    def _vectorize(
        self, title: str, lead: str, language: str, thresholds: SimilarityThresholds
    ) -> ReportVector:
        """Weigh terms by TF-IDF of the background and of what was seen so far, each vector normed to length 1."""
        terms = cluster_features.read_terms(title, lead, language)
        shares = background.document_shares(language)
        prior_documents = thresholds.background_documents if shares else 0.0
        document_count = self._document_count + 1 + prior_documents
        idf = {
            term: math.log(
                1
                + document_count
                / (self._document_frequency[term] + prior_documents * shares.get(term, 0.0) + 0.5)
            )
            for term in terms.counts
        }
        return ReportVector(
            _normalize(
                {
                    term: cluster_features.term_weight(term, count) * idf[term]
                    for term, count in terms.counts.items()
                }
            ),
            _normalize(
                {
                    term: cluster_features.term_weight(term, count) * idf[term]
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
        """Give the open stories that a report is near enough to join, the nearest first."""
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
            if similarity >= thresholds.min_similarity and _belongs(report, cluster, thresholds):
                matches.append((-similarity, cluster.number, cluster))
        return [cluster for _, _, cluster in sorted(matches)]

    def _merge_nearest(self, matches: list[StoryCluster], thresholds: SimilarityThresholds) -> StoryCluster:
        """Give the nearest story; one that the report joins too, and that is the same event, goes into it first."""
        nearest_cluster = matches[0]
        for other in matches[1:2]:
            if cosine_similarity(nearest_cluster, other) >= thresholds.min_merge_similarity:
                surviving_cluster, merged_cluster = sorted(
                    (nearest_cluster, other),
                    key=lambda cluster: (cluster.first_article_at, cluster.number),
                )
                self._close_cluster(merged_cluster)
                old_terms = dict(surviving_cluster.term_weights)
                surviving_cluster.absorb(merged_cluster)
                self._inverted_index.update(surviving_cluster, old_terms)
                self._merges.append(ClusterMerge(merged_cluster.id, surviving_cluster.id))
                nearest_cluster = surviving_cluster
        return nearest_cluster

    def _add_to_cluster(
        self, cluster: StoryCluster, report: ReportVector, published_at: datetime, outlet: str
    ) -> None:
        old_terms = dict(cluster.term_weights)
        cluster.add_report(report, outlet, published_at)
        self._inverted_index.update(cluster, old_terms)
        heapq.heappush(self._expiry_heap, (cluster.last_article_at, cluster.id))

    def _unique_id(self, article_id: str) -> str:
        return article_id if article_id not in self._open_clusters else f"{article_id} {self._document_count}"

    def _close_idle_clusters(self, now: datetime) -> None:
        """Let go of the stories that nothing was added to for too long."""
        while self._expiry_heap and now - self._expiry_heap[0][0] > self._max_idle_time:
            _, cluster_id = heapq.heappop(self._expiry_heap)
            cluster = self._open_clusters.get(cluster_id)
            if cluster is not None and now - cluster.last_article_at > self._max_idle_time:
                self._close_cluster(cluster)

    def _close_cluster(self, cluster: StoryCluster) -> None:
        del self._open_clusters[cluster.id]
        self._inverted_index.remove(cluster)


# ---- private


def _thresholds(lead: str) -> SimilarityThresholds:
    word_count = len(lead.split())
    if word_count < MIN_LEAD_WORDS:
        return HEADLINE_THRESHOLDS
    return LEAD_THRESHOLDS if word_count < MIN_OPENING_WORDS else OPENING_THRESHOLDS


def _normalize(weights: dict[str, float]) -> dict[str, float]:
    norm = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {term: weight / norm for term, weight in weights.items()}


def _similarity(report: ReportVector, cluster: StoryCluster, thresholds: SimilarityThresholds) -> float:
    """Tell how near a report is to a story, whatever the time; below 0 where they share too few terms."""
    weights = cluster.term_weights
    shared_terms = [term for term in report.terms if term in weights]
    shared_count = sum(" " not in term for term in shared_terms)
    if shared_count < thresholds.min_shared_terms:
        return -1.0
    product = sum(report.terms[term] * weights[term] for term in shared_terms)
    similarity = product * (
        (1 - thresholds.mean_weight) / cluster.norm + thresholds.mean_weight / cluster.article_count
    )
    if thresholds.title_weight:
        title_product = dot_product(report.title, cluster.title_weights)
        similarity += thresholds.title_weight * title_product / cluster.article_count
    return similarity + thresholds.shared_term_weight * shared_count


def _belongs(report: ReportVector, cluster: StoryCluster, thresholds: SimilarityThresholds) -> bool:
    """Whether the story as a whole is about the event of a report: it knows its names, and most reports are near it."""
    if len(report.names) >= MIN_NAMES and cluster.names:
        known = sum(weight for name, weight in report.names.items() if name in cluster.names)
        if known < thresholds.min_shared_name_weight * sum(report.names.values()):
            return False
    if not thresholds.min_supporting_share:
        return True
    supporting = sum(
        dot_product(report.terms, member.terms)
        + thresholds.title_weight * dot_product(report.title, member.title)
        >= thresholds.min_report_similarity
        for member in cluster.reports
    )
    return supporting >= thresholds.min_supporting_share * len(cluster.reports)
