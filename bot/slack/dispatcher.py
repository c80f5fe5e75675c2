"""Runs the work of listeners on other threads, so that no listener ever waits."""

from __future__ import annotations

import logging
import secrets
import threading
from collections import defaultdict
from contextlib import contextmanager
from queue import Full
from typing import TYPE_CHECKING

from bot.render import blocks, error_wording, wording
from bot.runtime.worker_pool import DaemonThreadPool
from news.errors import NewsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from bot.render.blocks import Message

log = logging.getLogger(__name__)

# Briefs and answers are made by Python code, one at a time whatever the number of threads; more only wait for Slack.
JOB_THREADS = 8
# Jobs that may wait for a thread. A brief takes 0.06 s (bench/digests.py), so that the last waits about 12 s; a person
# should not wait longer than that without an answer.
MAX_QUEUED_JOBS = 200
# Seconds that a question waits until the thread of the brief above it is stored: a call to Slack and some room.
CHANNEL_LOCK_TIMEOUT_SECONDS = 15.0


class Dispatcher:
    """Threads for jobs, and a lock for each channel.

    Args:
        thread_count: how many jobs run at once.
        max_queued_jobs: how many more may wait; further ones are refused.
    """

    def __init__(self, *, thread_count: int = JOB_THREADS, max_queued_jobs: int = MAX_QUEUED_JOBS) -> None:
        self._jobs = DaemonThreadPool(thread_count, "work", max_queued_jobs)
        # A refusal is a call to Slack, for which a listener must not wait either.
        self._refusals = DaemonThreadPool(1, "refusal", max_queued_jobs)
        self._channel_locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    @contextmanager
    def lock_channel(self, channel: str) -> Iterator[None]:
        """Hold a channel while a brief is posted there and its thread is stored.

        A person may ask before Slack's answer to the post has reached us; `wait_for_channel` waits for it.
        """
        with self._channel_locks[channel]:
            yield

    def wait_for_channel(self, channel: str) -> None:
        """Wait until no brief is on its way to a channel, up to a timeout."""
        channel_lock = self._channel_locks[channel]
        if channel_lock.acquire(timeout=CHANNEL_LOCK_TIMEOUT_SECONDS):
            channel_lock.release()

    def submit(
        self,
        job: Callable[[], None],
        reply_privately: Callable[[Message], object],
        *,
        expects_reply: Callable[[], bool] = lambda: True,
    ) -> None:
        """Queue a job. What goes wrong is explained to the person who asked; so is a full queue.

        Args:
            job: the work.
            reply_privately: shows a message to that person only.
            expects_reply: whether the person expects one; called if the queue is full, on another thread.
        """
        try:
            future = self._jobs.submit(_run_job, job, reply_privately)
        except Full:
            self._refuse(reply_privately, expects_reply)
            return
        future.add_done_callback(lambda finished_job: _report_fault(finished_job, reply_privately))

    def stop(self, timeout_seconds: float) -> bool:
        """Take no more jobs, and wait up to a timeout for those that are queued; return whether all have ended."""
        self._jobs.shutdown(wait=False)
        self._refusals.shutdown(wait=False)
        return self._jobs.join(timeout_seconds)

    # ---- private

    def _refuse(
        self, reply_privately: Callable[[Message], object], expects_reply: Callable[[], bool]
    ) -> None:
        log.error("busy: a job was refused")

        def refuse() -> None:
            if expects_reply():
                reply_privately(blocks.render_plain_notice(wording.BUSY))

        try:
            self._refusals.submit(refuse).add_done_callback(_log_fault)
        except Full:
            log.error("busy: a refusal was dropped")  # noqa: TRY400 - no fault of ours


# ---- private


def _run_job(job: Callable[[], None], reply_privately: Callable[[Message], object]) -> None:
    try:
        job()
    except NewsError as problem:
        reply_privately(blocks.render_plain_notice(error_wording.describe_error(problem)))


def _report_fault(finished_job: Future[None], reply_privately: Callable[[Message], object]) -> None:
    """Log a fault under a reference, and show the person who asked the reference, never the fault."""
    if reference := _log_fault(finished_job):
        reply_privately(blocks.render_plain_notice(wording.describe_fault(reference)))


def _log_fault(finished_job: Future[None]) -> str:
    """Log the fault of a job under a reference and return that; "" if there is no fault."""
    if finished_job.cancelled() or (exception := finished_job.exception()) is None:
        return ""
    reference = secrets.token_hex(3)
    log.error("fault reference=%s", reference, exc_info=exception)
    return reference
