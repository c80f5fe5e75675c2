"""Words that mean nearly the same."""

from summarize.text.vocabulary import synonyms
from summarize.text.word_families import word_root


def test_other_words_for_the_same_thing_are_close() -> None:
    assert synonyms.related_words(word_root("movie"))[word_root("film")] > 0.5
    assert word_root("purchase") in synonyms.related_words(word_root("buy"))


def test_names_are_no_ordinary_words() -> None:
    assert synonyms.is_known(word_root("bridge"))
    assert not synonyms.is_known(word_root("corvo"))
    assert synonyms.related_words("corvo") == {}
