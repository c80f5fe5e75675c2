"""Measure rankings by prediction: the first stories should be those that later get the most articles.

    python -m bench.ranking [--sweep] STREAM.jsonl

At each slot, once an hour, Newsbrief groups the stream so far and ranks the stories of the last three days. The gain of
a story is the number of articles that its event (by the labels of the stream) gets in the next 24 hours; if two stories
have the same event, the gain of the second is 0. Precision at 5 is the share of the first five stories with a gain.
Intervals are from a paired bootstrap over days (the slots of a day are drawn together), relative to the order by
recency and by number of articles.

A line of the stream: {"article": {id, title, lead, published, source, lang}, "story": the event}. If a stream has no
sources, coverage is unknown: it does not count, or, in the last row, each article counts as a separate outlet.
With --sweep, other values of each weight that this benchmark chose are measured too.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from news.article import Article
from summarize.clustering.inverted_index import cosine_similarity
from summarize.clustering.online_clustering import OnlineClusterer
from summarize.ranking import rank
from summarize.ranking.ranking_signals import RankingContext
from summarize.ranking.ranking_weights import DEFAULT_WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from summarize.ranking.ranking_weights import RankingWeights

SLOT_INTERVAL, RANKING_WINDOW, PREDICTION_WINDOW = (
    timedelta(hours=1),
    timedelta(hours=72),
    timedelta(hours=24),
)
BRIEF_WINDOW = timedelta(hours=24)
WARM_UP = timedelta(days=2)  # skipped at the start of the stream
PRECISION_CUTOFF, NDCG_CUTOFF, BOOTSTRAP_SAMPLES = 5, 10, 2_000


@dataclass(frozen=True, slots=True)
class RankingSlot:
    """The stories to rank at one point in time.

    Attributes:
        now: the time of the ranking.
        articles_by_story: the articles of each story of the last three days, by the story's name.
        similarity: returns the similarity of two stories.
    """

    now: datetime
    articles_by_story: dict[str, list[Article]]
    similarity: Callable[[str, str], float]


def rank_by_recency(slot: RankingSlot) -> list[str]:
    """Rank stories by their newest article, newest first."""
    return sorted(slot.articles_by_story, key=lambda name: (-_get_latest_timestamp(slot, name), name))


def rank_by_count(slot: RankingSlot) -> list[str]:
    """Rank stories by number of articles, then by their newest article."""
    return sorted(
        slot.articles_by_story,
        key=lambda name: (-len(slot.articles_by_story[name]), -_get_latest_timestamp(slot, name), name),
    )


def rank_as_shipped(slot: RankingSlot, weights: RankingWeights = DEFAULT_WEIGHTS) -> list[str]:
    """Rank stories as in a brief, optionally with other weights."""
    ranked = rank.rank_stories(
        list(slot.articles_by_story.items()),
        _build_context(slot, weights),
    )
    return [story.id for story in ranked]


def rank_with_outlets(slot: RankingSlot) -> list[str]:
    """Rank stories as in a brief, but treat each article as a separate outlet."""
    groups = [
        (name, [replace(article, outlet=article.id) for article in articles])
        for name, articles in slot.articles_by_story.items()
    ]
    return [story.id for story in rank.rank_stories(groups, _build_context(slot, DEFAULT_WEIGHTS))]


RANKINGS: dict[str, Callable[[RankingSlot], list[str]]] = {
    "recency order": rank_by_recency,
    "count so far": rank_by_count,
    "Newsbrief": rank_as_shipped,
    "Newsbrief, each article an outlet": rank_with_outlets,
}


# The weights that this benchmark chose, with the values tried.
SWEPT_WEIGHTS: dict[str, tuple[float, ...]] = {
    "activity_half_life_hours": (2, 3, 4, 6, 8, 12),
    "recency": (0, 1, 2, 4),
    "recency_half_life_hours": (3, 6, 12),
    "roundup": (0, -0.5, -1, -2),
    "question_headline": (0, -0.5, -1),
    "similarity_penalty": (0, 0.5, 1, 1.5, 2, 3),
    "penalty_free_similarity": (0, 0.05, 0.1),
}


def main() -> None:
    """Print the table of results."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sweep", action="store_true")
    parser.add_argument("stream", type=Path)
    options = parser.parse_args()
    rankings = RANKINGS | (dict(_list_varied_rankings()) if options.sweep else {})
    days, scores_by_ranking = _evaluate(options.stream, rankings)
    baselines = list(scores_by_ranking)[:2]
    print(
        "| ranking | P@5 | above recency [95 %] | above the count | nDCG@10 | above recency | above the count |"
    )
    print("|---|---|---|---|---|---|---|")
    for name, scores in scores_by_ranking.items():
        row = []
        for metric_index in range(2):
            ranking_scores = [score[metric_index] for score in scores]
            row.append(f"{sum(ranking_scores) / len(ranking_scores):.3f}")
            for baseline in baselines:
                baseline_scores = [score[metric_index] for score in scores_by_ranking[baseline]]
                row.append(
                    _format_mean_difference(ranking_scores, baseline_scores, days) if baseline != name else ""
                )
        print(f"| {name} | {' | '.join(row)} |")
    print(f"\n{len(days)} slots of {len(set(days))} days")


# ---- private


def _build_context(slot: RankingSlot, weights: RankingWeights) -> RankingContext:
    """Return the ranking context of a brief that covers the last day."""
    return RankingContext(
        slot.now,
        similarity=slot.similarity,
        weights=weights,
        is_current=lambda article: slot.now - BRIEF_WINDOW < article.appeared_at,
    )


