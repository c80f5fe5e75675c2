"""Articles as a channel's sources show them: each once, in its fullest rendition.

Every reading takes the ids of the sources that the reader may see. An article that several of them brought is one
article: the full text before a feed's summary, then the one that came first. What only other sources brought, or
tell differently, is not seen.
"""

# ruff: noqa: S608 - statements are composed of this file's own constants; values are always bound

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from news.article import Article, keys
from storage.codecs import listed, moment, perhaps, plain, stamp, unpacked, unpaired
from storage.sqlite import ingest, search

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    import sqlite_utils

    from storage.sqlite.database import Database
    from storage.sqlite.ingest import Added, Incoming
    from storage.sqlite.search import Alternatives

# One channel's week of a hundred busy sources. What asks for a window without a limit gets its newest.
LIMIT = 20_000

# The order in which `_article` takes them.
_ENTRY = "s.source, s.outlet, s.url, s.seen, s.published"
_TEXT = "a.id, a.version, a.partial, a.language, a.authors, a.spans, a.title, a.text"
# Of the entries that a condition allows, the one to show for each article has `choice` 1.
_CANDIDATES = """SELECT s.entry, s.moment, s.number,
        row_number() OVER (PARTITION BY s.article ORDER BY a.partial, s.seen, s.entry) AS choice
    FROM article_sources s JOIN articles a ON a.number = s.number
    WHERE s.source IN (SELECT value FROM json_each(:sources)) AND """
_ALL_TEXTS = f"""(
    SELECT {_TEXT} FROM articles a UNION ALL SELECT {_TEXT} FROM article_versions a)"""


