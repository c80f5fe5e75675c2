"""Match related words in a question and its answer, such as "won" and "win".

Roots come from word_families.txt, then from the stemmer; related words count less. English has tables; other languages
have only the stemmer and shared prefixes.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from summarize.text import language as lang
from summarize.text import lexicon

# decide, decision; explode, explosion; permit, permission; describe, description.
_ENDING_RULES = (
    (re.compile(r"(?<=\w{2})ssion$"), "t"),
    (re.compile(r"(?<=\w{3})sion$"), "de"),
    (re.compile(r"cription$"), "cribe"),
    (re.compile(r"(?<=\w)ception$"), "ceive"),
    (re.compile(r"(?<=\w{2})umption$"), "ume"),
    (re.compile(r"(?<=\w{2})olution$"), "olve"),
)
# The minimum length of a form whose own inflections belong to its family.
MIN_INFLECTED_CHARACTERS = 6
# The maximum length of a word; longer tokens have lost their spaces, and stemmers are slow on them.
MAX_WORD_CHARACTERS = 40
# Two stems are related if one is a prefix of the other, at least this long ("found", "founder") and at most this much
# shorter ...
MIN_PREFIX_CHARACTERS, MAX_SUFFIX_CHARACTERS = 4, 4
# ... or if they share a prefix of this length ("competit", "competitor").
MIN_SHARED_PREFIX_CHARACTERS = 6


@lru_cache(maxsize=200_000)
def word_root(word: str, language: str = "en") -> str:
    """Return the root of a word, which all words in its family share.

    Args:
        word: a lower-case token, as `language.tokenize` returns it.
        language: ISO 639-1.

    Returns:
        A stem, comparable only with roots of the same language; the word itself if the word is unknown.
    """
    word = word[:MAX_WORD_CHARACTERS]
    if language != "en":
        return lang.stem(word, language)
    if not word.isascii():
        word = _strip_accents(word)
    base_form = _base_by_form().get(word)
    if base_form is None:
        stem = lang.stem(word, "en")
        base_form = _base_by_stem().get(stem)
        if base_form is None:
            replaced = _replace_ending(word)
            return lang.stem(replaced, "en") if replaced != word else stem
    return lang.stem(base_form, "en")


def related_roots(
    root: str, roots_by_prefix: dict[str, tuple[str, ...]], language: str = "en"
) -> tuple[str, ...]:
    """Return the roots in a vocabulary that have nearly the same meaning as a given root.

    Args:
        root: a root.
        roots_by_prefix: roots by their first four letters.
        language: ISO 639-1; only English has word families.
    """
    matches = [
        other
        for other in roots_by_prefix.get(root[:MIN_PREFIX_CHARACTERS], ())
        if other != root and _share_prefix(root, other)
    ]
    if language == "en":
        matches += [
            other
            for other in _related_by_root().get(root, ())
            if other != root and other in roots_by_prefix.get(other[:MIN_PREFIX_CHARACTERS], ())
        ]
    return tuple(dict.fromkeys(matches))


# ---- private


def _strip_accents(word: str) -> str:
    """Remove the accents of a word, because people may type "fiancee" for "fiancée"."""
    return "".join(
        character for character in unicodedata.normalize("NFD", word) if not unicodedata.combining(character)
    )


def _share_prefix(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < MIN_PREFIX_CHARACTERS or not shorter.isalpha():
        return False
    if longer.startswith(shorter):
        return len(longer) - len(shorter) <= MAX_SUFFIX_CHARACTERS
    return (
        len(shorter) >= MIN_SHARED_PREFIX_CHARACTERS
        and shorter[:MIN_SHARED_PREFIX_CHARACTERS] == longer[:MIN_SHARED_PREFIX_CHARACTERS]
    )


def _replace_ending(word: str) -> str:
    singular = word.removesuffix("s")
    if not singular.endswith(("sion", "tion")):
        return word
    for pattern, ending in _ENDING_RULES:
        replaced = pattern.sub(ending, singular)
        if replaced != singular:
            return replaced
    return word


@lru_cache(maxsize=1)
def _base_by_form() -> dict[str, str]:
    """Return a mapping from each word form to its base form."""
    return {form: group[0] for group in (*_read_groups("forms"), *_read_groups("peoples")) for form in group}


@lru_cache(maxsize=1)
def _base_by_stem() -> dict[str, str]:
    """Return a mapping from the stems of long word forms to the base forms.

    The mapping is used for forms that are not listed, such as "payments" and "arrivals".

    Short forms are other words with an ending: "founded" is not "found", "bored" not "bore".
    """
    return {
        lang.stem(form, "en"): base
        for form, base in _base_by_form().items()
        if len(form) >= MIN_INFLECTED_CHARACTERS
    }


@lru_cache(maxsize=1)
def _related_by_root() -> dict[str, tuple[str, ...]]:
    """Return a mapping from each root to the roots of related words."""
    related_by_root: dict[str, dict[str, None]] = {}
    for group in _read_groups("families"):
        roots = [word_root(word) for word in group]
        for family_root in roots:
            related_by_root.setdefault(family_root, {}).update(dict.fromkeys(roots))
    return {family_root: tuple(others) for family_root, others in related_by_root.items()}


def _read_groups(section: str) -> list[list[str]]:
    return [line.split() for line in lexicon.load_sections("word_families.txt")[section]]
