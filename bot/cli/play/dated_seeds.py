"""Copies of the invented articles that are as new as today's."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FOLDER_NAMES = ("articles", "feeds", "pages")
# The newest article is as old as this when the session begins, so that none is of the future.
MIN_AGE = timedelta(minutes=5)
_TIME_PREFIX = re.compile(r"\d{4}-\d\d-\d\dT\d{4}")
_ISO_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)")
_MAIL_TIME = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? (?:GMT|[+-]\d{4})"
)


def copy_seeds(seeds: Path, target: Path, now: datetime) -> list[Path]:
    """Copy the invented articles with their dates moved, unless an earlier session has.

    Returns:
        The folders to follow.
    """
    if not target.exists():
        shift = now - MIN_AGE - _find_newest_time(seeds)
        shift -= shift % timedelta(minutes=1)  # names have no seconds
        draft = target.with_name(f"{target.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        for name in FOLDER_NAMES:
            _copy_folder(seeds / name, draft / name, shift)
        draft.rename(target)
    return [target / name for name in FOLDER_NAMES]


def shift_times(text: str, shift: timedelta) -> str:
    """Return a feed or page with all its times moved."""
    text = _ISO_TIME.sub(lambda match: (_read_iso(match[0]) + shift).isoformat(timespec="seconds"), text)
    return _MAIL_TIME.sub(lambda match: format_datetime(parsedate_to_datetime(match[0]) + shift), text)


# ---- private


def _copy_folder(source: Path, target: Path, shift: timedelta) -> None:
    for file in sorted(source.rglob("*")):
        if not file.is_file():
            continue
        name = _TIME_PREFIX.sub(
            lambda match: f"{_read_prefix(match[0]) + shift:%Y-%m-%dT%H%M}", file.name, count=1
        )
        copy = target / file.relative_to(source).with_name(name)
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = file.read_text(encoding="utf-8")
        copy.write_text(text if file.suffix == ".txt" else shift_times(text, shift), encoding="utf-8")


def _find_newest_time(seeds: Path) -> datetime:
    times = [
        _read_prefix(match[0]) for file in seeds.rglob("*.txt") if (match := _TIME_PREFIX.match(file.name))
    ]
    for file in [*seeds.rglob("*.xml"), *seeds.rglob("*.html")]:
        text = file.read_text(encoding="utf-8")
        times += [_read_iso(match) for match in _ISO_TIME.findall(text)]
        times += [parsedate_to_datetime(match) for match in _MAIL_TIME.findall(text)]
    return max(times)


def _read_prefix(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H%M").replace(tzinfo=UTC)


def _read_iso(text: str) -> datetime:
    return datetime.fromisoformat(text)
