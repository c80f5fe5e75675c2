"""Recognize which kind of quantity a question asks for, such as money or age, and find matching numbers."""

from __future__ import annotations

import re
from functools import lru_cache

from summarize.text import lexicon

# The score of a number without the requested measure.
UNIT_MISMATCH_SCORE = 0.5
# The number of characters read from a question.
MAX_QUESTION_CHARACTERS = 1000

_DIGIT_PATTERN = re.compile(r"\d")
# How measures are expressed in English and, for units that need no translation, in other languages.
_UNIT_PATTERNS = {
    "money": (
        r"[$€£¥₹]|\b(?:dollars?|euros?|pounds?|yen|yuan|rupees?|cents?|pence|francs?|pesos?|reais|zł|kron(?:or|er)"
        r"|crowns?|kroner|rou?bles?|liras?|shekels?|dinars?|forints?|zlotys?|baht|rand|USD|EUR|GBP|CHF"
        r"|free of charge)\b"
    ),
    "age": (
        r"{number}[ -]years?[ -]old|\baged?\b[^.]{{0,20}}{number}|(?<=[A-Za-z]), \d{{1,3}}(?=[,.;]|$)"
        r"|\byears of age\b|{number}[ -]?(?:jährige?\w*|jahre alt|ans|años|anni|anos|jaar oud|år)\b"
    ),
    "length": (
        r"{number}[ -]?(?:\w+ )?(?:miles?|kilom[eè]t(?:er|re)s?|km|met(?:er|re)s?|mètres?|metros|metri|m|cm|mm|feet"
        r"|foot|ft|inch(?:es)?|yards?|stor(?:ey|ie)s?|acres?|hectares?|square)\b"
    ),
    "duration": (
        r"{number}(?:[ -]\w+)?[ -](?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies)"
        r"|tagen?|stunden?|wochen?|monaten?|jahren?|jours?|heures?|semaines?|mois|ans|días?|horas?|semanas?|meses"
        r"|años?|giorni|ore|settimane|mesi|anni|dias?|anos?|dagen|uur|weken|maanden|jaar|dagar|timmar|veckor|månader|år)\b"
        r"|\b(?:decades|since|an? (?:day|week|month|year|hour|decade))\b"
    ),
    "percent": r"%|\b(?:per ?cent|percent(?:age)?|prozent|por ciento|pour cent|per cento|procent)\b",
    "often": (
        r"\b(?:times|once|twice|every|daily|weekly|monthly|yearly|annual(?:ly)?|each (?:day|week|month|year)"
        r"|mal|fois|veces|volte|vezes|keer|gånger)\b"
    ),
    "score": r"\b\d+ ?[-–—:] ?\d+\b|\b\d+ to \d+\b",
}
_QUESTION_PATTERNS = (
    ("percent", re.compile(r"\bper ?cent|\bshare of\b|\bproportion\b|\brate\b|\bprozent|(?:what|which) ?%")),
    (
        "money",
        re.compile(
            r"what(?:'s| is| was| are| were) .*\bworth\b"
            r"|how much.*\b(?:cost|pay|paid|worth|spen[dt]|earn|win|won|price|charge|money|raise|sell|sold|bail|fine"
            r"|make|made|donate|invest|owe|bought|buy|ticket)"
            r"|\b(?:price|cost|salary|fee|fine|budget|kostete?t?|coûte|cuesta|costa|custa|kost|kostar)\b"
        ),
    ),
    (
        "age",
        re.compile(r"how old|what age|\bage of\b|wie alt|quel âge|qué edad|quanti anni|hoe oud|hur gammal"),
    ),
    (
        "length",
        re.compile(r"how (?:far|tall|high|deep|wide)|wie (?:weit|hoch|tief)|what (?:distance|height|length)"),
    ),
    (
        "duration",
        re.compile(
            r"how (?:long|soon|late)|wie lange|hoe lang|hur länge|combien de temps|cuánto tiempo|quanto tempo"
        ),
    ),
    ("often", re.compile(r"how often|wie oft|hoe vaak|hur ofta")),
    ("score", re.compile(r"^(?!.*\bhow many\b).*\bscore\b")),
)


def expected_unit(question: str) -> str:
    """Return the kind of quantity that a question asks for, such as "money" or "age"; "" for a count."""
    question_text = question[:MAX_QUESTION_CHARACTERS].lower()
    return next((unit for unit, pattern in _QUESTION_PATTERNS if pattern.search(question_text)), "")


def unit_match_score(sentence: str, unit: str, language: str) -> float:
    """Score whether a sentence has a number in the unit that a question asks for.

    The score is 1 for a matching unit, UNIT_MISMATCH_SCORE for another number and 0 for none.
    """
    if not _DIGIT_PATTERN.search(sentence) and not _numeral_pattern(language).search(sentence):
        return 0.0
    return 1.0 if not unit or _unit_pattern(unit, language).search(sentence) else UNIT_MISMATCH_SCORE


def is_number(word: str, language: str) -> bool:
    """Whether a word is a number, written in digits or letters."""
    return word[:1].isdigit() or _numeral_pattern(language).fullmatch(word) is not None


# ---- private


@lru_cache(maxsize=32)
def _numeral_pattern(language: str) -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{lexicon.build_alternation('evidence.txt', 'numerals', language)})\b", re.IGNORECASE
    )


@lru_cache(maxsize=128)
def _unit_pattern(unit: str, language: str) -> re.Pattern[str]:
    numeral_regex = lexicon.build_alternation("evidence.txt", "numerals", language)
    number_regex = rf"(?:(?<!\d)\d[\d.,]*|\b(?:{numeral_regex})\b)"
    unit_regex = _UNIT_PATTERNS[unit]
    return re.compile(
        unit_regex.format(number=number_regex) if "{number}" in unit_regex else unit_regex, re.IGNORECASE
    )
