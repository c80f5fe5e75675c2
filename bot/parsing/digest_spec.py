"""Parse requests for scheduled digests, such as `weekdays 9:00 climate, energy`.

days       daily, weekdays, weekends, mon-fri, "mon, thu", "every friday"; default: daily
times      9:00, 17.30, 9am, noon, 9 Uhr; at least one
zone       Europe/Berlin, Berlin time; default: the time zone of the person who types
top 7      the number of stories; max 2: the maximum from one outlet
without X, /Y/       words and patterns that exclude an article
only from X, Y       sources; default: all
quiet 22:00-7:00     hours in which nothing is posted
silent     nothing is posted on a day without news
with opinion         opinion, analysis and features are stories like reports
by topic, by folder  the stories stand in sections
the rest   topics, separated by commas

The parts may come in any order. Each step takes its words out of the text and leaves a mark where a day or a time
stood; what remains are the topics. Words that can only be a time, a day, a zone, a place or an option never become a
topic: an order that leaves some is refused, and the refusal names them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.parsing import digest_options
from bot.parsing.schedule import plain_words, rhythms, schedule_words, times_of_day, weekdays, zone_words
from bot.parsing.words import digest_topics, word_classes
from news.brief import SectionKind
from news.digest import EVERY_DAY
from news.errors import InvalidDigestSpec, RequestProblem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import time

MAX_STORIES = 20
DEFAULT_STORIES = 5
MAX_TIMES_PER_DAY = 24
# "short" in an order.
SHORT_STORIES = 3
_ONLY_FROM_PATTERN = re.compile(r"(?:^|[\s,;])(?:only|just) from\s+(.+)$", re.IGNORECASE)
# "only the Guardian" names an outlet, "only climate" a topic.
_OUTLET_LIST_PATTERN = re.compile(
    r"(?:^|(?<=[\s,;]))(?:(?:but )?(?:only|just|nur)(?: from)?|from|von|de|aus)\s+", re.IGNORECASE
)
_EXCLUSION_PATTERN = re.compile(
    r"(?:^|[\s,;(])(?:without|except(?: for)?|but (?:not|no)|excluding|exclude|excl\.?|minus|apart from"
    r"|not on|no|not|ohne|außer|(?:but |and )?(?:nothing|none) (?:about|on|from|of|with)|(?:but |and )?(?:skip"
    r"|leave out|leaving out)"
    r"|sans|sin|senza|sem|keine?n?|nichts (?:zu|über|von))\s+(?!one\b|sure\b|really\b|opinions?\b.*\bwith\b)(.+)$",
    re.IGNORECASE,
)
_PROTECTED_PATTERN = re.compile(r'-?[“"„][^”"“]*[”"“]|/(?:[^/\\\s]|\\.|\s(?=[^/]*/))+/(?![A-Za-z])')
_NO_DAYS_PATTERN = re.compile(
    rf"(?:^|[\s,;(])(?:no|not|not on|except|but not|i don'?t work|we don'?t work|never on)\s+(?:on )?"
    rf"(?P<days>{schedule_words.DAYS_PATTERN.pattern})(?:\s+so\b)?",
    re.IGNORECASE,
)
_PLACE_PATTERN = re.compile(
    r"(?:\b(?:to|in|into|for|at|on)\s+)?(?:the\s+)?(?:channel\s+)?(#[\w-]+|<#[^>]+>)", re.IGNORECASE
)
_PLACEHOLDER_PATTERN = re.compile("\ue000(\\d+)\ue001")


@dataclass(frozen=True, slots=True)
class DigestSpec:
    """A parsed request for a scheduled digest.

    Attributes:
        is_direct: whether the digest goes by direct message to the person who typed the request.
        times: the times of day in ascending order, at least one.
        days: the weekdays, where Monday is 0.
        zone: the IANA name of the time zone; "" if the request has none.
        source_names: the source names as typed; empty for all sources.
        is_guess: whether the topics had to be found in a sentence, which goes wrong more often.
    """

    is_direct: bool = False
    times: tuple[time, ...] = ()
    days: tuple[int, ...] = EVERY_DAY
    zone: str = ""
    topics: tuple[str, ...] = ()
    excluded_terms: tuple[str, ...] = ()
    source_names: tuple[str, ...] = ()
    stories: int = DEFAULT_STORIES
    max_per_outlet: int = 0
    quiet_hours: tuple[time, time] | None = None
    silent_when_empty: bool = False
    with_opinion: bool = False
    sections: SectionKind = SectionKind.NONE
    is_guess: bool = False


def format_digest_spec(spec: DigestSpec) -> str:
    """Return a request in the documented words, which `parse_digest_spec` reads as the same request."""
    parts = [
        "me" if spec.is_direct else "",
        weekdays.format_days(spec.days).replace(";", ",").replace("mon-fri", "weekdays"),
        " and ".join(f"{wall_time.hour}:{wall_time:%M}" for wall_time in spec.times),
        spec.zone,
        ", ".join(spec.topics),
        f"top {spec.stories}" if spec.stories != DEFAULT_STORIES else "",
        f"without {', '.join(spec.excluded_terms)}" if spec.excluded_terms else "",
        f"only from {', '.join(spec.source_names)}" if spec.source_names else "",
    ]
    return " ".join(filter(None, parts))


def parse_digest_spec(words: str) -> DigestSpec:
    """Parse a request for a scheduled digest.

    Raises:
        InvalidDigestSpec: the order has no time, an invalid time, a number that is out of range, a rhythm or a place
            that digests do not have, or words that can have several meanings.
        UnknownTimezone: the order names a time zone that does not exist or that can have several meanings.
    """
    text, protected = _protect(" ".join(words.split()))
    text = plain_words.to_plain_words(text)
    rhythms.refuse_other_rhythms(text)
    if match := _PLACE_PATTERN.search(text):
        raise InvalidDigestSpec(RequestProblem.OTHER_CHANNEL, channel=match[1].strip("<>").rpartition("|")[2])
    options, text = digest_options.split_options(rhythms.strip_count(text))
    zone, text = zone_words.split_zone(text)
    head, excluded_text = _split_exclusions(text)
    excluded_days = schedule_words.parse_excluded_days(excluded_text)
    if not excluded_days and (match := _NO_DAYS_PATTERN.search(text)):  # "skip accidents, no weekends"
        excluded_days = schedule_words.parse_excluded_days(match["days"])
        text = head = f"{text[: match.start()]} {text[match.end() :]}"
    schedule, text = schedule_words.split_schedule(
        head if excluded_days else text, has_zone=bool(zone) or zone_words.names_own_zone(words)
    )
    text, source_names = _split_outlets(text)
    if not source_names:
        text, source_names = _split_source_names(text)
    text, excluded_text = _split_exclusions(text)
    if not source_names:  # "without sports only BBC"
        excluded_text, source_names = _split_source_names(
            re.sub(r"\bonly (?!from\b)", "only from ", excluded_text)
        )
    excluded_terms = _parse_terms(excluded_text, protected)
    if not schedule.times:
        raise rhythms.missing_time(words, text, schedule.days)
    topics, is_guess = digest_topics.parse_topics(text)
    if topics and all(
        term.startswith("-") for topic in topics for term in topic.split()
    ):  # "-sport -celebrity"
        excluded_terms += tuple(term.lstrip("-") for topic in topics for term in topic.split())
        topics = ()
    if len(schedule.times) > MAX_TIMES_PER_DAY:
        raise InvalidDigestSpec(RequestProblem.TOO_MANY_TIMES, limit=MAX_TIMES_PER_DAY)
    quiet_hours = options.get("quiet")
    if "short" in options:
        options.setdefault("stories", (str(SHORT_STORIES),))
    spec = DigestSpec(
        is_guess=is_guess,
        is_direct="direct" in options,
        times=schedule.times,
        days=tuple(day for day in schedule.days or EVERY_DAY if day not in excluded_days),
        zone=zone,
        topics=tuple(_restore(topic, protected) for topic in topics),
        excluded_terms=excluded_terms,
        source_names=tuple(_restore(name, protected).strip('"“”„') for name in source_names),
        stories=_parse_number(
            options.get("stories"), RequestProblem.STORY_COUNT_OUT_OF_RANGE, 1, MAX_STORIES, DEFAULT_STORIES
        ),
        max_per_outlet=_parse_number(
            options.get("most"), RequestProblem.OUTLET_STORY_COUNT_OUT_OF_RANGE, 1, MAX_STORIES, 0
        ),
        quiet_hours=(times_of_day.parse_time(quiet_hours[0]), times_of_day.parse_time(quiet_hours[1]))
        if quiet_hours
        else None,
        silent_when_empty="silent" in options,
        with_opinion="opinion" in options,
        sections=SectionKind(options["sections"][0].lower() if "sections" in options else ""),
    )
    if schedule.is_half_unclear:
        _refuse_unclear_half(spec)
    return spec


def parse_excluded_terms(words: str) -> tuple[str, ...]:
    """Parse the terms that exclude articles: `without boxing, /F[12]/` or `filter boxing`.

    The result is empty if no terms are given.
    """
    text = re.sub(r"^filter\s+(?:without\s+)?", "without ", " ".join(words.split()), flags=re.IGNORECASE)
    text, protected = _protect(text)
    return _parse_terms(_split_exclusions(text)[1], protected)


# ---- private


def _refuse_unclear_half(spec: DigestSpec) -> None:
    """Reject an hour that may be in the morning or in the afternoon, and suggest both."""
    hour = spec.times[0]
    clocks = (hour, hour.replace(hour=hour.hour + 12))
    raise InvalidDigestSpec(
        RequestProblem.TIME_UNCLEAR,
        suggestions=tuple(
            f"digest {format_digest_spec(replace(spec, times=(each,)))}" for each in reversed(clocks)
        ),
        text=str(hour.hour),
    )


def _protect(text: str) -> tuple[str, list[str]]:
    """Replace quoted words and regular expressions with placeholders, so that later steps ignore them."""
    protected: list[str] = []

    def replace(match: re.Match[str]) -> str:
        protected.append(match[0])
        return f"\ue000{len(protected) - 1}\ue001"

    return _PROTECTED_PATTERN.sub(replace, text), protected


def _restore(text: str, protected: Sequence[str]) -> str:
    return _PLACEHOLDER_PATTERN.sub(lambda match: protected[int(match[1])], text)


def _split_exclusions(text: str) -> tuple[str, str]:
    match = _EXCLUSION_PATTERN.search(text)
    return (text[: match.start()], match[1]) if match else (text, "")


def _parse_terms(text: str, protected: Sequence[str]) -> tuple[str, ...]:
    terms = [
        _restore(part, protected).strip(" .;")
        for part in re.split(r",|;|\band\b|\bor\b", schedule_words.remove_marks(text))
    ]
    patterns = [term for term in terms if term.startswith("/")]
    return (*patterns, *(term.strip('"“”„') for term in terms if term and not term.startswith("/")))


def _split_source_names(text: str) -> tuple[str, tuple[str, ...]]:
    match = _ONLY_FROM_PATTERN.search(text)
    if match is None:
        return text, ()
    names = schedule_words.remove_marks(match[1])
    names_text, excluded = _split_exclusions(names)
    rest = f"{text[: match.start()]} without {excluded}" if excluded else text[: match.start()]
    return rest, tuple(filter(None, (part.strip() for part in re.split(r",|;| and | or ", names_text))))


def _split_outlets(text: str) -> tuple[str, tuple[str, ...]]:
    """Split an order into the well-known outlets it asks for, and the rest: "climate from bbc and the guardian"."""
    outlets = word_classes.load_phrases_of("outlet")
    for match in _OUTLET_LIST_PATTERN.finditer(text):
        rest = text[match.end() :]
        names: list[str] = []
        while found := re.match(
            r"\s*(?:,|and\b|&|\+|or\b)?\s*(?:the )?((?:[\w.]+ ){0,2}[\w.]+)", rest, re.IGNORECASE
        ):
            words = found[1].split()
            count = next(
                (count for count in range(len(words), 0, -1) if " ".join(words[:count]).lower() in outlets), 0
            )
            if not count:
                break
            names.append(" ".join(words[:count]))
            rest = rest[found.start(1) :][len(names[-1]) :]
        rest = re.sub(r"^\s*only\b", "", rest)
        if names and not re.match(
            r"\s+\w", rest.replace(schedule_words.TIME_MARK, "").replace(schedule_words.DAYS_MARK, "")
        ):
            return f"{text[: match.start()]} {re.sub(r'^ ?news', '', rest)}", tuple(names)
    return text, ()


def _parse_number(
    groups: tuple[str, ...] | None, problem: RequestProblem, minimum: int, maximum: int, default: int
) -> int:
    if groups is None:
        return default
    if not groups[0].isdigit() or len(groups[0]) > 3 or not minimum <= int(groups[0]) <= maximum:  # noqa: PLR2004 - digits
        raise InvalidDigestSpec(problem, number=groups[0], minimum=minimum, maximum=maximum)
    return int(groups[0])
