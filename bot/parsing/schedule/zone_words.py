"""Parsing of the time zone in an order: "Europe/Berlin", "in Lisbon", "Berlin time", "my time", "ET"."""

from __future__ import annotations

import re

from bot.parsing.schedule import time_zones, weekdays
from news.errors import UnknownTimezone

_SLASH_ZONE_PATTERN = re.compile(
    r"(?:^|(?<=\s))(?:in\s+|tz\s+|timezone\s+|time zone\s+|zone\s+)?([A-Za-z_]+/[A-Za-z0-9_+\-/]+|UTC|GMT"
    r"|Z(?=$))(?![+-]?\d|\s?[+-]\s?\d)(?:\s+time)?(?=$|[\s,;)])",
    re.IGNORECASE,
)
_OFFSET_PATTERN = re.compile(
    r"(?:^|(?<=\s))(?:utc|gmt)\s?[+-]\s?\d{1,2}(?::?\d{2})?\b|(?:^|(?<=\s))[+-]\d{2}:?\d{2}\b", re.IGNORECASE
)
_OWN_TIME_PATTERN = re.compile(
    r"(?:\bin )?\b(?:my|our|local)(?: own| local)? (?:time(?:zone)?(?: zone)?|tz)\b|\blocal time\b"
    r"|\bortszeit\b",
    re.IGNORECASE,
)
_CITY_TIME_PATTERN = re.compile(
    r"(?:\bin )?\b((?:[A-Za-zéü]+[ _]){0,2}[A-Za-zéü]+)(?:'s|’s)?[ -](?:local )?time\b(?: zone)?",
    re.IGNORECASE,
)
_TIME_IN_CITY_PATTERN = re.compile(
    r"(?:\d|[ap]\.?m\.?|uhr|noon|midnight)(?P<place>\s+in\s+(?P<city>(?:[A-Za-zéü]+ ?){1,3}))(?=[,;]|\s*$)",
    re.IGNORECASE,
)
# "I'm in Nairobi, 8 o'clock": where the person is.
_PERSON_IN_CITY_PATTERN = re.compile(
    r"\b(?i:i'?m|i am|we'?re|we are|i live|we live|i work|we work|based|sitting|wir sitzen|wir sind|ich bin"
    r"|ich sitze|ich wohne)"
    r" (?:now |all |both |jetzt )?in (?P<city>(?:[A-ZÉÜ][A-Za-zéü]+ ?){1,2})(?=[,.;]|\s|$)"
)
# "Philippine time": a place that no zone is named after.
_UNKNOWN_PLACE_TIME_PATTERN = re.compile(
    r"(?<![\w'])(?!Prime|Part|Full|Real|My|Our|Local|Lead|Long)(?P<place>[A-Z][A-Za-z]{2,}) time\b"
)
_COUNTRY_ZONES = {
    "uk": "Europe/London", "british": "Europe/London", "german": "Europe/Berlin", "indian": "Asia/Kolkata",
    "india": "Asia/Kolkata",
    "philippine": "Asia/Manila", "philippines": "Asia/Manila", "japanese": "Asia/Tokyo", "japan": "Asia/Tokyo",
    "french": "Europe/Paris", "italian": "Europe/Rome", "spanish": "Europe/Madrid", "swiss": "Europe/Zurich",
    "singapore": "Asia/Singapore", "irish": "Europe/Dublin", "dutch": "Europe/Amsterdam", "korean": "Asia/Seoul",
    "israel": "Asia/Jerusalem", "turkish": "Europe/Istanbul", "kenyan": "Africa/Nairobi", "nigerian": "Africa/Lagos",
    "berliner": "Europe/Berlin", "wiener": "Europe/Vienna", "londoner": "Europe/London",
}  # fmt: skip
_COUNTRY_TIME_PATTERN = re.compile(
    rf"(?:\bin )?\b(?P<country>{'|'.join(_COUNTRY_ZONES)}) (?:standard )?(?:time|zeit)\b", re.IGNORECASE
)
_ABBREVIATION_PATTERN = re.compile(
    r"(?<![\w/-])("
    + "|".join(sorted(time_zones.ABBREVIATIONS, key=len, reverse=True))
    + r")(?![\w/-])(?: time)?",
    re.IGNORECASE,
)


