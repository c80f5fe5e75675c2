"""What a large archive costs: `/brief search`, and one answer that is looked for in the whole archive.

    python bench/archive.py [ARTICLES] [QUESTIONS] [--keep FILE]

Made-up articles of 200 words (Zipf over 60,000, as in bench/storage.py) from 50 sources. CPU time of one thread:
a page of a search with its sentences, and an answer with nothing in the brief above, so that it is the archive's.
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

# Python puts this folder first: its storage.py would hide the package of that name.
BENCH = sys.path[0]
sys.path[0] = str(Path(__file__).resolve().parents[1])

from bot.services import search  # noqa: E402 - see above
from bot.services.conversation import Conversation  # noqa: E402 - see above
from bot.services.verification import Proof  # noqa: E402 - see above
from news.thread import Thread  # noqa: E402 - see above
from storage.sqlite.store import Store  # noqa: E402 - see above

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

WORDS = 200
TEAM, CHANNEL = "T", "C"
# What was asked for, p95 of CPU milliseconds: (articles, search, answer).
LIMITS = ((100_000, 40, 60), (1_000_000, 70, 100))


def main() -> None:
    """Build the archive and print the figures; exit 1 over a limit."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("articles", type=int, nargs="?", default=100_000)
    arguments.add_argument("questions", type=int, nargs="?", default=200)
    arguments.add_argument("--keep", type=Path)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = chosen.keep or Path(folder) / "archive.db"
        is_new = not place.exists()
        with Store(place) as store:
            made = _loaded()
            if is_new:
                _filled(store, made, chosen.articles)
            raise SystemExit(_measured(store, made, chosen.articles, chosen.questions))


# ---- private


def _loaded() -> ModuleType:
    import importlib.util  # noqa: PLC0415 - for this one file

    spec = importlib.util.spec_from_file_location("bench_storage", Path(BENCH) / "storage.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.WORDS = WORDS
    return module


def _filled(store: Store, made: ModuleType, count: int) -> None:
    made._put_sources(store)  # noqa: SLF001 - the same workload
    for source in store.sources.all():
        store.sources.follow(TEAM, CHANNEL, source.id, at=made.START)
    arriving = made._made(count, random.Random(made.SEED))  # noqa: SLF001, S311 - the same workload
    start, stored = time.monotonic(), 0
    while some := list(islice(arriving, 5_000)):
        store.articles.add(some)
        stored += len(some)
        left = (time.monotonic() - start) / stored * (count - stored)
        print(
            f"\r{stored:,} of {count:,} articles stored, {left:.0f} s to go  ",
            end="",
            file=sys.stderr,
            flush=True,
        )
    print(file=sys.stderr)


def _measured(store: Store, made: ModuleType, count: int, questions: int) -> bool:
    chance = random.Random(made.SEED + 3)  # noqa: S311 - made-up questions
    ranks = ((2_000, 20_000), (100, 2_000), (100, 2_000), (20, 100), (0, 20))
    asked = [" ".join(made._word(chance.randrange(*rank)) for rank in ranks) for _ in range(questions)]  # noqa: SLF001
    proof = Proof(store)
    talk, now = Conversation(store, proof), made.START + timedelta(days=3000)

    def searched(number: int) -> None:
        search.find(store, proof, TEAM, CHANNEL, search.read(asked[number], now))

    def answered(number: int) -> None:
        talk.reply(Thread(TEAM, CHANNEL, str(number)), f"How many {asked[number]}?", now=now)

    print(f"{count:,} articles, {questions} questions of five words, CPU ms")
    found = _times("a page of a search", searched, questions)
    given = _times("an answer", answered, questions)
    limits = next((each for each in LIMITS if count <= each[0]), LIMITS[-1])
    print(f"asked at {limits[0]:,}: search p95 {limits[1]} ms, answer {limits[2]} ms")
    return found > limits[1] or given > limits[2]


def _times(name: str, work: Callable[[int], None], count: int) -> float:
    work(0)
    spent = []
    for number in range(count):
        before = time.thread_time()
        work(number)
        spent.append((time.thread_time() - before) * 1000)
    spent.sort()
    middle, high = spent[count // 2], spent[int(count * 0.95)]
    print(f"  {name:20} p50 {middle:7.1f}   p95 {high:7.1f}   max {spent[-1]:7.1f}")
    return high


if __name__ == "__main__":
    main()
