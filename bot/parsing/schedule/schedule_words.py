"""Parsing of a digest's days, times and time zone, in any order and in the words that people use.

"every friday at 5pm Berlin time"  ->  days (4,), times (17:00,), zone Europe/Berlin
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.parsing.schedule import time_zones, times_of_day, weekdays
from news.errors import InvalidDigestSpec, RequestProblem, UnknownTimezone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import time

# Marks that stand in the text for what was read.
DAYS_MARK, TIME_MARK = "\x01", "\x02"
_NOON = 12
_LAST_UNCLEAR_HOUR = 5
_MORNING_PATTERN = re.compile(r"\b(?:mornings?|night|morgens|früh|nachts|matin|mañana)\b", re.IGNORECASE)
DAY_WORD_REGEX = "|".join(
    sorted((re.escape(word) for word in {*weekdays.DAY_NUMBERS, *weekdays.DAY_GROUPS}), key=len, reverse=True)
)
_GERMAN_SHORT_REGEX = "mo|di|mi|do|fr|sa|so"
_RANGE_REGEX = (
    rf"(?:{DAY_WORD_REGEX}|{_GERMAN_SHORT_REGEX})\s?(?:-|–|—|\bto\b|\bthrough\b|\bthru\b|\buntil\b|\bbis\b)\s?"
    rf"(?:{DAY_WORD_REGEX}|{_GERMAN_SHORT_REGEX})(?!\w)"
)
_JOIN_REGEX = r"\s*(?:,\s*(?:and\s+)?|/|&|\+|;|\band\b|\bund\b|\s)\s*"
_ONE_REGEX = rf"(?:{_RANGE_REGEX}|(?:{DAY_WORD_REGEX})(?![\w-]))"
_EVERY_REGEX = r"(?:(?:on|every|each|all|the|jeden|jede|am|weekly on)\s+)*"
DAYS_PATTERN = re.compile(
    rf"(?<![\w-]){_EVERY_REGEX}(?:{_ONE_REGEX}(?:{_JOIN_REGEX}{_EVERY_REGEX}{_ONE_REGEX})*"
    rf"|(?:every|each|all)\s?(?:single )?days?\b|(?:jeden tag|cada d[ií]a|todos los d[ií]as|tous les jours"
    rf"|chaque jour|ogni giorno)\b|(?:every |each |on )?(?:working|business|work|week) ?days?\b"
    rf"|(?:{_GERMAN_SHORT_REGEX})(?:\s?[,/]\s?(?:{_GERMAN_SHORT_REGEX}))+(?!\w))",
    re.IGNORECASE,
)
_ATOM_PATTERN = re.compile(rf"{_RANGE_REGEX}|[\wäöü]+", re.IGNORECASE)
_FILLER_REGEX = (
    r"(?:(?:and|at|on|every|each|um|a|the|in|by|from|starting|digest|news|brief|briefing|summary|of|please)\s+"
    r"|[,;:–—-]\s*)*"
)
_UNCLEAR_LIST_PATTERN = re.compile(rf"^\s*,\s*(?!{DAYS_MARK}|{TIME_MARK}|\d)\w", re.IGNORECASE)
_NUMBER_LIST_PATTERN = re.compile(r"(?<![\d:.])\d{1,2}(?:\s*,\s*\d{1,2})+(?![\d:.])")
_EVERY_PART_OF_DAY_PATTERN = re.compile(
    r"\b(?:every|each) (?:single )?(morning|afternoon|evening|night)s?\b", re.IGNORECASE
)
_AFTER_NOON_PATTERN = re.compile(
    r"\b(?:evenings?|afternoons?|nightly|abends?|nachmittags?|soirs?|tardes?|noches?|after (?:lunch|school|work))\b",
    re.IGNORECASE,
)
# "9 and 4pm", "7, 12 and 18": numbers that are times because a time or the end of a list follows.
_HOUR_BEFORE_TIME_PATTERN = re.compile(
    rf"(?<![\w:.,/])(?P<hour>1?\d|2[0-3])(?=\s*(?:and|&|\+|,|n|und|y|et|e)\s*(?:at\s*)?{TIME_MARK})",
    re.IGNORECASE,
)
_HOUR_LIST_PATTERN = re.compile(
    r"(?<![\w:.,])(?P<hours>(?:1?\d|2[0-3])(?:\s*,\s*(?:1?\d|2[0-3]))*\s*(?:and|&|und|y|et)\s*(?:1?\d|2[0-3]))(?![\w:.,%])",
    re.IGNORECASE,
)
# Times that belong together stand side by side.
_TIMES_APART_PATTERN = re.compile(
    rf"{TIME_MARK}[^{TIME_MARK}{DAYS_MARK}]*?\b(?:so|but|then|before|because|for us"
    rf"|for them)\b[^{TIME_MARK}]*{TIME_MARK}",
    re.IGNORECASE,
)
_ALWAYS_DAYS_PATTERN = re.compile(
    r"^(?:every|each|jeden|jede|on)\b|\b(?:weekdays?|workdays|weekends|werktags|wochentags|\w+days|\w+tags)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The times and days of an order; both are empty if the order names none.

    Attributes:
        is_half_unclear: whether the only time is an hour that may be in the morning or in the afternoon: "at 5".
    """

    times: tuple[time, ...]
    days: tuple[int, ...]
    is_half_unclear: bool = False


