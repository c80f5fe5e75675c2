"""Words that mean the same in a question and its answer: "won" and "win", "Dutch" and "Netherlands".

Roots come from kin.txt, then from the stemmer; near words (`near`) count less. English has tables; other languages have
the stemmer and shared beginnings alone.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from summarize.text import language as tongue
from summarize.text import lexicon

# decide, decision; explode, explosion; permit, permission; describe, description.
_ENDINGS = (
    (re.compile(r"(?<=\w{2})ssion$"), "t"),
    (re.compile(r"(?<=\w{3})sion$"), "de"),
    (re.compile(r"cription$"), "cribe"),
    (re.compile(r"(?<=\w)ception$"), "ceive"),
    (re.compile(r"(?<=\w{2})umption$"), "ume"),
    (re.compile(r"(?<=\w{2})olution$"), "olve"),
)
# Letters of a form from which its own inflections are its kin.
INFLECTED = 6
# No word is longer; what is, has lost its spaces, and stemmers take their time over it.
LONGEST = 40
# Two stems are near if one begins the other and is this long ("found", "founder"), at most so much shorter ...
SHORTEST, TAIL = 4, 4
# ... or if they share this many letters at the beginning ("competit", "competitor").
SHARED = 6


@lru_cache(maxsize=200_000)
def root(word: str, language: str = "en") -> str:
    """Give what a word has in common with its kin.

    Args:
        word: a lower-case token, as `language.words` gives it.
        language: ISO 639-1.

    Returns:
        A stem, comparable with other roots of the same language only; the word itself where nothing is known.
    """
    word = word[:LONGEST]
    if language != "en":
        return tongue.stem(word, language)
    if not word.isascii():
        word = _bare(word)
    base = _bases().get(word)
    if base is None:
        stemmed = tongue.stem(word, "en")
        base = _stem_bases().get(stemmed)
        if base is None:
            ended = _ended(word)
            return tongue.stem(ended, "en") if ended != word else stemmed
    return tongue.stem(base, "en")


def near(term: str, vocabulary: dict[str, tuple[str, ...]], language: str = "en") -> tuple[str, ...]:
    """Give the roots of a vocabulary that are not the term but mean much the same.

    Args:
        term: a root.
        vocabulary: roots by their first four letters.
        language: ISO 639-1; word families are known for English.
    """
    found = [
        other for other in vocabulary.get(term[:SHORTEST], ()) if other != term and _begins_alike(term, other)
    ]
    if language == "en":
        found += [
            other
            for other in _families().get(term, ())
            if other != term and other in vocabulary.get(other[:SHORTEST], ())
        ]
    return tuple(dict.fromkeys(found))


# ---- private


def _bare(word: str) -> str:
    """Take the accents off: "fiancée" is asked for as "fiancee"."""
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))


def _begins_alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) < SHORTEST or not short.isalpha():
        return False
    if long.startswith(short):
        return len(long) - len(short) <= TAIL
    return len(short) >= SHARED and short[:SHARED] == long[:SHARED]


def _ended(word: str) -> str:
    single = word.removesuffix("s")
    if not single.endswith(("sion", "tion")):
        return word
    for pattern, ending in _ENDINGS:
        changed = pattern.sub(ending, single)
        if changed != single:
            return changed
    return word


@lru_cache(maxsize=1)
def _bases() -> dict[str, str]:
    """Each form -> its base."""
    return {form: group[0] for group in (*_groups("forms"), *_groups("peoples")) for form in group}


@lru_cache(maxsize=1)
def _stem_bases() -> dict[str, str]:
    """The stem of each long form -> its base, so that "payments" and "arrivals" are found too.

    Short ones are other words with an ending: "founded" is not "found", "bored" not "bore".
    """
    return {tongue.stem(form, "en"): base for form, base in _bases().items() if len(form) >= INFLECTED}


@lru_cache(maxsize=1)
def _families() -> dict[str, tuple[str, ...]]:
    """Each root -> the other roots of its families."""
    families: dict[str, dict[str, None]] = {}
    for group in _groups("families"):
        roots = [root(word) for word in group]
        for one in roots:
            families.setdefault(one, {}).update(dict.fromkeys(roots))
    return {one: tuple(others) for one, others in families.items()}


def _groups(section: str) -> list[list[str]]:
    return [line.split() for line in lexicon.read("kin.txt")[section]]
