"""The summariser as sumy knows it, and sumy's own beside it."""

from __future__ import annotations

import pytest
from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.parsers.plaintext import PlaintextParser

from summarize.extraction.lexrank import FastLexRank
from summarize.extraction.sumy_adapter import NewsSummarizer
from summarize.text import language

TEXT = """DAM BREAKS ABOVE LOWMERE

The spillway of the Tarrow Dam broke early on Tuesday and flooded the lower town of Lowmere, police said.
Nine people were missing on Tuesday night after the flood in Lowmere, according to the police.

The mayor of Lowmere had asked people in the lower town to leave on Monday, before the dam broke.
The utility that owns the Tarrow Dam said that a gate of the dam had failed on Sunday.
Bread was sold out in the upper town by noon on Tuesday.
"""


def document() -> ObjectDocumentModel:
    return PlaintextParser.from_string(TEXT, language.Tokenizer("english")).document


@pytest.mark.parametrize(("asked", "given"), [(2, 2), ("40%", 2), (99, 5), (0, 0)])
def test_any_document_of_sumys_is_summarised_to_the_number_asked(asked: object, given: int) -> None:
    chosen = NewsSummarizer()(document(), asked)

    assert len(chosen) == given
    assert all(sentence in document().sentences for sentence in chosen)


def test_it_takes_a_stemmer_as_sumys_do() -> None:
    assert NewsSummarizer(str.lower)(document(), 1) == NewsSummarizer()(document(), 1)


def test_a_document_without_sentences_gives_none() -> None:
    assert NewsSummarizer()(ObjectDocumentModel([]), 3) == ()
    assert FastLexRank()(ObjectDocumentModel([]), 3) == ()


def test_equal_sentences_do_not_come_twice() -> None:
    spoken = [Sentence("The dam above Lowmere broke on Tuesday.", language.Tokenizer("en")) for _ in range(4)]

    assert len(NewsSummarizer()(ObjectDocumentModel([Paragraph(spoken)]), 3)) == 1