def split_schedule(text: str, *, has_zone: bool = False) -> tuple[Schedule, str]:
    """Split an order into its days and times, and the remaining text, with a mark for each removed item.

    Args:
        text: the order, without its time zone.
        has_zone: whether the order named its zone, so that a city beside the time is a topic.

    Raises:
        InvalidDigestSpec: a time does not exist, or days and times belong together in several ways.
        UnknownTimezone: a city stands beside the time, so that it may be a zone or a topic.
    """
    times: list[time] = []
    part_of_day = _EVERY_PART_OF_DAY_PATTERN.search(text)
    daily_text = _EVERY_PART_OF_DAY_PATTERN.sub(" daily ", text, count=1)
    marked_text = _take_times(daily_text, times)
    marked_text = _take_listed_hours(marked_text, times) if times else _take_bare_hours(marked_text, times)
    is_half_unclear = _is_half_unclear(daily_text, times)
    days, marked_text = _take_days(marked_text)
    if not times:
        days, marked_text = _take_hour_beside_days(days, marked_text, times)
    if part_of_day and not times:
        return Schedule((), ()), text
    after_noon = _AFTER_NOON_PATTERN.search(marked_text)
    if part_of_day or after_noon:
        is_half_unclear = False
    if (part_of_day and part_of_day[1].lower() != "morning") or (after_noon and len(times) == 1):
        times = [_after_noon(wall_time) for wall_time in times]
        marked_text = _AFTER_NOON_PATTERN.sub(" ", marked_text, count=1)
    if _TIMES_APART_PATTERN.search(marked_text):
        raise InvalidDigestSpec(RequestProblem.SEVERAL_SCHEDULES)
    _refuse_several_schedules(marked_text)
    if not has_zone:
        _refuse_city_beside_time(marked_text)
    return Schedule(tuple(sorted(set(times))), days, is_half_unclear), marked_text


def parse_excluded_days(text: str) -> tuple[int, ...]:
    """Parse excluded days, such as "Friday" or "weekends"; return () if the text contains anything else."""
    core_text = remove_marks(text).strip(" .,;")
    if not core_text or not DAYS_PATTERN.fullmatch(core_text):
        return ()
    return _read_days(core_text)


def remove_marks(text: str) -> str:
    """Remove the marks of days and times from a text."""
    return " ".join(re.sub(f"[{DAYS_MARK}{TIME_MARK}]", " ", text).split())


# ---- private


