"""Fit the weights that rank sentences as answers and that judge an answer; print fitted and cross-validated figures.

    python -m bench.fit_answers             prints the figures
    python -m bench.fit_answers --write     writes summarize/data/answer_weights.txt too

The ranking is a softmax over the candidates of a question, the two judgements (is the best passage right, do the
articles answer) are logistic; all have a ridge penalty. FOLDS folds over articles: no article's questions are in two
of them.
The judgements are fitted to the rankings of the folds. With newsbrief[semantic] installed, only the weight of
similarity is chosen, over the best candidates of the questions on news; the other weights are kept as they are.
"""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

from bench.answer_data import load_questions
from bench.paths import ROOT
from summarize.answers import answer, indexed_article, spelling
from summarize.answers import question as questions
from summarize.answers.ranking import answer_confidence, matching, retrieval
from summarize.answers.ranking.sentence_features import RANKING_FEATURES, SIMILARITY_FEATURE
from summarize.text import embeddings, lexicon

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bench.answer_data import LabelledQuestion
    from news.article import Sentence
    from summarize.answers.indexed_article import IndexedArticle
    from summarize.answers.question import ParsedQuestion
    from summarize.text.embeddings import SentenceEncoder

    Floats = NDArray[np.float64]

FOLDS = 8
# News counts more than encyclopedias; penalties of 1 to 16 are within two questions of each other.
SET_WEIGHTS = {"threads.dev": 3.0, "ours": 3.0, "days": 3.0, "chat": 2.0}
OTHER_SET_WEIGHT = 1.0
JUDGEMENT_SET_WEIGHTS = {**SET_WEIGHTS, "selqa.dev": 0.5, "squad2_article.dev": 0.3}
RANKING_PENALTY, JUDGEMENT_PENALTY = 4.0, 8.0
NEWS_SETS = ("threads.dev", "ours", "days", "chat")
SIMILARITY_WEIGHTS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
THRESHOLDS = (0.3, 0.4, 0.5, 0.55, 0.6, 0.63, 0.65, 0.7, 0.75, 0.8)
WEIGHTS_FILE = ROOT / "summarize" / "data" / "answer_weights.txt"


@dataclass(slots=True)
class Example:
    """A question with its measured candidates."""

    question: LabelledQuestion
    parsed: ParsedQuestion
    items: list[IndexedArticle]
    candidates: list[tuple[Sentence, dict[str, float]]]
    features: Floats
    is_gold: Floats
    fold: int = 0


@dataclass(slots=True)
class Judged:
    """The ranking of one question: the place of the right passage from 0 (99: none), and the features of the first."""

    example: Example
    place: int
    features: dict[str, float]


def main() -> None:
    """Fit, print, and perhaps write."""
    names = RANKING_FEATURES
    encoder = embeddings.load_encoder()
    if encoder is not None:
        _choose_similarity_weight(encoder)
        return
    examples = [example for question in load_questions() if (example := _measure(question, names))]
    _assign_folds(examples)
    ranking_weights = _fit_ranking(examples)
    fold_weights = [_fit_ranking([e for e in examples if e.fold != fold]) for fold in range(FOLDS)]
    fitted = [_judge(example, ranking_weights, names) for example in examples]
    validated = [_judge(example, fold_weights[example.fold], names) for example in examples]
    lowercase = _judge_lowercase(examples, fold_weights, names)
    _print_ranking({"fitted": fitted, "cross-validated": validated, "lower-cased": lowercase})
    sections = {"ranking": dict(zip(names, ranking_weights, strict=True))}
    probabilities: dict[str, Floats] = {}
    for section, targets in (
        ("right", np.array([float(item.place == 0) for item in validated])),
        ("answerable", np.array([float(item.example.question.is_answerable) for item in validated])),
    ):
        sections[section], probabilities[section] = _fit_judgement(validated, targets)
    _print_judgement(validated, probabilities)
    if "--write" in sys.argv[1:]:
        _write(sections)


# ---- private


