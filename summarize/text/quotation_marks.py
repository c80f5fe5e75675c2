"""Where quotations and brackets stand in a line, and which places lie inside one.

Marks are read by what stands around them, because one sign opens in one language and closes in another; where that
does not tell, by the sign, and straight marks in turn. A mark without a partner opens nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# One class first, so that the search for it runs in C. A single mark counts where it cannot be an apostrophe.
_MARK = re.compile(
    r"[\"“”„«»()\[\]「」『』（）'‘’]"
    r"(?:(?<!['‘’])|(?<!\w['‘’])(?=[\w$£€])|(?<=[\w.,!?…]['’])(?!\w))"
)
_OPENING = frozenset("([「『（")
_CLOSING = {")": "(", "]": "[", "」": "「", "』": "『", "）": "（"}
_SINGLE = frozenset("'‘’")
_BEFORE_OPENING = frozenset(" \t\u00a0\u202f([{—–-/:,\"'‘“")
_AFTER_CLOSING = frozenset(" \t\u00a0\u202f)]}—–-.,;:!?…\"'’”")
# A quotation or bracket that runs on longer than this is taken for one that was never closed.
LONGEST = 3000


def inside(text: str, start: int, end: int, places: Sequence[int]) -> set[int]:
    """Give those of the places that lie inside a quotation or brackets.

    Args:
        text: the text.
        start: where the line begins in it.
        end: where it ends.
        places: ascending positions between the two.

    Returns:
        The places after an opening mark and at or before its closing mark; empty if there are no marks.
    """
    held: set[int] = set()
    for opened, closed in _pairs(text, start, end):
        first = bisect_left(places, opened + 1)
        while first < len(places) and places[first] <= closed:
            held.add(places[first])
            first += 1
    return held


# ---- private


def _pairs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Pair the marks of a line; each kind by itself, the last opening with the next closing."""
    pairs: list[tuple[int, int]] = []
    opened: dict[str, int] = {}
    for found in _MARK.finditer(text, start, end):
        at = found.start()
        kind, opens = _read(text, at, start, end, opened)
        if opens:
            opened[kind] = at
        elif (begun := opened.pop(kind, -1)) >= 0 and at - begun <= LONGEST:
            pairs.append((begun, at))
    return pairs


def _read(text: str, at: int, start: int, end: int, opened: dict[str, int]) -> tuple[str, bool]:
    """Tell the kind of a mark and whether it opens."""
    mark = text[at]
    if mark in _OPENING:
        return mark, True
    if mark in _CLOSING:
        return _CLOSING[mark], False
    before = at == start or text[at - 1] in _BEFORE_OPENING
    after = at + 1 >= end or text[at + 1] in _AFTER_CLOSING
    if mark in _SINGLE:
        return "'", mark == "‘" or (mark == "'" and before and not after)
    if before != after:
        return '"', before
    if mark == '"':
        return '"', '"' not in opened
    return '"', mark in "“„«"
