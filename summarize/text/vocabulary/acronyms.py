"""Join the spellings of an acronym: "U.S." and "US", and the name that it stands for."""

from __future__ import annotations

import re

_DOTTED_PATTERN = re.compile(r"\b(?:[A-Z]\.){2,}|\b(?:[a-z]\.){2,}(?=\W|$)")
# Acronyms that are ordinary words in lower case: without capitals they would be ignored.
_AMBIGUOUS_PATTERN = re.compile(r"\b(?:US|USA|WHO|IT|AM|PM|OR|IN|IS|AN|ALL)\b")
_LOWERCASE_US_PATTERN = re.compile(r"(?<=\bthe )us\b(?!-)", re.IGNORECASE)
_UNITED_STATES_PATTERN = re.compile(r"\bunited states(?: of america)?\b", re.IGNORECASE)
_LOWERCASE_LETTER_PATTERN = re.compile(r"[a-z]")
# A name of several capitalized words: "World Health Organization", "Bureau of Economic Research".
_NAME_PATTERN = re.compile(r"[A-Z][a-z]+(?:(?: of| for| and| the| on)* [A-Z][a-z]+)+")
_INITIAL_PATTERN = re.compile(r"\b[A-Z]")
# Two initials are mostly those of a person.
MIN_INITIALS = 3
TWO_LETTER_ACRONYMS = frozenset({"UN", "EU", "UK"})


def fold(text: str) -> str:
    """Return a text with one spelling for each acronym; "US" becomes "usa" and "WHO" "who0"."""
    if "." in text:
        text = _DOTTED_PATTERN.sub(_join_letters, text)
    text = _UNITED_STATES_PATTERN.sub("USA", text)
    text = _LOWERCASE_US_PATTERN.sub("USA", text)
    if _LOWERCASE_LETTER_PATTERN.search(text):
        text = _AMBIGUOUS_PATTERN.sub(
            lambda match: "usa" if match[0] in {"US", "USA"} else f"{match[0].lower()}0", text
        )
    return text


def of_names(text: str) -> list[str]:
    """Return the initials of the names in a text in lower case: "World Health Organization" gives "who0"."""
    found = []
    for match in _NAME_PATTERN.finditer(text):
        initials = "".join(_INITIAL_PATTERN.findall(match[0]))
        if initials == "WHO":
            found.append("who0")
        elif len(initials) >= MIN_INITIALS or initials in TWO_LETTER_ACRONYMS:
            found.append(initials.lower())
    return found


# ---- private


def _join_letters(match: re.Match[str]) -> str:
    joined = match[0].replace(".", "")
    if joined.lower() == "us":
        return "USA"
    return joined if joined.isupper() or joined not in {"am", "pm"} else match[0]
