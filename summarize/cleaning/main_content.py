"""Extract the article, the best run of sentences, from a scraped page.

Each sentence adds its words, each other line has a cost, and the run with the highest score wins (maximum subarray;
shallow text features as in "Boilerplate Detection using Shallow Text Features", Kohlschütter et al., WSDM 2010). A
run continues across a sub-heading; what comes after many other lines is a teaser, a comment or the page's footer.

The numbers were swept one at a time on 248 scraped pages of 154 outlets; figures are the mean token F1.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarize.cleaning import boilerplate

if TYPE_CHECKING:
    from collections.abc import Sequence

# The minimum words of a sentence with final punctuation (4 to 10: 6 best, .948; 8 .946), and without (18 to 40: .947,
# .948 at 25, .943).
MIN_SENTENCE_WORDS = 6
MIN_UNPUNCTUATED_WORDS = 25
# The cost of a line, in words: one that is not a sentence (10 to 15: 12 best); known boilerplate (12 to 30: 20 best,
# .946 for .939 at 12). Boilerplate that interrupts articles ("Story continues below") costs nothing: between short
# paragraphs it would cut them off.
NON_SENTENCE_COST = 12
BOILERPLATE_COST = 20
# This many lines between two sentences are kept, and cost a run once (1 to 30: 3 gives .948 and keeps short lists; 30
# .947).
MAX_GAP_LINES = 3
# The minimum length of an ideographic line with a full stop.
MIN_IDEOGRAPHIC_CHARACTERS = 30
# The minimum words of a closing sentence: "“That’s right,” he said."
MIN_CLOSING_WORDS = 3

_SENTENCE_END_PATTERN = re.compile(r"[.!?:;。！？।؟][\"'”’»“)）」』\]]{0,3}$|[”»\"’'」）)]$")
_CLOSING_PUNCTUATION_PATTERN = re.compile(r"[.!?:][\"'”’»“)]{0,2}$")
_CJK_STOP_PATTERN = re.compile(r"[。！？]")
_INTERVIEW_PREFIXES = ("Q: ", "A: ", "Q. ", "A. ")


def is_prose(line: str) -> bool:
    """Whether a line looks like a sentence; False for a teaser cut off with "..."."""
    if line.endswith(("...", "…")):
        return False
    word_count = line.count(" ") + 1
    if (
        word_count >= MIN_UNPUNCTUATED_WORDS
        or (word_count >= MIN_SENTENCE_WORDS and _SENTENCE_END_PATTERN.search(line[-4:]))
        or line.startswith(_INTERVIEW_PREFIXES)
    ):
        return True
    return (
        len(line) >= MIN_IDEOGRAPHIC_CHARACTERS
        and not line.isascii()
        and bool(_CJK_STOP_PATTERN.search(line))
    )


def extract_main_content(lines: Sequence[str], is_boilerplate: Sequence[bool]) -> list[str]:
    """Return the lines of the article, which are the best run of sentences on the page.

    Args:
        lines: all lines of the page, in order.
        is_boilerplate: for each line, whether it is known boilerplate, which is never returned.

    Returns:
        The lines of the run; empty if no line is a sentence.
    """
    is_prose_line = [
        not is_known_boilerplate and is_prose(line)
        for line, is_known_boilerplate in zip(lines, is_boilerplate, strict=True)
    ]
    begin, end = _find_best_run(lines, is_boilerplate, is_prose_line)
    while (
        end < len(lines)
        and not is_boilerplate[end]
        and (is_prose_line[end] or _is_closing_sentence(lines[end]))
    ):
        is_prose_line[end] = True
        end += 1
    kept_lines: list[str] = []
    gap_start = begin
    for index in range(begin, end):
        if is_prose_line[index]:
            if index - gap_start <= MAX_GAP_LINES:
                kept_lines += [
                    lines[gap_index] for gap_index in range(gap_start, index) if not is_boilerplate[gap_index]
                ]
            kept_lines.append(lines[index])
            gap_start = index + 1
    return kept_lines


# ---- private


def _find_best_run(
    lines: Sequence[str], is_boilerplate: Sequence[bool], is_prose_line: Sequence[bool]
) -> tuple[int, int]:
    """Return the run of lines with the highest score.

    A run is (index of the first line, index after the last line).
    """
    score = best_score = run_start = begin = end = 0
    for index, line in enumerate(lines):
        if is_prose_line[index]:
            score += max(line.count(" ") + 1, len(line) // 6)
        elif not is_boilerplate[index]:
            score -= 0 if _in_small_gap(index, is_boilerplate, is_prose_line) else NON_SENTENCE_COST
        elif not boilerplate.is_inline_boilerplate(line):
            score -= BOILERPLATE_COST
        if score <= 0:
            score, run_start = 0, index + 1
        elif score > best_score:
            best_score, begin, end = score, run_start, index + 1
    return begin, end


def _in_small_gap(index: int, is_boilerplate: Sequence[bool], is_prose_line: Sequence[bool]) -> bool:
    """Whether a line belongs to a small gap between sentences.

    Such a gap has no boilerplate and is already penalized.
    """
    if index == 0 or is_prose_line[index - 1]:
        return False
    gap_start = index
    while gap_start > 0 and not is_prose_line[gap_start - 1] and index - gap_start < MAX_GAP_LINES:
        gap_start -= 1
    gap_end = index + 1
    while (
        gap_end < len(is_prose_line) and not is_prose_line[gap_end] and gap_end - gap_start <= MAX_GAP_LINES
    ):
        gap_end += 1
    is_enclosed = (
        gap_start > 0
        and is_prose_line[gap_start - 1]
        and gap_end < len(is_prose_line)
        and is_prose_line[gap_end]
    )
    return is_enclosed and gap_end - gap_start <= MAX_GAP_LINES and not any(is_boilerplate[gap_start:gap_end])


def _is_closing_sentence(line: str) -> bool:
    """Whether a short line is a complete sentence that may close an article."""
    return line.count(" ") + 1 >= MIN_CLOSING_WORDS and bool(_CLOSING_PUNCTUATION_PATTERN.search(line[-3:]))
