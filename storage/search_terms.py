"""The search terms for articles in languages other than English.

The index of words (FTS5, English stems) finds no word inside a Japanese, Chinese, Thai or Korean text and no other form
of an Arabic, Turkish or German word. A second index has, for articles that are not English:

scripts without spaces, and Korean   pairs of letters: "旧桥关闭" is 旧桥 桥关 关闭 闭
other scripts   the folded word, and the word without each of its possible endings: "köprüsü" is koprusu, kopru

Foldings: case (ß is ss), marks, the forms of alef and yeh; ä is a and ae, so that "Muenchen" finds "München".
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# The beginning of a text is indexed; what an article is about stands there.
MAX_TEXT_LENGTH = 40_000
MAX_WORD_LENGTH = 64
MAX_QUERY_LENGTH = 200
# A longer run of letters without spaces has several words.
MAX_WORD_LETTERS = 4
# A form without its ending keeps at least this many letters: 3 in Arabic and Hebrew, which write no vowels.
MIN_FORM_LENGTH, MIN_CONSONANTS = 4, 3

_PAIRED_RANGES = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f"
)
# Marks of Latin, Hebrew and Arabic letters; vowels of Indian scripts, which `\\w` does not count as letters.
_MARKS = (
    "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
)
_PAIRED_PATTERN = re.compile(f"[{_PAIRED_RANGES}]+")
_RUN_PATTERN = re.compile(f"[{_PAIRED_RANGES}]+|(?:[^\\W_{_PAIRED_RANGES}]|[{_MARKS}])+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_LETTERS = str.maketrans({
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": None,
    "ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ς": "σ", "ё": "е",
})  # fmt: skip
_ARABIC_PREFIX_PATTERN = re.compile(r"(?:و?ال|[وفبك]ال|و?لل|[بلو])(?=[\u0621-\u064a]{3})")
_HEBREW_PREFIX_PATTERN = re.compile(r"[הובלמשכ]{1,2}?(?=[\u05d0-\u05ea]{3})")
_ARABIC_ENDINGS = ("ها", "ان", "ات", "ون", "ين", "يه", "هم", "ه", "ي")
_HEBREW_ENDINGS = ("ים", "ות", "ה", "י", "ו")
_GREEK_ENDINGS_TEXT = """
    ματων ματα ους ουν ων ας ες ης ος ου οι ει αι α ε η ι ο υ ω
"""
# Case-folded words end with "σ".
_GREEK_ENDINGS = tuple(_GREEK_ENDINGS_TEXT.replace("ς", "σ").split())
_CYRILLIC_ENDINGS_TEXT = """
    иями ами ями ого его ому ему ыми ими ията ите ата ой ей ый ий ая яя ое ее ов ев ам ям ах ях ом ем ою ую юю
    ию ия ие ии ът та то те ів ею ы и і ї а я о е є у ю ь й
"""
_CYRILLIC_ENDINGS = tuple(_CYRILLIC_ENDINGS_TEXT.split())
_LATIN_ENDINGS_TEXT = """
    lari leri larin lerin nin nun dan den tan ten lar ler ssa sta lla lta lle ksi erna arna orna ene ane ami
    lerde larda lerden lardan lere lara lerini larini inde inda inden indan sinde sinda issa ista illa ilta ille iin
    oja oita jen ien iden tta in ung ungen
    ach owi ego emu ych ymi ern ens ilor ului elor ja si su da de en er em es et ar or os as is om ow ie a e i
    o u y n s t
