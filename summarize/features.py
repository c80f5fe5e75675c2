"""What the fitted model looks at: for each word of a report, where it stands and in what company."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from summarize.terms import Terms

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
_QUOTES = '"“”„«'


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
        self.terms = term[self.starts]
        self.times = np.diff(np.append(self.starts, len(term)))
        self.holding = self.sentence[distinct]
        self.firsts = np.flatnonzero(new[distinct])
        self.sentences = np.diff(np.append(self.firsts, len(self.holding)))
        self.counted = terms

    def columns(self, sentences: Sequence[str], rarity: Floats, lean: Floats) -> Floats:
        """(len(NAMES), rows) in the order of NAMES."""
        terms, starts = self.counted, self.starts
        if not len(starts):
            return np.zeros((len(NAMES), 0))
        content = ~terms.stop[self.terms]
        first = self.sentence[starts]
        spread = self.sentence[np.append(starts[1:], len(self.sentence)) - 1] - first
        headed = terms.titles[0, self.terms] & content
        quoted = np.array([any(mark in text for mark in _QUOTES) for text in sentences], float)
        centre = self._company(np.where(content, np.log(self.times), 0.0))
        running, total = len(self.sentence), len(terms.lengths)
        later = np.add.reduceat((self.sentence >= LEAD).astype(np.int64), starts)
        commonest = max(1, int(self.times[content].max(initial=1)))
        return np.array(
            [
                np.log(self.times),
                np.log(self.sentences),
                self.times / commonest,
                np.log1p(first),
                first / total,
                np.log1p(self.order[starts]),
                np.add.reduceat((self.sentence < OPENING).astype(np.int64), starts),
                later * (first < LEAD),
                spread / total,
                self.sentences / (1.0 + spread),
                terms.titles[0, self.terms],
                rarity[self.terms],
                lean[self.terms],
                self._mean(quoted),
                self._mean(centre),
                np.maximum.reduceat(centre[self.holding], self.firsts),
                centre[first],
                self._mean(self._company(headed.astype(float))),
                self._mean(self._company((content & (first == 0)).astype(float))),
                np.log1p(self._strongest()),
                np.full(len(starts), np.log(running)),
                np.full(len(starts), np.log(total)),
            ]
        )

    def _company(self, weight: Floats) -> Floats:
        """(S,) the weight of a sentence's different words, for its length."""
        lengths = self.counted.lengths
        held = np.bincount(self.holding, np.repeat(weight, self.sentences), len(lengths))
        return held / (SHORTEST + lengths)

    def _mean(self, values: Floats) -> Floats:
        """(rows,) the mean of a value of sentences over those that hold the term."""
        return np.add.reduceat(values[self.holding], self.firsts) / self.sentences

    def _strongest(self) -> Floats:
        """(rows,) how often the term's commonest pair stands."""
        pairs = self.counted.pairs
        strongest = np.zeros(self.counted.size)
        np.maximum.at(strongest, pairs.left, pairs.frequency)
        np.maximum.at(strongest, pairs.right, pairs.frequency)
        return strongest[self.terms]
