"""The clock, which tests can shift.

No other module reads the system time.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

log = logging.getLogger(__name__)


def now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


def make_clock(env: Mapping[str, str]) -> Callable[[], datetime]:
    """Return a function that returns the current time.

    In tests, a file can shift this time by some seconds.

    Args:
        env: the environment. Only with NEWSBRIEF_TEST=1, NEWSBRIEF_CLOCK_FILE names a file with a number of seconds,
        which is read on every call. If the file cannot be read, the last shift is kept.
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
            # A file that is being written is empty for an instant: keep the last shift.
            log.debug("clock file cannot be read cause=%s", problem)
        return now() + offset

    return shifted_now
