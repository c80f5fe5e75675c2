"""Group articles about the same event into stories."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from summarize.clustering.clustering_parameters import DEFAULT_PARAMETERS, OPENING_THRESHOLDS
from summarize.clustering.inverted_index import cosine_similarity, nearest_report_similarity
from summarize.clustering.online_clustering import COMMENTARY_KINDS, OnlineClusterer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from news.article import Article
    from summarize.clustering.clustering_parameters import ClusteringParameters
    from summarize.clustering.inverted_index import StoryCluster

__all__ = [
    "Clustering",
    "OnlineClusterer",
    "StoryMerge",
    "cluster_articles",
    "cluster_incrementally",
    "lead_text",
    "opening_text",
]

# The lead: the first sentences.
MAX_LEAD_SENTENCES, MAX_LEAD_CHARACTERS = 4, 600
# The part of the text by which an article is grouped. With 2,000 characters instead of 600, the pairs of unrelated
# events have a recall of .73 instead of .66 (precision .99, .96), those of seeds/ .73 instead of .55; weeks of one
# field do not change.
MAX_OPENING_CHARACTERS = 2_000
# Clusterings are cached up to the start of the last interval but one, because feeds deliver some articles hours late,
# and up to the start of the interval before, from which the next clustering continues. See docs/performance.md.
CACHE_INTERVAL, MAX_CACHE_LEVELS = timedelta(hours=6), 2
# Enough for three channels with different sources; 4,800 articles take about 20 MB a level.
CACHE_SIZE = 6
# Two stories are about the same event if a report of one is this similar to a report of the other (cosine of the terms,
# and of the headlines with their weight in clustering). Of the 364 labelled pairs among the best 20 stories of the
# evenings of three weeks of one field, 6 are this similar, and all 6 are about one event (similarity from .36 on); the
# next, .31, .28 and .26, are two events each. Any two weeks allow values from .32 to .36, and the third agrees. Of
# unrelated events, no pair is above .17. Whole stories separate worse: by their cosine, 3 of the first 6 pairs are two
# events.
MIN_SAME_EVENT_SIMILARITY = 0.34
# ... and their newest reports are no further apart: the same actors on another day are another event.
MAX_SAME_EVENT_GAP = timedelta(hours=24)

ArticleGroups = tuple[tuple[str, tuple["Article", ...]], ...]


@dataclass(frozen=True, slots=True)
class StoryMerge:
    """A merge of two stories, after an article showed that both are about the same event.

    Attributes:
        surviving_id: the id of the remaining story.
        merging_article: the article that showed this.
        merged_articles: the articles of the story that ended, newest first.
        surviving_articles: the articles of the remaining story, newest first.
    """

    surviving_id: str
    merging_article: Article
    merged_articles: tuple[Article, ...]
    surviving_articles: tuple[Article, ...]


@dataclass(frozen=True)
class Clustering:
    """Articles grouped into stories.

    Attributes:
        groups: (story id, its articles newest first) of each story, in the order in which the stories began.
        story_merges: the merges of stories, in order.
        story_clusters: the terms of each story, by story id; articles that are not reports have none.
    """

    groups: ArticleGroups
    story_merges: tuple[StoryMerge, ...]
    story_clusters: Mapping[str, StoryCluster]
    _clusterer: OnlineClusterer = field(repr=False)

    def similarity(self, story_id: str, other_id: str) -> float:
        """Return the similarity of two stories, 0 to 1."""
        return cosine_similarity(self.story_clusters.get(story_id), self.story_clusters.get(other_id))

    def tells_same_event(self, story_id: str, other_id: str) -> bool:
        """Whether two stories cover the same event, although they were not merged."""
        one, other = self.story_clusters.get(story_id), self.story_clusters.get(other_id)
        if one is None or other is None or one.language != other.language:
            return False
        return (
            abs(one.last_article_at - other.last_article_at) <= MAX_SAME_EVENT_GAP
            and nearest_report_similarity(one, other, title_weight=OPENING_THRESHOLDS.title_weight)
            >= MIN_SAME_EVENT_SIMILARITY
        )

    def attach_commentary(
        self, articles: Iterable[Article], story_ids: Collection[str]
    ) -> dict[str, tuple[Article, ...]]:
        """Return the commentary articles on each story, newest first, keyed by story id.

        An article comments on the story that it would join if it were a report, even if the story began later. One of
        the story's reports must be very similar to the article.
        """
        commentary: dict[str, list[Article]] = {}
        for article in sorted(articles, key=_publication_order, reverse=True):
            if article.kind not in COMMENTARY_KINDS:
                continue
            story_id = self._clusterer.find_commented_cluster(
                title=article.title,
                lead=opening_text(article),
                published_at=article.appeared_at,
                outlet=article.outlet,
                language=article.language,
            )
            if story_id is not None and story_id in story_ids:
                commentary.setdefault(story_id, []).append(article)
        return {story_id: tuple(members) for story_id, members in commentary.items()}


def cluster_articles(articles: Iterable[Article]) -> ArticleGroups:
    """Group articles into stories, processing them in order of publication.

    Returns:
        (story id, its articles newest first) of each story, in the order in which the stories began. The id is the id
        of the story's first article. Every article is in exactly one story.
    """
    return cluster_incrementally(articles).groups


def cluster_incrementally(
    articles: Iterable[Article], parameters: ClusteringParameters = DEFAULT_PARAMETERS
) -> Clustering:
    """Group articles like `cluster_articles`. Also return the merges of stories, with the final story ids.

    What was placed before is not placed again: of articles that come a few at a time, only those after the last instant
    at which all were known (see `_cluster_sorted`) cost anything.
    """
    sorted_articles = tuple(sorted(articles, key=_publication_order))
    return _cluster_sorted(sorted_articles, parameters, MAX_CACHE_LEVELS).to_clustering()


def lead_text(article: Article) -> str:
    """Return the first sentences of an article."""
    return " ".join(sentence.text for sentence in article.sentences[:MAX_LEAD_SENTENCES])[
        :MAX_LEAD_CHARACTERS
    ]


def opening_text(article: Article) -> str:
    """Return the beginning of an article, which is the part of the text used for clustering."""
    sentences, length = [], 0
    for sentence in article.sentences:
        if length >= MAX_OPENING_CHARACTERS:
            break
        sentences.append(sentence.text)
        length += len(sentence.text) + 1
    return " ".join(sentences)[:MAX_OPENING_CHARACTERS]


# ---- private


class _ClusteringState:
    """The state of clustering after the articles added so far."""

    def __init__(self, clusterer: OnlineClusterer) -> None:
        self._clusterer = clusterer
        self._articles_by_story: dict[str, list[Article]] = {}
        self._story_merges: list[StoryMerge] = []
        self._surviving_ids: dict[str, str] = {}
        self._story_clusters: dict[str, StoryCluster] = {}

    def copy(self) -> _ClusteringState:
        """Return an independent copy of this state."""
        clone = _ClusteringState(self._clusterer.copy())
        clone._articles_by_story = {
            story_id: members.copy() for story_id, members in self._articles_by_story.items()
        }
        clone._story_merges = self._story_merges.copy()
        clone._surviving_ids = self._surviving_ids.copy()
        clone._story_clusters = {
            story_id: clone._clusterer.get_open_cluster(story_id) or cluster
            for story_id, cluster in self._story_clusters.items()
        }
        return clone

    def add(self, article: Article) -> None:
        """Assign the next article to a story."""
        story_id = self._clusterer.add(
            id=article.id,
            title=article.title,
            lead=opening_text(article),
            published_at=article.appeared_at,
            outlet=article.outlet,
            language=article.language,
            kind=article.kind,
        )
        for merge in self._clusterer.pop_merges():
            merged_articles, surviving_articles = (
                self._articles_by_story.pop(merge.merged_id),
                self._articles_by_story[merge.surviving_id],
            )
            self._story_merges.append(
                StoryMerge(
                    merge.surviving_id,
                    article,
                    tuple(reversed(merged_articles)),
                    tuple(reversed(surviving_articles)),
                )
            )
            self._articles_by_story[merge.surviving_id] = sorted(
                surviving_articles + merged_articles, key=_publication_order
            )
            self._surviving_ids[merge.merged_id] = merge.surviving_id
        self._articles_by_story.setdefault(story_id, []).append(article)
        if cluster := self._clusterer.get_open_cluster(story_id):
            self._story_clusters[story_id] = cluster

    def to_clustering(self) -> Clustering:
        """Return the finished clustering. Do not use this object afterwards."""
        return Clustering(
            tuple(
                (story_id, tuple(reversed(members))) for story_id, members in self._articles_by_story.items()
            ),
            tuple(
                StoryMerge(
                    self._final_id(merge.surviving_id),
                    merge.merging_article,
                    merge.merged_articles,
                    merge.surviving_articles,
                )
                for merge in self._story_merges
            ),
            self._story_clusters,
            self._clusterer,
        )

    def _final_id(self, story_id: str) -> str:
        while story_id in self._surviving_ids:
            story_id = self._surviving_ids[story_id]
        return story_id


def _publication_order(article: Article) -> tuple[datetime, str, str, str, str]:
    """Return the sort key of an article: time of appearance, then outlet, title and text.

    The id does not come first, because ids depend on file paths.
    """
    return article.appeared_at, article.outlet, article.title, article.text, article.id


def _cluster_sorted(
    sorted_articles: tuple[Article, ...], parameters: ClusteringParameters, cache_levels: int
) -> _ClusteringState:
    """Cluster sorted articles, using the cached clustering for all except the last hours."""
    cached_count = (
        bisect_left(
            sorted_articles, _cache_interval_index(sorted_articles[-1]) - 1, key=_cache_interval_index
        )
        if sorted_articles and cache_levels
        else 0
    )
    state = (
        _cached_clustering(sorted_articles[:cached_count], parameters, cache_levels - 1).copy()
        if cached_count
        else _ClusteringState(OnlineClusterer(parameters))
    )
    for article in sorted_articles[cached_count:]:
        state.add(article)
    return state


@lru_cache(maxsize=CACHE_SIZE)
def _cached_clustering(
    sorted_articles: tuple[Article, ...], parameters: ClusteringParameters, cache_levels: int
) -> _ClusteringState:
    """Call `_cluster_sorted` and cache the result.

    Callers must copy the result before adding articles.
    """
    return _cluster_sorted(sorted_articles, parameters, cache_levels)


def _cache_interval_index(article: Article) -> int:
    return int(article.appeared_at.timestamp() // CACHE_INTERVAL.total_seconds())
