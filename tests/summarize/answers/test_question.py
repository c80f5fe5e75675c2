"""How a question is understood in its thread."""

from __future__ import annotations

import pytest

from summarize.answers import question, question_types
from summarize.answers.question_types import QuestionType
from summarize.text import units


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("Who signed the letter?", QuestionType.PERSON),
        ("By whom was it built?", QuestionType.PERSON),
        ("Which company bought the port?", QuestionType.PERSON),
        ("When does the strike end?", QuestionType.TIME),
        ("In what year was it founded?", QuestionType.TIME),
        ("Where is the plant?", QuestionType.PLACE),
        ("Which country hosts the summit?", QuestionType.PLACE),
        ("How many people were hurt?", QuestionType.NUMBER),
        ("What percentage voted yes?", QuestionType.NUMBER),
        ("Why did it fail?", QuestionType.CAUSE),
        ("What caused the outage?", QuestionType.CAUSE),
        ("What did the minister say about it?", QuestionType.QUOTE),
        ("How did the union react?", QuestionType.QUOTE),
        ("What is a stress test?", QuestionType.DEFINITION),
        ("How was it found?", QuestionType.MANNER),
        ("Was anyone hurt?", QuestionType.YES_NO),
        ("Which law was passed?", QuestionType.ENTITY),
    ],
)
def test_the_words_of_a_question_tell_its_kind(asked: str, kind: QuestionType) -> None:
    assert question_types.classify_question(asked) is kind


@pytest.mark.parametrize(
    ("asked", "language", "kind"),
    [
        ("Wer hat das gesagt?", "de", QuestionType.PERSON),
        ("Wie viele Menschen wurden verletzt?", "de", QuestionType.NUMBER),
        ("Warum brannte es?", "de", QuestionType.CAUSE),
        ("Qui a gagné ?", "fr", QuestionType.PERSON),
        ("Où est-ce arrivé ?", "fr", QuestionType.PLACE),
        ("Combien de personnes ?", "fr", QuestionType.NUMBER),
        ("¿Cuándo empezó?", "es", QuestionType.TIME),
        ("¿Por qué cerró?", "es", QuestionType.CAUSE),
        ("Dove è successo?", "it", QuestionType.PLACE),
        ("Quanti sono i feriti?", "it", QuestionType.NUMBER),
        ("Quem venceu?", "pt", QuestionType.PERSON),
        ("Hoeveel mensen?", "nl", QuestionType.NUMBER),
        ("Wanneer was dat?", "nl", QuestionType.TIME),
        ("Vem sa det?", "sv", QuestionType.PERSON),
        ("Varför stängdes bron?", "sv", QuestionType.CAUSE),
        ("Who said that?", "de", QuestionType.PERSON),
    ],
)
def test_other_languages_have_their_question_words(asked: str, language: str, kind: QuestionType) -> None:
    assert question_types.classify_question(asked, language) is kind


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
    assert units.expected_unit(asked) == measure


@pytest.mark.parametrize(
    "asked",
    ["And when did he say that?", "By whom?", "What about Norway?", "Why did they do it?", "How many?"],
)
def test_a_question_that_leans_on_the_thread_carries_its_words(asked: str) -> None:
    read = question.parse_question(asked, ["What did mayor Lindqvist promise?"])

    assert "lindqvist" in read.context_roots


@pytest.mark.parametrize(
    ("asked", "before", "resolved"),
    [
        ("How old is he?", "Why was Ahmed Mohamed arrested?", "How old is Ahmed Mohamed?"),
        ("And how high is it?", "When was the Ostra dam finished?", "And how high is the Ostra dam?"),
        ("What is his name?", "Did Corvo win?", "What is Corvo's name?"),
        ("How many?", "What did mayor Lindqvist promise?", ""),
        ("is it true that the dam broke?", "Who is Ines Corvo?", ""),
    ],
)
def test_what_was_carried_is_shown_as_a_question_that_a_person_would_write(
    asked: str, before: str, resolved: str
) -> None:
    assert question.parse_question(asked, [before]).resolved_question == resolved


@pytest.mark.parametrize(
    "asked",
    [
        "Is the US in a recession?",
        "Why did Google end its contract?",
        "Is there a date for the election in Torrin?",
    ],
)
def test_a_pronoun_that_the_question_resolves_carries_nothing(asked: str) -> None:
    assert question.parse_question(asked, ["What bail was set for the officer?"]).context_roots == ()


def test_a_question_that_stands_by_itself_carries_nothing() -> None:
    read = question.parse_question(
        "Which factories closed in Porto last year?", ["What did mayor Lindqvist promise?"]
    )

    assert read.context_roots == ()
    assert read.resolved_question == ""


def test_a_question_without_a_question_word_asks_what_the_turn_before_asked() -> None:
    assert (
        question.parse_question("And Discovery?", ["Where is Atlantis kept?"]).question_type
        is QuestionType.PLACE
    )


def test_words_of_courtesy_are_no_part_of_the_question() -> None:
    polite = question.parse_question("Could you please tell me who owns the port?", [])

    assert polite.question_type is QuestionType.PERSON
    assert list(polite.root_weights) == list(question.parse_question("Who owns the port?", []).root_weights)
