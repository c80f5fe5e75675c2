"""`newsbrief digests`: the digests of all channels as a table, in and out.

team,channel,times,days,zone,topics,stories
T024BE7LD,C024BE91L,09:00;17:30,mon-fri,Europe/Berlin,climate;energy,5

A digest of a channel to a person names that channel in an eighth column, `source_channel`.
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
from news.errors import InvalidCsv, InvalidDigestSpec, NewsError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path
    from typing import TextIO

    from rich.console import Console

    from bot.services.digests import DigestService
    from storage.contract import Store

CSV_HEADER = ("team", "channel", "times", "days", "zone", "topics", "stories")
SOURCE_CHANNEL_COLUMN = "source_channel"
_CHANNEL_ID_PATTERN = re.compile(r"[CGDUW][A-Z0-9]{2,}")
_TEAM_ID_PATTERN = re.compile(r"[TE][A-Z0-9]{2,}")


def import_table(
    store: Store, digest_service: DigestService, path: Path, *, now: datetime, errors: Console
) -> int:
    """Order the digests of a table. A line that stands here already changes nothing; one that is wrong, nothing at all.

    Returns:
        How many lines the table holds.

    Raises:
        BadTable: a line cannot be read; all such lines were told, and nothing was ordered.
    """
    subscriptions: list[Subscription] = []
    error_count = 0
    for number, row in _read_rows(path):
        try:
            subscriptions.append(_parse_row(row, now))
        except NewsError as problem:
            error_count += 1
            errors.print(f"{path.name}, line {number}: {problem}", markup=False, soft_wrap=True)
    if error_count:
        raise InvalidCsv(
            f"{wording.format_count(error_count, 'line')} of {path.name} cannot be read, so nothing was ordered."
        )
    existing_keys = {(subscription.team, subscription.id) for subscription in store.subscriptions.all()}
    for subscription in subscriptions:
        if (subscription.team, subscription.id) not in existing_keys:
            digest_service.save(subscription, now=now)
    return len(subscriptions)


def export_table(store: Store, out: TextIO) -> int:
    """Write every digest as a line of a table; give how many. What the table has no column for is not in it."""
    writer = csv.writer(out, lineterminator="\n")
    subscriptions = store.subscriptions.all()
    has_source_channels = any(subscription.source_channel for subscription in subscriptions)
    writer.writerow([*CSV_HEADER, SOURCE_CHANNEL_COLUMN] if has_source_channels else CSV_HEADER)
    for subscription in subscriptions:
        times = ";".join(f"{wall_time:%H:%M}" for wall_time in subscription.wall_times)
        days = digest_spec.format_days(subscription.weekdays)
        writer.writerow(
            [
                subscription.team,
                subscription.channel,
                times,
                days,
                subscription.timezone,
                ";".join(subscription.topics),
                subscription.max_stories,
                *([subscription.source_channel] if has_source_channels else []),
            ]
        )
    return len(subscriptions)


def print_digests(store: Store, digest_service: DigestService, console: Console, *, now: datetime) -> None:
    """Print every digest, when it comes next, and what became of the last one."""
    table = Table("Id", "Workspace", "Channel", "Digest", "State", "Last", box=None, pad_edge=False)
    for subscription in store.subscriptions.all():
        state = wording.describe_digest_state(
            subscription, digest_service.next_slot(subscription, now=now), subscription.timezone
        ).replace("*", "")
        last_deliveries = digest_service.latest_deliveries(subscription, limit=1)
        last_text = (
            wording.describe_delivery(last_deliveries[0], subscription.timezone) if last_deliveries else ""
        )
        channel_text = subscription.channel
        if subscription.source_channel:
            channel_text += f" reads {subscription.source_channel}"
        table.add_row(
            subscription.id,
            subscription.team,
            channel_text,
            wording.describe_subscription(subscription),
            state,
            last_text,
        )
    console.print(table if table.rows else "No digest yet. Type /brief digest weekdays 9:00 in a channel.")


def parse_target(team: str, channel: str) -> tuple[str, str]:
    """Take Slack's ids of a workspace, and of a channel or a person in it.

    Raises:
        UnknownWish: they are none.
    """
    if not _TEAM_ID_PATTERN.fullmatch(team):
        raise InvalidDigestSpec(f"“{team}” is no workspace's id: one looks like T024BE7LD.")
    if not _CHANNEL_ID_PATTERN.fullmatch(channel):
        raise InvalidDigestSpec(
            f"“{channel}” is no channel's id: one looks like C024BE91L, a person's like U024BE7LH."
        )
    return team, channel


def check_source_channel(user: str, source_channel: str) -> None:
    """Check that a person can get a digest of a channel.

    Raises:
        InvalidDigestSpec: one of the ids is none, or a channel would get a digest of another.
    """
    parse_target("T00", source_channel)
    if not user.startswith(("U", "W")):
        raise InvalidDigestSpec(f"“{user}” is no person's id, and a channel gets digests of itself alone.")


# ---- private


def _read_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Give the lines by column.

    Raises:
        BadTable: the file cannot be read, or lacks a column.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise InvalidCsv(f"{path} cannot be read as a table in UTF-8.") from problem
    reader = csv.DictReader(text.splitlines())
    missing = [name for name in CSV_HEADER[:3] if name not in (reader.fieldnames or ())]
    if missing:
        raise InvalidCsv(
            f"{path.name} lacks the column {missing[0]}. Its first line is: {','.join(CSV_HEADER)}"
        )
    for row in reader:
        if any(value for value in row.values() if isinstance(value, str) and value.strip()):
            yield (
                reader.line_num,
                {key: value.strip() for key, value in row.items() if key and isinstance(value, str)},
            )


def _parse_row(row: dict[str, str], now: datetime) -> Subscription:
    team, channel = parse_target(row.get("team", ""), row.get("channel", ""))
    times = tuple(
        sorted({digest_spec.parse_time(part) for part in re.split(r"[;\s]+", row.get("times", "")) if part})
    )
    if not times:
        raise InvalidDigestSpec("No time. For example: 09:00;17:30")
    stories = row.get("stories") or "5"
    if not stories.isdigit() or not 1 <= int(stories) <= digest_spec.MAX_STORIES:
        raise InvalidDigestSpec(f"“{stories}” is no number of stories from 1 to {digest_spec.MAX_STORIES}.")
    source_channel = row.get(SOURCE_CHANNEL_COLUMN, "")
    if source_channel:
        check_source_channel(channel, source_channel)
    subscription = Subscription(
        id="",
        team=team,
        channel=channel,
        wall_times=times,
        timezone=digest_spec.parse_zone(row.get("zone") or "UTC"),
        created_at=now,
        weekdays=digest_spec.parse_days(row.get("days") or "daily"),
        topics=tuple(filter(None, (part.strip() for part in row.get("topics", "").split(";")))),
        max_stories=int(stories),
        source_channel=source_channel,
    )
    return replace(subscription, id=_subscription_id(subscription))


def _subscription_id(subscription: Subscription) -> str:
    """Name a line by what it says, so that the same table can be taken twice."""
    description = wording.describe_subscription(subscription)
    identity_text = f"{subscription.team} {subscription.channel}{subscription.source_channel} {description}"
    return hashlib.sha256(identity_text.encode()).hexdigest()[:8]
