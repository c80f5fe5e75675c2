"""Import and export of the digests of all channels as a CSV table, for `newsbrief digests`.

team,channel,times,days,zone,topics,stories
T024BE7LD,C024BE91L,09:00;17:30,mon-fri,Europe/Berlin,climate;energy,5

If a digest is sent to a person, the eighth column, `source_channel`, contains the channel that the digest covers.
"""

from __future__ import annotations

import csv
import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.table import Table

from bot.cli.output import json_lines
from bot.parsing import digest_spec
from bot.parsing.schedule import time_zones, times_of_day, weekdays
from bot.render.wording import (
    delivery_wording,
    digest_wording,
    error_wording,
    formats,
    terminal_messages,
    terminal_wording,
)
from news.digest import Subscription
from news.errors import InvalidCsv, InvalidDigestSpec, NewsError, RequestProblem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path
    from typing import TextIO

    from rich.console import Console

    from bot.services.digests.digests import DigestService
    from storage.contract import Store

CSV_HEADER = ("team", "channel", "times", "days", "zone", "topics", "stories")
SOURCE_CHANNEL_COLUMN = "source_channel"
_CHANNEL_ID_PATTERN = re.compile(r"[CGDUW][A-Z0-9]{2,}")
# The length of an ID (128 bits), of one that an earlier release imported, and of one in a list: commands accept the
# beginning of an ID.
ID_LENGTH, EARLIER_ID_LENGTH, SHOWN_ID_LENGTH = 32, 8, 12
_TEAM_ID_PATTERN = re.compile(r"[TE][A-Z0-9]{2,}")


def is_team_id(word: str) -> bool:
    """Whether a word is the ID of a workspace."""
    return bool(_TEAM_ID_PATTERN.fullmatch(word))


def import_table(
    store: Store, digest_service: DigestService, path: Path, *, now: datetime, errors: Console
) -> int:
    """Create the digests in a table, except those that exist already.

    If any line is invalid, no digest is created.

    Returns:
        The number of digests in the table.

    Raises:
        InvalidCsv: some lines are invalid; all of them were printed, and no digest was created.
    """
    subscriptions: list[Subscription] = []
    error_count = 0
    for number, row in _read_rows(path):
        try:
            subscriptions.append(_parse_row(row, now))
        except NewsError as problem:
            error_count += 1
            problem_text = terminal_wording.to_terminal(error_wording.describe_error(problem))
            line = terminal_messages.CSV_LINE_PROBLEM.format(
                file=path.name, number=number, problem=problem_text
            )
            errors.print(line, markup=False, soft_wrap=True)
    if error_count:
        raise InvalidCsv(RequestProblem.CSV_LINES_INVALID, file=path.name, count=error_count)
    existing_digests = {
        (subscription.team, subscription.id): subscription for subscription in store.subscriptions.all()
    }
    for subscription in subscriptions:
        if not _exists(subscription, existing_digests):
            digest_service.save(subscription, now=now)
    return len({(subscription.team, subscription.id) for subscription in subscriptions})


def export_table(store: Store, out: TextIO) -> int:
    """Write all digests as a table. Return the number of digests.

    Options without a column are not exported.
    """
    writer = csv.writer(out, lineterminator="\n")
    subscriptions = store.subscriptions.all()
    has_source_channels = any(subscription.source_channel for subscription in subscriptions)
    writer.writerow([*CSV_HEADER, SOURCE_CHANNEL_COLUMN] if has_source_channels else CSV_HEADER)
    for subscription in subscriptions:
        times = ";".join(f"{wall_time:%H:%M}" for wall_time in subscription.wall_times)
        days = weekdays.format_days(subscription.weekdays)
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


def digest_rows(store: Store, digest_service: DigestService, now: datetime) -> Iterator[Mapping[str, object]]:
    """Yield every digest with its next and last delivery, as JSON values."""
    for subscription in store.subscriptions.all():
        latest = digest_service.latest_deliveries(subscription, limit=1)
        next_slot = digest_service.next_slot(subscription, now=now)
        yield json_lines.digest_row(subscription, next_slot, latest[0] if latest else None)


def print_digests(store: Store, digest_service: DigestService, console: Console, *, now: datetime) -> None:
    """Print every digest with its next time and the result of its last delivery."""
    table = Table(*terminal_messages.DIGEST_COLUMNS, box=None, pad_edge=False)
    for subscription in store.subscriptions.all():
        state = terminal_wording.strip_marks(
            digest_wording.describe_digest_state(
                subscription, digest_service.next_slot(subscription, now=now), subscription.timezone
            )
        )
        last_deliveries = digest_service.latest_deliveries(subscription, limit=1)
        last_text = (
            terminal_wording.strip_marks(
                delivery_wording.describe_delivery(last_deliveries[0], subscription.timezone)
            )
            if last_deliveries
            else ""
        )
        channel_text = subscription.channel
        if subscription.source_channel:
            channel_text = terminal_messages.COVERED_CHANNEL.format(
                channel=channel_text, source_channel=subscription.source_channel
            )
        table.add_row(
            subscription.id[:SHOWN_ID_LENGTH],
            subscription.team,
            channel_text,
            digest_wording.describe_subscription(subscription),
            state,
            last_text,
        )
    console.print(table if table.rows else terminal_messages.NO_DIGESTS)


