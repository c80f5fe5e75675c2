"""Measure the CPU time of answering questions about a five-article story and about an in-memory archive.

    python -m bench.answers [articles in the archive]

Articles consist of 30 sentences of 20 words drawn from a Zipf distribution. "Fresh": read for the first time.
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

ARTICLE_TIME = datetime(2026, 1, 1, tzinfo=UTC)
VOCABULARY_SIZE = 20_000
ARTICLES_PER_STORY, SENTENCES_PER_ARTICLE, WORDS_PER_SENTENCE = 5, 30, 20
QUESTION_COUNT = 200


def main() -> None:
    """Print the figures."""
    article_count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    rng = random.Random(7)
    articles = [_make_article(rng, number) for number in range(article_count)]
    questions = [
        f"How many {_make_word(rng)} {_make_word(rng)} in {_make_word(rng).title()}?"
        for _ in range(QUESTION_COUNT)
    ]
    stories = [rng.sample(articles, ARTICLES_PER_STORY) for _ in questions]
    answer.answer_question(questions[0], [], stories[0])

    def answer_uncached(number: int) -> None:
        indexed_article.index_article.cache_clear()
        answer.answer_question(questions[number], [], stories[number])

    _print_times("five articles, fresh", answer_uncached)
    for story in stories[:20]:
        answer.answer_question("", [], story)
    _print_times(
        "five articles, read before",
        lambda number: answer.answer_question(questions[number], [], stories[number % 20]),
    )
    started_at = time.process_time()
    archive = answer.InMemoryIndex(articles)
    print(f"archive of {article_count}, built: {time.process_time() - started_at:.2f} s")
    _print_times("archive, found", lambda number: archive.search(questions[number], []))


def _print_times(name: str, work: Callable[[int], object]) -> None:
    milliseconds = []
    for number in range(QUESTION_COUNT):
        started_at = time.process_time()
        work(number)
        milliseconds.append(1000 * (time.process_time() - started_at))
    print(
        f"{name}: median {statistics.median(milliseconds):.2f} ms, p95 "
        f"{statistics.quantiles(milliseconds, n=20)[-1]:.2f} ms"
    )


def _make_article(rng: random.Random, number: int) -> Article:
    lines = [
        " ".join(_make_word(rng) for _ in range(WORDS_PER_SENTENCE)).capitalize() + "."
        for _ in range(SENTENCES_PER_ARTICLE)
    ]
    spans, offset = [], 0
    for line in lines:
        spans.append((offset, offset + len(line)))
        offset += len(line) + 1
    text = "\n".join(lines)
    return Article(str(number), "s", "o", "", lines[0][:60], text, tuple(spans), ARTICLE_TIME, language="en")


def _make_word(rng: random.Random) -> str:
    rank = int(VOCABULARY_SIZE ** rng.random())
    return f"w{rank:x}ing" if rank % 3 else f"{rank}"


if __name__ == "__main__":
    main()
