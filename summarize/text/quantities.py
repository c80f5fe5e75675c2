"""The numbers that a sentence tells: how much, how surely, and of what.

"at least 12 people are missing" -> 12, "at least", of people, missing

Years, dates and times of day are no figures: they place an event and do not measure it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from summarize.text import language as lang

# Words after a number that may say what is counted ("seven other residents", "12 people of Millgate").
MAX_COUNTED_WORDS = 4
# Numbers in words are read where they are spelt alike everywhere in a language; twenty-one and above stand in digits.
_NUMBER_WORDS = {
    "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen twenty",
    "de": "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn"
    " siebzehn achtzehn neunzehn zwanzig",
    "fr": "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept"
    " dix-huit dix-neuf vingt",
    "es": "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis"
    " diecisiete dieciocho diecinueve veinte",
    "it": "uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici"
    " diciassette diciotto diciannove venti",
    "pt": "um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete"
    " dezoito dezenove vinte",
    "nl": "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien"
    " achttien negentien twintig",
}
_TENS_VALUES = {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
# "one" and its like are articles and pronouns more often than numbers.
_AMBIGUOUS_NUMERALS = frozenset({"one", "ein", "un", "uno", "um", "een", "sei"})
_SCALE_VALUES = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "dozen": 12,
    "tausend": 1_000,
    "millionen": 1_000_000,
    "milliarden": 1_000_000_000,
    "mille": 1_000,
    "millions": 1_000_000,
    "milliards": 1_000_000_000,
    "mil": 1_000,
    "millones": 1_000_000,
    "milioni": 1_000_000,
    "miliardi": 1_000_000_000,
    "milhões": 1_000_000,
    "miljoen": 1_000_000,
}
_QUALIFIER_REGEX = (
    r"at least|no (?:fewer|less) than|more than|over|as many as|up to|at most|fewer than|less than|nearly|almost"
    r"|about|around|some|roughly|approximately|an estimated|mindestens|mehr als|etwa|rund|fast|bis zu"
    r"|au moins|plus de|environ|près de|al menos|más de|unos|casi|almeno|oltre|circa|pelo menos|mais de"
    r"|cerca de|minstens|ongeveer|meer dan"
)
_DATE_PATTERN = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-zé]*\.? \d{1,2}(?:st|nd|rd|th)?\b(?:,? \d{4})?"
    r"|\b\d{1,2}\.? (?:jan|feb|fév|mar|mär|apr|avr|mai|may|jun|juin|jul|juil|aug|ago|août"
    r"|sep|oct|okt|out|nov|dec|dez|déc|dic)[a-zéûä]*\.?(?: \d{4})?\b"
    r"|\b\d{1,2}[:.]\d\d(?: ?[ap]\.?m\b\.?| uhr)?|\b\d{1,2} ?[ap]\.?m\b\.?|\b(?:1[5-9]|20)\d\d\b(?![.,]\d)"
    r"|\b\d{1,2} uhr\b|\b\d{1,2} ?h(?:eures)?\d{0,2}\b|\bcovid-19\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a sentence.

    Attributes:
        value: how much: 1300000.0 for "1.3 million".
        text: verbatim, with what it is qualified by: "at least 12".
        start: its first character in the sentence.
        counted_stems: stems of the words that follow, the likeliest things counted.
        is_qualified: whether it is qualified ("at least", "about").
    """

    value: float
    text: str
    start: int
    counted_stems: tuple[str, ...]
    is_qualified: bool


def extract_quantities(sentence: str, language: str = "en") -> tuple[Quantity, ...]:
    """Give the figures of a sentence in the order in which they stand; empty if it tells none.

    Args:
        sentence: any text.
        language: ISO 639-1; numbers in words are read in seven languages, English for others.
    """
    date_spans = [match.span() for match in _DATE_PATTERN.finditer(sentence)]
    quantities = []
    for match in _quantity_pattern(language).finditer(sentence):
        number = match["number"].lower()
        number_start, number_end = match.span("number")
        if any(date_start < number_end and number_start < date_end for date_start, date_end in date_spans):
            continue
        value = _parse_value(number, match["scale"], language)
        if value is not None and not (number in _AMBIGUOUS_NUMERALS and not match["scale"]):
            quantities.append(
                Quantity(
                    value,
                    match[0],
                    match.start(),
                    _counted_stems(sentence[match.end() :], language),
                    match["bound"] is not None,
                )
            )
    return tuple(quantities)


# ---- private


@lru_cache(maxsize=16)
def _numeral_values(language: str) -> dict[str, int]:
    numerals = _NUMBER_WORDS.get(language, _NUMBER_WORDS["en"]).split()
    value_by_word = {word: number for number, word in enumerate(numerals, 1)}
    return (
        value_by_word | _TENS_VALUES if language not in _NUMBER_WORDS or language == "en" else value_by_word
    )


@lru_cache(maxsize=16)
def _quantity_pattern(language: str) -> re.Pattern[str]:
    numeral_regex = "|".join(sorted(_numeral_values(language), key=len, reverse=True))
    scale_regex = "|".join(sorted(_SCALE_VALUES, key=len, reverse=True))
    return re.compile(
        rf"(?:\b(?P<bound>{_QUALIFIER_REGEX}) )?(?P<number>(?<![\w.,:/-])[$€£¥]?\d[\d.,]*(?<![.,])(?![\w:/]|-\d)"
        rf"|\b(?:{numeral_regex})\b)(?:[ -](?P<scale>{scale_regex})s?\b)?(?P<share>\s?%)?",
        re.IGNORECASE,
    )


def _parse_value(number: str, scale: str | None, language: str) -> float | None:
    factor = _SCALE_VALUES[scale.lower()] if scale else 1
    if number in _numeral_values(language):
        return float(_numeral_values(language)[number] * factor)
    digits = number.lstrip("$€£¥")
    has_thousands_separators = re.fullmatch(r"\d{1,3}(?:[.,  ]\d{3})+", digits)
    try:
        value = (
            float(re.sub(r"[.,]", "", digits))
            if has_thousands_separators
            else float(digits.replace(",", "."))
        )
    except ValueError:
        return None
    return value * factor


def _counted_stems(following_text: str, language: str) -> tuple[str, ...]:
    """Stem the words that follow, up to the next stop in the sentence."""
    clause = re.split(r"[.;:!?()“”\"]|, |(?<=\w) – ", following_text, maxsplit=1)[0]
    stopwords = lang.stop_words(language)
    following_words = lang.tokenize(clause[:200], language)[: MAX_COUNTED_WORDS * 2]
    return tuple(lang.stem(word, language) for word in following_words if word not in stopwords)[
        :MAX_COUNTED_WORDS
    ]
