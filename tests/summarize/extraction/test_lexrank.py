"""The fast LexRank chooses what sumy's chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sumy.parsers.plaintext import PlaintextParser
from sumy.summarizers.lex_rank import LexRankSummarizer

from summarize.extraction.lexrank import FastLexRank
from summarize.text import language

if TYPE_CHECKING:
    from sumy.models.dom import ObjectDocumentModel

TEXT = """DAM BREAKS ABOVE LOWMERE

The spillway of the Tarrow Dam broke early on Tuesday and flooded the lower town of Lowmere, police said.
Nine people were missing on Tuesday night after the flood in Lowmere, according to the police.

The mayor of Lowmere had asked people in the lower town to leave on Monday, before the dam broke.
The utility that owns the Tarrow Dam said that a gate of the dam had failed on Sunday.
Bread was sold out in the upper town by noon on Tuesday.
"""


def document() -> ObjectDocumentModel:
    return PlaintextParser.from_string(TEXT, language.Tokenizer("english")).document


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_the_fast_lexrank_chooses_what_sumys_chooses(count: int) -> None:
    fast, stock = FastLexRank(language.stem), LexRankSummarizer(language.stem)
    fast.stop_words = stock.stop_words = language.stop_words("en")

    rates = dict(zip(document().sentences, fast.score_sentences(document()).tolist(), strict=True))

    # Two sentences of it are rated alike: which one sumy takes is up to the last digit of the machine.
    assert sorted(rates[each] for each in fast(document(), count)) == pytest.approx(
        sorted(rates[each] for each in stock(document(), count))
    )
