"""The versions of an article and the sources that show each version.

Sources with identical text share a version.
"""

# ruff: noqa: S608 - statements are composed of this file's own constants; values are always bound

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from news.article_kind import ArticleKind
from storage import search_terms
from storage.codecs import (
    from_json,
    from_micros,
    optional_from_micros,
    optional_to_micros,
    spans_from_json,
    spans_to_json,
    to_json,
    to_micros,
)
from storage.records import MAX_OLD_VERSIONS

if TYPE_CHECKING:
    import sqlite_utils

    from news.article import Article


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """The version of an article that a source currently shows."""

    entry_id: int
    article_row_id: int
    version: int
    outlet: str
    url: str
    published_at: int | None
    first_seen_at: int
    partial: bool
    title: str
    text: str


def load_shown_version(db: sqlite_utils.Database, article_id: str, source_id: str) -> ShownVersion | None:
    """Return the version of an article that a source currently shows, or None."""
    row = db.execute(
        """SELECT s.id, s.article_row_id, s.version, s.outlet, s.url, s.published_at, s.first_seen_at,
            a.partial, a.title, a.text
        FROM article_versions_by_source s JOIN articles a ON a.row_id = s.article_row_id
        WHERE s.article_id = ? AND s.source_id = ?""",
        (article_id, source_id),
    ).fetchone()
    return ShownVersion(*row) if row else None


def was_shown(db: sqlite_utils.Database, article: Article) -> bool:
    """Whether the article's source currently shows this title and text, or has shown them before."""
    row = db.execute(
        """SELECT 1 FROM article_versions_by_source s JOIN (
            SELECT id, version, title, text FROM articles UNION ALL
            SELECT id, version, title, text FROM article_versions) a ON a.id = s.article_id AND a.version = s.version
        WHERE s.article_id = ? AND s.source_id = ? AND a.title = ? AND a.text = ?""",
        (article.id, article.source_id, article.title, article.text),
    ).fetchone()
    return row is not None


