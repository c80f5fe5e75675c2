"""Remove kickers and outlet names from headlines.

For example, "EXCLUSIVE: Bridge opens | Harbour Courier" becomes "Bridge opens".
"""

from __future__ import annotations

import re

# The minimum number of words that must remain; otherwise the headline is not changed.
MIN_WORDS = 3

_KICKER_PATTERN = re.compile(
    r"(?:(?:EXCLUSIVE|BREAKING(?: NEWS)?|JUST IN|DEVELOPING|UPDATED?|WATCH|VIDEO|ALERT|URGENT)|"
    r"(?:Exclusive|Breaking(?: news)?|Just in|Developing|Updated?|Watch|Video|Exklusiv|Exclusif|Exclusiva|Esclusiva"
    r"|Eilmeldung|Video))\s?(?:[:|]|\s[-–—])\s+"
)
_TAIL_PATTERN = re.compile(r"(?:\s+(?:[|•·]|[-–—]{1,2})|\s?:)\s+(?P<name>[^|•·–—]{2,45})$")
# Additions to outlets' names that are not part of the name itself: "CNN.com", "Courier News", "Fox News Video".
_NAME_FURNITURE_TEXT = (
    "the news online com org net co uk politics video latest home page world us breaking sport newspaper"
)
_NAME_FURNITURE = frozenset(_NAME_FURNITURE_TEXT.split())
_WORD_PATTERN = re.compile(r"[^\W_]+")


def strip_furniture(title: str, outlet: str) -> str:
    """Return a headline without its kicker (such as "EXCLUSIVE:") and the outlet's name.

    Args:
        title: the headline as it was published.
        outlet: the outlet's name. After a dash or a colon, only this name is removed, because the rest may belong to
        the headline; after a bar, any name of an outlet or section is removed.
    """
    stripped = title
    while match := _TAIL_PATTERN.search(stripped):
        if not _is_outlet(match["name"], outlet, after_bar="|" in match[0]):
            break
        stripped = _keep_long(stripped[: match.start()], stripped)
        if stripped.endswith(match[0]):
            break
    return (
        _keep_long(_KICKER_PATTERN.sub("", stripped, count=1), stripped)
        if _KICKER_PATTERN.match(stripped)
        else stripped
    )


def strip_outlet(title: str, outlet: str) -> str:
    """Return a headline without the outlet's own name at its end, as in "Bridge opens - Harbour Courier".

    Args:
        title: the headline as it was published.
        outlet: the outlet's name.
    """
    match = _TAIL_PATTERN.search(title)
    # A part of the name may be a word of the headline: a place, a person.
    if not match or not outlet or _words(match["name"]) != _words(outlet):
        return title
    return _keep_long(title[: match.start()], title)


# ---- private


def _is_outlet(name: str, outlet: str, *, after_bar: bool) -> bool:
    name_words, outlet_words = _words(name), _words(outlet)
    if name_words and outlet_words and (name_words <= outlet_words or outlet_words <= name_words):
        return True
    return after_bar and name == name.strip() and len(name.split()) <= MIN_WORDS and name[:1].isupper()


def _words(name: str) -> set[str]:
    words = [word.lower() for word in _WORD_PATTERN.findall(name)]
    return {word for word in words if word not in _NAME_FURNITURE} or set(words)


def _keep_long(stripped: str, title: str) -> str:
    is_long = stripped.count(" ") + 1 >= MIN_WORDS or (
        not stripped.isascii() and " " not in stripped and len(stripped) > MIN_WORDS
    )
    return stripped if is_long else title
