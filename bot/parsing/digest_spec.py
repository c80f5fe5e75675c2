"""What people type about a digest, as a subscription: `weekdays 9:00 climate, energy`.

days       daily, weekdays, weekends, mon, mon-fri, "mon, thu"; without any, daily
times      9:00, 17.30, 9am; at least one
zone       Europe/Berlin; without one, the zone of whoever types
top 7      stories; max 2 of one outlet
without X, /Y/       what keeps an article out
only from X, Y       sources, if not all are wanted
quiet 22:00-7:00     hours in which nothing is posted
silent     says nothing on a day without news
the rest   topics, parted by commas
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from datetime import time
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from news.digest import EVERY_DAY
from news.errors import UnknownWish, UnknownZone

if TYPE_CHECKING:
    from collections.abc import Sequence

EXAMPLE = "weekdays 9:00 climate, energy"
MOST_STORIES = 20
MOST_TIMES = 24
WEEKDAYS, WEEKEND = (0, 1, 2, 3, 4), (5, 6)
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONG = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_GROUPS = {
    "daily": EVERY_DAY,
    "everyday": EVERY_DAY,
    "weekdays": WEEKDAYS,
    "workdays": WEEKDAYS,
    "weekday": WEEKDAYS,
    "weekends": WEEKEND,
    "weekend": WEEKEND,
    "weekly": (0,),
}
_ONE_DAY = {
    form: day
    for day, (short, long) in enumerate(zip(NAMES, _LONG, strict=True))
    for form in (short, long, f"{long}s", f"{short}s")
} | {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE)
_CLOCK_LIKE = re.compile(r"\d{1,2}[:.]\d{1,3}\w*|\d{1,2}\s*(?:am|pm)|\d{3,4}h?", re.IGNORECASE)
_OPTIONS = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in (
        ("quiet", r"\bquiet\s+(?:hours\s+)?(?:from\s+)?(\S+?)\s*(?:-|–|to|until)\s*(\S+)"),
        (
            "most",
            r"\b(?:at most|max|most) (\d+) (?:stories )?(?:of|from|per) (?:\w+ )?(?:outlet|source)\b",
        ),
        ("stories", r"\btop\s+(\d+)\b|\b(\d+)\s+stories\b"),
        (
            "silent",
            r"\b(?:stay )?silent(?: (?:when|if|on) (?:it is )?empty(?: days)?)?\b|\bskip empty\b",
        ),
    )
}
_ONLY = re.compile(r"(?:^|[\s,])only from\s+(.+)$", re.IGNORECASE)
_WITHOUT = re.compile(r"(?:^|[\s,])(?:without|except|but not)\s+(.+)$", re.IGNORECASE)
_ZONE = re.compile(r"(?:^|\s)(?:in\s+|tz\s+)?([A-Za-z_]+/[A-Za-z0-9_+\-/]+|UTC|GMT)(?=$|[\s,])")
_PATTERN = re.compile(r"/(?:[^/\\]|\\.)+/")
_JOINING = re.compile(r"^(?:and|at|on|every|each|day|,|&|about|digest)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wish:
    """What was understood.

    Attributes:
        direct: whether it is for whoever typed, by direct message.
        times: in the order of the day.
        days: Monday is 0.
        zone: "" if none was named.
        outlets: names of sources, as typed, if not all are wanted.
    """

    direct: bool = False
    times: tuple[time, ...] = ()
    days: tuple[int, ...] = EVERY_DAY
    zone: str = ""
    topics: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    stories: int = 5
    most_of_one: int = 0
    quiet: tuple[time, time] | None = None
    silent: bool = False


@dataclass(slots=True)
class _Read:
    """What the words have said so far."""

    direct: bool = False
    times: list[time] = field(default_factory=list)
    days: set[int] = field(default_factory=set)
    topics: list[str] = field(default_factory=list)


def parse(words: str) -> Wish:
    """Read what somebody wants.

    Raises:
        UnknownWish: no time, or one that is none, or a number out of its range.
        UnknownZone: a name with a slash that is no time zone.
    """
    text, barred = _without(" ".join(words.split()))
    text, outlets = _only(text)
    options, text = _options(text)
    zone, text = _zone(text)
    read = _Read()
    for word in _tokens(text):
        _take(word, read)
    if not read.times:
        raise UnknownWish(f"At what time? For example: `/brief digest {EXAMPLE}`.")
    if len(set(read.times)) > MOST_TIMES:
        raise UnknownWish(f"That is more than {MOST_TIMES} times a day.")
    quiet = options.get("quiet")
    return Wish(
        direct=read.direct,
        times=tuple(sorted(set(read.times))),
        days=tuple(sorted(read.days)) or EVERY_DAY,
        zone=zone,
        topics=_topics(read.topics),
        without=barred,
        outlets=outlets,
        stories=_number(options.get("stories"), "stories", 1, MOST_STORIES, 5),
        most_of_one=_number(options.get("most"), "stories of one outlet", 1, MOST_STORIES, 0),
        quiet=(clock(quiet[0]), clock(quiet[1])) if quiet else None,
        silent="silent" in options,
    )


def without(words: str) -> tuple[str, ...]:
    """Read what keeps an article out: `without boxing, /F[12]/`; none if nothing is named."""
    return _without(" ".join(words.split()))[1]


def clock(words: str) -> time:
    """Read a wall time: "9:00", "17.30", "9am", "12 pm".

    Raises:
        UnknownWish: it is none.
    """
    said = _CLOCK.fullmatch(words.strip())
    if said is not None:
        hour, minute = int(said[1]), int(said[2] or 0)
        half = (said[3] or "").lower().replace(".", "")
        if half and 1 <= hour <= 12:  # noqa: PLR2004 - hours of a clock's face
            hour = hour % 12 + (12 if half == "pm" else 0)
            half = ""
        if not half and hour < 24 and minute < 60:  # noqa: PLR2004 - of a day, of an hour
            return time(hour, minute)
    raise UnknownWish(f"“{words}” is no time of day. For example: `9:00`, `17:30` or `9am`.")


def days(words: str) -> tuple[int, ...]:
    """Read days: "daily", "weekdays", "mon-fri", "mon;thu".

    Raises:
        UnknownWish: they are none.
    """
    found: set[int] = set()
    for part in re.split(r"[;,\s]+", words.strip().lower()):
        said = _days(part)
        if not said:
            raise UnknownWish(
                f"“{part}” is no day. For example: `daily`, `weekdays`, `mon-fri` or `mon;thu`."
            )
        found.update(said)
    return tuple(sorted(found))


def zone(words: str) -> str:
    """Read an IANA time zone, whatever its capitals.

    Raises:
        UnknownZone: it is none.
    """
    known = _zones().get(words.strip().lower())
    if known is None:
        raise UnknownZone(words, _alike(words))
    return known


def said_days(chosen: Sequence[int]) -> str:
    """Say days shortly, as `days` reads them: "daily", "mon-fri", "mon;thu"."""
    chosen = tuple(sorted(set(chosen)))
    if chosen == EVERY_DAY:
        return "daily"
    if len(chosen) > 2 and chosen == tuple(range(chosen[0], chosen[-1] + 1)):  # noqa: PLR2004 - two are a list
        return f"{NAMES[chosen[0]]}-{NAMES[chosen[-1]]}"
    return ";".join(NAMES[day] for day in chosen)


# ---- private


def _without(text: str) -> tuple[str, tuple[str, ...]]:
    found = _WITHOUT.search(text)
    if found is None:
        return text, ()
    said = found[1]
    patterns = _PATTERN.findall(said)
    plain = [part.strip() for part in re.split(r",|\band\b|\bor\b", _PATTERN.sub(" ", said))]
    return text[: found.start()], (*patterns, *filter(None, plain))


def _only(text: str) -> tuple[str, tuple[str, ...]]:
    found = _ONLY.search(text)
    if found is None:
        return text, ()
    return text[: found.start()], tuple(filter(None, (part.strip() for part in found[1].split(","))))


def _options(text: str) -> tuple[dict[str, tuple[str, ...]], str]:
    options: dict[str, tuple[str, ...]] = {}
    for name, pattern in _OPTIONS.items():
        found = pattern.search(text)
        if found is not None:
            options[name] = tuple(filter(None, found.groups()))
            text = f"{text[: found.start()]} {text[found.end() :]}"
    return options, text


def _zone(text: str) -> tuple[str, str]:
    found = _ZONE.search(text)
    if found is None:
        return "", text
    return zone(found[1]), f"{text[: found.start()]} {text[found.end() :]}"


def _tokens(text: str) -> list[str]:
    """Part words, keeping what is quoted together, and "9 am" as "9am"."""
    joined = re.sub(r"(?<=\d)\s+(?=(?:am|pm|a\.m\.|p\.m\.)(?:\s|,|$))", "", text, flags=re.IGNORECASE)
    return re.findall(r'-?[“"][^”"]*[”"]|[^\s,]+|,', joined)


def _take(word: str, read: _Read) -> None:
    """Take one word: a day, a time, or part of a topic."""
    bare = word.lower()
    if not read.topics:
        if bare in {"me", "direct", "privately"}:
            read.direct = True
            return
        if found := _days(bare):
            read.days.update(found)
            return
        if _CLOCK_LIKE.fullmatch(word) or (word.isdigit() and not read.times):
            read.times.append(clock(word))
            return
        if _JOINING.match(word):
            return
    read.topics.append(word)


def _topics(words: Sequence[str]) -> tuple[str, ...]:
    text = " ".join(words).replace(" ,", ",")
    if re.fullmatch(r"(?:everything|all|all news|any|news)?", text.strip(), re.IGNORECASE):
        return ()
    return tuple(filter(None, (part.strip() for part in text.split(","))))


def _days(word: str) -> tuple[int, ...]:
    if word in _GROUPS:
        return _GROUPS[word]
    if word in _ONE_DAY:
        return (_ONE_DAY[word],)
    first, dash, last = word.replace("–", "-").partition("-")
    if dash and first in _ONE_DAY and last in _ONE_DAY:
        begin, end = _ONE_DAY[first], _ONE_DAY[last]
        return tuple(sorted((begin + step) % 7 for step in range((end - begin) % 7 + 1)))
    return ()


def _number(said: tuple[str, ...] | None, what: str, least: int, most: int, usual: int) -> int:
    if said is None:
        return usual
    if not said[0].isdigit() or len(said[0]) > 3 or not least <= int(said[0]) <= most:  # noqa: PLR2004 - digits
        raise UnknownWish(f"{said[0]} {what}: please from {least} to {most}.")
    return int(said[0])


@cache
def _zones() -> dict[str, str]:
    return {
        name.lower(): name for name in sorted(available_timezones()) if name not in {"localtime", "Factory"}
    }


def _alike(words: str) -> list[str]:
    """Find zones that look alike, or whose city does."""
    known, said = _zones(), words.strip().lower().replace(" ", "_")
    city = said.rpartition("/")[2]
    cities = [name for low, name in known.items() if low.rpartition("/")[2] == city]
    return (cities or [known[each] for each in difflib.get_close_matches(said, known, 2, 0.7)])[:2]
