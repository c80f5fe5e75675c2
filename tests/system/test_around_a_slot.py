"""A digest that is changed in the minute around its slot comes at most once on a local day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from newsroom import TICK, Newsroom, open_newsroom

from bot.slack import app
from news.digest import Subscription

# When a digest at 9:00 in Berlin is due, on the day on which tests begin.
NINE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
# Seconds before and after the slot at which the change comes.
OFFSETS = (-30, -1, 0, 1, 30)
CHANGES: dict[str, dict[str, Any]] = {
    "a minute later": {"wall_times": (time(9, 1),)},
    "a minute earlier": {"wall_times": (time(8, 59),)},
    "in London": {"timezone": "Europe/London"},
    "in Kathmandu": {"timezone": "Asia/Kathmandu"},
}

# When the rest of the local day is looked at, from 9:00 in Berlin on.
LATER = [timedelta(minutes=1), timedelta(hours=1, minutes=1), timedelta(hours=5), timedelta(hours=12)]


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Newsroom]:
    monkeypatch.setattr(app, "DIGEST_CHECK_INTERVAL_SECONDS", TICK)
    with open_newsroom(tmp_path) as newsroom:
        yield newsroom


@pytest.mark.parametrize("change", CHANGES)
def test_a_digest_changed_around_its_slot_comes_once_that_day(room: Newsroom, change: str) -> None:
    for day, offset in enumerate(OFFSETS):
        before, nine = len(room.posts()), NINE + day * DAY
        digest = _order(room, f"digest daily 9:00 round{day}")
        _wait_until(room, nine + offset * SECOND)
        room.services.digests.save(replace(digest, **CHANGES[change]), now=room.now)

        for later in LATER:
            _wait_until(room, nine + later)
        assert len(room.posts()) - before <= 1, offset
        # What the bot had posted by then, it has posted; what it had not comes at the new time, if that lies ahead.
        assert len(room.posts()) - before == 1 or offset < 0 or change == "a minute earlier", offset
        room.services.digests.remove(digest)


def test_a_second_time_on_the_day_is_kept_when_the_first_is_changed(room: Newsroom) -> None:
    digest = _order(room, "digest daily 9:00 17:00")
    _wait_until(room, NINE + SECOND)
    room.until(lambda: len(room.posts()) == 1, "the digest of 9:00")

    room.services.digests.save(replace(digest, wall_times=(time(9, 5), time(17))), now=room.now)
    _wait_until(room, NINE + timedelta(minutes=6))
    assert len(room.posts()) == 1
    _wait_until(room, NINE + timedelta(hours=8, minutes=1))

    room.until(lambda: len(room.posts()) == 2, "the digest of 17:00")
    _wait_until(room, NINE + DAY + timedelta(minutes=6))
    room.until(lambda: len(room.posts()) == 3, "the digest of 9:05 on the next day")


@pytest.mark.parametrize("offset", OFFSETS)
def test_a_channel_moved_around_a_slot_gets_one_digest(room: Newsroom, offset: int) -> None:
    room.slack.add_channel("secret", members=["ada"], kind="private")
    room.types("digest daily 9:00", where="secret")
    _wait_until(room, NINE + offset * SECOND)

    moved = room.slack.change_channel_id("secret")
    room.until(lambda: room.store.subscriptions.for_channel(room.slack.team_id, moved.id), "the move")
    _wait_until(room, NINE + timedelta(minutes=1))
    room.until(lambda: len(room.posts("secret")) == 1, "a digest")
    _wait_until(room, NINE + timedelta(hours=12))

    _is_idle(room)
    assert len(room.posts("secret")) == 1


# ---- steps


def _order(room: Newsroom, words: str) -> Subscription:
    known = {each.id for each in room.store.subscriptions.all()}
    room.types(words)
    (digest,) = [each for each in room.store.subscriptions.all() if each.id not in known]
    return digest


def _wait_until(room: Newsroom, moment: datetime) -> None:
    """Set the clock, and wait until the bot has looked at what is due then and has sent it."""
    room.now = moment
    room.until(lambda: not room.store.subscriptions.due(moment), f"a look at {moment}")
    _is_idle(room)


def _is_idle(room: Newsroom) -> None:
    """Wait until nothing is on its way."""
    room.until(
        lambda: all(
            each.state in {"sent", "missed", "empty", "failed"}
            for digest in room.store.subscriptions.all()
            for each in room.store.outbox.for_subscription(digest.team, digest.id)
        ),
        "the end of all deliveries",
    )
