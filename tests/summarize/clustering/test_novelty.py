from news.article import Sentence
from summarize.clustering import novelty

MISSING = "Nine people are missing in Lowmere after the dam wall broke."


def _sentences(*texts: str) -> list[Sentence]:
    return [Sentence(text, "a", place, 0, len(text)) for place, text in enumerate(texts)]


def _fresh(told: list[str], *texts: str) -> list[str]:
    return [sentence.text for sentence in novelty.novel_sentences(told, _sentences(*texts))]


def test_what_was_told_in_other_words_is_not_new() -> None:
    assert _fresh([MISSING], "In Lowmere nine people remain missing after the dam’s wall broke.") == []


def test_a_figure_that_changed_is_new() -> None:
    changed = "Seven people are missing in Lowmere after the dam wall broke."

    assert _fresh([MISSING], changed) == [changed]


def test_what_was_not_told_is_new() -> None:
    suspended = "The chief executive of the utility was suspended by its board."

    assert _fresh([MISSING], suspended) == [suspended]


def test_of_two_that_say_the_same_the_first_is_given() -> None:
    suspended = "The chief executive of the utility was suspended by its board."

    assert _fresh([MISSING], suspended, "The utility’s board suspended its chief executive.") == [suspended]


def test_nothing_told_before_leaves_all_that_differ() -> None:
    assert _fresh([], MISSING, MISSING) == [MISSING]


def test_nothing_to_tell_gives_nothing() -> None:
    assert _fresh([MISSING]) == []
    assert _fresh([], "", "Yes.", "\0") == []
