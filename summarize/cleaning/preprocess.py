"""From what a source gave to what is stored: cleaned once, its language told, its sentences cut.

entry --clean--> title, text --detect--> language --spans--> sentences
"""

from __future__ import annotations

from dataclasses import dataclass

from summarize.cleaning import clean
from summarize.text import language, sentence_splitter

# A language is told from the headline and this many characters: never wrong on 200 (245 articles, 22 languages).
ENOUGH = 500


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it will be stored.

    Attributes:
        title: the headline; "" if there is none.
        text: cleaned; each paragraph on a line.
        language: ISO 639-1, or "und".
        spans: (start, end) of each sentence in the text.
    """

    title: str
    text: str
    language: str
    spans: tuple[tuple[int, int], ...]


def read(
    text: str,
    *,
    title: str = "",
    scraped: bool = False,
    repeated: frozenset[str] = frozenset(),
) -> Reading:
    """Clean a text, tell its language and cut its sentences.

    Args:
        text: as the source gave it.
        title: the headline; where it is "" and the text was scraped, the first line is taken.
        scraped: True where the page's rubbish may stand in the text.
        repeated: lines that the outlet repeats, see `clean.repeated`.

    Returns:
        A reading without spans if nothing is left of the text.
    """
    cleaned = clean.clean(text, title=title, repeated=repeated, scraped=scraped)
    spoken = language.detect(f"{cleaned.title}\n{cleaned.text[:ENOUGH]}")
    return Reading(cleaned.title, cleaned.text, spoken, sentence_splitter.spans(cleaned.text, spoken))
