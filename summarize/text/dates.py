"""Parse the day named in a question, such as "last Tuesday", and the planned day named in a report."""

from __future__ import annotations

import re
from datetime import date, timedelta

_WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH_PREFIXES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBER_WORDS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_WEEKDAY_PATTERN = re.compile(
    rf"\b(?:(?P<which>last|this|on|since|next)\s+)?(?P<day>{'|'.join(_WEEKDAY_NAMES)})\b", re.IGNORECASE
)
_DAYS_AGO_PATTERN = re.compile(
    r"\b(?P<count>\d{1,2}|a|one|two|three|four|five|six|seven) days? ago\b", re.IGNORECASE
)
_MONTH_REGEX = rf"(?P<month>{'|'.join(_MONTH_PREFIXES)})[a-z]*\.?"
_DATE_PATTERNS = (
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH_REGEX}\b(?:,?\s+(?P<year>\d{{4}}))?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{_MONTH_REGEX}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>\d{{4}}))?", re.IGNORECASE
    ),
)
_PLANNED_MONTH_REGEX = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
# A plan, not a wish, a condition or a noun.
_PLAN_REGEX = r"\b(?:will|(?:is|are) (?:due|set|scheduled|expected|slated|planning|to)|(?<!no )plans? to)\b"
# The day follows what is planned for it, in the same clause.
_BETWEEN_REGEX = r"[^.,;:“”\"()—–]{0,80}?"
_PLANNED_DAY_PATTERNS = (
    re.compile(
        rf"{_PLAN_REGEX}{_BETWEEN_REGEX}\b(?:on|from|until|by|before|at)?\s*{_PLANNED_MONTH_REGEX}"
        r" (?P<day>\d{1,2})(?!\d)(?:st|nd|rd|th)?(?:,? (?P<year>\d{4}))?"
    ),
    re.compile(
        rf"{_PLAN_REGEX}{_BETWEEN_REGEX}\b(?:on|from|until|by|before)?\s*(?P<day>\d{{1,2}})"
        rf"(?:st|nd|rd|th)? (?:of )?{_PLANNED_MONTH_REGEX}(?:,? (?P<year>\d{{4}}))?"
    ),
)
_PLANNED_WEEKDAY_PATTERN = re.compile(
    rf"{_PLAN_REGEX}{_BETWEEN_REGEX}\b(?P<which>on|from|next|until|by|before|this)?\s*"
    rf"(?P<weekday>{'|'.join(name.capitalize() for name in _WEEKDAY_NAMES)})\b"
)
_TOMORROW_PATTERN = re.compile(rf"{_PLAN_REGEX}{_BETWEEN_REGEX}\btomorrow\b")
# What is doubted, conditional or past is no plan: "would", "if", "said on Friday", "was expected to".
_DOUBT_PATTERN = re.compile(
    r"\b(?:would|could|might|may not|if|unless|had|was|were|whether|should|not|never|last|previous|told|said)\b"
    r"|n[’']t\b"
)


def parse_question_date(question: str, today: date) -> date | None:
    """Return the day named in a question (today or a past day), or None.

    Args:
        question: as asked, in English.
        today: the asker's date. A weekday is the last one before today; today's own weekday is today, or a week ago
            after "last". A date without a year is the most recent one.
    """
    question_text = question.lower()
    if re.search(r"\bday before yesterday\b", question_text):
        return today - timedelta(days=2)
    if re.search(r"\b(?:yesterday|last night)\b", question_text):
        return today - timedelta(days=1)
    if re.search(r"\b(?:today|this morning|tonight)\b", question_text):
        return today
    if match := _DAYS_AGO_PATTERN.search(question_text):
        day_count = match["count"]
        return today - timedelta(days=int(day_count) if day_count.isdigit() else _NUMBER_WORDS[day_count])
    if (match := _WEEKDAY_PATTERN.search(question_text)) and match["which"] != "next":
        days_back = (today.weekday() - _WEEKDAY_NAMES.index(match["day"])) % 7
        return today - timedelta(days=days_back or (7 if match["which"] == "last" else 0))
    return next(
        filter(None, (_parse_date(pattern, question_text, today) for pattern in _DATE_PATTERNS)), None
    )


def find_planned_date(sentence: str, published_on: date, after: date) -> date | None:
    """Return the future day on which something will happen according to a sentence; None if no day is certain.

    Args:
        sentence: English.
        published_on: the day of its article, from which "Friday" and "tomorrow" are seen.
        after: only later days are ahead.
    """
    day = _find_planned_day(sentence, published_on)
    return day if day is not None and day > max(after, published_on) else None


# ---- private


def _parse_date(pattern: re.Pattern[str], question_text: str, today: date) -> date | None:
    match = pattern.search(question_text)
    if match is None:
        return None
    month, day = _MONTH_PREFIXES.index(match["month"][:3]) + 1, int(match["day"])
    years = [int(match["year"])] if match["year"] else [today.year, today.year - 1]
    for year in years:
        try:
            parsed_date = date(year, month, day)
        except ValueError:
            continue
        if parsed_date <= today:
            return parsed_date
    return None


def _find_planned_day(sentence: str, published_on: date) -> date | None:
    for pattern in _PLANNED_DAY_PATTERNS:
        for match in pattern.finditer(sentence):
            if not _DOUBT_PATTERN.search(sentence, match.start(), match.end()):
                return _resolve_month_day(match, published_on)
    for match in _PLANNED_WEEKDAY_PATTERN.finditer(sentence):
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
