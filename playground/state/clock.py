"""The time as the local Slack sees it: the machine's, and as much more as a test moves it on."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Clock:
    """Tell the time in seconds since 1970, and let it be moved on.

    Args:
        source: what is told before it is moved on.
    """

    def __init__(self, read_time: Callable[[], float] = time.time) -> None:
        self._read_time = read_time
        self._offset_seconds = 0.0

    def now(self) -> float:
        """Return the time in seconds since 1970."""
        return self._read_time() + self._offset_seconds

    def advance(self, seconds: float) -> None:
        """Move the clock on.

        Raises:
            ValueError: if seconds is negative; time does not go back.
        """
        if seconds < 0:
            raise ValueError(f"the clock cannot be moved back (by {seconds} s)")
        self._offset_seconds += seconds