def insert_text(db: sqlite_utils.Database, article: Article) -> Article:
    """Store and index an article text that no source shows yet."""
    text_values = (
        article.partial,
        article.kind.value,
        article.commentary_probability,
        article.language,
        to_json(article.authors),
        spans_to_json(article.sentence_spans),
        article.title,
        article.text,
    )
    terms = search_terms.build_index_terms(article.title, article.text, article.language)
    row = db.execute(
        """INSERT INTO articles (
            id, version, partial, kind, commentary_probability, language, authors_json, sentence_spans_json,
            title, text, search_terms)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (article.id, article.version, *text_values, terms),
    )
    db.execute(
        "INSERT INTO articles_fts (rowid, title, text) VALUES (?, ?, ?)",
        (row.lastrowid, article.title, article.text),
    )
    if terms:
        db.execute(
            "INSERT INTO article_terms_fts (rowid, search_terms) VALUES (?, ?)", (row.lastrowid, terms)
        )
    return article


def add_search_terms(db: sqlite_utils.Database, newest_row_id: int, count: int) -> int | None:
    """Index articles without terms. Return the lowest row id read, or None if no such articles are left.

    Args:
        db: a connection inside a write transaction.
        newest_row_id: the row id to begin with; older articles follow.
        count: the maximum number of articles.
    """
    rows = db.execute(
        """SELECT row_id, title, text, language, search_terms FROM articles WHERE row_id <= ?
        ORDER BY row_id DESC LIMIT ?""",
        (newest_row_id, count),
    ).fetchall()
    for row_id, title, text, language, stored_terms in rows:
        terms = "" if stored_terms else search_terms.build_index_terms(title, text, language)
        if terms:
            db.execute("UPDATE articles SET search_terms = ? WHERE row_id = ?", (terms, row_id))
    return rows[-1][0] if rows else None


def insert_entry(db: sqlite_utils.Database, article: Article) -> Article:
    """Record that the article's source shows this version of the article."""
    entry_values = (
        article.outlet,
        article.url,
        optional_to_micros(article.published_at),
        to_micros(article.first_seen_at),
        to_micros(article.appeared_at),
    )
    db.execute(
        """INSERT INTO article_versions_by_source
            (article_id, version, article_row_id, source_id, outlet, url, published_at, first_seen_at, appeared_at)
        VALUES (?1, ?2, (SELECT row_id FROM articles WHERE id = ?1 AND version = ?2), ?, ?, ?, ?, ?, ?)""",
        (article.id, article.version, article.source_id, *entry_values),
    )
    return article


def add_source(db: sqlite_utils.Database, article: Article) -> Article:
    """Record that another source shows a stored article.

    Return the article with the version number of its text.
    """
    return insert_entry(db, _find_same_text(db, article) or insert_text(db, _with_next_version(db, article)))


def replace_shown_version(
    db: sqlite_utils.Database, article: Article, shown_version: ShownVersion
) -> Article:
    """Replace the version of an article that a source shows. The previous version is archived."""
    article = replace(
        article,
        outlet=shown_version.outlet,
        url=shown_version.url,
        published_at=optional_from_micros(shown_version.published_at) or article.published_at,
        first_seen_at=from_micros(shown_version.first_seen_at),
    )
    stored = _find_same_text(db, article) or insert_text(db, _with_next_version(db, article))
    db.execute(
        """UPDATE article_versions_by_source SET (version, article_row_id) = (
            SELECT version, row_id FROM articles WHERE id = ? AND version = ?) WHERE id = ?""",
        (stored.id, stored.version, shown_version.entry_id),
    )
    if shown_version.published_at is None and article.published_at is not None:
        db.execute(
            "UPDATE article_versions_by_source SET published_at = ?, appeared_at = ? WHERE id = ?",
            (to_micros(article.published_at), to_micros(article.appeared_at), shown_version.entry_id),
        )
    db.execute(
        """INSERT INTO article_versions_by_source
            (source_id, article_id, version, article_row_id, outlet, url, published_at, first_seen_at, appeared_at)
        SELECT source_id, article_id, ?, NULL, outlet, url, published_at, first_seen_at, appeared_at
        FROM article_versions_by_source WHERE id = ?""",
        (shown_version.version, shown_version.entry_id),
    )
    _archive_text(db, shown_version.article_row_id)
    _prune_versions(db, article.id, stored.version - MAX_OLD_VERSIONS)
    return stored


def prune_text(db: sqlite_utils.Database, article_row_id: int) -> str | None:
    """Delete a text that sources still show, because of its age.

    A text that a brief or an answer quotes moves to `article_versions`; of one that a brief only names, the title does.

    Returns:
        The id of the article if this was its last text, otherwise None.
    """
    row = db.execute("SELECT id FROM articles WHERE row_id = ?", (article_row_id,)).fetchone()
    values = {"id": row[0], "row_id": article_row_id}
    db.execute(
        f"""INSERT OR IGNORE INTO article_versions (
            id, version, partial, kind, commentary_probability, language, authors_json, sentence_spans_json,
            title, text)
        SELECT id, version, partial, kind, commentary_probability, language, authors_json, sentence_spans_json,
            title, text FROM articles a
        WHERE row_id = :row_id AND ({_IS_NAMED_SQL} OR {_IS_QUOTED_SQL})""",
        values,
    )
    db.execute(
        "UPDATE article_versions_by_source SET article_row_id = NULL WHERE article_row_id = :row_id", values
    )
    db.execute("DELETE FROM articles WHERE row_id = :row_id", values)
    if db.execute("SELECT 1 FROM articles WHERE id = :id LIMIT 1", values).fetchone():
        return None
    db.execute(
        f"DELETE FROM article_versions AS a WHERE a.id = :id AND NOT ({_IS_NAMED_SQL} OR {_IS_QUOTED_SQL})",
        values,
    )
    db.execute(
        f"""UPDATE article_versions AS a SET text = '', sentence_spans_json = '[]', partial = 1
        WHERE a.id = :id AND NOT {_IS_QUOTED_SQL}""",
        values,
    )
    db.execute(
        """DELETE FROM article_versions_by_source AS s WHERE s.article_id = :id AND NOT EXISTS (
            SELECT 1 FROM article_versions a WHERE a.id = :id AND a.version = s.version AND a.text <> '')""",
        values,
    )
    return str(row[0])


# ---- private

_IS_NAMED_SQL = """EXISTS (
    SELECT 1 FROM brief_articles b WHERE b.article_id = a.id AND b.version = a.version)"""
_IS_QUOTED_SQL = """(EXISTS (
        SELECT 1 FROM brief_articles b WHERE b.article_id = a.id AND b.version = a.version AND b.is_quoted)
    OR EXISTS (SELECT 1 FROM answer_articles q WHERE q.article_id = a.id))"""


def _with_next_version(db: sqlite_utils.Database, article: Article) -> Article:
    row = db.execute(
        "SELECT max(version) FROM article_versions_by_source WHERE article_id = ?", (article.id,)
    ).fetchone()
    return replace(article, version=(row[0] or 0) + 1)


def _find_same_text(db: sqlite_utils.Database, article: Article) -> Article | None:
    """Return the stored version with the same title and text, or None if no source shows such a version."""
    row = db.execute(
        """SELECT version, partial, kind, commentary_probability, language, authors_json, sentence_spans_json
        FROM articles
        WHERE id = ? AND title = ? AND text = ?""",
        (article.id, article.title, article.text),
    ).fetchone()
    if row is None:
        return None
    version, partial, kind, commentary_probability, language, authors_json, sentence_spans_json = row
    return replace(
        article,
        version=version,
        partial=bool(partial),
        kind=ArticleKind(kind),
        commentary_probability=commentary_probability,
        language=language,
        authors=tuple(from_json(authors_json)),
        sentence_spans=spans_from_json(sentence_spans_json),
    )


def _archive_text(db: sqlite_utils.Database, article_row_id: int) -> None:
    """Move a text to `article_versions` if no source shows it now."""
    if db.execute(
        "SELECT 1 FROM article_versions_by_source WHERE article_row_id = ?", (article_row_id,)
    ).fetchone():
        return
    db.execute(
        """INSERT INTO article_versions (
            id, version, partial, kind, commentary_probability, language, authors_json, sentence_spans_json,
            title, text)
        SELECT id, version, partial, kind, commentary_probability, language, authors_json, sentence_spans_json,
            title, text FROM articles
        WHERE row_id = ?""",
        (article_row_id,),
    )
    db.execute("DELETE FROM articles WHERE row_id = ?", (article_row_id,))


def _prune_versions(db: sqlite_utils.Database, article_id: str, newest_version: int) -> None:
    db.execute(
        """DELETE FROM article_versions WHERE id = :id AND version <= :newest AND NOT EXISTS (
            SELECT 1 FROM brief_articles b
            WHERE b.article_id = article_versions.id AND b.version = article_versions.version)""",
        {"id": article_id, "newest": newest_version},
    )
