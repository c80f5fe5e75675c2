"""Measure the grouping of a stream: articles a second by how many are in the window, as the archive grows, in briefs.

    python bench/stories.py [WINDOW ...]

The stream is made up: events with words of their own among 60,000 that follow Zipf's law, three reports an event on
average, as many open stories as the window holds. Beside it, in the same run, the plain way: the cosine of each report
to every open story.
"""

from __future__ import annotations

import math
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

# Python puts this folder first; what is measured lies beside it.
sys.path[0] = str(Path(__file__).resolve().parents[1])

from news.article import Article  # noqa: E402 - see above
from summarize.clustering import cluster, cluster_features  # noqa: E402 - see above
from summarize.clustering.online_clustering import OPEN, Stream  # noqa: E402 - see above

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

START = datetime(2026, 1, 1, tzinfo=UTC)
VOCABULARY = 60_000
TITLE, LEAD, OWN = 9, 70, 14
REPORTS = 3.0  # of an event
WINDOWS = (1_000, 10_000)  # 100,000 takes ten minutes
MEASURED = 1_500  # articles, after the window is full
PLAIN = 150
BRIEFED = 4_800

Report = tuple[str, str, datetime]


def main() -> None:
    """Run everything and print it."""
    rng = random.Random(20261123)  # noqa: S311 - a stream that can be made again
    print(
        "| articles in the window | open stories | Newsbrief, articles/s | every open story, articles/s | times |"
    )
    print("|---|---|---|---|---|")
    for window in [int(each) for each in sys.argv[1:]] or (7_500, *WINDOWS):
        stream, made = Stream(), _made(rng, window)
        opened = {_add(stream, number, next(made)) for number in range(window)}
        begun = time.process_time()
        opened |= {_add(stream, window + number, next(made)) for number in range(MEASURED)}
        ours = MEASURED / (time.process_time() - begun)
        plain = _plain(rng, window) if window <= WINDOWS[1] else 0.0
        beside = f"{plain:,.0f} | {ours / plain:.1f}" if plain else " | "
        print(f"| {window:,} | {len(opened):,} | {ours:,.0f} | {beside} |", flush=True)
    print("\n| articles seen, 7,500 of them in the window | articles/s |\n|---|---|")
    stream, made, seen = Stream(), _made(rng, 7_500), 0
    for until in (10_000, 20_000, 40_000):
        while seen < until - MEASURED:
            _add(stream, seen, next(made))
            seen += 1
        begun = time.process_time()
        for _ in range(MEASURED):
            _add(stream, seen, next(made))
            seen += 1
        print(f"| {until:,} | {MEASURED / (time.process_time() - begun):,.0f} |", flush=True)

    _briefs(rng)


# ---- private


def _briefs(rng: random.Random) -> None:
    """Print what grouping costs a brief: four days of articles at first, then a few more each time."""
    made, step = _made(rng, BRIEFED), timedelta(days=4) / BRIEFED
    articles = [_article(number, next(made), START + number * step) for number in range(BRIEFED)]
    print(f"\n| {BRIEFED:,} articles of four days | ms of CPU |\n|---|---|")
    for words, end in (
        ("for the first time", BRIEFED - 50),
        ("one more", BRIEFED - 49),
        ("49 more", BRIEFED),
    ):
        begun = time.process_time()
        cluster.group(articles[:end])
        print(f"| {words} | {1_000 * (time.process_time() - begun):,.0f} |", flush=True)


def _article(number: int, report: Report, when: datetime) -> Article:
    title, lead, _ = report
    return Article(
        id=f"b{number}",
        source=f"s{number % 40}",
        outlet=f"Outlet {number % 40}",
        url="",
        title=title,
        text=lead,
        spans=((0, len(lead)),),
        seen=when,
        published=when,
    )


def _made(rng: random.Random, window: int) -> Iterator[Report]:
    """Make reports, so many of them within the time that a story stays open."""
    words = [f"{'bcdfgklmnprst'[n % 13]}{'aeiou'[n // 13 % 5]}{n}x" for n in range(VOCABULARY)]
    chances = list(accumulate(1 / (rank + 10) for rank in range(VOCABULARY)))
    step = OPEN / window
    events: list[list[str]] = []
    now = START
    while True:
        now += step
        if not events or rng.random() < 1 / REPORTS:
            events.append(rng.choices(words, cum_weights=chances, k=OWN))
            if len(events) > window / REPORTS / 2:
                events.pop(0)
        own = events[-1] if rng.random() < 1 / REPORTS else rng.choice(events)
        text = rng.choices(words, cum_weights=chances, k=TITLE + LEAD)
        text = [rng.choice(own) if rng.random() < 0.4 else word for word in text]
        yield " ".join(text[:TITLE]), " ".join(text[TITLE:]), now


def _add(stream: Stream, number: int, report: Report) -> str:
    title, lead, now = report
    return stream.add(
        id=f"a{number}", title=title, lead=lead, published=now, source=f"s{number % 40}", language="en"
    )


def _plain(rng: random.Random, window: int) -> float:
    """Hold each report against every open story, in plain Python; give articles a second."""
    made = _made(rng, window)
    stories = [_vector(next(made)) for _ in range(int(window / REPORTS))]
    begun = time.process_time()
    for _ in range(PLAIN):
        vector = _vector(next(made))
        max(sum(weight * story.get(term, 0.0) for term, weight in vector.items()) for story in stories)
    return PLAIN / (time.process_time() - begun)


def _vector(report: Report) -> dict[str, float]:
    counted: Counter[str] = cluster_features.terms(report[0], report[1], "en")
    norm = math.sqrt(sum(count * count for count in counted.values()))
    return {term: count / norm for term, count in counted.items()}


if __name__ == "__main__":
    main()
