"""Stemmers for Polish and Greek that remove suffixes.

The stemmers that sumy uses for these languages need extra packages.
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


# ---- private


def _strip_ending(word: str, ending_pattern: re.Pattern[str]) -> str:
    match = ending_pattern.search(word[MIN_STEM_LENGTH:])
    return word[: MIN_STEM_LENGTH + match.start()] if match else word
