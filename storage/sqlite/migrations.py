"""Migrations that upgrade a file from an earlier release to the current schema (`storage.sqlite.schema`).

sqlite-utils records every step by name in the file. Steps are applied once, in order. Never edit a released step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from news.errors import SchemaTooNew, StoreError, StoreProblem
from storage.sqlite import readable_views
from storage.sqlite.database import sqlite_utils
from storage.sqlite.schema import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.sqlite.database import Database

MIGRATION_SET = "newsbrief"

_ARTICLE_TABLES = (
    """CREATE TABLE sources (
        id TEXT PRIMARY KEY, url TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL,
        added INTEGER NOT NULL, added_by TEXT NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL,
        succeeded INTEGER, failed INTEGER, failures INTEGER NOT NULL, reason TEXT NOT NULL)""",
    """CREATE TABLE follows (
        team_id TEXT NOT NULL, channel TEXT NOT NULL, source TEXT NOT NULL REFERENCES sources(id),
        topic TEXT NOT NULL, added INTEGER NOT NULL, added_by TEXT NOT NULL,
        PRIMARY KEY (team_id, channel, source)) WITHOUT ROWID""",
    "CREATE INDEX follows_source ON follows(source)",
    # AUTOINCREMENT: a number is never used twice. Numbers grow with time, so a search can begin at the newest.
    """CREATE TABLE articles (
        number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, version INTEGER NOT NULL,
        partial INTEGER NOT NULL, language TEXT NOT NULL, authors TEXT NOT NULL, spans TEXT NOT NULL,
        title TEXT NOT NULL, text TEXT NOT NULL, UNIQUE (id, version))""",
    """CREATE TABLE article_versions (
        id TEXT NOT NULL, version INTEGER NOT NULL,
        partial INTEGER NOT NULL, language TEXT NOT NULL, authors TEXT NOT NULL, spans TEXT NOT NULL,
        title TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (id, version))""",
    # `number` is null once the source shows another version; `moment` is `Article.appeared_at`.
    """CREATE TABLE article_sources (
        entry INTEGER PRIMARY KEY, source TEXT NOT NULL REFERENCES sources(id), article TEXT NOT NULL,
        version INTEGER NOT NULL, number INTEGER REFERENCES articles(number), outlet TEXT NOT NULL,
        url TEXT NOT NULL, published INTEGER, seen INTEGER NOT NULL, moment INTEGER NOT NULL,
        UNIQUE (article, source, version))""",
    "CREATE INDEX article_sources_moment ON article_sources(source, moment, number)",
    "CREATE INDEX article_sources_number ON article_sources(number, source)",
    "CREATE TABLE aliases (key TEXT PRIMARY KEY, article TEXT NOT NULL) WITHOUT ROWID",
)
# No trigger on INSERT: `storage.sqlite.article_versions` writes the index itself, because a trigger makes SQLite flush
# the index after each article (390 us of CPU an article with a trigger, 260 without; 2,000 texts of 420 words).
_SEARCH_TABLES = (
    """CREATE VIRTUAL TABLE articles_fts USING fts5(
        title, text, content='articles', content_rowid='number',
        tokenize='porter unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER articles_removed AFTER DELETE ON articles BEGIN
        INSERT INTO articles_fts(articles_fts, rowid, title, text)
        VALUES ('delete', old.number, old.title, old.text); END""",
    """CREATE TRIGGER articles_changed AFTER UPDATE OF title, text ON articles BEGIN
        INSERT INTO articles_fts(articles_fts, rowid, title, text)
        VALUES ('delete', old.number, old.title, old.text);
        INSERT INTO articles_fts(rowid, title, text) VALUES (new.number, new.title, new.text); END""",
)
_WORKSPACE_TABLES = (
    """CREATE TABLE stories (
        team_id TEXT NOT NULL, id TEXT NOT NULL, title TEXT NOT NULL, since INTEGER NOT NULL,
        latest INTEGER NOT NULL, PRIMARY KEY (team_id, id)) WITHOUT ROWID""",
    "CREATE INDEX stories_latest ON stories(team_id, latest)",
    """CREATE TABLE story_articles (
        team_id TEXT NOT NULL, article TEXT NOT NULL, story TEXT NOT NULL, moment INTEGER NOT NULL,
        PRIMARY KEY (team_id, article),
        FOREIGN KEY (team_id, story) REFERENCES stories(team_id, id)) WITHOUT ROWID""",
    "CREATE INDEX story_articles_story ON story_articles(team_id, story)",
    """CREATE TABLE briefs (
        team_id TEXT NOT NULL, id TEXT NOT NULL, channel TEXT NOT NULL, made INTEGER NOT NULL,
        request TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (team_id, id))""",
    "CREATE INDEX briefs_channel ON briefs(team_id, channel, made)",
    "CREATE INDEX briefs_id ON briefs(id)",
    """CREATE TABLE brief_articles (
        article TEXT NOT NULL, version INTEGER NOT NULL, team_id TEXT NOT NULL, brief TEXT NOT NULL,
        PRIMARY KEY (article, version, team_id, brief),
        FOREIGN KEY (team_id, brief) REFERENCES briefs(team_id, id)) WITHOUT ROWID""",
    """CREATE TABLE threads (
        team_id TEXT NOT NULL, channel TEXT NOT NULL, root TEXT NOT NULL, brief TEXT NOT NULL,
        opened INTEGER NOT NULL, PRIMARY KEY (team_id, channel, root),
        FOREIGN KEY (team_id, brief) REFERENCES briefs(team_id, id)) WITHOUT ROWID""",
    "CREATE INDEX threads_brief ON threads(team_id, brief)",
    """CREATE TABLE questions (
        number INTEGER PRIMARY KEY, team_id TEXT NOT NULL, channel TEXT NOT NULL, root TEXT NOT NULL,
        asked INTEGER NOT NULL, text TEXT NOT NULL)""",
    "CREATE INDEX questions_thread ON questions(team_id, channel, root, asked)",
    "CREATE INDEX questions_asked ON questions(asked)",
    """CREATE TABLE subscriptions (
        team_id TEXT NOT NULL, id TEXT NOT NULL, channel TEXT NOT NULL, at TEXT NOT NULL, zone TEXT NOT NULL,
        days TEXT NOT NULL, topics TEXT NOT NULL, stories INTEGER NOT NULL, made INTEGER NOT NULL,
        made_by TEXT NOT NULL, paused INTEGER NOT NULL, PRIMARY KEY (team_id, id)) WITHOUT ROWID""",
    """CREATE TABLE deliveries (
        team_id TEXT NOT NULL, slot TEXT NOT NULL, claimed INTEGER NOT NULL,
        PRIMARY KEY (team_id, slot)) WITHOUT ROWID""",
    "CREATE TABLE events_seen (id TEXT PRIMARY KEY, seen INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE INDEX events_seen_when ON events_seen(seen)",
)

# No release before this step could create a subscription, so the tables are replaced.
_DIGEST_TABLES = (
    "DROP TABLE subscriptions",
    "DROP TABLE deliveries",
    """CREATE TABLE subscriptions (
        team_id TEXT NOT NULL, id TEXT NOT NULL, channel TEXT NOT NULL, made INTEGER NOT NULL,
        active INTEGER NOT NULL, swept INTEGER NOT NULL, next INTEGER, body TEXT NOT NULL,
        PRIMARY KEY (team_id, id)) WITHOUT ROWID""",
    "CREATE INDEX subscriptions_next ON subscriptions(next) WHERE active",
    "CREATE INDEX subscriptions_channel ON subscriptions(team_id, channel)",
    """CREATE TABLE deliveries (
        team_id TEXT NOT NULL, slot TEXT NOT NULL, subscription TEXT NOT NULL, channel TEXT NOT NULL,
        due INTEGER NOT NULL, state TEXT NOT NULL, ready INTEGER NOT NULL, since INTEGER, until INTEGER,
        payload TEXT NOT NULL, brief TEXT NOT NULL, thread TEXT NOT NULL, tries INTEGER NOT NULL,
        first INTEGER, last INTEGER, ts TEXT NOT NULL, error TEXT NOT NULL, owner TEXT NOT NULL,
        PRIMARY KEY (team_id, slot)) WITHOUT ROWID""",
    "CREATE INDEX deliveries_open ON deliveries(team_id, state, due, slot) WHERE state IN ('pending', 'unknown')",
    "CREATE INDEX deliveries_due ON deliveries(due, slot) WHERE state = 'due'",
    "CREATE INDEX deliveries_sending ON deliveries(owner) WHERE state = 'sending'",
    "CREATE INDEX deliveries_of ON deliveries(team_id, subscription, due)",
    "CREATE INDEX deliveries_channel ON deliveries(team_id, channel, due)",
    """CREATE TABLE told (
        team_id TEXT NOT NULL, channel TEXT NOT NULL, article TEXT NOT NULL, brief TEXT NOT NULL,
        at INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (team_id, channel, article, text)) WITHOUT ROWID""",
    "CREATE INDEX told_at ON told(at)",
    "CREATE INDEX told_brief ON told(team_id, brief)",
)

# When each source is polled next, and what earlier polls showed; only `storage.sqlite.sources` reads the JSON.
_POLL_STATE_COLUMNS = (
    "ALTER TABLE sources ADD COLUMN due INTEGER",
    "ALTER TABLE sources ADD COLUMN course TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE sources ADD COLUMN marks BLOB NOT NULL DEFAULT x''",
    "CREATE INDEX sources_url ON sources(url)",
)
# Answers in threads, kept so that their quotes can be verified again; `body` is JSON.
_ANSWER_TABLES = (
    """CREATE TABLE answers (
        number INTEGER PRIMARY KEY, team_id TEXT NOT NULL, id TEXT NOT NULL, channel TEXT NOT NULL,
        root TEXT NOT NULL, brief TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL,
        UNIQUE (team_id, id))""",
    "CREATE INDEX answers_thread ON answers(team_id, channel, root, at)",
    "CREATE INDEX answers_brief ON answers(team_id, brief)",
    "CREATE INDEX answers_at ON answers(at)",
    """CREATE TABLE answer_articles (
        article TEXT NOT NULL, answer INTEGER NOT NULL REFERENCES answers(number) ON DELETE CASCADE,
        PRIMARY KEY (article, answer)) WITHOUT ROWID""",
    "CREATE INDEX answer_articles_answer ON answer_articles(answer)",
)

# What the members of a channel want more or less of, in steps, and their votes.
_PREFERENCE_TABLES = (
    """CREATE TABLE wishes (
        team_id TEXT NOT NULL, channel TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
        steps INTEGER NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL,
        PRIMARY KEY (team_id, channel, kind, name)) WITHOUT ROWID""",
    """CREATE TABLE votes (
        team_id TEXT NOT NULL, channel TEXT NOT NULL, person TEXT NOT NULL, article TEXT NOT NULL,
        source TEXT NOT NULL, side INTEGER NOT NULL, at INTEGER NOT NULL,
        PRIMARY KEY (team_id, channel, person, article)) WITHOUT ROWID""",
    "CREATE INDEX votes_at ON votes(at)",
)

# The channel that provides the sources of a person's digest; "" if a digest reads its own channel's sources.
_SOURCE_CHANNEL_COLUMN = ("ALTER TABLE subscriptions ADD COLUMN source_channel TEXT NOT NULL DEFAULT ''",)

# Step 007 gives tables and columns the names that the code uses. ALTER keeps the order of columns, sqlite_sequence, and
# foreign keys; an index keeps its old name, and articles_fts its old `content_rowid`, so these are created again.
# Rebuilding the index took 0.84 s of CPU for 10,000 articles of 420 words.
_COLUMN_RENAMES = {
    "sources": """added created_at, added_by created_by, modified last_modified, succeeded last_success_at,
        failed last_failure_at, failures failure_count, reason failure_reason, due next_poll_at,
        course poll_state_json, marks entry_fingerprints""",
    "follows": "source source_id, added created_at, added_by created_by",
    "articles": "number row_id, authors authors_json, spans sentence_spans_json",
    "article_versions": "authors authors_json, spans sentence_spans_json",
    "article_sources": """entry id, source source_id, article article_id, number article_row_id,
        published published_at, seen first_seen_at, moment appeared_at""",
    "aliases": "article article_id",
    "stories": "since first_reported_at, latest last_reported_at",
    "story_articles": "article article_id, story story_id, moment appeared_at",
    "briefs": "made created_at, request request_json, body payload_json",
    "brief_articles": "article article_id, brief brief_id",
    "threads": "root thread_ts, brief brief_id, opened created_at",
    "questions": "number id, root thread_ts, asked created_at",
    "subscriptions": "made created_at, swept scanned_until, next next_due_at, body payload_json",
    "deliveries": """slot idempotency_key, subscription subscription_id, due due_at, ready not_before,
        since window_since, until window_until, payload payload_json, brief brief_id, thread thread_ts,
        tries attempts, first first_attempt_at, last last_attempt_at, owner worker_id""",
    "events_seen": "seen first_seen_at",
    "told": "article article_id, brief brief_id, at created_at",
    "answers": "number row_id, root thread_ts, brief brief_id, at created_at, body payload_json",
    "answer_articles": "article article_id, answer answer_row_id",
    "wishes": "steps weight, by created_by, at created_at",
    "votes": "person user_id, article article_id, source source_id, side value, at created_at",
}
_TABLE_RENAMES = {
    "follows": "source_subscriptions",
    "article_sources": "article_versions_by_source",
    "aliases": "article_keys",
    "deliveries": "outbox",
    "events_seen": "processed_events",
    "told": "quoted_history",
    "wishes": "preferences",
}
_RENAMES = (
    "DROP TRIGGER articles_removed",
    "DROP TRIGGER articles_changed",
    "DROP TABLE articles_fts",
    *(
        f"ALTER TABLE {table} RENAME COLUMN {' TO '.join(pair.split())}"
        for table, pairs in _COLUMN_RENAMES.items()
        for pair in pairs.split(",")
    ),
    *(f"ALTER TABLE {old_name} RENAME TO {new_name}" for old_name, new_name in _TABLE_RENAMES.items()),
    """CREATE VIRTUAL TABLE articles_fts USING fts5(
        title, text, content='articles', content_rowid='row_id',
        tokenize='porter unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER articles_deleted AFTER DELETE ON articles BEGIN
        INSERT INTO articles_fts(articles_fts, rowid, title, text)
        VALUES ('delete', old.row_id, old.title, old.text); END""",
    """CREATE TRIGGER articles_updated AFTER UPDATE OF title, text ON articles BEGIN
        INSERT INTO articles_fts(articles_fts, rowid, title, text)
        VALUES ('delete', old.row_id, old.title, old.text);
        INSERT INTO articles_fts(rowid, title, text) VALUES (new.row_id, new.title, new.text); END""",
    "INSERT INTO articles_fts(articles_fts) VALUES ('rebuild')",
    "DROP INDEX follows_source",
    "CREATE INDEX source_subscriptions_source ON source_subscriptions(source_id)",
    "DROP INDEX article_sources_moment",
    """CREATE INDEX article_versions_by_source_appeared
        ON article_versions_by_source(source_id, appeared_at, article_row_id)""",
    "DROP INDEX article_sources_number",
    "CREATE INDEX article_versions_by_source_row ON article_versions_by_source(article_row_id, source_id)",
    "DROP INDEX stories_latest",
    "CREATE INDEX stories_last_reported ON stories(team_id, last_reported_at)",
    "DROP INDEX questions_asked",
    "CREATE INDEX questions_created ON questions(created_at)",
    "DROP INDEX answers_at",
    "CREATE INDEX answers_created ON answers(created_at)",
    "DROP INDEX votes_at",
    "CREATE INDEX votes_created ON votes(created_at)",
    "DROP INDEX subscriptions_next",
    "CREATE INDEX subscriptions_next_due ON subscriptions(next_due_at) WHERE active",
    "DROP INDEX deliveries_open",
    """CREATE INDEX outbox_open ON outbox(team_id, state, due_at, idempotency_key)
        WHERE state IN ('pending', 'unknown')""",
    "DROP INDEX deliveries_due",
    "CREATE INDEX outbox_due ON outbox(due_at, idempotency_key) WHERE state = 'due'",
    "DROP INDEX deliveries_sending",
    "CREATE INDEX outbox_sending ON outbox(worker_id) WHERE state = 'sending'",
    "DROP INDEX deliveries_of",
    "CREATE INDEX outbox_subscription ON outbox(team_id, subscription_id, due_at)",
    "DROP INDEX deliveries_channel",
    "CREATE INDEX outbox_channel ON outbox(team_id, channel, due_at)",
    "DROP INDEX told_at",
    "CREATE INDEX quoted_history_created ON quoted_history(created_at)",
    "DROP INDEX told_brief",
    "CREATE INDEX quoted_history_brief ON quoted_history(team_id, brief_id)",
    "DROP INDEX events_seen_when",
    "CREATE INDEX processed_events_first_seen ON processed_events(first_seen_at)",
)

# The kind of an article, and the certainty of it; articles stored before this step count as reports.
_KIND_COLUMNS = tuple(
    f"ALTER TABLE {table} ADD COLUMN {column}"
    for table in ("articles", "article_versions")
    for column in ("kind TEXT NOT NULL DEFAULT 'report'", "commentary_probability REAL NOT NULL DEFAULT 0")
)

# The second index, for other languages than English. It is filled in small steps later, because building it for 100,000
# articles would take minutes: `storage.sqlite.search_backfill`.
_SEARCH_TERMS = (
    "ALTER TABLE articles ADD COLUMN search_terms TEXT",
    """CREATE VIRTUAL TABLE article_terms_fts USING fts5(
        search_terms, content='articles', content_rowid='row_id',
        tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* Co'")""",
    """CREATE TRIGGER article_terms_deleted AFTER DELETE ON articles WHEN old.search_terms <> '' BEGIN
        INSERT INTO article_terms_fts(article_terms_fts, rowid, search_terms)
        VALUES ('delete', old.row_id, old.search_terms); END""",
    """CREATE TRIGGER article_terms_updated AFTER UPDATE OF search_terms ON articles BEGIN
        INSERT INTO article_terms_fts(article_terms_fts, rowid, search_terms)
        SELECT 'delete', old.row_id, old.search_terms WHERE old.search_terms <> '';
        INSERT INTO article_terms_fts(rowid, search_terms)
        SELECT new.row_id, new.search_terms WHERE new.search_terms <> ''; END""",
    "CREATE TABLE search_backfill (next_row_id INTEGER NOT NULL)",
    "INSERT INTO search_backfill SELECT max(row_id) FROM articles HAVING max(row_id) IS NOT NULL",
)

# The first reading after the step brings what earlier releases left out: texts, headlines alone, entries on one page.
_REREAD_FEEDS = (
    "UPDATE sources SET entry_fingerprints = x'', etag = '', last_modified = '' WHERE kind = 'feed'",
)

# What a brief names without quoting it may lose its text. Briefs stored before this step count as quoting all.
_RETENTION = (
    "CREATE TABLE pruned_articles (article_id TEXT PRIMARY KEY) WITHOUT ROWID",
    "ALTER TABLE brief_articles ADD COLUMN is_quoted INTEGER NOT NULL DEFAULT 1",
)

# All released steps, oldest first.
MIGRATIONS = {
    "001_initial": _ARTICLE_TABLES + _SEARCH_TABLES + _WORKSPACE_TABLES,
    "002_digests": _DIGEST_TABLES,
    "003_poll_state": _POLL_STATE_COLUMNS,
    "004_answers": _ANSWER_TABLES,
    "005_preferences": _PREFERENCE_TABLES,
    "006_source_channel": _SOURCE_CHANNEL_COLUMN,
    "007_names": _RENAMES,
    "008_kinds": _KIND_COLUMNS,
    "010_reread_feeds": _REREAD_FEEDS,
    "011_search_terms": _SEARCH_TERMS,
    "012_retention": _RETENTION,
}
# The names under which release 0.1.0 recorded its steps.
RENAMED_MIGRATIONS = {
    "001_house": "001_initial",
    "003_visits": "003_poll_state",
    "005_tastes": "005_preferences",
}


def migrate(database: Database) -> None:
    """Migrate the database to the current schema.

    Either all missing steps are applied, or none if one fails.

    Raises:
        SchemaTooNew: the file has steps that this release does not know.
    """
    applied_names = _applied_names(database)
    with database.read_transaction() as db:
        views_are_current = readable_views.are_current(db)
    if applied_names != MIGRATIONS.keys() or not views_are_current:
        with database.write_transaction() as db:
            # A view that names a column stops ALTER from renaming it.
            readable_views.drop(db)
            _rename_applied(db, applied_names)
            _build_migrations(new_file=not applied_names).apply(db)
            readable_views.create(db)


def require_current(database: Database) -> None:
    """Check that the database has the current schema, without changing it.

    Raises:
        SchemaTooNew: the file has steps that this release does not know.
        StoreError: the file lacks steps.
    """
    if _applied_names(database) != MIGRATIONS.keys():
        raise StoreError(StoreProblem.OLDER_VERSION, database.path)


# ---- private


def _applied_names(database: Database) -> set[str]:
    """Return the names of the applied steps.

    Raises:
        SchemaTooNew: this release does not know one of them.
    """
    with database.read_transaction() as db:
        applied_names = {migration.name for migration in sqlite_utils.Migrations(MIGRATION_SET).applied(db)}
    if applied_names - MIGRATIONS.keys() - RENAMED_MIGRATIONS.keys():
        raise SchemaTooNew(StoreProblem.NEWER_VERSION, database.path)
    return applied_names


def _rename_applied(db: sqlite_utils.Database, applied_names: set[str]) -> None:
    for old_name in applied_names & RENAMED_MIGRATIONS.keys():
        db.execute(
            "UPDATE _sqlite_migrations SET name = ? WHERE migration_set = ? AND name = ?",
            (RENAMED_MIGRATIONS[old_name], MIGRATION_SET, old_name),
        )


def _build_migrations(*, new_file: bool) -> sqlite_utils.Migrations:
    """Return the migration steps.

    In a new file, the first step creates the whole schema and the rest do nothing.
    """
    migrations = sqlite_utils.Migrations(MIGRATION_SET)
    for index, (name, statements) in enumerate(MIGRATIONS.items()):
        new_file_statements = () if index else SCHEMA
        migrations(name=name)(_build_migration(new_file_statements if new_file else statements))
    return migrations


def _build_migration(statements: tuple[str, ...]) -> Callable[[sqlite_utils.Database], None]:
    def apply(db: sqlite_utils.Database) -> None:
        for statement in statements:
            db.execute(statement)

    return apply
