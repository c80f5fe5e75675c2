"""Measure rankings by prediction: what is put first should be what is written about next.

    python bench/ranking.py STREAM.jsonl

At each slot, every six hours, the stream so far is grouped by Newsbrief, and the stories of the last three days are
ranked. The label of a story is the number of articles that its event (by the labels of the stream) gains in the next
24 hours; of two stories of one event the second is worth nothing. Precision at 5: how many of the first five gain any.
Intervals are the paired bootstrap over slots, against recency order and against the count so far.

A line of the stream: {"article": {id, title, lead, published, source, lang}, "story": the event}. Where a stream names
no sources, each article is taken for an outlet of its own.
"""

from __future__ import annotations

import json
import math
import random
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

# Python puts this folder first; what is measured lies beside it.
sys.path[0] = str(Path(__file__).resolve().parents[1])

from summarize import rank  # noqa: E402 - see above
from summarize.stream import Stream  # noqa: E402 - see above

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Ages = list[float]  # hours since each of a story's articles

EVERY, WINDOW, AHEAD = timedelta(hours=6), timedelta(hours=72), timedelta(hours=24)
FIRST = timedelta(days=2)  # of the stream are passed over
FIVE, TEN, RESAMPLED = 5, 10, 2_000


@dataclass(frozen=True, slots=True)
class Came:
    """An article of the stream.

    Attributes:
        at: when.
        story: by our grouping.
        event: by the labels.
    """

    at: datetime
    story: str
    event: str


def shipped(ages: Ages) -> float:
    """Score as `summarize.rank` does where nothing but ages and outlets is known."""
    return rank.COVERAGE * math.log2(len(ages)) + rank.RECENCY * 0.5 ** (min(ages) / rank.HALF_LIFE)


RANKINGS: dict[str, Callable[[Ages], float]] = {
    "recency order": lambda ages: -min(ages),
    "count so far": lambda ages: len(ages) - min(ages) / 1_000,
    "as shipped: coverage, recency": shipped,
    "articles of the last 12 h, recency of 3 h": lambda ages: (
        0.5 ** (min(ages) / 3) + 0.21 * math.log2(1 + sum(age < 12 for age in ages))
    ),
}


def main() -> None:
    """Print the table."""
    if len(sys.argv) != 2:
        sys.exit(str(__doc__))
    came = _read(Path(sys.argv[1]))
    found = {name: _evaluated(came, score) for name, score in RANKINGS.items()}
    baselines = list(found)[:2]
    print(
        "| ranking | P@5 | nDCG@10 | nDCG above recency [95 %] | above the count [95 %] | P@5 above recency |"
    )
    print("|---|---|---|---|---|---|")
    for name, (precision, gain) in found.items():
        more = [_more(gain, found[base][1]) if base != name else "" for base in baselines]
        five = _more(precision, found[baselines[0]][0]) if name != baselines[0] else ""
        print(f"| {name} | {_mean(precision):.3f} | {_mean(gain):.3f} | {more[0]} | {more[1]} | {five} |")
    print(f"\n{len(next(iter(found.values()))[0])} slots")


# ---- private


def _read(path: Path) -> list[Came]:
    stream, merged = Stream(), {}
    placed: list[tuple[datetime, str, str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        article = row["article"]
        at = datetime.fromisoformat(article["published"])
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        name = stream.add(
            id=article["id"],
            title=article["title"],
            lead=article.get("lead", ""),
            published=at,
            source=article.get("source", ""),
            language=article.get("lang") or "en",
        )
        merged |= {merge.gone: merge.into for merge in stream.merges()}
        placed.append((at, name, row["story"]))

    def final(name: str) -> str:
        while name in merged:
            name = merged[name]
        return name

    return [Came(at, final(name), event) for at, name, event in placed]


def _evaluated(came: Sequence[Came], score: Callable[[Ages], float]) -> tuple[list[float], list[float]]:
    """Give precision at 5 and nDCG at 10 of each slot at which anything is gained."""
    precision, gain = [], []
    slot = came[0].at.replace(hour=0, minute=0, second=0) + FIRST
    while slot < came[-1].at - AHEAD:
        labels, ideal = _labels(came, slot, score)
        if ideal and ideal[0]:
            precision.append(sum(label > 0 for label in labels[:FIVE]) / FIVE)
            gain.append(_discounted(labels) / _discounted(ideal))
        slot += EVERY
    return precision, gain


def _labels(
    came: Sequence[Came], slot: datetime, score: Callable[[Ages], float]
) -> tuple[list[int], list[int]]:
    """Give what the ranked stories gain, and the best that could be."""
    gained = Counter(each.event for each in came if slot < each.at <= slot + AHEAD)
    ages: defaultdict[str, Ages] = defaultdict(list)
    events: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each in came:
        if slot - WINDOW < each.at <= slot:
            ages[each.story].append((slot - each.at).total_seconds() / 3600)
            events[each.story][each.event] += 1
    told: set[str] = set()
    labels = []
    for story in sorted(ages, key=lambda name: (-score(ages[name]), name)):
        event = events[story].most_common(1)[0][0]
        labels.append(0 if event in told else gained[event])
        told.add(event)
    return labels, sorted((gained[event] for event in told), reverse=True)


def _discounted(labels: Sequence[int]) -> float:
    return sum(label / math.log2(place + 2) for place, label in enumerate(labels[:TEN]))


def _more(one: Sequence[float], other: Sequence[float]) -> str:
    """Say the mean difference and its interval."""
    rng = random.Random(1)  # noqa: S311 - resampling that can be made again
    pairs = [a - b for a, b in zip(one, other, strict=True)]
    means = sorted(_mean(rng.choices(pairs, k=len(pairs))) for _ in range(RESAMPLED))
    low, high = means[RESAMPLED // 40], means[-RESAMPLED // 40 - 1]
    return f"{_mean(pairs):+.3f} [{low:+.3f}, {high:+.3f}]"


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


if __name__ == "__main__":
    main()