def _is_half_unclear(text: str, times: Sequence[time]) -> bool:
    """Whether the only time is a bare hour from 1 to 5: "at 5" is rarely at night."""
    match = times_of_day.BARE_HOUR_PATTERN.search(text)
    return (
        len(times) == 1
        and times[0].minute == 0
        and 1 <= times[0].hour <= _LAST_UNCLEAR_HOUR
        and match is not None
        and times_of_day.read_match(match) == times[0]
        and times_of_day.TIME_PATTERN.search(text) is None
        and _MORNING_PATTERN.search(text) is None
    )


def _after_noon(wall_time: time) -> time:
    return wall_time if wall_time.hour >= _NOON else wall_time.replace(hour=wall_time.hour + _NOON)


def _take_times(text: str, times: list[time]) -> str:
    """Replace every time in a text with a mark: two marks for "9:00 and 17:00"."""
    pattern = times_of_day.TIME_PATTERN
    has_clear_time = any(match["compact"] is None for match in pattern.finditer(text))

    def take(match: re.Match[str]) -> str:
        # "2026" may be a year: four digits are a time only if nothing else is, and before any topic.
        is_year = match["compact"] and not match["compact"].startswith("0")
        if match["compact"] and (
            has_clear_time or (is_year and not _is_schedule_position(text[: match.start()]))
        ):
            return match[0]
        times.append(times_of_day.read_match(match))
        return f" {TIME_MARK} "

    return pattern.sub(take, text)


def _take_bare_hours(text: str, times: list[time]) -> str:
    """Remove "at 9" from a text, or a number that stands alone before any topic."""
    if (match := _HOUR_LIST_PATTERN.search(text)) and _is_schedule_position(text[: match.start()]):
        times += [times_of_day.parse_time(hour) for hour in re.findall(r"\d+", match["hours"])]
        return f"{text[: match.start()]} {TIME_MARK} {text[match.end() :]}"
    if match := _NUMBER_LIST_PATTERN.search(text):
        raise InvalidDigestSpec(RequestProblem.NOT_UNDERSTOOD, text=match[0])

    def take(match: re.Match[str]) -> str:
        times.append(times_of_day.read_match(match))
        return f" {TIME_MARK} "

    text = times_of_day.BARE_HOUR_PATTERN.sub(take, text)
    if (
        not times
        and (match := re.search(r"(?<![\w:.])\d{1,3}(?![\w:.%])", text))
        and _is_schedule_position(text[: match.start()])
    ):
        times.append(times_of_day.parse_time(match[0]))
        text = f"{text[: match.start()]} {TIME_MARK} {text[match.end() :]}"
    return text


def _take_listed_hours(text: str, times: list[time]) -> str:
    """Remove a bare hour that is listed before a full time, such as the 9 in "9 and 4pm"."""

    def take(match: re.Match[str]) -> str:
        times.append(times_of_day.parse_time(match["hour"]))
        return f" {TIME_MARK} "

    return _HOUR_BEFORE_TIME_PATTERN.sub(take, text)


def _take_hour_beside_days(
    days: tuple[int, ...], text: str, times: list[time]
) -> tuple[tuple[int, ...], str]:
    """Take "mon tue 9" at the end of an order as days and a time."""
    match = re.search(rf"{DAYS_MARK}\s*,?\s*(?P<hour>1?\d|2[0-3])\s*$", text)
    if match:
        times.append(times_of_day.parse_time(match["hour"]))
        return days, f"{text[: match.start('hour')]}{TIME_MARK}"
    match = re.search(
        rf"(?P<days>{DAYS_PATTERN.pattern})\s*,?\s*(?P<hour>1?\d|2[0-3])\s*$", text, re.IGNORECASE
    )
    if match and not days:
        times.append(times_of_day.parse_time(match["hour"]))
        return tuple(sorted(_read_days(match["days"]))), f"{text[: match.start()]} {DAYS_MARK} {TIME_MARK}"
    return days, text


def _is_schedule_position(before: str) -> bool:
    """Whether only days, times and small words precede a position in the text."""
    rest = DAYS_PATTERN.sub(" ", before).replace(DAYS_MARK, " ").replace(TIME_MARK, " ")
    return (
        re.fullmatch(rf"\s*{_FILLER_REGEX}", f"{rest.strip()} " if rest.strip() else "", re.IGNORECASE)
        is not None
    )


