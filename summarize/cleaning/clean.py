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
LEAST_SHARE = 0.4
# A first line longer than this is no headline.
LONGEST_HEADLINE = 250
# Below this many lines a text has no shape to go by.
FEWEST_LINES = 4
# A line is an outlet's own that stands in so many of its texts, and in this share of them; a sentence in one more.
# 97 to 99 % of such lines are rubbish (831 scraped pages of 117 outlets).
OFTEN = 2
OFTEN_SHARE = 0.3
# A text that shares more of its sentences than this with earlier ones is a version of one of them, and not counted.
SAME_REPORT = 0.5
# Lines longer than this are compared as they are, the others by their letters alone.
COMPARED_BY_LETTERS = 100

_NO_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What is left.

    Attributes:
        title: the headline on one line; "" if there is none.
        text: the article's own lines, each with single spaces; "" if nothing is left.
    """

    title: str
    text: str


def clean(
    text: str, *, title: str = "", repeated: frozenset[str] = frozenset(), scraped: bool = True
) -> Cleaned:
    """Give the article's own lines.

    Args:
        text: as the source gave it; any characters.
        title: the headline; where it is "" and the text was scraped, the first line is taken, unless it is the only
            one or too long for a headline.
        repeated: lines that the outlet repeats, see `repeated`.
        scraped: False for text that a feed or an extractor gave: only what is certainly rubbish is taken out.

    Returns:
        Empty for a text without letters.
    """
    lines = [bare for line in normalize.normal(text) if (bare := boilerplate.without_markers(line))]
    headline = " ".join(normalize.normal(title))
    if scraped and not headline and len(lines) > 1 and len(lines[0]) <= LONGEST_HEADLINE:
        headline, lines = lines[0], lines[1:]
    gone = _gone(lines, headline, repeated)
    kept = _left(lines, gone)
    if repeated and _worth(kept) < LEAST_SHARE * _worth(lines):
        gone = _gone(lines, headline, frozenset())
        kept = _left(lines, gone)
    if scraped and len(lines) >= FEWEST_LINES:
        run = main_content.best(lines, gone)
        if _worth(run) >= LEAST_SHARE * _worth(kept):
            kept = run
    return Cleaned(headline, bylines.without("\n".join(kept or filter(main_content.is_prose, lines))))


def repeated(texts: Sequence[str]) -> frozenset[str]:
    """Give the lines that one outlet repeats, in the form in which `clean` compares them.

    Args:
        texts: articles of one outlet as they were scraped, any number.

    Returns:
        Empty for fewer than two texts. Versions of one report do not make its sentences repeated.
    """
    seen: Counter[str] = Counter()
    known: set[str] = set()
    counted = 0
    for text in texts:
        lines = {_key(line): line for line in normalize.normal(text)}
        sentences = {key for key, line in lines.items() if main_content.is_prose(line)}
        if sentences and len(sentences & known) > SAME_REPORT * len(sentences):
            continue
        known |= sentences
        counted += 1
        seen.update(lines.keys())
    least = max(OFTEN, OFTEN_SHARE * counted)
    return frozenset(key for key, times in seen.items() if key and times >= least)


def quotable(sentence: str) -> bool:
    """Tell whether a sentence may be quoted: whole, and no byline, caption, promotion, address or date.

    Args:
        sentence: one sentence, or a line, of a cleaned text.
    """
    return quotability.quotable(sentence)


# ---- private


def _key(line: str) -> str:
    low = line.lower()
    return low if len(low) > COMPARED_BY_LETTERS else _NO_LETTERS.sub(" ", low).strip()


def _gone(lines: Sequence[str], headline: str, repeated: frozenset[str]) -> list[bool]:
    """Tell which lines are known rubbish, repeat the headline or an earlier line, or are the outlet's own."""
    seen = {_key(headline)} | repeated
    gone = []
    for line in lines:
        key = _key(line)
        gone.append(not key or key in seen or boilerplate.certain(line))
        seen.add(key)
    return gone


def _left(lines: Sequence[str], gone: Sequence[bool]) -> list[str]:
    return [line for line, out in zip(lines, gone, strict=True) if not out]


def _worth(lines: Sequence[str]) -> int:
    """Count the characters in lines of prose."""
    return sum(len(line) for line in lines if main_content.is_prose(line))
