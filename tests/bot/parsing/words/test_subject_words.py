"""What an utterance is about."""

import pytest

from bot.parsing.words.subject_words import find_subjects

COMMAND_WORDS = frozenset({"news", "mute", "search", "please", "greeting", "i", "we", "you"})


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("could you mute anything about the royal family please", ("royal family",)),
        ("hide football and cricket from me", ("football", "cricket")),
        ("we have the board at ten, so anything on the bank of Harl?", ("bank of Harl",)),
        ('find "Gate 3" please', ('"Gate 3"',)),
        ("anything new in the EU?", ("EU",)),
    ],
)
def test_the_subject_is_what_no_command_and_no_slot_takes(text: str, subject: tuple[str, ...]) -> None:
    assert find_subjects(text, COMMAND_WORDS)[0] == subject


def test_a_sentence_of_command_words_has_no_subject() -> None:
    assert find_subjects("hi, what's new today?", COMMAND_WORDS) == []
