"""A scheduler that calls functions at intervals.

Due digests are checked every second, due sources every few minutes.
"""

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

# The number of threads for the jobs; each job uses at most one thread.
MAX_JOB_THREADS = 4


class Ticker:
    """A scheduler that calls functions at intervals.

    Runs of a function never overlap. Late runs are merged into one.

    APScheduler only provides the ticks; the table of slots decides which digest is due, because APScheduler's own jobs
    lost or doubled runs at clock changes (see docs/reliability.md).
    """

    def __init__(self) -> None:
        # UTC, because it has no missing or repeated hours. Late runs are still started; by default,
        # APScheduler drops runs that are a second late.
        self._pool = DaemonThreadPool(MAX_JOB_THREADS, "clock")
        self._scheduler = BackgroundScheduler(
            timezone="UTC",
            executors={"default": _PoolExecutor(self._pool)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        # APScheduler warns of ticks that are skipped while the previous run continues; this is intended.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)

    def run_every(self, seconds: float, job: Callable[[], None], *, first_run_at: datetime) -> None:
        """Call a function at intervals from `first_run_at` on, in a separate thread.

        After an error, the calls continue.
        """

        def run_and_log() -> None:
            try:
                job()
            except NewsError as problem:
                log.error("not done job=%s cause=%s", job.__name__, problem)  # noqa: TRY400 - the message is enough

        self._scheduler.add_job(run_and_log, "interval", seconds=seconds, next_run_time=first_run_at)

    def start(self) -> None:
        """Start calling the registered functions."""
        self._scheduler.start()

    def stop(self, timeout_seconds: float) -> bool:
        """Stop starting new runs, and wait for the current ones to finish, up to a timeout.

        Return whether all runs have ended.
        """
        self._scheduler.shutdown(wait=False)
        return self._pool.join(timeout_seconds)


# ---- private


class _PoolExecutor(BasePoolExecutor):  # type: ignore[misc]  # APScheduler publishes no types
    """An APScheduler executor whose threads do not keep the process from exiting."""

    def __init__(self, pool: DaemonThreadPool) -> None:
        super().__init__(pool)
