"""Extract the article from a scraped page, as the best run of sentences.

Each sentence adds its words, each other line has a cost, and the run with the highest score wins (maximum subarray;
shallow text features as in "Boilerplate Detection using Shallow Text Features", Kohlschütter et al., WSDM 2010). A
run continues across a sub-heading; what comes after many other lines is a teaser, a comment or the page's footer.

Of several such runs the one that shares the words of the headline wins, not the longest: a consent form, comments and
other articles are often longer than the article. With a foreign text half again as long as the article on each of 43
whole pages, above or below it, F1 is .85; by length alone .28 (`python -m bench.clean --foreign 1.5`).

The numbers were swept one at a time on 248 scraped pages of 154 outlets; figures are the mean token F1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
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

# A run counts its words times its share of the headline words plus this (.05 to .5 give the same; without the headline
# .26, with it .53, where the page has a foreign text).
MIN_HEADLINE_WEIGHT = 0.25
# Runs of a lower score are not considered, and at most this many are.
MIN_RUN_SCORE, MAX_RUNS = 20, 12
# A run is split at so many lines that are not sentences (5, 8, 12: .9478, .9475, .9479); a part belongs to the article
# if it has this share of the main part's headline words.
MIN_SPLIT_LINES, MIN_RELATED_SHARE = 12, 0.3
# The main part is certain if it has this share of the headline's words, so many words, and a rival of this relative
# size.
MIN_CERTAIN_SHARE, MIN_CERTAIN_WORDS, MIN_RIVAL_SHARE = 0.5, 60, 0.5
# The opening of an article that advertisements cut off: a run before the main part that has as many of the headline's
# words, at most so many lines above.
MAX_OPENING_GAP_LINES = 20
# Words of the headline are compared by this many first letters, if they are this long; ideographs by pairs.
WORD_PREFIX_LETTERS, MIN_HEADLINE_WORD_LETTERS = 5, 4

_SENTENCE_END_PATTERN = re.compile(r"[.!?:;。！？।؟][\"'”’»“)）」』\]]{0,3}$|[”»\"’'」）)]$")
_CLOSING_PUNCTUATION_PATTERN = re.compile(r"[.!?:][\"'”’»“)]{0,2}$")
_CJK_STOP_PATTERN = re.compile(r"[。！？]")
_PUNCTUATION_PATTERN = re.compile(r"[.,;:!?]")
_WORD_PATTERN = re.compile(rf"[^\W\d_]{{{MIN_HEADLINE_WORD_LETTERS},}}")
_IDEOGRAPHS_PATTERN = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]+")
_INTERVIEW_PREFIXES = ("Q: ", "A: ", "Q. ", "A. ")


@dataclass(frozen=True, slots=True)
class MainContent:
    """The lines of the article on a page.

    Attributes:
        lines: the lines, in order.
        is_certain: whether the headline shows that this is the article, although it is not most of the page's prose.
    """

    lines: list[str]
    is_certain: bool


def is_prose(line: str) -> bool:
    """Whether a line looks like a sentence; False for a teaser cut off with "..."."""
    if line.endswith(("...", "…")):
        return False
    word_count = line.count(" ") + 1
    if (
        (word_count >= MIN_UNPUNCTUATED_WORDS and not _is_tag_cloud(line))
        or (word_count >= MIN_SENTENCE_WORDS and _SENTENCE_END_PATTERN.search(line[-4:]))
        or line.startswith(_INTERVIEW_PREFIXES)
    ):
        return True
    return (
        len(line) >= MIN_IDEOGRAPHIC_CHARACTERS
        and not line.isascii()
        and bool(_CJK_STOP_PATTERN.search(line))
    )


def extract_main_content(
    lines: Sequence[str], is_boilerplate: Sequence[bool], headline: str = ""
) -> MainContent:
    """Return the article, which is the best run of sentences on the page.

    Args:
        lines: all lines of the page, in order.
        is_boilerplate: for each line, whether it is known boilerplate, which is never returned.
        headline: the article's headline; "" if it is not known.

    Returns:
        The lines of the run; empty if no line is a sentence.
    """
    is_prose_line = [
        not is_known_boilerplate and is_prose(line)
        for line, is_known_boilerplate in zip(lines, is_boilerplate, strict=True)
    ]
    page = _ScrapedPage(lines, is_boilerplate, is_prose_line, _headline_terms(headline))
    parts = [part for run in page.find_runs(0, len(lines), MAX_RUNS) for part in page.split_run(run)]
    if not parts:
        return MainContent([], is_certain=False)
    main = max(parts, key=lambda part: part.words * (MIN_HEADLINE_WEIGHT + part.headline_share))
    related_parts = [part for part in parts if _belongs(part, main)]
    begin_end_pairs = [(part.begin, part.end) for part in related_parts]
    begin_end_pairs[-1] = (begin_end_pairs[-1][0], page.extend_to_closing_sentences(begin_end_pairs[-1][1]))
    kept_lines = [line for begin, end in begin_end_pairs for line in page.keep_lines(begin, end)]
    largest_rival = max((part.words for part in parts if part not in related_parts), default=0)
    is_certain = (
        main.headline_share >= MIN_CERTAIN_SHARE
        and main.words >= MIN_CERTAIN_WORDS
        and largest_rival >= MIN_RIVAL_SHARE * main.words
    )
    return MainContent(kept_lines, is_certain=is_certain)


# ---- private


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a run, with its prose words and the share of the headline's words that it contains."""

    run: tuple[int, int]
    begin: int
    end: int
    words: int
    headline_share: float


