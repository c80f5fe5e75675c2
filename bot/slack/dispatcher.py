"""Run listeners' jobs on other threads, so that listeners never block."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import defaultdict
from contextlib import contextmanager
from queue import Full
from typing import TYPE_CHECKING

from bot.render import slack_messages
from bot.render.wording import command_wording, error_wording
from bot.runtime.fair_pool import FairThreadPool
from bot.runtime.worker_pool import DaemonThreadPool
from news.errors import NewsError, NotAllowed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from bot.render.slack_messages import Message

log = logging.getLogger(__name__)

# Briefs and answers are pure Python work, done one at a time on any number of threads; more only wait for Slack.
ANSWER_THREADS = 8
# Reading a new source waits for its server, up to 30 s: on threads of its own, so that no answer waits behind it.
NETWORK_THREADS = 8
# Maximum number of waiting jobs. A brief takes 0.06 s (bench/digests.py), so the last job waits for about 12 s; a
# person should not wait longer than that for an answer.
MAX_QUEUED_JOBS = 200
# Maximum number of threads that work for one person, and of jobs of one person that wait: eight stalled feeds of one
# person leave half of the threads to others.
MAX_RUNNING_PER_PERSON, MAX_QUEUED_PER_PERSON = 4, 20
# Seconds that a question waits for the thread of its brief to be stored: a call to Slack and a margin.
CHANNEL_LOCK_TIMEOUT_SECONDS = 15.0


class Dispatcher:
    """Thread pools for answers and for network tasks, shared fairly among people, and a lock for each channel.

    Args:
        thread_count: the number of jobs of each kind that run at the same time.
        max_queued_jobs: the maximum number of waiting jobs of each kind; further jobs are refused.
        max_running_per_person: the maximum number of jobs of each kind that run for one person.
        max_queued_per_person: the maximum number of waiting jobs of each kind of one person.
    """

    def __init__(
        self,
        *,
        thread_count: int = ANSWER_THREADS,
        max_queued_jobs: int = MAX_QUEUED_JOBS,
        max_running_per_person: int = MAX_RUNNING_PER_PERSON,
        max_queued_per_person: int = MAX_QUEUED_PER_PERSON,
    ) -> None:
        self._answers, self._network = (
            FairThreadPool(
                count,
                name,
                max_queued_jobs=max_queued_jobs,
                max_running_per_owner=max_running_per_person,
                max_queued_per_owner=max_queued_per_person,
            )
            for name, count in (("answer", thread_count), ("network", min(thread_count, NETWORK_THREADS)))
        )
        # A refusal is also a call to Slack, which a listener must not wait for.
        self._refusals = DaemonThreadPool(1, "refusal", max_queued_jobs)
        self._channel_locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    @property
    def queue_lengths(self) -> dict[str, int]:
        """The number of waiting jobs of each kind."""
        return {"answers": self._answers.queued_count, "network": self._network.queued_count}

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
        person: str = "",
        uses_network: bool = False,
        expects_reply: Callable[[], bool] = lambda: True,
    ) -> None:
        """Queue a job. If the job fails or the queue is full, notify the person who asked.

        Args:
            job: the work.
            reply_privately: shows a message only to the person who asked.
            person: who asked; people take turns.
            uses_network: whether the job waits for servers other than Slack's.
            expects_reply: whether the person expects a reply; called on another thread if the queue is full.
        """
        pool = self._network if uses_network else self._answers
        try:
            pool.submit(lambda: _run_job(job, reply_privately), owner=person)
        except Full:
            self._refuse(reply_privately, expects_reply)
        except RuntimeError:
            log.info("a job came during the stop")

    def stop(self, timeout_seconds: float) -> bool:
        """Stop accepting jobs and wait, up to a timeout, for queued jobs. Return whether all have ended."""
        deadline = time.monotonic() + timeout_seconds
        self._answers.shutdown()
        self._network.shutdown()
        self._refusals.shutdown(wait=False)
        have_ended = [
            pool.join(max(0.0, deadline - time.monotonic())) for pool in (self._answers, self._network)
        ]
        return all(have_ended)

    # ---- private

    def _refuse(
        self, reply_privately: Callable[[Message], object], expects_reply: Callable[[], bool]
    ) -> None:
        log.warning("busy: a job was refused")

        def refuse() -> None:
            if expects_reply():
                reply_privately(slack_messages.render_plain_notice(command_wording.BUSY))

        try:
            self._refusals.submit(refuse).add_done_callback(_log_refusal_fault)
        except Full:
            log.warning("busy: a refusal was dropped")


# ---- private


def _run_job(job: Callable[[], None], reply_privately: Callable[[Message], object]) -> None:
    """Run a job. If it fails, log the error and show the person who asked only a reference code."""
    try:
        try:
            job()
        except NotAllowed as problem:
            # It names people, whom Slack shows by their names.
            reply_privately(slack_messages.render_notice(error_wording.describe_error(problem)))
        except NewsError as problem:
            reply_privately(slack_messages.render_plain_notice(error_wording.describe_error(problem)))
    except Exception as problem:  # noqa: BLE001 - the one place where a job's errors end
        reference = _log_fault(problem)
        try:
            reply_privately(slack_messages.render_plain_notice(command_wording.describe_fault(reference)))
        except Exception as reply_problem:  # noqa: BLE001 - see above
            _log_fault(reply_problem)


def _log_refusal_fault(finished_refusal: Future[None]) -> None:
    if not finished_refusal.cancelled() and (problem := finished_refusal.exception()) is not None:
        _log_fault(problem)


def _log_fault(problem: BaseException) -> str:
    """Log an error and return its reference code."""
    reference = secrets.token_hex(3)
    log.error("fault reference=%s", reference, exc_info=problem)
    return reference
