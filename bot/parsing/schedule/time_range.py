"""Parsing of time ranges, such as "24h", "the last two weeks", "yesterday", "last night" or "since Monday".

length     24h, 3 days, the last couple of weeks      ends now
period     today, last night, this week, last month   begins and ends where the calendar says
day        Friday, on 12 Nov, 2026-11-12              from midnight to midnight
since      since Monday, since noon, from 12 Nov      from that instant until now
between    from Monday to Wednesday, mon-wed          from the first day until the end of the last
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.parsing.schedule import range_words, times_of_day, weekdays
from news.errors import InvalidDigestSpec, InvalidDuration
from news.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_DURATION = timedelta(days=366)
# The longest time range in words: "in the last couple of days".
MAX_WORDS = 6
_INSTANT = timedelta(microseconds=1)
_HOUR, _DAY, _WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
# An evening begins at 18:00 and a night ends at 6:00.
_NOON, _EVENING, _MORNING = 12 * _HOUR, 18 * _HOUR, 6 * _HOUR
_UNIT_DURATIONS = {
    "mi": _HOUR / 60,
    "mo": 30 * _DAY,
    "m": _HOUR / 60,
    "h": _HOUR,
    "d": _DAY,
    "w": _WEEK,
    "f": 2 * _WEEK,
    "y": 365 * _DAY,
}
_COUNT_WORDS = {
    "": 1, "a": 1, "an": 1, "one": 1, "two": 2, "couple": 2, "couple of": 2, "three": 3, "few": 3, "four": 4,
    "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "half": 0.5,
}  # fmt: skip
_UNIT_REGEX = r"(?P<unit>m|mins?|minutes?|h|hrs?|hours?|d|days?|w|wks?|weeks?|fortnights?|months?|years?)"
_COUNT_REGEX = "|".join(sorted(filter(None, _COUNT_WORDS), key=len, reverse=True))
_LENGTH_PATTERN = re.compile(
    rf"(?:(?:in|over|during|within|from|for|of) )?(?P<article>the )?(?P<recent>last |past |previous )?"
    rf"(?:a )?(?P<count>\d{{1,4}}|(?:{_COUNT_REGEX})(?=[ -]))?[ -]?(?:an? )?{_UNIT_REGEX}(?: ago)?"
)
_PREPOSITION_PATTERN = re.compile(r"^(?:(?:in|over|during|from|of|for|on|at) )?(?:the (?!last|past))?")
_SINCE_PATTERN = re.compile(r"(?:since|from|after|starting) (?P<start>.+)")
_BETWEEN_PATTERN = re.compile(
    r"(?:from |between |von |zwischen )?(?P<first>\S+(?: \S+)?)(?: ?[-–] ?| (?:to|and|until|till|through|bis|und) )"
    r"(?P<last>\S+(?: \S+)?)"
)
_ISO_DATE_PATTERN = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
# The form with dots has the day first wherever it is used; with slashes the order depends on the country.
_NUMERIC_DATE_PATTERN = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.")
_DATE_PATTERN = re.compile(
    r"(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th|\.)? (?:of )?(?P<month>[a-z]{3,9})"
    r"|(?P<month_first>[a-z]{3,9}) (?P<day_last>\d{1,2})(?:st|nd|rd|th)?"
)
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_DAY_OF_MONTH_PATTERN = re.compile(r"(?:the )?(\d{1,2})(?:st|nd|rd|th)")
# Words that are meant as a length of time but are not one. One digit with one letter is usually a name ("5G", "4K").
_LIKELY_DURATION_PATTERN = re.compile(
    r"\d{2,}\s?[a-z]{1,2}|\d+\s?(?:y|yrs?|years?|mo|months?|hs|ds|ws)|0\s?[mhdw]", re.IGNORECASE
)
_ZONE_DEPENDENT_PATTERN = re.compile(
    r"\b(?:today|yesterday|tonight|overnight|morning|afternoon|evening|night|weekend|this|last|since|from|on"
    r"|\w+day|\d{4}-\d{1,2}-\d{1,2})\b",
    re.IGNORECASE,
)


def parse_time_range(text: str, now: datetime) -> Window:
    """Parse the words of a time range.

    Args:
        text: as in the description of this module, in any case.
        now: the current time, aware; its time zone determines when a day begins.

    Raises:
        InvalidDuration: the words are not a time range from one minute to 366 days.
    """
    words = _normalize(text)
    for parse in _PARSERS:
        window = parse(words, now)
        if window is not None:
            break
    if window is None or not _HOUR / 60 <= window.until - window.since <= MAX_DURATION + _INSTANT:
        raise InvalidDuration(text)
    return window


@lru_cache(maxsize=1024)
def is_time_range(text: str) -> bool:
    """Whether words name a past time range of any length."""
    words = _normalize(text)
    now = datetime(2026, 1, 7, 15, tzinfo=UTC)  # any Wednesday afternoon: every named range has begun
    return any(parse(words, now) for parse in _PARSERS)


def looks_like_duration(word: str) -> bool:
    """Whether a word that `parse_time_range` rejects was probably meant as a duration, such as "24x"."""
    return _LIKELY_DURATION_PATTERN.fullmatch(word) is not None


def may_depend_on_zone(text: str) -> bool:
    """Whether words may name a time range that depends on a time zone, such as "today" or "since Monday"."""
    return _ZONE_DEPENDENT_PATTERN.search(text) is not None


# ---- private


def _normalize(text: str) -> str:
    folded_text = " ".join(text.lower().replace("’", "'").split())
    if _NUMERIC_DATE_PATTERN.fullmatch(folded_text):
        return folded_text
    return range_words.to_english_range(folded_text.strip(" .,!?;"))


def _parse_period(words: str, now: datetime) -> Window | None:
    name = _PREPOSITION_PATTERN.sub("", words)
    build_range = _PERIODS.get(name)
    if build_range is None:
        return None
    since, until = build_range(_midnight(now))
    until = min(until, now + _INSTANT)
    return _build_window(since, until, _PERIOD_NAMES.get(name, name)) if since < until else None


def _weekend(monday: datetime) -> tuple[datetime, datetime]:
    return monday + 5 * _DAY, monday + _WEEK


def _latest_weekend(midnight: datetime) -> tuple[datetime, datetime]:
    saturday, end = _weekend(_monday(midnight))
    return (saturday, end) if saturday <= midnight else (saturday - _WEEK, end - _WEEK)


_MEALS = {"breakfast": 8 * _HOUR, "lunch": 13 * _HOUR, "lunchtime": 12 * _HOUR, "dinner": 19 * _HOUR}
# The time ranges that have a name, each from the midnight of today. An end that lies in the future becomes now.
_PERIODS: dict[str, Callable[[datetime], tuple[datetime, datetime]]] = {
    "today": lambda midnight: (midnight, midnight + _DAY),
    "yesterday": lambda midnight: (midnight - _DAY, midnight),
    "this morning": lambda midnight: (midnight, midnight + _NOON),
    "this afternoon": lambda midnight: (midnight + _NOON, midnight + _DAY),
    "this evening": lambda midnight: (midnight + _EVENING, midnight + _DAY),
    "tonight": lambda midnight: (midnight + _EVENING, midnight + _DAY),
    "last night": lambda midnight: (midnight - _DAY + _EVENING, midnight + _MORNING),
    "overnight": lambda midnight: (midnight - _DAY + _EVENING, midnight + _MORNING),
    "day before yesterday": lambda midnight: (midnight - 2 * _DAY, midnight - _DAY),
    "yesterday morning": lambda midnight: (midnight - _DAY, midnight - _NOON),
    "yesterday afternoon": lambda midnight: (midnight - _NOON, midnight - _DAY + _EVENING),
    "yesterday evening": lambda midnight: (midnight - _DAY + _EVENING, midnight),
    "this week": lambda midnight: (_monday(midnight), midnight + _DAY),
    "last week": lambda midnight: (_monday(midnight) - _WEEK, _monday(midnight)),
    "this month": lambda midnight: (midnight.replace(day=1), midnight + _DAY),
    "last month": lambda midnight: (
        (midnight.replace(day=1) - _DAY).replace(day=1),
        midnight.replace(day=1),
    ),
    "this year": lambda midnight: (midnight.replace(month=1, day=1), midnight + _DAY),
    "last year": lambda midnight: (
        midnight.replace(year=midnight.year - 1, month=1, day=1),
        midnight.replace(month=1, day=1),
    ),
    "weekend": _latest_weekend,
    "this weekend": _latest_weekend,
    "last weekend": lambda midnight: _weekend(_monday(midnight) - _WEEK),
}
_PERIOD_NAMES = {"weekend": "the weekend", "overnight": "last night"}


def _parse_length(words: str, now: datetime) -> Window | None:
    match = _LENGTH_PATTERN.fullmatch(words)
    if match is None:
        return None
    count_text = match["count"] or ""
    if not count_text and match["unit"] not in {"hour", "day", "week", "month", "year", "fortnight"}:
        return None
    count = int(count_text) if count_text.isdecimal() else _COUNT_WORDS[count_text]
    unit = match["unit"]
    duration = count * _UNIT_DURATIONS.get(unit[:2], _UNIT_DURATIONS[unit[0]])
    return _build_window(now - min(duration, 2 * MAX_DURATION), now + _INSTANT)


def _parse_since(words: str, now: datetime) -> Window | None:
    match = _SINCE_PATTERN.fullmatch(words)
    if match is None:
        return None
    start_text, midnight = match["start"], _midnight(now)
    start_text = (
        start_text.removeprefix("the ") if start_text[-2:] in {"st", "nd", "rd", "th"} else start_text
    )
    if start_text in {"noon", "midday"}:
        since = midnight + _NOON
    elif start_text == "midnight":
        since = midnight
    elif start_text in _MEALS:
        since = midnight + _MEALS[start_text]
        since = since if since < now else since - _DAY
    elif start_text in _PERIODS or start_text == "the weekend":
        since = _PERIODS[start_text.removeprefix("the ")](midnight)[0]
    else:
        since_day = (
            _find_day(start_text, midnight)
            or _find_time(start_text, now)
            or _find_day_of_month(start_text, midnight)
        )
        if since_day is None:
            return None
        since = since_day
    clock = f", {since:%H:%M}" if since.hour else ""
    return _build_window(since, now + _INSTANT, f"the time since {since:%a} {since.day} {since:%b}{clock}")


def _parse_between(words: str, now: datetime) -> Window | None:
    match = _BETWEEN_PATTERN.fullmatch(words)
    if match is None:
        return None
    last = _find_day(match["last"], _midnight(now))
    first = _find_day(match["first"], last) if last else None
    if first is None or last is None:
        return None
    name = f"{first:%a} {first.day} {first:%b} to {last:%a} {last.day} {last:%b}"
    return _build_window(first, min(last + _DAY, now + _INSTANT), name)


def _parse_day(words: str, now: datetime) -> Window | None:
    day = _find_day(words.removeprefix("on "), _midnight(now))
    if day is None:
        return None
    return _build_window(day, min(day + _DAY, now + _INSTANT), f"{day:%A}, {day.day} {day:%b}")


def _find_day(words: str, midnight: datetime) -> datetime | None:
    """Return the start of the latest day with this name or date that has already begun; None if there is none."""
    name = words.removeprefix("last ").removesuffix(" morning")
    weekday = weekdays.DAY_NUMBERS.get(name)
    if weekday is not None:
        back = (midnight.weekday() - weekday) % 7
        return midnight - (back or (7 if words.startswith("last ") else 0)) * _DAY
    try:
        if match := _ISO_DATE_PATTERN.fullmatch(words):
            day = midnight.replace(year=int(match[1]), month=int(match[2]), day=int(match[3]))
            return day if day <= midnight else None
        if match := _NUMERIC_DATE_PATTERN.fullmatch(words):
            day = midnight.replace(month=int(match[2]), day=int(match[1]))
            return day if day <= midnight else day.replace(year=day.year - 1)
        if match := _DATE_PATTERN.fullmatch(words):
            month_text = match["month"] or match["month_first"]
            for month, month_name in enumerate(_MONTH_NAMES, 1):
                if month_name.startswith(month_text):
                    day = midnight.replace(month=month, day=int(match["day"] or match["day_last"]))
                    return day if day <= midnight else day.replace(year=day.year - 1)
    except ValueError:  # a date that the calendar does not have
        return None
    return None


def _find_day_of_month(words: str, midnight: datetime) -> datetime | None:
    """Return the start of the latest day with a number, such as "the 20th"; None if the words are none."""
    match = _DAY_OF_MONTH_PATTERN.fullmatch(words)
    if match is None:
        return None
    try:
        day = midnight.replace(day=int(match[1]))
        return day if day <= midnight else (midnight.replace(day=1) - _DAY).replace(day=int(match[1]))
    except ValueError:  # a day that the month does not have
        return None


def _find_time(words: str, now: datetime) -> datetime | None:
    """Return the latest instant at a time of day, such as "6am"; None if the words are none."""
    if not times_of_day.TIME_PATTERN.fullmatch(words):
        return None
    try:
        wall_time = times_of_day.parse_time(words)
    except InvalidDigestSpec:
        return None
    instant = now.replace(hour=wall_time.hour, minute=wall_time.minute, second=0, microsecond=0)
    return instant if instant < now else instant - _DAY


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _monday(midnight: datetime) -> datetime:
    return midnight - midnight.weekday() * _DAY


_PARSERS = (_parse_period, _parse_length, _parse_since, _parse_between, _parse_day)


def _build_window(since: datetime, until: datetime, name: str = "") -> Window:
    return Window(since.astimezone(UTC), until.astimezone(UTC), name)
