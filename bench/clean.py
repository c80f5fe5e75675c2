"""Measure cleaning: how accurately it removes lines and finds quotable sentences, and how long both take.

    python -m bench.clean [--cases FILE [--foreign SHARE]] [--noise FILE] [--texts FILE] [--worst N]

All files are JSON Lines.

--cases: scraped pages, {"site", "suite", "title", "lines", "keep": [0 or 1 for each line]}, gzipped or not. Prints for
each suite, averaged over pages: precision, recall and F1 of tokens, how often the first five tokens begin a line of the
article, and the number of pages with a known marker left in their text; the same for five folds of outlets.
--foreign SHARE: puts an article of another outlet, SHARE times as long, above or below the article of each whole page.
--noise: {"line", "label"} with the labels noise, heading and prose. Prints the share of quotable lines for each label,
judging the line alone and, placed between two sentences of a text, by its sentences.
--texts: {"text"}. Prints the time for 1,000 words.
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

RESIDUE_MARKERS = re.compile(
    r"\{(?:mosads|beacon)\}|all rights reserved|may not be published, broadcast|see all video|^load more$"
    r"|^most popular$|^advertisement$|story continues below",
    re.IGNORECASE | re.MULTILINE,
)
FIRST_TOKEN_COUNT = 5
FOLD_COUNT = 5
# The number of short lines between an article and a foreign one, as menus and buttons are.
FOREIGN_GAP_LINES = 12
SENTENCE_BEFORE = "The council of the town voted for the new bridge on Monday evening."
SENTENCE_AFTER = "Work on it is expected to begin in the spring of next year."


def main() -> None:
    """Print a table for each given file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--foreign", type=float)
    parser.add_argument("--noise", type=Path)
    parser.add_argument("--texts", type=Path, action="append", default=[])
    parser.add_argument("--worst", type=int, default=0, help="show so many pages with the lowest F1")
    options = parser.parse_args()
    if options.cases and options.foreign:
        _print_foreign(_read_rows(options.cases), options.foreign)
    elif options.cases:
        _print_pages(_read_rows(options.cases), options.worst)
    if options.noise:
        _print_noise(_read_rows(options.noise))
    for path in options.texts:
        _print_speed(path.name, [row["text"] for row in _read_rows(path) if "text" in row])


# ---- private


