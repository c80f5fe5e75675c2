"""Measure what cleaning keeps, what may be quoted, and what both cost.

    python bench/clean.py [--cases FILE] [--noise FILE] [--texts FILE] [--worst N]

--cases: a line a scraped page, {"site", "suite", "title", "lines", "keep": [0 or 1 for each line]}, gzipped or not.
Printed are, by suite and averaged over pages: precision, recall and F1 of tokens, how often the first five tokens open
a line of the article, and pages in whose text a known marker is left. --noise: {"line", "label"} with the labels
noise, heading and prose; printed is the share that may be quoted, as a line and, between two sentences of a text, by
its sentences. --texts: {"text"} a line; printed is the time for 1,000 words.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarize.cleaning import clean
from summarize.text import sentence_splitter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

RESIDUE = re.compile(
    r"\{(?:mosads|beacon)\}|all rights reserved|may not be published, broadcast|see all video|^load more$"
    r"|^most popular$|^advertisement$|story continues below",
    re.IGNORECASE | re.MULTILINE,
)
FIRST_TOKENS = 5
BEFORE = "The council of the town voted for the new bridge on Monday evening."
AFTER = "Work on it is expected to begin in the spring of next year."


def main() -> None:
    """Print a table for each file that is given."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--cases", type=Path)
    asked.add_argument("--noise", type=Path)
    asked.add_argument("--texts", type=Path, action="append", default=[])
    asked.add_argument("--worst", type=int, default=0, help="show so many pages with the lowest F1")
    given = asked.parse_args()
    if given.cases:
        _pages(_rows(given.cases), given.worst)
    if given.noise:
        _noise(_rows(given.noise))
    for path in given.texts:
        _speed(path.name, [row["text"] for row in _rows(path) if "text" in row])


# ---- private


def _rows(path: Path) -> list[dict[str, Any]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _tokens(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _pages(cases: Sequence[dict[str, Any]], worst: int) -> None:
    outlets = defaultdict(list)
    for case in cases:
        outlets[case["site"], case["suite"]].append(case)
    figures: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    ranked = []
    for held in outlets.values():
        texts = ["\n".join([case["title"] or "", *case["lines"]]) for case in held]
        repeated = clean.repeated(texts)
        for case, text in zip(held, texts, strict=True):
            found = _figures(case, clean.clean(text, repeated=repeated).text)
            figures[case["suite"]].append(found)
            figures["all"].append(found)
            ranked.append((found[2], case["site"], case["title"]))
    for suite, rows in sorted(figures.items()):
        means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
        names = ("P", "R", "F1", "first", "residue")
        print(
            f"{suite:14}{len(rows):5}  "
            + "  ".join(f"{n} {m:.3f}" for n, m in zip(names, means, strict=True))
        )
    for f1, site, title in sorted(ranked)[:worst]:
        print(f"  {f1:.3f}  {site}  {title}")


def _figures(case: dict[str, Any], text: str) -> tuple[float, ...]:
    body = [line for line, keep in zip(case["lines"], case["keep"], strict=True) if keep]
    wanted, found = Counter(_tokens(" ".join(body))), Counter(_tokens(text))
    shared = (wanted & found).total()
    precision, recall = shared / max(1, found.total()), shared / max(1, wanted.total())
    f1 = 2 * precision * recall / (precision + recall) if shared else 0.0
    opening = _tokens(text)[:FIRST_TOKENS]
    first = bool(opening) and any(_tokens(line)[: len(opening)] == opening for line in body)
    return precision, recall, f1, float(first), float(bool(RESIDUE.search(text)))


def _noise(rows: Sequence[dict[str, Any]]) -> None:
    lines = defaultdict(list)
    for row in rows:
        lines[row["label"]].append(row["line"])
    for label, held in sorted(lines.items()):
        alone = sum(map(clean.quotable, held))
        within = sum(map(_quoted_within, held))
        share = f"quotable as a line {alone / len(held):6.1%}  in a text {within / len(held):6.1%}"
        print(f"{label:10}{len(held):5}  {share}")


def _quoted_within(line: str) -> bool:
    """Tell whether any sentence of a line may be quoted when the line stands between two sentences."""
    text = clean.clean(f"{BEFORE}\n{line}\n{AFTER}", scraped=False).text
    found = (text[start:end] for start, end in sentence_splitter.spans(text))
    return any(clean.quotable(each) for each in found if each not in {BEFORE, AFTER})


def _speed(name: str, texts: Sequence[str]) -> None:
    words = sum(len(text.split()) for text in texts)
    cut = [[text[start:end] for start, end in sentence_splitter.spans(text)] for text in texts]

    def ask() -> None:
        for held in cut:
            for each in held:
                clean.quotable(each)

    def every(work: Callable[[str], object]) -> Callable[[], None]:
        def run() -> None:
            for text in texts:
                work(text)

        return run

    steps = {"clean": every(clean.clean), "spans": every(sentence_splitter.spans), "quotable": ask}
    took = {step: min(_timed(run) for _ in range(3)) / words * 1e6 for step, run in steps.items()}
    print(
        f"{name}: " + "  ".join(f"{step} {each:.2f}" for step, each in took.items()) + "  ms for 1,000 words"
    )


def _timed(run: Callable[[], None]) -> float:
    started = time.process_time()
    run()
    return time.process_time() - started


if __name__ == "__main__":
    main()
