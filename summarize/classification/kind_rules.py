"""Rules that find conclusive evidence of an article's kind, such as labels and sections.

    notice in the text > JSON-LD type > label in the headline > section in the address > category in the feed
        > outlet's name > label in the text > form of the headline

The first rule that matches decides. Each rule costs a few dictionary look-ups, regardless of the input length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from news.article_kind import ArticleKind, KindDecision, KindReason
from summarize.classification import lexicon

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# No headline, address or outlet name in the 6,400 development articles is longer; the rest is not read.
MAX_TITLE = 300
MAX_URL = 600
MAX_CATEGORIES = 20
# A longer part of a headline is not a label.
MAX_LABEL = 40
MAX_PHRASE_WORDS = 5
# A notice is at the beginning of a page with little other text: a report may also begin with one. An archive's
# notice in the pages of G has 591 characters.
NOTICE_WITHIN = 200
MAX_NOTICE_PAGE = 1000
WIRE_WITHIN = 300
# Headlines that announce a number of things: 2 to 101. Years ("2024 things") and percentages are not counts.
MAX_COUNT = 101

_SEPARATOR = re.compile(r"\s*[|｜:：•»]\s*|\s+[-–—]+\s+|—|\s/\s|\s*[\[\]【】()（）]\s*")
_WORD = re.compile(r"[^\W_]+(?:['.&-][^\W_]+)*")
_REVIEW = re.compile(r"\breview\s+[–—-]\s")
_QUESTION_MARKS = ("?", "？", "؟", ";")
_OUTLET_LABELS = frozenset({"opinion", "opinions", "editorial", "editorials", "commentary", "columnists"})
_ARTICLES = frozenset({"la", "l", "the", "le", "el", "a", "o", "die", "der"})
# Labels that may be a whole headline, and labels that may be a first line; others also appear next to reports.
_WHOLE_HEADLINES = (ArticleKind.CORRECTION, ArticleKind.LIVE, ArticleKind.ROUNDUP)
# Categories may also be subjects ("Analysis", "Podcasts", "Guides"): only these describe the article itself.
_CATEGORIES = (
    ArticleKind.OPINION,
    ArticleKind.LIVE,
    ArticleKind.CORRECTION,
    ArticleKind.PRESS_RELEASE,
    ArticleKind.REVIEW,
    ArticleKind.OBITUARY,
)
_FIRST_LINES = (ArticleKind.OPINION, ArticleKind.CORRECTION, ArticleKind.REVIEW, ArticleKind.OBITUARY)


@dataclass(frozen=True, slots=True)
class _Headlines:
    labels: Mapping[str, ArticleKind]
    tails: Mapping[str, ArticleKind]
    starts: Mapping[str, Mapping[str, ArticleKind]]
    ends: Mapping[str, Mapping[str, ArticleKind]]


def by_notice(text: str) -> KindDecision | None:
    """Recognize notices and press releases by their text.

    Notices are not articles; press releases name their newswire.
    """
    head = " ".join(text[:WIRE_WITHIN].split()).lower()
    if not head:
        return None
    notices = lexicon.sections("notices.txt")
    if len(text) <= MAX_NOTICE_PAGE and any(phrase in head[:NOTICE_WITHIN] for phrase in notices["notice"]):
        return KindDecision(ArticleKind.NOTICE, (KindReason.PAGE_NOTICE,))
    if any(phrase in head for phrase in notices["wire"]):
        return KindDecision(ArticleKind.PRESS_RELEASE, (KindReason.WIRE_LABEL,))
    return None


def by_jsonld(jsonld_type: str | None) -> KindDecision | None:
    """Return the kind that a schema.org type denotes.

    The type may have a URL prefix. `NewsArticle` is not evidence.
    """
    if not jsonld_type:
        return None
    name = jsonld_type[:MAX_TITLE].strip().rpartition("/")[2].lower()
    kind = _named("jsonld").get(name)
    return KindDecision(kind, (KindReason.JSONLD_TYPE,)) if kind else None


def by_label(title: str) -> KindDecision | None:
    """Recognize an article's kind by a headline label: "Opinion: ...", "... | Analysis", "[Kommentar] ..."."""
    title = title[:MAX_TITLE]
    held = _headlines()
    parts = [part for part in _SEPARATOR.split(title) if part]
    if len(parts) > 1:
        for place, part in enumerate(parts):
            if len(part) > MAX_LABEL:
                continue
            name = _plain(part)
            if kind := held.labels.get(name):
                return KindDecision(kind, (KindReason.HEADLINE_LABEL,))
            if place == 0 and (kind := _tail(name, held.tails)):
                return KindDecision(kind, (KindReason.HEADLINE_LABEL,))
    elif parts and (kind := held.labels.get(_plain(title))) in _WHOLE_HEADLINES:
        return KindDecision(kind, (KindReason.HEADLINE_LABEL,))
    if "review" in title and _REVIEW.search(title):
        return KindDecision(ArticleKind.REVIEW, (KindReason.HEADLINE_LABEL,))
    return None


