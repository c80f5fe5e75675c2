"""List the sentences of a story that may be quoted, and determine their properties.

sentences --dateline cut off, quotable--> candidates, with their stems and their position in the report
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from summarize.cleaning import clean, datelines
from summarize.extraction.stories import standalone_sentences
from summarize.text import language, quotation_marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.article import Article, Sentence

# The number of quotable sentences, from the beginning of a report, that are candidates.
MAX_POSITION = 14
# The number of sentences of a report that define the subject of the story.
LEAD_SENTENCES = 3
# The number of the story's weightiest words that sentences are compared with.
CORE_SIZE = 14
# Stems of fewer letters say little, unless they are numbers.
MIN_STEM_LETTERS = 3
OPENING_MARKS = "\"“„«‘'「"
DAY_PATTERN = re.compile(
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:today|yesterday|tonight|this (?:morning|week|month))\b"
    r"|\b(?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)[a-z]*\.? \d{1,2}\b"
)
# "In 2016", "Last month", "Three years ago", "has long": what was before the event.
BACKGROUND_PATTERN = re.compile(
    r"\b(?:in|In|since|Since|of) (?:(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December),? )?(?:1[89]|20)\d\d\b"
    r"|^(?:Earlier|Previously|Last (?:week|month|year|spring|summer|fall|autumn|winter)|Historically|Traditionally"
    r"|In (?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
    r"|In (?:recent|past|previous) |For (?:years|months|decades|weeks)\b"
    r"|(?:A|\d+|[A-Z][a-z]+) (?:days?|weeks?|months?|years?|decades?) (?:ago|earlier)\b)"
    r"|\b(?:has|have|had) (?:long|previously|repeatedly|often)\b|\b(?:months|years|decades) ago\b"
    r"|\bfor (?:years|decades|months)\b"
)
# "Anna Berg", "J. Doe"; "President Berg", "Sen. Doe": the person is identified.
_FULL_NAME_PATTERN = re.compile(
    r"\b[A-Z][\w’'-]+\.? (?:[A-Z]\. |(?:de|van|von|al|bin|el|da|di) )?[A-Z][\w’'-]+"
)
_SURNAME_PATTERN = re.compile(
    r"(?:(?P<before>[\w.’'&-]+) )?(?P<name>[A-Z][a-z][\w-]+)(?=(?:’s|'s)?\b(?! [A-Z]))"
)
# Capitalized words before a surname that are not first names.
_NO_FIRST_NAMES = frozenset({"Mr.", "Mrs.", "Ms.", "Dr.", "The", "But", "And", "As", "In"})
_WITH_ARTICLE_PATTERN = re.compile(r"\b[Tt]he ([A-Z][\w-]+)(?! [A-Z])")
_DAY_NAMES = frozenset(
    {
        *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
        *("November", "December"),
    }
)
_INTRODUCTION_PATTERN = re.compile(r"\b[A-Z][a-z]+\.? (?:[A-Z]\. )?(?=([A-Z][\w-]+))")
EVALUATION_PATTERN = re.compile(
    r"\b(?:of course|sadly|frankly|ridiculous|shameful|predictabl[ey]|ever-\w+|sort of|kind of|obviously"
    r"|it seems|something to"
    r"|good news|bad news|no surprise|hardly|welcome to)\b",
    re.IGNORECASE,
)
_ADDRESS_PATTERN = re.compile(r"https?://|www\.\w|\w@\w|(?<!\w)@\w")
# "... — Anna Berg (@annaberg)": a social media post that lost its quotation marks.
_POST_PATTERN = re.compile(r"\(@\w+\)")
# "Anna Berg cited a lunch. | Ben Oak/Agency": the sentence before the credit is the caption of a picture.
_CREDIT_AFTER_PATTERN = re.compile(r"\s{0,2}\| (?!\|)[A-Z]")
# "A gun of resin. Agents call it a threat. (Photo: Ben Oak)", "... (Ben Oak / Staff Photographer)": a caption's credit,
# and how far from the beginning of its line it ends the caption.
_BRACKETED_CREDIT_PATTERN = re.compile(
    r"\((?:AP )?(?:Photo|Foto|Image|Picture|Credit|Courtesy)\b[^()]{0,80}\)"
    r"|\((?:[A-Z][\w.'’-]* ?){2,4}(?:/|\|) ?[^()]{2,40}\)"
)
MAX_CAPTION_CHARACTERS = 350
# "Image Anna Berg spoke in Harl on Tuesday.": a caption after the word that names its picture to a screen reader.
_CAPTION_START_PATTERN = re.compile(r"Image (?=[A-Z])(?!Comics|Awards)")
_GLUED_PATTERN = re.compile(r"\b(?!(?:Mc|Mac|De|Di|La|Le|Du|Van|Fitz|O)[A-Z])([A-Z]?[a-z]{2,})[A-Z][A-Za-z]+")


# ---- private: the candidates
class Candidate(NamedTuple):
    """A sentence of a story that may be quoted.

    Attributes:
        position: the number of quotable sentences before it in the article.
        stems: the stems of its content words.
        words: the number of its words.
    """

    article: Article
    sentence: Sentence
    position: int
    stems: frozenset[str]
    words: int


class StoryCandidates:
    """The candidate sentences of a story, and the words that define its subject."""

    def __init__(self, reports: Sequence[Article], repeated: frozenset[str]) -> None:
        self.reports = reports
        self.newest_at = max(report.appeared_at for report in reports)
        self.candidates = [
            candidate for report in reports for candidate in _list_candidates(report, repeated)
        ]
        self.title_stems = {report.id: content_stems(report.title, report.language) for report in reports}
        self.lead_stems: dict[str, frozenset[str]] = {}
        for report in reports:
            lead = [
                item.stems
                for item in self.candidates
                if item.article is report and item.position < LEAD_SENTENCES
            ]
            self.lead_stems[report.id] = frozenset().union(self.title_stems[report.id], *lead)
        self._core = self._weigh_core()
        self._core_sum = sum(self._core.values()) or 1.0

    def core_share(self, stems: frozenset[str]) -> float:
        """Return the weighted share of the story's subject words whose stems are given, from 0 to 1."""
        return sum(self._core.get(stem, 0.0) for stem in stems) / self._core_sum

    def lead_overlap(self, one: Article, other: Article) -> float:
        """Return the share of words common to the beginnings of two reports, from 0 to 1."""
        one_stems, other_stems = self.lead_stems[one.id], self.lead_stems[other.id]
        union = len(one_stems | other_stems)
        return len(one_stems & other_stems) / union if union else 0.0

    def _weigh_core(self) -> dict[str, float]:
        weights: Counter[str] = Counter()
        for report in self.reports:
            weights.update(dict.fromkeys(self.title_stems[report.id], 2))
            weights.update(self.lead_stems[report.id])
        if len(self.reports) == 1:
            for candidate in self.candidates:
                weights.update(candidate.stems & self.lead_stems[self.reports[0].id])
        # Words of equal weight are sorted alphabetically, so that the result is reproducible.
        heaviest = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:CORE_SIZE]
        return {stem: min(weight, 4.0 * len(self.reports)) for stem, weight in heaviest}


