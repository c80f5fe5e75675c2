"""Parse the day named in a question, such as "last Tuesday" or "three days ago"."""

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
