"""Find damage in the database and the search index.

SQLite's own check does not detect a wrong search index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from news.errors import StoreError

if TYPE_CHECKING:
    from storage.sqlite.database import Database

# A longer list of problems is of no further help.
MAX_REPORTED_PROBLEMS = 20


def find_problems(database: Database) -> tuple[str, ...]:
    """Check the database. Return the problems found, one sentence each; empty if there are none.

    The check covers pages, references and the search index. Checking the search index locks out writers, for 44 s with
    1,000,000 articles: do not run it while people wait.
    """
    with database.read_transaction() as db:
        # A query makes FTS5 drop its cache of the index. The check alone does not, and reports later writes of another
        # process as damage (SQLite 3.53.4; 51 false alarms after 60 writers).
        db.execute("SELECT rowid FROM articles_fts LIMIT 1").fetchall()
        db.execute("SELECT rowid FROM article_terms_fts LIMIT 1").fetchall()
        page_rows = db.execute(f"PRAGMA quick_check({MAX_REPORTED_PROBLEMS})").fetchall()
        orphan_rows = db.execute("PRAGMA foreign_key_check").fetchmany(MAX_REPORTED_PROBLEMS)
    messages = [f"A page is damaged: {row[0]}." for row in page_rows if row[0] != "ok"]
    messages += [f"A row of {row[0]} refers to a row of {row[2]} that is missing." for row in orphan_rows]
    try:
        with database.write_transaction() as db:
            db.execute("INSERT INTO articles_fts(articles_fts, rank) VALUES ('integrity-check', 1)")
            # Only its own structure: articles in English have no terms in it.
            db.execute("INSERT INTO article_terms_fts(article_terms_fts) VALUES ('integrity-check')")
    except StoreError:
        messages.append("The search index does not match the articles.")
    return tuple(messages)
