"""Measure rankings by prediction: what is put first should be what is written about next.

    python bench/ranking.py [--sweep] STREAM.jsonl

At each slot, every hour, the stream so far is grouped by Newsbrief, and the stories of the last three days are
ranked. The label of a story is the number of articles that its event (by the labels of the stream) gains in the next
24 hours; of two stories of one event the second is worth nothing. Precision at 5: how many of the first five gain any.
Intervals are the paired bootstrap over days, whose slots are drawn together, against recency order and the count.

A line of the stream: {"article": {id, title, lead, published, source, lang}, "story": the event}. Where a stream names
no sources, coverage cannot be told: it counts for nothing, or, in the last row, each article for an outlet of its own.
With --sweep, the same for other values of each constant that was chosen so.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

# Python puts this folder first; what is measured lies beside it.
sys.path[0] = str(Path(__file__).resolve().parents[1])

from news.article import Article  # noqa: E402 - see above
from summarize.clustering.inverted_index import alike  # noqa: E402 - see above
from summarize.clustering.online_clustering import Stream  # noqa: E402 - see above
from summarize.ranking import rank, ranking_signals  # noqa: E402 - see above
from summarize.ranking.ranking_signals import Weighing  # noqa: E402 - see above

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from types import ModuleType

EVERY, WINDOW, AHEAD = timedelta(hours=1), timedelta(hours=72), timedelta(hours=24)
FIRST = timedelta(days=2)  # of the stream are passed over
FIVE, TEN, RESAMPLED = 5, 10, 2_000


@dataclass(frozen=True, slots=True)
class Slot:
    """What was seen at an instant.

    Attributes:
        now: the instant.
        groups: the stories of the last three days by name.
        alike: how alike two of them are.
    """

    now: datetime
    groups: dict[str, list[Article]]
    alike: Callable[[str, str], float]


def by_recency(slot: Slot) -> list[str]:
    """Put the story with the newest article first."""
    return sorted(slot.groups, key=lambda name: (-_latest(slot, name), name))


def by_count(slot: Slot) -> list[str]:
    """Put the story with the most articles first, of two alike the newer."""
    return sorted(slot.groups, key=lambda name: (-len(slot.groups[name]), -_latest(slot, name), name))


def as_shipped(slot: Slot) -> list[str]:
    """Rank as a brief does."""
    ranked = rank.rank(list(slot.groups.items()), Weighing(slot.now, alike=slot.alike))
    return [story.id for story in ranked]


def with_outlets(slot: Slot) -> list[str]:
    """Rank as a brief does, each article taken for an outlet of its own."""
    groups = [
        (name, [replace(each, outlet=each.id) for each in members]) for name, members in slot.groups.items()
    ]
    return [story.id for story in rank.rank(groups, Weighing(slot.now, alike=slot.alike))]


RANKINGS: dict[str, Callable[[Slot], list[str]]] = {
    "recency order": by_recency,
    "count so far": by_count,
    "Newsbrief": as_shipped,
    "Newsbrief, each article an outlet": with_outlets,
}


# The constants that were chosen by this bench, with the values that were tried.
SWEPT: tuple[tuple[ModuleType, str, tuple[float, ...]], ...] = (
    (ranking_signals, "BRISK", (2, 3, 4, 6, 8, 12)),
    (ranking_signals, "RECENCY", (0, 1, 2, 4)),
    (ranking_signals, "HALF_LIFE", (3, 6, 12)),
    (ranking_signals, "ROLLING", (0, -0.5, -1, -2)),
    (ranking_signals, "QUESTION", (0, -0.5, -1)),
    (rank, "ALIKE", (0, 0.5, 1, 1.5, 2, 3)),
    (rank, "UNLIKE", (0, 0.05, 0.1)),
)


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--sweep", action="store_true")
    arguments.add_argument("stream", type=Path)
    chosen = arguments.parse_args()
    rankings = RANKINGS | (dict(_varied()) if chosen.sweep else {})
    days, found = _evaluated(chosen.stream, rankings)
    baselines = list(found)[:2]
    print(
        "| ranking | P@5 | above recency [95 %] | above the count | nDCG@10 | above recency | above the count |"
    )
    print("|---|---|---|---|---|---|---|")
    for name, scores in found.items():
        row = []
        for which in range(2):
            own = [score[which] for score in scores]
            row.append(f"{sum(own) / len(own):.3f}")
            for base in baselines:
                other = [score[which] for score in found[base]]
                row.append(_more(own, other, days) if base != name else "")
        print(f"| {name} | {' | '.join(row)} |")
    print(f"\n{len(days)} slots of {len(set(days))} days")


# ---- private


def _varied() -> Iterator[tuple[str, Callable[[Slot], list[str]]]]:
    """Give rankings as shipped, but for one constant each."""
    for room, name, values in SWEPT:
        for value in values:
            yield f"{name} {value}", partial(_with, room, name, value)


def _with(room: ModuleType, name: str, value: float, slot: Slot) -> list[str]:
    with patch.object(room, name, value):
        return as_shipped(slot)


def _evaluated(
    path: Path, rankings: Mapping[str, Callable[[Slot], list[str]]]
) -> tuple[list[date], dict[str, list[tuple[float, float]]]]:
    """Group the stream article by article, and rank every hour; where nothing is gained, nothing is told.

    Returns:
        The day of each slot, and (precision at 5, nDCG at 10) of each slot by ranking.
    """
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    came = [(_article(row["article"]), row["story"]) for row in rows]
    stream, days = Stream(), []
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in rankings}
    stories: dict[str, list[tuple[Article, str]]] = {}
    now = came[0][0].when.replace(hour=0, minute=0, second=0) + FIRST
    for article, event in came:
        while now < article.when and now < came[-1][0].when - AHEAD:
            slot, events = _slot(stream, stories, now)
            gained = Counter(event for article, event in came if now < article.when <= now + AHEAD)
            if any(gained[each] for each in events.values()):
                days.append(now.date())
                for name, order in rankings.items():
                    found[name].append(_scored(order(slot), events, gained))
            now += EVERY
        name = stream.add(
            id=article.id,
            title=article.title,
            lead=article.text,
            published=article.when,
            source=article.outlet,
            language=article.language,
        )
        for merge in stream.merges():
            stories[merge.into] += stories.pop(merge.gone)
        stories.setdefault(name, []).append((article, event))
    return days, found


def _article(kept: dict[str, str]) -> Article:
    at = datetime.fromisoformat(kept["published"])
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    lead, source = kept.get("lead", ""), kept.get("source", "")
    return Article(
        id=kept["id"],
        source=source,
        outlet=source,
        url="",
        title=kept["title"],
        text=lead,
        spans=((0, len(lead)),) if lead else (),
        seen=at,
        published=at,
        language=kept.get("lang") or "en",
    )


def _slot(
    stream: Stream, stories: dict[str, list[tuple[Article, str]]], now: datetime
) -> tuple[Slot, dict[str, str]]:
    """Give what was seen, and the event of each story by the labels."""
    seen = {
        name: [(article, event) for article, event in members if now - WINDOW < article.when <= now]
        for name, members in stories.items()
    }
    groups = {name: [article for article, _ in members] for name, members in seen.items() if members}
    events = {name: Counter(event for _, event in seen[name]).most_common(1)[0][0] for name in groups}
    return Slot(now, groups, lambda one, other: alike(stream.open(one), stream.open(other))), events


def _latest(slot: Slot, name: str) -> float:
    return max(article.when.timestamp() for article in slot.groups[name])


def _scored(
    order: Sequence[str], events: Mapping[str, str], gained: Mapping[str, int]
) -> tuple[float, float]:
    """Give precision at 5 and nDCG at 10."""
    told: set[str] = set()
    labels = []
    for name in order:
        labels.append(0 if events[name] in told else gained[events[name]])
        told.add(events[name])
    best = sorted((gained[event] for event in told), reverse=True)
    return sum(label > 0 for label in labels[:FIVE]) / FIVE, _discounted(labels) / _discounted(best)


def _discounted(labels: Sequence[int]) -> float:
    return sum(label / math.log2(place + 2) for place, label in enumerate(labels[:TEN]))


def _more(one: Sequence[float], other: Sequence[float], days: Sequence[object]) -> str:
    """Say the mean difference and its interval; the slots of a day are drawn together, because they are alike."""
    rng = random.Random(1)  # noqa: S311 - resampling that can be made again
    pairs = [a - b for a, b in zip(one, other, strict=True)]
    parts = [
        (sum(kept), len(kept))
        for day in sorted(set(days), key=str)
        if (kept := [pair for pair, of in zip(pairs, days, strict=True) if of == day])
    ]
    means = []
    for _ in range(RESAMPLED):
        drawn = rng.choices(parts, k=len(parts))
        means.append(sum(total for total, _ in drawn) / sum(size for _, size in drawn))
    means.sort()
    low, high = means[RESAMPLED // 40], means[-RESAMPLED // 40 - 1]
    return f"{sum(pairs) / len(pairs):+.3f} [{low:+.3f}, {high:+.3f}]"


if __name__ == "__main__":
    main()
