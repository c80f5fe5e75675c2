"""From what a source gave to the article's own lines, and which sentences of them may be quoted.

characters  the same characters for the same thing
rubbish     lines known by their words; lines that the outlet repeats; lines that the article repeats
body        of a scraped page, the best run of sentences

A sentence of the article is never given up lightly: where much would go, only what is certainly rubbish goes.
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

# Where the best run holds less than this share of the words in sentences, it is not taken.
MIN_KEPT_SHARE = 0.4
# A first line longer than this is no headline.
MAX_HEADLINE_CHARACTERS = 250
# Below this many lines a text has no shape to go by.
MIN_LINES = 4
# A line is an outlet's own that stands in so many of its texts, and in this share of them; a sentence in one more.
# 97 to 99 % of such lines are rubbish (831 scraped pages of 117 outlets).
MIN_REPETITIONS = 2
MIN_REPEATED_SHARE = 0.3
# A text that shares more of its sentences than this with earlier ones is a version of one of them, and not counted.
MAX_SHARED_SENTENCES = 0.5
# Lines longer than this are compared as they are, the others by their letters alone.
MAX_NORMALIZED_LINE_CHARACTERS = 100

_NON_LETTERS_PATTERN = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class CleanedText:
    """What is left.

    Attributes:
        title: the headline on one line; "" if there is none.
        text: the article's own lines, each with single spaces; "" if nothing is left.
    """

    title: str
    text: str


def clean_text(
    text: str, *, title: str = "", repeated_lines: frozenset[str] = frozenset(), is_scraped: bool = True
) -> CleanedText:
    """Give the article's own lines.

    Args:
        text: as the source gave it; any characters.
        title: the headline; where it is "" and the text was scraped, the first line is taken, unless it is the only
            one or too long for a headline.
        repeated_lines: lines that the outlet repeats, see `repeated_lines`.
        is_scraped: False for text that a feed or an extractor gave: only what is certainly rubbish is taken out.

    Returns:
        Empty for a text without letters.
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
        main_lines = main_content.extract_main_content(lines, is_boilerplate)
        if _prose_characters(main_lines) >= MIN_KEPT_SHARE * _prose_characters(kept_lines):
            kept_lines = main_lines
    return CleanedText(
        headline, bylines.strip_byline_run("\n".join(kept_lines or filter(main_content.is_prose, lines)))
    )


def find_repeated_lines(texts: Sequence[str]) -> frozenset[str]:
    """Give the lines that one outlet repeats, in the form in which `clean` compares them.

    Args:
        texts: articles of one outlet as they were scraped, any number.

    Returns:
        Empty for fewer than two texts. Versions of one report do not make its sentences repeated.
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
    """Tell whether a sentence may be quoted: whole, and no byline, caption, promotion, address or date.

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
    """Tell which lines are known rubbish, repeat the headline or an earlier line, or are the outlet's own."""
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
    """Count the characters in lines of prose."""
    return sum(len(line) for line in lines if main_content.is_prose(line))
