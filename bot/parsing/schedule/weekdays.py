"""Parsing and formatting of weekdays: "daily", "mon-fri", "Monday to Friday", "mon/thu", "weekends".

Monday is 0.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from news.digest import EVERY_DAY
from news.errors import InvalidDigestSpec, RequestProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

WORKDAYS, WEEKEND = (0, 1, 2, 3, 4), (5, 6)
DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONG_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_GERMAN_DAY_NAMES = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
_GERMAN_SHORT_DAY_NAMES = ("mo", "di", "mi", "do", "fr", "sa", "so")
# Forms of each day that no other word has.
DAY_NUMBERS = {
    form: day
    for day, (short, long, german) in enumerate(
        zip(DAY_NAMES, LONG_DAY_NAMES, _GERMAN_DAY_NAMES, strict=True)
    )
    for form in (short, long, f"{long}s", f"{short}s", german, f"{german}s")
} | {"tues": 1, "weds": 2, "thur": 3, "thurs": 3, "sonnabend": 5}
# "do" and "so" are English words too: read as days only in a range or a list ("mo-fr", "mo, do").
_RANGE_DAY_NUMBERS = DAY_NUMBERS | {name: day for day, name in enumerate(_GERMAN_SHORT_DAY_NAMES)}
DAY_GROUPS = {
    "daily": EVERY_DAY,
    "everyday": EVERY_DAY,
    "täglich": EVERY_DAY,
    "nightly": EVERY_DAY,
    "weekdays": WORKDAYS,
    "weekday": WORKDAYS,
    "workdays": WORKDAYS,
    "workday": WORKDAYS,
    "werktags": WORKDAYS,
    "wochentags": WORKDAYS,
    "weekends": WEEKEND,
    "weekend": WEEKEND,
    "weekly": (0,),
    "wöchentlich": (0,),
}
_RANGE_PATTERN = re.compile(r"(?P<first>\w+)\s*(?:-|–|—|to|through|thru|until|bis)\s*(?P<last>\w+)")


def parse_day_word(word: str) -> tuple[int, ...]:
    """Parse one word or range, such as "weekdays", "fridays" or "mon-fri"; () if it names no days."""
    word = word.lower().strip(".")
    if word in DAY_GROUPS:
        return DAY_GROUPS[word]
    if word in DAY_NUMBERS:
        return (DAY_NUMBERS[word],)
    if match := _RANGE_PATTERN.fullmatch(word):
        first_day = _RANGE_DAY_NUMBERS.get(match["first"])
        last_day = _RANGE_DAY_NUMBERS.get(match["last"])
        if first_day is not None and last_day is not None:
            return tuple(sorted((first_day + step) % 7 for step in range((last_day - first_day) % 7 + 1)))
    parts = re.split(r"[/&+]", word)
    if len(parts) > 1 and all(part in _RANGE_DAY_NUMBERS for part in parts):
        return tuple(sorted({_RANGE_DAY_NUMBERS[part] for part in parts}))
    return ()


def parse_days(words: str) -> tuple[int, ...]:
    """Parse weekdays: "daily", "weekdays", "mon-fri", "mon;thu".

    Raises:
        InvalidDigestSpec: the words are not weekdays.
    """
    day_numbers: set[int] = set()
    for part in re.split(r"[;,\s]+", words.strip().lower()):
        part_days = parse_day_word(part)
        if not part_days:
            raise InvalidDigestSpec(RequestProblem.INVALID_DAY, text=part)
        day_numbers.update(part_days)
    return tuple(sorted(day_numbers))


def format_days(day_numbers: Sequence[int]) -> str:
    """Format weekdays in a form that `parse_days` reads: "daily", "mon-fri", "mon;thu"."""
    day_numbers = tuple(sorted(set(day_numbers)))
    if day_numbers == EVERY_DAY:
        return "daily"
    if len(day_numbers) > 2 and day_numbers == tuple(range(day_numbers[0], day_numbers[-1] + 1)):  # noqa: PLR2004 - two are a list
        return f"{DAY_NAMES[day_numbers[0]]}-{DAY_NAMES[day_numbers[-1]]}"
    return ";".join(DAY_NAMES[day] for day in day_numbers)
