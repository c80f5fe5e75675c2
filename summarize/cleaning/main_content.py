"""Which lines of a scraped page are the article: the best run of sentences.

Each sentence is worth its words, each other line has a cost, and the dearest run wins (maximum subarray; text flow as
in Boilerplate Detection using Shallow Text Features, Kohlschuetter and others, WSDM 2010). A run goes over a
sub-heading; what comes after many lines that are none is a teaser, a reader's comment or the foot of the page.

The numbers were swept on 248 scraped pages of 154 outlets, each alone; figures are their mean token F1.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarize.cleaning import boilerplate

if TYPE_CHECKING:
    from collections.abc import Sequence

# Words of a sentence with the mark of an end (4 to 10: 6 best, .948; 8 .946), and of one without (18 to 40: .947, .948
# at 25, .943).
FEWEST = 6
MANY = 25
# What a line costs a run, in words: one that is no sentence (10 to 15: 12 best); one known to be rubbish (12 to 30: 20
# best, .946 for .939 at 12). Rubbish that interrupts articles ("Story continues below") costs nothing: between short
# paragraphs it would cut them off.
COST = 12
RUBBISH_COST = 20
# So many lines between two sentences stay, and cost a run once (1 to 30: 3 gives .948 and keeps short lists; 30 .947).
BETWEEN = 3
# Characters of an ideographic line with a full stop in it.
FEWEST_IDEOGRAPHS = 30
# Words of a closing sentence: "“That’s right,” he said."
FEWEST_AT_THE_END = 3

_ENDED = re.compile(r"[.!?:;。！？।؟][\"'”’»“)）」』\]]{0,3}$|[”»\"’'」）)]$")
_STOPPED = re.compile(r"[.!?:][\"'”’»“)]{0,2}$")
_EAST = re.compile(r"[。！？]")
_ASKED = ("Q: ", "A: ", "Q. ", "A. ")


def is_prose(line: str) -> bool:
    """Tell by its shape whether a line holds a sentence; a teaser cut off with "..." is none."""
    if line.endswith(("...", "…")):
        return False
    words = line.count(" ") + 1
    if words >= MANY or (words >= FEWEST and _ENDED.search(line[-4:])) or line.startswith(_ASKED):
        return True
    return len(line) >= FEWEST_IDEOGRAPHS and not line.isascii() and bool(_EAST.search(line))


def best(lines: Sequence[str], known: Sequence[bool]) -> list[str]:
    """Give the lines of the best run.

    Args:
        lines: all lines of the page, in order.
        known: which of them are known to be rubbish; they are never given.

    Returns:
        Empty where no line is a sentence.
    """
    prose = [not gone and is_prose(line) for line, gone in zip(lines, known, strict=True)]
    begin, end = _run(lines, known, prose)
    while end < len(lines) and not known[end] and (prose[end] or _closes(lines[end])):
        prose[end] = True
        end += 1
    kept: list[str] = []
    since = begin
    for place in range(begin, end):
        if prose[place]:
            if place - since <= BETWEEN:
                kept += [lines[each] for each in range(since, place) if not known[each]]
            kept.append(lines[place])
            since = place + 1
    return kept


# ---- private


def _run(lines: Sequence[str], known: Sequence[bool], prose: Sequence[bool]) -> tuple[int, int]:
    """Find the run of the highest worth: its first line and the one after its last."""
    worth = top = first = begin = end = 0
    for place, line in enumerate(lines):
        if prose[place]:
            worth += max(line.count(" ") + 1, len(line) // 6)
        elif not known[place]:
            worth -= 0 if _in_small_gap(place, known, prose) else COST
        elif not boilerplate.interrupts(line):
            worth -= RUBBISH_COST
        if worth <= 0:
            worth, first = 0, place + 1
        elif worth > top:
            top, begin, end = worth, first, place + 1
    return begin, end


def _in_small_gap(place: int, known: Sequence[bool], prose: Sequence[bool]) -> bool:
    """Tell whether a line goes on a gap between sentences that is small and free of rubbish: the gap has paid."""
    if place == 0 or prose[place - 1]:
        return False
    since = place
    while since > 0 and not prose[since - 1] and place - since < BETWEEN:
        since -= 1
    until = place + 1
    while until < len(prose) and not prose[until] and until - since <= BETWEEN:
        until += 1
    closed = since > 0 and prose[since - 1] and until < len(prose) and prose[until]
    return closed and until - since <= BETWEEN and not any(known[since:until])


def _closes(line: str) -> bool:
    """Tell whether a short line is a sentence."""
    return line.count(" ") + 1 >= FEWEST_AT_THE_END and bool(_STOPPED.search(line[-3:]))