def _measure(question: LabelledQuestion, names: tuple[str, ...]) -> Example | None:
    by_language: dict[str, list[IndexedArticle]] = {}
    for article in question.articles:
        item = indexed_article.index_article(article)
        if item.sentence_lengths:
            by_language.setdefault(item.language, []).append(item)
    if not by_language:
        return None
    language, items = max(by_language.items(), key=lambda pair: len(pair[1]))
    parsed = spelling.correct_spelling(
        questions.parse_question(question.text, question.history, language), items
    )
    matcher = matching.QuestionMatcher(parsed, items)
    candidates = retrieval.measure_candidates(matcher, items)
    return Example(
        question,
        parsed,
        items,
        candidates,
        np.array([[features.get(name, 0.0) for name in names] for _, features in candidates]),
        np.array(
            [float((sentence.article_id, sentence.index) in question.gold) for sentence, _ in candidates]
        ),
    )


def _choose_similarity_weight(encoder: SentenceEncoder) -> None:
    """Print the hits for each weight of similarity, and write the best."""
    weights = retrieval.load_weights("ranking")
    ranked: list[tuple[Floats, Floats, Floats]] = []
    for question in load_questions(NEWS_SETS):
        example = _measure(question, RANKING_FEATURES)
        if example is None or not question.is_answerable or example.parsed.language != "en":
            continue
        scores = np.array([retrieval.weigh(features, weights) for _, features in example.candidates])
        order = np.argsort(-scores, kind="stable")[: retrieval.MAX_SEMANTIC_CANDIDATES]
        similarities = encoder.similarities(
            example.parsed.resolved_question or example.parsed.text,
            [example.candidates[place][0].text for place in order],
        )
        ranked.append((scores[order], np.array(similarities), example.is_gold[order]))
    hits = {
        weight: float(np.mean([gold[np.argmax(scores + weight * close)] for scores, close, gold in ranked]))
        for weight in SIMILARITY_WEIGHTS
    }
    for weight, share in hits.items():
        print(f"similarity {weight}: {100 * share:.1f} % of {len(ranked)} first")
    if "--write" in sys.argv[1:]:
        best = max(SIMILARITY_WEIGHTS, key=lambda weight: hits[weight])
        _write({"ranking with the extra": {**weights, SIMILARITY_FEATURE: best}})


def _assign_folds(examples: list[Example]) -> None:
    groups = sorted({example.question.group for example in examples})
    random.Random(1).shuffle(groups)
    folds = {group: number % FOLDS for number, group in enumerate(groups)}
    for example in examples:
        example.fold = folds[example.question.group]


def _fit_ranking(examples: list[Example]) -> Floats:
    usable = [example for example in examples if example.is_gold.any()]

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, gradient = 0.5 * RANKING_PENALTY * float(weights @ weights), RANKING_PENALTY * weights
        for example in usable:
            scores = example.features @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            gold = shares * example.is_gold
            set_weight = SET_WEIGHTS.get(example.question.set_name, OTHER_SET_WEIGHT)
            total -= set_weight * float(np.log(gold.sum() + 1e-12))
            gradient = gradient + set_weight * example.features.T @ (shares - gold / (gold.sum() + 1e-12))
        return total, gradient

    start = np.zeros(usable[0].features.shape[1])
    result: Floats = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return result


def _judge(example: Example, weights: Floats, names: tuple[str, ...]) -> Judged:
    by_name = dict(zip(names, weights, strict=True))
    scored_sentences = sorted(
        (
            retrieval.ScoredSentence(
                sentence, retrieval.weigh(features, by_name), features["coverage"], features
            )
            for sentence, features in example.candidates
        ),
        key=lambda item: -item.score,
    )
    articles = [item.article for item in example.items]
    passages = answer.group_into_passages(scored_sentences, articles, answer.DEFAULT_MAX_SENTENCES)
    place = next(
        (
            number
            for number, passage in enumerate(passages)
            if any(
                (sentence.article_id, sentence.index) in example.question.gold
                for sentence in passage.sentences
            )
        ),
        99,
    )
    matcher = matching.QuestionMatcher(example.parsed, example.items)
    indices = {sentence.index for sentence in passages[0].sentences}
    return Judged(
        example,
        place,
        answer_confidence.measure_confidence(matcher, example.items, indices, scored_sentences),
    )


def _judge_lowercase(
    examples: list[Example], fold_weights: list[Floats], names: tuple[str, ...]
) -> list[Judged]:
    judged = []
    for example in examples:
        question = example.question
        lowercase = _measure(
            type(question)(
                question.set_name,
                question.group,
                question.text.lower(),
                tuple(turn.lower() for turn in question.history),
                question.articles,
                question.gold,
                question.is_answerable,
            ),
            names,
        )
        if lowercase:
            judged.append(_judge(lowercase, fold_weights[example.fold], names))
    return judged


