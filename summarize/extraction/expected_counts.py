"""How often each word and each pair of words is expected in a summary that a person would write.

Nearest published kin: RegSum (Hong and Nenkova, EACL 2014), which scores words first and sentences by them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from summarize.extraction import features

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from summarize.extraction.source_document import Telling
    from summarize.extraction.term_matrix import Terms
    from summarize.extraction.word_model import Model

    Floats = NDArray[np.floating[Any]]

# The untrained formula. Swept on 500 CNN and 80 many-outlet stories of development data; flat around these values.
RATE = 0.25
FREQUENCY_POWER = 0.5
SHARE_FLOOR = 0.5
PLACE_POWER = -0.2
TITLE_GAIN = 0.7
OPENING_GAIN = 0.6
OPENING = 3
OPENING_USUAL = 0.3
PAIR_RATE = 0.25
# How far the words' lean, fitted on single reports, is believed in stories of several: 0 to 0.5 are within the noise.
LEAN_POWER = 0.25
# Of the words of a summary, those that stand in the article: 0.87 to 0.89 (CNN/DM and Wikinews, 724 articles).
COVERED = 0.87
# Running words of the summaries that the model was fitted to; it is scaled up for longer ones.
FITTED_LENGTH = 33.0


@dataclass(frozen=True, slots=True)
class Expected:
    """Expected counts.

    Attributes:
        terms: (T,) of each term.
        pairs: (P,) of each pair.
        length: running words of the summary a person would write.
    """

    terms: Floats
    pairs: Floats
    length: float


def expect(tellings: Sequence[Telling], terms: Terms, length: float, model: Model | None) -> Expected:
    """Expect with all that is known: the model for one report, the formula with the words' lean for several.

    Args:
        tellings: the reports that `terms` counted.
        terms: their words.
        length: running words that a person would write.
        model: None where there is none for the language: the formula alone.
    """
    if model is None:
        return formula(terms, length)
    rarity, lean = model.known(terms.stems)
    if terms.reports > 1:
        return formula(terms, length, lean)
    rates = model.rates(features.of(tellings[0].sentences, terms, rarity, lean))
    single = rates * max(1.0, length / FITTED_LENGTH)
    return Expected(single, _pairs(terms, single), length)


def formula(terms: Terms, length: float, lean: Floats | None = None) -> Expected:
    """Expect by a formula without weights: for every language, and for stories of any number of reports.

    A word counts by how often it stands, in how many reports, how early, and whether headlines have it.

    Args:
        terms: of the reports.
        length: running words that a person would write.
        lean: (T,) how much more often each word stands in summaries than its frequency tells, as a logarithm.
    """
    early = terms.place[terms.sentence] < OPENING
    opening = np.zeros((terms.reports, terms.size), bool)
    opening[terms.report[terms.sentence][early], terms.term[early]] = True
    content = (
        RATE
        * terms.frequency**FREQUENCY_POWER
        * (SHARE_FLOOR + terms.share)
        * (1.0 + terms.first) ** PLACE_POWER
        * (1 + TITLE_GAIN * terms.titles.mean(axis=0))
        * (1 + OPENING_GAIN * (opening.mean(axis=0) - OPENING_USUAL))
    )
    usual = terms.frequency / max(1, len(terms.term)) * length
    single = np.where(terms.stop, usual, content)
    if lean is not None:
        single = single * np.exp(LEAN_POWER * lean)
        single *= COVERED * length / max(1.0, float(single.sum()))
    return Expected(single, _pairs(terms, single), length)


# ---- private


def _pairs(terms: Terms, single: Floats) -> Floats:
    """(P,) a pair is expected at most as often as the rarer of its words."""
    pairs = terms.pairs
    together = np.minimum(1.0, PAIR_RATE * pairs.frequency * (SHARE_FLOOR + pairs.share))
    return np.minimum(single[pairs.left], single[pairs.right]) * together
