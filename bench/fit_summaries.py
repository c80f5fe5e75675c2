"""Fit the word model of `summarize/model.py` on news with summaries that people wrote.

fit_summaries.py DATA                    writes summarize/weights.npz
fit_summaries.py DATA --cross-validate F writes to F a summary of each article by a model that has not seen it,
                                         one {"id", "summary"} a line, to be scored beside Lead

DATA is a folder with the CNN/DailyMail and Wikinews parts of the development data (one JSON object a line: id, title,
text, references). Needs catboost, which the product does not: pip install catboost. Takes two minutes; deterministic.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from summarize.cleaning import clean, preprocess
from summarize.extraction import features, sentence_selection, term_matrix, word_model
from summarize.extraction.source_document import Telling
from summarize.text import language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FILES = ("single_cnndm_val.jsonl", "single_cnndm_train.jsonl", "single_gum_news.jsonl")
WEIGHTS = Path(__file__).resolve().parents[1] / "summarize" / word_model.FILE
FOLDS = 5
# 300 trees of 6 levels gave the same ROUGE (cross-validated) at six times the cost; 100 trees 0.1 less.
TREES, LEVELS, STEP, SHRINKAGE = 200, 4, 0.08, 20
# A word's lean is told by what it has beyond so many expected mentions; words of fewer articles are left out.
PRIOR_MENTIONS = 2.0
FEWEST_ARTICLES = 4
RARITY, LEAN = features.NAMES.index("rarity"), features.NAMES.index("lean")


@dataclass
class Example:
    """An article, its words, and how often each stands in its summaries."""

    id: str
    telling: Telling
    counted: term_matrix.Terms
    values: Floats
    wanted: Floats


def main() -> None:
    """Fit, or cross-validate."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--cross-validate", type=Path, metavar="FILE")
    parser.add_argument("--sentences", type=int, default=3)
    given = parser.parse_args()
    examples = [
        example(json.loads(line)) for name in FILES for line in (given.data / name).open(encoding="utf-8")
    ]
    print(len(examples), "articles,", sum(each.counted.size for each in examples), "words")
    if given.cross_validate is None:
        fitted = fit(examples)
        word_model.save(fitted, WEIGHTS)
        print(WEIGHTS, WEIGHTS.stat().st_size, "bytes,", len(fitted.words), "words")
        return
    with given.cross_validate.open("w", encoding="utf-8") as out:
        for name, chosen in cross_validated(examples, given.sentences):
            out.write(json.dumps({"id": name, "summary": chosen}) + "\n")


def example(item: dict[str, Any]) -> Example:
    """Read an article the whole way that the product reads it, and count its summaries' words."""
    read = preprocess.read(item["text"], title=item.get("title", ""))
    texts = tuple(read.text[start:end] for start, end in read.spans)
    telling = Telling(read.title, texts, tuple(map(clean.quotable, texts)))
    counted = term_matrix.count([telling])
    number = {stem: index for index, stem in enumerate(counted.stems)}
    wanted = np.zeros(counted.size)
    for reference in item["references"]:
        for word in language.words(reference):
            index = number.get(language.stem(word))
            if index is not None:
                wanted[index] += 1 / len(item["references"])
    empty = np.zeros(counted.size)
    return Example(item["id"], telling, counted, features.of(texts, counted, empty, empty), wanted)


def cross_validated(examples: Sequence[Example], count: int) -> list[tuple[str, list[str]]]:
    """Summarise each article by a model fitted to the other folds."""
    fold = folds(len(examples), seed=0)
    found = {}
    for held in range(FOLDS):
        fitted = fit([each for each, own in zip(examples, fold, strict=True) if own != held])
        for each, own in zip(examples, fold, strict=True):
            if own == held:
                chosen = sentence_selection.choose([each.telling], sentences=count, weights=fitted)
                found[each.id] = [each.telling.sentences[place] for _, place in chosen]
        print("fold", held, "done", flush=True)
    return [(each.id, found[each.id]) for each in examples]