def by_url(url: str | None) -> KindDecision | None:
    """Recognize an article's kind by a section in its URL.

    The section may be a folder, the subdomain or the page name.
    """
    if not url:
        return None
    address = url[:MAX_URL].lower().partition("://")[2].partition("#")[0].partition("?")[0]
    host, _, path = address.partition("/")
    labels = host.partition(":")[0].split(".")
    if kind := _named("host").get(".".join(labels[-2:])):
        return KindDecision(kind, (KindReason.SECTION_IN_URL,))
    named = _named("section")
    for folder in (*path.split("/")[:-1], *labels[:-2]):
        kind = named.get(folder.replace("_", "-"))
        if kind is None and folder.startswith("opinion-"):
            kind = ArticleKind.OPINION
        if kind:
            return KindDecision(kind, (KindReason.SECTION_IN_URL,))
    page = path.rpartition("/")[2]
    if any(mark in page for mark in ("live-blog", "liveblog", "live-updates", "liveticker", "live-ticker")):
        return KindDecision(ArticleKind.LIVE, (KindReason.SECTION_IN_URL,))
    return None


def by_categories(categories: Sequence[str]) -> KindDecision | None:
    """Recognize an article's kind by a section among its feed categories: "Opinion", "News/Columnists"."""
    if not categories:
        return None
    named, labels = _named("section"), _headlines().labels
    for category in categories[:MAX_CATEGORIES]:
        for part in category[:MAX_TITLE].lower().split("/"):
            name = part.strip()
            kind = named.get(name.replace(" ", "-")) or labels.get(name)
            if kind in _CATEGORIES:
                return KindDecision(kind, (KindReason.FEED_CATEGORY,))
    return None


def by_outlet(outlet: str | None) -> KindDecision | None:
    """Recognize an article's kind by a section in its outlet's name, as in "Courier - Opinion".

    "La Opinión" is a name without a section.
    """
    if not outlet:
        return None
    outlet = outlet[:MAX_TITLE]
    labels = _headlines().labels
    parts = _SEPARATOR.split(outlet)
    if len(parts) > 1:
        kinds = [labels.get(_plain(part)) for part in parts]
        if ArticleKind.OPINION in kinds:
            return KindDecision(ArticleKind.OPINION, (KindReason.OUTLET_NAME,))
    words = _WORD.findall(outlet.lower())
    if len(words) > 1 and words[-1] in _OUTLET_LABELS and words[-2] not in _ARTICLES:
        return KindDecision(ArticleKind.OPINION, (KindReason.OUTLET_NAME,))
    return None


