"""Compare incoming articles with the stored articles, and store what is new.

    no key is stored                               -> new
    pruned because of its age                      -> known
    stored, and new from this source
        with a text that is stored                 -> shared: the text gets another source
        with another text                          -> shared: a version of its own, for readers of this source
    stored from this source
        the same title and text                    -> known
        no text, or a summary after a full text    -> known: a shorter form never replaces a fuller one
        a text that the source showed before       -> known: two items under one address must not alternate forever
        a text that is stored from another source  -> changed: the text gets another source
        another text                               -> changed: a version of its own

Dates, URLs and outlet names keep the values that the source gave first; a date that was missing is added.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING

from storage.codecs import replace_surrogates, to_json_array
from storage.records import AddResult, IncomingArticle
from storage.sqlite import article_versions

if TYPE_CHECKING:
    from collections.abc import Iterable

    import sqlite_utils

    from news.article import Article
    from storage.sqlite.database import Database

# Articles in one transaction. 3,000 articles of 420 words in one call, and a small write of a listener meanwhile:
# 20 -> 3,300 articles/s of CPU, the write waits 6 ms (p95 24); 50 -> 4,500 and 21 (55); 100 -> 4,100 and 35 (104).
BATCH_SIZE = 20
# A longer key is stored as its hash: a URL may be megabytes long.
MAX_KEY_LENGTH = 400


def add(database: Database, incoming_articles: Iterable[IncomingArticle]) -> AddResult:
    """Store articles in batches of `BATCH_SIZE`.

    See `storage.contract.ArticleIngest.add`.
    """
    total = _Tally()
    remaining = iter(incoming_articles)
    while batch := [_normalize(incoming) for incoming in islice(remaining, BATCH_SIZE)]:
        batch_tally = _Tally()
        with database.write_transaction() as db:
            for incoming in batch:
                _store_article(db, incoming, batch_tally)
        total.extend(batch_tally)
    return total.result()


def find_known_keys(database: Database, keys: Iterable[str], source_id: str | None = None) -> frozenset[str]:
    """Return the given keys that belong to stored articles.

    See `storage.contract.ArticleIngest.find_known_keys`.
    """
    keys_by_stored_key = {_shorten_key(key): key for key in keys}
    sql = "SELECT key FROM article_keys WHERE key IN (SELECT value FROM json_each(:keys))"
    if source_id is not None:
        sql += " AND (EXISTS (SELECT 1 FROM article_versions_by_source s"
        sql += " WHERE s.article_id = article_keys.article_id AND s.source_id = :source)"
        sql += " OR EXISTS (SELECT 1 FROM pruned_articles p WHERE p.article_id = article_keys.article_id))"
    with database.read_transaction() as db:
        values = {"keys": to_json_array(keys_by_stored_key)} | (
            {} if source_id is None else {"source": source_id}
        )
        return frozenset(keys_by_stored_key[row[0]] for row in db.execute(sql, values).fetchall())


# ---- private


@dataclass(slots=True)
class _Tally:
    new_articles: list[Article] = field(default_factory=list)
    changed_articles: list[Article] = field(default_factory=list)
    shared_articles: list[Article] = field(default_factory=list)
    known_ids: list[str] = field(default_factory=list)

    def extend(self, other: _Tally) -> None:
        self.new_articles += other.new_articles
        self.changed_articles += other.changed_articles
        self.shared_articles += other.shared_articles
        self.known_ids += other.known_ids

    def result(self) -> AddResult:
        return AddResult(
            tuple(self.new_articles),
            tuple(self.changed_articles),
            tuple(self.shared_articles),
            tuple(self.known_ids),
        )


def _normalize(incoming: IncomingArticle) -> IncomingArticle:
    article = incoming.article
    keys = tuple(dict.fromkeys(_shorten_key(key) for key in incoming.dedup_keys))
    if all(text.isascii() for text in (article.title, article.text, article.outlet, article.url)):
        return IncomingArticle(article, keys)
    cleaned = replace(
        article,
        title=replace_surrogates(article.title),
        text=replace_surrogates(article.text),
        outlet=replace_surrogates(article.outlet),
        url=replace_surrogates(article.url),
    )
    return IncomingArticle(cleaned, keys)


def _shorten_key(key: str) -> str:
    key = replace_surrogates(key).replace("\0", "\ufffd")
    return key if len(key) <= MAX_KEY_LENGTH else f"long {sha256(key.encode()).hexdigest()}"


def _store_article(db: sqlite_utils.Database, incoming: IncomingArticle, tally: _Tally) -> None:
    article = incoming.article
    article_id = _find_article_id(db, incoming)
    if article_id is None:
        _add_keys(db, incoming.dedup_keys, article.id)
        article = article if article.version == 1 else replace(article, version=1)
        tally.new_articles.append(
            article_versions.insert_entry(db, article_versions.insert_text(db, article))
        )
        return
    _add_keys(
        db, (key for key in incoming.dedup_keys if _is_source_specific(key, article.source_id)), article_id
    )
    article = article if article.id == article_id else replace(article, id=article_id)
    shown_version = article_versions.load_shown_version(db, article_id, article.source_id)
    if shown_version is None and _is_pruned(db, article_id, article.source_id):
        tally.known_ids.append(article_id)
    elif shown_version is None:
        tally.shared_articles.append(article_versions.add_source(db, article))
    elif _is_unchanged(db, article, shown_version):
        tally.known_ids.append(article_id)
    else:
        tally.changed_articles.append(article_versions.replace_shown_version(db, article, shown_version))


def _find_article_id(db: sqlite_utils.Database, incoming: IncomingArticle) -> str | None:
    for key in incoming.dedup_keys:
        row = db.execute("SELECT article_id FROM article_keys WHERE key = ?", (key,)).fetchone()
        if row:
            return str(row[0])
    row = db.execute("SELECT id FROM articles WHERE id = ?", (incoming.article.id,)).fetchone()
    return incoming.article.id if row else None


def _is_pruned(db: sqlite_utils.Database, article_id: str, source_id: str) -> bool:
    """Whether an article was pruned: all its texts, or the one that the source showed."""
    row = db.execute(
        """SELECT 1 WHERE EXISTS (SELECT 1 FROM pruned_articles WHERE article_id = :article)
        OR EXISTS (SELECT 1 FROM article_versions_by_source WHERE article_id = :article AND source_id = :source)""",
        {"article": article_id, "source": source_id},
    ).fetchone()
    return row is not None


def _is_source_specific(key: str, source_id: str) -> bool:
    """Whether a key identifies an article only within one source.

    The first source that delivers an article binds its URL to the article. If later sources could bind further URLs,
    a source that gives the same guid to URLs of two other outlets could merge the articles of these outlets.
    """
    return key.startswith((f"guid {source_id} ", f"entry {source_id} "))


def _add_keys(db: sqlite_utils.Database, keys: Iterable[str], article_id: str) -> None:
    db.conn.executemany(
        "INSERT OR IGNORE INTO article_keys VALUES (?, ?)", [(key, article_id) for key in keys]
    )


def _is_unchanged(
    db: sqlite_utils.Database, article: Article, shown_version: article_versions.ShownVersion
) -> bool:
    if (article.title, article.text) == (shown_version.title, shown_version.text):
        return True
    if not article.text or (article.partial and not shown_version.partial):
        return True
    return article_versions.was_shown(db, article)
