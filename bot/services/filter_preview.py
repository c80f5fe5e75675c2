"""`try without ...`: what a filter would have left out, before it is set. Nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.parsing import brief_request, digest_spec
from news.brief import LeftOut
from news.errors import UnknownWish
from summarize.ranking import filters

if TYPE_CHECKING:
    from datetime import datetime

    from news.window import Window
    from storage.sqlite.store import Store

USUAL = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is tried: words, phrases or expressions that keep an article out, on which time."""

    without: tuple[str, ...]
    window: Window


@dataclass(frozen=True, slots=True)
class Trial:
    """What a filter would have done.

    Attributes:
        wanted: the filter.
        read: articles of that time.
        dropped: those left out, by the words that they are left out for.
        told: ids of those among them that were quoted here.
    """

    wanted: Wanted
    read: int
    dropped: tuple[LeftOut, ...]
    told: frozenset[str]


def read(said: str, now: datetime) -> Wanted:
    """Read what was typed after `try`: `without boxing, /F[12]/ 2w`; without a time, the last seven days are meant.

    Raises:
        UnknownWish: there is no `without` in it, or nothing after it.
        BadPattern: an expression cannot be read.
        UnknownLength: the last word was meant as a length of time and is none.
        TooLong: it is longer than a topic is.
    """
    words, stretch = brief_request.parted(brief_request.topic(said).split(), USUAL, now)
    without = digest_spec.without(" ".join(words))
    if not without:
        raise UnknownWish("What shall I leave out? For example: `try without boxing, /F[12]/ 2w`.")
    filters.check(without)
    return Wanted(without, stretch)


def run(store: Store, team: str, channel: str, wanted: Wanted, *, now: datetime, limit: int) -> Trial:
    """Hold a filter against what came in.

    Args:
        store: where the articles are.
        team: the workspace.
        channel: whose sources.
        wanted: the filter.
        now: aware.
        limit: how many articles at most, the newest.
    """
    sources = [source.id for source in store.sources.followed(team, channel)]
    stretch = wanted.window
    articles = store.articles.window(sources, stretch.since, stretch.until, limit=limit)
    barred = filters.barring(wanted.without, articles)
    dropped = (
        LeftOut(words, tuple(article for article in articles if barred.get(article.id) == words))
        for words in wanted.without
    )
    told = store.memory.of(team, channel, now)
    return Trial(wanted, len(articles), tuple(dropped), frozenset(name for name in barred if told.get(name)))
