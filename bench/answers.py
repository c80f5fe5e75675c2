"""What an answer costs: CPU of one question within a story of five articles, and of the archive kept in memory.

    python bench/answers.py [articles in the archive]

The articles are made up of words drawn by rank (Zipf), 30 sentences of 20 words each. Fresh: read for the first time.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from news.article import Article
from summarize.answers import answer, indexed_article

if TYPE_CHECKING:
    from collections.abc import Callable

SEEN = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = 20_000
STORY, SENTENCES, LENGTH = 5, 30, 20
QUESTIONS = 200


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    chance = random.Random(7)  # noqa: S311 - a made-up workload, the same each time
    articles = [_article(chance, number) for number in range(count)]
    questions = [
        f"How many {_word(chance)} {_word(chance)} in {_word(chance).title()}?" for _ in range(QUESTIONS)
    ]
    stories = [chance.sample(articles, STORY) for _ in questions]
    answer.answer(questions[0], [], stories[0])

    def fresh(number: int) -> None:
        indexed_article.view.cache_clear()
        answer.answer(questions[number], [], stories[number])

    _show("five articles, fresh", fresh)
    for story in stories[:20]:
        answer.answer("", [], story)
    _show(
        "five articles, read before",
        lambda number: answer.answer(questions[number], [], stories[number % 20]),
    )
    began = time.process_time()
    archive = answer.Archive(articles)
    print(f"archive of {count}, built: {time.process_time() - began:.2f} s")
    _show("archive, found", lambda number: archive.find(questions[number], []))


def _show(name: str, act: Callable[[int], object]) -> None:
    spent = []
    for number in range(QUESTIONS):
        began = time.process_time()
        act(number)
        spent.append(1000 * (time.process_time() - began))
    print(
        f"{name}: median {statistics.median(spent):.2f} ms, p95 {statistics.quantiles(spent, n=20)[-1]:.2f} ms"
    )


def _article(chance: random.Random, number: int) -> Article:
    lines = [" ".join(_word(chance) for _ in range(LENGTH)).capitalize() + "." for _ in range(SENTENCES)]
    spans, at = [], 0
    for line in lines:
        spans.append((at, at + len(line)))
        at += len(line) + 1
    text = "\n".join(lines)
    return Article(str(number), "s", "o", "", lines[0][:60], text, tuple(spans), SEEN, language="en")


def _word(chance: random.Random) -> str:
    rank = int(WORDS ** chance.random())
    return f"w{rank:x}ing" if rank % 3 else f"{rank}"


if __name__ == "__main__":
    main()
