"""The checks of `newsbrief doctor` on this machine: settings, folder, database, disk, bot, sources and digests."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.cli.context import LOCAL_CHANNEL
from bot.render import doctor_report as report
from bot.render.doctor_report import Area, Diagnosis, Finding, Severity
from bot.render.wording import delivery_wording, error_wording, formats, source_wording
from bot.runtime import data_folder, settings
from bot.runtime.heartbeat import HEARTBEAT_FILE, MAX_SECONDS_BETWEEN_TICKS
from bot.runtime.workspaces import LOCAL_TEAM
from news.errors import AlreadyRunning, SettingsError, StoreError
from news.time_zones import is_known_timezone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from news.digest import Subscription
    from storage.contract import Store

# A day of 1,000 articles takes about 10 MB; below this there are a few weeks left, and backups need room for a copy.
MIN_FREE_BYTES = 1_000_000_000
# Above this a backup and a check take minutes.
LARGE_DATABASE_BYTES = 5_000_000_000
# The time over which the growth of the database is estimated.
GROWTH_PERIOD = timedelta(days=7)
# The states of a delivery that somebody should look at.
_BAD_STATES = ("failed", "doubtful", "missed")


def check_settings(env: Mapping[str, str], env_files: Iterable[Path]) -> Iterator[Finding]:
    """Check all settings, and check who can read the files that contain the tokens."""
    try:
        settings.load_settings(env)
    except SettingsError as problem:
        for setting in problem.problems:
            text = error_wording.describe_invalid_setting(setting)
            yield Finding(Area.SETTINGS, Diagnosis.SETTING_INVALID, {"text": text})
    else:
        yield _ok(Area.SETTINGS, report.SETTINGS_OK)
    for path in env_files:
        if path.is_file() and path.stat().st_mode & 0o077:
            yield Finding(Area.SETTINGS, Diagnosis.ENV_FILE_READABLE, {"path": path})


def check_folder(home: Path) -> Iterator[Finding]:
    """Check that the data folder exists, can be written to, and is private."""
    if not home.is_dir():
        yield Finding(Area.FOLDER, Diagnosis.FOLDER_MISSING, {"path": home}, Severity.NOTE)
        return
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        yield Finding(Area.FOLDER, Diagnosis.FOLDER_READ_ONLY, {"path": home})
        return
    if home.stat().st_mode & 0o077:
        yield Finding(Area.FOLDER, Diagnosis.FOLDER_READABLE, {"path": home})
    else:
        yield _ok(Area.FOLDER, report.FOLDER_OK, path=home)


def check_disk(home: Path) -> Iterator[Finding]:
    """Check the free space on the disk of the data folder."""
    existing = next(folder for folder in (home, *home.parents) if folder.is_dir())
    free = shutil.disk_usage(existing).free
    size = formats.format_byte_count(free)
    if free < MIN_FREE_BYTES:
        yield Finding(Area.DISK, Diagnosis.DISK_NEARLY_FULL, {"path": existing, "free": size})
    else:
        yield _ok(Area.DISK, report.DISK_OK, free=size)


def check_database(home: Path, now: datetime) -> Iterator[Finding]:
    """Check the database: its pages, references, search index, size and growth, and the SQLite release."""
    path = home / settings.DATABASE_FILE
    if not path.exists() and not data_folder.is_gone(home):
        yield Finding(Area.DATABASE, Diagnosis.OK, {"summary": report.DATABASE_NEW}, Severity.NOTE)
        return
    try:
        with data_folder.open_store(home) as store:
            problems = store.find_problems()
            growth = _estimate_growth(store, now - GROWTH_PERIOD)
            version, is_faulty = data_folder.sqlite_version()
    except StoreError as problem:
        text = error_wording.describe_error(problem)
        yield Finding(Area.DATABASE, Diagnosis.DATABASE_UNUSABLE, {"text": text})
        return
    size = path.stat().st_size
    for found in problems:
        yield Finding(Area.DATABASE, Diagnosis.DATABASE_DAMAGED, {"path": path, "problem": found})
    if not problems:
        shown_size = formats.format_byte_count(size)
        shown_growth = f"+{formats.format_byte_count(growth)}"
        yield _ok(
            Area.DATABASE,
            report.DATABASE_OK,
            path=path,
            size=shown_size,
            growth=shown_growth,
            version=version,
        )
    if size > LARGE_DATABASE_BYTES:
        values = {"path": path, "size": formats.format_byte_count(size)}
        yield Finding(Area.DATABASE, Diagnosis.DATABASE_LARGE, values, Severity.NOTE)
    if is_faulty:
        yield Finding(Area.DATABASE, Diagnosis.SQLITE_FAULTY, {"version": version}, Severity.NOTE)


def check_bot(home: Path, now: datetime) -> Iterator[Finding]:
    """Check whether the bot is running on the data folder, and whether its ticker is working."""
    try:
        with data_folder.data_folder_lock(home):
            pass
    except AlreadyRunning:
        last_tick = _read_last_tick(home / HEARTBEAT_FILE)
        if last_tick and now - last_tick > timedelta(seconds=MAX_SECONDS_BETWEEN_TICKS):
            yield Finding(Area.BOT, Diagnosis.TICKER_DEAD, {"time": formats.format_machine_time(last_tick)})
        else:
            time = formats.format_machine_time(last_tick) if last_tick else "-"
            yield _ok(Area.BOT, report.BOT_OK, time=time)
    except StoreError:
        return  # the folder's own check says it
    else:
        yield Finding(Area.BOT, Diagnosis.NOT_RUNNING, {}, Severity.NOTE)


def check_sources(store: Store, team: str) -> Iterator[Finding]:
    """Check that there are sources, that a channel follows them, and that they can be fetched.

    Args:
        store: the store.
        team: the workspace of the bot token; "" if it is unknown.
    """
    sources = store.sources.active()
    if not sources:
        yield Finding(Area.SOURCES, Diagnosis.NO_SOURCES, {}, Severity.NOTE)
        return
    local_ids = store.sources.ids_for_channel(LOCAL_TEAM, LOCAL_CHANNEL)
    if team and {source.id for source in sources} <= local_ids:
        yield Finding(Area.SOURCES, Diagnosis.ONLY_LOCAL_SOURCES, {"team": team})
    failing = store.sources.failing()
    for source in failing:
        if source.poll_state.disabled_reason:
            values: dict[str, object] = {"source": source.name, "url": source.public_url}
            yield Finding(Area.SOURCES, Diagnosis.SOURCE_GIVEN_UP, values)
        else:
            text = source_wording.describe_source_health(source)
            yield Finding(
                Area.SOURCES, Diagnosis.SOURCE_FAILING, {"source": source.name, "text": text}, Severity.NOTE
            )
    if not failing:
        yield _ok(Area.SOURCES, report.SOURCES_OK, count=formats.format_count(len(sources), "source"))


def check_digests(store: Store, team: str) -> Iterator[Finding]:
    """Check the digests: their workspace, time zones, holds and last deliveries."""
    subscriptions = store.subscriptions.all()
    foreign = [one for one in subscriptions if team and one.team != team]
    if foreign:
        values = {"digests": formats.format_count(len(foreign), "digest"), "team": team}
        yield Finding(Area.DIGESTS, Diagnosis.OTHER_WORKSPACE, values)
    findings = [found for one in subscriptions for found in _check_digest(store, one)]
    yield from findings
    if subscriptions and not findings and not foreign:
        yield _ok(Area.DIGESTS, report.DIGESTS_OK, count=formats.format_count(len(subscriptions), "digest"))


# ---- private


def _estimate_growth(store: Store, since: datetime) -> int:
    """Return about how many bytes the articles since a given time take, from the average of all."""
    figures = store.statistics()
    used_bytes = figures.byte_count - figures.free_byte_count
    return used_bytes * store.articles.count_since(since) // max(figures.article_count, 1)


def _ok(area: Area, summary: str, **values: object) -> Finding:
    return Finding(area, Diagnosis.OK, {"summary": summary.format(**values)}, Severity.OK)


def _check_digest(store: Store, subscription: Subscription) -> Iterator[Finding]:
    values: dict[str, object] = {"digest": subscription.id[:8], "channel": subscription.channel}
    if not is_known_timezone(subscription.timezone):
        yield Finding(Area.DIGESTS, Diagnosis.ZONE_UNKNOWN, {**values, "zone": subscription.timezone})
    if subscription.disabled_reason:
        text = delivery_wording.describe_delivery_error(subscription.disabled_reason)
        yield Finding(Area.DIGESTS, Diagnosis.DIGEST_ON_HOLD, {**values, "text": text})
        return
    latest = store.outbox.for_subscription(subscription.team, subscription.id, limit=1)
    if latest and latest[0].state in _BAD_STATES:
        text = delivery_wording.describe_delivery_error(latest[0].error)
        yield Finding(Area.DIGESTS, Diagnosis.DIGEST_NOT_DELIVERED, {**values, "text": text})


def _read_last_tick(file: Path) -> datetime | None:
    try:
        return datetime.fromisoformat(file.read_text(encoding="ascii").strip()).astimezone(UTC)
    except (OSError, ValueError):
        return None
