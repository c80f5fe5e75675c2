"""Correction of misspelled command words: "todya" -> "today", "cancle" -> "cancel".

A word is corrected only if it is no English word and one letter is missing, added, wrong or swapped: "ship" and "dairy"
stay, although "skip" and "daily" are one letter away.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

COMMAND_WORDS = frozenset(
    [
        "add",
        "remove",
        "follow",
        "unfollow",
        "sources",
        "source",
        "digest",
        "digests",
        "subscribe",
        "unsubscribe",
        "cancel",
        "delete",
        "pause",
        "resume",
        "skip",
        "preview",
        "search",
        "find",
        "verify",
        "preferences",
        "discover",
        "health",
        "status",
        "version",
        "timezone",
        "catchup",
        "private",
        "mute",
        "unmute",
        "help",
        "more",
        "less",
        "reset",
        "today",
        "yesterday",
        "tomorrow",
        "weekdays",
        "weekends",
        "weekday",
        "daily",
        "every",
        "morning",
        "evening",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "hours",
        "days",
        "weeks",
        "week",
        "month",
        "noon",
        "midnight",
        "without",
        "latest",
        "list",
        "stop",
        "news",
        "translate",
        "summary",
    ]
)
# Shorter words have too many neighbours.
_MIN_LETTERS = 3
_WORD_PATTERN = re.compile(r"[A-Za-z]+")


def correct_spelling(text: str) -> str:
    """Return a text with misspelled command words corrected; unchanged if there are none."""
    return _WORD_PATTERN.sub(lambda match: _correct(match[0]), text)


def is_known_word(word: str) -> bool:
    """Whether a word in lower case is in the English vocabulary."""
    return word in _english_words() or word in COMMAND_WORDS


# ---- private


def _correct(word: str) -> str:
    lower_word = word.lower()
    if word[1:] != word[1:].lower() or word[0].isupper():  # a name
        return word
    if len(word) < _MIN_LETTERS or lower_word in COMMAND_WORDS or lower_word in _english_words():
        return word
    matches = [known for known in COMMAND_WORDS if _is_one_edit_away(lower_word, known)]
    return min(matches, key=lambda known: (known[0] != lower_word[0], known)) if matches else word


def _is_one_edit_away(first: str, second: str) -> bool:
    """Whether one insertion, deletion, replacement or swap of adjacent letters turns one word into the other."""
    if abs(len(first) - len(second)) > 1 or first == second or min(len(first), len(second)) < _MIN_LETTERS:
        return False
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    rest_first, rest_second = first[start:], second[start:]
    return (
        rest_first[1:] == rest_second
        or rest_first == rest_second[1:]
        or (rest_first[1:] == rest_second[1:] and len(first) > 4)  # noqa: PLR2004 - "moan" is not "more"
        or (rest_first[:2] == rest_second[1::-1] and rest_first[2:] == rest_second[2:])
    )


@cache
def _english_words() -> frozenset[str]:
    """Return the whole words in a vocabulary of about 30,000 English words and word pieces."""
    vocabulary = (resources.files("summarize") / "data" / "bert_uncased.txt").read_text(encoding="utf-8")
    return frozenset(word for word in vocabulary.splitlines() if not word.startswith("##"))
