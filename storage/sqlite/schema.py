"""The schema of a new database, which is identical to the result of all migrations.

    sources -----< article_versions_by_source >----- articles ----> articles_fts    shared by every workspace
    source_subscriptions        article_versions   article_keys   pruned_articles
    stories -----< story_articles                                                   one workspace's
    briefs ------< brief_articles        threads   questions   answers ----< answer_articles
    subscriptions ----< outbox           quoted_history   processed_events
    preferences   votes

The text of an article is stored once for all sources that deliver the same text. `article_versions_by_source` records
which source shows which version, under which address and since when. Two sources that show different texts under the
same URL have one version each, and a channel reads only the versions of its own sources: a feed that copies the URL of
another outlet changes nothing for the readers of that outlet.
A text that no source shows any longer moves from `articles`, which is searched, to `article_versions`, where quotes
find it. Times are integers: microseconds since 1970, UTC. Tables of a workspace have a `team_id`. docs/database.md
describes every table and column.

A new migration changes this module too; a test compares the two schemas. A new file does not run the migrations: their
80 renames cost 0.14 s of CPU, these statements 0.01 s.
"""

from __future__ import annotations

_ARTICLE_TABLES = (
    """CREATE TABLE sources (
        id TEXT PRIMARY KEY, url TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL,
        created_at INTEGER NOT NULL, created_by TEXT NOT NULL, etag TEXT NOT NULL, last_modified TEXT NOT NULL,
        last_success_at INTEGER, last_failure_at INTEGER, failure_count INTEGER NOT NULL,
        failure_reason TEXT NOT NULL, next_poll_at INTEGER, poll_state_json TEXT NOT NULL DEFAULT '{}',
        entry_fingerprints BLOB NOT NULL DEFAULT x'')""",
    "CREATE INDEX sources_url ON sources(url)",
    """CREATE TABLE source_subscriptions (
        team_id TEXT NOT NULL, channel TEXT NOT NULL, source_id TEXT NOT NULL REFERENCES sources(id),
        topic TEXT NOT NULL, created_at INTEGER NOT NULL, created_by TEXT NOT NULL,
        PRIMARY KEY (team_id, channel, source_id)) WITHOUT ROWID""",
    "CREATE INDEX source_subscriptions_source ON source_subscriptions(source_id)",
    # AUTOINCREMENT: a number is never used twice. Numbers grow with time, so a search can begin at the newest.
    """CREATE TABLE articles (
        row_id INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, version INTEGER NOT NULL,
        partial INTEGER NOT NULL, language TEXT NOT NULL, authors_json TEXT NOT NULL,
        sentence_spans_json TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
        kind TEXT NOT NULL DEFAULT 'report', commentary_probability REAL NOT NULL DEFAULT 0,
        search_terms TEXT, UNIQUE (id, version))""",
    """CREATE TABLE article_versions (
        id TEXT NOT NULL, version INTEGER NOT NULL,
        partial INTEGER NOT NULL, language TEXT NOT NULL, authors_json TEXT NOT NULL,
        sentence_spans_json TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
        kind TEXT NOT NULL DEFAULT 'report', commentary_probability REAL NOT NULL DEFAULT 0,
        PRIMARY KEY (id, version))""",
    # `article_row_id` is null once the source shows another version; `appeared_at` is `Article.appeared_at`.
    """CREATE TABLE article_versions_by_source (
        id INTEGER PRIMARY KEY, source_id TEXT NOT NULL REFERENCES sources(id), article_id TEXT NOT NULL,
        version INTEGER NOT NULL, article_row_id INTEGER REFERENCES articles(row_id), outlet TEXT NOT NULL,
        url TEXT NOT NULL, published_at INTEGER, first_seen_at INTEGER NOT NULL, appeared_at INTEGER NOT NULL,
        UNIQUE (article_id, source_id, version))""",
    """CREATE INDEX article_versions_by_source_appeared
        ON article_versions_by_source(source_id, appeared_at, article_row_id)""",
    "CREATE INDEX article_versions_by_source_row ON article_versions_by_source(article_row_id, source_id)",
    "CREATE TABLE article_keys (key TEXT PRIMARY KEY, article_id TEXT NOT NULL) WITHOUT ROWID",
    # The articles whose texts were deleted because of their age. They are never new again.
    "CREATE TABLE pruned_articles (article_id TEXT PRIMARY KEY) WITHOUT ROWID",
)
# No trigger on INSERT: `storage.sqlite.article_versions` writes the index itself, because a trigger makes SQLite flush
# the index after each article (390 us of CPU an article with a trigger, 260 without; 2,000 texts of 420 words).
_SEARCH_TABLES = (
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
    # Other languages than English; see `storage.search_terms`.
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
    # The articles with a row id below this one, stored before there were search terms, are indexed in small steps.
    "CREATE TABLE search_backfill (next_row_id INTEGER NOT NULL)",
)
_CONVERSATION_TABLES = (
    """CREATE TABLE stories (
        team_id TEXT NOT NULL, id TEXT NOT NULL, title TEXT NOT NULL, first_reported_at INTEGER NOT NULL,
        last_reported_at INTEGER NOT NULL, PRIMARY KEY (team_id, id)) WITHOUT ROWID""",
    "CREATE INDEX stories_last_reported ON stories(team_id, last_reported_at)",
    """CREATE TABLE story_articles (
        team_id TEXT NOT NULL, article_id TEXT NOT NULL, story_id TEXT NOT NULL, appeared_at INTEGER NOT NULL,
        PRIMARY KEY (team_id, article_id),
        FOREIGN KEY (team_id, story_id) REFERENCES stories(team_id, id)) WITHOUT ROWID""",
    "CREATE INDEX story_articles_story ON story_articles(team_id, story_id)",
    """CREATE TABLE briefs (
        team_id TEXT NOT NULL, id TEXT NOT NULL, channel TEXT NOT NULL, created_at INTEGER NOT NULL,
        request_json TEXT NOT NULL, payload_json TEXT NOT NULL, PRIMARY KEY (team_id, id))""",
    "CREATE INDEX briefs_channel ON briefs(team_id, channel, created_at)",
    "CREATE INDEX briefs_id ON briefs(id)",
    """CREATE TABLE brief_articles (
        article_id TEXT NOT NULL, version INTEGER NOT NULL, team_id TEXT NOT NULL, brief_id TEXT NOT NULL,
        is_quoted INTEGER NOT NULL DEFAULT 1, PRIMARY KEY (article_id, version, team_id, brief_id),
        FOREIGN KEY (team_id, brief_id) REFERENCES briefs(team_id, id)) WITHOUT ROWID""",
    """CREATE TABLE threads (
        team_id TEXT NOT NULL, channel TEXT NOT NULL, thread_ts TEXT NOT NULL, brief_id TEXT NOT NULL,
        created_at INTEGER NOT NULL, PRIMARY KEY (team_id, channel, thread_ts),
        FOREIGN KEY (team_id, brief_id) REFERENCES briefs(team_id, id)) WITHOUT ROWID""",
    "CREATE INDEX threads_brief ON threads(team_id, brief_id)",
    """CREATE TABLE questions (
        id INTEGER PRIMARY KEY, team_id TEXT NOT NULL, channel TEXT NOT NULL, thread_ts TEXT NOT NULL,
        created_at INTEGER NOT NULL, text TEXT NOT NULL)""",
    "CREATE INDEX questions_thread ON questions(team_id, channel, thread_ts, created_at)",
    "CREATE INDEX questions_created ON questions(created_at)",
    """CREATE TABLE answers (
        row_id INTEGER PRIMARY KEY, team_id TEXT NOT NULL, id TEXT NOT NULL, channel TEXT NOT NULL,
        thread_ts TEXT NOT NULL, brief_id TEXT NOT NULL, created_at INTEGER NOT NULL, payload_json TEXT NOT NULL,
        UNIQUE (team_id, id))""",
    "CREATE INDEX answers_thread ON answers(team_id, channel, thread_ts, created_at)",
    "CREATE INDEX answers_brief ON answers(team_id, brief_id)",
    "CREATE INDEX answers_created ON answers(created_at)",
    """CREATE TABLE answer_articles (
        article_id TEXT NOT NULL, answer_row_id INTEGER NOT NULL REFERENCES answers(row_id) ON DELETE CASCADE,
        PRIMARY KEY (article_id, answer_row_id)) WITHOUT ROWID""",
    "CREATE INDEX answer_articles_answer ON answer_articles(answer_row_id)",
    """CREATE TABLE quoted_history (
        team_id TEXT NOT NULL, channel TEXT NOT NULL, article_id TEXT NOT NULL, brief_id TEXT NOT NULL,
        created_at INTEGER NOT NULL, text TEXT NOT NULL,
        PRIMARY KEY (team_id, channel, article_id, text)) WITHOUT ROWID""",
    "CREATE INDEX quoted_history_created ON quoted_history(created_at)",
    "CREATE INDEX quoted_history_brief ON quoted_history(team_id, brief_id)",
    """CREATE TABLE preferences (
        team_id TEXT NOT NULL, channel TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
        weight INTEGER NOT NULL, created_by TEXT NOT NULL, created_at INTEGER NOT NULL,
        PRIMARY KEY (team_id, channel, kind, name)) WITHOUT ROWID""",
    """CREATE TABLE votes (
        team_id TEXT NOT NULL, channel TEXT NOT NULL, user_id TEXT NOT NULL, article_id TEXT NOT NULL,
        source_id TEXT NOT NULL, value INTEGER NOT NULL, created_at INTEGER NOT NULL,
        PRIMARY KEY (team_id, channel, user_id, article_id)) WITHOUT ROWID""",
    "CREATE INDEX votes_created ON votes(created_at)",
)
_LEDGER_TABLES = (
    # `source_channel` is the channel whose sources a digest to a person reads; "" for the digest's own channel.
    """CREATE TABLE subscriptions (
        team_id TEXT NOT NULL, id TEXT NOT NULL, channel TEXT NOT NULL, created_at INTEGER NOT NULL,
        active INTEGER NOT NULL, scanned_until INTEGER NOT NULL, next_due_at INTEGER, payload_json TEXT NOT NULL,
        source_channel TEXT NOT NULL DEFAULT '', PRIMARY KEY (team_id, id)) WITHOUT ROWID""",
    "CREATE INDEX subscriptions_next_due ON subscriptions(next_due_at) WHERE active",
    "CREATE INDEX subscriptions_channel ON subscriptions(team_id, channel)",
    """CREATE TABLE outbox (
        team_id TEXT NOT NULL, idempotency_key TEXT NOT NULL, subscription_id TEXT NOT NULL,
        channel TEXT NOT NULL, due_at INTEGER NOT NULL, state TEXT NOT NULL, not_before INTEGER NOT NULL,
        window_since INTEGER, window_until INTEGER, payload_json TEXT NOT NULL, brief_id TEXT NOT NULL,
        thread_ts TEXT NOT NULL, attempts INTEGER NOT NULL, first_attempt_at INTEGER, last_attempt_at INTEGER,
        ts TEXT NOT NULL, error TEXT NOT NULL, worker_id TEXT NOT NULL,
        PRIMARY KEY (team_id, idempotency_key)) WITHOUT ROWID""",
    """CREATE INDEX outbox_open ON outbox(team_id, state, due_at, idempotency_key)
        WHERE state IN ('pending', 'unknown')""",
    "CREATE INDEX outbox_due ON outbox(due_at, idempotency_key) WHERE state = 'due'",
    "CREATE INDEX outbox_sending ON outbox(worker_id) WHERE state = 'sending'",
    "CREATE INDEX outbox_subscription ON outbox(team_id, subscription_id, due_at)",
    "CREATE INDEX outbox_channel ON outbox(team_id, channel, due_at)",
    "CREATE TABLE processed_events (id TEXT PRIMARY KEY, first_seen_at INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE INDEX processed_events_first_seen ON processed_events(first_seen_at)",
)

SCHEMA = _ARTICLE_TABLES + _SEARCH_TABLES + _CONVERSATION_TABLES + _LEDGER_TABLES
