"""Measure `/brief search`, and the answer to a question, in a large archive.

    python -m bench.archive [ARTICLES] [QUESTIONS] [--keep FILE]

The articles are synthetic: 200 words each (Zipf over 60,000, as in bench/synthetic_news.py), from 50 sources. The
figures are CPU time of one thread for two tasks: one page of search results with sentences, and one answer that comes
from the archive because the brief contains nothing relevant.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from bench import synthetic_news
from bot.parsing.search_query import parse_search_query
from bot.render import payloads
from bot.services.services import build_services
from news.thread import Thread
from storage.sqlite.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS_PER_ARTICLE = 200
TEAM_ID, CHANNEL_ID = "T", "C"
# The required limits, p95 of CPU milliseconds: (articles, search, answer).
P95_LIMITS = ((100_000, 40, 60), (1_000_000, 70, 100))


def main() -> None:
    """Build the archive and print the figures. Exit with status 1 if a limit is exceeded."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", type=int, nargs="?", default=100_000)
    parser.add_argument("questions", type=int, nargs="?", default=200)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database_path = options.keep or Path(folder) / "archive.db"
        is_new = not database_path.exists()
        with Store(database_path) as store:
            if is_new:
                _fill_store(store, options.articles)
            raise SystemExit(_exceeds_limits(store, options.articles, options.questions))


# ---- private


def _fill_store(store: Store, article_count: int) -> None:
    synthetic_news.put_sources(store)
    for source in store.sources.all():
        store.sources.follow(TEAM_ID, CHANNEL_ID, source.id, created_at=synthetic_news.START)
    incoming_articles = synthetic_news.make_articles(
        article_count,
        random.Random(synthetic_news.SEED),
        words_per_article=WORDS_PER_ARTICLE,
    )
    started_at, stored_count = time.monotonic(), 0
    while batch := list(islice(incoming_articles, 5_000)):
        store.articles.add(batch)
        stored_count += len(batch)
        remaining_seconds = (time.monotonic() - started_at) / stored_count * (article_count - stored_count)
        print(
            f"\r{stored_count:,} of {article_count:,} articles stored, {remaining_seconds:.0f} s to go  ",
            end="",
            file=sys.stderr,
            flush=True,
        )
    print(file=sys.stderr)


def _exceeds_limits(store: Store, article_count: int, question_count: int) -> bool:
    rng = random.Random(synthetic_news.SEED + 3)
    ranks = ((2_000, 20_000), (100, 2_000), (100, 2_000), (20, 100), (0, 20))
    questions_text = [
        " ".join(synthetic_news.make_word(rng.randrange(*rank)) for rank in ranks)
        for _ in range(question_count)
    ]
    services, now = build_services(store, payloads), synthetic_news.START + timedelta(days=3000)

    def run_search(number: int) -> None:
        services.search.search(TEAM_ID, CHANNEL_ID, parse_search_query(questions_text[number], now))

    def run_answer(number: int) -> None:
        services.conversation.answer(
            Thread(TEAM_ID, CHANNEL_ID, str(number)), f"How many {questions_text[number]}?", now=now
        )

    print(f"{article_count:,} articles, {question_count} questions of five words, CPU ms")
    search_p95 = _measure("a page of a search", run_search, question_count)
    answer_p95 = _measure("an answer", run_answer, question_count)
    limits = next((candidate for candidate in P95_LIMITS if article_count <= candidate[0]), P95_LIMITS[-1])
    print(f"asked at {limits[0]:,}: search p95 {limits[1]} ms, answer {limits[2]} ms")
    return search_p95 > limits[1] or answer_p95 > limits[2]


def _measure(name: str, work: Callable[[int], None], count: int) -> float:
    work(0)
    milliseconds = []
    for number in range(count):
        started_at = time.thread_time()
        work(number)
        milliseconds.append((time.thread_time() - started_at) * 1000)
    milliseconds.sort()
    p50, p95 = milliseconds[count // 2], milliseconds[int(count * 0.95)]
    print(f"  {name:20} p50 {p50:7.1f}   p95 {p95:7.1f}   max {milliseconds[-1]:7.1f}")
    return p95


if __name__ == "__main__":
    main()
