"""Which sentences can open a story."""

import pytest

from summarize.extraction.stories import standalone_sentences


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Harl closed its old bridge on Tuesday after inspectors found cracks."),
        ("en", "The Harl council voted 9-4 on Tuesday to close the bridge."),
        ("en", "The mayor of Harl closed the bridge on Tuesday."),
        ("en", "The Republican senators of Vermont said on Friday that they would come."),
        ("en", "Harl should pay for all of the boats it took, Anna Berg said."),
        ("en", "A court in Harl ruled on Friday that the state must pay for the bridge."),
        ("en", "Voters in Harl will have to wait until July to hear who won."),
        ("en", "Talks in Harl ended on Friday over who should pay for the bridge."),
        ("en", "The government said on Friday that prices rose."),
        ("en", "In her first speech as mayor, Anna Berg closed the bridge."),
        ("en", "Critics of Harl went to court on Tuesday about this question of who pays."),
        ("en", "Some 300 people left their homes on Tuesday."),
        ("en", "Two bridges were closed in Harl on Tuesday."),
        ("en", "As talks begin this week on the bridge, Harl is divided."),
        ("en", "“We close it tonight,” Mayor Anna Berg told reporters on Tuesday."),
        ("de", "Die Stadt Harl hat am Dienstag die alte Brücke gesperrt."),
        ("fr", "La ville de Harl a fermé mardi le vieux pont."),
        ("ja", "市は火曜日、古い橋を閉鎖した。"),
        ("tr", "Harl belediyesi salı günü eski köprüyü kapattı."),
    ],
)
def test_a_sentence_that_stands_alone_can_open(language: str, sentence: str) -> None:
    assert standalone_sentences.can_open(sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "But combine it with water, and the bridge falls."),
        ("en", "He closed the bridge on Tuesday."),
        ("en", "The principal said her son had left."),
        ("en", "The Vermont Republican will have the last word on it."),
        ("en", "The 44-year-old was taken to prison on Tuesday."),
        ("en", "Harl should pay for all of the boats it took."),
        ("en", "The other three bridges were closed as well."),
        ("en", "Once they had closed it, the town was quiet."),
        ("en", "One even claimed that the bridge was safe."),
        ("en", "The company's stock price has fallen by more than half."),
        ("en", "“Thanks to all who built the bridge of Harl,” she tweeted on Tuesday."),
        ("en", "In response, Harl closed the bridge."),
        ("en", "Scraps of them were found near the bridge of Harl on Tuesday."),
        ("en", "In the same place, the old map of Harl shows a bridge."),
        ("en", "Mayor Anna Berg said on Tuesday that she was surprised by that decision."),
        ("en", "Are bridges safe?"),
        ("en", "“We close it tonight.”"),
        ("en", "I saw the bridge fall on Tuesday."),
        ("en", "(We last changed this on Friday.)"),
        ("de", "Er hat am Dienstag die Brücke gesperrt."),
        ("fr", "Mais le pont est fermé depuis mardi."),
        ("es", "¿Es seguro el puente?"),
        ("el", "Είναι ασφαλής η γέφυρα;"),
        ("ja", "橋は安全か？"),
    ],
)
def test_a_sentence_that_leans_or_asks_cannot_open(language: str, sentence: str) -> None:
    assert not standalone_sentences.can_open(sentence, language)


def test_a_thing_of_the_headline_is_introduced() -> None:
    sentence = "The strike was called off on Tuesday by all four unions."

    assert not standalone_sentences.can_open(sentence)
    assert standalone_sentences.can_open(sentence, introduced=frozenset({"strike"}))


def test_a_dash_between_spaces_is_no_word() -> None:
    assert standalone_sentences.count_words("Harl — the old port — closed its bridge.") == 7


def test_ideographs_count_as_the_words_they_stand_for() -> None:
    assert standalone_sentences.count_words("市は火曜日、ひびが見つかった古い橋を閉鎖した。") >= 8