def names_own_zone(text: str) -> bool:
    """Whether an order says that its times are in the person's own zone: "my time"."""
    return _OWN_TIME_PATTERN.search(text) is not None


def split_zone(text: str) -> tuple[str, str]:
    """Split an order into its time zone ("" if it names none) and the remaining text.

    Raises:
        UnknownTimezone: the zone does not exist, or is an abbreviation or offset that can mean several zones.
    """
    if match := _OFFSET_PATTERN.search(text):
        raise UnknownTimezone(match[0].strip(), time_zones.zones_at_offset(match[0]))
    match = _SLASH_ZONE_PATTERN.search(text)
    if match and not _is_list_with_slash(match[1]):
        name = "UTC" if match[1].upper() in {"UTC", "GMT", "Z"} else time_zones.parse_zone(match[1])
        return name, _cut(text, match.start(), match.end())
    if match := _OWN_TIME_PATTERN.search(text):
        return "", _cut(text, match.start(), match.end())
    if match := _COUNTRY_TIME_PATTERN.search(text):
        return _COUNTRY_ZONES[match["country"].lower()], _cut(text, match.start(), match.end())
    found = _split_city(text) or _split_abbreviation(text)
    if not found and (match := _UNKNOWN_PLACE_TIME_PATTERN.search(text)):
        raise UnknownTimezone(match["place"])
    return found or ("", text)


# ---- private


def _split_city(text: str) -> tuple[str, str] | None:
    """Split "noon in Lisbon" or "9:00 Berlin time". City names may have up to three words."""
    if (match := _PERSON_IN_CITY_PATTERN.search(text)) and (
        zone := time_zones.find_city_zone(match["city"].strip())
    ):
        return zone, _cut(text, match.start(), match.end())
    if (match := _TIME_IN_CITY_PATTERN.search(text)) and (zone := time_zones.find_city_zone(match["city"])):
        return zone, _cut(text, match.start("place"), match.end("place"))
    for match in _CITY_TIME_PATTERN.finditer(text):
        words = re.split(r"[ _]", match[1])
        for count in range(len(words), 0, -1):
            city = " ".join(words[-count:])
            if zone := time_zones.find_city_zone(city):
                before = re.sub(r"\bin\s*$", "", text[: match.end(1) - len(city)], flags=re.IGNORECASE)
                return zone, f"{before} {text[match.end() :]}"
    return None


def _split_abbreviation(text: str) -> tuple[str, str] | None:
    match = _find_abbreviation(text)
    if match is None:
        return None
    zones = time_zones.ABBREVIATIONS[match[1].lower()]
    if len(zones) > 1:
        raise UnknownTimezone(match[1], zones)
    return zones[0], _cut(text, match.start(), match.end())


def _find_abbreviation(text: str) -> re.Match[str] | None:
    """Return a zone abbreviation if it is in capitals or next to a time; "central" is also an ordinary word."""
    for match in _ABBREVIATION_PATTERN.finditer(text):
        beside_time = re.search(
            r"(?:\d|[ap]\.?m\.?|noon|midnight|uhr)\s*$", text[: match.start()], re.IGNORECASE
        )
        is_word = match[1].lower() in {"eastern", "central", "mountain", "pacific", "et", "pt", "wet", "ist"}
        if (match[1].isupper() and not is_word) or beside_time or match[0].lower().endswith(" time"):
            return match
    return None


def _cut(text: str, start: int, end: int) -> str:
    return f"{text[:start]} {text[end:]}"


def _is_list_with_slash(word: str) -> bool:
    return bool(weekdays.parse_day_word(word)) or word.lower() in {"and/or", "w/o"}
