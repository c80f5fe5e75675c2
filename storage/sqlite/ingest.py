"""Ingest: what came, held against what is known, article by article.

    unknown under every key                        -> new
    known, and this source brings it for the first time
        with a text that is stored                 -> joined: the text gets another source
        with other words                           -> joined: a version of its own, seen by this source's readers
    known from this source
        the same title and text                    -> known
        no text, or a summary where the page was had before -> known: what is poorer replaces nothing
        words that it showed before                -> known: two items under one address must not alternate for ever
        words that are stored from another source  -> changed: the text gets another source
        other words                                -> changed: a version of its own

Dates, addresses and outlet names stay as they were first given.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING

from storage.codecs import listed, plain
from storage.sqlite import article_versions

if TYPE_CHECKING:
    from collections.abc import Iterable

    import sqlite_utils

    from news.article import Article
    from storage.sqlite.database import Database

# Articles in one transaction; 3,000 articles of 420 words in one call, and a listener's small write meanwhile:
# 20 -> 3,300 articles/s of CPU, the write waits 6 ms (p95 24); 50 -> 4,500 and 21 (55); 100 -> 4,100 and 35 (104).
BATCH = 20
# A longer key (an address may have megabytes) is kept by its hash.
KEY_LENGTH = 400


@dataclass(frozen=True, slots=True)
class Incoming:
    """An article as it came, with all names by which it may be known.

    Attributes:
        article: its id counts only if it is new, its version not at all; `seen` is now.
        keys: of `news.article.keys`, surest first.
    """

    article: Article
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Added:
    """What came of it; each article as it is stored now.

    Attributes:
        new: nobody had brought these.
        changed: their source showed other words before.
        joined: known from another source.
        known: the ids of the rest; an article offered twice is named twice.
    """

    new: tuple[Article, ...] = ()
    changed: tuple[Article, ...] = ()
    joined: tuple[Article, ...] = ()
    known: tuple[str, ...] = ()


def add(database: Database, arrived: Iterable[Incoming]) -> Added:
    """Store what came. Offering it again changes nothing.

    Each batch of `BATCH` is stored whole or not at all; when this returns, all are on the disk.

    Raises:
        StoreError: a source is not stored, or the disk refuses; earlier batches stay.
    """
    tally = _Tally()
    waiting = iter(arrived)
    while batch := [_readied(incoming) for incoming in islice(waiting, BATCH)]:
        heard = _Tally()
        with database.writing() as db:
            for incoming in batch:
                _take(db, incoming, heard)
        tally.join(heard)
    return tally.result()


def known(database: Database, keys: Iterable[str], source: str | None = None) -> frozenset[str]:
    """Give those of the keys whose article is stored, or was brought by that source."""
    asked = {_short(key): key for key in keys}
    sql = "SELECT key FROM aliases WHERE key IN (SELECT value FROM json_each(:keys))"
    if source is not None:
        sql += " AND EXISTS (SELECT 1 FROM article_sources s WHERE s.article = aliases.article AND s.source = :source)"
    with database.reading() as db:
        values = {"keys": listed(asked)} | ({} if source is None else {"source": source})
        return frozenset(asked[row[0]] for row in db.execute(sql, values).fetchall())


# ---- private


@dataclass(slots=True)
class _Tally:
    new: list[Article] = field(default_factory=list)
    changed: list[Article] = field(default_factory=list)
    joined: list[Article] = field(default_factory=list)
    known: list[str] = field(default_factory=list)

    def join(self, other: _Tally) -> None:
        self.new += other.new
        self.changed += other.changed
        self.joined += other.joined
        self.known += other.known

    def result(self) -> Added:
        return Added(tuple(self.new), tuple(self.changed), tuple(self.joined), tuple(self.known))


def _readied(incoming: Incoming) -> Incoming:
    article = incoming.article
    keys = tuple(dict.fromkeys(_short(key) for key in incoming.keys))
    if all(text.isascii() for text in (article.title, article.text, article.outlet, article.url)):
        return Incoming(article, keys)
    cleaned = replace(
        article,
        title=plain(article.title),
        text=plain(article.text),
        outlet=plain(article.outlet),
        url=plain(article.url),
    )
    return Incoming(cleaned, keys)


def _short(key: str) -> str:
    key = plain(key).replace("\0", "\ufffd")
    return key if len(key) <= KEY_LENGTH else f"long {sha256(key.encode()).hexdigest()}"


def _take(db: sqlite_utils.Database, incoming: Incoming, tally: _Tally) -> None:
    came = incoming.article
    name = _named(db, incoming)
    if name is None:
        _alias(db, incoming.keys, came.id)
        came = came if came.version == 1 else replace(came, version=1)
        tally.new.append(article_versions.enter(db, article_versions.store(db, came)))
        return
    _alias(db, (key for key in incoming.keys if _is_own(key, came.source)), name)
    came = came if came.id == name else replace(came, id=name)
    shown = article_versions.shown(db, name, came.source)
    if shown is None:
        tally.joined.append(article_versions.join(db, came))
    elif _says_nothing_new(db, came, shown):
        tally.known.append(name)
    else:
        tally.changed.append(article_versions.renew(db, came, shown))


def _named(db: sqlite_utils.Database, incoming: Incoming) -> str | None:
    for key in incoming.keys:
        row = db.execute("SELECT article FROM aliases WHERE key = ?", (key,)).fetchone()
        if row:
            return str(row[0])
    row = db.execute("SELECT id FROM articles WHERE id = ?", (incoming.article.id,)).fetchone()
    return incoming.article.id if row else None


def _is_own(key: str, source: str) -> bool:
    """Tell whether a key holds for one source only.

    An address is bound to an article by whoever brings the article first. Were it bound again later, a source that
    gives one guid to two strangers' addresses could make their articles one.
    """
    return key.startswith(f"guid {source} ")


def _alias(db: sqlite_utils.Database, keys: Iterable[str], name: str) -> None:
    db.conn.executemany("INSERT OR IGNORE INTO aliases VALUES (?, ?)", [(key, name) for key in keys])


def _says_nothing_new(db: sqlite_utils.Database, came: Article, shown: article_versions.Shown) -> bool:
    if (came.title, came.text) == (shown.title, shown.text):
        return True
    if not came.text or (came.partial and not shown.partial):
        return True
    return article_versions.was_shown(db, came)
