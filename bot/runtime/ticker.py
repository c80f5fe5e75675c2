"""The clock's door: every second the digests that are due, every few minutes the sources."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from apscheduler.schedulers.background import BackgroundScheduler

from news.errors import NewsError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

log = logging.getLogger(__name__)


class Ticker:
    """Calls functions again and again, none twice at once and none for late runs in a row.

    APScheduler only ticks: which digest is due when, the table of slots decides (its own jobs lost or doubled runs at
    each change of the clocks; see docs/reliability.md).
    """

    def __init__(self) -> None:
        # In UTC, where no hour is missing or comes twice. A run that is late is run; APScheduler's default drops
        # what is a second late.
        self._scheduler = BackgroundScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        # It warns of each tick that is passed over because the one before is still under way; that is as it should be.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)

    def run_every(self, seconds: float, job: Callable[[], None], *, first_run_at: datetime) -> None:
        """Call a function from `first_run_at` on, on a thread of its own; an error is logged and stops nothing."""

        def run_and_log() -> None:
            try:
                job()
            except NewsError as problem:
                log.error("not done job=%s cause=%s", job.__name__, problem)  # noqa: TRY400 - told in words

        self._scheduler.add_job(run_and_log, "interval", seconds=seconds, next_run_time=first_run_at)

    def start(self) -> None:
        """Begin."""
        self._scheduler.start()

    def stop(self) -> None:
        """Start no more runs; those that are under way end first."""
        self._scheduler.shutdown(wait=True)
