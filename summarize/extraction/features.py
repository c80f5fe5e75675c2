"""Compute the features of the word model: the positions of each word and the words that occur with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from summarize.extraction.term_matrix import TermMatrix

    Floats = NDArray[np.floating[Any]]
    Ints = NDArray[np.int64]

# In the order of the columns. Tried and found useless: capitals, digits, word length, sentence length, adjacent
# speech verbs, counts in the first, second and last sentences.
FEATURE_NAMES = (
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
OPENING_SENTENCES = 6
LEAD_SENTENCES = 3
# Keeps one-word sentences from being central to everything.
LENGTH_SMOOTHING = 5.0
_QUOTE_PATTERN = re.compile('["“”„«]')


def compute_features(
    sentences: Sequence[str], matrix: TermMatrix, rarity: Floats, summary_bias: Floats
) -> Floats:
    """Compute the features of the words of one report.

    Args:
        sentences: the sentences of the report.
        matrix: the words of this report alone.
        rarity: (T,) the rarity of each term in news.
        summary_bias: (T,) how much more frequent each term is in summaries than in articles.

    Returns:
        (T, len(FEATURE_NAMES)) 32-bit numbers; rows of terms that only the headline has are 0.
    """
    tokens, feature_rows = (
        _TokensByTerm(matrix),
        np.zeros((len(FEATURE_NAMES), matrix.vocabulary_size), np.float32),
    )
    feature_rows[:, tokens.term_ids] = tokens.compute_columns(sentences, rarity, summary_bias)
    return feature_rows.T


# ---- private


class _TokensByTerm:
    """The tokens of a report, sorted by term and then by position in the text."""

    def __init__(self, matrix: TermMatrix) -> None:
        # numpy sorts 16-bit numbers by radix, five times faster than wider ones.
        sort_keys = (
            matrix.token_terms.astype(np.uint16)
            if matrix.vocabulary_size < np.iinfo(np.uint16).max
            else matrix.token_terms
        )
        self.token_order = np.argsort(sort_keys, kind="stable")
        sorted_terms = matrix.token_terms[self.token_order]
        self.token_sentences = matrix.token_sentences[self.token_order]
        is_term_start = np.ones(len(sorted_terms), bool)
        is_term_start[1:] = sorted_terms[1:] != sorted_terms[:-1]
        is_posting_start = is_term_start.copy()
        is_posting_start[1:] |= self.token_sentences[1:] != self.token_sentences[:-1]
        self.term_starts = np.flatnonzero(is_term_start)
        self.term_ends = _run_ends(self.term_starts, len(sorted_terms))
        self.term_ids = sorted_terms[self.term_starts]
        self.term_counts = self.term_ends - self.term_starts + 1
        self.posting_sentences = self.token_sentences[is_posting_start]
        self.posting_starts = np.flatnonzero(is_term_start[is_posting_start])
        self.sentence_counts = (
            _run_ends(self.posting_starts, len(self.posting_sentences)) - self.posting_starts + 1
        )
        self.posting_terms = np.repeat(np.arange(len(self.posting_starts)), self.sentence_counts)
        self.matrix = matrix

    def compute_columns(self, sentences: Sequence[str], rarity: Floats, summary_bias: Floats) -> Floats:
        """Return one column of values per feature, (len(FEATURE_NAMES), rows), in the order of FEATURE_NAMES."""
        matrix, starts = self.matrix, self.term_starts
        if not len(starts):
            return np.zeros((len(FEATURE_NAMES), 0))
        is_content = ~matrix.is_stopword[self.term_ids]
        first_sentences = self.token_sentences[starts]
        sentence_spread = self.token_sentences[self.term_ends] - first_sentences
        in_title = matrix.in_title[0, self.term_ids]
        log_counts = np.log(self.term_counts)
        sentence_weights = self._sentence_weights(
            np.where(is_content, [log_counts, in_title, first_sentences == 0], 0.0)
        )
        is_quotation = [_QUOTE_PATTERN.search(sentence) is not None for sentence in sentences]
        centrality = sentence_weights[0]
        sentence_means = self._mean_over_sentences(np.array([is_quotation, *sentence_weights], float))
        token_count, total_sentences = len(self.token_sentences), len(matrix.sentence_lengths)
        counts_after_lead = np.add.reduceat(self.token_sentences >= LEAD_SENTENCES, starts, dtype=np.int64)
        max_count = max(1, int(self.term_counts[is_content].max(initial=1)))
        return np.array(
            [
                log_counts,
                np.log(self.sentence_counts),
                self.term_counts / max_count,
                np.log1p(first_sentences),
                first_sentences / total_sentences,
                np.log1p(self.token_order[starts]),
                np.add.reduceat(self.token_sentences < OPENING_SENTENCES, starts, dtype=np.int64),
                counts_after_lead * (first_sentences < LEAD_SENTENCES),
                sentence_spread / total_sentences,
                self.sentence_counts / (1.0 + sentence_spread),
                in_title,
                rarity[self.term_ids],
                summary_bias[self.term_ids],
                sentence_means[0],
                sentence_means[1],
                np.maximum.reduceat(centrality[self.posting_sentences], self.posting_starts),
                centrality[first_sentences],
                sentence_means[2],
                sentence_means[3],
                np.log1p(self._max_bigram_counts()),
                np.full(len(starts), np.log(token_count)),
                np.full(len(starts), np.log(total_sentences)),
            ]
        )

    def _sentence_weights(self, weights: Floats) -> Floats:
        """Return the total weight of each sentence's distinct words, divided by the sentence length, (w, S).

        The given weights have the shape (w, rows).
        """
        sentence_lengths = self.matrix.sentence_lengths
        weight_sums = [
            np.bincount(self.posting_sentences, weight_row, len(sentence_lengths))
            for weight_row in weights.take(self.posting_terms, axis=1)
        ]
        return np.array(weight_sums) / (LENGTH_SMOOTHING + sentence_lengths)

    def _mean_over_sentences(self, sentence_values: Floats) -> Floats:
        """Return the mean value of the sentences that contain each term, (v, rows).

        The given values have the shape (v, S).
        """
        means: Floats = (
            np.add.reduceat(sentence_values.take(self.posting_sentences, axis=1), self.posting_starts, axis=1)
            / self.sentence_counts
        )
        return means

    def _max_bigram_counts(self) -> Ints:
        """Return the count of each term's most frequent bigram, (rows,)."""
        bigrams = self.matrix.bigrams
        # numpy keeps the last value that is written to an index
        ascending_order = np.argsort(bigrams.bigram_frequency, kind="stable")
        max_counts = np.zeros((2, self.matrix.vocabulary_size), np.int64)
        max_counts[0, bigrams.left_terms[ascending_order]] = max_counts[
            1, bigrams.right_terms[ascending_order]
        ] = bigrams.bigram_frequency[ascending_order]
        term_max_counts: Ints = max_counts.max(axis=0)[self.term_ids]
        return term_max_counts


def _run_ends(run_starts: Ints, length: int) -> Ints:
    """Return the last index of each run, given the first indices. The last run ends at `length` - 1."""
    run_ends = np.empty_like(run_starts)
    run_ends[:-1] = run_starts[1:] - 1
    run_ends[-1:] = length - 1
    return run_ends
