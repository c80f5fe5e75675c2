"""The clock's door: every few minutes the desk reads the sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apscheduler.schedulers.background import BackgroundScheduler

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


class Ticker:
    """Calls one function again and again, never twice at once and never late runs in a row."""

    def __init__(self, tick: Callable[[], None], *, minutes: float) -> None:
        # In UTC, where no hour is missing or comes twice. A run that is late is run; APScheduler's default drops
        # what is a second late.
        self._scheduler = BackgroundScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._tick = tick
        self._minutes = minutes

    def start(self, now: datetime) -> None:
        """Run at once, and from then on every so many minutes, on a thread of its own."""
        self._scheduler.add_job(self._tick, "interval", minutes=self._minutes, next_run_time=now)
        self._scheduler.start()

    def stop(self) -> None:
        """Start no more runs; one that is under way ends first."""
        self._scheduler.shutdown(wait=True)
