"""Parsing of digest orders, such as `weekdays 9:00 climate, energy`.

days       daily, weekdays, weekends, mon, mon-fri, "mon, thu"; default: daily
times      9:00, 17.30, 9am; at least one
zone       Europe/Berlin; default: the time zone of the person who types
top 7      the number of stories; max 2: the maximum from one outlet
without X, /Y/       words and patterns that exclude an article
only from X, Y       sources; default: all
quiet 22:00-7:00     hours in which nothing is posted
silent     nothing is posted on a day without news
with opinion         opinion, analysis and features are stories like reports
by topic, by folder  the stories stand in sections
the rest   topics, separated by commas
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from datetime import time
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from news.brief import SectionKind
from news.digest import EVERY_DAY
from news.errors import InvalidDigestSpec, RequestProblem, UnknownTimezone

if TYPE_CHECKING:
    from collections.abc import Sequence


MAX_STORIES = 20
MAX_TIMES_PER_DAY = 24
WEEKDAYS, WEEKEND = (0, 1, 2, 3, 4), (5, 6)
DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONG_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_GROUPS = {
    "daily": EVERY_DAY,
    "everyday": EVERY_DAY,
    "weekdays": WEEKDAYS,
    "workdays": WEEKDAYS,
    "weekday": WEEKDAYS,
    "weekends": WEEKEND,
    "weekend": WEEKEND,
    "weekly": (0,),
}
_DAY_NUMBERS = {
    form: day
    for day, (short, long) in enumerate(zip(DAY_NAMES, _LONG_DAY_NAMES, strict=True))
    for form in (short, long, f"{long}s", f"{short}s")
} | {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_TIME_PATTERN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE)
_TIME_LIKE_PATTERN = re.compile(r"\d{1,2}[:.]\d{1,3}\w*|\d{1,2}\s*(?:am|pm)|\d{3,4}h?", re.IGNORECASE)
_OPTION_PATTERNS = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in (
        ("quiet", r"\bquiet\s+(?:hours\s+)?(?:from\s+)?(\S+?)\s*(?:-|–|to|until)\s*(\S+)"),
        (
            "most",
            r"\b(?:at most|max|most) (\d+) (?:stories )?(?:of|from|per) (?:\w+ )?(?:outlet|source)\b",
        ),
        ("stories", r"\btop\s+(\d+)\b|\b(\d+)\s+stories\b"),
        ("opinion", r"\bwith opinions?\b"),
        ("sections", r"\b(?:in sections )?by (topic|folder)s?\b"),
        (
            "silent",
            r"\b(?:stay )?silent(?: (?:when|if|on) (?:it is )?empty(?: days)?)?\b|\bskip empty\b",
        ),
    )
}
_ONLY_FROM_PATTERN = re.compile(r"(?:^|[\s,])only from\s+(.+)$", re.IGNORECASE)
_EXCLUDED_TERMS_PATTERN = re.compile(r"(?:^|[\s,])(?:without|except|but not)\s+(.+)$", re.IGNORECASE)
_ZONE_PATTERN = re.compile(r"(?:^|\s)(?:in\s+|tz\s+)?([A-Za-z_]+/[A-Za-z0-9_+\-/]+|UTC|GMT)(?=$|[\s,])")
_REGEX_LITERAL_PATTERN = re.compile(r"/(?:[^/\\]|\\.)+/")
_FILLER_WORD_PATTERN = re.compile(r"^(?:and|at|on|every|each|day|,|&|about|digest)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DigestSpec:
    """A parsed order for a regular digest.

    Attributes:
        is_direct: whether the digest goes by direct message to the person who typed the order.
        times: the times of day in ascending order, at least one.
        days: the weekdays, where Monday is 0.
        zone: the IANA name of the time zone; "" if the order has none.
        source_names: the source names as typed; empty for all sources.
    """

    is_direct: bool = False
    times: tuple[time, ...] = ()
    days: tuple[int, ...] = EVERY_DAY
    zone: str = ""
    topics: tuple[str, ...] = ()
    excluded_terms: tuple[str, ...] = ()
    source_names: tuple[str, ...] = ()
    stories: int = 5
    max_per_outlet: int = 0
    quiet_hours: tuple[time, time] | None = None
    silent_when_empty: bool = False
    with_opinion: bool = False
    sections: SectionKind = SectionKind.NONE


@dataclass(slots=True)
class _ParserState:
    """The parts of an order that the parser has read so far."""

    is_direct: bool = False
    times: list[time] = field(default_factory=list)
    days: set[int] = field(default_factory=set)
    topics: list[str] = field(default_factory=list)


def parse_digest_spec(words: str) -> DigestSpec:
    """Parse an order for a regular digest.

    Raises:
        InvalidDigestSpec: the order has no time, an invalid time, or a number that is out of range.
        UnknownTimezone: a name with a slash is not a time zone.
    """
    text, excluded_terms = _split_excluded_terms(" ".join(words.split()))
    text, source_names = _split_source_names(text)
    options, text = _split_options(text)
    zone, text = _split_zone(text)
    parser_state = _ParserState()
    for token in _tokenize(text):
        _consume_token(token, parser_state)
    if not parser_state.times:
        raise InvalidDigestSpec(RequestProblem.TIME_MISSING)
    if len(set(parser_state.times)) > MAX_TIMES_PER_DAY:
        raise InvalidDigestSpec(RequestProblem.TOO_MANY_TIMES, limit=MAX_TIMES_PER_DAY)
    quiet_hours = options.get("quiet")
    return DigestSpec(
        is_direct=parser_state.is_direct,
        times=tuple(sorted(set(parser_state.times))),
        days=tuple(sorted(parser_state.days)) or EVERY_DAY,
        zone=zone,
        topics=_parse_topics(parser_state.topics),
        excluded_terms=excluded_terms,
        source_names=source_names,
        stories=_parse_number(
            options.get("stories"), RequestProblem.STORY_COUNT_OUT_OF_RANGE, 1, MAX_STORIES, 5
        ),
        max_per_outlet=_parse_number(
            options.get("most"), RequestProblem.OUTLET_STORY_COUNT_OUT_OF_RANGE, 1, MAX_STORIES, 0
        ),
        quiet_hours=(parse_time(quiet_hours[0]), parse_time(quiet_hours[1])) if quiet_hours else None,
        silent_when_empty="silent" in options,
        with_opinion="opinion" in options,
        sections=SectionKind(options["sections"][0].lower() if "sections" in options else ""),
    )


def parse_excluded_terms(words: str) -> tuple[str, ...]:
    """Parse the terms that exclude articles: `without boxing, /F[12]/` or `filter boxing`.

    The result is empty if no terms are given.
    """
    text = re.sub(r"^filter\s+(?:without\s+)?", "without ", " ".join(words.split()), flags=re.IGNORECASE)
    return _split_excluded_terms(text)[1]


def parse_time(words: str) -> time:
    """Parse a time of day: "9:00", "17.30", "9am", "12 pm".

    Raises:
        InvalidDigestSpec: the words are not a time.
    """
    match = _TIME_PATTERN.fullmatch(words.strip())
    if match is not None:
        hour, minute = int(match[1]), int(match[2] or 0)
        meridiem = (match[3] or "").lower().replace(".", "")
        if meridiem and 1 <= hour <= 12:  # noqa: PLR2004 - hours of a clock's face
            hour = hour % 12 + (12 if meridiem == "pm" else 0)
            meridiem = ""
        if not meridiem and hour < 24 and minute < 60:  # noqa: PLR2004 - of a day, of an hour
            return time(hour, minute)
    raise InvalidDigestSpec(RequestProblem.INVALID_TIME, text=words)


def parse_days(words: str) -> tuple[int, ...]:
    """Parse weekdays: "daily", "weekdays", "mon-fri", "mon;thu".

    Raises:
        InvalidDigestSpec: the words are not weekdays.
    """
    day_numbers: set[int] = set()
    for part in re.split(r"[;,\s]+", words.strip().lower()):
        part_days = _parse_day_token(part)
        if not part_days:
            raise InvalidDigestSpec(RequestProblem.INVALID_DAY, text=part)
        day_numbers.update(part_days)
    return tuple(sorted(day_numbers))


def parse_zone(words: str) -> str:
    """Parse an IANA time zone name, ignoring case.

    Raises:
        UnknownTimezone: the name is not a time zone.
    """
    zone_name = _zones_by_lower_name().get(words.strip().lower())
    if zone_name is None:
        raise UnknownTimezone(words, _similar_zones(words))
    return zone_name


def format_days(day_numbers: Sequence[int]) -> str:
    """Format weekdays in a form that `parse_days` reads: "daily", "mon-fri", "mon;thu"."""
    day_numbers = tuple(sorted(set(day_numbers)))
    if day_numbers == EVERY_DAY:
        return "daily"
    if len(day_numbers) > 2 and day_numbers == tuple(range(day_numbers[0], day_numbers[-1] + 1)):  # noqa: PLR2004 - two are a list
        return f"{DAY_NAMES[day_numbers[0]]}-{DAY_NAMES[day_numbers[-1]]}"
    return ";".join(DAY_NAMES[day] for day in day_numbers)


# ---- private


def _split_excluded_terms(text: str) -> tuple[str, tuple[str, ...]]:
    match = _EXCLUDED_TERMS_PATTERN.search(text)
    if match is None:
        return text, ()
    terms_text = match[1]
    patterns = _REGEX_LITERAL_PATTERN.findall(terms_text)
    plain_terms = [
        part.strip() for part in re.split(r",|\band\b|\bor\b", _REGEX_LITERAL_PATTERN.sub(" ", terms_text))
    ]
    return text[: match.start()], (*patterns, *filter(None, plain_terms))


def _split_source_names(text: str) -> tuple[str, tuple[str, ...]]:
    match = _ONLY_FROM_PATTERN.search(text)
    if match is None:
        return text, ()
    return text[: match.start()], tuple(filter(None, (part.strip() for part in match[1].split(","))))


def _split_options(text: str) -> tuple[dict[str, tuple[str, ...]], str]:
    options: dict[str, tuple[str, ...]] = {}
    for name, pattern in _OPTION_PATTERNS.items():
        match = pattern.search(text)
        if match is not None:
            options[name] = tuple(filter(None, match.groups()))
            text = f"{text[: match.start()]} {text[match.end() :]}"
    return options, text


def _split_zone(text: str) -> tuple[str, str]:
    match = _ZONE_PATTERN.search(text)
    if match is None:
        return "", text
    return parse_zone(match[1]), f"{text[: match.start()]} {text[match.end() :]}"


def _tokenize(text: str) -> list[str]:
    """Split text into words for the parser.

    Quoted words stay together, and "9 am" becomes "9am".
    """
    joined_text = re.sub(r"(?<=\d)\s+(?=(?:am|pm|a\.m\.|p\.m\.)(?:\s|,|$))", "", text, flags=re.IGNORECASE)
    return re.findall(r'-?[“"][^”"]*[”"]|[^\s,]+|,', joined_text)


def _consume_token(token: str, parser_state: _ParserState) -> None:
    """Update the parser's state with one word: a day, a time or part of a topic."""
    lower_token = token.lower()
    if not parser_state.topics:
        if lower_token in {"me", "direct", "privately"}:
            parser_state.is_direct = True
            return
        if token_days := _parse_day_token(lower_token):
            parser_state.days.update(token_days)
            return
        if _TIME_LIKE_PATTERN.fullmatch(token) or (token.isdigit() and not parser_state.times):
            parser_state.times.append(parse_time(token))
            return
        if _FILLER_WORD_PATTERN.match(token):
            return
    parser_state.topics.append(token)


