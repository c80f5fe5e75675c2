"""The digest subscriptions of all channels, with their schedules and scan progress."""

# ruff: noqa: S608 - statements are composed of this file's own constants; values are always bound

from __future__ import annotations

import logging
from datetime import time
from typing import TYPE_CHECKING, Any

from news.brief import SectionKind
from news.digest import Subscription
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
    from collections.abc import Iterable
    from datetime import datetime

    import sqlite_utils

    from storage.sqlite.database import Database

log = logging.getLogger(__name__)

# Damaged rows that have been logged already: every scan reads them again.
_logged_damaged_rows: set[tuple[str, str]] = set()
_COLUMNS = "team_id, id, channel, created_at, source_channel, payload_json"


class Subscriptions:
    """The SQLite implementation of `storage.contract.Subscriptions`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(
        self, subscription: Subscription, *, scanned_until: datetime, next_due_at: datetime | None
    ) -> None:
        with self._database.write_transaction() as db:
            db.execute(
                """INSERT INTO subscriptions
                    (team_id, id, channel, created_at, active, scanned_until, next_due_at, payload_json,
                    source_channel)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (team_id, id) DO UPDATE SET channel = excluded.channel, active = excluded.active,
                    scanned_until = max(scanned_until, excluded.scanned_until),
                    next_due_at = excluded.next_due_at, payload_json = excluded.payload_json,
                    source_channel = excluded.source_channel""",
                (
                    subscription.team,
                    subscription.id,
                    replace_surrogates(subscription.channel),
                    to_micros(subscription.created_at),
                    subscription.active,
                    to_micros(scanned_until),
                    optional_to_micros(next_due_at),
                    to_json(_payload_from_subscription(subscription)),
                    replace_surrogates(subscription.source_channel),
                ),
            )

    def all(self) -> tuple[Subscription, ...]:
        return self._select("ORDER BY created_at, team_id, id")

    def for_channel(self, team: str, channel: str) -> tuple[Subscription, ...]:
        return self._select(
            "WHERE team_id = ? AND channel = ? ORDER BY created_at, id", team, replace_surrogates(channel)
        )

    def get(self, team: str, subscription_id: str) -> Subscription | None:
        return next(iter(self._select("WHERE team_id = ? AND id = ?", team, subscription_id)), None)

    def due(self, now: datetime) -> tuple[tuple[Subscription, datetime], ...]:
        with self._database.read_transaction() as db:
            rows = db.execute(
                f"""SELECT {_COLUMNS}, scanned_until FROM subscriptions WHERE active AND next_due_at <= ?
                ORDER BY next_due_at, team_id, id""",
                (to_micros(now),),
            ).fetchall()
        subscriptions = ((_readable_subscription(row[:-1]), from_micros(row[-1])) for row in rows)
        return tuple(
            (subscription, scanned_until)
            for subscription, scanned_until in subscriptions
            if subscription is not None
        )

    # ---- private

    def _select(self, clause: str, *values: str) -> tuple[Subscription, ...]:
        with self._database.read_transaction() as db:
            rows = db.execute(f"SELECT {_COLUMNS} FROM subscriptions {clause}", values).fetchall()
        return tuple(
            subscription for row in rows if (subscription := _readable_subscription(row)) is not None
        )


# ---- parts of the ledger's transactions; see `storage.sqlite.ledger`


def record_scan_progress(
    db: sqlite_utils.Database, scan_progress: Iterable[tuple[str, str, datetime, datetime | None]]
) -> None:
    """Store the scan progress of subscriptions.

    Each item is (team, subscription id, scanned until, next due time).
    """
    db.conn.executemany(
        """UPDATE subscriptions SET scanned_until = max(scanned_until, ?), next_due_at = ?
        WHERE team_id = ? AND id = ?""",
        [
            (to_micros(scanned_until), optional_to_micros(next_due_at), team, subscription_id)
            for team, subscription_id, scanned_until, next_due_at in scan_progress
        ],
    )


def reset_cursors(db: sqlite_utils.Database, now: datetime) -> int:
    """Restart the scan of every active subscription at `now`. Return the number of active subscriptions."""
    cursor = db.execute(
        """UPDATE subscriptions SET scanned_until = min(scanned_until, ?),
            next_due_at = min(coalesce(next_due_at, ?), ?) WHERE active""",
        (to_micros(now),) * 3,
    )
    return int(cursor.rowcount)


def delete(db: sqlite_utils.Database, team: str, subscription_id: str) -> bool:
    """Delete a subscription. Return whether it existed."""
    cursor = db.execute("DELETE FROM subscriptions WHERE team_id = ? AND id = ?", (team, subscription_id))
    return bool(cursor.rowcount)


# ---- private


def _payload_from_subscription(subscription: Subscription) -> dict[str, Any]:
    return {
        "times": [f"{wall_time:%H:%M}" for wall_time in subscription.wall_times],
        "zone": subscription.timezone,
        "days": subscription.weekdays,
        "topics": subscription.topics,
        "without": subscription.excluded_terms,
        "sources": subscription.source_ids,
        "stories": subscription.max_stories,
        "most_of_one": subscription.max_per_outlet,
        "quiet": subscription.quiet_hours
        and [f"{wall_time:%H:%M}" for wall_time in subscription.quiet_hours],
        "silent": subscription.skip_when_empty,
        "with_opinion": subscription.with_opinion,
        "sections": subscription.sections,
        "made_by": subscription.created_by,
        "paused": subscription.paused,
        "parked": subscription.disabled_reason,
        "skip_until": optional_to_micros(subscription.skip_until),
    }


def _readable_subscription(row: tuple[Any, ...]) -> Subscription | None:
    """Return the subscription in a row; None if the row is damaged."""
    try:
        return _subscription_from_row(row)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as problem:
        if (row[0], row[1]) not in _logged_damaged_rows:
            _logged_damaged_rows.add((row[0], row[1]))
            log.error("damaged subscription team=%s id=%s cause=%s", row[0], row[1], type(problem).__name__)  # noqa: TRY400 - what it holds is not for the log
        return None


def _subscription_from_row(row: tuple[Any, ...]) -> Subscription:
    team, subscription_id, channel, created_at, source_channel, payload_json = row
    payload = from_json(payload_json)
    quiet_hours = payload["quiet"]
    return Subscription(
        id=subscription_id,
        team=team,
        channel=channel,
        wall_times=tuple(map(time.fromisoformat, payload["times"])),
        timezone=payload["zone"],
        created_at=from_micros(created_at),
        weekdays=tuple(payload["days"]),
        topics=tuple(payload["topics"]),
        excluded_terms=tuple(payload["without"]),
        source_ids=tuple(payload["sources"]),
        max_stories=payload["stories"],
        max_per_outlet=payload["most_of_one"],
        quiet_hours=(time.fromisoformat(quiet_hours[0]), time.fromisoformat(quiet_hours[1]))
        if quiet_hours
        else None,
        skip_when_empty=payload["silent"],
        created_by=payload["made_by"],
        source_channel=source_channel,
        paused=payload["paused"],
        disabled_reason=payload["parked"],
        skip_until=optional_from_micros(payload["skip_until"]),
        # Digests stored before release 0.3 do not have these fields.
        with_opinion=payload.get("with_opinion", False),
        sections=SectionKind(payload.get("sections", "")),
    )
