"""Sources, who follows them, and how they have been doing.

A source is kept once for everybody; following it is a row of a channel's, or of a whole workspace's (channel ""). What
one workspace adds, nobody else is told of: who added it and when are read from the follower's own row.
"""

# ruff: noqa: S608 - statements are composed of this file's own constants; values are always bound

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from news.source import Health, Source, Validators
from storage.columns import maybe, moment, perhaps, plain, stamp

if TYPE_CHECKING:
    from datetime import datetime

    from news.source import Fetched, Kind
    from storage.database import Database

WORKSPACE = ""
# Words about a failure are for a line in a chat.
REASON_LENGTH = 500

_COLUMNS = "s.id, s.url, s.kind, s.title, s.etag, s.modified, s.succeeded, s.failed, s.failures, s.reason"


class Sources:
    """Where news comes from."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, source: Source) -> None:
        """Keep a source. One that is kept already keeps its health and validators; a title replaces none."""
        values = {
            "id": source.id,
            "url": plain(source.url),
            "kind": source.kind,
            "title": plain(source.title),
            "added": stamp(source.added),
            "added_by": source.added_by,
            "etag": plain(source.validators.etag),
            "modified": plain(source.validators.modified),
            "succeeded": maybe(source.health.succeeded),
            "failed": maybe(source.health.failed),
            "failures": source.health.failures,
            "reason": plain(source.health.reason)[:REASON_LENGTH],
        }
        with self._database.writing() as db:
            db.execute(
                """INSERT INTO sources VALUES (:id, :url, :kind, :title, :added, :added_by, :etag, :modified,
                    :succeeded, :failed, :failures, :reason)
                ON CONFLICT (id) DO UPDATE SET url = excluded.url, kind = excluded.kind,
                    title = iif(sources.title = '', excluded.title, sources.title)""",
                values,
            )

    def all(self) -> tuple[Source, ...]:
        """Give every source that is kept, in the order of adding."""
        return self._read(f"SELECT {_COLUMNS}, s.added, s.added_by FROM sources s ORDER BY s.added, s.id")

    def wanted(self) -> tuple[Source, ...]:
        """Give every source that anybody follows: those to visit, in the order of adding."""
        return self._read(
            f"""SELECT {_COLUMNS}, s.added, s.added_by FROM sources s
            WHERE EXISTS (SELECT 1 FROM follows f WHERE f.source = s.id) ORDER BY s.added, s.id"""
        )

    def followed(self, team: str, channel: str) -> tuple[Source, ...]:
        """Give the sources whose articles a channel sees: its own and its workspace's, in the order of adding."""
        return self._read(
            f"""SELECT {_COLUMNS}, min(f.added), f.added_by FROM follows f JOIN sources s ON s.id = f.source
            WHERE f.team_id = ? AND f.channel IN (?, '') GROUP BY s.id ORDER BY min(f.added), s.id""",
            team,
            channel,
        )

    def failing(self) -> tuple[Source, ...]:
        """Give every followed source whose last visit failed, in the order of adding."""
        return self._read(
            f"""SELECT {_COLUMNS}, s.added, s.added_by FROM sources s
            WHERE s.failures > 0 AND EXISTS (SELECT 1 FROM follows f WHERE f.source = s.id)
            ORDER BY s.added, s.id"""
        )

    def added_by(self, source: str) -> tuple[tuple[str, str], ...]:
        """Give (workspace, person) of everybody who had it followed from within Slack."""
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT DISTINCT team_id, added_by FROM follows WHERE source = ? AND added_by <> '' ORDER BY 1, 2",
                (source,),
            ).fetchall()
        return tuple((team, person) for team, person in rows)

    def topics(self, team: str, channel: str) -> dict[str, str]:
        """Give the topic folder of each followed source that has one, by the source's id; the channel's own first."""
        with self._database.reading() as db:
            rows = db.execute(
                """SELECT source, topic FROM follows WHERE team_id = ? AND channel IN (?, '') AND topic <> ''
                ORDER BY channel""",
                (team, channel),
            ).fetchall()
        return dict(rows)

    def follow(
        self, team: str, channel: str, source: str, *, at: datetime, by: str = "", topic: str = ""
    ) -> None:
        """Let a channel, or with `WORKSPACE` a whole workspace, follow a source; again changes its topic alone.

        Raises:
            StoreError: the source is not kept.
        """
        with self._database.writing() as db:
            db.execute(
                """INSERT INTO follows VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (team_id, channel, source) DO UPDATE SET topic = excluded.topic""",
                (team, channel, source, plain(topic), stamp(at), by),
            )

    def unfollow(self, team: str, channel: str, source: str) -> bool:
        """Stop following; tell whether it was followed. Its articles stay for those who still do."""
        with self._database.writing() as db:
            gone = db.execute(
                "DELETE FROM follows WHERE team_id = ? AND channel = ? AND source = ?",
                (team, channel, source),
            )
            return bool(gone.rowcount)

    def record(self, fetched: Fetched) -> None:
        """Keep how a visit went. Call it after the entries were stored: validators kept before would lose them.

        A visit failed if it brought nothing but failures. The validators of a failed visit are not kept. Of a source
        that is not kept any more nothing is recorded.
        """
        failed = bool(fetched.failures) and not fetched.entries and not fetched.unchanged
        with self._database.writing() as db:
            db.execute(_FAILED if failed else _SUCCEEDED, _visit(fetched))

    # ---- private

    def _read(self, sql: str, *values: str) -> tuple[Source, ...]:
        with self._database.reading() as db:
            return tuple(_source(row) for row in db.execute(sql, values).fetchall())


# ---- private

_FAILED = """UPDATE sources SET failed = :at, failures = failures + 1, reason = :reason WHERE id = :source"""
# A server that says "unchanged" need not repeat its validators.
_SUCCEEDED = """UPDATE sources SET succeeded = :at, failures = 0, reason = :reason,
    title = iif(:title = '', title, :title),
    etag = iif(:unchanged AND :etag = '', etag, :etag),
    modified = iif(:unchanged AND :modified = '', modified, :modified) WHERE id = :source"""


def _visit(fetched: Fetched) -> dict[str, str | int]:
    return {
        "source": fetched.source,
        "at": stamp(fetched.at),
        "title": plain(fetched.title),
        "etag": plain(fetched.validators.etag),
        "modified": plain(fetched.validators.modified),
        "unchanged": fetched.unchanged,
        "reason": plain(fetched.failures[0].reason)[:REASON_LENGTH] if fetched.failures else "",
    }


def _source(row: tuple[Any, ...]) -> Source:
    name, url, kind, title, etag, modified, succeeded, failed, failures, reason, added, added_by = row
    return Source(
        id=name,
        url=url,
        kind=cast("Kind", kind),
        added=moment(added),
        title=title,
        added_by=added_by,
        validators=Validators(etag, modified),
        health=Health(perhaps(succeeded), perhaps(failed), failures, reason),
    )
