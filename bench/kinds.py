"""Measure how accurately, over outlet folds, and how fast reports are told from other kinds of articles.

    python -m bench.kinds [DATA] [--errors]

DATA is ../shared/eval/days, as in bench.fit_kinds. The threshold for a fold is chosen on the other folds.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np

from bench import fit_kinds
from bench.fit_kinds import FOLDS, SALTS
from news.article_kind import KindReason
from summarize.classification import kind_rules
from summarize.classification.article_kind import classify

ROUNDS = 5


def main() -> None:
    """Run all measurements and print the results."""
    named = [each for each in sys.argv[1:] if not each.startswith("-")]
    data = Path(named[0]) if named else fit_kinds.DATA
    if not (data / "genre.tsv").is_file():
        print(f"skipped: no labelled articles in {data}")
        return
    accuracy(data, errors="--errors" in sys.argv)
    unrelated(data)
    speed(data)


def accuracy(data: Path, *, errors: bool) -> None:
    """Print the accuracy on articles labeled by hand, each judged by a model that was not trained on its outlet."""
    hand, weak = fit_kinds.training(data)
    by_rule = {
        "no address": hand.decided,
        "address": hand.decided | np.array([kind_rules.by_url(row["url"]) is not None for row in hand.rows]),
    }
    by_rule["address, outlet's name"] = by_rule["address"] | np.array(
        [kind_rules.by_outlet(row["outlet"]) is not None for row in hand.rows]
    )
    down = {name: np.zeros((len(SALTS), len(hand.rows)), bool) for name in by_rule}
    for at, salt in enumerate(SALTS):
        probabilities, folds = fit_kinds.cross_validate(hand, weak, salt), fit_kinds.folds(hand.rows, salt)
        for fold in range(FOLDS):
            held = folds == fold
            threshold = fit_kinds.best_threshold(hand, [probabilities], ~held)
            for name, decided in by_rule.items():
                down[name][at, held] = (decided | (probabilities >= threshold))[held]
    truth = hand.other > 0
    sets = {"all": np.ones(len(truth), bool)}
    sets |= {name: np.array([row["set"] == name for row in hand.rows]) for name in fit_kinds.SETS}
    print("| evidence | articles | accuracy | reports kept | others put down |")
    print("|---|---|---|---|---|")
    for name, found in down.items():
        for part, chosen in sets.items():
            right = (found == truth)[:, chosen].mean()
            kept, put_down = (~found[:, chosen & ~truth]).mean(), found[:, chosen & truth].mean()
            print(f"| {name} | {part}, {chosen.sum()} | {right:.3f} | {kept:.3f} | {put_down:.3f} |")
    if errors:
        for row, wrong, other in zip(hand.rows, (down["address"] != truth).mean(axis=0), truth, strict=True):
            if wrong > 0.5:
                print(f"{'other' if other else 'report'} | {row['outlet']} | {row['title'][:90]}")


def unrelated(data: Path) -> None:
    """Print how raw pages about unrelated events are classified; nearly all of them are reports."""
    rows = fit_kinds.read(data / "G.jsonl.gz")
    found = [classify(row["title"], row["text"], language="en") for row in rows]
    kinds = Counter(each.kind.value for each in found)
    scored = sum(KindReason.SCORE in each.reasons and not each.is_report for each in found)
    print(f"\nraw pages (G): {len(rows)}, by kind {dict(kinds)}; {scored} put down by the model")


def speed(data: Path) -> None:
    """Print the classification time of one article: the median and the minimum over several rounds."""
    rows = fit_kinds.by_hand(data)
    spent = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        for row in rows:
            classify(row["title"], row["text"], url=row["url"], language="en", outlet=row["outlet"])
        spent.append(1000 * (time.process_time() - begun) / len(rows))
    print(f"\n{statistics.median(spent):.3f} ms an article (least {min(spent):.3f})")


if __name__ == "__main__":
    main()
