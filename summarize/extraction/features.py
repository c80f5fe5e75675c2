"""What the fitted model looks at: for each word of a report, where it stands and in what company."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from summarize.extraction.term_matrix import Terms

    Floats = NDArray[np.floating[Any]]
    Ints = NDArray[np.int64]

# In the order of the columns. Looked at too and of no use: capitals, digits, length of the word, length of its
# sentences, said-verbs beside it, counts in the first, second and last sentences.
NAMES = (
    "times",
    "sentences",
    "times beside the commonest",
    "first place",
    "first place as a share",
    "first running word",
    "times in the opening",
    "times after the lead",
    "spread",
    "density",
    "in the headline",
    "rarity",
    "lean",
    "share in quotations",
    "centre, mean",
    "centre, highest",
    "centre, first sentence",
    "beside headline words",
    "beside first words",
    "strongest pair",
    "running words in all",
    "sentences in all",
)
OPENING = 6
LEAD = 3
# Keeps one-word sentences from being the centre of everything.
SHORTEST = 5.0
_QUOTE = re.compile('["“”„«]')


def of(sentences: Sequence[str], terms: Terms, rarity: Floats, lean: Floats) -> Floats:
    """Look at the words of one report.

    Args:
        sentences: the report's.
        terms: its words; of one report alone.
        rarity: (T,) how rare each term is in news.
        lean: (T,) how much more often than its frequency tells it stands in summaries.

    Returns:
        (T, len(NAMES)) of 32-bit numbers; rows of terms that stand in the headline alone are 0.
    """
    standing, rows = _Standing(terms), np.zeros((len(NAMES), terms.size), np.float32)
    rows[:, standing.terms] = standing.columns(sentences, rarity, lean)
    return rows.T


# ---- private


class _Standing:
    """The running words sorted by term: each term's own stand together, in the order of the text."""

    def __init__(self, terms: Terms) -> None:
        # numpy sorts 16-bit numbers by radix, five times faster than wider ones.
        narrow = terms.term.astype(np.uint16) if terms.size < np.iinfo(np.uint16).max else terms.term
        self.order = np.argsort(narrow, kind="stable")
        term = terms.term[self.order]
        self.sentence = terms.sentence[self.order]
        new = np.ones(len(term), bool)
        new[1:] = term[1:] != term[:-1]
        distinct = new.copy()
        distinct[1:] |= self.sentence[1:] != self.sentence[:-1]
        self.starts = np.flatnonzero(new)
        self.lasts = _lasts(self.starts, len(term))
        self.terms = term[self.starts]
        self.times = self.lasts - self.starts + 1
        self.holding = self.sentence[distinct]
        self.firsts = np.flatnonzero(new[distinct])
        self.sentences = _lasts(self.firsts, len(self.holding)) - self.firsts + 1
        self.holder = np.repeat(np.arange(len(self.firsts)), self.sentences)
        self.counted = terms

    def columns(self, sentences: Sequence[str], rarity: Floats, lean: Floats) -> Floats:
        """(len(NAMES), rows) in the order of NAMES."""
        terms, starts = self.counted, self.starts
        if not len(starts):
            return np.zeros((len(NAMES), 0))
        content = ~terms.stop[self.terms]
        first = self.sentence[starts]
        spread = self.sentence[self.lasts] - first
        titled = terms.titles[0, self.terms]
        times = np.log(self.times)
        company = self._company(np.where(content, [times, titled, first == 0], 0.0))
        quoted = [_QUOTE.search(text) is not None for text in sentences]
        centre = company[0]
        means = self._means(np.array([quoted, *company], float))
        running, total = len(self.sentence), len(terms.lengths)
        later = np.add.reduceat(self.sentence >= LEAD, starts, dtype=np.int64)
        commonest = max(1, int(self.times[content].max(initial=1)))
        return np.array(
            [
                times,
                np.log(self.sentences),
                self.times / commonest,
                np.log1p(first),
                first / total,
                np.log1p(self.order[starts]),
                np.add.reduceat(self.sentence < OPENING, starts, dtype=np.int64),
                later * (first < LEAD),
                spread / total,
                self.sentences / (1.0 + spread),
                titled,
                rarity[self.terms],
                lean[self.terms],
                means[0],
                means[1],
                np.maximum.reduceat(centre[self.holding], self.firsts),
                centre[first],
                means[2],
                means[3],
                np.log1p(self._strongest()),
                np.full(len(starts), np.log(running)),
                np.full(len(starts), np.log(total)),
            ]
        )

    def _company(self, weights: Floats) -> Floats:
        """(w, S) of (w, rows): the weight of a sentence's different words, for its length."""
        lengths = self.counted.lengths
        held = [np.bincount(self.holding, row, len(lengths)) for row in weights.take(self.holder, axis=1)]
        return np.array(held) / (SHORTEST + lengths)

    def _means(self, values: Floats) -> Floats:
        """(v, rows) of (v, S): the mean of a value of sentences over those that hold the term."""
        means: Floats = (
            np.add.reduceat(values.take(self.holding, axis=1), self.firsts, axis=1) / self.sentences
        )
        return means

    def _strongest(self) -> Ints:
        """(rows,) how often the term's commonest pair stands."""
        pairs = self.counted.pairs
        # numpy keeps the last of what is written to one place
        rising = np.argsort(pairs.frequency, kind="stable")
        strongest = np.zeros((2, self.counted.size), np.int64)
        strongest[0, pairs.left[rising]] = strongest[1, pairs.right[rising]] = pairs.frequency[rising]
        highest: Ints = strongest.max(axis=0)[self.terms]
        return highest


def _lasts(starts: Ints, total: int) -> Ints:
    """Give where each run ends that is followed by the next; the last one ends the whole."""
    lasts = np.empty_like(starts)
    lasts[:-1] = starts[1:] - 1
    lasts[-1:] = total - 1
    return lasts
