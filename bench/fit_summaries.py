"""Fit the word model of `summarize/model.py` to news articles with summaries written by people.

fit_summaries.py DATA                    writes summarize/weights.npz
fit_summaries.py DATA --cross-validate F writes to F a summary of each article by a model not trained on it, as
                                         JSON Lines {"id", "summary"}, for comparison with Lead

DATA is a folder with the CNN/DailyMail and Wikinews parts of the development data (JSON Lines: id, title, text,
references). Requires catboost, which Newsbrief itself does not: pip install catboost. Takes two minutes; deterministic.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.paths import ROOT
from summarize.cleaning import clean, preprocess
from summarize.extraction import features, sentence_selection, term_matrix, word_model
from summarize.extraction.term_matrix import SourceDocument
from summarize.text import language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

DATA_FILES = ("single_cnndm_val.jsonl", "single_cnndm_train.jsonl", "single_gum_news.jsonl")
WEIGHTS_FILE = ROOT / "summarize" / word_model.WEIGHTS_FILE
FOLD_COUNT = 5
# 300 trees of 6 levels had the same ROUGE (cross-validated) at six times the cost; 100 trees had 0.1 less.
TREE_COUNT, TREE_DEPTH, LEARNING_RATE, L2_REGULARIZATION = 200, 4, 0.08, 20
# The number of expected mentions added when a word's lean is smoothed, and the minimum number of articles of a word.
PRIOR_MENTIONS = 2.0
MIN_ARTICLES = 4
RARITY_COLUMN, LEAN_COLUMN = features.FEATURE_NAMES.index("rarity"), features.FEATURE_NAMES.index("lean")


@dataclass
class Example:
    """An article, its words, and the count of each word in its summaries."""

    id: str
    document: SourceDocument
    terms: term_matrix.TermMatrix
    values: Floats
    summary_counts: Floats


def main() -> None:
    """Fit the model, or cross-validate it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--cross-validate", type=Path, metavar="FILE")
    parser.add_argument("--sentences", type=int, default=3)
    options = parser.parse_args()
    examples = [
        read_example(json.loads(line))
        for name in DATA_FILES
        for line in (options.data / name).open(encoding="utf-8")
    ]
    print(
        len(examples),
        "articles,",
        sum(training_example.terms.vocabulary_size for training_example in examples),
        "words",
    )
    if options.cross_validate is None:
        fitted_model = fit_model(examples)
        word_model.save_model(fitted_model, WEIGHTS_FILE)
        print(WEIGHTS_FILE, WEIGHTS_FILE.stat().st_size, "bytes,", len(fitted_model.stem_rows), "words")
        return
    with options.cross_validate.open("w", encoding="utf-8") as out:
        for name, summary in cross_validate(examples, options.sentences):
            out.write(json.dumps({"id": name, "summary": summary}) + "\n")


def read_example(item: dict[str, Any]) -> Example:
    """Process an article as Newsbrief does, and count the words of its summaries."""
    article = preprocess.preprocess(item["text"], title=item.get("title", ""))
    texts = tuple(article.text[start:end] for start, end in article.sentence_spans)
    document = SourceDocument(article.title, texts, tuple(map(clean.is_quotable, texts)))
    article_terms = term_matrix.build_term_matrix([document])
    index_by_stem = {stem: index for index, stem in enumerate(article_terms.stems)}
    summary_counts: Floats = np.zeros(article_terms.vocabulary_size)
    for reference in item["references"]:
        for word in language.tokenize(reference):
            index = index_by_stem.get(language.stem(word))
            if index is not None:
                summary_counts[index] += 1 / len(item["references"])
    empty = np.zeros(article_terms.vocabulary_size)
    return Example(
        item["id"],
        document,
        article_terms,
        features.compute_features(texts, article_terms, empty, empty),
        summary_counts,
    )


def cross_validate(examples: Sequence[Example], count: int) -> list[tuple[str, list[str]]]:
    """Summarize each article with a model fitted to the other folds."""
    fold_by_example = assign_folds(len(examples), seed=0)
    summary_by_id = {}
    for held_out_fold in range(FOLD_COUNT):
        fitted_model = fit_model(
            [
                training_example
                for training_example, example_fold in zip(examples, fold_by_example, strict=True)
                if example_fold != held_out_fold
            ]
        )
        for training_example, example_fold in zip(examples, fold_by_example, strict=True):
            if example_fold == held_out_fold:
                chosen_sentences = sentence_selection.select_sentences(
                    [training_example.document], max_sentences=count, model=fitted_model
                )
                summary_by_id[training_example.id] = [
                    training_example.document.sentences[sentence_index]
                    for _, sentence_index in chosen_sentences
                ]
        print("fold", held_out_fold, "done", flush=True)
    return [(training_example.id, summary_by_id[training_example.id]) for training_example in examples]