def parse_target(team: str, channel: str) -> tuple[str, str]:
    """Check and return two Slack IDs: the ID of a workspace, and the ID of a channel or person.

    Raises:
        InvalidDigestSpec: one of the IDs is malformed.
    """
    if not _TEAM_ID_PATTERN.fullmatch(team):
        raise InvalidDigestSpec(RequestProblem.INVALID_TEAM_ID, id=team)
    if not _CHANNEL_ID_PATTERN.fullmatch(channel):
        raise InvalidDigestSpec(RequestProblem.INVALID_CHANNEL_ID, id=channel)
    return team, channel


def check_source_channel(user: str, source_channel: str) -> None:
    """Check the IDs of a person and of the channel that the person's digest covers.

    Raises:
        InvalidDigestSpec: the channel ID is malformed, or the recipient is not a person.
    """
    parse_target("T00", source_channel)
    if not user.startswith(("U", "W")):
        raise InvalidDigestSpec(RequestProblem.NOT_A_USER_ID, id=user)


# ---- private


def _read_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line number of each row, and a mapping from columns to values.

    Raises:
        InvalidCsv: the file cannot be read, or a column is missing.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise InvalidCsv(RequestProblem.CSV_UNREADABLE, path=str(path)) from problem
    reader = csv.DictReader(text.splitlines())
    missing = [name for name in CSV_HEADER[:3] if name not in (reader.fieldnames or ())]
    if missing:
        raise InvalidCsv(
            RequestProblem.CSV_COLUMN_MISSING, file=path.name, column=missing[0], header=",".join(CSV_HEADER)
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
        sorted({times_of_day.parse_time(part) for part in re.split(r"[;\s]+", row.get("times", "")) if part})
    )
    if not times:
        raise InvalidDigestSpec(RequestProblem.CSV_TIME_MISSING)
    stories = row.get("stories") or "5"
    if not stories.isdigit() or not 1 <= int(stories) <= digest_spec.MAX_STORIES:
        raise InvalidDigestSpec(
            RequestProblem.STORY_COUNT_OUT_OF_RANGE,
            number=stories,
            minimum=1,
            maximum=digest_spec.MAX_STORIES,
        )
    source_channel = row.get(SOURCE_CHANNEL_COLUMN, "")
    if source_channel:
        check_source_channel(channel, source_channel)
    subscription = Subscription(
        id="",
        team=team,
        channel=channel,
        wall_times=times,
        timezone=time_zones.parse_zone(row.get("zone") or "UTC"),
        created_at=now,
        weekdays=weekdays.parse_days(row.get("days") or "daily"),
        topics=tuple(filter(None, (part.strip() for part in row.get("topics", "").split(";")))),
        max_stories=int(stories),
        source_channel=source_channel,
    )
    return replace(subscription, id=_subscription_id(subscription))


def _exists(subscription: Subscription, existing_digests: Mapping[tuple[str, str], Subscription]) -> bool:
    """Whether a digest in a table was imported before.

    Earlier releases used the first eight digits of its ID, which two different lines may share.
    """
    earlier_digest = existing_digests.get((subscription.team, subscription.id[:EARLIER_ID_LENGTH]))
    return (subscription.team, subscription.id) in existing_digests or (
        earlier_digest is not None and earlier_digest.is_same_order(subscription)
    )


def _subscription_id(subscription: Subscription) -> str:
    """Return a digest ID that depends only on the values in the line.

    Importing the same table again therefore changes nothing.

    The ID is a hash of the text that release 0.2 used. With a different text, tables that release 0.2 imported would
    be imported again under new IDs.
    """
    days = weekdays.format_days(subscription.weekdays).replace(";", ", ")
    times = formats.join_with_and([f"{wall_time:%H:%M}" for wall_time in subscription.wall_times])
    topics = ", ".join(subscription.topics) or "all news"
    description = f"{days} {times}, {subscription.timezone}: {topics}; top {subscription.max_stories}"
    identity_text = f"{subscription.team} {subscription.channel}{subscription.source_channel} {description}"
    return hashlib.sha256(identity_text.encode()).hexdigest()[:ID_LENGTH]
