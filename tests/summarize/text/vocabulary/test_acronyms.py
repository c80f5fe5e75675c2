"""Spellings of acronyms are one word."""

import pytest

from summarize.answers.indexed_article import extract_roots
from summarize.text.vocabulary import acronyms


@pytest.mark.parametrize(
    "text", ["the U.S. economy", "the US economy", "the us economy", "the United States economy"]
)
def test_the_united_states_are_one_word(text: str) -> None:
    assert extract_roots(text, "en")[1] == extract_roots("USA", "en")[0]


def test_us_is_a_pronoun_elsewhere() -> None:
    assert acronyms.fold("tell us more") == "tell us more"


def test_an_acronym_is_found_by_the_name_that_it_stands_for() -> None:
    assert acronyms.of_names("Doctors at the World Health Organization said") == ["who0"]
    assert "who0" in extract_roots("What did the WHO say?", "en")
    assert acronyms.of_names("said Joe Biden") == []
