"""Fit the model of `summarize/classification/kind_model.py` to articles labeled by section and by hand.

python -m bench.fit_kinds [DATA]          writes summarize/classification/data/kind_weights.json

DATA (../shared/eval/days) contains genre.tsv (326 articles labelled by hand), A, C and E.jsonl.gz (their texts) and
weak-genre.jsonl.gz (5,913 articles from other weeks, labelled by section or headline). All of them are about politics.
So that articles from other fields are not mistaken for commentary, 764 articles from CNN, the Daily Mail, the BBC and
Wikinews (../shared/eval/summ) are added with the label "report", which is correct for nearly all. Takes seconds;
deterministic. All articles of an outlet, identified by the domain of its URLs, are in the same fold; `bench/kinds.py`
prints the cross-validated results.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.paths import ROOT, SHARED
from news.article_kind import ArticleKind
from summarize.classification import kind_features, kind_model, kind_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from news.article_kind import KindDecision

    Floats = NDArray[np.float64]
    Row = dict[str, Any]

DATA = SHARED / "eval" / "days"
WEIGHTS = ROOT / "summarize" / "classification" / "data" / kind_model.FILE
FOLDS = 10
SALTS = ("", "b", "c")  # each assigns the outlets to folds anew; figures are means over the assignments
# Swept over outlet folds: penalties of 5 to 60 and weights of 2 to 8 are within .01 of each other; weight 0, without
# the labels by hand, loses .03.
PENALTY = 20.0
HAND_WEIGHT = 4.0
# Tried and rejected, by the area under the curve over outlet folds: words of headline and text and word pairs of the
# headline (1,588 to 8,377 of them: .874 to .903, .903 without), removing doubtful labels and adding articles that the
# model is sure of (.911 to .914, .914 without), and some fifteen more features (lengths of sentences and headlines,
# exclamation marks, numbers, brackets, dashes, named speakers, the verbs of the lead: each within .003). Trees were not
# tried.
# The minimum share of reports to keep: of the thresholds that reach it, the one with the best accuracy is chosen.
KEPT = 0.94
THRESHOLDS = np.linspace(0.3, 0.8, 101)
SETS = ("A", "C", "E")
FIELDS = (
    "single_cnndm_val.jsonl",
    "single_cnndm_train.jsonl",
    "single_writers.jsonl",
    "single_gum_news.jsonl",
)


@dataclass(frozen=True)
class Examples:
    """Labelled articles.

    Attributes:
        rows: the articles.
        values: the features, of shape (articles, features).
        other: 1 for articles that are not reports, else 0, of shape (articles,).
        weights: the weights of the articles, of shape (articles,).
        decided: whether a rule that ignores the URL decides "not a report", of shape (articles,).
    """

    rows: list[Row]
    values: Floats
    other: Floats
    weights: Floats
    decided: NDArray[np.bool_]


@dataclass(frozen=True)
class Fit:
    """A fitted linear model: the mean and weight of each feature, of shape (features,), and the bias."""

    means: Floats
    weights: Floats
    bias: float

    def probabilities(self, values: Floats) -> Floats:
        """Return the probabilities, of shape (articles,), for features of shape (articles, features)."""
        score = (values - self.means) @ self.weights + self.bias
        probabilities: Floats = 1 / (1 + np.exp(-score))
        return probabilities


def main() -> None:
    """Fit the model and write its weights."""
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    if not (data / "genre.tsv").is_file():
        sys.exit(f"skipped: no labelled articles in {data}")
    hand, weak = training(data)
    probabilities = [cross_validate(hand, weak, salt) for salt in SALTS]
    threshold = best_threshold(hand, probabilities)
    fit = fitted(joined(hand, weak))
    opinion = fit_opinion(weak, fit.means)
    text = json.dumps(
        {
            "evidence": evidence(hand, probabilities, threshold),
            "threshold": round(threshold, 3),
            "bias": round(fit.bias, 4),
            "opinion_bias": round(opinion.bias, 4),
            "features": {
                name: {
                    "mean": round(float(mean), 4),
                    "weight": round(float(weight), 4),
                    "opinion": round(float(lean), 4),
                }
                for name, mean, weight, lean in zip(
                    kind_features.NAMES, fit.means, fit.weights, opinion.weights, strict=True
                )
            },
        },
        indent=1,
    )
    WEIGHTS.write_text(text + "\n", encoding="utf-8")
    print(f"{WEIGHTS.name}: {len(text)} bytes, threshold {threshold:.3f}")


def training(data: Path) -> tuple[Examples, Examples]:
    """Return the articles labeled by hand, and all other articles."""
    hand, weak = examples(by_hand(data), HAND_WEIGHT), examples(by_section(data), 1.0)
    return hand, joined(weak, other_fields(data.parent / "summ", weak))


def other_fields(folder: Path, weak: Examples) -> Examples:
    """Return reports from fields other than politics; means of political reports replace their missing headlines.

    Without these reports the model marks 42 of the 187 pages of G as not reports, with them 34, and the figures on
    genre.tsv are the same. Weights of .3 to 2 make no difference.
    """
    rows = [
        {"title": "", "text": each["text"], "url": None, "outlet": f"{each['set']}", "label": "report"}
        for name in FIELDS
        for line in (folder / name).read_text(encoding="utf-8").splitlines()
        for each in [json.loads(line)]
    ]
    found = examples(rows, 1.0)
    titles = [place for place, name in enumerate(kind_features.NAMES) if name in kind_features.TITLE_NAMES]
    found.values[:, titles] = weak.values[weak.other == 0][:, titles].mean(axis=0)
    return found


def by_hand(data: Path) -> list[Row]:
    """Return the articles of genre.tsv with their texts."""
    articles = {row["id"]: row for name in SETS for row in read(data / f"{name}.jsonl.gz")}
    with (data / "genre.tsv").open(encoding="utf-8", newline="") as file:
        labels = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [{**articles[label["id"]], "label": label["label"], "set": label["set"]} for label in labels]


def by_section(data: Path) -> list[Row]:
    """Return the articles labeled by their section, source or headline."""
    return [row for row in read(data / "weak-genre.jsonl.gz") if row["label"]]


def read(path: Path) -> list[Row]:
    """Return the objects of a gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def examples(rows: list[Row], weight: float) -> Examples:
    """Compute the features of labeled articles."""
    return Examples(
        rows=rows,
        values=np.array([kind_features.features(unlabelled(row["title"]), row["text"]) for row in rows]),
        other=np.array([float(row["label"] == "other") for row in rows]),
        weights=np.full(len(rows), weight),
        decided=np.array([(found := rule(row)) is not None and not found.is_report for row in rows]),
    )