@dataclass(frozen=True, slots=True)
class _ScrapedPage:
    """The lines of a page, with the properties of each line."""

    lines: Sequence[str]
    is_boilerplate: Sequence[bool]
    is_prose_line: list[bool]
    headline_terms: frozenset[str]

    def find_runs(self, begin: int, end: int, max_runs: int) -> list[tuple[int, int]]:
        """Return the best run between two lines and the runs before and after it, in the order of the page."""
        if begin >= end or max_runs < 1:
            return []
        first, last, score = _find_best_run(
            self.lines[begin:end], self.is_boilerplate[begin:end], self.is_prose_line[begin:end]
        )
        if score < MIN_RUN_SCORE:
            return []
        first, last = begin + first, begin + last
        return [
            *self.find_runs(begin, first, (max_runs - 1) // 2),
            (first, last),
            *self.find_runs(last, end, (max_runs - 1) // 2),
        ]

    def split_run(self, run: tuple[int, int]) -> list[_Part]:
        """Return the parts of a run between long gaps."""
        prose_indexes = [index for index in range(*run) if self.is_prose_line[index]]
        starts = [run[0]] + [
            index for previous, index in pairwise(prose_indexes) if index - previous > MIN_SPLIT_LINES
        ]
        return [self._measure(run, begin, end) for begin, end in pairwise([*starts, run[1]])]

    def extend_to_closing_sentences(self, end: int) -> int:
        """Return the end of an article, including the short sentences that follow its last line."""
        while (
            end < len(self.lines)
            and not self.is_boilerplate[end]
            and (self.is_prose_line[end] or _is_closing_sentence(self.lines[end]))
        ):
            self.is_prose_line[end] = True
            end += 1
        return end

    def keep_lines(self, begin: int, end: int) -> list[str]:
        """Return the sentences between two lines, with the small gaps between them."""
        kept_lines: list[str] = []
        gap_start = begin
        for index in range(begin, end):
            if self.is_prose_line[index]:
                if index - gap_start <= MAX_GAP_LINES:
                    kept_lines += [
                        self.lines[gap_index]
                        for gap_index in range(gap_start, index)
                        if not self.is_boilerplate[gap_index]
                    ]
                kept_lines.append(self.lines[index])
                gap_start = index + 1
        return kept_lines

    def _measure(self, run: tuple[int, int], begin: int, end: int) -> _Part:
        prose_lines = [self.lines[index] for index in range(begin, end) if self.is_prose_line[index]]
        found_terms = (
            self.headline_terms & _headline_terms("\n".join(prose_lines)) if self.headline_terms else ()
        )
        return _Part(
            run,
            begin,
            end,
            sum(map(_count_line_words, prose_lines)),
            len(found_terms) / max(1, len(self.headline_terms)),
        )


def _belongs(part: _Part, main: _Part) -> bool:
    """Whether a part of a page belongs to the same article as its main part."""
    if part == main:
        return True
    if part.run == main.run:
        return not main.headline_share or part.headline_share > MIN_RELATED_SHARE * main.headline_share
    return (
        0 <= main.begin - part.end <= MAX_OPENING_GAP_LINES
        and part.words >= MIN_CERTAIN_WORDS
        and part.headline_share >= max(MIN_CERTAIN_SHARE, main.headline_share)
    )


def _headline_terms(text: str) -> frozenset[str]:
    """Return the terms for finding a headline in a text: word prefixes and pairs of ideographs."""
    lowercase_text = text.lower()
    words = _WORD_PATTERN.findall(_IDEOGRAPHS_PATTERN.sub(" ", lowercase_text))
    return frozenset(word[:WORD_PREFIX_LETTERS] for word in words) | frozenset(
        "".join(pair) for run in _IDEOGRAPHS_PATTERN.findall(lowercase_text) for pair in pairwise(run)
    )


def _count_line_words(line: str) -> int:
    return max(line.count(" ") + 1, len(line) // 6)


def _is_tag_cloud(line: str) -> bool:
    """Whether a long line is a row of tags: words in lower case without punctuation."""
    return line.islower() and not _PUNCTUATION_PATTERN.search(line)


def _find_best_run(
    lines: Sequence[str], is_boilerplate: Sequence[bool], is_prose_line: Sequence[bool]
) -> tuple[int, int, int]:
    """Return the run of lines with the highest score, as (first line, line after the last one, score)."""
    score = best_score = run_start = begin = end = 0
    for index, line in enumerate(lines):
        if is_prose_line[index]:
            score += _count_line_words(line)
        elif not is_boilerplate[index]:
            score -= 0 if _in_small_gap(index, is_boilerplate, is_prose_line) else NON_SENTENCE_COST
        elif not boilerplate.is_inline_boilerplate(line):
            score -= BOILERPLATE_COST
        if score <= 0:
            score, run_start = 0, index + 1
        elif score > best_score:
            best_score, begin, end = score, run_start, index + 1
    return begin, end, best_score


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
