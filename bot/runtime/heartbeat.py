"""Heartbeats for monitoring; they stop if the ticker stops working."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from bot.runtime.process import service_manager

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

log = logging.getLogger(__name__)

HEARTBEAT_FILE = "heartbeat"
# Seconds without a tick (there is one each second) after which the ticker counts as dead.
MAX_SECONDS_BETWEEN_TICKS = 120.0


class Heartbeat:
    """The heartbeat of the ticker, recorded after every successful tick.

    Args:
        file: the file for the time of the last heartbeat; written at most once a second.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._last_tick_seconds = time.monotonic()
        self._last_tick_at = ""
        self._read_slack_status: Callable[[], Mapping[str, Any]] = dict

    def report_slack(self, read_status: Callable[[], Mapping[str, Any]]) -> None:
        """Add a function's result to the status. It does not affect "ok", as a restart would not fix Slack."""
        self._read_slack_status = read_status

    def beat(self, now: datetime) -> None:
        """Record a heartbeat and notify the service manager. If the file cannot be written, only log a warning."""
        self._last_tick_seconds, self._last_tick_at = time.monotonic(), now.isoformat(timespec="seconds")
        service_manager.notify(service_manager.ALIVE)
        try:
            self._file.write_text(f"{self._last_tick_at}\n", encoding="ascii")
        except OSError as problem:
            log.warning("heartbeat not written cause=%s", problem.strerror)

    def status(self) -> dict[str, Any]:
        """Return the content of the `/healthz` response."""
        seconds_since_tick = time.monotonic() - self._last_tick_seconds
        return {
            "ok": seconds_since_tick < MAX_SECONDS_BETWEEN_TICKS,
            "last_tick": self._last_tick_at,
            "seconds_since": round(seconds_since_tick, 1),
            **self._read_slack_status(),
        }
