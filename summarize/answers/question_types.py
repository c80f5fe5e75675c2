"""What kind of thing a question asks for, told by its words, in the languages that kinds.txt lists."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from summarize.text import lexicon


class Kind(StrEnum):
    """What an answer must contain."""

    NUMBER = "number"
    TIME = "time"
    PLACE = "place"
    CAUSE = "cause"
    QUOTE = "quote"
    PERSON = "person"
    DEFINITION = "definition"
    MANNER = "manner"
    WHETHER = "whether"
    THING = "thing"


# What is beyond this is not read: the longest question people type is 1,000 characters, and patterns look ahead.
READ = 1000


def kind(question: str, language: str = "en") -> Kind | None:
    """Tell what a question asks for.

    Args:
        question: as it was asked.
        language: what the articles are written in; its question words are tried first, then English ones.

    Returns:
        None where no question word of these languages stands in it.
    """
    asked = " ".join(question[:READ].lower().replace("’", "'").split())
    for patterns in (_compiled(language), _compiled("en")):
        found = [
            (match.start(), place, name)
            for place, (name, pattern) in enumerate(patterns)
            if (match := pattern.search(asked))
        ]
        if found:
            return min(found)[2]
    return None


def asks(opening: str, language: str) -> bool:
    """Tell whether some words, in lower case, begin with a question word of a language other than English."""
    return any(pattern.match(opening) for name, pattern in _compiled(language) if name is not Kind.WHETHER)


# ---- private


@lru_cache(maxsize=16)
def _compiled(language: str) -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    rows: dict[Kind, list[str]] = {}
    for line in lexicon.read("kinds.txt").get(language, ()):
        name, _, pattern = line.partition(" ")
        rows.setdefault(Kind(name), []).append(pattern)
    return tuple((name, re.compile("|".join(patterns))) for name, patterns in rows.items())