def _read_rows(path: Path) -> list[dict[str, Any]]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _tokenize(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _print_pages(cases: Sequence[dict[str, Any]], worst_count: int) -> None:
    cases_by_outlet = defaultdict(list)
    sites = sorted({case["site"] for case in cases})
    for case in cases:
        cases_by_outlet[case["site"], case["suite"]].append(case)
    scores_by_suite: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    scored_pages = []
    for outlet_cases in cases_by_outlet.values():
        texts = ["\n".join([case["title"] or "", *case["lines"]]) for case in outlet_cases]
        repeated_lines = clean.find_repeated_lines(texts)
        for case, text in zip(outlet_cases, texts, strict=True):
            page_scores = _score_page(case, clean.clean_text(text, repeated_lines=repeated_lines).text)
            scores_by_suite[case["suite"]].append(page_scores)
            scores_by_suite["all"].append(page_scores)
            scores_by_suite[f"fold {1 + sites.index(case['site']) % FOLD_COUNT}"].append(page_scores)
            scored_pages.append((page_scores[2], case["site"], case["title"]))
    for suite, rows in sorted(scores_by_suite.items()):
        means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
        names = ("P", "R", "F1", "first", "residue")
        print(
            f"{suite:14}{len(rows):5}  "
            + "  ".join(f"{score_name} {mean:.3f}" for score_name, mean in zip(names, means, strict=True))
        )
    for f1, site, title in sorted(scored_pages)[:worst_count]:
        print(f"  {f1:.3f}  {site}  {title}")


def _print_foreign(cases: Sequence[dict[str, Any]], share: float) -> None:
    """Print the F1 for whole pages to which another outlet's article was added."""
    articles = [
        case for case in cases if case["suite"] != "made-hill" and sum(case["keep"]) > FOREIGN_GAP_LINES // 2
    ]
    gap_lines = [f"Menu item {number}" for number in range(FOREIGN_GAP_LINES)]
    for is_above in (True, False):
        scores = []
        for number, case in enumerate(case for case in cases if case["suite"] == "scraped-page"):
            foreign_lines = _take_foreign_lines(case, articles[number % len(articles) :], share)
            added = [*gap_lines, *foreign_lines, *gap_lines]
            lines = [*added, *case["lines"]] if is_above else [*case["lines"], *added]
            keep = [0] * len(added) + case["keep"] if is_above else case["keep"] + [0] * len(added)
            page = case | {"lines": lines, "keep": keep}
            text = clean.clean_text("\n".join([case["title"] or "", *lines])).text
            scores.append(_score_page(page, text)[2])
        print(
            f"foreign {'above' if is_above else 'below'} {len(scores):5}  F1 {sum(scores) / len(scores):.3f}"
        )


def _take_foreign_lines(case: dict[str, Any], articles: Sequence[dict[str, Any]], share: float) -> list[str]:
    """Return lines of other outlets' articles with `share` times as many words as the article of a page."""
    own_lines = [line for line, keep in zip(case["lines"], case["keep"], strict=True) if keep]
    missing_words = share * len(" ".join(own_lines).split())
    lines: list[str] = []
    for article in articles:
        if article["site"] != case["site"]:
            for line, keep in zip(article["lines"], article["keep"], strict=True):
                if keep and missing_words > 0:
                    lines.append(line)
                    missing_words -= len(line.split())
    return lines


def _score_page(case: dict[str, Any], text: str) -> tuple[float, ...]:
    body = [line for line, keep in zip(case["lines"], case["keep"], strict=True) if keep]
    expected_tokens, text_tokens = Counter(_tokenize(" ".join(body))), Counter(_tokenize(text))
    shared_count = (expected_tokens & text_tokens).total()
    precision, recall = (
        shared_count / max(1, text_tokens.total()),
        shared_count / max(1, expected_tokens.total()),
    )
    f1 = 2 * precision * recall / (precision + recall) if shared_count else 0.0
    first_tokens = _tokenize(text)[:FIRST_TOKEN_COUNT]
    starts_with_line = bool(first_tokens) and any(
        _tokenize(line)[: len(first_tokens)] == first_tokens for line in body
    )
    return precision, recall, f1, float(starts_with_line), float(bool(RESIDUE_MARKERS.search(text)))


def _print_noise(rows: Sequence[dict[str, Any]]) -> None:
    lines_by_label = defaultdict(list)
    for row in rows:
        lines_by_label[row["label"]].append(row["line"])
    for label, label_lines in sorted(lines_by_label.items()):
        quotable_lines = sum(map(clean.is_quotable, label_lines))
        quotable_within = sum(map(_is_quotable_within, label_lines))
        share = (
            f"quotable as a line {quotable_lines / len(label_lines):6.1%}  in a text "
            f"{quotable_within / len(label_lines):6.1%}"
        )
        print(f"{label:10}{len(label_lines):5}  {share}")


def _is_quotable_within(line: str) -> bool:
    """Whether any sentence of a line is quotable when the line is between two sentences."""
    text = clean.clean_text(f"{SENTENCE_BEFORE}\n{line}\n{SENTENCE_AFTER}", is_scraped=False).text
    found_sentences = (text[start:end] for start, end in sentence_splitter.split_into_spans(text))
    return any(
        clean.is_quotable(sentence)
        for sentence in found_sentences
        if sentence not in {SENTENCE_BEFORE, SENTENCE_AFTER}
    )


def _print_speed(name: str, texts: Sequence[str]) -> None:
    word_count = sum(len(text.split()) for text in texts)
    sentences_by_text = [
        [text[start:end] for start, end in sentence_splitter.split_into_spans(text)] for text in texts
    ]

    def check_quotable() -> None:
        for text_sentences in sentences_by_text:
            for sentence in text_sentences:
                clean.is_quotable(sentence)

    def for_each_text(work: Callable[[str], object]) -> Callable[[], None]:
        def run_all() -> None:
            for text in texts:
                work(text)

        return run_all

    steps = {
        "clean": for_each_text(clean.clean_text),
        "spans": for_each_text(sentence_splitter.split_into_spans),
        "quotable": check_quotable,
    }
    seconds_by_step = {
        step: min(_measure_seconds(run) for _ in range(3)) / word_count * 1e6 for step, run in steps.items()
    }
    print(
        f"{name}: "
        + "  ".join(f"{step} {seconds:.2f}" for step, seconds in seconds_by_step.items())
        + "  ms for 1,000 words"
    )


def _measure_seconds(run: Callable[[], None]) -> float:
    started_at = time.process_time()
    run()
    return time.process_time() - started_at


if __name__ == "__main__":
    main()
