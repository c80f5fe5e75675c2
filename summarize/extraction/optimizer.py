"""Choose the set of sentences with the best expected ROUGE F1: greedily, then by swaps.

A repeated word earns less each time, so that a set does not repeat itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from summarize.extraction.expected_counts import Expected
    from summarize.extraction.term_matrix import Terms

    Ints = NDArray[np.int64]
    Floats = NDArray[np.floating[Any]]

# Times that one word can earn: the fifth mention of a word is expected in no summary of a few sentences.
MENTIONS = 4
# What pairs weigh beside single words.
PAIR_WEIGHT = 0.5
# Swaps stop after so many rounds; a third changed 1 summary in 100.
ROUNDS = 2
# Larger sets are filled in one go after so many single choices, so that time stays linear.
SINGLY = 60
# Two sentences are near doubles if they share this part of the smaller one's different words (the check bars 0.7).
DOUBLE = 0.65
# From one outlet, where there are several, at most half, unless the others are worse by more than this.
OUTLET_COST = 0.01


@dataclass(frozen=True)
class Budget:
    """How much may be chosen. `sentences` or `words` is set; both may be.

    Attributes:
        sentences: at most so many.
        words: stop at the sentence that reaches so many words separated by spaces.
    """

    sentences: int | None
    words: int | None


@dataclass
class Field:
    """What is chosen from.

    Attributes:
        terms: the words of all sentences.
        expected: what a person would write.
        allowed: (S,) sentences that may be taken.
        needs: (S,) the sentence without which it may not be taken; -1 for none.
        prior: (S,) what taking it adds to the value.
        outlet: (S,) the number of its outlet.
        cost: (S,) words separated by spaces, for a budget of words.
        fixed: what taking a number of sentences from one outlet costs, see OUTLET_COST.
    """

    terms: Terms
    expected: Expected
    allowed: NDArray[np.bool_]
    needs: Ints
    prior: Floats
    outlet: Ints
    cost: Ints
    chosen: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        pairs = self.terms.pairs
        size = self.terms.size
        rows = np.concatenate([self.terms.sentence, pairs.sentence])
        items = np.concatenate([self.terms.term, pairs.pair + size])
        wanted = self.allowed[rows]
        width = size + len(pairs.left)
        keys, counts = np.unique(rows[wanted] * max(1, width) + items[wanted], return_counts=True)
        self._rows = keys // max(1, width)
        self._items = keys % max(1, width)
        self._counts = counts
        self._starts = np.searchsorted(self._rows, np.arange(len(self.allowed) + 1))
        single = _hits(self.expected.terms)
        double = _hits(self.expected.pairs) * PAIR_WEIGHT
        self._earned = np.concatenate([single, double]).ravel()
        self._base = self._items * (MENTIONS + 1)
        self._had = np.zeros(width, np.int64)
        self._taken = np.zeros(len(self.allowed) + 1, bool)
        self._taken[-1] = True
        self.hits = 0.0
        self.length = 0
        self.added = 0.0
        self._worded: dict[int, frozenset[int]] = {}

    def gains(self) -> Floats:
        """(S,) the expected hits that each sentence would add to the chosen."""
        had = np.minimum(self._had[self._items], MENTIONS)
        after = np.minimum(had + self._counts, MENTIONS)
        earned = self._earned[self._base + after] - self._earned[self._base + had]
        return np.bincount(self._rows, earned, len(self.allowed)).astype(np.float64)

    def values(self) -> Floats:
        """(S,) the value of the chosen with each sentence added; minus infinity where it may not be."""
        f1 = 2 * (self.hits + self.gains()) / (self.length + self.terms.lengths + self.expected.length)
        # needs is -1 where nothing is needed, which is the last place of the marks and always set.
        free = self.allowed & ~self._taken[:-1] & self._taken[self.needs]
        return np.where(free, f1 + self.added + self.prior - self._crowding(), -np.inf)

    def take(self, sentence: int) -> None:
        """Add a sentence to the chosen."""
        self._move(sentence, 1)
        self.chosen.append(sentence)
        self._taken[sentence] = True

    def drop(self, sentence: int) -> None:
        """Take a sentence out of the chosen."""
        self.chosen.remove(sentence)
        self._taken[sentence] = False
        self._move(sentence, -1)

    def doubles(self, sentence: int) -> bool:
        """Tell whether the sentence nearly repeats a chosen one."""
        mine = self.words(sentence)
        return any(
            len(mine & other) >= DOUBLE * min(len(mine), len(other)) for other in map(self.words, self.chosen)
        )

    def words(self, sentence: int) -> frozenset[int]:
        """Give the different terms of a sentence."""
        known = self._worded.get(sentence)
        if known is None:
            items = self._items[self._starts[sentence] : self._starts[sentence + 1]]
            known = self._worded[sentence] = frozenset(items[items < self.terms.size].tolist())
        return known

    def _move(self, sentence: int, sign: int) -> None:
        part = slice(self._starts[sentence], self._starts[sentence + 1])
        items, counts, base = self._items[part], self._counts[part], self._base[part]
        before = np.minimum(self._had[items], MENTIONS)
        self._had[items] += sign * counts
        after = np.minimum(self._had[items], MENTIONS)
        self.hits += float((self._earned[base + after] - self._earned[base + before]).sum())
        self.length += sign * int(self.terms.lengths[sentence])
        self.added += sign * float(self.prior[sentence])

    def _crowding(self) -> Floats | float:
        """Charge a sentence whose outlet has more than half with it, where there are several outlets."""
        if self.terms.reports == 1 or not self.chosen:
            return 0.0
        taken = np.bincount(self.outlet[self.chosen], minlength=int(self.outlet.max()) + 1)
        return OUTLET_COST * (2 * (taken[self.outlet] + 1) > len(self.chosen) + 2)


def choose(ground: Field, budget: Budget) -> list[int]:
    """Choose sentences up to the budget, best first.

    Returns:
        Numbers of sentences; fewer than the budget allows where no more may be taken.
    """
    _grow(ground, budget)
    if 1 < len(ground.chosen) < SINGLY and _full(ground, budget):
        _swap(ground)
        _grow(ground, budget)  # a swap for a shorter sentence leaves room in a budget of words
    if len(ground.chosen) >= SINGLY and not _full(ground, budget):
        _fill(ground, budget)
    return ground.chosen


# ---- private


def _hits(rate: Floats) -> Floats:
    """(n, MENTIONS + 1): expected hits of 0 .. MENTIONS mentions, if the true count is Poisson."""
    table = np.zeros((len(rate), MENTIONS + 1))
    probability = np.exp(-rate)
    reached = 1 - probability
    for mention in range(1, MENTIONS + 1):
        table[:, mention] = table[:, mention - 1] + reached
        probability = probability * rate / mention
        reached = reached - probability
    return table


def _full(ground: Field, budget: Budget) -> bool:
    if budget.sentences is not None and len(ground.chosen) >= budget.sentences:
        return True
    return budget.words is not None and int(ground.cost[ground.chosen].sum()) >= budget.words


def _grow(ground: Field, budget: Budget) -> None:
    """Add one sentence after another, each the best beside the chosen."""
    while len(ground.chosen) < SINGLY and not _full(ground, budget):
        best = _best(ground)
        if best is None:
            return
        ground.take(best)


def _best(ground: Field) -> int | None:
    """Give the sentence that makes the best set with the chosen; None if no sentence may be added."""
    values = ground.values()
    for _ in range(len(values)):
        best = int(values.argmax())
        if values[best] == -np.inf:
            return None
        if not ground.doubles(best):
            return best
        values[best] = -np.inf
    return None


def _swap(ground: Field) -> None:
    """Replace one chosen sentence by a better one, as long as that pays."""
    for _ in range(ROUNDS):
        before = list(ground.chosen)
        for sentence in before:
            if sentence not in ground.chosen or sentence in set(ground.needs[ground.chosen].tolist()):
                continue
            ground.drop(sentence)
            best = _best(ground)
            ground.take(sentence if best is None else best)
        if ground.chosen == before or set(ground.chosen) == set(before):
            return


def _fill(ground: Field, budget: Budget) -> None:
    """Add the rest by their value beside the chosen, in one pass; each set of words once."""
    values = ground.values()
    seen = {ground.words(sentence) for sentence in ground.chosen}
    for sentence in np.argsort(-values, kind="stable").tolist():
        if values[sentence] == -np.inf or _full(ground, budget):
            return
        if (words := ground.words(sentence)) not in seen:
            seen.add(words)
            ground.take(sentence)
