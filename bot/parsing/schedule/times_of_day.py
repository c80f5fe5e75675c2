"""Parsing of times of day: "9:00", "17.30", "0900", "9am", "9 Uhr", "noon", "half past 8", "7 in the evening"."""

from __future__ import annotations

import re
from datetime import time

from news.errors import InvalidDigestSpec, RequestProblem

_HOUR_WORDS = {
    word: hour
    for hour, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
}
_NAMED_TIMES = {
    "noon": time(12),
    "midday": time(12),
    "mittags": time(12),
    "midnight": time(0),
    "mitternacht": time(0),
}
_HALF_OF_DAY_REGEX = (
    r"a\.?m\.?|p\.?m\.?|in the (?:morning|afternoon|evening)|at night|tonight|o'?clock(?: in the (?:morning"
    r"|afternoon|evening))?"
    r"|morgens|vormittags|nachmittags|abends"
)
_HOUR_REGEX = "|".join(_HOUR_WORDS)
# A time anywhere in a text: with minutes, with a unit ("am", "Uhr", "h", "o'clock"), four digits, or in words.
TIME_PATTERN = re.compile(
    rf"(?:\b(?:at|um|gegen|by|around|ab)\s+)?(?:"
    rf"(?P<minutes_past>half|quarter|\d{{1,2}}|five|ten|twenty) (?P<direction>past|to|after"
    rf"|before) (?P<relative_hour>\d{{1,2}}|{_HOUR_REGEX})(?!\d)(?:\s*(?P<relative_half>{_HALF_OF_DAY_REGEX}))?"
    rf"|(?<![\d:.])(?P<hour>\d{{1,2}})\s?[:.h]\s?(?P<minute>\d{{2}})(?!\d|[:.]\d)(?:\s*(?:Uhr|h\b|hrs?\b"
    rf"|hours\b|o'?clock))?(?:\s*(?P<half>{_HALF_OF_DAY_REGEX})(?![a-z]))?"
    rf"|(?<![\d:.])(?P<hour_only>\d{{1,2}}|{_HOUR_REGEX})\s*(?:(?:Uhr|h"
    rf"|hrs)(?![a-z])\s*)?(?P<half_only>{_HALF_OF_DAY_REGEX})(?![a-z])"
    rf"|(?<![\d:.])(?P<hour_with_unit>\d{{1,2}})\s*(?:Uhr|h"
    rf"|hrs)(?![a-z0-9])(?:\s*(?P<german_minute>\d{{2}})(?!\d))?"
    rf"|(?<![\d:.,/])(?P<compact>[01]\d[0-5]\d|2[0-3][0-5]\d)(?:\s*(?:h|hrs|hours|Uhr)\b|(?![\d:a-z]))"
    rf"|(?:\d{{1,2}}(?::00)?\s*)?\b(?P<named>noon|midday|midnight|mittags|mitternacht)\b)",
    re.IGNORECASE,
)
# A number after a preposition ("at 9", "um 9", "at nine"), read only if nothing else in the text is a time.
BARE_HOUR_PATTERN = re.compile(
    rf"\b(?:at|um|by|around|gegen|a las|à|alle)\s+(?P<hour>\d{{1,2}}|{_HOUR_REGEX})(?:ish)?(?![\d%\w]|[:.]\d)",
    re.IGNORECASE,
)
# Hours and minutes of a clock.
_HOURS, _HALF, _MINUTES = 24, 12, 60


def parse_time(words: str) -> time:
    """Parse a time of day, such as "9:00", "17.30", "9am", "noon" or "9".

    Raises:
        InvalidDigestSpec: the words are not a time of day.
    """
    text = words.strip().replace("’", "'")
    if text.isdecimal() and len(text) <= 2:  # noqa: PLR2004 - digits of an hour
        return _build_time(words, text, "0", "")
    match = TIME_PATTERN.fullmatch(text)
    if match is None:
        raise InvalidDigestSpec(RequestProblem.INVALID_TIME, text=words)
    return read_match(match)


def read_match(match: re.Match[str]) -> time:
    """Return the time in a match of `TIME_PATTERN` or `BARE_HOUR_PATTERN`.

    Raises:
        InvalidDigestSpec: no clock shows that time.
    """
    text, groups = match[0], match.groupdict()
    if groups.get("named"):
        return _NAMED_TIMES[groups["named"].lower()]
    if groups.get("compact"):
        return _build_time(text, groups["compact"][:2], groups["compact"][2:], "")
    if groups.get("relative_hour"):
        return _read_relative(text, groups)
    hour = groups.get("hour") or groups.get("hour_only") or groups.get("hour_with_unit") or ""
    minute = groups.get("minute") or groups.get("german_minute") or "0"
    return _build_time(text, hour, minute, groups.get("half") or groups.get("half_only") or "")


# ---- private


def _read_relative(text: str, groups: dict[str, str | None]) -> time:
    """Return the time named by a phrase such as "half past eight" or "quarter to nine in the evening"."""
    minutes_text = (groups["minutes_past"] or "").lower()
    minutes = {"half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20}.get(minutes_text) or int(
        minutes_text
    )
    base = _build_time(text, groups["relative_hour"] or "", "0", groups["relative_half"] or "")
    total = base.hour * _MINUTES + (minutes if groups["direction"] in {"past", "after"} else -minutes)
    return time(total // _MINUTES % _HOURS, total % _MINUTES)


def _build_time(text: str, hour_text: str, minute_text: str, half_text: str) -> time:
    hour = _HOUR_WORDS.get(hour_text.lower()) or int(hour_text)
    minute, half = int(minute_text), half_text.lower().replace(".", "")
    after_noon = half == "pm" or any(word in half for word in ("afternoon", "evening", "nachmittag", "abend"))
    before_noon = half == "am" or "morning" in half or half in {"morgens", "vormittags"}
    at_night = "night" in half
    if (half == "am" and not 1 <= hour <= _HALF) or (half == "pm" and hour == 0):
        raise InvalidDigestSpec(RequestProblem.INVALID_TIME, text=text.strip())
    if hour <= _HALF:
        if after_noon or (at_night and 5 < hour < _HALF):  # noqa: PLR2004 - "3 at night" is after midnight
            hour = hour % _HALF + _HALF
        elif before_noon or (at_night and hour == _HALF):
            hour %= _HALF
    if hour >= _HOURS or minute >= _MINUTES:
        raise InvalidDigestSpec(RequestProblem.INVALID_TIME, text=text.strip())
    return time(hour, minute)
