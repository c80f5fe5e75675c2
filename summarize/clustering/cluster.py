"""Which articles are about one event."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from summarize.clustering.inverted_index import alike
from summarize.clustering.online_clustering import Stream

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from news.article import Article
    from summarize.clustering.inverted_index import Open

__all__ = ["Grouping", "Joined", "Stream", "group", "lead", "placed"]

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
        return alike(self.terms.get(one), self.terms.get(other))


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
    at which all were known (see `_placed`) cost anything.
    """
    return _placed(tuple(sorted(articles, key=_order)), LEVELS).grouping()


def lead(article: Article) -> str:
    """Give the first sentences of an article, those by which it is grouped."""
    return " ".join(sentence.text for sentence in article.sentences[:LEAD_SENTENCES])[:LEAD_LENGTH]


# ---- private


class _Placing:
    """Articles placed so far, in order."""

    def __init__(self) -> None:
        self._stream = Stream()
        self._grouped: dict[str, list[Article]] = {}
        self._joined: list[Joined] = []
        self._last: dict[str, str] = {}
        self._terms: dict[str, Open] = {}

    def copy(self) -> _Placing:
        """Give one that goes on apart from this one."""
        other = _Placing()
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
            published=article.appeared_at,
            source=article.outlet,
            language=article.language,
        )
        for merge in self._stream.merges():
            gone, others = self._grouped.pop(merge.gone), self._grouped[merge.into]
            self._joined.append(Joined(merge.into, article, tuple(reversed(gone)), tuple(reversed(others))))
            self._grouped[merge.into] = sorted(others + gone, key=_order)
            self._last[merge.gone] = merge.into
        self._grouped.setdefault(name, []).append(article)
        if opened := self._stream.open(name):
            self._terms[name] = opened

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


def _order(article: Article) -> tuple[datetime, str]:
    return article.appeared_at, article.id


def _placed(ordered: tuple[Article, ...], levels: int) -> _Placing:
    """Place articles, going on from what those up to some hours ago came to, which is remembered."""
    settled = bisect_left(ordered, _stretch(ordered[-1]) - 1, key=_stretch) if ordered and levels else 0
    placing = _remembered(ordered[:settled], levels - 1).copy() if settled else _Placing()
    for article in ordered[settled:]:
        placing.add(article)
    return placing


@lru_cache(maxsize=REMEMBERED)
def _remembered(ordered: tuple[Article, ...], levels: int) -> _Placing:
    """Give what `_placed` gives, for nobody to go on with but by a copy."""
    return _placed(ordered, levels)


def _stretch(article: Article) -> int:
    return int(article.appeared_at.timestamp() // STEP.total_seconds())