def _take_days(text: str) -> tuple[tuple[int, ...], str]:
    """Remove the days at the start or end of a text, or next to a time. "weekly jobs report" stays a topic."""
    days: set[int] = set()
    position = 0
    while match := DAYS_PATTERN.search(text, position):
        before, after = text[: match.start()], text[match.end() :]
        beside_time = before.rstrip(" ,;").endswith((TIME_MARK, DAYS_MARK)) or re.match(
            rf"\s*{_FILLER_REGEX}{TIME_MARK}", after, re.IGNORECASE
        )
        at_edge = (
            _is_schedule_position(before)
            or not after.strip(" .,;!?")
            or (not days and _ALWAYS_DAYS_PATTERN.search(match[0].strip()) is not None)
        )
        is_topic = days and not re.match(rf"\s*{_FILLER_REGEX}(?:{TIME_MARK}|$)", after, re.IGNORECASE)
        is_one_day = match[0].strip().lower() in weekdays.DAY_NUMBERS
        in_topic_list = is_one_day and bool(_UNCLEAR_LIST_PATTERN.match(after)) and TIME_MARK in before
        if (beside_time or at_edge) and not is_topic and not in_topic_list:
            days.update(_read_days(match[0]))
            text = f"{before} {DAYS_MARK} {after}"
            position = len(before) + 3
        else:
            position = match.end()
    return tuple(sorted(days)), text


def _read_days(text: str) -> tuple[int, ...]:
    days: set[int] = set()
    has_name = False
    is_weekly = False
    for atom in _ATOM_PATTERN.findall(text):
        if atom.lower() in {"weekly", "wöchentlich"}:
            is_weekly = True
            continue
        atom_days = weekdays.parse_day_word(re.sub(r"\s+", " ", atom)) or _read_short_german(atom, text)
        has_name = has_name or bool(atom_days)
        days.update(atom_days)
    if re.search(r"(?:working|business|work|week) ?days?\b", text, re.IGNORECASE):
        return weekdays.WORKDAYS
    if not has_name:
        return (0,) if is_weekly else weekdays.parse_day_word("daily")
    return tuple(sorted(days))


def _read_short_german(atom: str, text: str) -> tuple[int, ...]:
    names = _GERMAN_SHORT_REGEX.split("|")
    if atom.lower() in names and re.search(rf"\b(?:{_GERMAN_SHORT_REGEX})\s?[,/]", text, re.IGNORECASE):
        return (names.index(atom.lower()),)
    return ()


def _refuse_several_schedules(text: str) -> None:
    """Reject "weekdays 9:00 and saturday 11:00": a digest has the same times on all of its days."""
    if re.search(rf"{DAYS_MARK}.*\b(?:weekdays|weekends)\b\s*(?:at )?\d", text, re.IGNORECASE):
        raise InvalidDigestSpec(RequestProblem.SEVERAL_SCHEDULES)
    marks = re.sub(f"[^{DAYS_MARK}{TIME_MARK}]", "", text)
    if re.search(
        f"{DAYS_MARK}+{TIME_MARK}+{DAYS_MARK}+{TIME_MARK}|{TIME_MARK}+{DAYS_MARK}+{TIME_MARK}+{DAYS_MARK}",
        marks,
    ):
        raise InvalidDigestSpec(RequestProblem.SEVERAL_SCHEDULES)


def _refuse_city_beside_time(text: str) -> None:
    """Reject "9:00 Berlin", where the city could be a time zone or a topic."""
    for match in re.finditer(
        rf"[{DAYS_MARK}{TIME_MARK}][\s,;]*((?:[\w.é]+[ ]?){{1,3}})(?=[,;]|\s*$|\s*[{DAYS_MARK}{TIME_MARK}])",
        text,
    ):
        if zone := time_zones.find_city_zone(match[1].strip()):
            raise UnknownTimezone(match[1].strip(), (zone,), is_topic_possible=True)
