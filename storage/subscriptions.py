"""What is to be sent where and when."""

# ruff: noqa: S608 - statements are composed of this file's own constants; values are always bound

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

from news.digest import Subscription
from storage.columns import moment, packed, plain, stamp, unpacked

if TYPE_CHECKING:
    from storage.database import Database


class Subscriptions:
    """Who wants a digest."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, subscription: Subscription) -> None:
        """Keep a subscription; one of the same workspace and id is replaced."""
        with self._database.writing() as db:
            db.execute(
                "INSERT OR REPLACE INTO subscriptions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                _row(subscription),
            )

    def all(self) -> tuple[Subscription, ...]:
        """Give every subscription of every workspace, for the clock; in the order of making."""
        return self._read("ORDER BY made, team_id, id")

    def of(self, team: str, channel: str) -> tuple[Subscription, ...]:
        """Give a channel's subscriptions in the order of making."""
        return self._read("WHERE team_id = ? AND channel = ? ORDER BY made, id", team, channel)

    def remove(self, team: str, name: str) -> bool:
        """Delete a subscription; tell whether there was one."""
        with self._database.writing() as db:
            gone = db.execute("DELETE FROM subscriptions WHERE team_id = ? AND id = ?", (team, name))
            return bool(gone.rowcount)

    # ---- private

    def _read(self, clause: str, *values: str) -> tuple[Subscription, ...]:
        sql = f"""SELECT team_id, id, channel, at, zone, days, topics, stories, made, made_by, paused
            FROM subscriptions {clause}"""
        with self._database.reading() as db:
            return tuple(_subscription(row) for row in db.execute(sql, values).fetchall())


# ---- private


def _row(subscription: Subscription) -> tuple[str | int, ...]:
    return (
        subscription.team,
        subscription.id,
        plain(subscription.channel),
        subscription.at.isoformat(),
        plain(subscription.zone),
        packed(subscription.days),
        packed(subscription.topics),
        subscription.stories,
        stamp(subscription.made),
        subscription.made_by,
        subscription.paused,
    )


def _subscription(row: tuple[Any, ...]) -> Subscription:
    team, name, channel, at, zone, days, topics, stories, made, made_by, paused = row
    return Subscription(
        id=name,
        team=team,
        channel=channel,
        at=time.fromisoformat(at),
        zone=zone,
        made=moment(made),
        days=tuple(unpacked(days)),
        topics=tuple(unpacked(topics)),
        stories=stories,
        made_by=made_by,
        paused=bool(paused),
    )