def unlabelled(title: str) -> str:
    """Return a headline without labels such as "OPINION: ", which rules handle; the model learns from the rest."""
    return title.partition(": ")[2] if kind_rules.by_label(title) and ": " in title else title


def rule(row: Row, *, url: bool = False) -> KindDecision | None:
    """Return the decision of the rules, or None; they ignore the outlet, and the URL unless `url` is true."""
    return (
        kind_rules.by_notice(row["text"])
        or kind_rules.by_label(row["title"])
        or (kind_rules.by_url(row["url"]) if url else None)
        or kind_rules.by_text_label(row["text"])
        or kind_rules.by_form(row["title"], "en")
    )


def folds(rows: Sequence[Row], salt: str) -> NDArray[np.int64]:
    """Return the fold of each article, of shape (articles,); all outlets of a domain are in the same fold."""
    return np.array([zlib.crc32((salt + domain(row)).encode()) % FOLDS for row in rows])


def domain(row: Row) -> str:
    """Return "cnn" for "http://politicalticker.blogs.cnn.com/...", so that a publisher counts as one outlet."""
    if not row["url"]:
        return str(row["outlet"])
    labels: list[str] = row["url"].partition("://")[2].partition("/")[0].lower().split(".")
    return labels[-3] if len(labels) > 2 and labels[-2] in {"co", "com"} else labels[-2 if labels[1:] else 0]


def joined(first: Examples, second: Examples) -> Examples:
    """Return two sets of examples combined."""
    return Examples(
        first.rows + second.rows,
        np.vstack([first.values, second.values]),
        np.concatenate([first.other, second.other]),
        np.concatenate([first.weights, second.weights]),
        np.concatenate([first.decided, second.decided]),
    )


def part(whole: Examples, chosen: NDArray[np.bool_]) -> Examples:
    """Return the selected examples."""
    rows = [row for row, each in zip(whole.rows, chosen, strict=True) if each]
    return Examples(
        rows, whole.values[chosen], whole.other[chosen], whole.weights[chosen], whole.decided[chosen]
    )


