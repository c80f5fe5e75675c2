"""The results of a soak test: which slots were due, which were posted, and the table of it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING

from local_slack.state.faults import HTML_ERROR_PAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class SoakCounts:
    """The row of one run in the table, or of several runs in all.

    Attributes:
        bots: the number of bots that ran at once; in a sum, the largest.
        slots: the number of slots that were due.
        parts: the number of further messages of digests that take several.
        minutes: the duration of the run.
        lost: the number of slots that were never posted.
        twice: the number of slots that were posted more than once.
        not_due: the number of slots that were posted although they were not due.
        articles: the number of articles that `newsbrief add` acknowledged.
        articles_kept: the number of those that were stored at the end.
    """

    bots: int
    slots: int
    parts: int
    kills: int
    minutes: int
    lost: int
    twice: int
    not_due: int
    articles: int
    articles_kept: int
    digests: int
    digests_kept: int

    def __add__(self, other: SoakCounts) -> SoakCounts:
        sums = {item.name: getattr(self, item.name) + getattr(other, item.name) for item in fields(self)}
        return SoakCounts(**{**sums, "bots": max(self.bots, other.bots)})

    def as_row(self) -> str:
        """Return the row of the table, in Markdown."""
        return (
            f"| {self.slots:,}, {self.bots} bots | {self.parts:,} | {self.kills:,} | {self.minutes} | {self.lost} "
            f"| {self.twice} | {self.not_due} | {self.articles_kept} of {self.articles} "
            f"| {self.digests_kept} of {self.digests} |"
        )


@dataclass
class SoakResult:
    """The results of a soak test.

    Attributes:
        expected_slots: the keys of the slots that had to be posted.
        posts_by_slot: the number of posts of each slot, by its key.
        article_counts: the number of articles that `newsbrief add` acknowledged, and of those stored at the end.
        digest_counts: the same for digests and `newsbrief digests import`.
        fault_counts: the number of calls that each fault affected.
        expected_parts: the keys of the further messages of the digests that were posted.
        details: what is known of deliveries that were not sent, or were posted again.
    """

    expected_slots: set[str]
    posts_by_slot: Counter[str]
    kill_count: int
    seconds: float
    article_counts: tuple[int, int]
    digest_counts: tuple[int, int]
    fault_counts: Counter[str] = field(default_factory=Counter)
    expected_parts: set[str] = field(default_factory=set)
    details: list[str] = field(default_factory=list)

    @property
    def lost_slots(self) -> set[str]:
        """The expected slots that were never posted."""
        return (self.expected_slots | self.expected_parts) - self.posts_by_slot.keys()

    @property
    def duplicate_slots(self) -> list[str]:
        """The slots that were posted more than once."""
        return [slot for slot, post_count in self.posts_by_slot.items() if post_count > 1]

    @property
    def unexpected_slots(self) -> set[str]:
        """The slots that were posted although they were not due."""
        return self.posts_by_slot.keys() - self.expected_slots - self.expected_parts

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost, and no slot was posted twice or without being due."""
        all_kept = (
            self.article_counts[0] == self.article_counts[1]
            and self.digest_counts[0] == self.digest_counts[1]
        )
        return all_kept and not (self.lost_slots or self.duplicate_slots or self.unexpected_slots)


def sum_results(results: Sequence[SoakResult]) -> SoakResult:
    """Return the result of several bots as one; each slot's key is prefixed with the number of its bot."""

    def prefixed(number: int, keys: Iterable[str]) -> set[str]:
        return {f"{number}/{key}" for key in keys}

    numbered = list(enumerate(results, 1))
    return SoakResult(
        expected_slots={key for n, item in numbered for key in prefixed(n, item.expected_slots)},
        posts_by_slot=Counter(
            {f"{n}/{key}": posts for n, item in numbered for key, posts in item.posts_by_slot.items()}
        ),
        kill_count=sum(item.kill_count for item in results),
        seconds=max(item.seconds for item in results),
        article_counts=(
            sum(item.article_counts[0] for item in results),
            sum(item.article_counts[1] for item in results),
        ),
        digest_counts=(
            sum(item.digest_counts[0] for item in results),
            sum(item.digest_counts[1] for item in results),
        ),
        fault_counts=sum((item.fault_counts for item in results), Counter[str]()),
        expected_parts={key for n, item in numbered for key in prefixed(n, item.expected_parts)},
        details=[f"{n}/ {line}" for n, item in numbered for line in item.details],
    )


def count_result(result: SoakResult, bot_count: int) -> SoakCounts:
    """Return the row of a run."""
    return SoakCounts(
        bots=bot_count,
        slots=len(result.expected_slots),
        parts=len(result.expected_parts),
        kills=result.kill_count,
        minutes=round(result.seconds / 60),
        lost=len(result.lost_slots),
        twice=len(result.duplicate_slots),
        not_due=len(result.unexpected_slots),
        articles=result.article_counts[0],
        articles_kept=result.article_counts[1],
        digests=result.digest_counts[0],
        digests_kept=result.digest_counts[1],
    )


def append_run(path: Path, counts: SoakCounts) -> list[SoakCounts]:
    """Append a run to a JSON Lines file. Return all runs in the file, the oldest first."""
    with path.open("a+", encoding="utf-8") as file:
        file.write(json.dumps(asdict(counts)) + "\n")
        file.seek(0)
        return [SoakCounts(**json.loads(line)) for line in file]


def print_table(runs: Sequence[SoakCounts]) -> None:
    """Print a row for each run, and for more than one their sum."""
    print(
        "| slots due | further messages | kills -9 | minutes | lost | posted twice | posted, not due "
        "| articles kept | digests kept |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for run in runs:
        print(run.as_row())
    if len(runs) > 1:
        print(sum(runs[1:], runs[0]).as_row())


def print_details(result: SoakResult) -> None:
    """Print the faults, and the first slots that were not posted exactly once."""
    faults = ", ".join(
        f"{fault_count} × {name.replace(HTML_ERROR_PAGE, '(HTML)')}"
        for name, fault_count in result.fault_counts.most_common()
    )
    print(f"\nFaults that happened: {faults}")
    for name, slot_keys in (
        ("lost", result.lost_slots),
        ("twice", result.duplicate_slots),
        ("not due", result.unexpected_slots),
    ):
        for slot in sorted(slot_keys)[:5]:
            print(f"{name}: {slot}")
    for line in result.details[:20]:
        print(line)
