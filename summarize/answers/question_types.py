"""Classify questions by type, such as number, time or place.

question_types.txt lists the languages.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from summarize.text import lexicon, word_families
from summarize.text.vocabulary import edit_distance, synonyms


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
# A question in another language than the articles begins with its question word or a preposition: "In welchem Jahr".
MAX_FOREIGN_QUESTION_WORD_START = 8


_QUESTION_WORDS = ("when", "where", "what", "which", "who", "whose", "why", "how", "does")
# Words that are no mistyped question words, besides the ordinary words of English.
_OTHER_FIRST_WORDS = frozenset(
    {
        "then", "there", "that", "than", "were", "was", "has", "had", "have", "did", "do", "is",
        "are", "can", "will", "would", "the", "they", "he", "she", "it", "we", "you", "this",
        "and", "or", "so", "not", "new", "now", "show", "shot", "war", "far", "whom", "hat",
        "wow", "low", "why", "way", "day", "say", "any", "dose", "doe", "while", "white", "write",
        "wheat",
    }
)  # fmt: skip
MIN_QUESTION_WORD_CHARACTERS = 3


def classify_question(question: str, language: str = "en") -> QuestionType | None:
    """Return the type of a question; None if the question has no question word.

    Args:
        question: as asked.
        language: the language of the articles; its question words are tried first, then the English words.

    Returns:
        The type given by the first question word.
    """
    normalized_question = " ".join(question[:MAX_QUESTION_LENGTH].lower().replace("’", "'").split())
    languages = dict.fromkeys((language, "en", *lexicon.load_sections("question_types.txt")))
    for question_language in languages:
        max_start = (
            MAX_QUESTION_LENGTH if question_language in {language, "en"} else MAX_FOREIGN_QUESTION_WORD_START
        )
        matches = [
            (match.start(), index, question_type)
            for index, (question_type, pattern) in enumerate(_compile_patterns(question_language))
            if (match := pattern.search(normalized_question)) and match.start() <= max_start
        ]
        if matches:
            return min(matches)[2]
    return None


def correct_question_word(text: str) -> str:
    """Return a question with its first word corrected: "wen was it built" asks "when"."""
    first_word, space, rest = text.partition(" ")
    word = first_word.lower()
    if (
        not space
        or not word.isalpha()
        or word in _QUESTION_WORDS
        or word in _OTHER_FIRST_WORDS
        or len(word) < MIN_QUESTION_WORD_CHARACTERS
        or synonyms.is_known(word_families.word_root(word))
    ):
        return text
    corrected = next(
        (other for other in _QUESTION_WORDS if edit_distance.edit_distance(word, other, 1) <= 1), ""
    )
    return f"{corrected}{space}{rest}" if corrected else text


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
