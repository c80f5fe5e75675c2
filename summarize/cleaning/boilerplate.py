"""Recognize boilerplate: lines of a page that are not part of the article.

boilerplate.txt lists phrases; patterns recognize bylines, dates, rows of buttons and picture credits. A line of
MIN_PROSE_WORDS or more words is never boilerplate.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from summarize.cleaning import picture_credits
from summarize.text import stopwords

# A line with this many words is always prose.
MIN_PROSE_WORDS = 45
# The maximum length of a line that is compared as a whole, and the number of first words that are compared.
MAX_SHORT_LINE_CHARACTERS = 90
MAX_SHORT_LINE_WORDS = 8
# The minimum words of a label in capitals.
MIN_LABEL_WORDS = 2

_WORD_PATTERN = re.compile(r"[^\W_]+")
_NON_LETTERS_PATTERN = re.compile(r"[\W_]+")
# Markers that content management systems leave inside the text.
_CMS_MARKER_PATTERN = re.compile(
    r"\{\{[^{}]{0,200}\}\}|\{%[^{}]{0,200}%\}|\{(?:mosads|beacon|[a-z]{1,20}ads?|ad[-_ ]?\w{0,20})\}"
    r"|\[(?:ads?|advertisement|advert|embedded content|embed|video|audio|gallery|/?caption[^\]]{0,100})\]",
    re.IGNORECASE,
)
_BYLINE_PATTERN = re.compile(
    r"(?:(?:story |written |reported |text |words )?by|von|par|por|di|door|av|af|text|автор):?\s+(\S.*)",
    re.IGNORECASE,
)
_BYLINE_CONNECTORS = frozenset(
    {
        "and",
        "und",
        "et",
        "y",
        "e",
        "en",
        "och",
        "og",
        "&",
        "|",
        ",",
        "–",
        "-",
        "for",
        "in",
        "im",
        "le",
        "of",
        "the",
        "der",
        "de",
        "van",
        "von",
        "on",
        "del",
        "da",
        "di",
        "a.m.",
        "p.m.",
    }
)
_NAME_PATTERN = re.compile(r"[^\W\d_a-zà-ÿа-я][\w.'’-]*[,;]?")
_SECTION_PATTERN = re.compile(r"\[\w+\]")
_BULLET_CHARACTERS = "•·*->»[(“\"'‘ "
# Characters that may follow a word without a space.
_WORD_ENDINGS = ("", ".", ",", ":", ";", "!", "?", ")", "s", "s.", "s,", "'s", "’s", '"', "”", "…", "...")
# A teaser's date and reading time, after its author: "Jonas Roth 13.12.2023 4 min".
_READING_TIME_PATTERN = re.compile(
    r"(?:(?:19|20)\d\d|\d{1,2}:\d\d)\W{0,3}\d{1,2} ?(?:min|minutes?|minuten|minuti|minutos)\b.{0,12}$"
    r"|^\W*\d{1,2}[ -]?(?:min|minutes?|minuten)\b\.?(?: (?:read|lesezeit|de lecture|de lectura|di lettura|leestijd))?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _BoilerplatePhrases:
    """The phrases of boilerplate.txt, by section.

    Attributes:
        one_word_labels: the short phrases of one word; a whole sentence may also begin with such a label.
        first_words: the first words of all phrases that `_is_short_boilerplate` recognizes.
        prefix_first_words: the first words of the phrases that lines begin with.
        long_phrases: the phrases that show boilerplate in lines of any length.
        rare_words: the longest word of each contained phrase, with all endings it may have.
    """

    whole_lines: frozenset[str]
    short_phrases: tuple[str, ...]
    one_word_labels: tuple[str, ...]
    line_prefixes: tuple[str, ...]
    contained_phrases: tuple[str, ...]
    long_phrases: tuple[str, ...]
    inline_prefixes: tuple[str, ...]
    button_words: frozenset[str]
    date_words: frozenset[str]
    first_words: frozenset[str]
    prefix_first_words: frozenset[str]
    rare_words: frozenset[str]


def strip_cms_markers(line: str) -> str:
    """Remove all markers of a content management system from a line."""
    if "{" not in line and "[" not in line:
        return line
    return " ".join(_CMS_MARKER_PATTERN.sub(" ", line).split())


def is_boilerplate(line: str) -> bool:
    """Whether the words of a line show that the line is boilerplate.

    Args:
        line: normalised, not empty.
    """
    phrases = _load_phrases()
    lowercased = line.lower()
    match = _WORD_PATTERN.search(lowercased)
    first_word = match[0] if match else ""
    may_be_listed = not first_word or first_word[0].isdigit() or first_word in phrases.first_words
    if (
        may_be_listed
        and len(line) <= MAX_SHORT_LINE_CHARACTERS
        and _is_short_boilerplate(line, lowercased, phrases)
    ):
        return True
    if " min" in lowercased and len(line) <= MAX_SHORT_LINE_CHARACTERS and _READING_TIME_PATTERN.search(line):
        return True
    if _is_labelled_link(line) or any(map(lowercased.__contains__, phrases.long_phrases)):
        return True
    if line.count(" ") >= MIN_PROSE_WORDS:
        return picture_credits.is_long_caption(line)
    if (first_word in phrases.prefix_first_words or lowercased[0] == "©") and lowercased.lstrip(
        _BULLET_CHARACTERS
    ).startswith(phrases.line_prefixes):
        return True
    contains_phrase = not phrases.rare_words.isdisjoint(lowercased.split()) and any(
        map(lowercased.__contains__, phrases.contained_phrases)
    )
    return contains_phrase or picture_credits.is_caption(line)


def is_inline_boilerplate(line: str) -> bool:
    """Whether a line is boilerplate that occurs in the middle of articles, such as "Advertisement"."""
    return len(line) <= MAX_SHORT_LINE_CHARACTERS and line.lower().lstrip(_BULLET_CHARACTERS).startswith(
        _load_phrases().inline_prefixes
    )


def date_words() -> frozenset[str]:
    """Return the words of dates and times in all listed languages, in lower case."""
    return _load_phrases().date_words


# ---- private


def _is_short_boilerplate(line: str, lowercased: str, phrases: _BoilerplatePhrases) -> bool:
    """Whether a short line is a known phrase, a byline, a date, or a row of buttons."""
    normalized = _NON_LETTERS_PATTERN.sub(" ", lowercased).strip()
    if not normalized or normalized in phrases.whole_lines:
        return True
    words = normalized.split(" ")
    if len(words) <= MAX_SHORT_LINE_WORDS and f"{normalized} ".startswith(phrases.short_phrases):
        return True
    if (
        len(words) <= MAX_SHORT_LINE_WORDS
        and not line.endswith((".", "?", "!"))
        and normalized.startswith(phrases.one_word_labels)
    ):
        return True
    return phrases.button_words.issuperset(words) or _is_date(words, phrases) or _is_byline(line, phrases)


def _is_labelled_link(line: str) -> bool:
    """Whether a line is a link to another article below a label in capitals: "READ MORE | Storm closes the port"."""
    label, bar, _ = line.partition(" | ")
    words = label.split()
    return (
        bool(bar)
        and len(words) >= MIN_LABEL_WORDS
        and not line.endswith((".", "!", '"', "”", "»"))
        and all(map(str.isupper, words))
    )


def _is_date(words: list[str], phrases: _BoilerplatePhrases) -> bool:
    """Whether the words are only a date or time with at least one digit."""
    starts_with_digit = [word[:1].isdigit() for word in words]
    return any(starts_with_digit) and all(
        is_number or word in phrases.date_words
        for is_number, word in zip(starts_with_digit, words, strict=True)
    )


def _is_byline(line: str, phrases: _BoilerplatePhrases) -> bool:
    """Whether a line is a byline: "By" and names, with nearly all words capitalized."""
    match = _BYLINE_PATTERN.fullmatch(line)
    if not match or (line.endswith((".", "?", "!", ":")) and not line.endswith((".m.", "Jr."))):
        return False
    words = match[1].split()
    name_count = sum(bool(_NAME_PATTERN.fullmatch(word)) for word in words)
    connector_count = sum(
        word.lower() in _BYLINE_CONNECTORS
        or word[0].isdigit()
        or word.rstrip(",.").lower() in phrases.date_words
        for word in words
    )
    return name_count > 0 and name_count + connector_count >= len(words) - 1


@lru_cache(maxsize=1)
def _load_phrases() -> _BoilerplatePhrases:
    """Read the phrases in boilerplate.txt."""
    lines_by_section: dict[str, list[str]] = {}
    section_lines: list[str] = []
    text = resources.files("summarize").joinpath("data", "boilerplate.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if _SECTION_PATTERN.fullmatch(line):
            section_lines = lines_by_section.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            section_lines.append(line)
    words_by_section = {
        section_name: frozenset(" ".join(lines_by_section[section_name]).split())
        for section_name in ("buttons", "dates", "bylines")
    }
    first_words = {phrase.split()[0] for phrase in lines_by_section["whole"] + lines_by_section["short"]}
    prefix_first_words = (
        match[0] for phrase in lines_by_section["begins"] if (match := _WORD_PATTERN.search(phrase))
    )
    rare_words = (
        f"{prefix}{_longest_word(phrase)}{suffix}"
        for phrase in lines_by_section["holds"]
        for prefix in ("", "(", '"')
        for suffix in _WORD_ENDINGS
    )
    return _BoilerplatePhrases(
        whole_lines=frozenset(lines_by_section["whole"]),
        short_phrases=tuple(f"{phrase} " for phrase in lines_by_section["short"] if " " in phrase),
        one_word_labels=tuple(f"{phrase} " for phrase in lines_by_section["short"] if " " not in phrase),
        line_prefixes=tuple(lines_by_section["begins"]),
        contained_phrases=tuple(lines_by_section["holds"]),
        long_phrases=tuple(lines_by_section["long"]),
        inline_prefixes=tuple(lines_by_section["inside"]),
        button_words=words_by_section["buttons"],
        date_words=words_by_section["dates"],
        first_words=((words_by_section["buttons"] | words_by_section["dates"]) - stopwords.for_language("en"))
        | words_by_section["bylines"]
        | first_words,
        prefix_first_words=frozenset(prefix_first_words),
        rare_words=frozenset(rare_words),
    )


def _longest_word(phrase: str) -> str:
    """Return the longest word of a phrase.

    A line without this word cannot contain the phrase.
    """
    return max(phrase.split(), key=len)
