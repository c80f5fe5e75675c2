"""Measure the store on made-up news: ingest beside a bare executemany, the wait of a small write, search.

    python bench/storage.py [ARTICLES] [QUESTIONS]

Words follow Zipf's law over 60,000; a text has 420 of them, as news does. Rates are of this run on this machine; the
ratio to the bare executemany is what to compare between machines.
"""

from __future__ import annotations

import random
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path
from typing import TYPE_CHECKING

# Python puts this folder first, and this file would hide the package that it measures.
sys.path[0] = str(Path(__file__).resolve().parents[1])

from news.article import Article, identity, keys  # noqa: E402 - see above
from news.source import Source  # noqa: E402 - see above
from storage.sqlite.database import Database  # noqa: E402 - see above
from storage.sqlite.ingest import BATCH, Incoming  # noqa: E402 - see above
from storage.sqlite.store import Store  # noqa: E402 - see above

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

START = datetime(2026, 1, 1, tzinfo=UTC)
SEED = 20261120
VOCABULARY = 60_000
WORDS = 420
SOURCES = 50
BARE = (
    "CREATE TABLE articles (number INTEGER PRIMARY KEY, id TEXT UNIQUE, url TEXT UNIQUE, title TEXT, text TEXT)",
    """CREATE VIRTUAL TABLE articles_fts USING fts5(title, text, content='articles', content_rowid='number',
        tokenize='porter unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER articles_added AFTER INSERT ON articles BEGIN
        INSERT INTO articles_fts(rowid, title, text) VALUES (new.number, new.title, new.text); END""",
)


