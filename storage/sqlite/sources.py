"""Sources, their followers, and the results of their polls.

A source is stored once for all workspaces. Every follower, a channel or a whole workspace (channel ""), has its own
row. No workspace learns what another one added: `created_at` and `created_by` come from the follower's row.
"""

# ruff: noqa: S608 - statements are composed of this file's own constants; values are always bound

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from news import polling
from news.source import CacheValidators, ContentCounts, DisabledReason, PollState, Source, SourceHealth
from storage.codecs import (
    from_json,
    from_micros,
    optional_from_micros,
    optional_to_micros,
    replace_surrogates,
    to_json,
    to_micros,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import sqlite_utils

    from news.source import FetchResult, SourceKind
    from storage.sqlite.database import Database

# The reason for a failure is shown on one line of a message.
MAX_REASON_LENGTH = 500

_COLUMNS = """s.id, s.url, s.kind, s.title, s.etag, s.last_modified, s.last_success_at, s.last_failure_at,
    s.failure_count, s.failure_reason, s.next_poll_at, s.poll_state_json, s.entry_fingerprints"""
_SELECT_SQL = f"SELECT {_COLUMNS}, s.created_at, s.created_by FROM sources s"
_IS_FOLLOWED_SQL = "EXISTS (SELECT 1 FROM source_subscriptions f WHERE f.source_id = s.id)"


class Sources:
    """The SQLite implementation of `storage.contract.Sources`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, source: Source) -> None:
        with self._database.write_transaction() as db:
            db.execute(
                """INSERT INTO sources (id, url, kind, title, created_at, created_by, etag, last_modified,
                    last_success_at, last_failure_at, failure_count, failure_reason, next_poll_at, poll_state_json,
                    entry_fingerprints)
                VALUES (:id, :url, :kind, :title, :created_at, :created_by, :etag, :last_modified,
                    :last_success_at, :last_failure_at, :failure_count, :failure_reason, :next_poll_at,
                    :poll_state_json, :entry_fingerprints)
                ON CONFLICT (id) DO UPDATE SET url = excluded.url, kind = excluded.kind,
                    title = iif(sources.title = '', excluded.title, sources.title)""",
                {
                    **_values_from_source(source),
                    "kind": source.kind,
                    "created_at": to_micros(source.created_at),
                    "created_by": source.created_by,
                },
            )

    def by_url(self, url: str) -> Source | None:
        sources = self._select(
            f"{_SELECT_SQL} WHERE s.url = ? ORDER BY s.created_at LIMIT 1",
            replace_surrogates(url),
        )
        return sources[0] if sources else None

    def all(self) -> tuple[Source, ...]:
        return self._select(f"{_SELECT_SQL} ORDER BY s.created_at, s.rowid")

    def active(self) -> tuple[Source, ...]:
        return self._select(
            f"""{_SELECT_SQL}
            WHERE {_IS_FOLLOWED_SQL} ORDER BY s.created_at, s.rowid"""
        )

    def for_channel(self, team: str, channel: str) -> tuple[Source, ...]:
        return self._select(
            f"""SELECT {_COLUMNS}, min(f.created_at), f.created_by
            FROM source_subscriptions f JOIN sources s ON s.id = f.source_id
            WHERE f.team_id = ? AND f.channel IN (?, '') GROUP BY s.id ORDER BY min(f.created_at), s.rowid""",
            team,
            channel,
        )

    def ids_for_channel(self, team: str, channel: str) -> frozenset[str]:
        with self._database.read_transaction() as db:
            sql = "SELECT source_id FROM source_subscriptions WHERE team_id = ? AND channel = ?"
            return frozenset(row[0] for row in db.execute(sql, (team, channel)).fetchall())

    def failing(self) -> tuple[Source, ...]:
        return self._select(
            f"""{_SELECT_SQL}
            WHERE s.failure_count > 0 AND {_IS_FOLLOWED_SQL}
            ORDER BY s.created_at, s.rowid"""
        )

    def list_followers(self, source_id: str) -> tuple[tuple[str, str], ...]:
        with self._database.read_transaction() as db:
            rows = db.execute(
                """SELECT DISTINCT team_id, created_by FROM source_subscriptions
                WHERE source_id = ? AND created_by <> '' ORDER BY 1, 2""",
                (source_id,),
            ).fetchall()
        return tuple((team, user_id) for team, user_id in rows)

    def topics_by_source(self, team: str, channel: str) -> dict[str, str]:
        with self._database.read_transaction() as db:
            rows = db.execute(
                """SELECT source_id, topic FROM source_subscriptions
                WHERE team_id = ? AND channel IN (?, '') AND topic <> '' ORDER BY channel""",
                (team, channel),
            ).fetchall()
        return dict(rows)

    def follow(
        self,
        team: str,
        channel: str,
        source_id: str,
        *,
        created_at: datetime,
        created_by: str = "",
        topic: str = "",
    ) -> None:
        with self._database.write_transaction() as db:
            db.execute(
                """INSERT INTO source_subscriptions VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (team_id, channel, source_id) DO UPDATE SET topic = excluded.topic""",
                (team, channel, source_id, replace_surrogates(topic), to_micros(created_at), created_by),
            )

    def unfollow(self, team: str, channel: str, source_id: str) -> bool:
        with self._database.write_transaction() as db:
            cursor = db.execute(
                "DELETE FROM source_subscriptions WHERE team_id = ? AND channel = ? AND source_id = ?",
                (team, channel, source_id),
            )
            return bool(cursor.rowcount)

    def record_fetches(
        self, fetch_results: Sequence[FetchResult], *, min_interval: timedelta = polling.MIN_POLL_INTERVAL
    ) -> None:
        with self._database.write_transaction() as db:
            for fetch_result in fetch_results:
                _record_fetch(db, fetch_result, min_interval)

    # ---- private

    def _select(self, sql: str, *values: str) -> tuple[Source, ...]:
        with self._database.read_transaction() as db:
            return tuple(_source_from_row(row) for row in db.execute(sql, values).fetchall())


# ---- private

_UPDATE_POLLED_SQL = """UPDATE sources SET url = :url, title = :title, etag = :etag, last_modified = :last_modified,
    last_success_at = :last_success_at, last_failure_at = :last_failure_at, failure_count = :failure_count,
    failure_reason = :failure_reason, next_poll_at = :next_poll_at, poll_state_json = :poll_state_json,
    entry_fingerprints = :entry_fingerprints
    WHERE id = :id"""


def _record_fetch(db: sqlite_utils.Database, fetch_result: FetchResult, min_interval: timedelta) -> None:
    row = db.execute(
        f"{_SELECT_SQL} WHERE s.id = ?",
        (fetch_result.source_id,),
    ).fetchone()
    if row is None:
        return
    old_source = _source_from_row(row)
    other_source_success_at = None
    if fetch_result.failures:
        other_source_success_at = db.execute(
            "SELECT max(last_success_at) FROM sources WHERE id <> ?", (old_source.id,)
        ).fetchone()[0]
    new_source = polling.update_poll_state(
        old_source,
        fetch_result,
        min_interval=min_interval,
        other_source_success_at=optional_from_micros(other_source_success_at),
    )
    url_in_use_sql = "SELECT 1 FROM sources WHERE url = ? AND id <> ?"
    if (
        new_source.url != old_source.url
        and db.execute(url_in_use_sql, (replace_surrogates(new_source.url), new_source.id)).fetchone()
    ):
        new_source = replace(new_source, url=old_source.url)
    db.execute(_UPDATE_POLLED_SQL, _values_from_source(new_source))


def _values_from_source(source: Source) -> dict[str, str | int | bytes | None]:
    return {
        "id": source.id,
        "url": replace_surrogates(source.url),
        "title": replace_surrogates(source.title),
        "etag": replace_surrogates(source.validators.etag),
        "last_modified": replace_surrogates(source.validators.last_modified),
        "last_success_at": optional_to_micros(source.health.last_success_at),
        "last_failure_at": optional_to_micros(source.health.last_failure_at),
        "failure_count": source.health.failure_count,
        "failure_reason": replace_surrogates(source.health.failure_reason)[:MAX_REASON_LENGTH],
        "next_poll_at": optional_to_micros(source.poll_state.next_poll_at),
        "poll_state_json": _poll_state_to_json(source.poll_state),
        "entry_fingerprints": source.poll_state.entry_fingerprints,
    }


def _poll_state_to_json(poll_state: PollState) -> str:
    fields = {
        "gap": poll_state.typical_interval and poll_state.typical_interval.total_seconds(),
        "newest": optional_to_micros(poll_state.newest_entry_at),
        "whole": optional_to_micros(poll_state.last_full_fetch_at),
        "target": replace_surrogates(poll_state.redirect_url),
        "target_since": optional_to_micros(poll_state.redirect_first_seen_at),
        "target_times": poll_state.redirect_count,
        "gone": optional_to_micros(poll_state.first_gone_at),
        "stopped": poll_state.disabled_reason,
        "formerly": replace_surrogates(poll_state.previous_url),
        "entries": poll_state.content_counts.entries,
        "texts": poll_state.content_counts.with_text,
        "dates": poll_state.content_counts.with_date,
    }
    return to_json({name: value for name, value in fields.items() if value})


def _poll_state_from_json(
    next_poll_at: int | None, poll_state_json: str, entry_fingerprints: bytes
) -> PollState:
    fields = from_json(poll_state_json)
    interval_seconds = fields.get("gap")
    return PollState(
        next_poll_at=optional_from_micros(next_poll_at),
        typical_interval=None if interval_seconds is None else timedelta(seconds=interval_seconds),
        newest_entry_at=optional_from_micros(fields.get("newest")),
        last_full_fetch_at=optional_from_micros(fields.get("whole")),
        entry_fingerprints=entry_fingerprints,
        redirect_url=fields.get("target", ""),
        redirect_first_seen_at=optional_from_micros(fields.get("target_since")),
        redirect_count=fields.get("target_times", 0),
        first_gone_at=optional_from_micros(fields.get("gone")),
        disabled_reason=DisabledReason(fields.get("stopped", "")),
        previous_url=fields.get("formerly", ""),
        content_counts=ContentCounts(
            fields.get("entries", 0), fields.get("texts", 0), fields.get("dates", 0)
        ),
    )


def _source_from_row(row: tuple[Any, ...]) -> Source:
    (
        source_id,
        url,
        kind,
        title,
        etag,
        last_modified,
        last_success_at,
        last_failure_at,
        failure_count,
        failure_reason,
        *poll_state_columns,
        created_at,
        created_by,
    ) = row
    return Source(
        id=source_id,
        url=url,
        kind=cast("SourceKind", kind),
        created_at=from_micros(created_at),
        title=title,
        created_by=created_by,
        validators=CacheValidators(etag, last_modified),
        health=SourceHealth(
            optional_from_micros(last_success_at),
            optional_from_micros(last_failure_at),
            failure_count,
            failure_reason,
        ),
        poll_state=_poll_state_from_json(*poll_state_columns),
    )
