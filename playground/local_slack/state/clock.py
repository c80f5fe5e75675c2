"""The clock of the local Slack: the system clock plus an offset that tests advance."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Clock:
    """A clock that can be advanced.

    Args:
        source: returns the time without the offset, in seconds since 1970.
    """

    def __init__(self, read_time: Callable[[], float] = time.time) -> None:
        self._read_time = read_time
        self._offset_seconds = 0.0

    def now(self) -> float:
        """Return the time in seconds since 1970."""
        return self._read_time() + self._offset_seconds

    @property
    def offset_seconds(self) -> float:
        """How far the clock was advanced, in seconds."""
        return self._offset_seconds

    def advance(self, seconds: float) -> None:
        """Advance the clock by a number of seconds.

        Raises:
            ValueError: `seconds` is negative.
        """
        if seconds < 0:
            raise ValueError(f"the clock cannot be moved back (by {seconds} s)")
        self._offset_seconds += seconds
