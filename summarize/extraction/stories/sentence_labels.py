"""Recognize sentences that deserve a label, such as "What's next", by cue words and form.

A wrong label is worse than none: a sentence has a label only if its words leave no doubt. English only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from news.story import SentenceLabel
from summarize.text import dates, quantities

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from news.article import Article, Sentence

LANGUAGE = "en"
# A sentence with so many quantities, of them so many sums or shares, is about numbers.
MIN_QUANTITIES, MIN_SUMS_AND_SHARES = 3, 2
# Words of a quotation that says something by itself.
MIN_QUOTED_WORDS = 8
_SAID = r"(?:said|says|told|tweeted|wrote|added|announced|declared|testified)"
_NAME = r"[A-Z][\w.’'-]+(?: (?:[A-Z][\w.’'-]*|de|van|von|bin|al))+"
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_PERIOD = r"(?:more than |almost |nearly |over |at least )?(?:a |\w+ )?(?:years|decades?|months|generations?|century)"
# Why it matters: how rare it is, or what is at stake.
_REASON_PATTERN = re.compile(
    rf"\bfor the first time (?:since (?!{_DAY})|in {_PERIOD})\b"
    rf"|\b(?:is|was|are|were|marks?|marked|becomes?|became) (?:the|one of the) (?:\w+ )?(?:biggest|largest|deadliest"
    rf"|worst|highest|lowest|most [a-z-]+|sharpest|steepest)\b[^.;]{{0,60}}"
    rf"\b(?:since|in (?:\w+ )?history|in {_PERIOD})\b"
    r"|\bcould (?:open the way|pave the way|set a precedent|reshape|upend)\b"
    r"|\bat stake\b|\b(?:a|another) (?:\w+ )?(?:blow|setback) (?:to|for)\b|\braises? (?:\w+ )?(?:questions|doubts)"
    r" (?:about|over)\b|\bsets? a precedent\b"
)
# An opinion, or somebody's fear.
_NO_REASON_PATTERN = re.compile(
    r"[“”\"]|\b(?:not|never|no longer|denied|without|would have|concern(?:s|ed)?|fears?|feared|if|I|we|you|my|our)\b"
    r"|n[’']t\b",
    re.IGNORECASE,
)
_SUM_OR_SHARE_PATTERN = re.compile(r"\d ?%|\bper ?cent\b|[$€£¥]\d|\d (?:million|billion|trillion)\b")
_CITATION_PATTERN = re.compile(r"\[\d+\]")
_QUOTATION_PATTERN = re.compile(r"[“\"]([^“”\"]+)[”\"]")
_SPEAKER_PATTERN = re.compile(rf"(?:\b{_SAID}\b[^.]{{0,40}}?{_NAME}|{_NAME}[^.“”\"]{{0,120}}?\b{_SAID}\b)")


_PRONOUN_SPEAKER_PATTERN = re.compile(
    rf"\b(?:he|she|they|it|I|we) {_SAID}\b|\b{_SAID} (?:he|she|they)\b", re.IGNORECASE
)


def find_label(sentence: Sentence, article: Article, after: date) -> SentenceLabel | None:
    """Return the label that a sentence deserves, or None.

    Args:
        sentence: a sentence of the article.
        article: its article; the days that it names are seen from its date.
        after: what lies ahead is later than this day.
    """
    if article.language != LANGUAGE:
        return None
    text = sentence.text
    if dates.find_planned_date(text, article.appeared_at.date(), after):
        return SentenceLabel.NEXT
    if _is_quotation(text):
        return SentenceLabel.QUOTATION
    if _REASON_PATTERN.search(text) and not _NO_REASON_PATTERN.search(text):
        return SentenceLabel.REASON
    return SentenceLabel.NUMBERS if _is_about_numbers(text) else None


def label_sentences(
    sentences: Iterable[Sentence], articles: Iterable[Article], after: date
) -> dict[str, SentenceLabel]:
    """Return a story's labels, keyed by sentence text. Each label occurs once, the first sentence has none."""
    by_id = {article.id: article for article in articles}
    labels: dict[str, SentenceLabel] = {}
    for sentence in list(sentences)[1:]:
        label = find_label(sentence, by_id[sentence.article_id], after)
        if label is not None and label not in labels.values():
            labels[sentence.text] = label
    return labels


# ---- private


def _is_quotation(text: str) -> bool:
    """Whether a sentence begins with and mostly consists of a quotation, and names the speaker in full."""
    quoted = [match[1] for match in _QUOTATION_PATTERN.finditer(text)]
    quoted_words = sum(len(part.split()) for part in quoted)
    outside = _QUOTATION_PATTERN.sub(" ", text)
    return (
        text[:1] in '“"'
        and quoted_words >= MIN_QUOTED_WORDS
        and 2 * quoted_words >= len(text.split())
        and bool(_SPEAKER_PATTERN.search(outside))
        and not _PRONOUN_SPEAKER_PATTERN.search(outside)
    )


def _is_about_numbers(text: str) -> bool:
    return (
        len(_SUM_OR_SHARE_PATTERN.findall(text)) >= MIN_SUMS_AND_SHARES
        and len(quantities.extract_quantities(text)) >= MIN_QUANTITIES
        and not _CITATION_PATTERN.search(text)
    )
