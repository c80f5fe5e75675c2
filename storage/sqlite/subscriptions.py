"""What is to be sent where and when, and up to when its slots were looked for."""

# ruff: noqa: S608 - statements are composed of this file's own constants; values are always bound

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

from news.digest import Subscription
from storage.codecs import maybe, moment, packed, perhaps, plain, stamp, unpacked

if TYPE_CHECKING:
    from datetime import datetime

    from storage.sqlite.database import Database

_COLUMNS = "team_id, id, channel, made, body"


class Subscriptions:
    """Who wants a digest."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, subscription: Subscription, *, swept: datetime, following: datetime | None) -> None:
        """Keep a subscription; one of the same workspace and id is replaced, but is never swept twice.

        Args:
            subscription: what is wanted.
            swept: slots up to then are not looked for any more.
            following: when its next slot is due; None if none is.
        """
        with self._database.writing() as db:
            db.execute(
                """INSERT INTO subscriptions VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (team_id, id) DO UPDATE SET channel = excluded.channel, active = excluded.active,
                    swept = max(swept, excluded.swept), next = excluded.next, body = excluded.body""",
                (
                    subscription.team,
                    subscription.id,
                    plain(subscription.channel),
                    stamp(subscription.made),
                    subscription.active,
                    stamp(swept),
                    maybe(following),
                    packed(_body(subscription)),
                ),
            )

    def all(self) -> tuple[Subscription, ...]:
        """Give every subscription of every workspace; in the order of making."""
        return self._read("ORDER BY made, team_id, id")

    def of(self, team: str, channel: str) -> tuple[Subscription, ...]:
        """Give a channel's subscriptions in the order of making."""
        return self._read("WHERE team_id = ? AND channel = ? ORDER BY made, id", team, plain(channel))

    def by_id(self, team: str, name: str) -> Subscription | None:
        """Give one subscription; None if there is none of that name."""
        return next(iter(self._read("WHERE team_id = ? AND id = ?", team, name)), None)

    def ready(self, now: datetime) -> tuple[tuple[Subscription, datetime], ...]:
        """Give those of which a slot is due by now, each with the instant up to which it was swept."""
        with self._database.reading() as db:
            rows = db.execute(
                f"SELECT {_COLUMNS}, swept FROM subscriptions WHERE active AND next <= ? ORDER BY next, team_id, id",
                (stamp(now),),
            ).fetchall()
        return tuple((_subscription(row[:-1]), moment(row[-1])) for row in rows)

    def rewind(self, now: datetime) -> int:
        """Have every slot looked for anew from `now` on, after a start or when the clock was set back.

        What a clock that was ahead marked as missed is forgotten; what was sent stays, so that nothing is sent twice.

        Returns:
            How many subscriptions are served.
        """
        with self._database.writing() as db:
            db.execute("DELETE FROM deliveries WHERE state = 'missed' AND due > ?", (stamp(now),))
            done = db.execute(
                "UPDATE subscriptions SET swept = min(swept, ?), next = min(coalesce(next, ?), ?) WHERE active",
                (stamp(now),) * 3,
            )
            return int(done.rowcount)

    def remove(self, team: str, name: str) -> bool:
        """Delete a subscription; tell whether there was one. What was delivered stays."""
        with self._database.writing() as db:
            gone = db.execute("DELETE FROM subscriptions WHERE team_id = ? AND id = ?", (team, name))
            db.execute(
                "UPDATE deliveries SET state = 'missed', error = 'deleted' WHERE team_id = ? AND subscription = ?"
                " AND state IN ('due', 'pending')",
                (team, name),
            )
            return bool(gone.rowcount)

    # ---- private

    def _read(self, clause: str, *values: str) -> tuple[Subscription, ...]:
        with self._database.reading() as db:
            rows = db.execute(f"SELECT {_COLUMNS} FROM subscriptions {clause}", values).fetchall()
        return tuple(map(_subscription, rows))


# ---- private


def _body(subscription: Subscription) -> dict[str, Any]:
    return {
        "times": [f"{at:%H:%M}" for at in subscription.times],
        "zone": subscription.zone,
        "days": subscription.days,
        "topics": subscription.topics,
        "without": subscription.without,
        "sources": subscription.sources,
        "stories": subscription.stories,
        "most_of_one": subscription.most_of_one,
        "quiet": subscription.quiet and [f"{at:%H:%M}" for at in subscription.quiet],
        "silent": subscription.silent,
        "made_by": subscription.made_by,
        "paused": subscription.paused,
        "parked": subscription.parked,
        "skip_until": maybe(subscription.skip_until),
    }


def _subscription(row: tuple[Any, ...]) -> Subscription:
    team, name, channel, made, body = row
    said = unpacked(body)
    quiet = said["quiet"]
    return Subscription(
        id=name,
        team=team,
        channel=channel,
        times=tuple(map(time.fromisoformat, said["times"])),
        zone=said["zone"],
        made=moment(made),
        days=tuple(said["days"]),
        topics=tuple(said["topics"]),
        without=tuple(said["without"]),
        sources=tuple(said["sources"]),
        stories=said["stories"],
        most_of_one=said["most_of_one"],
        quiet=(time.fromisoformat(quiet[0]), time.fromisoformat(quiet[1])) if quiet else None,
        silent=said["silent"],
        made_by=said["made_by"],
        paused=said["paused"],
        parked=said["parked"],
        skip_until=perhaps(said["skip_until"]),
    )
