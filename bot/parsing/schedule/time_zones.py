"""Parsing of time zones: "Europe/Berlin", "UTC", "Berlin time", "EST".

A name of the time zone database is taken as it is. An abbreviation such as EST or CST means different clocks in
different places and seasons, and an offset ignores summer time: both are refused with the names that may be meant.
"""

from __future__ import annotations

import difflib
import re
from functools import cache
from zoneinfo import available_timezones

from news.errors import UnknownTimezone

# Abbreviations that people type, each with the places that may be meant, the largest first.
ABBREVIATIONS = {
    "est": ("America/New_York", "Australia/Sydney"), "edt": ("America/New_York",),
    "et": ("America/New_York",), "eastern": ("America/New_York",),
    "cst": ("America/Chicago", "Asia/Shanghai"), "cdt": ("America/Chicago",), "central": ("America/Chicago",),
    "mst": ("America/Denver", "America/Phoenix"), "mdt": ("America/Denver",), "mountain": ("America/Denver",),
    "pst": ("America/Los_Angeles", "Asia/Manila"), "pdt": ("America/Los_Angeles",),
    "pt": ("America/Los_Angeles",), "pacific": ("America/Los_Angeles",), "akst": ("America/Anchorage",),
    "hst": ("Pacific/Honolulu",), "brt": ("America/Sao_Paulo",), "bst": ("Europe/London", "Asia/Dhaka"),
    "ist": ("Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"), "wet": ("Europe/Lisbon",),
    "cet": ("Europe/Berlin",), "cest": ("Europe/Berlin",),
    "mez": ("Europe/Berlin",), "mesz": ("Europe/Berlin",), "eet": ("Europe/Helsinki", "Europe/Athens"),
    "eest": ("Europe/Helsinki", "Europe/Athens"), "msk": ("Europe/Moscow",), "sast": ("Africa/Johannesburg",),
    "gst": ("Asia/Dubai",), "pkt": ("Asia/Karachi",), "sgt": ("Asia/Singapore",), "hkt": ("Asia/Hong_Kong",),
    "jst": ("Asia/Tokyo",), "kst": ("Asia/Seoul",), "aest": ("Australia/Sydney", "Australia/Brisbane"),
    "aedt": ("Australia/Sydney",), "acst": ("Australia/Adelaide",), "awst": ("Australia/Perth",),
    "nzst": ("Pacific/Auckland",), "nzdt": ("Pacific/Auckland",),
}  # fmt: skip
# Cities that the time zone database names by another city, and its spelling of some.
_OTHER_CITIES = {
    "munich": "Europe/Berlin", "hamburg": "Europe/Berlin", "frankfurt": "Europe/Berlin", "cologne": "Europe/Berlin",
    "geneva": "Europe/Zurich", "milan": "Europe/Rome", "barcelona": "Europe/Madrid", "edinburgh": "Europe/London",
    "manchester": "Europe/London", "nyc": "America/New_York", "boston": "America/New_York",
    "washington": "America/New_York", "miami": "America/New_York", "atlanta": "America/New_York",
    "philadelphia": "America/New_York", "dallas": "America/Chicago", "houston": "America/Chicago",
    "austin": "America/Chicago", "san francisco": "America/Los_Angeles", "sf": "America/Los_Angeles",
    "la": "America/Los_Angeles", "seattle": "America/Los_Angeles", "portland": "America/Los_Angeles",
    "montreal": "America/Toronto", "ottawa": "America/Toronto", "rio": "America/Sao_Paulo",
    "delhi": "Asia/Kolkata", "new delhi": "Asia/Kolkata", "mumbai": "Asia/Kolkata", "bangalore": "Asia/Kolkata",
    "bengaluru": "Asia/Kolkata", "chennai": "Asia/Kolkata", "beijing": "Asia/Shanghai", "shenzhen": "Asia/Shanghai",
    "osaka": "Asia/Tokyo", "tel aviv": "Asia/Jerusalem", "abu dhabi": "Asia/Dubai", "canberra": "Australia/Sydney",
    "wellington": "Pacific/Auckland", "kiev": "Europe/Kyiv", "cape town": "Africa/Johannesburg",
}  # fmt: skip
_OFFSET_PATTERN = re.compile(
    r"(?:utc|gmt)\s?[+-]\s?\d{1,2}(?::?\d{2})?|[+-]\d{1,2}(?::?\d{2})", re.IGNORECASE
)


