"""The words of several reports as arrays of numbers, counted once, so that choosing costs no Python loop.

A term is a stem, a pair is two terms that stand side by side in a sentence. Sentences are numbered through all reports.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from itertools import count as counter
from typing import TYPE_CHECKING, Any

import numpy as np

from summarize.text import language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from summarize.extraction.source_document import Telling

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
        beside = np.flatnonzero(self.sentence[1:] == self.sentence[:-1])
        keys = self.term[beside] * max(1, self.size) + self.term[beside + 1]
        known, pair = np.unique(keys, return_inverse=True)
        sentence = self.sentence[beside]
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
    said: list[str] = []
    stops: list[bool] = []
    lengths: list[int] = []
    for telling in tellings:
        rows = [language.words(text, telling.language) for text in (*telling.sentences, telling.title)]
        words = list(chain.from_iterable(rows))
        said.extend(map(language.stems(telling.language).__getitem__, words))
        stops.extend(map(language.stop_words(telling.language).__contains__, words))
        lengths.extend(map(len, rows))
    numbers: defaultdict[str, int] = defaultdict(counter().__next__)
    term = np.fromiter(map(numbers.__getitem__, said), np.int64, len(said))
    # Of what is written twice to one place numpy keeps the last: backwards, that is a term's first word.
    stop = np.zeros(len(numbers), bool)
    stop[term[::-1]] = stops[::-1]
    return _split(tellings, term, np.array(lengths, np.int64), tuple(numbers), stop)


# ---- private


def _split(
    tellings: Sequence[Telling], term: Ints, lengths: Ints, stems: tuple[str, ...], stop: Flags
) -> Terms:
    """Part the headlines, each the last row of its report, from the sentences."""
    sizes = np.array([len(telling.sentences) for telling in tellings], np.int64)
    numbers = np.arange(len(sizes))
    report = np.repeat(numbers, sizes)
    ends = np.cumsum(sizes)
    headlines = ends + numbers
    running = np.ones(len(lengths), bool)
    running[headlines] = False
    titles = np.zeros((len(sizes), len(stems)), bool)
    inside = np.repeat(running, lengths)
    titles[np.repeat(numbers, lengths[headlines]), term[~inside]] = True
    lengths = lengths[running]
    return Terms(
        reports=len(sizes),
        report=report,
        place=np.arange(len(report)) - (ends - sizes)[report],
        lengths=lengths,
        term=term[inside],
        sentence=np.repeat(np.arange(len(lengths)), lengths),
        stems=stems,
        stop=stop,
        titles=titles,
    )


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
    lowest = np.zeros(items, np.int64)
    falling = np.argsort(-values)  # numpy keeps the last of what is written to one place
    lowest[item[falling]] = values[falling]
    return lowest
