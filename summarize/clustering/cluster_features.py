"""The terms of a report by which it is grouped: the stems of its headline and lead, and each two of them in a row."""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import pairwise

from summarize.text import language as lang

MIN_TITLE_CHARACTERS = 15
_OUTLET_SUFFIX_PATTERN = re.compile(r"\s+[|–—-]\s+[^|–—]{2,40}$")


def strip_outlet_suffix(title: str) -> str:
    """Take "| Outlet" off a headline."""
    stripped_title = _OUTLET_SUFFIX_PATTERN.sub("", title)
    return stripped_title if len(stripped_title) > MIN_TITLE_CHARACTERS else title


def count_terms(title: str, lead: str, language: str, *, title_weight: int) -> Counter[str]:
    """Count the stems of a report without stop words, and the pairs of neighbours in its headline ("a b").

    Args:
        title: the bare headline.
        lead: "" if there is only the headline.
        language: ISO 639-1.
        title_weight: how often a stem of the headline counts if there is a lead.
    """
    title_stems = _content_stems(title, language)
    term_counts: Counter[str] = Counter()
    for stem in title_stems:
        term_counts[stem] += title_weight if lead else 1
    term_counts.update(_content_stems(lead, language))
    term_counts.update(f"{one} {other}" for one, other in pairwise(title_stems))
    return term_counts


def is_bigram(term: str) -> bool:
    """Tell whether a term is two neighbours."""
    return " " in term


def term_weight(term: str, count: int, bigram_weight: float) -> float:
    """Weigh how often a report has a term."""
    return (1 + math.log(count)) * (bigram_weight if " " in term else 1.0)


# ---- private


def _content_stems(text: str, language: str) -> list[str]:
    stopwords, stems = lang.stop_words(language), lang.load_stems(language)
    return [stems[word] for word in lang.tokenize(text, language) if word not in stopwords]