def fitted(training: Examples) -> Fit:
    """Fit an L2-regularized logistic regression on standardized features, by Newton's method."""
    means, scales = training.values.mean(axis=0), training.values.std(axis=0) + 1e-6
    values = np.column_stack([(training.values - means) / scales, np.ones(len(training.values))])
    penalty = np.append(np.full(values.shape[1] - 1, PENALTY), 1e-6)
    beta = np.zeros(values.shape[1])
    for _ in range(12):
        chances = 1 / (1 + np.exp(-values @ beta))
        slope = values.T @ (training.weights * (chances - training.other)) + penalty * beta
        curve = (values.T * (training.weights * chances * (1 - chances))) @ values + np.diag(penalty)
        beta = beta - np.linalg.solve(curve, slope)
    return Fit(means, beta[:-1] / scales, float(beta[-1]))


def cross_validate(hand: Examples, weak: Examples, salt: str) -> Floats:
    """Return a probability for each hand-labeled article, from a model that was not trained on its outlet."""
    hand_folds, weak_folds = folds(hand.rows, salt), folds(weak.rows, salt)
    probabilities = np.zeros(len(hand.rows))
    for fold in range(FOLDS):
        held = hand_folds == fold
        if held.any():
            model = fitted(joined(part(hand, ~held), part(weak, weak_folds != fold)))
            probabilities[held] = model.probabilities(hand.values[held])
    return probabilities


def best_threshold(
    hand: Examples, probabilities: Sequence[Floats], chosen: NDArray[np.bool_] | None = None
) -> float:
    """Return the threshold with the best mean accuracy among the thresholds that keep enough reports."""
    if chosen is None:
        chosen = np.ones(len(hand.rows), bool)
    best, at = -1.0, float(THRESHOLDS[-1])
    for threshold in THRESHOLDS:
        accuracy, kept, _ = measured(hand.other, hand.decided, probabilities, threshold, chosen)
        if kept >= KEPT and accuracy > best:
            best, at = accuracy, float(threshold)
    return at


def measured(
    other: Floats,
    decided: NDArray[np.bool_],
    probabilities: Sequence[Floats],
    threshold: float,
    chosen: NDArray[np.bool_],
) -> tuple[float, float, float]:
    """Return the mean accuracy, share of reports kept and share of others recognized, over the fold assignments."""
    truth = other[chosen] > 0
    figures = []
    for each in probabilities:
        down = (decided | (each >= threshold))[chosen]
        figures.append(((down == truth).mean(), (~down[~truth]).mean(), down[truth].mean()))
    accuracy, kept, put_down = np.mean(figures, axis=0)
    return float(accuracy), float(kept), float(put_down)


def evidence(hand: Examples, probabilities: Sequence[Floats], threshold: float) -> dict[str, object]:
    """Return the cross-validation results and a description of the data, for the weights file."""
    everything = np.ones(len(hand.rows), bool)
    accuracy, kept, down = measured(hand.other, hand.decided, probabilities, threshold, everything)
    return {
        "data": "English news of 2007 to 2020",
        "labels": "326 by hand, 4,731 by section or headline, 764 reports of other fields",
        "folds": f"{FOLDS} by outlet, {len(SALTS)} partings; rules without addresses",
        "accuracy": round(accuracy, 3),
        "reports kept": round(kept, 3),
        "others put down": round(down, 3),
    }


def fit_opinion(weak: Examples, means: Floats) -> Fit:
    """Fit opinion against analysis on the articles labeled so by section or headline; both kinds weigh the same."""
    kinds = [named_kind(row) for row in weak.rows]
    chosen = np.array([kind is not None for kind in kinds])
    held = part(weak, chosen)
    opinion = np.array([float(kind is ArticleKind.OPINION) for kind in kinds if kind])
    share = opinion.mean()
    line = fitted(
        Examples(
            held.rows,
            held.values,
            opinion,
            np.where(opinion > 0, 0.5 / share, 0.5 / (1 - share)),
            held.decided,
        )
    )
    return Fit(means, line.weights, line.bias + float((means - line.means) @ line.weights))


def named_kind(row: Row) -> ArticleKind | None:
    """Return opinion or analysis if an article's section, label or headline names that kind; otherwise None."""
    if row["label"] != "other":
        return None
    found = kind_rules.by_url(row["url"]) or rule(row)
    return found.kind if found and found.kind in {ArticleKind.OPINION, ArticleKind.ANALYSIS} else None


if __name__ == "__main__":
    main()
