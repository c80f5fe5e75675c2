"""Measure the store with synthetic news: ingest compared with plain executemany, latency of a small write, and search.

    python -m bench.storage [ARTICLES] [QUESTIONS]

Words follow Zipf's law over 60,000; a text has 420 words, like a typical news article. The rates are valid only for
this machine; between machines, compare the ratio to the bare executemany.
"""

from __future__ import annotations

import random
import sys
import tempfile
import threading
import time
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from bench import synthetic_news
from storage.sqlite.database import Database
from storage.sqlite.ingest import BATCH_SIZE
from storage.sqlite.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

BARE_SCHEMA = (
    "CREATE TABLE articles (number INTEGER PRIMARY KEY, id TEXT UNIQUE, url TEXT UNIQUE, title TEXT, text TEXT)",
    """CREATE VIRTUAL TABLE articles_fts USING fts5(title, text, content='articles', content_rowid='number',
        tokenize='porter unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER articles_added AFTER INSERT ON articles BEGIN
        INSERT INTO articles_fts(rowid, title, text) VALUES (new.number, new.title, new.text); END""",
)


def main() -> None:
    """Run all measurements and print the results."""
    article_count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    question_count = int(sys.argv[2]) if len(sys.argv) > 2 else 300
    with tempfile.TemporaryDirectory() as folder:
        bare_rate, store_rate, duplicate_rate = _measure_rates(Path(folder), article_count)
        print(
            f"ingest, {article_count:,} articles in transactions of {BATCH_SIZE}, each on the disk; "
            "CPU, best third of the run"
        )
        print(f"  bare executemany with the same search index  {bare_rate:9,.0f} articles/s")
        print(
            f"  store.articles.add                           {store_rate:9,.0f} articles/s = "
            f"{store_rate / bare_rate:.2f}"
        )
        print(f"  offered again                                {duplicate_rate:9,.0f} articles/s")
        with Store(Path(folder) / "store.db") as store:
            _print_wait(store, article_count)
            _print_search(store, question_count)


# ---- private


def _measure_rates(folder: Path, article_count: int) -> tuple[float, float, float]:
    """Return articles per CPU second for bare inserts, the store, and storing again, measured in turns."""
    database = Database(folder / "bare.db")
    with database.write_transaction() as db:
        for statement in BARE_SCHEMA:
            db.execute(statement)
    seconds_by_way: dict[str, list[float]] = {"bare": [], "store": [], "known": []}
    with Store(folder / "store.db") as store:
        synthetic_news.put_sources(store)
        incoming_articles = synthetic_news.make_articles(article_count, random.Random(synthetic_news.SEED))
        batch_size = max(BATCH_SIZE, article_count // 30)
        while batch := list(islice(incoming_articles, batch_size)):
            rows = [
                (incoming.article.id, incoming.article.url, incoming.article.title, incoming.article.text)
                for incoming in batch
            ]
            seconds_by_way["bare"].append(
                _read_cpu_seconds(partial(_insert_bare, database, rows)) / len(batch)
            )
            seconds_by_way["store"].append(_read_cpu_seconds(partial(store.articles.add, batch)) / len(batch))
            seconds_by_way["known"].append(_read_cpu_seconds(partial(store.articles.add, batch)) / len(batch))
    database.close()
    bare_rate, store_rate, duplicate_rate = (
        1 / _compute_best_third_mean(times) for times in seconds_by_way.values()
    )
    return bare_rate, store_rate, duplicate_rate


def _compute_best_third_mean(times: list[float]) -> float:
    """Return the mean of the best third, which excludes the effect of other programs' load."""
    best_third = sorted(times)[: max(1, len(times) // 3)]
    return sum(best_third) / len(best_third)


def _insert_bare(database: Database, rows: list[tuple[str, str, str, str]]) -> None:
    for first in range(0, len(rows), BATCH_SIZE):
        with database.write_transaction() as db:
            db.conn.executemany(
                "INSERT INTO articles (id, url, title, text) VALUES (?, ?, ?, ?)",
                rows[first : first + BATCH_SIZE],
            )


def _read_cpu_seconds(work: Callable[[], object]) -> float:
    started_at = time.process_time()
    work()
    return time.process_time() - started_at


def _print_wait(store: Store, article_count: int) -> None:
    """Print the latency of recording events, as a listener does, while an ingest is running."""
    incoming_articles = list(
        synthetic_news.make_articles(
            2_000, random.Random(synthetic_news.SEED + 1), first_number=article_count
        )
    )
    ingest = threading.Thread(target=store.articles.add, args=(incoming_articles,))
    wait_seconds: list[float] = []
    ingest.start()
    while ingest.is_alive():
        started_at = time.perf_counter()
        store.processed_events.claim(f"event {len(wait_seconds)}", synthetic_news.START)
        wait_seconds.append(time.perf_counter() - started_at)
        time.sleep(0.005)
    ingest.join()
    print(f"one small write during an ingest, wall: {_format_spread(wait_seconds)}")


def _print_search(store: Store, question_count: int) -> None:
    rng = random.Random(synthetic_news.SEED + 2)
    ranks = {"rare": (2_000, 20_000), "medium": (100, 2_000), "common": (20, 100), "stop": (0, 20)}
    all_sources = [f"s{number}" for number in range(synthetic_news.SOURCE_COUNT)]
    print(f"search, count 20, CPU of {question_count} questions each; the last column is the slowest")
    for name, (lowest_rank, highest_rank) in ranks.items():
        for length in (1, 3):
            questions = [
                " ".join(
                    synthetic_news.make_word(rng.randrange(lowest_rank, highest_rank)) for _ in range(length)
                )
                for _ in range(question_count)
            ]
            _print_times(store, f"{length} {name}", questions, all_sources)
    mixed_questions = [
        " ".join(
            synthetic_news.make_word(rng.randrange(*ranks[kind]))
            for kind in ("rare", "medium", "medium", "common", "stop")
        )
        for _ in range(question_count)
    ]
    _print_times(store, "5 mixed", mixed_questions, all_sources)
    _print_times(store, "5 mixed, 1 source of 50", mixed_questions, all_sources[:1])


def _print_times(store: Store, name: str, questions: list[str], sources: list[str]) -> None:
    store.articles.search(questions[0], sources)
    times = [_read_cpu_seconds(partial(store.articles.search, text, sources)) for text in questions]
    print(f"  {name:24s} {_format_spread(times)}")


def _format_spread(times: list[float]) -> str:
    ordered = sorted(times)
    p50, p95, maximum = (ordered[int(len(ordered) * share)] for share in (0.5, 0.95, 0.99999))
    return f"p50 {p50 * 1000:7.2f} ms   p95 {p95 * 1000:7.2f} ms   max {maximum * 1000:7.2f} ms"


if __name__ == "__main__":
    main()