class Articles:
    """What was read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, arrived: Iterable[Incoming]) -> Added:
        """Store what came; see `storage.sqlite.ingest.add`."""
        return ingest.add(self._database, arrived)

    def known(self, keys: Iterable[str], *, source: str | None = None) -> frozenset[str]:
        """Give those of the keys whose article is stored; with a source, only if that source itself brought it."""
        return ingest.known(self._database, keys, source)

    def window(
        self, sources: Sequence[str], since: datetime, until: datetime, limit: int = LIMIT
    ) -> tuple[Article, ...]:
        """Give the articles that appeared from `since` up to but not including `until`, newest first."""
        where = "s.moment >= :since AND s.moment < :until"
        bounds = {"since": stamp(since), "until": stamp(until)}
        return self._chosen(where, sources, {**bounds, "limit": limit})

    def latest(self, sources: Sequence[str]) -> Article | None:
        """Give the newest article of these sources; None if they brought none."""
        # The newest entry's article may have a fuller, older-looking rendition: choose among all of its own.
        where = """s.article = (SELECT article FROM article_sources
            WHERE number IS NOT NULL AND source IN (SELECT value FROM json_each(:sources))
            ORDER BY moment DESC, entry DESC LIMIT 1)"""
        found = self._chosen(where, sources, {"limit": 1})
        return found[0] if found else None

    def by_url(self, url: str, sources: Sequence[str]) -> Article | None:
        """Give the article of an address as these sources show it; None if none of them brought it."""
        key = next((each for each in keys(source="", guid="", url=url, title="", text="")), "")
        with self._database.reading() as db:
            row = db.execute("SELECT article FROM aliases WHERE key = ?", (plain(key),)).fetchone()
        return next(iter(self.current([row[0]], sources)), None) if row else None

    def current(self, names: Iterable[str], sources: Sequence[str]) -> tuple[Article, ...]:
        """Give the articles of these ids as these sources show them now, newest first; unknown ids are left out."""
        wanted = listed(names)
        where = "s.article IN (SELECT value FROM json_each(:names))"
        return self._chosen(where, sources, {"names": wanted, "limit": -1})

    def by_id(self, name: str, version: int) -> Article | None:
        """Give exactly that version, for a quote that points to it; None if it is not stored."""
        sql = f"""SELECT {_ENTRY}, {_TEXT} FROM {_ALL_TEXTS} a
            JOIN article_sources s ON s.article = a.id AND s.version = a.version
            WHERE a.id = ? AND a.version = ? ORDER BY s.entry LIMIT 1"""
        with self._database.reading() as db:
            row = db.execute(sql, (name, version)).fetchone()
        return _article(row) if row else None

    def versions(self, name: str, sources: Sequence[str]) -> tuple[Article, ...]:
        """Give every version of one article that these sources showed and that is still kept, oldest first."""
        sql = f"""SELECT {_ENTRY}, {_TEXT}, min(s.entry) FROM {_ALL_TEXTS} a
            JOIN article_sources s ON s.article = a.id AND s.version = a.version
            WHERE a.id = ? AND s.source IN (SELECT value FROM json_each(?))
            GROUP BY a.version ORDER BY a.version"""
        with self._database.reading() as db:
            rows = db.execute(sql, (name, listed(sources))).fetchall()
        return tuple(_article(row) for row in rows)

    def search(
        self,
        text: str,
        sources: Sequence[str],
        *,
        count: int = 20,
        since: datetime | None = None,
        until: datetime | None = None,
        ignoring: frozenset[str] = search.COMMON,
    ) -> tuple[Article, ...]:
        """Give the articles of these sources that hold the words, the best first; see `storage.sqlite.search.find`."""
        with self._database.reading() as db:
            found = search.find(
                db, search.terms(text, ignoring), listed(sources), count=count, since=since, until=until
            )
            return _fetch(db, found)

    def about(
        self, wanted: Alternatives, sources: Sequence[str], since: datetime, until: datetime
    ) -> dict[str, float]:
        """Give how much each article of a stretch is about some words, 0 to 1, by id; see `search.about`."""
        with self._database.reading() as db:
            return search.about(db, wanted, listed(sources), since=since, until=until)

    def before(
        self, wanted: Alternatives, sources: Sequence[str], until: datetime, *, count: int
    ) -> tuple[Article, ...]:
        """Give the newest articles from before a time that hold some words; see `storage.sqlite.search.newest`."""
        with self._database.reading() as db:
            return _fetch(db, search.newest(db, wanted, listed(sources), until=until, count=count))

    # ---- private

    def _chosen(self, where: str, sources: Sequence[str], values: dict[str, Any]) -> tuple[Article, ...]:
        with self._database.reading() as db:
            rows = db.execute(_chosen(where), {**values, "sources": listed(sources)}).fetchall()
        return tuple(_article(row) for row in rows)


# ---- private


def _chosen(where: str) -> str:
    return f"""WITH candidates AS ({_CANDIDATES} {where}),
        chosen AS (
            SELECT entry, moment, number FROM candidates WHERE choice = 1
            ORDER BY moment DESC, entry DESC LIMIT :limit)
        SELECT {_ENTRY}, {_TEXT} FROM chosen
            JOIN article_sources s ON s.entry = chosen.entry JOIN articles a ON a.number = chosen.number
        ORDER BY chosen.moment DESC, chosen.entry DESC"""


def _fetch(db: sqlite_utils.Database, entries: Sequence[int]) -> tuple[Article, ...]:
    sql = f"""SELECT s.entry, {_ENTRY}, {_TEXT} FROM article_sources s JOIN articles a ON a.number = s.number
        WHERE s.entry IN (SELECT value FROM json_each(?))"""
    rows = {row[0]: _article(row[1:]) for row in db.execute(sql, (str(list(entries)),))}
    return tuple(rows[entry] for entry in entries)


def _article(row: tuple[Any, ...]) -> Article:
    source, outlet, url, seen, published, name, version, partial, language, authors, spans, title, text = row[
        :13
    ]
    return Article(
        id=name,
        source=source,
        outlet=outlet,
        url=url,
        title=title,
        text=text,
        spans=unpaired(spans),
        seen=moment(seen),
        published=perhaps(published),
        authors=tuple(unpacked(authors)),
        language=language,
        version=version,
        partial=bool(partial),
    )