def fit(examples: Sequence[Example]) -> word_model.Model:
    """Fit trees to the counts, under Poisson loss.

    The lean of words, which is told by summaries too, is given to each article from the other folds alone.
    """
    try:
        from catboost import CatBoostRegressor  # noqa: PLC0415 - so that --help works without it
    except ModuleNotFoundError as missing:
        raise SystemExit(
            "Fitting needs catboost, which nothing else here does: pip install catboost, then again."
        ) from missing

    fold = folds(len(examples), seed=1)
    rows = []
    for held in range(FOLDS):
        words, unknown = leaning([each for each, own in zip(examples, fold, strict=True) if own != held])
        rows += [
            (index, with_words(each, words, unknown))
            for index, (each, own) in enumerate(zip(examples, fold, strict=True))
            if own == held
        ]
    rows.sort(key=lambda row: row[0])
    regressor = CatBoostRegressor(
        loss_function="Poisson",
        iterations=TREES,
        depth=LEVELS,
        learning_rate=STEP,
        l2_leaf_reg=SHRINKAGE,
        random_seed=0,
        thread_count=1,
        verbose=0,
    )
    standing = [each.values.any(axis=1) for each in examples]
    regressor.fit(
        np.concatenate([values[stands] for (_, values), stands in zip(rows, standing, strict=True)]),
        np.concatenate([each.wanted[stands] for each, stands in zip(examples, standing, strict=True)]),
    )
    return as_model(regressor, *leaning(examples))


def leaning(examples: Sequence[Example]) -> tuple[dict[str, tuple[float, float]], float]:
    """Count in how many articles each word stands, and whether summaries have it more than its kind.

    Its kind: the words that stand as often in their article and begin at the same place.
    """
    articles, mentions, usual = Counter[str](), Counter[str](), Counter[str]()
    kinds = [_kinds(each.values) for each in examples]
    every = np.concatenate(kinds)
    rate = np.bincount(every, np.concatenate([each.wanted for each in examples])) / np.maximum(
        1, np.bincount(every)
    )
    for each, kind in zip(examples, kinds, strict=True):
        stands = each.values.any(axis=1)
        for stem, wanted, expected, there in zip(
            each.counted.stems, each.wanted, rate[kind], stands, strict=True
        ):
            if there:
                articles[stem] += 1
                mentions[stem] += wanted
                usual[stem] += expected
    words = {
        stem: (
            float(np.log(len(examples) / (1 + articles[stem]))),
            float(np.log((mentions[stem] + PRIOR_MENTIONS) / (usual[stem] + PRIOR_MENTIONS))),
        )
        for stem in articles
        if articles[stem] >= FEWEST_ARTICLES
    }
    return words, float(np.log(len(examples) / 2))


def with_words(each: Example, words: dict[str, tuple[float, float]], unknown: float) -> Floats:
    """Fill in the columns that come from the words' own figures."""
    values = each.values.copy()
    known = np.array([words.get(stem, (unknown, 0.0)) for stem in each.counted.stems]).reshape(-1, 2)
    values[:, RARITY], values[:, LEAN] = known[:, 0], known[:, 1]
    return values


def as_model(regressor: Any, words: dict[str, tuple[float, float]], unknown: float) -> word_model.Model:  # noqa: ANN401 - catboost publishes no types
    """Take the trees out of catboost."""
    path = WEIGHTS.with_suffix(".tmp.json")
    regressor.save_model(str(path), format="json")
    held = json.loads(path.read_text())
    path.unlink()
    scale, bias = held["scale_and_bias"]
    # A tree that stopped early asks on what is never true: the leaf's higher bits stay 0.
    never = {"float_feature_index": 0, "border": np.inf}
    columns, borders, leaves = [], [], []
    for tree in held["oblivious_trees"]:
        splits = tree["splits"] + [never] * (LEVELS - len(tree["splits"]))
        columns.append([split["float_feature_index"] for split in splits])
        borders.append([split["border"] for split in splits])
        leaves.append(tree["leaf_values"] + [0.0] * (2**LEVELS - len(tree["leaf_values"])))
    return word_model.Model(
        columns=np.array(columns),
        borders=np.array(borders, np.float32),
        leaves=np.array(leaves, np.float32) * np.float32(scale),
        bias=float(bias[0]),
        words={stem: row for row, stem in enumerate(sorted(words))},
        figures=np.array([*(words[stem] for stem in sorted(words)), (unknown, 0.0)]),
    )


def folds(count: int, seed: int) -> list[int]:
    """Give each article a fold."""
    return [int(each) % FOLDS for each in np.random.default_rng(seed).permutation(count)]


def _kinds(values: Floats) -> NDArray[np.int64]:
    times = np.minimum(5, np.round(np.exp(values[:, features.NAMES.index("times")]))).astype(np.int64)
    place = np.minimum(6, np.round(np.expm1(values[:, features.NAMES.index("first place")]))).astype(np.int64)
    return times * 7 + place


if __name__ == "__main__":
    main()
