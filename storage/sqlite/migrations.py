"""The tables, as sqlite-utils migrations: each is applied once, in order, and never edited afterwards.

    sources ----< article_sources >---- articles ----> articles_fts       what was read; shared by everybody
    follows                             article_versions   aliases
    stories ----< story_articles                                          what a workspace made of it
    briefs -----< brief_articles        threads   questions   answers ----< answer_articles
    subscriptions ----< deliveries      told            events_seen
    wishes          votes

An article's text is stored once for all sources that bring the same text; `article_sources` says who brought it,
under which name and when. Two sources that tell different texts under one address have a version each, and a channel
reads only what its own sources brought: a feed that borrows a stranger's address changes nothing for others.
What no source shows any more moves from `articles`, which is searched, to `article_versions`, where quotes find it.
Times are integers, microseconds since 1970 in UTC. Tables of a workspace carry its `team_id`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils import Migrations

from news.errors import SchemaTooNew, StoreProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    import sqlite_utils

    from storage.sqlite.database import Database

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
    # AUTOINCREMENT: a number is never used twice, so numbers grow with time and search can begin at the newest.
    """CREATE TABLE articles (
        number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, version INTEGER NOT NULL,
        partial INTEGER NOT NULL, language TEXT NOT NULL, authors TEXT NOT NULL, spans TEXT NOT NULL,
        title TEXT NOT NULL, text TEXT NOT NULL, UNIQUE (id, version))""",
    """CREATE TABLE article_versions (
        id TEXT NOT NULL, version INTEGER NOT NULL,
        partial INTEGER NOT NULL, language TEXT NOT NULL, authors TEXT NOT NULL, spans TEXT NOT NULL,
        title TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (id, version))""",
    # `number` is null once the source shows another version; `moment` is what `Article.when` says.
    """CREATE TABLE article_sources (
        entry INTEGER PRIMARY KEY, source TEXT NOT NULL REFERENCES sources(id), article TEXT NOT NULL,
        version INTEGER NOT NULL, number INTEGER REFERENCES articles(number), outlet TEXT NOT NULL,
        url TEXT NOT NULL, published INTEGER, seen INTEGER NOT NULL, moment INTEGER NOT NULL,
        UNIQUE (article, source, version))""",
    "CREATE INDEX article_sources_moment ON article_sources(source, moment, number)",
    "CREATE INDEX article_sources_number ON article_sources(number, source)",
    "CREATE TABLE aliases (key TEXT PRIMARY KEY, article TEXT NOT NULL) WITHOUT ROWID",
)
# `storage.sqlite.article_versions` indexes what it inserts: a trigger makes SQLite flush the index after each article
# (390 us of CPU an article with a trigger, 260 without; 2,000 texts of 420 words).
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

# Nothing could make a subscription before this step, so that the tables are made anew.
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

# When each source is visited next, and what its visits taught; `course` is JSON, read by `sources` alone.
_POLL_STATE_COLUMNS = (
    "ALTER TABLE sources ADD COLUMN due INTEGER",
    "ALTER TABLE sources ADD COLUMN course TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE sources ADD COLUMN marks BLOB NOT NULL DEFAULT x''",
    "CREATE INDEX sources_url ON sources(url)",
)
# What was answered in a thread, so that it can be held against the articles again; `body` is JSON.
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

# What a channel's members want more and less of, in steps, and how they voted.
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

# The channel that a digest to a person is made of; "" where it is made of its own place's sources.
_SOURCE_CHANNEL_COLUMN = ("ALTER TABLE subscriptions ADD COLUMN source_channel TEXT NOT NULL DEFAULT ''",)

# Every step that was ever released, oldest first.
MIGRATIONS = {
    "001_house": _ARTICLE_TABLES + _SEARCH_TABLES + _WORKSPACE_TABLES,
    "002_digests": _DIGEST_TABLES,
    "003_visits": _POLL_STATE_COLUMNS,
    "004_answers": _ANSWER_TABLES,
    "005_tastes": _PREFERENCE_TABLES,
    "006_source_channel": _SOURCE_CHANNEL_COLUMN,
}


def migrate(database: Database) -> None:
    """Bring the file to this schema: everything that is missing, or nothing at all.

    Raises:
        Newer: the file holds steps that this release does not know.
    """
    migrations = _build_migrations()
    with database.read_transaction() as db:
        applied_names = {migration.name for migration in migrations.applied(db)}
    if applied_names - MIGRATIONS.keys():
        raise SchemaTooNew(StoreProblem.NEWER_VERSION, database.path)
    if MIGRATIONS.keys() - applied_names:
        with database.write_transaction() as db:
            migrations.apply(db)


# ---- private


def _build_migrations() -> Migrations:
    migrations = Migrations("newsbrief")
    for name, statements in MIGRATIONS.items():
        migrations(name=name)(_build_migration(statements))
    return migrations


def _build_migration(statements: tuple[str, ...]) -> Callable[[sqlite_utils.Database], None]:
    def apply(db: sqlite_utils.Database) -> None:
        for statement in statements:
            db.execute(statement)

    return apply
