"""A set of selected sentences and its expected ROUGE F1, updated as sentences are added and removed.

Each repetition of a word adds less value, so that the selected sentences do not repeat each other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from summarize.extraction.term_matrix import TermMatrix

    Ints = NDArray[np.int64]
    Floats = NDArray[np.floating[Any]]

# The maximum number of mentions of a word that score: no short summary is expected to have a fifth.
MAX_SCORED_MENTIONS = 4
# The weight of a bigram relative to a single word.
BIGRAM_WEIGHT = 0.5
# Two sentences are near duplicates if they share this part of the smaller one's distinct words (the check uses 0.7).
DUPLICATE_OVERLAP = 0.65
# One of several outlets supplies at most half of the sentences, unless the others are worse by more than this.
OUTLET_CONCENTRATION_COST = 0.01


@dataclass(frozen=True, slots=True)
class ExpectedCounts:
    """The expected number of occurrences of each term and bigram in a summary written by a person.

    Attributes:
        term_counts: (T,) the expected count of each term.
        bigram_counts: (P,) the expected count of each bigram.
        summary_length: the number of words in that summary.
    """

    term_counts: Floats
    bigram_counts: Floats
    summary_length: float


@dataclass
class SelectionState:
    """The available sentences, the selected sentences, and the value of the selection.

    Attributes:
        matrix: the words of all sentences.
        expected: the expected counts.
        is_selectable: (S,) whether the sentence may be selected.
        required_sentences: (S,) the sentence that must be selected first; -1 for none.
        prior_scores: (S,) the value added by selecting the sentence.
        outlet_indices: (S,) the index of the sentence's outlet.
        word_counts: (S,) words separated by spaces, for a budget of words.
        selected: indices of the selected sentences, in the order of selection.
    """

    matrix: TermMatrix
    expected: ExpectedCounts
    is_selectable: NDArray[np.bool_]
    required_sentences: Ints
    prior_scores: Floats
    outlet_indices: Ints
    word_counts: Ints
    selected: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        bigrams = self.matrix.bigrams
        vocabulary_size = self.matrix.vocabulary_size
        rows = np.concatenate([self.matrix.token_sentences, bigrams.occurrence_sentences])
        items = np.concatenate([self.matrix.token_terms, bigrams.occurrence_bigrams + vocabulary_size])
        is_counted = self.is_selectable[rows]
        item_count = vocabulary_size + len(bigrams.left_terms)
        keys, counts = np.unique(
            rows[is_counted] * max(1, item_count) + items[is_counted], return_counts=True
        )
        self._entry_sentences = keys // max(1, item_count)
        self._entry_items = keys % max(1, item_count)
        self._entry_counts = counts
        self._sentence_starts = np.searchsorted(self._entry_sentences, np.arange(len(self.is_selectable) + 1))
        term_hits = _expected_hits(self.expected.term_counts)
        bigram_hits = _expected_hits(self.expected.bigram_counts) * BIGRAM_WEIGHT
        self._hit_table = np.concatenate([term_hits, bigram_hits]).ravel()
        self._entry_offsets = self._entry_items * (MAX_SCORED_MENTIONS + 1)
        self._mention_counts = np.zeros(item_count, np.int64)
        self._is_selected = np.zeros(len(self.is_selectable) + 1, bool)
        self._is_selected[-1] = True
        self.expected_hits = 0.0
        self.total_words = 0
        self.prior_total = 0.0
        self._sentence_terms: dict[int, frozenset[int]] = {}

    def marginal_hits(self) -> Floats:
        """Return the expected matches with a person's summary that each sentence would add, (S,)."""
        mentions_before = np.minimum(self._mention_counts[self._entry_items], MAX_SCORED_MENTIONS)
        mentions_after = np.minimum(mentions_before + self._entry_counts, MAX_SCORED_MENTIONS)
        entry_gains = (
            self._hit_table[self._entry_offsets + mentions_after]
            - self._hit_table[self._entry_offsets + mentions_before]
        )
        return np.bincount(self._entry_sentences, entry_gains, len(self.is_selectable)).astype(np.float64)

    def candidate_scores(self) -> Floats:
        """Return the value of the selection after adding each sentence, (S,).

        The value is minus infinity for unavailable sentences.
        """
        f1 = (
            2
            * (self.expected_hits + self.marginal_hits())
            / (self.total_words + self.matrix.sentence_lengths + self.expected.summary_length)
        )
        # -1, "none required", is the last index of `_is_selected`, which is always set.
        is_available = (
            self.is_selectable & ~self._is_selected[:-1] & self._is_selected[self.required_sentences]
        )
        return np.where(
            is_available, f1 + self.prior_total + self.prior_scores - self._outlet_cost(), -np.inf
        )

    def add(self, sentence: int) -> None:
        """Add a sentence to the selection."""
        self._update_totals(sentence, 1)
        self.selected.append(sentence)
        self._is_selected[sentence] = True

    def remove(self, sentence: int) -> None:
        """Remove a sentence from the selection."""
        self.selected.remove(sentence)
        self._is_selected[sentence] = False
        self._update_totals(sentence, -1)

    def is_near_duplicate(self, sentence: int) -> bool:
        """Whether a sentence nearly repeats a selected sentence."""
        own_terms = self.sentence_terms(sentence)
        return any(
            len(own_terms & other_terms) >= DUPLICATE_OVERLAP * min(len(own_terms), len(other_terms))
            for other_terms in map(self.sentence_terms, self.selected)
        )

    def sentence_terms(self, sentence: int) -> frozenset[int]:
        """Return the distinct terms of a sentence, by which sentences are compared."""
        terms = self._sentence_terms.get(sentence)
        if terms is None:
            items = self._entry_items[self._sentence_starts[sentence] : self._sentence_starts[sentence + 1]]
            terms = self._sentence_terms[sentence] = frozenset(
                items[items < self.matrix.vocabulary_size].tolist()
            )
        return terms

    def _update_totals(self, sentence: int, sign: int) -> None:
        entry_slice = slice(self._sentence_starts[sentence], self._sentence_starts[sentence + 1])
        items, counts, offsets = (
            self._entry_items[entry_slice],
            self._entry_counts[entry_slice],
            self._entry_offsets[entry_slice],
        )
        mentions_before = np.minimum(self._mention_counts[items], MAX_SCORED_MENTIONS)
        self._mention_counts[items] += sign * counts
        mentions_after = np.minimum(self._mention_counts[items], MAX_SCORED_MENTIONS)
        self.expected_hits += float(
            (self._hit_table[offsets + mentions_after] - self._hit_table[offsets + mentions_before]).sum()
        )
        self.total_words += sign * int(self.matrix.sentence_lengths[sentence])
        self.prior_total += sign * float(self.prior_scores[sentence])

    def _outlet_cost(self) -> Floats | float:
        """Return the cost of each sentence if its outlet would supply over half of the selection.

        The cost is 0 for a single report.
        """
        if self.matrix.document_count == 1 or not self.selected:
            return 0.0
        selected_per_outlet = np.bincount(
            self.outlet_indices[self.selected], minlength=int(self.outlet_indices.max()) + 1
        )
        return OUTLET_CONCENTRATION_COST * (
            2 * (selected_per_outlet[self.outlet_indices] + 1) > len(self.selected) + 2
        )


# ---- private


def _expected_hits(rates: Floats) -> Floats:
    """Return the expected matches of each item when mentioned 0 to MAX_SCORED_MENTIONS times.

    Counts in the summary written by a person are assumed to follow a Poisson distribution.
    """
    table = np.zeros((len(rates), MAX_SCORED_MENTIONS + 1))
    probability = np.exp(-rates)
    tail_probability = 1 - probability
    for mention in range(1, MAX_SCORED_MENTIONS + 1):
        table[:, mention] = table[:, mention - 1] + tail_probability
        probability = probability * rates / mention
        tail_probability = tail_probability - probability
    return table
