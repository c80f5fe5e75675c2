"""How a question is understood in its thread."""

from __future__ import annotations

import pytest

from summarize.answers import question, question_types
from summarize.answers.question_types import Kind
from summarize.text import units


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("Who signed the letter?", Kind.PERSON),
        ("By whom was it built?", Kind.PERSON),
        ("Which company bought the port?", Kind.PERSON),
        ("When does the strike end?", Kind.TIME),
        ("In what year was it founded?", Kind.TIME),
        ("Where is the plant?", Kind.PLACE),
        ("Which country hosts the summit?", Kind.PLACE),
        ("How many people were hurt?", Kind.NUMBER),
        ("What percentage voted yes?", Kind.NUMBER),
        ("Why did it fail?", Kind.CAUSE),
        ("What caused the outage?", Kind.CAUSE),
        ("What did the minister say about it?", Kind.QUOTE),
        ("How did the union react?", Kind.QUOTE),
        ("What is a stress test?", Kind.DEFINITION),
        ("How was it found?", Kind.MANNER),
        ("Was anyone hurt?", Kind.WHETHER),
        ("Which law was passed?", Kind.THING),
    ],
)
def test_the_words_of_a_question_tell_its_kind(asked: str, kind: Kind) -> None:
    assert question_types.kind(asked) is kind


@pytest.mark.parametrize(
    ("asked", "language", "kind"),
    [
        ("Wer hat das gesagt?", "de", Kind.PERSON),
        ("Wie viele Menschen wurden verletzt?", "de", Kind.NUMBER),
        ("Warum brannte es?", "de", Kind.CAUSE),
        ("Qui a gagné ?", "fr", Kind.PERSON),
        ("Où est-ce arrivé ?", "fr", Kind.PLACE),
        ("Combien de personnes ?", "fr", Kind.NUMBER),
        ("¿Cuándo empezó?", "es", Kind.TIME),
        ("¿Por qué cerró?", "es", Kind.CAUSE),
        ("Dove è successo?", "it", Kind.PLACE),
        ("Quanti sono i feriti?", "it", Kind.NUMBER),
        ("Quem venceu?", "pt", Kind.PERSON),
        ("Hoeveel mensen?", "nl", Kind.NUMBER),
        ("Wanneer was dat?", "nl", Kind.TIME),
        ("Vem sa det?", "sv", Kind.PERSON),
        ("Varför stängdes bron?", "sv", Kind.CAUSE),
        ("Who said that?", "de", Kind.PERSON),
    ],
)
def test_other_languages_have_their_question_words(asked: str, language: str, kind: Kind) -> None:
    assert question_types.kind(asked, language) is kind


@pytest.mark.parametrize(
    ("asked", "measure"),
    [
        ("How much did the bridge cost?", "money"),
        ("How old is the driver?", "age"),
        ("How far is it?", "length"),
        ("How long will it take?", "duration"),
        ("What percentage voted?", "percent"),
        ("How many boats sank?", ""),
    ],
)
def test_a_question_of_number_wants_a_measure(asked: str, measure: str) -> None:
    assert units.asked(asked) == measure


@pytest.mark.parametrize(
    "asked",
    ["And when did he say that?", "By whom?", "What about Norway?", "Why did they do it?", "How many?"],
)
def test_a_question_that_leans_on_the_thread_carries_its_words(asked: str) -> None:
    read = question.read(asked, ["What did mayor Lindqvist promise?"])

    assert "lindqvist" in read.carried
    assert "lindqvist" in read.understood


def test_a_question_that_stands_by_itself_carries_nothing() -> None:
    read = question.read("Which factories closed in Porto last year?", ["What did mayor Lindqvist promise?"])

    assert read.carried == ()
    assert read.understood == ""


def test_a_question_without_a_question_word_asks_what_the_turn_before_asked() -> None:
    assert question.read("And Discovery?", ["Where is Atlantis kept?"]).kind is Kind.PLACE


def test_words_of_courtesy_are_no_part_of_the_question() -> None:
    polite = question.read("Could you please tell me who owns the port?", [])

    assert polite.kind is Kind.PERSON
    assert list(polite.weights) == list(question.read("Who owns the port?", []).weights)