def by_text_label(text: str) -> KindDecision | None:
    """Recognize an article's kind by a label that fills the first line: "ANALYSIS/OPINION:", "Commentary"."""
    first = text[: 4 * MAX_LABEL].lstrip().partition("\n")[0]
    if len(first) > MAX_LABEL:
        return None
    kind = _headlines().labels.get(_plain(first.rstrip(":： ")))
    return KindDecision(kind, (KindReason.TEXT_LABEL,)) if kind in _FIRST_LINES else None


def by_form(title: str, language: str) -> KindDecision | None:
    """Recognize an article's kind by the form of its headline.

    The form is the first or last words, a count of things, or a question.

    Args:
        title: the headline.
        language: ISO 639-1, or "und"; an English question is left to the model.
    """
    title = title[:MAX_TITLE]
    words = _WORD.findall(title.lower().replace("’", "'"))
    if not words:
        return None
    if _counts(words):
        return KindDecision(ArticleKind.LIST, (KindReason.HEADLINE_COUNTS,))
    held = _headlines()
    starts, ends = held.starts.get(language, {}), held.ends.get(language, {})
    for length in range(min(MAX_PHRASE_WORDS, len(words) - 1), 0, -1):
        kind = starts.get(" ".join(words[:length])) or ends.get(" ".join(words[-length:]))
        if kind:
            return KindDecision(kind, (KindReason.HEADLINE_PHRASE,))
    if language not in {"en", "und"} and title.rstrip(" \"'”»«").endswith(_QUESTION_MARKS):
        return KindDecision(ArticleKind.ANALYSIS, (KindReason.HEADLINE_ASKS,))
    return None


# ---- private


def _counts(words: list[str]) -> bool:
    """Whether a headline announces a number of things: "5 things", "The seven best ways"."""
    lists = _counting()
    place = 0
    while place < min(3, len(words)) and words[place] in lists.determiners:
        place += 1
    if place >= len(words):
        return False
    number = words[place]
    small = number.isdecimal() and len(number) < len(str(MAX_COUNT)) + 1 and 1 < int(number) <= MAX_COUNT
    if not (small or number in lists.numbers):
        return False
    return any(word in lists.things for word in words[place + 1 : place + 5])


@dataclass(frozen=True, slots=True)
class _Counting:
    determiners: frozenset[str]
    numbers: frozenset[str]
    things: frozenset[str]


@lru_cache(maxsize=1)
def _counting() -> _Counting:
    return _Counting(
        determiners=lexicon.words("words.txt", "determiner"),
        numbers=lexicon.words("words.txt", "number"),
        things=lexicon.words("words.txt", "counted"),
    )


def _tail(name: str, tails: Mapping[str, ArticleKind]) -> ArticleKind | None:
    words = name.split()
    for length in (1, 2):
        if len(words) > length and (kind := tails.get(" ".join(words[-length:]))):
            return kind
    return None


def _plain(label: str) -> str:
    return " ".join(label.lower().replace("’", "'").strip(" .!*\"'“”«»·").split())


@lru_cache(maxsize=4)
def _named(prefix: str) -> dict[str, ArticleKind]:
    held = lexicon.sections("sections.txt")
    return {
        name: ArticleKind(section.partition(" ")[2])
        for section, lines in held.items()
        if section.startswith(prefix + " ")
        for name in " ".join(lines).split()
    }


@lru_cache(maxsize=1)
def _headlines() -> _Headlines:
    labels: dict[str, ArticleKind] = {}
    tails: dict[str, ArticleKind] = {}
    starts: dict[str, dict[str, ArticleKind]] = {}
    ends: dict[str, dict[str, ArticleKind]] = {}
    for section, lines in lexicon.sections("headline_labels.txt").items():
        where, _, name = section.partition(" ")
        kind = ArticleKind(name)
        for line in lines:
            language, _, entries = line.partition(": ")
            place = {"label": labels, "tail": tails}.get(where)
            if place is None:
                place = (starts if where == "start" else ends).setdefault(language, {})
            for entry in entries.split(", "):
                place.setdefault(entry.strip(), kind)
    return _Headlines(labels, tails, starts, ends)
