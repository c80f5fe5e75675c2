"""What each source shows of an article: one text for all sources that tell the same, a version for each other one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from storage.codecs import maybe, moment, packed, paired, perhaps, stamp, unpacked, unpaired

if TYPE_CHECKING:
    import sqlite_utils

    from news.article import Article

# A live page changes at every visit. Older versions go, unless a brief quotes them.
VERSIONS = 10


@dataclass(frozen=True, slots=True)
class Shown:
    """What a source shows of an article now."""

    entry: int
    number: int
    version: int
    outlet: str
    url: str
    published: int | None
    seen: int
    partial: bool
    title: str
    text: str


def shown(db: sqlite_utils.Database, name: str, source: str) -> Shown | None:
    """Give what a source shows of an article; None if nothing."""
    row = db.execute(
        """SELECT s.entry, s.number, s.version, s.outlet, s.url, s.published, s.seen, a.partial, a.title, a.text
        FROM article_sources s JOIN articles a ON a.number = s.number WHERE s.article = ? AND s.source = ?""",
        (name, source),
    ).fetchone()
    return Shown(*row) if row else None


def was_shown(db: sqlite_utils.Database, came: Article) -> bool:
    """Tell whether the article's source has shown these very words of it, now or before."""
    row = db.execute(
        """SELECT 1 FROM article_sources s JOIN (
            SELECT id, version, title, text FROM articles UNION ALL
            SELECT id, version, title, text FROM article_versions) a ON a.id = s.article AND a.version = s.version
        WHERE s.article = ? AND s.source = ? AND a.title = ? AND a.text = ?""",
        (came.id, came.source, came.title, came.text),
    ).fetchone()
    return row is not None


def store(db: sqlite_utils.Database, came: Article) -> Article:
    """Keep a text and index it. No source shows it yet."""
    text = (came.partial, came.language, packed(came.authors), paired(came.spans), came.title, came.text)
    row = db.execute(
        """INSERT INTO articles (id, version, partial, language, authors, spans, title, text)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        (came.id, came.version, *text),
    )
    db.execute(
        "INSERT INTO articles_fts (rowid, title, text) VALUES (?, ?, ?)",
        (row.lastrowid, came.title, came.text),
    )
    return came


def enter(db: sqlite_utils.Database, came: Article) -> Article:
    """Name the source as one that shows this version."""
    told = (came.outlet, came.url, maybe(came.published), stamp(came.seen), stamp(came.when))
    db.execute(
        """INSERT INTO article_sources
            (article, version, number, source, outlet, url, published, seen, moment)
        VALUES (?1, ?2, (SELECT number FROM articles WHERE id = ?1 AND version = ?2), ?, ?, ?, ?, ?, ?)""",
        (came.id, came.version, came.source, *told),
    )
    return came


def join(db: sqlite_utils.Database, came: Article) -> Article:
    """Let a source show a known article for the first time; give the version that says what it says."""
    return enter(db, _same(db, came) or store(db, _next(db, came)))


def renew(db: sqlite_utils.Database, came: Article, before: Shown) -> Article:
    """Let the source's entry show the new text, and leave an entry that says what it showed before."""
    came = replace(
        came,
        outlet=before.outlet,
        url=before.url,
        published=perhaps(before.published),
        seen=moment(before.seen),
    )
    stored = _same(db, came) or store(db, _next(db, came))
    db.execute(
        """UPDATE article_sources SET (version, number) = (
            SELECT version, number FROM articles WHERE id = ? AND version = ?) WHERE entry = ?""",
        (stored.id, stored.version, before.entry),
    )
    db.execute(
        """INSERT INTO article_sources (source, article, version, number, outlet, url, published, seen, moment)
        SELECT source, article, ?, NULL, outlet, url, published, seen, moment FROM article_sources
        WHERE entry = ?""",
        (before.version, before.entry),
    )
    _retire(db, before.number)
    _prune(db, came.id, stored.version - VERSIONS)
    return stored


# ---- private


def _next(db: sqlite_utils.Database, came: Article) -> Article:
    row = db.execute("SELECT max(version) FROM article_sources WHERE article = ?", (came.id,)).fetchone()
    return replace(came, version=(row[0] or 0) + 1)


def _same(db: sqlite_utils.Database, came: Article) -> Article | None:
    """Give the article with the version that says the same, if some source shows one now."""
    row = db.execute(
        """SELECT version, partial, language, authors, spans FROM articles
        WHERE id = ? AND title = ? AND text = ?""",
        (came.id, came.title, came.text),
    ).fetchone()
    if row is None:
        return None
    version, partial, language, authors, spans = row
    return replace(
        came,
        version=version,
        partial=bool(partial),
        language=language,
        authors=tuple(unpacked(authors)),
        spans=unpaired(spans),
    )


def _retire(db: sqlite_utils.Database, number: int) -> None:
    """Move a text that no source shows any more to where only quotes look for it."""
    if db.execute("SELECT 1 FROM article_sources WHERE number = ?", (number,)).fetchone():
        return
    db.execute(
        """INSERT INTO article_versions (id, version, partial, language, authors, spans, title, text)
        SELECT id, version, partial, language, authors, spans, title, text FROM articles WHERE number = ?""",
        (number,),
    )
    db.execute("DELETE FROM articles WHERE number = ?", (number,))


def _prune(db: sqlite_utils.Database, name: str, newest: int) -> None:
    db.execute(
        """DELETE FROM article_versions WHERE id = :id AND version <= :newest AND NOT EXISTS (
            SELECT 1 FROM brief_articles b
            WHERE b.article = article_versions.id AND b.version = article_versions.version)""",
        {"id": name, "newest": newest},
    )
