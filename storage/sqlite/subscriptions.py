"""What is to be sent where and when, and up to when its slots were looked for."""

# ruff: noqa: S608 - statements are composed of this file's own constants; values are always bound

from __future__ import annotations

import logging
from datetime import time
from typing import TYPE_CHECKING, Any

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
    from datetime import datetime

    from storage.sqlite.database import Database

log = logging.getLogger(__name__)

# Damaged rows that are in the log already: each scan meets them again.
_logged_damaged_rows: set[tuple[str, str]] = set()
_COLUMNS = "team_id, id, channel, made, source_channel, body"


class Subscriptions:
    """Who wants a digest."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(
        self, subscription: Subscription, *, scanned_until: datetime, next_due_at: datetime | None
    ) -> None:
        """Keep a subscription; one of the same workspace and id is replaced, but is never swept twice.

        Args:
            subscription: what is wanted.
            scanned_until: slots up to then are not looked for any more.
            next_due_at: when its next slot is due; None if none is.
        """
        with self._database.write_transaction() as db:
            db.execute(
                """INSERT INTO subscriptions (team_id, id, channel, made, active, swept, next, body, source_channel)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (team_id, id) DO UPDATE SET channel = excluded.channel, active = excluded.active,
                    swept = max(swept, excluded.swept), next = excluded.next, body = excluded.body,
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
        """Give every subscription of every workspace; in the order of making."""
        return self._select("ORDER BY made, team_id, id")

    def for_channel(self, team: str, channel: str) -> tuple[Subscription, ...]:
        """Give a channel's subscriptions in the order of making."""
        return self._select(
            "WHERE team_id = ? AND channel = ? ORDER BY made, id", team, replace_surrogates(channel)
        )

    def get(self, team: str, subscription_id: str) -> Subscription | None:
        """Give one subscription; None if there is none of that name."""
        return next(iter(self._select("WHERE team_id = ? AND id = ?", team, subscription_id)), None)

    def due(self, now: datetime) -> tuple[tuple[Subscription, datetime], ...]:
        """Give those of which a slot is due by now, each with the instant up to which it was swept."""
        with self._database.read_transaction() as db:
            rows = db.execute(
                f"SELECT {_COLUMNS}, swept FROM subscriptions WHERE active AND next <= ? ORDER BY next, team_id, id",
                (to_micros(now),),
            ).fetchall()
        subscriptions = ((_readable_subscription(row[:-1]), from_micros(row[-1])) for row in rows)
        return tuple(
            (subscription, scanned_until)
            for subscription, scanned_until in subscriptions
            if subscription is not None
        )

    def reset_cursor(self, now: datetime) -> int:
        """Have every slot looked for anew from `now` on, after a start or when the clock was set back.

        What a clock that was ahead marked as missed is forgotten; what was sent stays, so that nothing is sent twice.

        Returns:
            How many subscriptions are served.
        """
        with self._database.write_transaction() as db:
            db.execute("DELETE FROM deliveries WHERE state = 'missed' AND due > ?", (to_micros(now),))
            cursor = db.execute(
                "UPDATE subscriptions SET swept = min(swept, ?), next = min(coalesce(next, ?), ?) WHERE active",
                (to_micros(now),) * 3,
            )
            return int(cursor.rowcount)

    def delete(self, team: str, subscription_id: str) -> bool:
        """Delete a subscription; tell whether there was one. What was delivered stays."""
        with self._database.write_transaction() as db:
            cursor = db.execute(
                "DELETE FROM subscriptions WHERE team_id = ? AND id = ?", (team, subscription_id)
            )
            db.execute(
                "UPDATE deliveries SET state = 'missed', error = 'deleted' WHERE team_id = ? AND subscription = ?"
                " AND state IN ('due', 'pending')",
                (team, subscription_id),
            )
            return bool(cursor.rowcount)

    # ---- private

    def _select(self, clause: str, *values: str) -> tuple[Subscription, ...]:
        with self._database.read_transaction() as db:
            rows = db.execute(f"SELECT {_COLUMNS} FROM subscriptions {clause}", values).fetchall()
        return tuple(
            subscription for row in rows if (subscription := _readable_subscription(row)) is not None
        )


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
        "made_by": subscription.created_by,
        "paused": subscription.paused,
        "parked": subscription.disabled_reason,
        "skip_until": optional_to_micros(subscription.skip_until),
    }


def _readable_subscription(row: tuple[Any, ...]) -> Subscription | None:
    """Read a row; return None for a damaged one, which must not keep the others back."""
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
    )
