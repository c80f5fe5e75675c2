"""Parse the dates in feeds, which are written in ISO 8601, RFC 822 and similar formats.

A date that may be read in two ways (05.02.2025), and one without a day, is none.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sources.parsing.date_names import LOCAL_MONTHS, MONTHS, ZONE_HOURS, ZONE_NAMES

if TYPE_CHECKING:
    from datetime import tzinfo

# Earlier dates are zero values of programs: the web was not public before. Later ones are errors.
EARLIEST_DATE, LATEST_DATE = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
# The longest text that is read as a date.
MAX_CHARACTERS = 120
# A year of two digits from this one on is in the last century.
MIN_SHORT_YEAR_OF_1900 = 70
_MAX_DAY, _MAX_MONTH, _MAX_HOUR, _MAX_MINUTE, _NOON, _MIDNIGHT = 31, 12, 23, 59, 12, 24
_MAX_OFFSET = timedelta(hours=14)
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ](?:[01]\d|2[0-3]):\d\d(?::[0-5]\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?")
# The form in which most RSS feeds write dates.
_RFC_822 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d:[0-5]\d) "
    r"(?:GMT|UTC|Z|([+-](?:0\d|1[0-3])[0-5]\d))"
)
_EPOCH = re.compile(r"1\d{9}(?:\d{3}|\.\d+)?")
_COMPACT = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:[T ]?(\d\d)(\d\d)(\d\d)?)?(?!\d|:)")
_EAST_ASIAN_DAY = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日号일]")
_EAST_ASIAN_TIME = re.compile(r"(\d{1,2})\s*[時时点點시]\s*(\d{1,2})\s*[分분](?:\s*(\d{1,2})\s*[秒초])?")
_EAST_ASIAN_HALF = re.compile(r"(午前|上午|오전)|(午後|下午|오후)")
_TIME = re.compile(
    r"(?<![\d.:])(\d{1,2})(?:[:h]|(?<=\d)\.(?=\d\d(?:\D|$)(?!\.?\d{4})))(\d\d)(?::(\d\d)(?:[.,]\d+)?)?(?![\d:])"
    r"(?:\s*([ap])\.?\s?m\b\.?)?"
)
_OFFSET = re.compile(
    r"(?:^|(?<=[\s(]))(?:utc|gmt|ut|z)?\s*([+\-−])\s?(\d{1,2})(?::?(\d\d))?(?::?00)?(?=$|[\s)(])"
)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4})(?!\d)")
_ZONE_PATH = re.compile(r"\b[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z_+\-0-9]+){1,2}")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")


def parse_date(text: str | None, language: str = "") -> datetime | None:
    """Parse a date and return it in UTC; None if the text is incomplete, ambiguous, implausible or not a date.

    Args:
        text: the date; without a zone it is in UTC, without a time of day it is midnight.
        language: the language of the feed, for names of months that mean two months in two languages.
    """
    if not text:
        return None
    text = text.strip()
    if not text or len(text) > MAX_CHARACTERS:
        return None
    try:
        if _ISO.fullmatch(text):
            moment: datetime | None = datetime.fromisoformat(text)
        elif match := _RFC_822.fullmatch(text):
            moment = _parse_rfc_822(match)
        else:
            moment = _parse_free_form(text, language)
        if moment is None:
            return None
        if moment.tzinfo is not UTC:
            moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if EARLIEST_DATE <= moment < LATEST_DATE else None


# ---- private


def _parse_rfc_822(match: re.Match[str]) -> datetime | None:
    day, month_name, year, clock, offset = match.groups()
    month = MONTHS.get(month_name.lower())
    if month is None or clock >= "24":
        return _parse_free_form(match[0], "")
    return datetime.fromisoformat(f"{year}-{month:02}-{day:0>2}T{clock}{offset or '+00:00'}")


def _parse_free_form(text: str, language: str) -> datetime | None:
    text = _with_ascii_digits(text)
    if _EPOCH.fullmatch(text):
        seconds = float(text) / (1000 if text.isdigit() and len(text) > 10 else 1)  # noqa: PLR2004 - seconds until 2286
        return datetime.fromtimestamp(seconds, UTC)
    zone, text = _take_zone_path(" ".join(text.split()))
    text = _rewrite_east_asian(text)
    text = _COMPACT.sub(
        lambda match: "-".join(match.groups()[:3]) + " " + ":".join(filter(None, match.groups()[3:])), text
    )
    text = re.sub(r"(?<=\d)[Tt](?=\d)", " ", text)
    clock, text = _take_time(text)
    offset, text = _take_offset(text)
    words = [_fold(word) for word in _WORD.findall(text)]
    day = _find_day(text, words, language)
    if day is None or clock is None:
        return None
    moment = datetime(*day, tzinfo=UTC) + clock
    return moment.replace(tzinfo=timezone(offset) if offset is not None else zone or _find_zone(words))


def _with_ascii_digits(text: str) -> str:
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text)
    return "".join(
        str(unicodedata.digit(character)) if character.isdigit() else character for character in text
    )


def _fold(word: str) -> str:
    """Return a word in lower case and without accents."""
    word = word.lower()
    return (
        word
        if word.isascii()
        else "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    )


def _rewrite_east_asian(text: str) -> str:
    if text.isascii():
        return text
    half = _EAST_ASIAN_HALF.search(text)
    suffix = ("pm" if half[2] else "am") if half else ""
    text = _EAST_ASIAN_HALF.sub(" ", _EAST_ASIAN_DAY.sub(r"\1-\2-\3 ", text))
    text = _EAST_ASIAN_TIME.sub(
        lambda match: f"{match[1]}:{int(match[2]):02}" + (f":{int(match[3]):02}" if match[3] else ""), text
    )
    return re.sub(r"(\d:\d\d(?::\d\d)?)", rf"\1 {suffix}", text, count=1) if suffix else text


def _take_zone_path(text: str) -> tuple[tzinfo | None, str]:
    """Return the zone with an IANA name, such as Europe/Berlin, and the text without the name."""
    match = _ZONE_PATH.search(text)
    if not match:
        return None, text
    return _load_zone(match[0]), text[: match.start()] + text[match.end() :]


@lru_cache(maxsize=64)
def _load_zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None


def _take_time(text: str) -> tuple[timedelta | None, str]:
    """Return the time of day (midnight if none is given, None if invalid) and the text without it."""
    match = _TIME.search(text.lower())
    if not match:
        return timedelta(0), text
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if match[4]:
        if not 1 <= hour <= _NOON:
            return None, text
        hour = hour % _NOON + (_NOON if match[4] == "p" else 0)
    # A leap second is the last second of its minute; 24:00 is the next midnight.
    is_valid = (hour <= _MAX_HOUR and minute <= _MAX_MINUTE) or (hour, minute) == (_MIDNIGHT, 0)
    if not is_valid or second > _MAX_MINUTE + 1:
        return None, text
    clock = timedelta(hours=hour, minutes=minute, seconds=min(second, _MAX_MINUTE))
    return clock, f"{text[: match.start()]} {text[match.end() :]}"


def _take_offset(text: str) -> tuple[timedelta | None, str]:
    """Return the offset from UTC (+0100, +01:00, +01, GMT+1; None if there is none) and the text without it."""
    match = _OFFSET.search(text.lower())
    if not match:
        return None, text
    minutes = int(match[3] or 0)
    offset = timedelta(hours=int(match[2]), minutes=minutes)
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    if minutes > _MAX_MINUTE or offset > _MAX_OFFSET:
        return timedelta(0), rest
    return (offset if match[1] == "+" else -offset), rest


def _find_day(text: str, words: list[str], language: str) -> tuple[int, int, int] | None:
    if match := _YEAR_FIRST.search(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _YEAR_LAST.search(text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        if first == second or second > _MAX_MONTH:
            return year, first, second
        return (year, second, first) if first > _MAX_MONTH else None
    month = _find_month(words, language)
    numbers = [(int(number), len(number)) for number in _NUMBER.findall(text)]
    if month is None or len(numbers) != 2:  # noqa: PLR2004 - a day and a year
        return None
    (first, first_digits), (second, second_digits) = numbers
    if first_digits > 2 or first > _MAX_DAY:  # noqa: PLR2004 - a day has at most two digits
        first, first_digits, second, second_digits = second, second_digits, first, first_digits
    if first_digits > 2 or second_digits in {1, 3}:  # noqa: PLR2004 - a day has at most two
        return None
    if second_digits == 2:  # noqa: PLR2004 - RFC 822 writes years with two digits
        second += 1900 if second >= MIN_SHORT_YEAR_OF_1900 else 2000
    return second, month, first


def _find_month(words: list[str], language: str) -> int | None:
    """Return the month that the words name; the last one if several match, as in Spanish "mar, 05 ene"."""
    months = [month for word in words if (month := LOCAL_MONTHS.get((language, word)) or MONTHS.get(word))]
    return months[-1] if months else None


def _find_zone(words: list[str]) -> tzinfo:
    """Return the zone that an abbreviation means; UTC if there is no abbreviation or it is unknown."""
    for word in reversed(words):
        if word in ZONE_HOURS:
            return timezone(timedelta(hours=ZONE_HOURS[word]))
        if word in ZONE_NAMES and (zone := _load_zone(ZONE_NAMES[word])):
            return zone
    return UTC
