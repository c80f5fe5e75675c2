"""Run listeners' jobs on other threads, so that listeners never block."""

from __future__ import annotations

import logging
import secrets
import threading
from collections import defaultdict
from contextlib import contextmanager
from queue import Full
from typing import TYPE_CHECKING

from bot.render import slack_messages
from bot.render.wording import command_wording, error_wording
from bot.runtime.worker_pool import DaemonThreadPool
from news.errors import NewsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from bot.render.slack_messages import Message

log = logging.getLogger(__name__)

# Briefs and answers are pure Python work, done one at a time on any number of threads; more only wait for Slack.
JOB_THREADS = 8
# Maximum number of jobs in the queue. A brief takes 0.06 s (bench/digests.py), so the last job waits for about 12 s; a
# person should not wait longer than that for an answer.
MAX_QUEUED_JOBS = 200
# Seconds that a question waits for the thread of its brief to be stored: a call to Slack and a margin.
CHANNEL_LOCK_TIMEOUT_SECONDS = 15.0


class Dispatcher:
    """A thread pool for jobs, with one lock per channel.

    Args:
        thread_count: the number of jobs that run at the same time.
        max_queued_jobs: the maximum number of waiting jobs; further jobs are refused.
    """

    def __init__(self, *, thread_count: int = JOB_THREADS, max_queued_jobs: int = MAX_QUEUED_JOBS) -> None:
        self._jobs = DaemonThreadPool(thread_count, "work", max_queued_jobs)
        # A refusal is also a call to Slack, which a listener must not wait for.
        self._refusals = DaemonThreadPool(1, "refusal", max_queued_jobs)
        self._channel_locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    @contextmanager
    def lock_channel(self, channel: str) -> Iterator[None]:
        """Hold a channel's lock while a brief is posted and its thread is stored.

        A person may ask a question before Slack confirms the post; `wait_for_channel` waits until it is stored.
        """
        with self._channel_locks[channel]:
            yield

    def wait_for_channel(self, channel: str) -> None:
        """Wait, up to a timeout, until no brief is being posted in a channel."""
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
        """Queue a job. If it fails or the queue is full, tell the person who asked.

        Args:
            job: the work.
            reply_privately: shows a message only to the person who asked.
            expects_reply: whether the person expects a reply; called on another thread if the queue is full.
        """
        try:
            future = self._jobs.submit(_run_job, job, reply_privately)
        except Full:
            self._refuse(reply_privately, expects_reply)
            return
        future.add_done_callback(lambda finished_job: _report_fault(finished_job, reply_privately))

    def stop(self, timeout_seconds: float) -> bool:
        """Stop accepting jobs and wait, up to a timeout, for queued jobs. Return whether all have ended."""
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
                reply_privately(slack_messages.render_plain_notice(command_wording.BUSY))

        try:
            self._refusals.submit(refuse).add_done_callback(_log_fault)
        except Full:
            log.error("busy: a refusal was dropped")  # noqa: TRY400 - no fault of ours


# ---- private


def _run_job(job: Callable[[], None], reply_privately: Callable[[Message], object]) -> None:
    try:
        job()
    except NewsError as problem:
        reply_privately(slack_messages.render_plain_notice(error_wording.describe_error(problem)))


def _report_fault(finished_job: Future[None], reply_privately: Callable[[Message], object]) -> None:
    """Log the error of a failed job, and show the person who asked only a reference code."""
    if reference := _log_fault(finished_job):
        reply_privately(slack_messages.render_plain_notice(command_wording.describe_fault(reference)))


def _log_fault(finished_job: Future[None]) -> str:
    """Log the error of a failed job and return its reference code; "" if the job succeeded."""
    if finished_job.cancelled() or (exception := finished_job.exception()) is None:
        return ""
    reference = secrets.token_hex(3)
    log.error("fault reference=%s", reference, exc_info=exception)
    return reference