"""
_LATIN_ENDINGS = tuple(_LATIN_ENDINGS_TEXT.split())
# What an ending changes before it: Finnish "presidentti, presidentin" and "Helsinki, Helsingissä", French "journaux".
_STEM_CHANGES = (("tt", "t"), ("kk", "k"), ("pp", "p"), ("ng", "nk"))
_FRENCH_PLURAL, _FRENCH_SINGULAR = "aux", "al"
_HALF_WIDTH_PATTERN = re.compile("[\uff66-\uff9f]+")


def build_index_terms(title: str, text: str, language: str) -> str:
    """Return the terms of an article for the second index, separated by spaces; "" for an English article.

    Args:
        title: the headline.
        text: the text.
        language: ISO 639-1, or "und".
    """
    if language == "en" or (language == "und" and text.isascii() and title.isascii()):
        return ""
    runs = _find_runs(f"{title}\n{text}"[:MAX_TEXT_LENGTH])
    terms: list[str] = []
    forms: dict[str, None] = {}
    for run in runs:
        if _PAIRED_PATTERN.match(run):
            terms += _split_pairs(run)
        else:
            forms.update(dict.fromkeys(_find_forms(run[:MAX_WORD_LENGTH])))
    return " ".join((*terms, *forms))


def build_query(word: str, *, is_loose: bool = False) -> str:
    """Return an FTS5 query for the second index that finds a word or phrase; "" if it has no letters.

    Args:
        word: a word, a phrase, or in a script without spaces a whole question.
        is_loose: of a long run of letters without spaces, any pair is enough.
    """
    parts: list[str] = []
    for run in _find_runs(word[:MAX_QUERY_LENGTH]):
        if _PAIRED_PATTERN.match(run):
            pairs = list(map("".join, pairwise(run)))
            if is_loose and len(run) > MAX_WORD_LETTERS:
                parts.append("(" + " OR ".join(f'"{pair}"' for pair in dict.fromkeys(pairs)) + ")")
            else:
                parts.append(f'"{run}"*' if len(run) == 1 else '"' + " ".join(pairs) + '"')
        else:
            forms = dict.fromkeys(_find_forms(run[:MAX_WORD_LENGTH]))
            parts.append("(" + " OR ".join(f'"{form}"' for form in forms) + ")")
    return " AND ".join(parts)


# ---- private


def _find_runs(text: str) -> list[str]:
    """Return the words, and the runs of letters without spaces, in lower case and full width."""
    full_width_text = _HALF_WIDTH_PATTERN.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return _RUN_PATTERN.findall(full_width_text.casefold())


def _split_pairs(run: str) -> Iterator[str]:
    """Yield the pairs of adjacent letters in a run, and the last letter, which a query of one letter can match."""
    yield from map("".join, pairwise(run))
    yield run[-1]


def _find_forms(word: str) -> Iterator[str]:
    """Yield the indexed forms of a case-folded word: the word itself, and without each of its endings."""
    folded_words = [_fold(word)]
    expanded_word = word.translate(_UMLAUTS)
    if expanded_word != word:
        folded_words.append(_fold(expanded_word))
    for folded_word in filter(None, folded_words):
        yield folded_word
        endings, min_length, prefix_pattern = _find_rules(folded_word[0])
        prefix = prefix_pattern.match(folded_word) if prefix_pattern else None
        bases = [folded_word, *([folded_word[prefix.end() :]] if prefix else [])]
        yield from bases[1:]
        for base in bases:
            for ending in endings:
                if base.endswith(ending) and len(base) - len(ending) >= min_length:
                    stem = base[: -len(ending)]
                    yield stem
                    for written, changed in _STEM_CHANGES:
                        if stem.endswith(written) and len(stem) > min_length:
                            yield stem.removesuffix(written) + changed
            if base.endswith(_FRENCH_PLURAL) and len(base) - len(_FRENCH_PLURAL) >= MIN_CONSONANTS:
                yield base.removesuffix(_FRENCH_PLURAL) + _FRENCH_SINGULAR


def _fold(word: str) -> str:
    """Return a word without marks, in the usual form of each letter."""
    decomposed = unicodedata.normalize("NFKD", word.translate(_LETTERS))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).translate(_LETTERS)


def _find_rules(letter: str) -> tuple[tuple[str, ...], int, re.Pattern[str] | None]:
    """Return the endings, the prefixes and the minimum form length for the script of a letter."""
    if "a" <= letter <= "\u024f":
        return _LATIN_ENDINGS, MIN_FORM_LENGTH, None
    if "\u0370" <= letter <= "\u03ff":
        return _GREEK_ENDINGS, MIN_FORM_LENGTH, None
    if "\u0400" <= letter <= "\u052f":
        return _CYRILLIC_ENDINGS, MIN_FORM_LENGTH, None
    if "\u0590" <= letter <= "\u05ff":
        return _HEBREW_ENDINGS, MIN_CONSONANTS, _HEBREW_PREFIX_PATTERN
    if "\u0600" <= letter <= "\u06ff":
        return _ARABIC_ENDINGS, MIN_CONSONANTS, _ARABIC_PREFIX_PATTERN
    return (), MIN_FORM_LENGTH, None
