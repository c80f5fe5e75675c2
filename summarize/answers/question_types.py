"""Classify questions by type, such as number, time or place.

question_types.txt lists the languages.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from summarize.text import lexicon


class QuestionType(StrEnum):
    """The type of a question, which determines what an answer must contain."""

    NUMBER = "number"
    TIME = "time"
    PLACE = "place"
    CAUSE = "cause"
    QUOTE = "quote"
    PERSON = "person"
    DEFINITION = "definition"
    MANNER = "manner"
    YES_NO = "whether"
    ENTITY = "thing"


# The rest is not read: the longest question that people type has 1,000 characters, and patterns look ahead.
MAX_QUESTION_LENGTH = 1000


def classify_question(question: str, language: str = "en") -> QuestionType | None:
    """Return the type of a question; None if the question has no question word.

    Args:
        question: as asked.
        language: the language of the articles; its question words are tried first, then the English words.

    Returns:
        The type given by the first question word.
    """
    normalized_question = " ".join(question[:MAX_QUESTION_LENGTH].lower().replace("’", "'").split())
    for patterns in (_compile_patterns(language), _compile_patterns("en")):
        matches = [
            (match.start(), index, question_type)
            for index, (question_type, pattern) in enumerate(patterns)
            if (match := pattern.search(normalized_question))
        ]
        if matches:
            return min(matches)[2]
    return None


def starts_with_question_word(first_words: str, language: str) -> bool:
    """Whether a text in lower case begins with a question word of a language other than English."""
    return any(
        pattern.match(first_words)
        for question_type, pattern in _compile_patterns(language)
        if question_type is not QuestionType.YES_NO
    )


# ---- private


@lru_cache(maxsize=16)
def _compile_patterns(language: str) -> tuple[tuple[QuestionType, re.Pattern[str]], ...]:
    patterns_by_type: dict[QuestionType, list[str]] = {}
    for line in lexicon.load_sections("question_types.txt").get(language, ()):
        question_type, _, pattern = line.partition(" ")
        patterns_by_type.setdefault(QuestionType(question_type), []).append(pattern)
    return tuple(
        (question_type, re.compile("|".join(patterns)))
        for question_type, patterns in patterns_by_type.items()
    )
