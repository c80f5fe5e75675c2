"""Extract times, dates and scores from a sentence; these are not counted as quantities.

"leaves at 6 a.m. on 3 December" -> time 6:00 in the morning, date 3 December
"beat Torrin 2-1"                -> score 2-1

Two dates are compared as far as both are given: "in December" and "on 3 December" agree, "in March" and "in June"
do not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MONTH_NAMES = {
    "en": "january february march april may june july august september october november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}
# Abbreviated names mean a month only next to a day: "Dec. 3".
_ABBREVIATED_MONTHS = dict(
    zip(
        ["jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "okt", "nov", "dec", "dez"],
        (1, 2, 3, 4, 6, 7, 8, 9, 9, 10, 10, 11, 12, 12),
        strict=True,
    )
)
# Names of months that are also other words mean a month only after one of these words.
_AMBIGUOUS_MONTHS = frozenset({"march", "may", "mai", "mars", "mei", "august"})
_MONTH_CONTEXT_PATTERN = re.compile(
    r"\b(?:in|until|till|before|by|since|from|to|after|of|early|late|mid|next|last|this|through|for|im|bis|seit|ab|ende"
    r"|anfang|mitte|en|de|fin|début|depuis|avant|begin|eind|sinds)[ -]$",
    re.IGNORECASE,
)
_CLOCK_TIME_PATTERN = re.compile(
    r"(?<![\w.,:/-])(?:(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d))? ?(?P<half>[ap])\.?m\b"
    r"|(?P<hour2>[01]?\d|2[0-4])(?:[:.](?P<minute2>[0-5]\d))? ?uhr\b"
    r"|(?P<hour3>[01]?\d|2[0-4]) ?h(?:eures?)? ?(?P<minute3>[0-5]\d)?\b"
    r"|(?P<hour4>[01]?\d|2[0-4]):(?P<minute4>[0-5]\d)(?![:\w]|[.,]\d)"
    r"|(?:(?<=\bat )|(?<=\bum )|(?<=\bab )|(?<=\buntil )|(?<=\bbis ))(?P<hour5>[01]?\d|2[0-3])\.(?P<minute5>[0-5]\d)\b"
    r"(?!\d|[.,]\d| ?%| (?:[mb]i|tr|per|pro|por|pour)| ?[mb]n)"
    r")|\b(?P<word>noon|midday|midnight)\b",
    re.IGNORECASE,
)
_CLOCK_TIME_GROUPS = ("", "2", "3", "4", "5")
_MINUTES_BY_WORD = {"noon": 12 * 60, "midday": 12 * 60, "midnight": 0}
# Two numbers with a dash: a score, a vote, a range. With a colon only if it cannot be a time of day: "3:1".
_SCORE_PATTERN = re.compile(r"(?<![\w.,:/–-])(\d{1,3})(?:[-–]|:(?=\d(?!\d)))(\d{1,3})(?![\w:/–-]|[.,]\d)")
# The duration of a race.
_RACE_TIME_PATTERN = re.compile(r"(?<![\w.,:/-])\d{1,2}:[0-5]\d(?:[:.]\d{1,2})+(?![\w:])")
_ISO_DATE_PATTERN = re.compile(r"(?<![\w-])(\d{4})-(\d\d)-(\d\d)(?![\w-])")
_MINUTES_PER_HALF_DAY, _HOURS_PER_DAY = 12 * 60, 24
_MAX_DAY_OF_MONTH = 31
# The number of characters read from a sentence; longer sentences are lists, not prose.
MAX_SENTENCE_CHARACTERS = 2_000


class PartialDate(NamedTuple):
    """A date that may be incomplete. Missing parts are 0."""

    month: int
    day: int = 0
    year: int = 0

    def agrees_with(self, other: PartialDate) -> bool:
        """Whether two partial dates may be the same date."""
        return self.month == other.month and all(
            not value or not other_value or value == other_value
            for value, other_value in ((self.day, other.day), (self.year, other.year))
        )


class ClockTime(NamedTuple):
    """A time of day.

    Attributes:
        minute: the minute of the half day, from 0 to 719.
        half: 0 in the morning, 1 from noon on, -1 if unknown.
    """

    minute: int
    half: int

    def agrees_with(self, other: ClockTime) -> bool:
        """Whether two clock times may be the same time."""
        return self.minute == other.minute and (self.half == other.half or -1 in {self.half, other.half})


@dataclass(frozen=True, slots=True)
class TimesAndScores:
    """The times, dates and scores in a sentence.

    Attributes:
        times: times of day.
        dates: days, months or years.
        scores: scores ("2-1"), votes, ranges and race times, verbatim except that dashes become hyphens.
    """

    times: frozenset[ClockTime] = frozenset()
    dates: frozenset[PartialDate] = frozenset()
    scores: frozenset[str] = frozenset()

    def contradicts(self, nearest: TimesAndScores, known: Sequence[TimesAndScores]) -> bool:
        """Whether a time, date or score differs from all those in the known sentences.

        A time is news if another time was known, and only a detail if no time was known.
        """
        return (
            bool(nearest.scores and self.scores.difference(*(item.scores for item in known)))
            or bool(
                nearest.times
                and any(
                    not any(time.agrees_with(known_time) for item in known for known_time in item.times)
                    for time in self.times
                )
            )
            or bool(
                nearest.dates
                and any(
                    not any(date.agrees_with(known_date) for item in known for known_date in item.dates)
                    for date in self.dates
                )
            )
        )


def extract_times_and_scores(
    sentence: str, language: str = "en", speech_context: re.Pattern[str] | None = None
) -> TimesAndScores:
    """Return the times, dates and scores in a sentence.

    Args:
        sentence: any text; only the first `MAX_SENTENCE_CHARACTERS` are read.
        language: ISO 639-1; month names are known in seven languages; others use the English names.
        speech_context: matches the words before a time or date that only says when somebody spoke; such times
            are left out.
    """
    sentence = sentence[:MAX_SENTENCE_CHARACTERS]
    spans: list[tuple[int, int]] = []

    def is_free(match: re.Match[str]) -> bool:
        return not any(start < match.end() and match.start() < end for start, end in spans)

    def is_speech_time(start: int) -> bool:
        return speech_context is not None and speech_context.search(sentence[:start]) is not None

    dates: set[PartialDate] = set()
    for start, end, found_dates in _find_dates(sentence, language):
        spans.append((start, end))
        if not is_speech_time(start):
            dates |= found_dates
    times: set[ClockTime] = set()
    for match in _CLOCK_TIME_PATTERN.finditer(sentence):
        if _RACE_TIME_PATTERN.match(sentence, match.start()) or not is_free(match):
            continue
        spans.append(match.span())
        if not is_speech_time(match.start()):
            times.add(_parse_clock_time(match))
    scores = {match[0] for match in _RACE_TIME_PATTERN.finditer(sentence)}
    scores |= {f"{match[1]}-{match[2]}" for match in _SCORE_PATTERN.finditer(sentence) if is_free(match)}
    return TimesAndScores(frozenset(times), frozenset(dates), frozenset(scores))


# ---- private


def _parse_clock_time(match: re.Match[str]) -> ClockTime:
    if match["word"]:
        minute_of_day = _MINUTES_BY_WORD[match["word"].lower()]
        return ClockTime(minute_of_day % _MINUTES_PER_HALF_DAY, minute_of_day // _MINUTES_PER_HALF_DAY)
    hour_digits = next(match[f"hour{group}"] for group in _CLOCK_TIME_GROUPS if match[f"hour{group}"])
    minute_digits = next(
        (match[f"minute{group}"] for group in _CLOCK_TIME_GROUPS if match[f"minute{group}"]), "0"
    )
    hour = int(hour_digits)
    if match["half"]:
        half = int(match["half"].lower() == "p")
    elif hour_digits.startswith("0") or hour % _HOURS_PER_DAY == 0:
        half = 0
    else:
        half = 1 if hour > _MINUTES_PER_HALF_DAY // 60 else -1
    return ClockTime(hour * 60 % _MINUTES_PER_HALF_DAY + int(minute_digits), half)


def _find_dates(sentence: str, language: str) -> Iterator[tuple[int, int, set[PartialDate]]]:
    """Yield the start, the end and the dates of each date expression in a sentence.

    A span of days yields its first and last day.
    """
    for match in _ISO_DATE_PATTERN.finditer(sentence):
        yield match.start(), match.end(), {PartialDate(int(match[2]), int(match[3]), int(match[1]))}
    month_numbers = _month_numbers(language)
    for match in _named_date_pattern(language).finditer(sentence):
        name, is_lowercase = match["name"].lower(), match["name"][0].islower()
        # "5 may have died", "they march in": in these languages a month has a capital letter.
        if is_lowercase and language in {"en", "de"}:
            continue
        days = {int(day) for day in re.findall(r"\d+", f"{match['before'] or ''} {match['behind'] or ''}")}
        year = int(match["year"] or 0)
        is_month_alone = name not in _ABBREVIATED_MONTHS and (
            year or name not in _AMBIGUOUS_MONTHS or _MONTH_CONTEXT_PATTERN.search(sentence[: match.start()])
        )
        if days and max(days) <= _MAX_DAY_OF_MONTH:
            yield match.start(), match.end(), {PartialDate(month_numbers[name], day, year) for day in days}
        elif not days and is_month_alone:
            yield match.start(), match.end(), {PartialDate(month_numbers[name], 0, year)}


@lru_cache(maxsize=16)
def _month_numbers(language: str) -> dict[str, int]:
    names = _MONTH_NAMES.get(language, _MONTH_NAMES["en"]).split()
    return _ABBREVIATED_MONTHS | {name: number for number, name in enumerate(names, 1)}


@lru_cache(maxsize=16)
def _named_date_pattern(language: str) -> re.Pattern[str]:
    name_regex = "|".join(sorted(_month_numbers(language), key=len, reverse=True))
    day_regex = r"\d{1,2}(?:st|nd|rd|th|er|º)?\.?"
    days_regex = rf"{day_regex}(?:(?: ?[-–] ?| (?:and|to|und|bis|et|au|y|al|e|a|en|tot) ){day_regex})?"
    return re.compile(
        rf"(?:(?<![\w.,:/-])(?P<before>{days_regex}) (?:of |de |di )?)?\b(?P<name>{name_regex})\b\.?"
        rf"(?: (?P<behind>{days_regex})(?![\w:%]|[.,]\d))?(?:,? (?:de |of )?(?P<year>(?:1[5-9]|20)\d\d)\b)?",
        re.IGNORECASE,
    )
