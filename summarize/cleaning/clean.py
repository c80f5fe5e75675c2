"""Clean a text from a source, keeping only the lines of the article.

characters   one character for one meaning
boilerplate  lines with known phrases; lines that the outlet repeats; lines that the article repeats
content      the best run of sentences on a scraped page, judged by its length and the headline's words

Cleaning never risks a sentence of the article: if much would be removed, only certain boilerplate is.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarize.cleaning import boilerplate, bylines, main_content, quotability
from summarize.text import normalize

if TYPE_CHECKING:
    from collections.abc import Sequence

# The best run is not used if it has less than this share of the words in sentences, unless the headline proves it.
MIN_KEPT_SHARE = 0.4
# A longer first line is not a headline.
MAX_HEADLINE_CHARACTERS = 250
# A text of fewer lines is too short to find a run in.
MIN_LINES = 4
# A line belongs to the outlet if this many of its texts have it, and this share of them; a sentence needs one more.
# 97 to 99 % of such lines are boilerplate (831 scraped pages of 117 outlets).
MIN_REPETITIONS = 2
MIN_REPEATED_SHARE = 0.3
# A text that shares more of its sentences with an earlier one is a version of it, and is not counted.
MAX_SHARED_SENTENCES = 0.5
# Longer lines are compared verbatim, others by their letters only.
MAX_NORMALIZED_LINE_CHARACTERS = 100

_NON_LETTERS_PATTERN = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class CleanedText:
    """A cleaned title and text.

    Attributes:
        title: the headline on one line; "" if there is none.
        text: the lines of the article, with single spaces; "" if nothing is left.
    """

    title: str
    text: str


def clean_text(
    text: str, *, title: str = "", repeated_lines: frozenset[str] = frozenset(), is_scraped: bool = True
) -> CleanedText:
    """Return the title and text of an article without boilerplate.

    Args:
        text: as received from the source; any characters.
        title: the headline; if it is "" and the text was scraped, the first line is used, unless it is the only
            one or too long for a headline.
        repeated_lines: lines that the outlet repeats, see `find_repeated_lines`.
        is_scraped: False for text from a feed or an extractor: only certain boilerplate is removed.

    Returns:
        The cleaned title and text; both empty for a text without letters.
    """
    lines = [
        stripped_line
        for line in normalize.normalize_lines(text)
        if (stripped_line := boilerplate.strip_cms_markers(line))
    ]
    headline = " ".join(normalize.normalize_lines(title))
    if is_scraped and not headline and len(lines) > 1 and len(lines[0]) <= MAX_HEADLINE_CHARACTERS:
        headline, lines = lines[0], lines[1:]
    is_boilerplate = _flag_boilerplate(lines, headline, repeated_lines)
    kept_lines = _remaining_lines(lines, is_boilerplate)
    if repeated_lines and _prose_characters(kept_lines) < MIN_KEPT_SHARE * _prose_characters(lines):
        is_boilerplate = _flag_boilerplate(lines, headline, frozenset())
        kept_lines = _remaining_lines(lines, is_boilerplate)
    if is_scraped and len(lines) >= MIN_LINES:
        main = main_content.extract_main_content(lines, is_boilerplate, headline)
        min_characters = 0 if main.is_certain else MIN_KEPT_SHARE * _prose_characters(kept_lines)
        if _prose_characters(main.lines) >= min_characters:
            kept_lines = main.lines
    return CleanedText(
        headline, bylines.strip_byline_run("\n".join(kept_lines or filter(main_content.is_prose, lines)))
    )


def find_repeated_lines(texts: Sequence[str]) -> frozenset[str]:
    """Return the lines that an outlet repeats across articles, for use in `clean_text`.

    Args:
        texts: any number of scraped articles of one outlet.

    Returns:
        The repeated lines; empty for fewer than two texts. Versions of the same report count only once.
    """
    line_counts: Counter[str] = Counter()
    known_sentences: set[str] = set()
    text_count = 0
    for text in texts:
        line_by_key = {_line_key(line): line for line in normalize.normalize_lines(text)}
        sentences = {key for key, line in line_by_key.items() if main_content.is_prose(line)}
        if sentences and len(sentences & known_sentences) > MAX_SHARED_SENTENCES * len(sentences):
            continue
        known_sentences |= sentences
        text_count += 1
        line_counts.update(line_by_key.keys())
    min_count = max(MIN_REPETITIONS, MIN_REPEATED_SHARE * text_count)
    return frozenset(key for key, count in line_counts.items() if key and count >= min_count)


def is_quotable(sentence: str) -> bool:
    """Whether a sentence may be quoted.

    It must be complete, and not a byline, caption, promotion, address or date.

    Args:
        sentence: one sentence, or a line, of a cleaned text.
    """
    return quotability.is_quotable(sentence)


# ---- private


def _line_key(line: str) -> str:
    lowercased = line.lower()
    return (
        lowercased
        if len(lowercased) > MAX_NORMALIZED_LINE_CHARACTERS
        else _NON_LETTERS_PATTERN.sub(" ", lowercased).strip()
    )


def _flag_boilerplate(lines: Sequence[str], headline: str, repeated_lines: frozenset[str]) -> list[bool]:
    """Flag the lines that are boilerplate or that repeat other lines.

    Repetitions are of the headline, of an earlier line, or across articles of the outlet.
    """
    seen_keys = {_line_key(headline)} | repeated_lines
    is_boilerplate = []
    for line in lines:
        key = _line_key(line)
        is_boilerplate.append(not key or key in seen_keys or boilerplate.is_boilerplate(line))
        seen_keys.add(key)
    return is_boilerplate


def _remaining_lines(lines: Sequence[str], is_boilerplate: Sequence[bool]) -> list[str]:
    return [line for line, is_removed in zip(lines, is_boilerplate, strict=True) if not is_removed]


def _prose_characters(lines: Sequence[str]) -> int:
    """Return the number of characters in lines of prose."""
    return sum(len(line) for line in lines if main_content.is_prose(line))