def parse_zone(words: str) -> str:
    """Parse an IANA time zone name, ignoring case.

    Raises:
        UnknownTimezone: the name is not a time zone.
    """
    zone_name = _zones_by_lower_name().get(words.strip().lower().replace(" ", "_"))
    if zone_name is None:
        raise UnknownTimezone(words, _similar_zones(words))
    return zone_name


def find_city_zone(city: str) -> str:
    """Return the time zone of a city; "" if the time zone database names no such city."""
    name = " ".join(city.lower().replace("_", " ").split())
    return _OTHER_CITIES.get(name) or _zones_by_city().get(name, "")


def is_offset(words: str) -> bool:
    """Whether words are an offset from UTC, such as "UTC+2" or "+05:30"."""
    return _OFFSET_PATTERN.fullmatch(words.strip()) is not None


def zones_at_offset(words: str) -> tuple[str, ...]:
    """Return up to two time zones of large cities that are a given number of hours ahead of UTC in winter."""
    match = re.search(r"([+-])\s?(\d{1,2})", words)
    return _ZONES_BY_HOURS.get(int(f"{match[1]}{match[2]}"), ()) if match else ()


# ---- private

_ZONES_BY_HOURS = {
    -10: ("Pacific/Honolulu",), -8: ("America/Los_Angeles",), -7: ("America/Denver", "America/Los_Angeles"),
    -6: ("America/Chicago", "America/Denver"), -5: ("America/New_York", "America/Chicago"),
    -4: ("America/New_York", "America/Halifax"), -3: ("America/Sao_Paulo",), 0: ("UTC", "Europe/London"),
    1: ("Europe/Berlin", "Europe/London"), 2: ("Europe/Berlin", "Europe/Helsinki"),
    3: ("Europe/Helsinki", "Europe/Moscow"), 4: ("Asia/Dubai",), 5: ("Asia/Karachi",), 7: ("Asia/Bangkok",),
    8: ("Asia/Singapore", "Asia/Shanghai"), 9: ("Asia/Tokyo",), 10: ("Australia/Sydney",),
    11: ("Australia/Sydney",), 12: ("Pacific/Auckland",),
}  # fmt: skip


@cache
def _zones_by_lower_name() -> dict[str, str]:
    return {
        name.lower(): name for name in sorted(available_timezones()) if name not in {"localtime", "Factory"}
    }


@cache
def _zones_by_city() -> dict[str, str]:
    """Return the IANA zones of all continents, keyed by city: the last part of the name, in lower case."""
    continents = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return {
        name.rpartition("/")[2].lower().replace("_", " "): name
        for name in sorted(_zones_by_lower_name().values(), reverse=True)
        if name.startswith(continents)
    }


def _similar_zones(words: str) -> list[str]:
    """Return the time zones whose name, or whose city, is similar to the given name."""
    zones_by_name, zone_text = _zones_by_lower_name(), words.strip().lower().replace(" ", "_")
    city = zone_text.rpartition("/")[2]
    if known := ABBREVIATIONS.get(zone_text) or zones_at_offset(words):
        return list(known)[:2]
    cities = [name for lower_name, name in zones_by_name.items() if lower_name.rpartition("/")[2] == city]
    return (
        cities
        or [
            zones_by_name[close_name]
            for close_name in difflib.get_close_matches(zone_text, zones_by_name, 2, 0.7)
        ]
    )[:2]
