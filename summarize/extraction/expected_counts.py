"""How often each word and each pair of words is expected in a summary that a person would write.

Nearest published kin: RegSum (Hong and Nenkova, EACL 2014), which scores words first and sentences by them.
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

# The untrained formula. Swept on 500 CNN and 80 many-outlet stories of development data; flat around these values.
BASE_RATE = 0.25
FREQUENCY_POWER = 0.5
SHARE_FLOOR = 0.5
POSITION_POWER = -0.2
TITLE_GAIN = 0.7
LEAD_GAIN = 0.6
LEAD_SENTENCES = 3
LEAD_MEAN = 0.3
BIGRAM_RATE = 0.25
# How far the words' lean, fitted on single reports, is believed in stories of several: 0 to 0.5 are within the noise.
SUMMARY_BIAS_POWER = 0.25
# Of the words of a summary, those that stand in the article: 0.87 to 0.89 (CNN/DM and Wikinews, 724 articles).
COVERED_SHARE = 0.87
# Running words of the summaries that the model was fitted to; it is scaled up for longer ones.
TRAINING_SUMMARY_WORDS = 33.0


def estimate_expected_counts(
    documents: Sequence[SourceDocument],
    matrix: TermMatrix,
    summary_length: float,
    word_model: WordModel | None,
) -> ExpectedCounts:
    """Expect with all that is known: the model for one report, the formula with the words' lean for several.

    Args:
        documents: the reports that `matrix` counted.
        matrix: their words.
        summary_length: running words that a person would write.
        word_model: None where there is none for the language: the formula alone.
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
    """Expect by a formula without weights: for every language, and for stories of any number of reports.

    A word counts by how often it stands, in how many reports, how early, and whether headlines have it.

    Args:
        matrix: of the reports.
        summary_length: running words that a person would write.
        summary_bias: (T,) how much more often each word stands in summaries than its frequency tells, as a logarithm.
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
    """(P,) a pair is expected at most as often as the rarer of its words."""
    bigrams = matrix.bigrams
    cooccurrence = np.minimum(
        1.0, BIGRAM_RATE * bigrams.bigram_frequency * (SHARE_FLOOR + bigrams.document_frequency)
    )
    return np.minimum(term_counts[bigrams.left_terms], term_counts[bigrams.right_terms]) * cooccurrence
