"""The outbox: what is to be delivered, is on its way, or was. A slot is entered once, whatever crashes or runs twice.

due --made--> pending --claimed--> sending --ok--> sent
                 ^                    |--refused--> failed
                 |                    '--no word--> unknown --looked for--> sent, pending or doubtful
waiting: the second message of a digest, until the first stands in the channel
"""

# ruff: noqa: S608 - statements are composed of this file's own constants; values are always bound

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, cast

from news.digest import Delivery
from news.window import Window
from storage.codecs import listed, maybe, moment, perhaps, plain, stamp
from storage.sqlite import quoted_history

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from news.digest import State
    from storage.sqlite.database import Database

_COLUMNS = (
    "team_id, slot, subscription, channel, due, state, ready, since, until, payload, brief, thread, tries, first, last,"
    " ts, error"
)


class Deliveries:
    """What was, or is being, delivered."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def enter(
        self, deliveries: Sequence[Delivery], *, swept: Sequence[tuple[str, str, datetime, datetime | None]]
    ) -> tuple[Delivery, ...]:
        """Enter slots, and write down up to when their subscriptions were swept, all or nothing.

        Args:
            deliveries: of states "due" and "missed".
            swept: (team, subscription, up to when, next slot).

        Returns:
            Those that were not entered before.
        """
        entered = []
        with self._database.writing() as db:
            for delivery in deliveries:
                made = db.execute(
                    f"INSERT OR IGNORE INTO deliveries ({_COLUMNS}, owner) VALUES ({'?, ' * 17}'')",
                    _row(delivery),
                )
                if made.rowcount:
                    entered.append(delivery)
            db.conn.executemany(
                "UPDATE subscriptions SET swept = max(swept, ?), next = ? WHERE team_id = ? AND id = ?",
                [(stamp(until), maybe(following), team, name) for team, name, until, following in swept],
            )
        return tuple(entered)

    def made(
        self,
        delivery: Delivery,
        more: Sequence[Delivery] = (),
        *,
        told: Iterable[tuple[str, str]] = (),
        now: datetime,
    ) -> None:
        """Write down what a due slot shows: from now on it does not change.

        Args:
            delivery: no longer "due".
            more: its further messages.
            told: (article, sentence) of what it tells; the sentence is "" for an article that is not quoted.
            now: when that was.
        """
        with self._database.writing() as db:
            _update(db, delivery, "due")
            for part in more:
                db.execute(
                    f"INSERT OR IGNORE INTO deliveries ({_COLUMNS}, owner) VALUES ({'?, ' * 17}'')",
                    _row(part),
                )
            quoted_history.write(db, delivery.team, delivery.channel, delivery.brief, told, now)

    def due(self, *, most: int = 100) -> tuple[Delivery, ...]:
        """Give slots that are due and not made yet, the longest due first."""
        return self._read("WHERE state = 'due' ORDER BY due, slot LIMIT ?", most)

    def next(
        self,
        team: str,
        state: Literal["pending", "unknown"],
        now: datetime,
        *,
        channels: Iterable[str] = (),
        slots: Iterable[str] = (),
    ) -> Delivery | None:
        """Give what has been due longest in a state and is ready; None if nothing is.

        Args:
            team: whose.
            state: in which.
            now: to tell what is ready.
            channels: those that take nothing at the moment.
            slots: those that are passed over.
        """
        found = self._read(
            """WHERE team_id = ? AND state = ? AND ready <= ? AND channel NOT IN (SELECT value FROM json_each(?))
            AND slot NOT IN (SELECT value FROM json_each(?)) ORDER BY due, slot LIMIT 1""",
            team,
            state,
            stamp(now),
            listed(channels),
            listed(slots),
        )
        return found[0] if found else None

    def claim(self, delivery: Delivery, owner: str, now: datetime) -> Delivery | None:
        """Take a pending delivery to send it; None if it is not pending any more. On the disk before this returns.

        Args:
            delivery: as it was read.
            owner: names this process.
            now: by Slack's clock, or earlier, for there its message is looked for if no answer comes.
        """
        taken = replace(
            delivery,
            state="sending",
            tries=delivery.tries + 1,
            first=min(now, delivery.first or now),
            last=now,
        )
        with self._database.writing() as db:
            done = db.execute(
                """UPDATE deliveries SET state = 'sending', owner = ?, tries = ?, first = ?, last = ?
                WHERE team_id = ? AND slot = ? AND state = 'pending'""",
                (owner, taken.tries, maybe(taken.first), stamp(now), delivery.team, delivery.slot),
            )
            return taken if done.rowcount else None

    def settle(self, delivery: Delivery) -> None:
        """Write down what became of a delivery; once it is sent, what waits for it is freed to follow in its thread."""
        with self._database.writing() as db:
            _update(db, delivery)
            if delivery.state == "sent":
                db.execute(
                    """UPDATE deliveries SET state = 'pending', thread = ?, channel = ?, ready = ?
                    WHERE team_id = ? AND state = 'waiting' AND slot > ? AND slot < ?""",
                    (
                        delivery.ts,
                        delivery.channel,
                        stamp(delivery.ready),
                        delivery.team,
                        f"{delivery.slot}#",
                        f"{delivery.slot}$",
                    ),
                )
            elif delivery.state == "failed" and delivery.brief:
                # Nobody read it: its stories may be told again.
                quoted_history.take_back(db, delivery.team, delivery.brief)

    def orphaned(self, owner: str) -> int:
        """Turn what another process was sending when it ended into "unknown", to be looked for; give how many."""
        with self._database.writing() as db:
            done = db.execute(
                "UPDATE deliveries SET state = 'unknown' WHERE state = 'sending' AND owner <> ?", (owner,)
            )
            return int(done.rowcount)

    def park(self, team: str, subscription: str, error: str) -> None:
        """End what is still to be sent for a subscription; what it would have told may be told again."""
        with self._database.writing() as db:
            db.execute(
                """UPDATE deliveries SET state = 'failed', error = ? WHERE team_id = ? AND subscription = ?
                AND state IN ('due', 'waiting', 'pending')""",
                (error, team, subscription),
            )
            db.execute(
                """DELETE FROM told WHERE team_id = ? AND brief IN (SELECT brief FROM deliveries
                WHERE team_id = ? AND subscription = ? AND state = 'failed' AND brief <> '')""",
                (team, team, subscription),
            )

    def last_until(self, team: str, subscription: str) -> datetime | None:
        """Give up to when the digests of a subscription have told; None if none was delivered."""
        with self._database.reading() as db:
            row = db.execute(
                """SELECT max(until) FROM deliveries WHERE team_id = ? AND subscription = ?
                AND state NOT IN ('due', 'missed', 'failed')""",
                (team, subscription),
            ).fetchone()
        return perhaps(row[0])

    def of(self, team: str, subscription: str, *, most: int = 10) -> tuple[Delivery, ...]:
        """Give the deliveries of a subscription, the newest first."""
        return self._read(
            "WHERE team_id = ? AND subscription = ? ORDER BY due DESC, slot LIMIT ?", team, subscription, most
        )

    def by_slot(self, team: str, slot: str) -> Delivery | None:
        """Give one delivery; None if it was never due."""
        return next(iter(self._read("WHERE team_id = ? AND slot = ?", team, slot)), None)

    # ---- private

    def _read(self, clause: str, *values: str | int) -> tuple[Delivery, ...]:
        with self._database.reading() as db:
            rows = db.execute(f"SELECT {_COLUMNS} FROM deliveries {clause}", values).fetchall()
        return tuple(map(_delivery, rows))


# ---- private


def _update(db: Any, delivery: Delivery, before: State | None = None) -> None:  # noqa: ANN401 - sqlite_utils' own
    row = _row(delivery)
    names = _COLUMNS.split(", ")
    changed = ", ".join(f"{name} = ?" for name in names[2:])
    still = " AND state = ?" if before else ""
    values = (*row[2:], row[0], row[1], *((before,) if before else ()))
    db.execute(f"UPDATE deliveries SET {changed} WHERE team_id = ? AND slot = ?{still}", values)


def _row(delivery: Delivery) -> tuple[Any, ...]:
    return (
        delivery.team,
        delivery.slot,
        delivery.subscription,
        plain(delivery.channel),
        stamp(delivery.due),
        delivery.state,
        stamp(delivery.ready),
        maybe(delivery.window.since if delivery.window else None),
        maybe(delivery.window.until if delivery.window else None),
        plain(delivery.payload),
        delivery.brief,
        delivery.thread,
        delivery.tries,
        maybe(delivery.first),
        maybe(delivery.last),
        delivery.ts,
        plain(delivery.error),
    )


def _delivery(row: tuple[Any, ...]) -> Delivery:
    team, slot, subscription, channel, due, state, ready, since, until, payload, brief, thread, *rest = row
    tries, first, last, ts, error = rest
    return Delivery(
        team=team,
        slot=slot,
        subscription=subscription,
        channel=channel,
        due=moment(due),
        state=cast("State", state),
        ready=moment(ready),
        window=None if since is None else Window(moment(since), moment(until)),
        payload=payload,
        brief=brief,
        thread=thread,
        tries=tries,
        first=perhaps(first),
        last=perhaps(last),
        ts=ts,
        error=error,
    )
