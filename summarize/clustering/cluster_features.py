"""Extract the terms for clustering a report: stems and pairs of adjacent stems from its headline and lead."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from summarize.text import language as lang

if TYPE_CHECKING:
    from collections.abc import Mapping

MIN_TITLE_CHARACTERS = 15
# Reports whose terms are kept: a thousand digests that are due at nine read the same comments.
MAX_CACHED_REPORTS = 4_096
_OUTLET_SUFFIX_PATTERN = re.compile(r"\s+[|–—-]\s+[^|–—]{2,40}$")

# A word, with the preceding punctuation if it begins a sentence or a quotation.
_WORD_PATTERN = re.compile(r"((?:^|[.!?:]\s|[\"“”'‘’])\s*)?\b([^\W\d_][\w’'-]+)")


def strip_outlet_suffix(title: str) -> str:
    """Remove the outlet's name ("| Outlet") from the end of a headline."""
    stripped_title = _OUTLET_SUFFIX_PATTERN.sub("", title)
    return stripped_title if len(stripped_title) > MIN_TITLE_CHARACTERS else title


@dataclass(frozen=True, slots=True)
class ReportTerms:
    """The terms extracted from a report to find its story.

    Attributes:
        counts: the frequency of each stem, without stop words, and of each bigram in the headline ("a b").
        title_counts: the frequency of each stem in the headline.
        names: the stems of words that the lead capitalizes within a sentence and never writes in lower case.
    """

    counts: Mapping[str, int]
    title_counts: Mapping[str, int]
    names: frozenset[str]


@lru_cache(maxsize=MAX_CACHED_REPORTS)
def read_terms(title: str, lead: str, language: str, *, title_term_weight: int) -> ReportTerms:
    """Extract the terms of a report from its headline and lead.

    Args:
        title: the headline; an outlet name at its end is ignored.
        lead: "" if there is only the headline.
        language: ISO 639-1.
        title_term_weight: the number of times that a stem of the headline counts if there is a lead.
    """
    title_stems = _content_stems(strip_outlet_suffix(title), language)
    counts: Counter[str] = Counter()
    for stem in title_stems:
        counts[stem] += title_term_weight if lead else 1
    counts.update(_content_stems(lead, language))
    counts.update(f"{one} {other}" for one, other in pairwise(title_stems))
    return ReportTerms(counts, Counter(title_stems), _find_names(lead, language))


def is_bigram(term: str) -> bool:
    """Whether a term is a bigram, two stems with a space between them."""
    return " " in term


def term_weight(term: str, count: int, bigram_weight: float) -> float:
    """Return the weight of a term from its count in a report; bigrams have a separate weight."""
    return (1 + math.log(count)) * (bigram_weight if " " in term else 1.0)


# ---- private


def _find_names(lead: str, language: str) -> frozenset[str]:
    names: dict[str, None] = {}
    lower_case_words = set()
    for beginning, word in _WORD_PATTERN.findall(lead):
        if not word[0].isupper():
            lower_case_words.add(word)
        elif not beginning or word.isupper():
            names[word] = None
    return frozenset(
        _content_stems(" ".join(name for name in names if name.lower() not in lower_case_words), language)
    )


def _content_stems(text: str, language: str) -> list[str]:
    stopwords, stems = lang.stop_words(language), lang.load_stems(language)
    return [stems[word] for word in lang.tokenize(text, language) if word not in stopwords]
