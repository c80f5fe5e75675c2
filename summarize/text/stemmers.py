"""Stems for Polish and Greek, by cutting off endings; sumy's stemmers for the two want packages of their own."""

from __future__ import annotations

import re
import unicodedata

# Letters that are always left.
STEM_LEFT = 3

# Endings of cases, persons and degrees, the longer first.
_POLISH = re.compile(
    r"(?:owaniach|owaniami|owania|owaniu|owanie|owego|owemu|owych|owymi|iego|iemu|ości|ością|ość|ach|ami|ego|emu|iej|ich"
    r"|imi|ych|ymi|owi|ów|om|em|im|ym|ie|ia|ią|ej|ał|ała|ało|ały|ali|iły|ili|ić|ać|eć|a|ą|e|ę|i|o|u|y)$"
)
_GREEK = re.compile(
    r"(?:ματων|ματος|ματα|ουσαν|ονται|ησαν|ησει|εων|εις|ους|ουν|ων|ας|ες|ης|ος|ου|οι|ει|αι|α|ε|η|ι|ο|υ|ω|ς)$"
)


def polish(word: str) -> str:
    """Give the stem of a lower-case Polish word."""
    return _shortened(word, _POLISH)


def greek(word: str) -> str:
    """Give the stem of a lower-case Greek word, without accents: they wander when a word is inflected."""
    parts = unicodedata.normalize("NFD", word)
    return _shortened("".join(part for part in parts if not unicodedata.combining(part)), _GREEK)


# ---- private


def _shortened(word: str, ending: re.Pattern[str]) -> str:
    found = ending.search(word[STEM_LEFT:])
    return word[: STEM_LEFT + found.start()] if found else word
