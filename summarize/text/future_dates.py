"""Find the day that a sentence says something will happen on."""

from __future__ import annotations

import re
from datetime import date, timedelta

_WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH_PREFIXES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_REGEX = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
# A plan, not a wish, a condition or a noun.
_PLAN_REGEX = r"\b(?:will|(?:is|are) (?:due|set|scheduled|expected|slated|planning|to)|(?<!no )plans? to)\b"
# The day follows what is planned for it, in the same clause.
_BETWEEN_REGEX = r"[^.,;:“”\"()—–]{0,80}?"
_DAY_PATTERNS = (
    re.compile(
        rf"{_PLAN_REGEX}{_BETWEEN_REGEX}\b(?:on|from|until|by|before|at)?\s*{_MONTH_REGEX}"
        r" (?P<day>\d{1,2})(?!\d)(?:st|nd|rd|th)?(?:,? (?P<year>\d{4}))?"
    ),
    re.compile(
        rf"{_PLAN_REGEX}{_BETWEEN_REGEX}\b(?:on|from|until|by|before)?\s*(?P<day>\d{{1,2}})"
        rf"(?:st|nd|rd|th)? (?:of )?{_MONTH_REGEX}(?:,? (?P<year>\d{{4}}))?"
    ),
)
_WEEKDAY_PATTERN = re.compile(
    rf"{_PLAN_REGEX}{_BETWEEN_REGEX}\b(?P<which>on|from|next|until|by|before|this)?\s*"
    rf"(?P<weekday>{'|'.join(name.capitalize() for name in _WEEKDAY_NAMES)})\b"
)
_TOMORROW_PATTERN = re.compile(rf"{_PLAN_REGEX}{_BETWEEN_REGEX}\btomorrow\b")
# What is doubted, conditional or past is no plan: "would", "if", "said on Friday", "was expected to".
_DOUBT_PATTERN = re.compile(
    r"\b(?:would|could|might|may not|if|unless|had|was|were|whether|should|not|never|last|previous|told|said)\b"
    r"|n[’']t\b"
)


def find_planned_date(sentence: str, published_on: date, after: date) -> date | None:
    """Return the day on which, by a sentence, something will happen; None if none is sure or it is not ahead.

    Args:
        sentence: English.
        published_on: the day of its article, from which "Friday" and "tomorrow" are seen.
        after: only later days are ahead.
    """
    day = _find_day(sentence, published_on)
    return day if day is not None and day > max(after, published_on) else None


# ---- private


def _find_day(sentence: str, published_on: date) -> date | None:
    for pattern in _DAY_PATTERNS:
        for match in pattern.finditer(sentence):
            if not _DOUBT_PATTERN.search(sentence, match.start(), match.end()):
                return _resolve_month_day(match, published_on)
    for match in _WEEKDAY_PATTERN.finditer(sentence):
        if not _DOUBT_PATTERN.search(sentence, match.start(), match.end()):
            days_ahead = (_WEEKDAY_NAMES.index(match["weekday"].lower()) - published_on.weekday()) % 7
            # The weekday of publication is today or in a week.
            return published_on + timedelta(days=days_ahead) if days_ahead else None
    match_tomorrow = _TOMORROW_PATTERN.search(sentence)
    if match_tomorrow and not _DOUBT_PATTERN.search(sentence, match_tomorrow.start(), match_tomorrow.end()):
        return published_on + timedelta(days=1)
    return None


def _resolve_month_day(match: re.Match[str], published_on: date) -> date | None:
    month, day = _MONTH_PREFIXES.index(match["month"][:3].lower()) + 1, int(match["day"])
    years = [int(match["year"])] if match["year"] else [published_on.year, published_on.year + 1]
    for year in years:
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if match["year"] or found >= published_on:
            return found
    return None
