import pytest

from bot.parsing.spelling import correct_spelling


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("todya", "today"),
        ("cancle the noon one", "cancel the noon one"),
        ("daliy 9am", "daily 9am"),
        ("sikp", "skip"),
    ],
)
def test_a_misspelt_command_word_is_corrected(text: str, corrected: str) -> None:
    assert correct_spelling(text) == corrected


@pytest.mark.parametrize("text", ["dairy", "ship", "research", "house", "Dailey", "NASA", "mop"])
def test_english_words_and_names_stay(text: str) -> None:
    assert correct_spelling(text) == text
