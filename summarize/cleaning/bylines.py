"""Remove the bylines and dates that precede a report on the same line.

An example is "By. A Name. PUBLISHED:. 14:11 EST, ...".
"""

from __future__ import annotations

import re

# The number of characters at the beginning of a text in which the byline must end.
MAX_BYLINE_CHARACTERS = 400

_PUBLICATION_TIME = (
    r"(?:\d{1,2}:\d\d(?: [AP]M)?,?(?: [A-Z]{3,4},?)? (?:on )?\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]+ "
    r"\d{4}\b\s?\.?\s*)"
)
_BYLINE_RUN_PATTERN = re.compile(
    r"\s*(?:By\s[A-Z][^.\n]{2,60}?\s(?=PUBLISHED:|UPDATED:|Last updated at)"
    r"|By\s?\.\s+[A-Z][^.\n]{2,60}(?:\.\s+and [A-Z][^.\n]{2,40})?\s?\.\s+)?"
    rf"(?:(?:PUBLISHED:|UPDATED:|Last updated at|Published:|Updated:)\s?\.?\s*{_PUBLICATION_TIME}(?:\|\s?\.?\s*)?"
    r"|(?:Follow\s+)?@@?\w{2,30}\s?\.\s+){0,4}"
)


def strip_byline_run(text: str) -> str:
    """Remove the byline and dates at the beginning of a text.

    They stay if nothing else would be left.
    """
    match = _BYLINE_RUN_PATTERN.match(text, 0, MAX_BYLINE_CHARACTERS)
    return text[match.end() :] if match and match.end() < len(text) else text
