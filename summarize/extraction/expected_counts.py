"""Estimate how often each word and bigram would occur in a summary written by a person.

The nearest published method is RegSum (Hong and Nenkova, EACL 2014), which scores words first and sentences by them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from summarize.extraction import features
from summarize.extraction.selection_state import ExpectedCounts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from summarize.extraction.term_matrix import SourceDocument, TermMatrix
    from summarize.extraction.word_model import WordModel

    Floats = NDArray[np.floating[Any]]

# The untrained formula. Swept on 500 CNN and 80 multi-outlet stories of development data; flat around these values.
BASE_RATE = 0.25
FREQUENCY_POWER = 0.5
SHARE_FLOOR = 0.5
POSITION_POWER = -0.2
TITLE_GAIN = 0.7
LEAD_GAIN = 0.6
LEAD_SENTENCES = 3
LEAD_MEAN = 0.3
BIGRAM_RATE = 0.25
# The weight of the words' summary bias, fitted on single reports, in stories of several: 0 to 0.5 are within the
# noise.
SUMMARY_BIAS_POWER = 0.25
# The share of a summary's words that are in the article: 0.87 to 0.89 (CNN/DM and Wikinews, 724 articles).
COVERED_SHARE = 0.87
# Words of the summaries that the model was fitted to; counts are scaled up for longer ones.
TRAINING_SUMMARY_WORDS = 33.0


def estimate_expected_counts(
    documents: Sequence[SourceDocument],
    matrix: TermMatrix,
    summary_length: float,
    word_model: WordModel | None,
) -> ExpectedCounts:
    """Estimate expected counts, with the fitted model for one report and with a formula for several.

    Args:
        documents: the reports that `matrix` was built from.
        matrix: the words of the reports.
        summary_length: the number of words that a person would write.
        word_model: the fitted model; None if the language has no model, so that only the formula is used.
    """
    if word_model is None:
        return estimate_by_formula(matrix, summary_length)
    rarity, summary_bias = word_model.look_up_stems(matrix.stems)
    if matrix.document_count > 1:
        return estimate_by_formula(matrix, summary_length, summary_bias)
    rates = word_model.predict_counts(
        features.compute_features(documents[0].sentences, matrix, rarity, summary_bias)
    )
    term_counts = rates * max(1.0, summary_length / TRAINING_SUMMARY_WORDS)
    return ExpectedCounts(term_counts, _expected_bigram_counts(matrix, term_counts), summary_length)


def estimate_by_formula(
    matrix: TermMatrix, summary_length: float, summary_bias: Floats | None = None
) -> ExpectedCounts:
    """Estimate expected counts without fitted weights, for any language and any number of reports.

    A word counts by its frequency, the number of reports that have it, its first position, and the headlines.

    Args:
        matrix: the words of the reports.
        summary_length: the number of words that a person would write.
        summary_bias: (T,) the log ratio of each word's frequency in summaries to its frequency in articles.
    """
    is_in_lead = matrix.sentence_positions[matrix.token_sentences] < LEAD_SENTENCES
    lead_terms = np.zeros((matrix.document_count, matrix.vocabulary_size), bool)
    lead_terms[
        matrix.sentence_documents[matrix.token_sentences][is_in_lead], matrix.token_terms[is_in_lead]
    ] = True
    content_counts = (
        BASE_RATE
        * matrix.term_frequency**FREQUENCY_POWER
        * (SHARE_FLOOR + matrix.document_frequency)
        * (1.0 + matrix.first_positions) ** POSITION_POWER
        * (1 + TITLE_GAIN * matrix.in_title.mean(axis=0))
        * (1 + LEAD_GAIN * (lead_terms.mean(axis=0) - LEAD_MEAN))
    )
    stopword_counts = matrix.term_frequency / max(1, len(matrix.token_terms)) * summary_length
    term_counts = np.where(matrix.is_stopword, stopword_counts, content_counts)
    if summary_bias is not None:
        term_counts = term_counts * np.exp(SUMMARY_BIAS_POWER * summary_bias)
        term_counts *= COVERED_SHARE * summary_length / max(1.0, float(term_counts.sum()))
    return ExpectedCounts(term_counts, _expected_bigram_counts(matrix, term_counts), summary_length)


# ---- private


def _expected_bigram_counts(matrix: TermMatrix, term_counts: Floats) -> Floats:
    """Return the expected count of each bigram, (P,), which never exceeds that of its rarer word."""
    bigrams = matrix.bigrams
    cooccurrence = np.minimum(
        1.0, BIGRAM_RATE * bigrams.bigram_frequency * (SHARE_FLOOR + bigrams.document_frequency)
    )
    return np.minimum(term_counts[bigrams.left_terms], term_counts[bigrams.right_terms]) * cooccurrence