def content_stems(text: str, language_code: str) -> frozenset[str]:
    """Return the stems of the content words in a text."""
    stop_words, stems = language.stop_words(language_code), language.load_stems(language_code)
    return frozenset(
        stems[bare]
        for word in language.tokenize(text, language_code)
        if word not in stop_words
        and (bare := word.removesuffix("'s")) not in stop_words
        and (len(bare) >= MIN_STEM_LETTERS or bare[0].isdigit() or not bare.isascii())
    )


def begins_with_quotation(candidate: Candidate) -> bool:
    """Whether a sentence begins with a quotation mark."""
    return candidate.sentence.text[0] in OPENING_MARKS


def is_unfinished(text: str) -> bool:
    """Whether a sentence has no final full stop, as in the lines between a headline and a report.

    Scripts without full stops are never unfinished.
    """
    return text[-1].isascii() and text[-1].isalnum()


def has_full_name(text: str) -> bool:
    """Whether a text names somebody by full name, or by role and surname."""
    return bool(_FULL_NAME_PATTERN.search(text))


def names_nothing(text: str, *, has_day: bool) -> bool:
    """Whether a text contains no name, no day and no number.

    A name is a capitalized word after the first word.
    """
    return not has_day and not re.search(r"(?<=[\w,;’'] )[A-Z]|\d", text)


