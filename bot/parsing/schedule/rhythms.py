"""Recognition of unsupported rhythms, such as "every 2 hours", and of parts of the day without a time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.parsing.schedule import schedule_words, times_of_day, weekdays
from news.errors import InvalidDigestSpec, RequestProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

_ORDINAL_REGEX = r"first|second|third|fourth|last|1st|2nd|3rd|4th|other|alternate|zweiten"
_MONTH_REGEX = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    "|dec(?:ember)?|januar|februar|märz|mai|juni|juli|oktober|dezember"
)
_OTHER_RHYTHM_PATTERN = re.compile(
    rf"\bevery (?:\d+|two|three|four|five|six|eight|twelve|few|half|couple of)[ -]?(?:an? )?(?:m|min|minute|h"
    rf"|hour|day|week|month|year)s?\b"
    rf"|\bevery (?:{_ORDINAL_REGEX}) \w+"
    rf"|\b(?:the )?(?:{_ORDINAL_REGEX}) (?:{schedule_words.DAY_WORD_REGEX})\b(?: (?:of"
    rf"|in) (?:the |each |every )?(?:month|quarter))?"
    r"|\b(?:hourly|every hour|each hour|every minute|bi-?weekly|fort-?nightly|monthly|every month"
    r"|once a month|once a week|quarterly|yearly"
    r"|annually|every quarter|every year|end of (?:the )?month)\b"
    r"|\b(?:on )?(?:the )?(?:first|last|1st|15th)(?: day)? of (?:the |each |every )?(?:month|quarter|year)s?\b"
    r"|\bonce\b|\b(?:tomorrow|today|tonight|next (?:week|month|"
    + schedule_words.DAY_WORD_REGEX
    + r"))\b(?=.*\d|$)"
    r"|\b(?:the )?\d{1,2}(?:st|nd|rd|th) of (?:the |each |every )?\w+|\b(?:on the \d{1,2}(?:st|nd|rd|th))\b"
    r"|\bin \d+ (?:minutes?|hours?|days?)\b(?! the\b)"
    r"|\beinmalig\b|\bone (?:single )?(?:brief|digest|summary|message|update)\b|\bno,? wait\b"
    r"|\b(?:a |the )?one-?(?:off|time)(?: only)?\b|\b(?:just|only|one) (?:this |the )?(?:once|one time)\b"
    rf"|\b(?:this|next|coming) (?:{schedule_words.DAY_WORD_REGEX})\b"
    rf"|\b(?:on )?(?:the )?\d{{1,2}}(?:st|nd|rd|th|\.)? (?:of )?(?:{_MONTH_REGEX})\b"
    rf"|\b(?:{_MONTH_REGEX}) \d{{1,2}}(?:st|nd|rd|th)?\b",
    re.IGNORECASE,
)
_DATE_BESIDE_TIME_PATTERN = re.compile(r"\b(?:today|tonight|tomorrow)\b(?!'s|’s)", re.IGNORECASE)
_RECURRENCE_PATTERN = re.compile(
    r"\b(?:daily|every|each|weekdays?|weekends?|\w+days|nightly|always|from (?:today|tomorrow)|starting)\b",
    re.IGNORECASE,
)
# "15 minutes before the call" depends on another time.
_RELATIVE_PATTERN = re.compile(
    r"\b(?:\d+|ten|fifteen|five|twenty|thirty|half an|an|one) ?(?:min(?:ute)?s?|hours?) (?:before|earlier|prior"
    r"|after|ahead)\b"
    r"|\b(?:no|sorry|i mean|rather)[, ]+\d{1,2} not \d",
    re.IGNORECASE,
)
_FUTURE_PATTERN = re.compile(
    r"^in (?:\d{1,3}|an?|one|two|three|half an) (?:minutes?|mins?|hours?|hrs?|days?|weeks?)\b"
    r"|\bin (?:\d{1,3}|an?|one|two|three|half an) (?:minutes?|mins?|hours?|hrs?)$"
    r"|^(?:tomorrow|morgen|next (?:week|month|year))(?: (?:morning|evening|afternoon|night|früh))?(?: at .*| \d.*)?$",
    re.IGNORECASE,
)
# "7 or 8am"
_ALTERNATIVE_TIMES_PATTERN = re.compile(
    r"(?<![\d:.])\d{1,2}(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)? or"
    r" \d{1,2}(?:[:.]\d\d| ?[ap]\.?m\.?| uhr)(?!\w)",
    re.IGNORECASE,
)
_HOLIDAY_PATTERN = re.compile(r"\b(?:public |bank |national )?holidays?\b|\bfeiertage?n?\b", re.IGNORECASE)
_COUNTED_PATTERN = re.compile(
    r"\b(?:once|twice|thrice|(?:\d|two|three|four) times|\dx) (?:a|per|every|each) day\b", re.IGNORECASE
)
_PART_OF_DAY_PATTERN = re.compile(
    r"\b(?:every |each |in the |daily |the )?(?:early |late )?(?:mornings?|afternoons?|evenings?|nights?"
    r"|lunch(?: ?time)?|breakfast|eod|end of day"
    r"|close of business|cob|morgens?|abends?)\b",
    re.IGNORECASE,
)
_PART_OF_DAY_EXAMPLES = (
    (("lunch",), ("12:00", "13:00")),
    (("afternoon",), ("14:00", "16:00")),
    (("evening", "night", "abend"), ("18:00", "20:00")),
    (("eod", "end of day", "close", "cob"), ("17:00", "18:00")),
    (("",), ("8:00", "9:00")),
)


def refuse_other_rhythms(text: str) -> None:
    """Reject an order with an unsupported rhythm, such as "every 2 hours" or "first Monday".

    Raises:
        InvalidDigestSpec: the order has such a rhythm, leaves out holidays, counts the digests of a day, or names
            one time or another.
    """
    if match := _OTHER_RHYTHM_PATTERN.search(text):
        raise InvalidDigestSpec(RequestProblem.UNSUPPORTED_RHYTHM, text=match[0].strip())
    if (match := _RELATIVE_PATTERN.search(text)) or (
        (match := _DATE_BESIDE_TIME_PATTERN.search(text)) and not _RECURRENCE_PATTERN.search(text)
    ):
        raise InvalidDigestSpec(RequestProblem.UNSUPPORTED_RHYTHM, text=match[0].strip())
    if match := _ALTERNATIVE_TIMES_PATTERN.search(text):
        raise InvalidDigestSpec(RequestProblem.NOT_UNDERSTOOD, text=match[0].strip())
    if match := _HOLIDAY_PATTERN.search(text):
        raise InvalidDigestSpec(RequestProblem.HOLIDAYS_UNSUPPORTED, text=match[0].strip())
    if (match := _COUNTED_PATTERN.search(text)) and not times_of_day.TIME_PATTERN.search(text):
        raise InvalidDigestSpec(RequestProblem.TIMES_UNNAMED, text=match[0].strip())


def strip_count(text: str) -> str:
    """Return an order without "twice a day", where its times are named."""
    return _COUNTED_PATTERN.sub(" ", text)


def names_rhythm(text: str) -> bool:
    """Whether a text begins with a rhythm, such as "hourly", "every 2 hours" or "first Monday of the month"."""
    return _OTHER_RHYTHM_PATTERN.match(text) is not None and not re.match(
        r"(?:today|tomorrow|tonight|next)\b", text, re.IGNORECASE
    )


def is_rhythm(text: str) -> bool:
    """Whether a whole text is a rhythm, such as "hourly" or "first Monday of the month"."""
    return _OTHER_RHYTHM_PATTERN.fullmatch(text) is not None and not re.match(
        r"(?:today|tonight|next)\b|.*\d", text, re.IGNORECASE
    )


def names_future(text: str) -> bool:
    """Whether a text names a time that has not begun: "in 3 hours", "tomorrow at 9"."""
    return _FUTURE_PATTERN.search(text) is not None


def names_part_of_day(text: str) -> bool:
    """Whether a text names a recurring part of the day: "every morning", "in the evening"."""
    match = _PART_OF_DAY_PATTERN.search(text)
    return match is not None and match[0].lower().startswith(("every", "each", "daily", "in the"))


def missing_time(words: str, rest: str, days: Sequence[int]) -> InvalidDigestSpec:
    """Return the error for an order without a time; it suggests times if the order names a part of the day."""
    match = _PART_OF_DAY_PATTERN.search(rest)
    if match is None:
        return InvalidDigestSpec(RequestProblem.TIME_MISSING)
    part = match[0].lower()
    examples = next(times for names, times in _PART_OF_DAY_EXAMPLES if any(name in part for name in names))
    days_text = weekdays.format_days(days) if days else "daily"
    without_part = re.sub(re.escape(match[0]), " ", words, count=1, flags=re.IGNORECASE)
    without_days = " ".join(schedule_words.DAYS_PATTERN.sub(" ", without_part, count=1).split())
    suggestions = tuple(" ".join(f"digest {days_text} {clock} {without_days}".split()) for clock in examples)
    return InvalidDigestSpec(RequestProblem.TIME_UNCLEAR, suggestions=suggestions, text=match[0].strip())
