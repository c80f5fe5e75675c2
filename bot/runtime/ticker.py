"""The clock's door: every second the digests that are due, every few minutes the sources."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from apscheduler.executors.pool import BasePoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from bot.runtime.worker_pool import DaemonThreadPool
from news.errors import NewsError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

log = logging.getLogger(__name__)

# Threads for the jobs: each job runs on one at most.
MAX_JOB_THREADS = 4


class Ticker:
    """Calls functions again and again, none twice at once and none for late runs in a row.

    APScheduler only ticks: which digest is due when, the table of slots decides (its own jobs lost or doubled runs at
    each change of the clocks; see docs/reliability.md).
    """

    def __init__(self) -> None:
        # In UTC, where no hour is missing or comes twice. A run that is late is run; APScheduler's default drops
        # what is a second late.
        self._pool = DaemonThreadPool(MAX_JOB_THREADS, "clock")
        self._scheduler = BackgroundScheduler(
            timezone="UTC",
            executors={"default": _PoolExecutor(self._pool)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
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

    def stop(self, timeout_seconds: float) -> bool:
        """Start no more runs, and wait up to a timeout for those under way; return whether all ended."""
        self._scheduler.shutdown(wait=False)
        return self._pool.join(timeout_seconds)


# ---- private


class _PoolExecutor(BasePoolExecutor):  # type: ignore[misc]  # APScheduler publishes no types
    """APScheduler's adapter to a pool that does not keep the process from ending."""

    def __init__(self, pool: DaemonThreadPool) -> None:
        super().__init__(pool)
