"""What a person enters in the form for a digest: values, and what may be wrong with them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import TYPE_CHECKING

from news.digest import EVERY_DAY
from news.time_zones import is_known_timezone

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_TIME, DEFAULT_DAYS = time(9), (0, 1, 2, 3, 4)
# Each link takes seconds; more come by `/brief add`.
MAX_LINKS, MAX_TOPICS = 4, 10


class FormField(StrEnum):
    """The fields of the form."""

    PACKS = "packs"
    LINKS = "links"
    TIME = "time"
    DAYS = "days"
    ZONE = "zone"
    TOPICS = "topics"
    NOW = "now"


class FormProblem(StrEnum):
    """What may be wrong with the value of a field."""

    NO_SOURCES = "no_sources"
    INVALID_LINK = "invalid_link"
    TOO_MANY_LINKS = "too_many_links"
    UNKNOWN_ZONE = "unknown_zone"
    INVALID_TIME = "invalid_time"
    NO_DAYS = "no_days"
    TOO_MANY_TOPICS = "too_many_topics"


@dataclass(frozen=True, slots=True)
class DigestForm:
    """The values of the form.

    Attributes:
        packs: the names of starter packs.
        links: the addresses of feeds or of sites with a feed.
        wall_time: the time of the digest.
        weekdays: the days of the digest; Monday is 0.
        zone: the IANA name of the time zone.
        topics: the topics; empty for all news.
        wants_brief_now: whether to post a brief right away.
    """

    packs: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    wall_time: time = DEFAULT_TIME
    weekdays: tuple[int, ...] = DEFAULT_DAYS
    zone: str = "UTC"
    topics: tuple[str, ...] = ()
    wants_brief_now: bool = True


def parse_digest_form(
    values: Mapping[str, str | tuple[str, ...]],
    *,
    pack_names: tuple[str, ...] = (),
    needs_source: bool = False,
) -> tuple[DigestForm, dict[FormField, tuple[FormProblem, str]]]:
    """Return the values of a form, and for each wrong field what is wrong with it.

    Args:
        values: the values by field: texts, and the values of the chosen options.
        pack_names: the names of all starter packs.
        needs_source: whether nothing is followed yet, so that the form must name a source.
    """
    problems: dict[FormField, tuple[FormProblem, str]] = {}
    packs = tuple(name for name in _options(values, FormField.PACKS) if name in pack_names)
    links = tuple(dict.fromkeys(_text(values, FormField.LINKS).replace(",", " ").split()))
    wrong_link = next(
        (link for link in links if not re.match(r"https?://[^\s/]+\.[^\s]+|https?://[\d.]+", link)), ""
    )
    if wrong_link:
        problems[FormField.LINKS] = (FormProblem.INVALID_LINK, wrong_link)
    elif len(links) > MAX_LINKS:
        problems[FormField.LINKS] = (FormProblem.TOO_MANY_LINKS, str(MAX_LINKS))
    elif needs_source and not (packs or links):
        problems[FormField.LINKS] = (FormProblem.NO_SOURCES, "")
    zone = _text(values, FormField.ZONE)
    if not is_known_timezone(zone):
        problems[FormField.ZONE] = (FormProblem.UNKNOWN_ZONE, zone)
    topics = tuple(
        dict.fromkeys(
            " ".join(topic.split())
            for topic in re.split(r"[,;\n]", _text(values, FormField.TOPICS))
            if topic.strip()
        )
    )
    if len(topics) > MAX_TOPICS:
        problems[FormField.TOPICS] = (FormProblem.TOO_MANY_TOPICS, str(MAX_TOPICS))
    days = tuple(
        sorted(
            {int(day) for day in _options(values, FormField.DAYS) if day.isdigit() and int(day) in EVERY_DAY}
        )
    )
    if not days:
        problems[FormField.DAYS] = (FormProblem.NO_DAYS, "")
    wall_time = DEFAULT_TIME
    try:
        wall_time = time.fromisoformat(_text(values, FormField.TIME))
    except ValueError:
        problems[FormField.TIME] = (FormProblem.INVALID_TIME, "")
    wants_now = bool(_options(values, FormField.NOW))
    return DigestForm(packs, links, wall_time, days, zone, topics, wants_now), problems


# ---- private


def _text(values: Mapping[str, str | tuple[str, ...]], name: FormField) -> str:
    value = values.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _options(values: Mapping[str, str | tuple[str, ...]], name: FormField) -> tuple[str, ...]:
    value = values.get(name, ())
    return value if isinstance(value, tuple) else ()
