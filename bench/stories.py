"""Measure the speed of grouping a stream: articles per second for each window size, and the time for a brief.

    python -m bench.stories [WINDOW ...]

The stream is synthetic: each event has its own words among 60,000 that follow Zipf's law, and three reports on average;
the window is full of open stories. For comparison, the same run measures the naive method: the cosine similarity of
each report to every open story.
"""

from __future__ import annotations

import math
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

from news.article import Article
from summarize.clustering import cluster, cluster_features
from summarize.clustering.clustering_parameters import DEFAULT_PARAMETERS
from summarize.clustering.online_clustering import OnlineClusterer

if TYPE_CHECKING:
    from collections.abc import Iterator

START = datetime(2026, 1, 1, tzinfo=UTC)
VOCABULARY_SIZE = 60_000
TITLE_WORDS, LEAD_WORDS, EVENT_WORDS = 9, 70, 14
REPORTS_PER_EVENT = 3.0  # of an event
WINDOW_SIZES = (1_000, 10_000)  # 100,000 takes ten minutes
MEASURED_ARTICLES = 1_500  # articles, after the window is full
PLAIN_ARTICLES = 150
BRIEF_ARTICLES = 4_800

Report = tuple[str, str, datetime]


def main() -> None:
    """Run all measurements and print the results."""
    rng = random.Random(20261123)
    print(
        "| articles in the window | open stories | Newsbrief, articles/s | every open story, articles/s | times |"
    )
    print("|---|---|---|---|---|")
    for window in [int(argument) for argument in sys.argv[1:]] or (7_500, *WINDOW_SIZES):
        stream, report_stream = OnlineClusterer(), make_reports(rng, window)
        open_stories = {_add_report(stream, number, next(report_stream)) for number in range(window)}
        started_at = time.process_time()
        open_stories |= {
            _add_report(stream, window + number, next(report_stream)) for number in range(MEASURED_ARTICLES)
        }
        own_rate = MEASURED_ARTICLES / (time.process_time() - started_at)
        plain_rate = _measure_plain(rng, window) if window <= WINDOW_SIZES[1] else 0.0
        plain_columns = f"{plain_rate:,.0f} | {own_rate / plain_rate:.1f}" if plain_rate else " | "
        print(f"| {window:,} | {len(open_stories):,} | {own_rate:,.0f} | {plain_columns} |", flush=True)
    print("\n| articles seen, 7,500 of them in the window | articles/s |\n|---|---|")
    stream, report_stream, article_count = OnlineClusterer(), make_reports(rng, 7_500), 0
    for target_count in (10_000, 20_000, 40_000):
        while article_count < target_count - MEASURED_ARTICLES:
            _add_report(stream, article_count, next(report_stream))
            article_count += 1
        started_at = time.process_time()
        for _ in range(MEASURED_ARTICLES):
            _add_report(stream, article_count, next(report_stream))
            article_count += 1
        print(
            f"| {target_count:,} | {MEASURED_ARTICLES / (time.process_time() - started_at):,.0f} |",
            flush=True,
        )

    _print_briefs(rng)


def make_reports(rng: random.Random, window: int) -> Iterator[Report]:
    """Yield generated reports at a rate that fills the window within the time that a story stays open."""
    words = [f"{'bcdfgklmnprst'[n % 13]}{'aeiou'[n // 13 % 5]}{n}x" for n in range(VOCABULARY_SIZE)]
    chances = list(accumulate(1 / (rank + 10) for rank in range(VOCABULARY_SIZE)))
    step = DEFAULT_PARAMETERS.max_idle_time / window
    events: list[list[str]] = []
    reported_at = START
    while True:
        reported_at += step
        if not events or rng.random() < 1 / REPORTS_PER_EVENT:
            events.append(rng.choices(words, cum_weights=chances, k=EVENT_WORDS))
            if len(events) > window / REPORTS_PER_EVENT / 2:
                events.pop(0)
        event_words = events[-1] if rng.random() < 1 / REPORTS_PER_EVENT else rng.choice(events)
        text = rng.choices(words, cum_weights=chances, k=TITLE_WORDS + LEAD_WORDS)
        text = [rng.choice(event_words) if rng.random() < 0.4 else word for word in text]
        yield " ".join(text[:TITLE_WORDS]), " ".join(text[TITLE_WORDS:]), reported_at


# ---- private


def _print_briefs(rng: random.Random) -> None:
    """Print the cost of grouping articles for a brief: first four days of articles, then a few more each time."""
    report_stream, step = make_reports(rng, BRIEF_ARTICLES), timedelta(days=4) / BRIEF_ARTICLES
    articles = [
        _make_article(number, next(report_stream), START + number * step) for number in range(BRIEF_ARTICLES)
    ]
    print(f"\n| {BRIEF_ARTICLES:,} articles of four days | ms of CPU |\n|---|---|")
    for label, end in (
        ("for the first time", BRIEF_ARTICLES - 50),
        ("one more", BRIEF_ARTICLES - 49),
        ("49 more", BRIEF_ARTICLES),
    ):
        started_at = time.process_time()
        cluster.cluster_articles(articles[:end])
        print(f"| {label} | {1_000 * (time.process_time() - started_at):,.0f} |", flush=True)


def _make_article(number: int, report: Report, published_at: datetime) -> Article:
    title, lead, _ = report
    return Article(
        id=f"b{number}",
        source_id=f"s{number % 40}",
        outlet=f"Outlet {number % 40}",
        url="",
        title=title,
        text=lead,
        sentence_spans=((0, len(lead)),),
        first_seen_at=published_at,
        published_at=published_at,
    )


def _add_report(stream: OnlineClusterer, number: int, report: Report) -> str:
    title, lead, reported_at = report
    return stream.add(
        id=f"a{number}",
        title=title,
        lead=lead,
        published_at=reported_at,
        outlet=f"s{number % 40}",
        language="en",
    )


def _measure_plain(rng: random.Random, window: int) -> float:
    """Return the articles per second when plain Python compares each report with every open story."""
    report_stream = make_reports(rng, window)
    stories = [_build_term_vector(next(report_stream)) for _ in range(int(window / REPORTS_PER_EVENT))]
    started_at = time.process_time()
    for _ in range(PLAIN_ARTICLES):
        vector = _build_term_vector(next(report_stream))
        max(sum(weight * story.get(term, 0.0) for term, weight in vector.items()) for story in stories)
    return PLAIN_ARTICLES / (time.process_time() - started_at)


def _build_term_vector(report: Report) -> dict[str, float]:
    term_counts = cluster_features.read_terms(
        report[0], report[1], "en", title_term_weight=DEFAULT_PARAMETERS.title_term_weight
    ).counts
    norm = math.sqrt(sum(count * count for count in term_counts.values()))
    return {term: count / norm for term, count in term_counts.items()}


if __name__ == "__main__":
    main()
