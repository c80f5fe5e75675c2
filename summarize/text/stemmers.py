"""Stemmers for Polish, Greek, Arabic and Turkish that remove affixes.

The stemmers that sumy uses for these languages need extra packages, or there are none.
"""

from __future__ import annotations

import re
import unicodedata

# The minimum length of a stem.
MIN_STEM_LENGTH = 3

# Endings of cases, persons and degrees, longer ones first.
_POLISH_ENDING_PATTERN = re.compile(
    r"(?:owaniach|owaniami|owania|owaniu|owanie|owego|owemu|owych|owymi|iego|iemu|ości|ością|ość|ach|ami|ego|emu|iej|ich"
    r"|imi|ych|ymi|owi|ów|om|em|im|ym|ie|ia|ią|ej|ał|ała|ało|ały|ali|iły|ili|ić|ać|eć|a|ą|e|ę|i|o|u|y)$"
)
_GREEK_ENDING_PATTERN = re.compile(
    r"(?:ματων|ματος|ματα|ουσαν|ονται|ησαν|ησει|εων|εις|ους|ουν|ων|ας|ες|ης|ος|ου|οι|ει|αι|α|ε|η|ι|ο|υ|ω|ς)$"
)

_ARABIC_MARKS_PATTERN = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670]")
_ARABIC_LETTERS = str.maketrans("أإآٱىة", "ااااي\u0647")
_ARABIC_PREFIX_PATTERN = re.compile(r"^(?:و?ال|[وفبك]ال|و?لل|و)(?=[\u0621-\u064a]{3})")
_ARABIC_ENDING_PATTERN = re.compile(r"(?:ها|ان|ات|ون|ين|يه|ه|ي)$")
MAX_TURKISH_ENDINGS = 3
_TURKISH_ENDING_PATTERN = re.compile(
    r"(?:l[ae]r[ıi]?|[nyş]?[ıiuü]n[ıiuü]?[nz]?|[dt][ae]n?|n?d[ae]n?|y?l[ae]|[ysn]?[ae]|s[ıiuü](?:n[ıiuü]n?|nd[ae]n?|n[ae])?|[yn]?[ıiuü])$"
)


def stem_polish(word: str) -> str:
    """Return the stem of a lower-case Polish word."""
    return _strip_ending(word, _POLISH_ENDING_PATTERN)


def stem_greek(word: str) -> str:
    """Return the stem of a lower-case Greek word, without accents.

    Accents move with inflection.
    """
    decomposed_word = unicodedata.normalize("NFD", word)
    return _strip_ending(
        "".join(character for character in decomposed_word if not unicodedata.combining(character)),
        _GREEK_ENDING_PATTERN,
    )


def stem_arabic(word: str) -> str:
    """Return the stem of an Arabic word: without vowel marks, article, conjunctions and the usual endings.

    The affixes are those of "light10" (Larkey, Ballesteros and Connell, SIGIR 2002).
    """
    letters = _ARABIC_MARKS_PATTERN.sub("", word).translate(_ARABIC_LETTERS)
    return _strip_ending(_ARABIC_PREFIX_PATTERN.sub("", letters, count=1), _ARABIC_ENDING_PATTERN)


def stem_turkish(word: str) -> str:
    """Return the stem of a lower-case Turkish word, with at most three endings removed."""
    for _ in range(MAX_TURKISH_ENDINGS):
        stem = _strip_ending(word, _TURKISH_ENDING_PATTERN)
        if stem == word or len(stem) <= MIN_STEM_LENGTH:
            break
        word = stem
    return word


# ---- private


def _strip_ending(word: str, ending_pattern: re.Pattern[str]) -> str:
    match = ending_pattern.search(word[MIN_STEM_LENGTH:])
    return word[: MIN_STEM_LENGTH + match.start()] if match else word
