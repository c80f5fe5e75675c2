"""The words of several reports as arrays of numbers, counted once, so that choosing costs no Python loop.

A term is a stem, a pair is two terms that stand side by side in a sentence. Sentences are numbered through all reports.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from summarize import language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from summarize.telling import Telling

    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Terms:
    """The words of D reports with S sentences, N running words and T terms.

    Attributes:
        reports: D.
        report: (S,) the report of each sentence.
        place: (S,) its number in that report.
        lengths: (S,) its running words.
        term: (N,) each running word's term.
        sentence: (N,) the sentence it stands in, ascending.
        stems: T stems, as they are spelt.
        stop: (T,) whether the term is a stop word.
        titles: (D, T) whether the report's headline has the term.
    """

    reports: int
    report: Ints
    place: Ints
    lengths: Ints
    term: Ints
    sentence: Ints
    stems: tuple[str, ...]
    stop: Flags
    titles: Flags

    @cached_property
    def size(self) -> int:
        """T."""
        return len(self.stems)

    @cached_property
    def frequency(self) -> Ints:
        """(T,) running words of each term."""
        return np.bincount(self.term, minlength=self.size)

    @cached_property
    def share(self) -> Floats:
        """(T,) the share of reports that have the term."""
        return _share(self.report[self.sentence], self.term, self.reports, self.size)

    @cached_property
    def first(self) -> Ints:
        """(T,) the lowest place at which the term stands in any report."""
        return _lowest(self.place[self.sentence], self.term, self.size)

    @cached_property
    def pairs(self) -> Pairs:
        """The pairs of neighbours within sentences."""
        beside = self.sentence[1:] == self.sentence[:-1]
        keys = self.term[:-1][beside] * max(1, self.size) + self.term[1:][beside]
        known, pair = np.unique(keys, return_inverse=True)
        sentence = self.sentence[1:][beside]
        return Pairs(
            left=known // max(1, self.size),
            right=known % max(1, self.size),
            pair=pair,
            sentence=sentence,
            share=_share(self.report[sentence], pair, self.reports, len(known)),
        )


@dataclass(frozen=True)
class Pairs:
    """P pairs in M places.

    Attributes:
        left: (P,) the first term.
        right: (P,) the second.
        pair: (M,) which pair stands there.
        sentence: (M,) in which sentence, ascending.
        share: (P,) the share of reports that have it.
    """

    left: Ints
    right: Ints
    pair: Ints
    sentence: Ints
    share: Floats

    @cached_property
    def frequency(self) -> Ints:
        """(P,) how often each pair stands."""
        return np.bincount(self.pair, minlength=len(self.left))


def count(tellings: Sequence[Telling]) -> Terms:
    """Number and count the words of reports.

    Args:
        tellings: at least one; each may be without words.
    """
    numbers: dict[str, int] = {}
    stops: list[bool] = []
    rows: list[list[int]] = []
    titles: list[list[int]] = []
    for telling in tellings:
        known = _Numbering(numbers, stops, telling.language)
        split = language.words
        rows.extend(list(map(known.__getitem__, split(each, telling.language))) for each in telling.sentences)
        titles.append(list(map(known.__getitem__, split(telling.title, telling.language))))
    lengths = np.fromiter(map(len, rows), np.int64, len(rows))
    sizes = [len(telling.sentences) for telling in tellings]
    headed = np.zeros((len(tellings), len(numbers)), bool)
    for report, row in enumerate(titles):
        headed[report, row] = True
    return Terms(
        reports=len(tellings),
        report=np.repeat(np.arange(len(tellings)), sizes),
        place=np.concatenate([np.arange(size) for size in sizes]) if sizes else np.zeros(0, np.int64),
        lengths=lengths,
        term=np.fromiter(chain.from_iterable(rows), np.int64, int(lengths.sum())),
        sentence=np.repeat(np.arange(len(rows)), lengths),
        stems=tuple(numbers),
        stop=np.array(stops, bool),
        titles=headed,
    )


# ---- private


class _Numbering(dict[str, int]):
    """From a word to the number of its stem; a new stem gets the next number."""

    def __init__(self, numbers: dict[str, int], stops: list[bool], spoken: str) -> None:
        super().__init__()
        self._numbers = numbers
        self._stops = stops
        self._spoken = spoken
        self._stop_words = language.stop_words(spoken)

    def __missing__(self, word: str) -> int:
        stem = language.stem(word, self._spoken)
        number = self._numbers.get(stem)
        if number is None:
            number = self._numbers[stem] = len(self._numbers)
            self._stops.append(word in self._stop_words)
        self[word] = number
        return number


def _share(report: Ints, item: Ints, reports: int, items: int) -> Floats:
    """Give for each item the share of reports in which it stands."""
    if reports == 1:
        return np.minimum(np.bincount(item, minlength=items), 1).astype(float)
    seen = np.zeros((reports, items), bool)
    seen[report, item] = True
    share: Floats = seen.mean(axis=0)
    return share


def _lowest(values: Ints, item: Ints, items: int) -> Ints:
    """Give for each item the lowest of its values; 0 for an item that has none."""
    lowest = np.full(items, np.iinfo(np.int64).max)
    np.minimum.at(lowest, item, values)
    return np.where(lowest == np.iinfo(np.int64).max, 0, lowest)
