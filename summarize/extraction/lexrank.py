"""A fast LexRank with the same results as sumy's, computed in numpy without a loop over sentence pairs.

sentences --tf * idf--> weights --cosine above 0.1--> similarity graph --power iteration--> scores

Erkan and Radev, "LexRank: Graph-based Lexical Centrality as Salience in Text Summarization", JAIR 2004.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
from sumy.summarizers._summarizer import AbstractSummarizer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from sumy.models.dom import ObjectDocumentModel, Sentence

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

# sumy's values: sentences with a lower cosine are not linked; the iteration ends below this change.
MIN_LINK_SIMILARITY = 0.1
CONVERGENCE_EPSILON = 0.1
# Scores are compared to this number of decimals.
SCORE_DIGITS = 9
# Pairs of sentences added at once: 2,000 sentences that all have one term are as many; 64 MB.
MAX_PAIRS_PER_BATCH = 4_000_000


class FastLexRank(AbstractSummarizer):  # type: ignore[misc]  # sumy publishes no types
    """A faster version of sumy's `LexRankSummarizer`. It also works if no two sentences are similar."""

    stop_words: frozenset[str] = frozenset()

    def __call__(self, document: ObjectDocumentModel, sentences_count: Any) -> tuple[Sentence, ...]:  # noqa: ANN401  # sumy takes numbers, "10%" and callables
        """Return the best sentences in document order, or the first sentences if all scores are equal."""
        # Rounded, so that of two equal sentences the first wins, in whatever order a machine adds numbers.
        scores = iter(self.score_sentences(document).round(SCORE_DIGITS).tolist())
        # A score for each position, not for each text: sumy's dictionary of ratings merges equal sentences.
        best_sentences = self._get_best_sentences(document.sentences, sentences_count, lambda _: next(scores))
        return tuple(best_sentences)

    def score_sentences(self, document: ObjectDocumentModel) -> Floats:
        """Return the score of each sentence, (S,). All scores are equal if no two sentences are similar."""
        stem_rows = [
            [
                self.stem_word(word)
                for word in sentence.words
                if self.normalize_word(word) not in self.stop_words
            ]
            for sentence in document.sentences
        ]
        return _power_iteration(_similarity_graph(stem_rows))


# ---- private


def _similarity_graph(stem_rows: Sequence[Sequence[str]]) -> Floats:
    """Return the weights of the links between sentences, (S, S).

    Each row sums to 1, or to 0 if the sentence has no links.
    """
    graph = (_cosine_similarities(stem_rows) > MIN_LINK_SIMILARITY).astype(np.float64)
    graph /= np.maximum(graph.sum(axis=1, keepdims=True), 1)
    return graph


def _cosine_similarities(stem_rows: Sequence[Sequence[str]]) -> Floats:
    """Return the cosine similarity of every pair of sentences, (S, S).

    A term adds the product of its weights to each pair of sentences with the term; the S x T matrix of weights, nearly
    all zeros, is never built. Terms with the same number of sentences are added together.
    """
    sentence_count = len(stem_rows)
    sentence_indices, weights, term_starts = _term_postings(stem_rows)
    document_frequency = np.diff(term_starts)
    similarities = np.zeros(sentence_count * sentence_count)
    for frequency in np.unique(document_frequency):
        starts = term_starts[:-1][document_frequency == frequency]
        terms_per_batch = max(1, MAX_PAIRS_PER_BATCH // int(frequency) ** 2)
        for batch_start in range(0, len(starts), terms_per_batch):
            batch = starts[batch_start : batch_start + terms_per_batch, None] + np.arange(frequency)
            rows, row_weights = sentence_indices[batch], weights[batch]
            pairs = rows[:, :, None] * sentence_count + rows[:, None, :]
            products = row_weights[:, :, None] * row_weights[:, None, :]
            np.add.at(similarities, pairs.ravel(), products.ravel())
    cosines = similarities.reshape(sentence_count, sentence_count)
    norms = np.sqrt(cosines.diagonal())
    scale = np.divide(1.0, norms, out=np.zeros_like(norms), where=norms > 0)
    cosines *= scale[:, None]
    cosines *= scale
    return cosines


def _term_postings(stem_rows: Sequence[Sequence[str]]) -> tuple[Ints, Floats, Ints]:
    """Return the sentences that contain each of T terms (P occurrences in total), with the term weights.

    The weight is sumy's: the term's count over that of the sentence's most frequent term, times
    log(S / (1 + sentences with the term)).

    Returns:
        (P,) the sentences, (P,) the weights of the terms in them, (T + 1,) the start of each term.
    """
    postings: dict[str, list[tuple[int, float]]] = {}
    for sentence_index, stems in enumerate(stem_rows):
        counts = Counter(stems)
        max_count = max(counts.values(), default=1)
        for term, count in counts.items():
            postings.setdefault(term, []).append((sentence_index, count / max_count))
    document_frequency = np.array([len(posting) for posting in postings.values()], np.int64)
    occurrences = list(chain.from_iterable(postings.values()))
    inverse_frequency = np.log(len(stem_rows) / (1.0 + document_frequency))
    return (
        np.array([sentence_index for sentence_index, _ in occurrences], np.int64),
        np.array([frequency for _, frequency in occurrences])
        * np.repeat(inverse_frequency, document_frequency),
        np.concatenate([[0], np.cumsum(document_frequency)]).astype(np.int64),
    )


def _power_iteration(graph: Floats) -> Floats:
    """Return the score of each sentence, computed by power iteration over the links as in sumy.

    The iteration ends when the unit-length scores change by at most CONVERGENCE_EPSILON.
    """
    size = len(graph)
    scores = np.full(size, 1.0 / max(1, size))
    change = 1.0
    while size and change > CONVERGENCE_EPSILON:
        next_scores = graph.T @ scores
        next_scores = next_scores / (float(np.linalg.norm(next_scores)) or 1.0)
        change = float(np.linalg.norm(next_scores - scores))
        scores = next_scores
    return scores
