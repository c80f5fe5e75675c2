"""Sources, who follows them, and how they have been doing.

A source is kept once for everybody; following it is a row of a channel's, or of a whole workspace's (channel ""). What
one workspace adds, nobody else is told of: who added it and when are read from the follower's own row.
"""

# ruff: noqa: S608 - statements are composed of this file's own constants; values are always bound

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from news import polling
from news.source import CacheValidators, DisabledReason, PollState, Source, SourceHealth
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

WORKSPACE_CHANNEL = ""
# Words about a failure are for a line in a chat.
MAX_REASON_LENGTH = 500

_COLUMNS = """s.id, s.url, s.kind, s.title, s.etag, s.modified, s.succeeded, s.failed, s.failures, s.reason,
    s.due, s.course, s.marks"""


class Sources:
    """Where news comes from."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, source: Source) -> None:
        """Keep a source. One that is kept already keeps its health and validators; a title replaces none."""
        with self._database.write_transaction() as db:
            db.execute(
                """INSERT INTO sources (id, url, kind, title, added, added_by, etag, modified, succeeded, failed,
                    failures, reason, due, course, marks)
                VALUES (:id, :url, :kind, :title, :added, :added_by, :etag, :modified, :succeeded, :failed,
                    :failures, :reason, :due, :course, :marks)
                ON CONFLICT (id) DO UPDATE SET url = excluded.url, kind = excluded.kind,
                    title = iif(sources.title = '', excluded.title, sources.title)""",
                {
                    **_values_from_source(source),
                    "kind": source.kind,
                    "added": to_micros(source.created_at),
                    "added_by": source.created_by,
                },
            )

    def by_url(self, url: str) -> Source | None:
        """Give the source of an address, whether it has moved there or not; None if none is kept."""
        sources = self._select(
            f"SELECT {_COLUMNS}, s.added, s.added_by FROM sources s WHERE s.url = ? ORDER BY s.added LIMIT 1",
            replace_surrogates(url),
        )
        return sources[0] if sources else None

    def all(self) -> tuple[Source, ...]:
        """Give every source that is kept, in the order of adding."""
        return self._select(
            f"SELECT {_COLUMNS}, s.added, s.added_by FROM sources s ORDER BY s.added, s.rowid"
        )

    def active(self) -> tuple[Source, ...]:
        """Give every source that anybody follows: those to visit, in the order of adding."""
        return self._select(
            f"""SELECT {_COLUMNS}, s.added, s.added_by FROM sources s
            WHERE EXISTS (SELECT 1 FROM follows f WHERE f.source = s.id) ORDER BY s.added, s.rowid"""
        )

    def for_channel(self, team: str, channel: str) -> tuple[Source, ...]:
        """Give the sources whose articles a channel sees: its own and its workspace's, in the order of adding."""
        return self._select(
            f"""SELECT {_COLUMNS}, min(f.added), f.added_by FROM follows f JOIN sources s ON s.id = f.source
            WHERE f.team_id = ? AND f.channel IN (?, '') GROUP BY s.id ORDER BY min(f.added), s.rowid""",
            team,
            channel,
        )

    def ids_for_channel(self, team: str, channel: str) -> frozenset[str]:
        """Give the ids of the sources that were added for exactly this channel, or with `WORKSPACE` for all."""
        with self._database.read_transaction() as db:
            sql = "SELECT source FROM follows WHERE team_id = ? AND channel = ?"
            return frozenset(row[0] for row in db.execute(sql, (team, channel)).fetchall())

    def failing(self) -> tuple[Source, ...]:
        """Give every followed source whose last visit failed, in the order of adding."""
        return self._select(
            f"""SELECT {_COLUMNS}, s.added, s.added_by FROM sources s
            WHERE s.failures > 0 AND EXISTS (SELECT 1 FROM follows f WHERE f.source = s.id)
            ORDER BY s.added, s.rowid"""
        )

    def list_followers(self, source_id: str) -> tuple[tuple[str, str], ...]:
        """Give (workspace, person) of everybody who had it followed from within Slack."""
        with self._database.read_transaction() as db:
            rows = db.execute(
                "SELECT DISTINCT team_id, added_by FROM follows WHERE source = ? AND added_by <> '' ORDER BY 1, 2",
                (source_id,),
            ).fetchall()
        return tuple((team, user_id) for team, user_id in rows)

    def topics_by_source(self, team: str, channel: str) -> dict[str, str]:
        """Give the topic folder of each followed source that has one, by the source's id; the channel's own first."""
        with self._database.read_transaction() as db:
            rows = db.execute(
                """SELECT source, topic FROM follows WHERE team_id = ? AND channel IN (?, '') AND topic <> ''
                ORDER BY channel""",
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
        """Let a channel, or with `WORKSPACE` a whole workspace, follow a source; again changes its topic alone.

        Raises:
            StoreError: the source is not kept.
        """
        with self._database.write_transaction() as db:
            db.execute(
                """INSERT INTO follows VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (team_id, channel, source) DO UPDATE SET topic = excluded.topic""",
                (team, channel, source_id, replace_surrogates(topic), to_micros(created_at), created_by),
            )

    def unfollow(self, team: str, channel: str, source_id: str) -> bool:
        """Stop following; tell whether it was followed. Its articles stay for those who still do."""
        with self._database.write_transaction() as db:
            cursor = db.execute(
                "DELETE FROM follows WHERE team_id = ? AND channel = ? AND source = ?",
                (team, channel, source_id),
            )
            return bool(cursor.rowcount)

    def record_fetches(
        self, fetch_results: Sequence[FetchResult], *, min_interval: timedelta = polling.MIN_POLL_INTERVAL
    ) -> None:
        """Keep how visits went, together. Call it after their entries were stored: validators kept before lose them.

        What a visit means for the next, `news.polling` decides. Of a source that is not kept any more nothing is
        recorded; one that moved to another source's address keeps its own.
        """
        with self._database.write_transaction() as db:
            for fetch_result in fetch_results:
                _record_fetch(db, fetch_result, min_interval)

    # ---- private

    def _select(self, sql: str, *values: str) -> tuple[Source, ...]:
        with self._database.read_transaction() as db:
            return tuple(_source_from_row(row) for row in db.execute(sql, values).fetchall())


# ---- private

_UPDATE_POLLED_SQL = """UPDATE sources SET url = :url, title = :title, etag = :etag, modified = :modified,
succeeded = :succeeded,
    failed = :failed, failures = :failures, reason = :reason, due = :due, course = :course, marks = :marks
    WHERE id = :id"""


def _record_fetch(db: sqlite_utils.Database, fetch_result: FetchResult, min_interval: timedelta) -> None:
    row = db.execute(
        f"SELECT {_COLUMNS}, s.added, s.added_by FROM sources s WHERE s.id = ?", (fetch_result.source_id,)
    ).fetchone()
    if row is None:
        return
    old_source = _source_from_row(row)
    other_source_success_at = None
    if fetch_result.failures:
        other_source_success_at = db.execute(
            "SELECT max(succeeded) FROM sources WHERE id <> ?", (old_source.id,)
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
        "modified": replace_surrogates(source.validators.last_modified),
        "succeeded": optional_to_micros(source.health.last_success_at),
        "failed": optional_to_micros(source.health.last_failure_at),
        "failures": source.health.failure_count,
        "reason": replace_surrogates(source.health.failure_reason)[:MAX_REASON_LENGTH],
        "due": optional_to_micros(source.poll_state.next_poll_at),
        "course": _poll_state_to_json(source.poll_state),
        "marks": source.poll_state.entry_fingerprints,
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
