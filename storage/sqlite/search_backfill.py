"""Index, in small steps, articles that were stored before the index for other languages existed.

The migration cannot do it: reading 100,000 articles takes minutes, in which nobody could write.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.sqlite import article_versions

if TYPE_CHECKING:
    from storage.sqlite.database import Database

# 200 articles of 420 words take about 0.1 s.
BATCH_SIZE = 200


def index_next_articles(database: Database) -> bool:
    """Index a batch of articles. Return whether any are left."""
    with database.read_transaction() as db:
        if db.execute("SELECT 1 FROM search_backfill LIMIT 1").fetchone() is None:
            return False
    with database.write_transaction() as db:
        row = db.execute("SELECT next_row_id FROM search_backfill").fetchone()
        if row is None:
            return False
        last_row_id = article_versions.add_search_terms(db, row[0], BATCH_SIZE)
        if last_row_id is None:
            db.execute("DELETE FROM search_backfill")
        else:
            db.execute("UPDATE search_backfill SET next_row_id = ?", (last_row_id - 1,))
        return last_row_id is not None