def fit_model(examples: Sequence[Example]) -> word_model.WordModel:
    """Fit trees to the word counts of summaries, with Poisson loss.

    The lean of words is computed from summaries too, so for each article it comes from the other folds only.
    """
    try:
        from catboost import CatBoostRegressor  # noqa: PLC0415 - so that --help works without it
    except ModuleNotFoundError as import_error:
        raise SystemExit(
            "Fitting needs catboost, which nothing else here does: pip install catboost, then again."
        ) from import_error

    fold_by_example = assign_folds(len(examples), seed=1)
    rows = []
    for held_out_fold in range(FOLD_COUNT):
        word_figures, unknown_rarity = measure_lean(
            [
                training_example
                for training_example, example_fold in zip(examples, fold_by_example, strict=True)
                if example_fold != held_out_fold
            ]
        )
        rows += [
            (index, fill_word_columns(training_example, word_figures, unknown_rarity))
            for index, (training_example, example_fold) in enumerate(
                zip(examples, fold_by_example, strict=True)
            )
            if example_fold == held_out_fold
        ]
    rows.sort(key=lambda row: row[0])
    regressor = CatBoostRegressor(
        loss_function="Poisson",
        iterations=TREE_COUNT,
        depth=TREE_DEPTH,
        learning_rate=LEARNING_RATE,
        l2_leaf_reg=L2_REGULARIZATION,
        random_seed=0,
        thread_count=1,
        verbose=0,
    )
    present_rows = [training_example.values.any(axis=1) for training_example in examples]
    regressor.fit(
        np.concatenate(
            [values[is_present] for (_, values), is_present in zip(rows, present_rows, strict=True)]
        ),
        np.concatenate(
            [
                training_example.summary_counts[is_present]
                for training_example, is_present in zip(examples, present_rows, strict=True)
            ]
        ),
    )
    return build_model(regressor, *measure_lean(examples))


def measure_lean(examples: Sequence[Example]) -> tuple[dict[str, tuple[float, float]], float]:
    """Return the rarity and the lean of each word, and the rarity of unknown words.

    The lean shows whether summaries contain the word more often than other words of its kind: those that occur as often
    in their article and first occur at the same position.
    """
    articles, mentions, expected_mentions = Counter[str](), Counter[str](), Counter[str]()
    kinds_by_example = [_compute_word_kinds(training_example.values) for training_example in examples]
    all_kinds = np.concatenate(kinds_by_example)
    rate_by_kind = np.bincount(
        all_kinds, np.concatenate([training_example.summary_counts for training_example in examples])
    ) / np.maximum(1, np.bincount(all_kinds))
    for training_example, kind in zip(examples, kinds_by_example, strict=True):
        is_present: NDArray[np.bool_] = np.any(training_example.values != 0, axis=1)
        for stem, summary_count, expected, is_word_present in zip(
            training_example.terms.stems,
            training_example.summary_counts,
            rate_by_kind[kind],
            is_present,
            strict=True,
        ):
            if is_word_present:
                articles[stem] += 1
                mentions[stem] += summary_count
                expected_mentions[stem] += expected
    words = {
        stem: (
            float(np.log(len(examples) / (1 + articles[stem]))),
            float(np.log((mentions[stem] + PRIOR_MENTIONS) / (expected_mentions[stem] + PRIOR_MENTIONS))),
        )
        for stem in articles
        if articles[stem] >= MIN_ARTICLES
    }
    return words, float(np.log(len(examples) / 2))


def fill_word_columns(
    training_example: Example, figures_by_word: dict[str, tuple[float, float]], unknown_rarity: float
) -> Floats:
    """Return the features of an article with the rarity and lean columns filled in."""
    values = training_example.values.copy()
    word_figures = np.array(
        [figures_by_word.get(stem, (unknown_rarity, 0.0)) for stem in training_example.terms.stems]
    ).reshape(-1, 2)
    values[:, RARITY_COLUMN], values[:, LEAN_COLUMN] = word_figures[:, 0], word_figures[:, 1]
    return values


def build_model(
    regressor: Any,  # noqa: ANN401 - catboost publishes no types
    words: dict[str, tuple[float, float]],
    unknown_rarity: float,
) -> word_model.WordModel:
    """Convert catboost's trees to a word model."""
    path = WEIGHTS_FILE.with_suffix(".tmp.json")
    regressor.save_model(str(path), format="json")
    document = json.loads(path.read_text())
    path.unlink()
    scale, bias = document["scale_and_bias"]
    # Missing splits of a tree that stopped early are filled with one that is never true: the leaf's higher bits stay 0.
    never_split = {"float_feature_index": 0, "border": np.inf}
    columns, borders, leaves = [], [], []
    for tree in document["oblivious_trees"]:
        splits = tree["splits"] + [never_split] * (TREE_DEPTH - len(tree["splits"]))
        columns.append([split["float_feature_index"] for split in splits])
        borders.append([split["border"] for split in splits])
        leaves.append(tree["leaf_values"] + [0.0] * (2**TREE_DEPTH - len(tree["leaf_values"])))
    return word_model.WordModel(
        feature_columns=np.array(columns),
        thresholds=np.array(borders, np.float32),
        leaves=np.array(leaves, np.float32) * np.float32(scale),
        bias=float(bias[0]),
        stem_rows={stem: row for row, stem in enumerate(sorted(words))},
        stem_values=np.array([*(words[stem] for stem in sorted(words)), (unknown_rarity, 0.0)]),
    )


def assign_folds(count: int, seed: int) -> list[int]:
    """Return a fold for each article."""
    return [int(position) % FOLD_COUNT for position in np.random.default_rng(seed).permutation(count)]


def _compute_word_kinds(values: Floats) -> NDArray[np.int64]:
    occurrences = np.minimum(5, np.round(np.exp(values[:, features.FEATURE_NAMES.index("times")]))).astype(
        np.int64
    )
    first_position = np.minimum(
        6, np.round(np.expm1(values[:, features.FEATURE_NAMES.index("first place")]))
    ).astype(np.int64)
    return occurrences * 7 + first_position


if __name__ == "__main__":
    main()
