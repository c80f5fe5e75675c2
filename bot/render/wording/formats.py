"""Numbers, times and lists in the bot's texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news.time_zones import timezone_or_utc

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from news.article import Article
    from news.window import Window

NO_DATE = "no date"
WEIGHT_TEXTS = {-2: "much less", -1: "less", 1: "more", 2: "much more"}


def format_local_time(moment: datetime, zone: str) -> str:
    """Format a time in a time zone, or in UTC if the zone is unknown: "Mon 18 Nov, 09:00"."""
    local_time = moment.astimezone(timezone_or_utc(zone))
    return f"{local_time:%a} {local_time.day} {local_time:%b, %H:%M}"


def format_day(day: date) -> str:
    """Format a day: "Fri 20 Nov"."""
    return f"{day:%a} {day.day} {day:%b}"


def describe_weight(weight: int) -> str:
    """Return the weight of a preference: "more", "much less"."""
    return WEIGHT_TEXTS[max(-2, min(2, weight))]


def format_count(number: int, noun: str) -> str:
    """Return a number with a noun in the singular or plural: "1 article", "2 stories"."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"


def format_byte_count(number: int) -> str:
    """Return a size with its unit, such as "1.4 GB"; a kilobyte has 1,000 bytes."""
    value, units = float(number), ["bytes", "kB", "MB", "GB", "TB"]
    while value >= 1000 and len(units) > 1:  # noqa: PLR2004 - the base of the units
        value /= 1000
        del units[0]
    return f"{value:.0f} {units[0]}" if value >= 10 or units[0] == "bytes" else f"{value:.1f} {units[0]}"  # noqa: PLR2004 - two digits


def format_article_time(article: Article) -> str:
    """Return when an article appeared, or a note that it has no date."""
    has_no_date = article.is_baseline and article.published_at is None
    return NO_DATE if has_no_date else format_utc_time(article.appeared_at)


def format_utc_time(moment: datetime) -> str:
    """Format a time in UTC: "18 Nov, 07:15 UTC"."""
    return f"{moment.day} {moment:%b, %H:%M} UTC"


def format_machine_time(moment: datetime) -> str:
    """Format a time in this machine's time zone, for a terminal: "18 Nov, 08:15"."""
    local_time = moment.astimezone()
    return f"{local_time.day} {local_time:%b, %H:%M}"


def join_with_or(items: Sequence[str]) -> str:
    """Join words with commas and "or": "a, b or c"."""
    return " or ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))


def join_with_and(items: Sequence[str]) -> str:
    """Join words with commas and "and": "a, b and c"."""
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def describe_period(window: Window) -> str:
    """Return a time range with its preposition: "in the last 24 hours", "from yesterday"."""
    return f"{'from' if window.name else 'in'} {window.description}"
