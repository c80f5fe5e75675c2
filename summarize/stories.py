"""Which articles are about one event."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from summarize.index import cosine
from summarize.stream import Merge, Stream

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from news.article import Article
    from summarize.index import Open

__all__ = ["Grouping", "Joined", "Merge", "Stream", "group", "lead", "placed"]

# The lead is worth more than any model, the whole body no more than the lead: .95 against .85 with titles alone.
LEAD_SENTENCES, LEAD_LENGTH = 4, 600
# Articles are remembered as placed up to the beginning of the last but one of such stretches, because feeds bring some
# of them hours late, and of the stretch before it, from which the next is gone on with. docs/performance.md.
STEP, LEVELS = timedelta(hours=6), 2
# Three channels that read other sources; 4,800 articles take some 20 MB a level.
REMEMBERED = 6

Groups = tuple[tuple[str, tuple["Article", ...]], ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """Two stories that an article showed to be one.

    Attributes:
        into: the name under which both go on.
        by: the article.
        gone: the articles of the story that ended, newest first.
        others: those of the one that goes on, newest first.
    """

    into: str
    by: Article
    gone: tuple[Article, ...]
    others: tuple[Article, ...]


@dataclass(frozen=True)
class Grouping:
    """Articles told apart.

    Attributes:
        stories: (story id, its articles newest first), the one that began first before the others.
        joined: what turned out to be one on the way, in order.
        terms: what each story is about; rolling items have none.
    """

    stories: Groups
    joined: tuple[Joined, ...]
    terms: Mapping[str, Open]

    def alike(self, one: str, other: str) -> float:
        """Tell how alike two stories are, 0 to 1."""
        first, second = self.terms.get(one), self.terms.get(other)
        return cosine(first, second) if first and second else 0.0


def group(articles: Iterable[Article]) -> Groups:
    """Group articles into stories, in the order in which they appeared.

    Returns:
        (story id, its articles newest first) of each story, the one that began first before the others. The id is
        that of its first article. Every article stands in exactly one.
    """
    return placed(articles).stories


def placed(articles: Iterable[Article]) -> Grouping:
    """Group articles as `group` does, and tell which stories became one on the way, under their last name.

    What was placed before is not placed again: of articles that come a few at a time, only those after the last instant
    at which all were known (see `_settled`) cost anything.
    """
    ordered = tuple(sorted(articles, key=lambda each: (each.when, each.id)))
    placing = _settled(ordered, LEVELS).copy()
    for article in ordered[placing.placed :]:
        placing.add(article)
    return placing.grouping()


def lead(article: Article) -> str:
    """Give the first sentences of an article, those by which it is grouped."""
    return " ".join(sentence.text for sentence in article.sentences[:LEAD_SENTENCES])[:LEAD_LENGTH]


# ---- private


class _Placing:
    """Articles placed so far, in order."""

    def __init__(self) -> None:
        self.placed = 0
        self._stream = Stream()
        self._grouped: dict[str, list[Article]] = {}
        self._joined: list[Joined] = []
        self._last: dict[str, str] = {}
        self._terms: dict[str, Open] = {}

    def copy(self) -> _Placing:
        """Give one that goes on apart from this one."""
        other = _Placing()
        other.placed = self.placed
        other._stream = self._stream.copy()
        other._grouped = {name: members.copy() for name, members in self._grouped.items()}
        other._joined = self._joined.copy()
        other._last = self._last.copy()
        other._terms = {name: other._stream.open(name) or terms for name, terms in self._terms.items()}
        return other

    def add(self, article: Article) -> None:
        """Place the next article."""
        name = self._stream.add(
            id=article.id,
            title=article.title,
            lead=lead(article),
            published=article.when,
            source=article.outlet,
            language=article.language,
        )
        for merge in self._stream.merges():
            gone, others = self._grouped.pop(merge.gone), self._grouped[merge.into]
            self._joined.append(Joined(merge.into, article, tuple(reversed(gone)), tuple(reversed(others))))
            self._grouped[merge.into] = sorted(others + gone, key=lambda each: (each.when, each.id))
            self._last[merge.gone] = merge.into
        self._grouped.setdefault(name, []).append(article)
        if opened := self._stream.open(name):
            self._terms[name] = opened
        self.placed += 1

    def grouping(self) -> Grouping:
        """Give what has come of it; this one is not to be gone on with."""
        return Grouping(
            tuple((name, tuple(reversed(members))) for name, members in self._grouped.items()),
            tuple(Joined(self._final(each.into), each.by, each.gone, each.others) for each in self._joined),
            self._terms,
        )

    def _final(self, name: str) -> str:
        while name in self._last:
            name = self._last[name]
        return name


def _settled(ordered: tuple[Article, ...], levels: int) -> _Placing:
    """Give what the articles up to some hours ago came to, remembered from the last time; nobody may go on with it."""
    if not ordered or not levels:
        return _Placing()
    end = bisect_left(ordered, _stretch(ordered[-1]) - 1, key=_stretch)
    return _placed_all(ordered[:end], levels)


def _stretch(article: Article) -> int:
    return int(article.when.timestamp() // STEP.total_seconds())


@lru_cache(maxsize=REMEMBERED)
def _placed_all(ordered: tuple[Article, ...], levels: int) -> _Placing:
    placing = _settled(ordered, levels - 1).copy()
    for article in ordered[placing.placed :]:
        placing.add(article)
    return placing
