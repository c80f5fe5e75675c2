"""Count the missed news and the repetitions reported as news, in labeled pairs of sentences.

    python -m bench.novelty [--wrong] [FILE ...]

The default files are the sets in tests/data. Each line of a set is one pair, tab-separated: the known text (sentences
separated by " || "), a later sentence, "new" or "same", and the kind. In older sets a line has "new" or "old", the
known text and the later sentence. Pairs with "headline" in their kind are judged as headlines; a kind may begin with
the language of the pair ("de date").
With --wrong, the wrongly judged pairs of each set are printed too, except those of the unseen set.
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import dataclass
from pathlib import Path

from bench.paths import TEST_DATA
from news.article import Sentence
from summarize.clustering import novelty
from summarize.text.language import LANGUAGE_NAMES

UNSEEN_SET = "novelty_pairs_unseen.tsv"
SETS = (
    "novelty_pairs_tuning.tsv",
    UNSEEN_SET,
    "novelty.tsv",
    "novelty_outlets.tsv",
    "novelty_changes.tsv",
)


@dataclass(frozen=True)
class Pair:
    """Known sentences, a later sentence, and whether the later sentence is new."""

    known_texts: tuple[str, ...]
    later_text: str
    is_new: bool
    kind: str = ""
    language: str = "en"

    def is_told(self) -> bool:
        """Whether the later sentence or headline is classified as news."""
        if "headline" in self.kind:
            return novelty.is_contradicting_headline(
                self.known_texts, self.later_text, language=self.language
            )
        later_sentence = Sentence(self.later_text, "a", 0, 0, len(self.later_text))
        return bool(novelty.novel_sentences(self.known_texts, [later_sentence], language=self.language))


@dataclass(frozen=True)
class Score:
    """The wrongly judged pairs of a set."""

    missed: tuple[Pair, ...]
    repeated: tuple[Pair, ...]
    new_count: int
    same_count: int

    def __str__(self) -> str:
        """Return the set's row of the table."""
        missed_share = len(self.missed) / max(1, self.new_count)
        repeated_share = len(self.repeated) / max(1, self.same_count)
        return (
            f"missed {len(self.missed)} of {self.new_count} ({missed_share:.0%}), "
            f"repeated {len(self.repeated)} of {self.same_count} ({repeated_share:.0%})"
        )


def read_pairs(path: Path) -> list[Pair]:
    """Read a set of pairs. If there is a header, it names the columns."""
    lines = [
        line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]
    if lines[0].split("\t")[0] == "id":
        return [
            Pair(
                tuple(row["told"].split(" || ")),
                row["later"],
                row["label"] == "new",
                row["kind"],
                row["language"],
            )
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]
    pairs = []
    for fields in (line.split("\t") for line in lines):
        if fields[0] in {"new", "old"}:
            label, known, later, kind = *fields[:3], ""
        else:
            known, later, label, kind = fields
        language = kind.split(" ", 1)[0]
        pairs.append(
            Pair(
                tuple(known.split(" || ")),
                later,
                label == "new",
                kind,
                language if language in LANGUAGE_NAMES else "en",
            )
        )
    return pairs


def score_pairs(pairs: list[Pair]) -> Score:
    """Judge each pair. Return the pairs that were judged wrongly."""
    told = [pair.is_told() for pair in pairs]
    return Score(
        tuple(pair for pair, is_told in zip(pairs, told, strict=True) if pair.is_new and not is_told),
        tuple(pair for pair, is_told in zip(pairs, told, strict=True) if is_told and not pair.is_new),
        sum(pair.is_new for pair in pairs),
        sum(not pair.is_new for pair in pairs),
    )


def main() -> None:
    """Print a row for each set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--wrong", action="store_true", help="print the pairs that were decided wrongly")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="sets of your own")
    options = parser.parse_args()
    for path in options.files or [TEST_DATA / name for name in SETS]:
        score = score_pairs(read_pairs(path))
        print(f"{path.name}: {score}")
        if options.wrong and path.name != UNSEEN_SET:
            for name, wrong in (("missed", score.missed), ("repeated", score.repeated)):
                for pair in wrong:
                    print(f"  {name} [{pair.kind}] {' || '.join(pair.known_texts)} -> {pair.later_text}")


if __name__ == "__main__":
    main()
