"""The time of day. Nothing else reads it, so that a test can shift it from outside."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

log = logging.getLogger(__name__)


def now() -> datetime:
    """Return the time, UTC."""
    return datetime.now(UTC)


def make_clock(env: Mapping[str, str]) -> Callable[[], datetime]:
    """Return the clock: the machine's, or for a test the machine's shifted by the number in a file.

    Args:
        env: the environment. With NEWSBRIEF_TEST=1 alone, NEWSBRIEF_CLOCK_FILE names a file with a number of
            seconds, which is read each time; if it cannot be read, the last shift holds.
    """
    file_name = env.get("NEWSBRIEF_CLOCK_FILE", "")
    if not file_name or env.get("NEWSBRIEF_TEST") != "1":
        return now
    file = Path(file_name)
    offset = timedelta()

    def shifted_now() -> datetime:
        nonlocal offset
        try:
            offset = timedelta(seconds=float(file.read_text(encoding="ascii")))
        except (OSError, ValueError, OverflowError) as problem:
            # A file that is being written is empty for an instant: the last shift holds.
            log.debug("clock file cannot be read cause=%s", problem)
        return now() + offset

    return shifted_now
