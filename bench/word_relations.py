"""Build summarize/data/synonyms.txt: words that mean nearly the same, from WordNet, weighed by a sentence model.

    python -m bench.word_relations DICT > summarize/data/synonyms.txt

DICT is the folder `dict` of WordNet 3.1 (data.noun, index.sense ...). It needs newsbrief[semantic], whose model says
how close two words are. A pair is kept if WordNet relates the words by one of their frequent senses and the cosine is
at least MIN_COSINE, or if the cosine alone is at least MIN_COSINE_ALONE. Words that WordNet has only as names are left
out.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from summarize.text import embeddings
from summarize.text.word_families import word_root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

# Hits at the first place by cross-validation on thread questions (91), SelQA (400) and SQuAD 2 articles (150):
# WordNet alone 75, 85, 77; the model alone 71, 86, 77; WordNet's pairs that the model confirms 77, 86, 77.
MIN_COSINE, MIN_HYPERNYM_COSINE, MIN_COSINE_ALONE = 0.45, 0.55, 0.68
MAX_RELATED_WORDS = 14
MAX_SENSE = 3
MIN_LETTERS = 3
BATCH = 512
_PARTS_OF_SPEECH = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
_SIMILAR, _DERIVED, _HYPERNYM = frozenset("&$*>"), frozenset("+\\"), "@"


class Synset(NamedTuple):
    """A set of synonyms and its relations: (kind, part of speech, offset, word here, word there)."""

    words: tuple[str, ...]
    relations: tuple[tuple[str, str, str, int, int], ...]


def main() -> None:
    """Print the file."""
    folder = Path(sys.argv[1])
    synsets = dict(_read_synsets(folder))
    lowercase_words = {word for synset in synsets.values() for word in synset.words if word.islower()}
    known_roots = {word_root(word) for word in lowercase_words if word.isalpha()}
    vocabulary = [
        word
        for word in Path("summarize/data/bert_uncased.txt").read_text(encoding="utf-8").split("\n")
        if word.isascii() and word.isalpha() and len(word) >= MIN_LETTERS and word_root(word) in known_roots
    ]
    encoder = embeddings.load_encoder()
    if encoder is None:
        raise SystemExit("newsbrief[semantic] is not installed")
    vectors = np.array([encoder.vector(word) for word in vocabulary])
    roots = [word_root(word) for word in vocabulary]
    closeness: dict[str, dict[str, float]] = {root: {} for root in roots}
    for one, other, cosine in _close_pairs(vectors, roots):
        _keep(closeness, one, other, cosine)
    vectors_by_root = defaultdict(list)
    for root, vector in zip(roots, vectors, strict=True):
        vectors_by_root[root].append(vector)
    for one, other, min_cosine in _related_pairs(synsets, _read_senses(folder), frozenset(vocabulary)):
        cosine = max(float(a @ b) for a in vectors_by_root[one] for b in vectors_by_root[other])
        if cosine >= min_cosine:
            _keep(closeness, one, other, cosine)
    print("# Words that mean nearly the same: a root, then related roots with their closeness in tenths.")
    print("# Made by bench/word_relations.py; the licences are in synonyms.md.")
    print("[en]")
    for root in sorted(closeness):
        best = sorted(closeness[root].items(), key=lambda pair: -pair[1])[:MAX_RELATED_WORDS]
        print(" ".join([root, *(f"{other}:{min(9, int(10 * cosine))}" for other, cosine in best)]))


def _keep(closeness: dict[str, dict[str, float]], one: str, other: str, cosine: float) -> None:
    for first, second in ((one, other), (other, one)):
        closeness[first][second] = max(cosine, closeness[first].get(second, 0.0))


def _read_senses(folder: Path) -> dict[tuple[str, str, str], tuple[int, int]]:
    """Return (word, part of speech, offset) -> the number of the sense, and how often it is tagged in texts."""
    senses = {}
    for line in (folder / "index.sense").read_text(encoding="utf-8").splitlines():
        key, offset, number, count = line.split()
        word, _, rest = key.partition("%")
        senses[word, "_nvara"[int(rest[0])], offset] = (int(number), int(count))
    return senses


def _read_synsets(folder: Path) -> Iterator[tuple[tuple[str, str], Synset]]:
    for name, part in _PARTS_OF_SPEECH.items():
        for line in (folder / f"data.{name}").read_text(encoding="utf-8").splitlines():
            if line.startswith("  "):
                continue
            fields = line.split("|")[0].split()
            word_count = int(fields[3], 16)
            words = tuple(fields[4 + 2 * number].split("(")[0] for number in range(word_count))
            start = 4 + 2 * word_count
            relations = []
            for number in range(int(fields[start])):
                kind, offset, other_part, ends = fields[start + 1 + 4 * number : start + 5 + 4 * number]
                relations.append((kind, other_part.replace("s", "a"), offset, *divmod(int(ends, 16), 256)))
            yield (part, fields[0]), Synset(words, tuple(relations))


def _related_pairs(  # noqa: C901 - one branch for each kind of relation
    synsets: dict[tuple[str, str], Synset],
    senses: dict[tuple[str, str, str], tuple[int, int]],
    vocabulary: frozenset[str],
) -> Iterator[tuple[str, str, float]]:
    """Yield pairs of roots that WordNet relates, with the least cosine."""

    def is_frequent(word: str, part: str, offset: str) -> bool:
        number, count = senses.get((word.lower(), part, offset), (MAX_SENSE + 1, 0))
        return word in vocabulary and number <= MAX_SENSE and (count > 0 or number < MAX_SENSE)

    def pairs(ones: list[str], others: list[str], min_cosine: float) -> Iterator[tuple[str, str, float]]:
        for one in ones:
            for other in others:
                if word_root(one) != word_root(other):
                    yield word_root(one), word_root(other), min_cosine

    for (part, offset), synset in synsets.items():
        words = [word for word in synset.words if is_frequent(word, part, offset)]
        yield from pairs(words, words, MIN_COSINE)
        for kind, other_part, other_offset, here, there in synset.relations:
            target = synsets.get((other_part, other_offset))
            if target is None:
                continue
            if kind in _DERIVED and here and there:
                ends = [synset.words[here - 1]], [target.words[there - 1]]
                if {*ends[0], *ends[1]} <= vocabulary:
                    yield from pairs(*ends, MIN_COSINE)
            elif kind in _SIMILAR or kind == _HYPERNYM:
                others = [word for word in target.words if is_frequent(word, other_part, other_offset)]
                yield from pairs(words, others, MIN_HYPERNYM_COSINE if kind == _HYPERNYM else MIN_COSINE)


def _close_pairs(vectors: NDArray[np.float32], roots: list[str]) -> Iterator[tuple[str, str, float]]:
    for start in range(0, len(roots), BATCH):
        cosines = vectors[start : start + BATCH] @ vectors.T
        for row, column in zip(*np.nonzero(cosines >= MIN_COSINE_ALONE), strict=True):
            if roots[start + row] != roots[column]:
                yield roots[start + row], roots[column], float(cosines[row, column])


if __name__ == "__main__":
    main()
