"""Does a sentence hold what such a question asks for: a number, a date, a new name, a cause, a quotation?

The words that tell it stand in evidence.txt, for each language that it lists; others are read as English.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from summarize.answers import indexed_article
from summarize.answers.question_types import Kind
from summarize.text import lexicon, units

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from summarize.answers.question import Question

# Kinds that want the names of the article.
NAMING = frozenset({Kind.PERSON, Kind.PLACE})
# A name that is new but not said to be a place, where a place is asked for: 0, .3, .7, .9 within one question of 91 and
# of 150.
LOOSE = 0.6
# What nothing tells: questions of what, which, whether.
NEUTRAL = 0.5
# "after", "amid", "by raising": a cause perhaps.
MAYBE = 0.4
# Characters read of one sentence; nobody quotes a longer one.
READ = 2000
# Words between a number and what it counts: "over 400 of the firm's employees".
BEFORE = 4

_YEAR = r"\b(?:1\d\d\d|20\d\d)s?\b|\b\d\d?:\d\d\b"
_QUOTED = re.compile(r"[\"“”„«»]|(?<!\w)['‘](?=\w)")
_APPOSED = r", (?:an?|the|who|which|ein\w*|une?|un|el|la|een|en|ett) "


def holds(question: Question, sentence: str, names: AbstractSet[str]) -> float:
    """Tell how far a sentence holds what a question asks for.

    Args:
        question: as understood, in the sentence's language.
        sentence: verbatim.
        names: lower-case words that are names in its article; read for the kinds in NAMING alone.

    Returns:
        0 to 1.
    """
    said = sentence[:READ]
    if question.kind is Kind.NUMBER:
        return units.held(said, question.measure, question.language)
    if question.kind is Kind.PLACE:
        return max(_place(said, question), LOOSE * _new_name(said, question, names))
    if question.kind is Kind.PERSON:
        return float(_new_name(said, question, names))
    return _marked(question.kind, said, question.language)


def counts(question: Question, order: Sequence[str]) -> bool:
    """Tell whether a number stands within four words before what a question counts.

    Args:
        question: one of how many.
        order: the roots of a sentence.
    """
    things = question.order[:1]
    counted = [place for place, root in enumerate(order) if root in things]
    return any(
        units.is_number(root, question.language)
        for place in counted
        for root in order[max(0, place - BEFORE) : place]
    )


def speaks(sentence: str, language: str) -> bool:
    """Tell whether a sentence says that somebody says something."""
    return bool(_words("say", language).search(sentence[:READ]))


# ---- private


def _marked(kind: Kind, sentence: str, language: str) -> float:
    """Judge the kinds that words alone tell."""
    if kind is Kind.CAUSE:
        sure = bool(_words("cause", language).search(sentence))
        return 1.0 if sure else MAYBE * bool(_words("maybe", language).search(sentence))
    if kind is Kind.QUOTE:
        return 0.5 * bool(_QUOTED.search(sentence)) + 0.5 * speaks(sentence, language)
    if kind is Kind.MANNER:
        return NEUTRAL + 0.5 * bool(_words("manner", language).search(sentence))
    if kind is Kind.TIME:
        return float(bool(_date(language).search(sentence)))
    if kind is Kind.DEFINITION:
        return float(bool(_definition(language).search(sentence)))
    return NEUTRAL


def _place(sentence: str, question: Question) -> bool:
    """Tell whether a name that is no date and not in the question follows a word such as "in"."""
    found = (match[1].lower() for match in _before_place(question.language).finditer(sentence))
    return any(
        word not in question.known and not _of_dates(question.language).fullmatch(word) for word in found
    )


def _new_name(sentence: str, question: Question, names: AbstractSet[str]) -> bool:
    return any(
        word in names and word not in question.known and not _of_dates(question.language).fullmatch(word)
        for word in indexed_article.capitals(sentence)
    )


@lru_cache(maxsize=64)
def _words(name: str, language: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{lexicon.alternatives('evidence.txt', name, language)})\b", re.IGNORECASE)


@lru_cache(maxsize=16)
def _date(language: str) -> re.Pattern[str]:
    words = "|".join(
        lexicon.alternatives("evidence.txt", name, language) for name in ("months", "days", "dates")
    )
    return re.compile(rf"{_YEAR}|\b(?:{words})\b", re.IGNORECASE)


@lru_cache(maxsize=16)
def _of_dates(language: str) -> re.Pattern[str]:
    """What is written with a capital and is no name; "jan" without its day, and English beside the language."""
    words = [
        lexicon.alternatives("evidence.txt", name, spoken)
        for spoken in dict.fromkeys((language, "en"))
        for name in ("months", "days")
    ]
    short = "jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec"
    return re.compile("|".join([*words, short]), re.IGNORECASE)


@lru_cache(maxsize=16)
def _definition(language: str) -> re.Pattern[str]:
    return re.compile(rf"{_words('defines', language).pattern}|{_APPOSED}", re.IGNORECASE)


@lru_cache(maxsize=16)
def _before_place(language: str) -> re.Pattern[str]:
    before, between = (lexicon.alternatives("evidence.txt", name, language) for name in ("places", "between"))
    return re.compile(rf"\b(?:{before})(?: (?:{between}))* ([^\W\d_a-zß-öø-ÿ][\w-]+)")
