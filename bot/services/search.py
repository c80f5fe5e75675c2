"""`search`: articles that hold words, ranked, with the sentence that holds most of them.

dam wall from Courier in climate 2w -> words, outlets, a folder of sources, a window
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.parsing import brief_request
from bot.render import wording
from news.errors import UnknownWish
from summarize.answers import answer

if TYPE_CHECKING:
    from datetime import datetime

    from bot.services.verification import Proof
    from news.article import Article, Sentence
    from news.window import Window
    from storage.sqlite.store import Store

# Articles on one page: with a sentence each they fill a screen and stay far below Slack's limits.
PAGE = 8
# Pages that can be asked for; who wants more narrows the search.
PAGES = 12
_OUTLET = re.compile(r"\s*\bfrom (?P<outlet>\"[^\"]+\"|“[^”]+”|\S+)", re.IGNORECASE)
_FOLDER = re.compile(r"\s*\bin folder (?P<folder>\"[^\"]+\"|\S+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Search:
    """What is searched.

    Attributes:
        words: to look up; at least one.
        outlet: part of a source's title or address; "" for all.
        folder: of sources; "" for all.
        window: None for all that is kept.
    """

    words: str
    outlet: str = ""
    folder: str = ""
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what was found: articles, best first, each with a sentence, and whether there are more."""

    rows: tuple[tuple[Article, Sentence | None], ...]
    further: bool
    sources: int


def read(said: str, now: datetime) -> Search:
    """Read what was typed after `search`.

    Raises:
        UnknownWish: there is no word to look up.
        TooLong: it is longer than a topic is.
    """
    said = brief_request.topic(said)
    outlet, folder = _OUTLET.search(said), _FOLDER.search(said)
    bare = _OUTLET.sub("", _FOLDER.sub("", said, count=1), count=1)
    rest, stretch = brief_request.ending(bare.split(), now)
    if not rest:
        raise UnknownWish("What shall I look for?")
    return Search(
        " ".join(rest),
        outlet["outlet"].strip('"“”') if outlet else "",
        folder["folder"].strip('"') if folder else "",
        stretch,
    )


def find(store: Store, proof: Proof, team: str, channel: str, wanted: Search, *, page: int = 0) -> Results:
    """Find articles of the sources that a channel reads.

    Args:
        store: where they are.
        proof: holds the sentences that are shown.
        team: the workspace.
        channel: whose sources.
        wanted: see `read`.
        page: 0 for the first.
    """
    sources = _sources(store, team, channel, wanted)
    last = (min(page, PAGES - 1) + 1) * PAGE
    since, until = (wanted.window.since, wanted.window.until) if wanted.window else (None, None)
    articles = (
        store.articles.search(wanted.words, sources, count=last + 1, since=since, until=until)
        if sources
        else ()
    )
    shown = articles[last - PAGE : last]
    rows = tuple((article, _sentence(wanted.words, article, proof)) for article in shown)
    return Results(rows, len(articles) > last and page + 1 < PAGES, len(sources))


def heading(wanted: Search, results: Results) -> str:
    """Say what was searched and how."""
    where = wording.count(results.sources, "source")
    of = f" of “{wanted.outlet}”" if wanted.outlet else ""
    folder = f" in the folder {wanted.folder}" if wanted.folder else ""
    stretch = f", {wanted.window.words}" if wanted.window else ", all that is kept"
    searched = f"“{wanted.words}” in headlines and texts, {where}{of}{folder}{stretch}"
    return f"Searched {searched}:" if results.rows else f"Nothing found. Searched {searched}."


# ---- private


def _sources(store: Store, team: str, channel: str, wanted: Search) -> list[str]:
    folders = store.sources.topics(team, channel) if wanted.folder else {}
    folder = wanted.folder.casefold()
    return [
        source.id
        for source in store.sources.followed(team, channel)
        if (not wanted.outlet or source.is_called(wanted.outlet))
        and (not folder or folder in {part.casefold() for part in folders.get(source.id, "").split("/")})
    ]


def _sentence(words: str, article: Article, proof: Proof) -> Sentence | None:
    """Give the sentence that holds most of the words; None if none holds any."""
    ranking = answer.rank(words, (), (article,), count=1)
    best = ranking.sentences[0] if ranking.sentences and ranking.cover else None
    return best if best is not None and proof.stands(best) else None
