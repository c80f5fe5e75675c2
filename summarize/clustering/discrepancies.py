"""Numbers on which outlets differ: "at least 12" - Courier; "9" - Ledger.

a key sentence --its figures--> the same thing counted by another outlet, otherwise --> shown side by side

Two figures count the same thing if the first word behind them is the same, and another one too. Rounded numbers ("about
400", "412") and bounds that hold ("at least 12", "14") do not differ, and what is expected differs from nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from news.article import Sentence
from news.story import Discrepancy
from summarize.text import quantities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.article import Article
    from summarize.text.quantities import Figure

# Words behind both numbers that must be the same: "people missing". With one such word and sentences that are about the
# same, 1 of 5 differences found in 304 events of three outlets was one; the others counted something else.
COUNTED = 2
# A rounded number is taken for the exact one if they are so near.
ROUNDED = 0.1
MOST = 2
_LEAST = (
    "at least",
    "more than",
    "over",
    "no fewer than",
    "no less than",
    "mindestens",
    "mehr als",
    "au moins",
)
# What stands behind a number that is part of another one ("three of the nine", "four more", "35-year-old").
_PART = re.compile(
    r"-|\s(?:of|more|others?|another|weitere|von|de|di|van|per ?cent|percent)\b|\s?%", re.IGNORECASE
)
# Sums of money are told before and after, gross and net: held against each other they were never the same.
_MONEY = "$€£¥"
_EXPECTED = re.compile(
    r"\b(?:expect|forecast|predict|estimat|survey|analysts|economists|would|could|needs?|either|threshold|if)",
    re.IGNORECASE,
)


class _Told(NamedTuple):
    article: Article
    sentence: Sentence
    figures: tuple[Figure, ...]


def between(chosen: Sequence[Sentence], articles: Sequence[Article]) -> tuple[Discrepancy, ...]:
    """Find the numbers of key sentences that other outlets of the story tell otherwise.

    Args:
        chosen: key sentences of these articles.
        articles: newest first; of each outlet the newest that counts the thing is held against them.

    Returns:
        At most two, in the order of `chosen`; each names the key sentence's figure first.
    """
    if len({article.outlet for article in articles}) < 2:  # noqa: PLR2004 - nobody to differ from
        return ()
    by_id = {article.id: article for article in articles}
    told = [_told(article, sentence) for article in articles for sentence in article.sentences]
    counting = [each for each in told if each.figures]
    found: dict[frozenset[str], Discrepancy] = {}
    for sentence in chosen:
        own = _told(by_id[sentence.article_id], sentence)
        for figure in own.figures:
            others = _others(own, figure, counting)
            if others and len(found) < MOST:
                both = (_cut(own, figure), *others)
                found.setdefault(frozenset(said.text for said in both), Discrepancy(both))
    return tuple(found.values())


# ---- private


def _told(article: Article, sentence: Sentence) -> _Told:
    text = sentence.text
    if _EXPECTED.search(text):
        return _Told(article, sentence, ())
    every = quantities.told(text, article.language)
    whole = [
        each
        for each in every
        if not _PART.match(text, each.start + len(each.said))
        and not each.said.endswith("%")
        and text[max(0, each.start - 1) : each.start] != "-"
    ]
    # Of two numbers of one kind in a sentence nobody can tell which is to be held against another sentence's.
    kinds = Counter(each.of[:1] for each in every)
    numbers = tuple(each for each in whole if each.of and kinds[each.of[:1]] == 1)
    return _Told(article, sentence, numbers)


def _others(own: _Told, figure: Figure, told: Sequence[_Told]) -> list[Sentence]:
    """Give, of each other outlet, its newest figure for the same thing if it is another number."""
    found: dict[str, Sentence | None] = {own.article.outlet: None}
    for other in told:
        if other.article.outlet in found or other.article.language != own.article.language:
            continue
        same = next((each for each in other.figures if _counts_the_same(figure, each)), None)
        if same is not None and not _also_tells(other.article, figure, told):
            found[other.article.outlet] = _cut(other, same) if _differs(figure, same) else None
    return [sentence for sentence in found.values() if sentence is not None]


def _also_tells(article: Article, figure: Figure, told: Sequence[_Told]) -> bool:
    """Tell whether an article counts the same thing to the same number in another sentence."""
    return any(
        each.value == figure.value and each.of[:1] == figure.of[:1]
        for other in told
        if other.article.id == article.id
        for each in other.figures
    )


def _counts_the_same(figure: Figure, same: Figure) -> bool:
    if figure.of[0] != same.of[0] or figure.said[:1] in _MONEY or same.said[:1] in _MONEY:
        return False
    return len({*figure.of} & {*same.of}) >= COUNTED


def _differs(one: Figure, other: Figure) -> bool:
    if one.value == other.value:
        return False
    low, high = sorted((one, other), key=lambda each: each.value)
    if low.bound and low.said.lower().startswith(_LEAST):
        return False  # "at least 12" holds when it is 14
    near = high.value - low.value <= ROUNDED * high.value
    return not ((one.bound or other.bound) and near)


def _cut(told: _Told, figure: Figure) -> Sentence:
    """Give the figure with the word behind it, as it stands in the article."""
    text = told.sentence.text
    end = figure.start + len(figure.said)
    rest = text[end:]
    word = len(rest) - len(rest.lstrip(" "))
    while word < len(rest) and (rest[word].isalnum() or rest[word] in "-’'"):
        word += 1
    end += word if rest[:1] == " " else 0
    start = told.sentence.start + figure.start
    return Sentence(
        text[figure.start : end],
        told.article.id,
        told.sentence.index,
        start,
        start + end - figure.start,
        told.article.version,
    )