def main() -> None:
    """Run everything and print it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    questions = int(sys.argv[2]) if len(sys.argv) > 2 else 300
    with tempfile.TemporaryDirectory() as folder:
        bare, with_store, known = _rates(Path(folder), count)
        print(
            f"ingest, {count:,} articles in transactions of {BATCH}, each on the disk; CPU, best third of the run"
        )
        print(f"  bare executemany with the same search index  {bare:9,.0f} articles/s")
        print(
            f"  store.articles.add                           {with_store:9,.0f} articles/s = {with_store / bare:.2f}"
        )
        print(f"  offered again                                {known:9,.0f} articles/s")
        with Store(Path(folder) / "store.db") as store:
            _print_wait(store, count)
            _print_search(store, questions)


# ---- private


def _rates(folder: Path, count: int) -> tuple[float, float, float]:
    """Give articles per CPU second: bare, through the store, offered again; in turns, so that all meet one load."""
    database = Database(folder / "bare.db")
    with database.writing() as db:
        for statement in BARE:
            db.execute(statement)
    spent = {"bare": [], "store": [], "known": []}
    with Store(folder / "store.db") as store:
        _put_sources(store)
        made = _made(count, random.Random(SEED))  # noqa: S311 - made-up news
        piece = max(BATCH, count // 30)
        while some := list(islice(made, piece)):
            rows = [(one.article.id, one.article.url, one.article.title, one.article.text) for one in some]
            spent["bare"].append(_cpu(lambda rows=rows: _bare(database, rows)) / len(some))
            spent["store"].append(_cpu(lambda some=some: store.articles.add(some)) / len(some))
            spent["known"].append(_cpu(lambda some=some: store.articles.add(some)) / len(some))
    database.close()
    bare, stored, known = (1 / _typical(times) for times in spent.values())
    return bare, stored, known


def _typical(times: list[float]) -> float:
    """Give the mean of the best third: what the load of other programs adds is left out."""
    best = sorted(times)[: max(1, len(times) // 3)]
    return sum(best) / len(best)


def _bare(database: Database, rows: list[tuple[str, str, str, str]]) -> None:
    for first in range(0, len(rows), BATCH):
        with database.writing() as db:
            db.conn.executemany(
                "INSERT INTO articles (id, url, title, text) VALUES (?, ?, ?, ?)", rows[first : first + BATCH]
            )


def _put_sources(store: Store) -> None:
    for number in range(SOURCES):
        store.sources.put(Source(f"s{number}", f"https://s{number}.example/feed", "feed", START))


def _made(count: int, chance: random.Random, first: int = 0) -> Iterator[Incoming]:
    words = [_word(number) for number in range(VOCABULARY)]
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))
    for number in range(first, first + count):
        drawn = chance.choices(words, cum_weights=weights, k=WORDS + 10)
        text, spans = _text(drawn[10:])
        title = " ".join(drawn[:10])
        source = f"s{chance.randrange(SOURCES)}"
        url = f"https://{source}.example/{number}"
        named = keys(source=source, guid=url, url=url, title=title, text=text)
        seen = START + timedelta(minutes=number)
        yield Incoming(
            Article(
                identity(named), source, source.title(), url, title, text, spans, seen, seen, language="en"
            ),
            named,
        )


def _text(words: list[str]) -> tuple[str, tuple[tuple[int, int], ...]]:
    sentences = [" ".join(words[first : first + 20]) + "." for first in range(0, len(words), 20)]
    ends = list(accumulate(len(sentence) + 1 for sentence in sentences))
    return " ".join(sentences), tuple(
        (end - len(said) - 1, end - 1) for said, end in zip(sentences, ends, strict=True)
    )


def _word(number: int) -> str:
    letters = []
    number += 17
    while number:
        number, letter = divmod(number, 21)
        letters.append("bcdfghjklmnpqrstvwxyz"[letter] + "aeiou"[letter % 5])
    return "".join(letters)


def _cpu(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def _print_wait(store: Store, count: int) -> None:
    """Note events, as a listener does, while an ingest is running."""
    more = list(_made(2_000, random.Random(SEED + 1), first=count))  # noqa: S311 - made-up news
    ingest = threading.Thread(target=store.articles.add, args=(more,))
    waits = []
    ingest.start()
    while ingest.is_alive():
        before = time.perf_counter()
        store.events.first_time(f"event {len(waits)}", START)
        waits.append(time.perf_counter() - before)
        time.sleep(0.005)
    ingest.join()
    print(f"one small write during an ingest, wall: {_spread(waits)}")


def _print_search(store: Store, count: int) -> None:
    chance = random.Random(SEED + 2)  # noqa: S311 - made-up questions
    ranks = {"rare": (2_000, 20_000), "medium": (100, 2_000), "common": (20, 100), "stop": (0, 20)}
    everybody = [f"s{number}" for number in range(SOURCES)]
    print(f"search, count 20, CPU of {count} questions each; the last column is the slowest")
    for name, (low, high) in ranks.items():
        for length in (1, 3):
            asked = [
                " ".join(_word(chance.randrange(low, high)) for _ in range(length)) for _ in range(count)
            ]
            _print_times(store, f"{length} {name}", asked, everybody)
    mixed = [
        " ".join(
            _word(chance.randrange(*ranks[kind])) for kind in ("rare", "medium", "medium", "common", "stop")
        )
        for _ in range(count)
    ]
    _print_times(store, "5 mixed", mixed, everybody)
    _print_times(store, "5 mixed, 1 source of 50", mixed, everybody[:1])


def _print_times(store: Store, name: str, asked: list[str], sources: list[str]) -> None:
    store.articles.search(asked[0], sources)
    times = [_cpu(lambda text=text: store.articles.search(text, sources)) for text in asked]
    print(f"  {name:24s} {_spread(times)}")


def _spread(times: list[float]) -> str:
    ordered = sorted(times)
    middle, high, top = (ordered[int(len(ordered) * share)] for share in (0.5, 0.95, 0.99999))
    return f"p50 {middle * 1000:7.2f} ms   p95 {high * 1000:7.2f} ms   max {top * 1000:7.2f} ms"


if __name__ == "__main__":
    main()