def _parse_topics(words: Sequence[str]) -> tuple[str, ...]:
    text = " ".join(words).replace(" ,", ",")
    if re.fullmatch(r"(?:everything|all|all news|any|news)?", text.strip(), re.IGNORECASE):
        return ()
    return tuple(filter(None, (part.strip() for part in text.split(","))))


def _parse_day_token(word: str) -> tuple[int, ...]:
    if word in _DAY_GROUPS:
        return _DAY_GROUPS[word]
    if word in _DAY_NUMBERS:
        return (_DAY_NUMBERS[word],)
    first, dash, last = word.replace("–", "-").partition("-")
    if dash and first in _DAY_NUMBERS and last in _DAY_NUMBERS:
        first_day, last_day = _DAY_NUMBERS[first], _DAY_NUMBERS[last]
        return tuple(sorted((first_day + step) % 7 for step in range((last_day - first_day) % 7 + 1)))
    return ()


def _parse_number(
    groups: tuple[str, ...] | None, problem: RequestProblem, minimum: int, maximum: int, default: int
) -> int:
    if groups is None:
        return default
    if not groups[0].isdigit() or len(groups[0]) > 3 or not minimum <= int(groups[0]) <= maximum:  # noqa: PLR2004 - digits
        raise InvalidDigestSpec(problem, number=groups[0], minimum=minimum, maximum=maximum)
    return int(groups[0])


@cache
def _zones_by_lower_name() -> dict[str, str]:
    return {
        name.lower(): name for name in sorted(available_timezones()) if name not in {"localtime", "Factory"}
    }


def _similar_zones(words: str) -> list[str]:
    """Return the time zones whose name or city is similar to the given name."""
    zones_by_name, zone_text = _zones_by_lower_name(), words.strip().lower().replace(" ", "_")
    city = zone_text.rpartition("/")[2]
    cities = [name for lower_name, name in zones_by_name.items() if lower_name.rpartition("/")[2] == city]
    return (
        cities
        or [
            zones_by_name[close_name]
            for close_name in difflib.get_close_matches(zone_text, zones_by_name, 2, 0.7)
        ]
    )[:2]
