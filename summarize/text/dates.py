"""Which day a question speaks of: "last Tuesday", "yesterday", "three days ago", "on 18 November"."""

from __future__ import annotations

import re
from datetime import date, timedelta

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_WEEKDAY = re.compile(
    rf"\b(?:(?P<which>last|this|on|since|next)\s+)?(?P<day>{'|'.join(_DAYS)})\b", re.IGNORECASE
)
_AGO = re.compile(r"\b(?P<count>\d{1,2}|a|one|two|three|four|five|six|seven) days? ago\b", re.IGNORECASE)
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_DATED = (
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b(?:,?\s+(?P<year>\d{{4}}))?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>\d{{4}}))?", re.IGNORECASE
    ),
)


def asked(question: str, today: date) -> date | None:
    """Give the day of the past, or today, that a question names; None if it names none.

    Args:
        question: as asked, in English.
        today: for whoever asks. A weekday is the last one before today, today's own name is a week ago after "last";
            a date without a year is the last one that was.
    """
    said = question.lower()
    if re.search(r"\bday before yesterday\b", said):
        return today - timedelta(days=2)
    if re.search(r"\b(?:yesterday|last night)\b", said):
        return today - timedelta(days=1)
    if re.search(r"\b(?:today|this morning|tonight)\b", said):
        return today
    if found := _AGO.search(said):
        count = found["count"]
        return today - timedelta(days=int(count) if count.isdigit() else _NUMBERS[count])
    if (found := _WEEKDAY.search(said)) and found["which"] != "next":
        back = (today.weekday() - _DAYS.index(found["day"])) % 7
        return today - timedelta(days=back or (7 if found["which"] == "last" else 0))
    return next(filter(None, (_dated(pattern, said, today) for pattern in _DATED)), None)


# ---- private


def _dated(pattern: re.Pattern[str], said: str, today: date) -> date | None:
    found = pattern.search(said)
    if found is None:
        return None
    month, day = _MONTHS.index(found["month"][:3]) + 1, int(found["day"])
    years = [int(found["year"])] if found["year"] else [today.year, today.year - 1]
    for year in years:
        try:
            named = date(year, month, day)
        except ValueError:
            continue
        if named <= today:
            return named
    return None
