"""Waiting for what comes about on other threads and in other processes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def until(
    holds: Callable[[], object],
    timeout: float,
    otherwise: str = "it did not come to that",
    every: float = 0.02,
) -> None:
    """Wait until something holds; fail with words if it does not within the time, in seconds."""
    end = time.monotonic() + timeout
    while not holds():
        assert time.monotonic() < end, otherwise
        time.sleep(every)
