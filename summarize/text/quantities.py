"""Extract quantities from a sentence: the number, its qualifier, and the thing counted.

"at least 12 people are missing" -> 12, "at least", of people, missing
"$3.2m", "3.2 million"           -> 3,200,000

Years, dates, times of day and scores are not quantities: they count nothing.
`summarize.text.times_and_scores` reads them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from summarize.text import language as lang

# The number of words after a number that may name what is counted ("seven other residents", "12 people of Millgate").
MAX_COUNTED_WORDS = 4
# Numbers in words that have one spelling in a language; newspapers write twenty-one and above in digits.
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
    "miljard": 1_000_000_000,
    "trillion": 1_000_000_000_000,
}
# Abbreviated scales, with or without a space: "3 mn", "3.2bn".
_ABBREVIATED_SCALE_VALUES = {
    "mn": 1_000_000,
    "mln": 1_000_000,
    "mio": 1_000_000,
    "bn": 1_000_000_000,
    "bln": 1_000_000_000,
    "mrd": 1_000_000_000,
    "tn": 1_000_000_000_000,
    "trn": 1_000_000_000_000,
}
# One letter without a space: "3.2m", "20k"; "b" only for money, and "m" may be metres.
_LETTER_SCALE_VALUES = {"k": 1_000, "m": 1_000_000, "b": 1_000_000_000}
_CURRENCY_SIGNS = "$€£¥"
# Words that follow a number of metres: "a 100m race", "50m high".
_AFTER_METRES_PATTERN = re.compile(
    r"[ -](?:race|sprint|dash|final|heats?|hurdles|relay|medley|freestyle|backstroke|breaststroke|butterfly|pool|run"
    r"|high|tall|long|wide|deep|away|apart|above|below|up|down|across|from|off|north|south|east|west|underwater"
    r"|title|champions?|record|tower|mast|wave|waves|crane|stretch|hoch|lang|breit|tief)\b",
    re.IGNORECASE,
)
# Units that follow a number without a space: the number is read, and the unit is a word after it.
_UNIT_REGEX = r"km|kg|cm|mm|mph|kph|kmh|mw|gw|kw|ft|lbs?|ha|hp|pc|pct"
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
    r"|\b\d{1,2}:\d\d(?: ?[ap]\.?m\b\.?| uhr)?|\b\d{1,2}\.\d\d(?: ?[ap]\.?m\b\.?| uhr)|\b\d{1,2} ?[ap]\.?m\b\.?"
    r"|\b(?:at|until|till|before|after|um|ab|bis) (?:[01]?\d|2[0-3])\.[0-5]\d\b"
    r"(?!\d|[.,]\d| ?%| (?:[mb]i|tr|per|pro|por|pour)| ?[mb]n)"
    r"|\b(?:1[5-9]|20)\d\d\b(?![.,]\d)"
    r"|\b\d{1,2} uhr\b|\b\d{1,2} ?h(?:eures)?\d{0,2}\b|\bcovid-19\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a sentence, with its qualifier and the thing counted.

    Attributes:
        value: 1300000.0 for "1.3 million".
        text: verbatim, with its qualifier: "at least 12".
        start: the index of its first character in the sentence.
        counted_stems: the stems of the words after the number, which probably name the thing counted.
        is_qualified: whether the number has a qualifier ("at least", "about").
    """

    value: float
    text: str
    start: int
    counted_stems: tuple[str, ...]
    is_qualified: bool


def extract_quantities(sentence: str, language: str = "en") -> tuple[Quantity, ...]:
    """Return the quantities in a sentence in order; empty if the sentence has no quantities.

    Args:
        sentence: any text.
        language: ISO 639-1; numbers in words are known in seven languages; others use the English words.
    """
    date_spans = [match.span() for match in _DATE_PATTERN.finditer(sentence)]
    quantities = []
    for match in _quantity_pattern(language).finditer(sentence):
        number = match["number"].lower()
        number_start, number_end = match.span("number")
        if any(date_start < number_end and number_start < date_end for date_start, date_end in date_spans):
            continue
        value = _parse_value(number, _scale_factor(match, sentence), language)
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
    abbreviation_regex = "|".join(_ABBREVIATED_SCALE_VALUES)
    return re.compile(
        rf"(?:\b(?P<bound>{_QUALIFIER_REGEX}) )?(?P<number>(?<![\w.,:/-])[{_CURRENCY_SIGNS}]?\d++(?:[.,]\d++)*+"
        rf"(?=(?:{abbreviation_regex}|{_UNIT_REGEX}|[kmb])\b|[^\w:/-]|-\D|$)(?!-\d)|\b(?:{numeral_regex})\b)"
        rf"(?:[ -](?P<scale>{scale_regex})s?\b"
        rf"|(?<=\d)[ \u00a0]?(?P<abbreviation>{abbreviation_regex})\b(?:(?<=mio|mrd)\.)?"
        rf"|(?<=\d)(?P<letter>[kmb])\b)?(?P<share>\s?%)?",
        re.IGNORECASE,
    )


def _scale_factor(match: re.Match[str], sentence: str) -> int | None:
    """Return the factor of a number, such as 1000 for "thousand"; None if the match is not a number.

    The factor is 1 without a scale. "section 3b" is not a number.
    """
    if match["scale"]:
        return _SCALE_VALUES[match["scale"].lower()]
    if match["abbreviation"]:
        return _ABBREVIATED_SCALE_VALUES[match["abbreviation"].lower()]
    if not match["letter"]:
        return 1
    number_start, letter = match.start("number"), match["letter"].lower()
    is_money = any(sign in sentence[max(0, number_start - 1) : number_start + 1] for sign in _CURRENCY_SIGNS)
    if letter == "m" and not is_money and _AFTER_METRES_PATTERN.match(sentence, match.end()):
        return 1
    return None if letter == "b" and not is_money else _LETTER_SCALE_VALUES[letter]


def _parse_value(number: str, factor: int | None, language: str) -> float | None:
    if factor is None:
        return None
    if number in _numeral_values(language):
        return float(_numeral_values(language)[number] * factor)
    digits = number.lstrip(_CURRENCY_SIGNS)
    has_thousands_separators = re.fullmatch(r"\d{1,3}(?:[.,  ]\d{3})+", digits)
    try:
        value = (
            float(re.sub(r"[.,]", "", digits))
            if has_thousands_separators
            else float(digits.replace(",", "."))
        )
    except ValueError:
        return None
    # 1.1 * 10**9 is a little more than 1,100,000,000.
    return round(value * factor, 4)


def _counted_stems(following_text: str, language: str) -> tuple[str, ...]:
    """Return the stems of the words after a number, up to the next punctuation mark."""
    clause = re.split(r"[.;:!?()“”\"]|, |(?<=\w) ?[—–] ?", following_text, maxsplit=1)[0]
    stopwords = lang.stop_words(language)
    following_words = lang.tokenize(clause[:200], language)[: MAX_COUNTED_WORDS * 2]
    return tuple(lang.stem(word, language) for word in following_words if word not in stopwords)[
        :MAX_COUNTED_WORDS
    ]
