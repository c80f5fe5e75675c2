"""Look for damage, also where SQLite's own check sees none: a search index can be wrong while the tables are sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from news.errors import StoreError

if TYPE_CHECKING:
    from storage.sqlite.database import Database

# A longer list helps nobody.
MAX_REPORTED_PROBLEMS = 20


def find_problems(database: Database) -> tuple[str, ...]:
    """Return what is wrong, a sentence each; empty if pages, references and search index are sound.

    Locks out writers while it checks the search index, 44 s for 1,000,000 articles: not while people wait.
    """
    with database.read_transaction() as db:
        # A query makes FTS5 drop its cache of the index. The check alone does not, and reports what another process
        # wrote since as damage (SQLite 3.53.4; 51 false alarms after 60 writers).
        db.execute("SELECT rowid FROM articles_fts LIMIT 1").fetchall()
        page_rows = db.execute(f"PRAGMA quick_check({MAX_REPORTED_PROBLEMS})").fetchall()
        orphan_rows = db.execute("PRAGMA foreign_key_check").fetchmany(MAX_REPORTED_PROBLEMS)
    messages = [f"A page is damaged: {row[0]}." for row in page_rows if row[0] != "ok"]
    messages += [f"A row of {row[0]} refers to a row of {row[2]} that is missing." for row in orphan_rows]
    try:
        with database.write_transaction() as db:
            db.execute("INSERT INTO articles_fts(articles_fts, rank) VALUES ('integrity-check', 1)")
    except StoreError:
        messages.append("The search index does not match the articles.")
    return tuple(messages)
