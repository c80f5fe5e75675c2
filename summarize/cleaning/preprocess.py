"""From what a source gave to what is stored: cleaned once, its language told, its sentences cut.

entry --clean--> title, text --detect--> language --spans--> sentences
"""

from __future__ import annotations

from dataclasses import dataclass

from summarize.cleaning import clean
from summarize.text import language, sentence_splitter

# A language is told from the headline and this many characters: never wrong on 200 (245 articles, 22 languages).
MAX_DETECTION_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class PreprocessedText:
    """A text as it will be stored.

    Attributes:
        title: the headline; "" if there is none.
        text: cleaned; each paragraph on a line.
        language: ISO 639-1, or "und".
        sentence_spans: (start, end) of each sentence in the text.
    """

    title: str
    text: str
    language: str
    sentence_spans: tuple[tuple[int, int], ...]


def preprocess(
    text: str,
    *,
    title: str = "",
    is_scraped: bool = False,
    repeated_lines: frozenset[str] = frozenset(),
) -> PreprocessedText:
    """Clean a text, tell its language and cut its sentences.

    Args:
        text: as the source gave it.
        title: the headline; where it is "" and the text was scraped, the first line is taken.
        is_scraped: True where the page's rubbish may stand in the text.
        repeated_lines: lines that the outlet repeats, see `clean.repeated`.

    Returns:
        A reading without spans if nothing is left of the text.
    """
    cleaned = clean.clean_text(text, title=title, repeated_lines=repeated_lines, is_scraped=is_scraped)
    detected_language = language.detect(f"{cleaned.title}\n{cleaned.text[:MAX_DETECTION_CHARACTERS]}")
    return PreprocessedText(
        cleaned.title,
        cleaned.text,
        detected_language,
        sentence_splitter.split_into_spans(cleaned.text, detected_language),
    )
