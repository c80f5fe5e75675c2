"""Find the positions in a line that are inside quotations or brackets.

The characters around a mark decide, because one mark opens in one language and closes in another; if they do not, the
mark itself decides, and straight marks alternate. A mark without a partner opens nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# A character class first, so that the search runs in C. A single mark counts if it cannot be an apostrophe.
_MARK_PATTERN = re.compile(
    r"[\"“”„«»()\[\]「」『』（）'‘’]"
    r"(?:(?<!['‘’])|(?<!\w['‘’])(?=[\w$£€])|(?<=[\w.,!?…]['’])(?!\w))"
)
_OPENING_BRACKETS = frozenset("([「『（")
_OPENING_BY_CLOSING_BRACKET = {")": "(", "]": "[", "」": "「", "』": "『", "）": "（"}
_SINGLE_QUOTATION_MARKS = frozenset("'‘’")
_CHARACTERS_BEFORE_OPENING = frozenset(" \t\u00a0\u202f([{—–-/:,\"'‘“")
_CHARACTERS_AFTER_CLOSING = frozenset(" \t\u00a0\u202f)]}—–-.,;:!?…\"'’”")
# A longer quotation or bracket is assumed to lack its closing mark.
MAX_QUOTATION_LENGTH = 3000


def find_quoted_positions(text: str, line_start: int, line_end: int, positions: Sequence[int]) -> set[int]:
    """Return the positions in a line that are inside quotations or brackets.

    Args:
        text: the text.
        line_start: the index at which the line begins.
        line_end: the index at which it ends.
        positions: ascending positions between `line_start` and `line_end`.

    Returns:
        The positions after an opening mark and at or before its closing mark; empty if there are no marks.
    """
    quoted_positions: set[int] = set()
    for opening_index, closing_index in _pair_marks(text, line_start, line_end):
        next_position = bisect_left(positions, opening_index + 1)
        while next_position < len(positions) and positions[next_position] <= closing_index:
            quoted_positions.add(positions[next_position])
            next_position += 1
    return quoted_positions


# ---- private


def _pair_marks(text: str, line_start: int, line_end: int) -> list[tuple[int, int]]:
    """Pair each closing mark with the last opening mark of the same kind."""
    pairs: list[tuple[int, int]] = []
    open_marks: dict[str, int] = {}
    for match in _MARK_PATTERN.finditer(text, line_start, line_end):
        mark_index = match.start()
        mark_kind, is_opening = _classify_mark(text, mark_index, line_start, line_end, open_marks)
        if is_opening:
            open_marks[mark_kind] = mark_index
        elif (
            opening_index := open_marks.pop(mark_kind, -1)
        ) >= 0 and mark_index - opening_index <= MAX_QUOTATION_LENGTH:
            pairs.append((opening_index, mark_index))
    return pairs


def _classify_mark(
    text: str, mark_index: int, line_start: int, line_end: int, open_marks: dict[str, int]
) -> tuple[str, bool]:
    """Return the kind of a quotation mark or bracket, and whether it opens a pair."""
    mark = text[mark_index]
    if mark in _OPENING_BRACKETS:
        return mark, True
    if mark in _OPENING_BY_CLOSING_BRACKET:
        return _OPENING_BY_CLOSING_BRACKET[mark], False
    can_open = mark_index == line_start or text[mark_index - 1] in _CHARACTERS_BEFORE_OPENING
    can_close = mark_index + 1 >= line_end or text[mark_index + 1] in _CHARACTERS_AFTER_CLOSING
    if mark in _SINGLE_QUOTATION_MARKS:
        return "'", mark == "‘" or (mark == "'" and can_open and not can_close)
    if can_open != can_close:
        return '"', can_open
    if mark == '"':
        return '"', '"' not in open_marks
    return '"', mark in "“„«"
