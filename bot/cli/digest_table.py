"""`newsbrief digests`: the digests of all channels as a table, in and out.

team,channel,times,days,zone,topics,stories
T024BE7LD,C024BE91L,09:00;17:30,mon-fri,Europe/Berlin,climate;energy,5
"""

from __future__ import annotations

import csv
import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.table import Table

from bot.parsing import digest_spec
from bot.render import wording
from news.digest import Subscription
from news.errors import BadTable, NewsError, UnknownWish

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path
    from typing import TextIO

    from rich.console import Console

    from bot.services.digests import Digests
    from storage.sqlite.store import Store

HEADER = ("team", "channel", "times", "days", "zone", "topics", "stories")
_PLACE = re.compile(r"[CGDUW][A-Z0-9]{2,}")
_TEAM = re.compile(r"[TE][A-Z0-9]{2,}")


def take(store: Store, digests: Digests, path: Path, *, now: datetime, errors: Console) -> int:
    """Order the digests of a table. A line that stands here already changes nothing; one that is wrong, nothing at all.

    Returns:
        How many lines the table holds.

    Raises:
        BadTable: a line cannot be read; all such lines were told, and nothing was ordered.
    """
    ordered: list[Subscription] = []
    wrong = 0
    for number, line in _lines(path):
        try:
            ordered.append(_subscription(line, now))
        except NewsError as problem:
            wrong += 1
            errors.print(f"{path.name}, line {number}: {problem}", markup=False, soft_wrap=True)
    if wrong:
        raise BadTable(
            f"{wording.count(wrong, 'line')} of {path.name} cannot be read, so nothing was ordered."
        )
    known = {(each.team, each.id) for each in store.subscriptions.all()}
    for each in ordered:
        if (each.team, each.id) not in known:
            digests.put(each, now=now)
    return len(ordered)


def give(store: Store, out: TextIO) -> int:
    """Write every digest as a line of a table; give how many. What the table has no column for is not in it."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    every = store.subscriptions.all()
    for each in every:
        times = ";".join(f"{at:%H:%M}" for at in each.times)
        days = digest_spec.said_days(each.days)
        writer.writerow(
            [each.team, each.channel, times, days, each.zone, ";".join(each.topics), each.stories]
        )
    return len(every)


def listing(store: Store, digests: Digests, console: Console, *, now: datetime) -> None:
    """Print every digest, when it comes next, and what became of the last one."""
    table = Table("Id", "Workspace", "Channel", "Digest", "State", "Last", box=None, pad_edge=False)
    for each in store.subscriptions.all():
        state = wording.state(each, digests.next(each, now=now), each.zone).replace("*", "")
        last = digests.deliveries(each, most=1)
        told = wording.delivered(last[0], each.zone) if last else ""
        table.add_row(each.id, each.team, each.channel, wording.subscribed(each), state, told)
    console.print(table if table.rows else "No digest yet. Type /brief digest weekdays 9:00 in a channel.")


def place(team: str, channel: str) -> tuple[str, str]:
    """Take Slack's ids of a workspace, and of a channel or a person in it.

    Raises:
        UnknownWish: they are none.
    """
    if not _TEAM.fullmatch(team):
        raise UnknownWish(f"“{team}” is no workspace's id: one looks like T024BE7LD.")
    if not _PLACE.fullmatch(channel):
        raise UnknownWish(
            f"“{channel}” is no channel's id: one looks like C024BE91L, a person's like U024BE7LH."
        )
    return team, channel


# ---- private


def _lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Give the lines by column.

    Raises:
        BadTable: the file cannot be read, or lacks a column.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise BadTable(f"{path} cannot be read as a table in UTF-8.") from problem
    reader = csv.DictReader(text.splitlines())
    missing = [name for name in HEADER[:3] if name not in (reader.fieldnames or ())]
    if missing:
        raise BadTable(f"{path.name} lacks the column {missing[0]}. Its first line is: {','.join(HEADER)}")
    for line in reader:
        if any(value for value in line.values() if isinstance(value, str) and value.strip()):
            yield (
                reader.line_num,
                {key: value.strip() for key, value in line.items() if key and isinstance(value, str)},
            )


def _subscription(line: dict[str, str], now: datetime) -> Subscription:
    team, channel = place(line.get("team", ""), line.get("channel", ""))
    times = tuple(
        sorted({digest_spec.clock(part) for part in re.split(r"[;\s]+", line.get("times", "")) if part})
    )
    if not times:
        raise UnknownWish("No time. For example: 09:00;17:30")
    stories = line.get("stories") or "5"
    if not stories.isdigit() or not 1 <= int(stories) <= digest_spec.MOST_STORIES:
        raise UnknownWish(f"“{stories}” is no number of stories from 1 to {digest_spec.MOST_STORIES}.")
    kept = Subscription(
        id="",
        team=team,
        channel=channel,
        times=times,
        zone=digest_spec.zone(line.get("zone") or "UTC"),
        made=now,
        days=digest_spec.days(line.get("days") or "daily"),
        topics=tuple(filter(None, (part.strip() for part in line.get("topics", "").split(";")))),
        stories=int(stories),
    )
    return replace(kept, id=_name(kept))


def _name(kept: Subscription) -> str:
    """Name a line by what it says, so that the same table can be taken twice."""
    said = wording.subscribed(kept)
    return hashlib.sha256(f"{kept.team} {kept.channel} {said}".encode()).hexdigest()[:8]