def _list_varied_rankings() -> Iterator[tuple[str, Callable[[RankingSlot], list[str]]]]:
    """Yield rankings that each differ from the shipped ranking in one weight."""
    for name, values in SWEPT_WEIGHTS.items():
        for value in values:
            weights = replace(DEFAULT_WEIGHTS, **{name: value})  # type: ignore[arg-type]  # the swept weights are floats
            yield f"{name} {value}", partial(rank_as_shipped, weights=weights)


def _evaluate(
    path: Path, rankings: Mapping[str, Callable[[RankingSlot], list[str]]]
) -> tuple[list[date], dict[str, list[tuple[float, float]]]]:
    """Group the stream article by article and score all rankings every hour, unless no story has a gain.

    Returns:
        The day of each slot, and (precision at 5, nDCG at 10) of each slot by ranking.
    """
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    labelled_articles = [(_read_article(row["article"]), row["story"]) for row in rows]
    stream, days = OnlineClusterer(), []
    scores_by_ranking: dict[str, list[tuple[float, float]]] = {name: [] for name in rankings}
    stories: dict[str, list[tuple[Article, str]]] = {}
    now = labelled_articles[0][0].appeared_at.replace(hour=0, minute=0, second=0) + WARM_UP
    for article, event in labelled_articles:
        while now < article.appeared_at and now < labelled_articles[-1][0].appeared_at - PREDICTION_WINDOW:
            slot, events = _build_slot(stream, stories, now)
            gain_by_event = Counter(
                event
                for article, event in labelled_articles
                if now < article.appeared_at <= now + PREDICTION_WINDOW
            )
            if any(gain_by_event[story_event] for story_event in events.values()):
                days.append(now.date())
                for name, ranking in rankings.items():
                    scores_by_ranking[name].append(_score_ranking(ranking(slot), events, gain_by_event))
            now += SLOT_INTERVAL
        name = stream.add(
            id=article.id,
            title=article.title,
            lead=article.text,
            published_at=article.appeared_at,
            outlet=article.outlet,
            language=article.language,
        )
        for merge in stream.pop_merges():
            stories[merge.surviving_id] += stories.pop(merge.merged_id)
        stories.setdefault(name, []).append((article, event))
    return days, scores_by_ranking


def _read_article(row: dict[str, str]) -> Article:
    published_at = datetime.fromisoformat(row["published"])
    published_at = published_at if published_at.tzinfo else published_at.replace(tzinfo=UTC)
    lead, source = row.get("lead", ""), row.get("source", "")
    return Article(
        id=row["id"],
        source_id=source,
        outlet=source,
        url="",
        title=row["title"],
        text=lead,
        sentence_spans=((0, len(lead)),) if lead else (),
        first_seen_at=published_at,
        published_at=published_at,
        language=row.get("lang") or "en",
    )


def _build_slot(
    stream: OnlineClusterer, stories: dict[str, list[tuple[Article, str]]], now: datetime
) -> tuple[RankingSlot, dict[str, str]]:
    """Return the slot at a time, and the labeled event of each story."""
    seen_stories = {
        name: [
            (article, event)
            for article, event in members
            if now - RANKING_WINDOW < article.appeared_at <= now
        ]
        for name, members in stories.items()
    }
    groups = {name: [article for article, _ in members] for name, members in seen_stories.items() if members}
    events = {name: Counter(event for _, event in seen_stories[name]).most_common(1)[0][0] for name in groups}
    return RankingSlot(
        now,
        groups,
        lambda story, other_story: cosine_similarity(
            stream.get_open_cluster(story), stream.get_open_cluster(other_story)
        ),
    ), events


def _get_latest_timestamp(slot: RankingSlot, name: str) -> float:
    return max(article.appeared_at.timestamp() for article in slot.articles_by_story[name])


def _score_ranking(
    story_order: Sequence[str], events: Mapping[str, str], gain_by_event: Mapping[str, int]
) -> tuple[float, float]:
    """Return precision at 5 and nDCG at 10."""
    seen_events: set[str] = set()
    labels = []
    for name in story_order:
        labels.append(0 if events[name] in seen_events else gain_by_event[events[name]])
        seen_events.add(events[name])
    ideal_labels = sorted((gain_by_event[event] for event in seen_events), reverse=True)
    return sum(label > 0 for label in labels[:PRECISION_CUTOFF]) / PRECISION_CUTOFF, _compute_dcg(
        labels
    ) / _compute_dcg(ideal_labels)


def _compute_dcg(labels: Sequence[int]) -> float:
    return sum(label / math.log2(rank_index + 2) for rank_index, label in enumerate(labels[:NDCG_CUTOFF]))


def _format_mean_difference(
    scores: Sequence[float], baseline_scores: Sequence[float], days: Sequence[object]
) -> str:
    """Format the mean difference and its interval; slots of a day are drawn together, because they are correlated."""
    rng = random.Random(1)
    pairs = [a - b for a, b in zip(scores, baseline_scores, strict=True)]
    day_sums = [
        (sum(day_differences), len(day_differences))
        for day in sorted(set(days), key=str)
        if (day_differences := [pair for pair, slot_day in zip(pairs, days, strict=True) if slot_day == day])
    ]
    means = []
    for _ in range(BOOTSTRAP_SAMPLES):
        sample = rng.choices(day_sums, k=len(day_sums))
        means.append(sum(total for total, _ in sample) / sum(size for _, size in sample))
    means.sort()
    low, high = means[BOOTSTRAP_SAMPLES // 40], means[-BOOTSTRAP_SAMPLES // 40 - 1]
    return f"{sum(pairs) / len(pairs):+.3f} [{low:+.3f}, {high:+.3f}]"


if __name__ == "__main__":
    main()
