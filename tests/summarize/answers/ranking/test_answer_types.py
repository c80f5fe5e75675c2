"""Whether a sentence holds what a kind of question asks for, and which words are kin."""

from __future__ import annotations

import pytest

from summarize.answers import question
from summarize.answers.ranking import answer_types
from summarize.text import word_families

NAMES = frozenset({"marta", "lindqvist", "oslo", "monday"})


@pytest.mark.parametrize(
    ("asked", "language", "holding", "lacking"),
    [
        ("How many signed?", "en", "Some 400 workers signed.", "Many workers signed."),
        ("How many signed?", "en", "Twelve workers signed.", "The workers signed."),
        ("How much did it cost?", "en", "It cost $40 million.", "It took 40 months."),
        ("When does it open?", "en", "It opens on Monday.", "It opens soon."),
        ("When did it open?", "en", "It opened two years ago.", "It opened."),
        ("Wann öffnet es?", "de", "Es öffnet am Dienstag.", "Es öffnet bald."),
        ("Quand est-ce ouvert ?", "fr", "Il ouvre mardi.", "Il ouvre bientôt."),
        ("Where was it held?", "en", "It was held in Oslo.", "It was held again."),
        ("Why did it close?", "en", "It closed because the money ran out.", "The car closed."),
        ("Warum schloss es?", "de", "Es schloss, weil das Geld fehlte.", "Es schloss."),
        ("What did she say?", "en", "“We will appeal,” she said.", "They will appeal."),
        ("Who built it?", "en", "It was built by Marta Lindqvist.", "It was built by hand."),
        ("What is a heat pump?", "en", "A heat pump is a machine that moves heat.", "Heat pumps sell well."),
    ],
)
def test_a_sentence_holds_what_the_question_asks_for(
    asked: str, language: str, holding: str, lacking: str
) -> None:
    read = question.parse_question(asked, [], language)

    assert answer_types.score_evidence(read, holding, NAMES) > answer_types.score_evidence(
        read, lacking, NAMES
    )


def test_a_name_of_the_question_is_no_answer_to_who() -> None:
    read = question.parse_question("Who did Lindqvist meet?", [])

    assert not answer_types.score_evidence(read, "Lindqvist resigned.", NAMES)


def test_a_number_counts_most_before_what_is_counted() -> None:
    read = question.parse_question("How many dockers walked out?", [])

    assert answer_types.has_counted_noun(read, ("more", "than", "1,200", "docker", "walk"))
    assert not answer_types.has_counted_noun(read, ("docker", "walk", "out", "at", "9"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("won", "win"),
        ("resignation", "resign"),
        ("decision", "decided"),
        ("explosion", "exploded"),
        ("permission", "permitted"),
        ("argument", "argues"),
        ("dutch", "netherlands"),
        ("payments", "paid"),
        ("fiancée", "fiancee"),
        ("began", "beginning"),
    ],
)
def test_kin_have_one_root(one: str, other: str) -> None:
    assert word_families.word_root(one) == word_families.word_root(other)


@pytest.mark.parametrize(
    ("one", "other"), [("founder", "founded"), ("death", "killed"), ("competitors", "competition")]
)
def test_near_words_are_found_among_the_words_of_an_article(one: str, other: str) -> None:
    root = word_families.word_root(other)

    assert root in word_families.related_roots(
        word_families.word_root(one), {root[: word_families.MIN_PREFIX_CHARACTERS]: (root,)}
    )
