"""The time. It is read here and nowhere else, so that a test can move it from outside."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

log = logging.getLogger(__name__)


def now() -> datetime:
    """Tell the time, UTC."""
    return datetime.now(UTC)


def make_clock(env: Mapping[str, str]) -> Callable[[], datetime]:
    """Give the clock: the machine's, or for a test the machine's moved by what stands in a file.

    Args:
        env: the environment. With NEWSBRIEF_TEST=1 alone, NEWSBRIEF_CLOCK_FILE names a file with a number of
            seconds, which is read anew each time; what cannot be read moves nothing.
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
            # A file that is being written is empty for an instant: what stood there last holds.
            log.debug("clock file cannot be read cause=%s", problem)
        return now() + offset

    return shifted_now
