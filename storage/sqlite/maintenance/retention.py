"""Prune the oldest articles: delete their texts, and remember that they are known.

    articles --oldest first--> quoted by a brief or an answer?  text kept in `article_versions`
                               named by a brief?                title kept there
                               otherwise                        deleted
    article_keys  stay; `pruned_articles` says that the article is never new again

The file does not shrink: SQLite uses the free pages for the next articles. A text is as old as its row: row ids grow
with time, so an article that changed yesterday has a young row.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from storage.codecs import to_micros
from storage.sqlite import article_versions, stories

if TYPE_CHECKING:
    from datetime import datetime

    from storage.sqlite.database import Database

# Pages of each search index that are merged after a step. Without it, deleted articles stay in the index until their
# segment happens to be merged.
MERGED_PAGES = 64


def prune(database: Database, stored_before: datetime, limit: int) -> int:
    """Prune articles in one transaction. See `storage.contract.ArticleIngest.prune`."""
    limit_micros = to_micros(stored_before)
    with database.write_transaction() as db:
        rows = db.execute(
            """SELECT a.row_id, coalesce((
                SELECT min(first_seen_at) FROM article_versions_by_source v WHERE v.article_row_id = a.row_id), 0)
            FROM articles a ORDER BY a.row_id LIMIT ?""",
            (limit,),
        ).fetchall()
        old_rows = list(takewhile(lambda row: row[1] < limit_micros, rows))
        pruned_ids = [article_versions.prune_text(db, row_id) for row_id, _ in old_rows]
        article_ids = [article_id for article_id in pruned_ids if article_id is not None]
        db.conn.executemany(
            "INSERT OR IGNORE INTO pruned_articles VALUES (?)", [(article_id,) for article_id in article_ids]
        )
        stories.remove_articles(db, article_ids)
        for index in ("articles_fts", "article_terms_fts") if old_rows else ():
            db.execute(f"INSERT INTO {index}({index}, rank) VALUES ('merge', {MERGED_PAGES})")  # noqa: S608 - constants
    return len(old_rows)
