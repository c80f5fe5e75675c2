"""Find the dateline before the first word of a report, such as "HARROW, March 3 (Reuters) - ".

Other examples are "(CNN) -- " and "CLOSE ".
"""

from __future__ import annotations

import re

_PLACE = r"[A-ZÀ-Þ][\w.’'/-]*(?:,? [A-ZÀ-Þ][\w.’'/-]*){0,5}"
_DAY = r"(?:,? (?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2}\.? [A-Z][a-zä]{2,8}))?"
_AGENCY = r"(?:\((?:[A-Z][\w.&/-]*(?: [A-Z][\w.&/-]*){0,2})\)|\([a-z]{2,5}(?:/[a-z]{2,5})?\))"
_DASH = r"\s?[-–—]{1,2}\s"
# Only known agencies, because without a dash after it a bracket may be a party or a nickname.
_KNOWN_AGENCY = r"\((?:AP|CNN|Reuters|REUTERS|AFP|UPI|dpa|EFE|ANSA|Xinhua|Kyodo|Bloomberg)\)"
_PREFIX_PATTERN = re.compile(
    rf"(?:CLOSE (?=[A-Z][a-z])|\[[Uu]pdated [^\]]{{1,80}}\]:? )?"
    rf"(?:(?:{_PLACE}{_DAY},? ?)?(?:{_AGENCY}{_DASH}|{_KNOWN_AGENCY}[.:]? (?=[A-ZÀ-Þ]))"
    # Without an agency only a place in capitals is certain: "HARROW, Vt. — ".
    rf"|(?!FILE)[A-Z]{{3,}}(?:[ /-][A-Z]{{2,}}){{0,3}}(?:, [A-Z][\w.]*(?: [A-Z][\w.]*)?)?{_DAY}{_DASH}"
    # Without a dash, a place in capitals and its country: "HARROW, Vermont Search teams ...".
    rf"|(?!FILE)[A-Z]{{4,}}(?:[ /-][A-Z]{{2,}}){{0,4}}, [A-Z][a-z]{{3,}} (?=[A-Z][a-z]+ (?:[a-z]|[A-Z][a-z]+ [a-z])))?"
)


def find_start(sentence: str) -> int:
    """Return the index of the first character after a sentence's dateline; 0 if there is none."""
    match = _PREFIX_PATTERN.match(sentence)
    end = match.end() if match else 0
    return end if sentence[end : end + 1].strip() else 0