def _fit_judgement(judged: list[Judged], targets: Floats) -> tuple[dict[str, float], Floats]:
    """Return the weights, and the probabilities by cross-validation."""
    rows = np.array(
        [[item.features[name] for name in answer_confidence.CONFIDENCE_FEATURES] for item in judged]
    )
    set_weights = np.array(
        [JUDGEMENT_SET_WEIGHTS.get(item.example.question.set_name, OTHER_SET_WEIGHT) for item in judged]
    )
    folds = np.array([item.example.fold for item in judged])

    def fit(chosen: NDArray[np.bool_]) -> Floats:
        def loss(weights: Floats) -> tuple[float, Floats]:
            guesses = 1 / (1 + np.exp(-rows[chosen] @ weights))
            penalized = weights * (np.arange(len(weights)) > 0)
            errors = targets[chosen] * np.log(guesses + 1e-12) + (1 - targets[chosen]) * np.log(
                1 - guesses + 1e-12
            )
            return (
                -float(set_weights[chosen] @ errors) + 0.5 * JUDGEMENT_PENALTY * float(penalized @ penalized),
                rows[chosen].T @ (set_weights[chosen] * (guesses - targets[chosen]))
                + JUDGEMENT_PENALTY * penalized,
            )

        result: Floats = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x
        return result

    probabilities = np.zeros(len(judged))
    for fold in range(FOLDS):
        inside = folds == fold
        probabilities[inside] = 1 / (1 + np.exp(-rows[inside] @ fit(~inside)))
    weights = fit(np.ones(len(judged), dtype=bool))
    return dict(zip(answer_confidence.CONFIDENCE_FEATURES, map(float, weights), strict=True)), probabilities


def _print_ranking(judged_by_name: dict[str, list[Judged]]) -> None:
    print("right passage first / within three, percent of the answerable questions")
    counts: dict[str, int] = defaultdict(int)
    for item in judged_by_name["fitted"]:
        counts[item.example.question.set_name] += item.example.question.is_answerable
    print(f"{'':18}" + "".join(f"{set_name + f' ({count})':>26}" for set_name, count in counts.items()))
    for name, judged in judged_by_name.items():
        cells = []
        for set_name in counts:
            places = [
                item.place
                for item in judged
                if item.example.question.set_name == set_name and item.example.question.is_answerable
            ]
            cells.append(
                f"{100 * np.mean([place == 0 for place in places]):.1f} / "
                f"{100 * np.mean([place < 3 for place in places]):.1f}"
            )
        print(f"{name:18}" + "".join(f"{cell:>26}" for cell in cells))


def _print_judgement(judged: list[Judged], probabilities: dict[str, Floats]) -> None:
    is_news = np.array([item.example.question.set_name in NEWS_SETS for item in judged])
    is_answerable = np.array([item.example.question.is_answerable for item in judged])
    is_right = np.array([item.place == 0 for item in judged])
    is_claimable = np.array([bool(item.features["claimable"]) for item in judged])
    print("\nnews, cross-validated, percent: from a probability of being right on")
    for threshold in THRESHOLDS:
        said = is_news & (probabilities["right"] >= threshold) & is_claimable
        print(
            f"  {threshold}: of what is said {100 * is_right[said].mean():.1f} right; not said: "
            f"{100 * (~said)[is_news & is_answerable].mean():.1f} of the answerable, "
            f"{100 * (~said)[is_news & ~is_answerable].mean():.1f} of the unanswerable"
        )
    print("from a probability of being answerable on")
    for threshold in THRESHOLDS:
        shown = is_news & (probabilities["answerable"] >= threshold)
        print(
            f"  {threshold}: not shown: {100 * (~shown)[is_news & is_answerable].mean():.1f} of the answerable, "
            f"{100 * (~shown)[is_news & ~is_answerable].mean():.1f} of the unanswerable"
        )


def _write(sections: dict[str, dict[str, float]]) -> None:
    kept = lexicon.load_sections("answer_weights.txt") if WEIGHTS_FILE.exists() else {}
    lines = [
        "# Weights of answers, written by bench/fit_answers.py: a feature and its weight a line.",
    ]
    for section in ("ranking", "ranking with the extra", "right", "answerable"):
        lines += ["", f"[{section}]"]
        if section in sections:
            lines += [f"{name} {weight:.3f}" for name, weight in sections[section].items()]
        else:
            lines += kept.get(section, ())
    WEIGHTS_FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
