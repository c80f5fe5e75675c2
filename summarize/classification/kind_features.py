"""Compute the features of an English article that distinguish reports from other kinds of articles.

Only the headline and the first `PROSE` characters of running text are read. Page furniture (captions, menus,
short lines without a full stop) is left out. The author's own words are counted outside quotation marks.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import lru_cache

from summarize.classification import lexicon

# The training data has 1,200 characters of each article.
PROSE = 1200
READ = 6000  # characters that are searched for this much prose
SHORTEST_PROSE = 40  # characters of a line
LEAD = 70  # words
CONTENT = 4  # letters: shorter words occur everywhere
FEWEST_WORDS = 30  # rates in shorter texts are computed as if the text had this many words
PER = 200  # words
YEARS = range(1800, 2100)
# Characters; the assumed length of a paragraph if a text has no paragraphs, as in many feeds.
USUAL_PARAGRAPH = 220.0

# The groups of words.txt; the last group is years in digits.
_GROUPS = (
    "said",
    "reporting",
    "says",
    "attribution",
    "weekday",
    "first_person",
    "second_person",
    "necessity",
    "possibility",
    "evaluative",
    "connective",
    "present_be",
    "past_be",
    "title_of_person",
    "abstract",
    "third_person",
    "time_span",
    "year",
)
TITLE_NAMES = (
    "title_asks",
    "title_opens_the",
    "title_colon",
    "title_capitals_label",
    "title_quotes",
    "title_person",
    "title_necessity",
    "title_possibility",
    "title_evaluative",
    "title_reports",
    "title_verbs_in_s",
    "title_be",
    "title_possessive",
    "title_connective",
    "title_abstract",
    "title_in_lead",
)
NAMES = (
    *_GROUPS,
    "quoted_share",
    "questions",
    "colons",
    "adverbs",
    "paragraph_length",
    "first_paragraph_length",
    "dateline",
    *TITLE_NAMES,
)

(
    _REPORTING,
    _SAYS,
    _PERSON,
    _SECOND,
    _NECESSITY,
    _POSSIBILITY,
    _EVALUATIVE,
    _CONNECTIVE,
    _PRESENT_BE,
    _ABSTRACT,
) = map(
    _GROUPS.index,
    (
        "reporting",
        "says",
        "first_person",
        "second_person",
        "necessity",
        "possibility",
        "evaluative",
        "connective",
        "present_be",
        "abstract",
    ),
)
_QUOTATION = re.compile(r"“[^”\n]{0,600}”?|\"[^\"\n]{0,600}\"")
# Replacing these one by one is four times as fast as a pattern of words.
_MARKS = '.,;:!?()—–…"“”‘'
_DATELINE = re.compile(r"[A-Z][^.\n]{0,60}(?:\([A-Z][A-Za-z ]+\)|\s[–—-]{1,2}\s)|\([A-Z][A-Za-z]+\)")
# "SMITH: A good deal", but not the capitals that newsrooms use as labels.
_CAPITALS_LABEL = re.compile(
    r"(?!(?:BREAKING|EXCLUSIVE|UPDATED?|WATCH|LISTEN|VIDEO|POLL|REPORT|JUST IN|DEVELOPING)\b)"
    r"[A-Z][A-Z'’.&-]+(?: [A-Z][A-Z'’.&-]+){0,2}: "
)
_PROSE_ENDS = frozenset('.!?"”’…:;')


def prose(text: str) -> tuple[str, int, int]:
    """Return the beginning of the body text, without captions, menus and other parts of the page.

    Also return the number of paragraphs and the length of the first paragraph.
    """
    kept: list[str] = []
    size = 0
    for line in text[:READ].splitlines():
        bare = line.strip()
        if len(bare) >= SHORTEST_PROSE and (bare[-1] in _PROSE_ENDS or size + len(bare) >= PROSE):
            kept.append(bare)
            size += len(bare) + 1
            if size >= PROSE:
                break
    joined = "\n".join(kept)[:PROSE] if kept else text[:PROSE].strip()
    return joined, max(len(kept), 1), len(kept[0]) if kept else len(joined)


def features(title: str, text: str) -> list[float]:
    """Return the feature values of an article, in the order of `NAMES`."""
    body, paragraphs, first = prose(text)
    bare = _QUOTATION.sub(" ", body)
    words = _split(bare)
    scale = PER / max(len(words), FEWEST_WORDS)
    totals = Counter(map(_lookup().get, words))
    log = math.log1p
    count = bare.count
    lead = set(words[:LEAD])
    values = [log(totals.get(place, 0) * scale) for place in range(len(_GROUPS))]
    values += [
        1 - len(bare) / max(len(body), 1),
        log(count("?")),
        log(count(":") + count(";")),
        log((count("ly ") + count("ly,")) * scale),
        math.log(max(len(body) / paragraphs, 20) if paragraphs > 1 else USUAL_PARAGRAPH),
        math.log(max(first, 20) if paragraphs > 1 else USUAL_PARAGRAPH),
        float(_DATELINE.match(body) is not None),
    ]
    values += _title(title, lead)
    return values


# ---- private


def _split(text: str) -> list[str]:
    text = text.lower().replace("’", "'")
    for mark in _MARKS:
        text = text.replace(mark, " ")
    return text.split()


def _title(title: str, lead: set[str]) -> list[float]:
    words = _split(title)
    held = set(words)
    places = set(map(_lookup().get, held))
    content = {word.removesuffix("'s") for word in held if len(word) >= CONTENT}
    return [
        float("?" in title),
        float(words[:1] == ["the"]),
        float(":" in title),
        float(_CAPITALS_LABEL.match(title) is not None and not title.isupper()),
        float("“" in title or '"' in title or "‘" in title or " '" in title or title[:1] == "'"),
        float(_PERSON in places or _SECOND in places),
        float(_NECESSITY in places),
        float(_POSSIBILITY in places),
        float(_EVALUATIVE in places),
        float(_REPORTING in places or _SAYS in places),
        float(sum(len(word) > CONTENT and word[-1] == "s" and "'" not in word for word in words)),
        float(_PRESENT_BE in places),
        float("'s" in title or "’s" in title),
        float(_CONNECTIVE in places),
        float(_ABSTRACT in places),
        len(content & lead) / max(len(content), 1),
    ]


@lru_cache(maxsize=1)
def _lookup() -> dict[str, int]:
    """Return the index of each word's group in `_GROUPS`, keyed by word.

    Earlier groups take precedence.
    """
    held: dict[str, int] = {}
    for place, name in enumerate(_GROUPS[:-1]):
        for word in lexicon.words("words.txt", name):
            held.setdefault(word, place)
    held |= dict.fromkeys(map(str, YEARS), len(_GROUPS) - 1)
    return held
