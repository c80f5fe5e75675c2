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
from news.source import Course, Health, Source, Validators
from storage.codecs import maybe, moment, packed, perhaps, plain, stamp, unpacked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import sqlite_utils

    from news.source import Fetched, Kind
    from storage.sqlite.database import Database

WORKSPACE = ""
# Words about a failure are for a line in a chat.
REASON_LENGTH = 500

_COLUMNS = """s.id, s.url, s.kind, s.title, s.etag, s.modified, s.succeeded, s.failed, s.failures, s.reason,
    s.due, s.course, s.marks"""


class Sources:
    """Where news comes from."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, source: Source) -> None:
        """Keep a source. One that is kept already keeps its health and validators; a title replaces none."""
        with self._database.writing() as db:
            db.execute(
                """INSERT INTO sources (id, url, kind, title, added, added_by, etag, modified, succeeded, failed,
                    failures, reason, due, course, marks)
                VALUES (:id, :url, :kind, :title, :added, :added_by, :etag, :modified, :succeeded, :failed,
                    :failures, :reason, :due, :course, :marks)
                ON CONFLICT (id) DO UPDATE SET url = excluded.url, kind = excluded.kind,
                    title = iif(sources.title = '', excluded.title, sources.title)""",
                {
                    **_values(source),
                    "kind": source.kind,
                    "added": stamp(source.added),
                    "added_by": source.added_by,
                },
            )

    def by_url(self, url: str) -> Source | None:
        """Give the source of an address, whether it has moved there or not; None if none is kept."""
        found = self._read(
            f"SELECT {_COLUMNS}, s.added, s.added_by FROM sources s WHERE s.url = ? ORDER BY s.added LIMIT 1",
            plain(url),
        )
        return found[0] if found else None

    def all(self) -> tuple[Source, ...]:
        """Give every source that is kept, in the order of adding."""
        return self._read(f"SELECT {_COLUMNS}, s.added, s.added_by FROM sources s ORDER BY s.added, s.rowid")

    def wanted(self) -> tuple[Source, ...]:
        """Give every source that anybody follows: those to visit, in the order of adding."""
        return self._read(
            f"""SELECT {_COLUMNS}, s.added, s.added_by FROM sources s
            WHERE EXISTS (SELECT 1 FROM follows f WHERE f.source = s.id) ORDER BY s.added, s.rowid"""
        )

    def followed(self, team: str, channel: str) -> tuple[Source, ...]:
        """Give the sources whose articles a channel sees: its own and its workspace's, in the order of adding."""
        return self._read(
            f"""SELECT {_COLUMNS}, min(f.added), f.added_by FROM follows f JOIN sources s ON s.id = f.source
            WHERE f.team_id = ? AND f.channel IN (?, '') GROUP BY s.id ORDER BY min(f.added), s.rowid""",
            team,
            channel,
        )

    def own(self, team: str, channel: str) -> frozenset[str]:
        """Give the ids of the sources that were added for exactly this channel, or with `WORKSPACE` for all."""
        with self._database.reading() as db:
            sql = "SELECT source FROM follows WHERE team_id = ? AND channel = ?"
            return frozenset(row[0] for row in db.execute(sql, (team, channel)).fetchall())

    def failing(self) -> tuple[Source, ...]:
        """Give every followed source whose last visit failed, in the order of adding."""
        return self._read(
            f"""SELECT {_COLUMNS}, s.added, s.added_by FROM sources s
            WHERE s.failures > 0 AND EXISTS (SELECT 1 FROM follows f WHERE f.source = s.id)
            ORDER BY s.added, s.rowid"""
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

    def record(self, visited: Sequence[Fetched], *, shortest: timedelta = polling.SHORTEST) -> None:
        """Keep how visits went, together. Call it after their entries were stored: validators kept before lose them.

        What a visit means for the next, `news.polling` decides. Of a source that is not kept any more nothing is
        recorded; one that moved to another source's address keeps its own.
        """
        with self._database.writing() as db:
            for fetched in visited:
                _record(db, fetched, shortest)

    # ---- private

    def _read(self, sql: str, *values: str) -> tuple[Source, ...]:
        with self._database.reading() as db:
            return tuple(_source(row) for row in db.execute(sql, values).fetchall())


# ---- private

_VISITED = """UPDATE sources SET url = :url, title = :title, etag = :etag, modified = :modified, succeeded = :succeeded,
    failed = :failed, failures = :failures, reason = :reason, due = :due, course = :course, marks = :marks
    WHERE id = :id"""


def _record(db: sqlite_utils.Database, fetched: Fetched, shortest: timedelta) -> None:
    row = db.execute(
        f"SELECT {_COLUMNS}, s.added, s.added_by FROM sources s WHERE s.id = ?", (fetched.source,)
    ).fetchone()
    if row is None:
        return
    before = _source(row)
    alive = None
    if fetched.failures:
        alive = db.execute("SELECT max(succeeded) FROM sources WHERE id <> ?", (before.id,)).fetchone()[0]
    after = polling.after(before, fetched, shortest=shortest, alive=perhaps(alive))
    taken = "SELECT 1 FROM sources WHERE url = ? AND id <> ?"
    if after.url != before.url and db.execute(taken, (plain(after.url), after.id)).fetchone():
        after = replace(after, url=before.url)
    db.execute(_VISITED, _values(after))


def _values(source: Source) -> dict[str, str | int | bytes | None]:
    return {
        "id": source.id,
        "url": plain(source.url),
        "title": plain(source.title),
        "etag": plain(source.validators.etag),
        "modified": plain(source.validators.modified),
        "succeeded": maybe(source.health.succeeded),
        "failed": maybe(source.health.failed),
        "failures": source.health.failures,
        "reason": plain(source.health.reason)[:REASON_LENGTH],
        "due": maybe(source.course.due),
        "course": _packed(source.course),
        "marks": source.course.marks,
    }


def _packed(course: Course) -> str:
    held = {
        "gap": course.gap and course.gap.total_seconds(),
        "newest": maybe(course.newest),
        "whole": maybe(course.whole),
        "target": plain(course.target),
        "target_since": maybe(course.target_since),
        "target_times": course.target_times,
        "gone": maybe(course.gone),
        "stopped": course.stopped,
        "formerly": plain(course.formerly),
    }
    return packed({name: value for name, value in held.items() if value})


def _unpacked(due: int | None, said: str, marks: bytes) -> Course:
    held = unpacked(said)
    gap = held.get("gap")
    return Course(
        due=perhaps(due),
        gap=None if gap is None else timedelta(seconds=gap),
        newest=perhaps(held.get("newest")),
        whole=perhaps(held.get("whole")),
        marks=marks,
        target=held.get("target", ""),
        target_since=perhaps(held.get("target_since")),
        target_times=held.get("target_times", 0),
        gone=perhaps(held.get("gone")),
        stopped=held.get("stopped", ""),
        formerly=held.get("formerly", ""),
    )


def _source(row: tuple[Any, ...]) -> Source:
    name, url, kind, title, etag, modified, succeeded, failed, failures, reason, *course, added, added_by = (
        row
    )
    return Source(
        id=name,
        url=url,
        kind=cast("Kind", kind),
        added=moment(added),
        title=title,
        added_by=added_by,
        validators=Validators(etag, modified),
        health=Health(perhaps(succeeded), perhaps(failed), failures, reason),
        course=_unpacked(*course),
    )