def has_unknown_name(candidate: Candidate, known_text: str) -> bool:
    """Whether a sentence has only the surname of a person whose full name the reader has not seen."""
    if candidate.article.language != "en":
        return False
    text = candidate.sentence.text
    introduced = _introduced_surnames(candidate.article.text) - _introduced_surnames(text)
    return any(
        match["name"] in introduced
        and match["name"] not in known_text
        and (not match["before"] or not match["before"][0].isupper() or match["before"] in _NO_FIRST_NAMES)
        for match in _SURNAME_PATTERN.finditer(text)
    )


# ---- private


def _list_candidates(article: Article, repeated: frozenset[str]) -> list[Candidate]:
    candidates: list[Candidate] = []
    for whole_sentence in article.sentences:
        if len(candidates) > MAX_POSITION:
            break
        sentence = _without_dateline(whole_sentence)
        text = sentence.text
        if (
            whole_sentence.text in repeated
            or not clean.is_quotable(text)
            or _ADDRESS_PATTERN.search(text)
            or _CAPTION_START_PATTERN.match(text)
            or _has_glued_word(text, article.text)
            or _is_inside_quotation(article.text, sentence)
            or _CREDIT_AFTER_PATTERN.match(article.text, sentence.end)
            or _is_in_caption(article.text, sentence)
        ):
            continue
        candidates.append(
            Candidate(
                article,
                sentence,
                len(candidates),
                content_stems(text, article.language),
                standalone_sentences.count_words(text),
            )
        )
    return candidates


def _without_dateline(sentence: Sentence) -> Sentence:
    """Return a sentence without its dateline: the place, date and agency at its beginning."""
    skipped = datelines.find_start(sentence.text)
    if not skipped:
        return sentence
    return replace(sentence, text=sentence.text[skipped:], start=sentence.start + skipped)


def _is_inside_quotation(text: str, sentence: Sentence) -> bool:
    """Whether a sentence continues a quotation or a post that began in an earlier sentence.

    Alone, the sentence would look like the outlet's own words.
    """
    line_start = text.rfind("\n", 0, sentence.start) + 1
    line_end = _line_end(text, sentence.end)
    next_line = text[line_end + 1 : _line_end(text, line_end + 1)]
    return (
        _POST_PATTERN.search(text, line_start, line_end) is not None
        or (next_line[:1] in {"—", "–", "-"} and _POST_PATTERN.search(next_line) is not None)
        or bool(quotation_marks.find_quoted_positions(text, line_start, line_end, (sentence.start,)))
    )


def _is_in_caption(text: str, sentence: Sentence) -> bool:
    """Whether a sentence stands, in its line, before the credit of a picture."""
    line_start = text.rfind("\n", 0, sentence.start) + 1
    end = min(_line_end(text, sentence.end), line_start + MAX_CAPTION_CHARACTERS)
    return _BRACKETED_CREDIT_PATTERN.search(text, sentence.start, end) is not None


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def _has_glued_word(sentence: str, article_text: str) -> bool:
    """Whether a space is missing after a name, as in "BergNew rules".

    The name occurs elsewhere in the article.
    """
    for match in _GLUED_PATTERN.finditer(sentence):
        if article_text.count(match[0]) == 1 and re.search(rf"(?<=\w ){match[1]}\b(?!-)", article_text):
            return True
    return False


@lru_cache(maxsize=1024)
def _introduced_surnames(text: str) -> frozenset[str]:
    """Return the surnames of the full names in a text.

    What has an article somewhere ("the Senate") is no person.
    """
    return (
        frozenset(_INTRODUCTION_PATTERN.findall(text))
        - frozenset(_WITH_ARTICLE_PATTERN.findall(text))
        - _DAY_NAMES
    )
