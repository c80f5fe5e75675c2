"""Human-readable database views, named `TABLE_readable`.

Each view shows a table with dates as text and with titles next to ids. A column `*_local` has a time in the zone of
whoever reads the view.

    sqlite-utils rows newsbrief.db outbox_readable

The bot never reads the views. They hold no data and therefore need no migration step: `migrations.migrate` drops and
recreates them if they differ from the definitions below.
"""

# ruff: noqa: S608 - statements are composed of this file's own constants

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite_utils

# "at(COLUMN)" stands for the time in COLUMN as ISO 8601 text, or NULL.
_AT_PATTERN = re.compile(r"\bat\(([^()]+)\)")
_ISO_TIME_SQL = r"strftime('%Y-%m-%dT%H:%M:%SZ', (\1) / 1000000, 'unixepoch')"
# "local(COLUMN)" stands for the same time in the zone of whoever reads the view, without seconds.
_LOCAL_PATTERN = re.compile(r"\blocal\(([^()]+)\)")
_LOCAL_TIME_SQL = r"strftime('%Y-%m-%d %H:%M', (\1) / 1000000, 'unixepoch', 'localtime')"

_SOURCE_TITLE_SQL = "coalesce(nullif(s.title, ''), s.url)"
_CHANNEL_SQL = "iif({0}.channel = '', '(whole workspace)', {0}.channel)"
_SELECTS = {
    "sources_readable": """SELECT s.id, s.title, s.url, s.kind, at(s.created_at) AS created_at, s.created_by,
        (SELECT count(*) FROM source_subscriptions f WHERE f.source_id = s.id) AS subscription_count,
        at(s.last_success_at) AS last_success_at, at(s.last_failure_at) AS last_failure_at, s.failure_count,
        s.failure_reason, at(s.next_poll_at) AS next_poll_at, local(s.last_success_at) AS last_success_local,
        local(s.next_poll_at) AS next_poll_local FROM sources s""",
    "source_subscriptions_readable": f"""SELECT f.team_id, {_CHANNEL_SQL.format("f")} AS channel,
        {_SOURCE_TITLE_SQL} AS source, f.topic, at(f.created_at) AS created_at, f.created_by
        FROM source_subscriptions f JOIN sources s ON s.id = f.source_id""",
    "articles_readable": f"""SELECT a.id, a.version, v.outlet, a.title, v.url, at(v.published_at) AS published_at,
        at(v.first_seen_at) AS first_seen_at, {_SOURCE_TITLE_SQL} AS source, a.language,
        a.kind, iif(a.partial, 'summary', 'full') AS extent, length(a.text) AS characters,
        local(v.published_at) AS published_local, local(v.first_seen_at) AS first_seen_local
        FROM article_versions_by_source v JOIN articles a ON a.row_id = v.article_row_id
        JOIN sources s ON s.id = v.source_id""",
    "article_versions_readable": f"""SELECT a.id, a.version, v.outlet, a.title, v.url,
        at(v.published_at) AS published_at, at(v.first_seen_at) AS first_seen_at, {_SOURCE_TITLE_SQL} AS source,
        length(a.text) AS characters FROM article_versions a
        JOIN article_versions_by_source v ON v.article_id = a.id AND v.version = a.version
        JOIN sources s ON s.id = v.source_id""",
    "stories_readable": """SELECT y.team_id, y.id, y.title, at(y.first_reported_at) AS first_reported_at,
        at(y.last_reported_at) AS last_reported_at, (SELECT count(*) FROM story_articles a
        WHERE a.team_id = y.team_id AND a.story_id = y.id) AS article_count FROM stories y""",
    "briefs_readable": """SELECT b.team_id, b.channel, b.id, at(b.created_at) AS created_at,
        b.request_json ->> 'topic' AS topic, at(b.request_json ->> 'since') AS window_since,
        at(b.request_json ->> 'until') AS window_until,
        json_array_length(b.payload_json, '$.stories') AS story_count,
        b.payload_json ->> 'read' AS article_count, local(b.created_at) AS created_local FROM briefs b""",
    "threads_readable": """SELECT t.team_id, t.channel, t.thread_ts, t.brief_id, at(t.created_at) AS created_at
        FROM threads t""",
    "questions_readable": """SELECT q.team_id, q.channel, q.thread_ts, at(q.created_at) AS created_at, q.text
        FROM questions q""",
    "answers_readable": """SELECT a.team_id, a.channel, a.thread_ts, a.id, a.brief_id,
        at(a.created_at) AS created_at, a.payload_json ->> 'question' AS question,
        json_array_length(a.payload_json, '$.sentences') AS sentence_count FROM answers a""",
    "subscriptions_readable": """SELECT d.team_id, d.channel, d.id, d.source_channel,
        at(d.created_at) AS created_at, d.valid_json ->> 'made_by' AS created_by,
        d.valid_json ->> 'times' AS wall_times, d.valid_json ->> 'zone' AS timezone,
        d.valid_json ->> 'topics' AS topics, iif(d.active, 'yes', 'no') AS active,
        at(d.scanned_until) AS scanned_until, at(d.next_due_at) AS next_due_at,
        local(d.next_due_at) AS next_due_local
        FROM (SELECT *, iif(json_valid(payload_json), payload_json, '{}') AS valid_json FROM subscriptions) d""",
    "outbox_readable": """SELECT o.team_id, o.channel, o.idempotency_key, o.subscription_id, o.state,
        at(o.due_at) AS due_at, at(o.not_before) AS not_before, at(o.window_since) AS window_since,
        at(o.window_until) AS window_until, o.attempts, at(o.first_attempt_at) AS first_attempt_at,
        at(o.last_attempt_at) AS last_attempt_at, o.error, o.brief_id, o.thread_ts, o.ts, o.worker_id,
        local(o.due_at) AS due_local, local(o.last_attempt_at) AS last_attempt_local FROM outbox o""",
    "processed_events_readable": """SELECT e.id, at(e.first_seen_at) AS first_seen_at
        FROM processed_events e""",
    "quoted_history_readable": """SELECT q.team_id, q.channel, at(q.created_at) AS created_at, q.brief_id,
        q.article_id, (SELECT a.title FROM articles a WHERE a.id = q.article_id
        ORDER BY a.version DESC LIMIT 1) AS title, q.text FROM quoted_history q""",
    "preferences_readable": f"""SELECT p.team_id, {_CHANNEL_SQL.format("p")} AS channel, p.kind,
        coalesce(iif(p.kind = 'source', (SELECT {_SOURCE_TITLE_SQL} FROM sources s WHERE s.id = p.name), NULL),
        p.name) AS name, p.weight, at(p.created_at) AS created_at, p.created_by FROM preferences p""",
    "votes_readable": f"""SELECT v.team_id, v.channel, v.user_id, iif(v.value > 0, 'more', 'less') AS value,
        (SELECT a.title FROM articles a WHERE a.id = v.article_id ORDER BY a.version DESC LIMIT 1) AS title,
        {_SOURCE_TITLE_SQL} AS source, at(v.created_at) AS created_at
        FROM votes v LEFT JOIN sources s ON s.id = v.source_id""",
}


def _expand_times(select: str) -> str:
    return _LOCAL_PATTERN.sub(_LOCAL_TIME_SQL, _AT_PATTERN.sub(_ISO_TIME_SQL, select))


VIEWS = {
    name: f"CREATE VIEW {name} AS {' '.join(_expand_times(select).split())}"
    for name, select in _SELECTS.items()
}


def are_current(db: sqlite_utils.Database) -> bool:
    """Whether the views in the file match the definitions in this module."""
    return _load(db) == VIEWS


def drop(db: sqlite_utils.Database) -> None:
    """Drop all readable views in the file."""
    for name in _load(db):
        db.execute(f"DROP VIEW {name}")


def create(db: sqlite_utils.Database) -> None:
    """Create all readable views. None of these views may exist already."""
    for statement in VIEWS.values():
        db.execute(statement)


# ---- private


def _load(db: sqlite_utils.Database) -> dict[str, str]:
    # Only views with these names: an administrator may have added others.
    sql = r"SELECT name, sql FROM sqlite_master WHERE type = 'view' AND name LIKE '%\_readable' ESCAPE '\'"
    return dict(db.execute(sql).fetchall())
