"""The counter: takes work from listeners and has it done on other threads, so that none of them ever waits."""

from __future__ import annotations

import logging
import secrets
import threading
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.render import blocks, error_wording, wording
from news.errors import NewsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor, Future
    from datetime import datetime

    from bot.render.blocks import Message
    from bot.services.briefs import BriefingService
    from bot.services.digests import DigestService
    from bot.services.subscriptions import SourceSubscriptionService
    from bot.slack.poster import Poster

log = logging.getLogger(__name__)

# Seconds that a question waits for the brief above it to be written down: a call to Slack and some room.
CHANNEL_LOCK_TIMEOUT_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """What every listener needs.

    Attributes:
        briefing_service: does the work.
        digest_service: what the clock asks for.
        source_subscriptions: keeps what is read where.
        poster: posts what comes of it.
        executor: the threads on which it is done; not Bolt's own, which acknowledge.
        clock: tells the time, aware UTC.
    """

    briefing_service: BriefingService
    digest_service: DigestService
    source_subscriptions: SourceSubscriptionService
    poster: Poster
    executor: Executor
    clock: Callable[[], datetime]
    _channel_locks: defaultdict[str, threading.Lock] = field(
        default_factory=lambda: defaultdict(threading.Lock)
    )

    @contextmanager
    def lock_channel(self, channel: str) -> Iterator[None]:
        """Hold a channel while a brief is posted there and its thread written down.

        A person may ask before Slack's answer to the post has reached us; `settled` waits for it.
        """
        with self._channel_locks[channel]:
            yield

    def wait_for_channel(self, channel: str) -> None:
        """Wait until no brief is on its way to a channel, but not for ever."""
        channel_lock = self._channel_locks[channel]
        if channel_lock.acquire(timeout=CHANNEL_LOCK_TIMEOUT_SECONDS):
            channel_lock.release()

    def submit(self, job: Callable[[], None], reply_privately: Callable[[Message], object]) -> Future[None]:
        """Have a job done. What goes wrong is told to the person who asked, in words.

        Args:
            job: the work.
            reply_privately: shows a message to the asker alone.
        """
        future = self.executor.submit(_run_job, job, reply_privately)
        future.add_done_callback(lambda finished_job: _report_fault(finished_job, reply_privately))
        return future


# ---- private


def _run_job(job: Callable[[], None], reply_privately: Callable[[Message], object]) -> None:
    try:
        job()
    except NewsError as problem:
        reply_privately(blocks.render_plain_notice(error_wording.describe_error(problem)))


def _report_fault(finished_job: Future[None], reply_privately: Callable[[Message], object]) -> None:
    """Log a fault of ours under a reference and tell the asker the reference, never the fault."""
    if finished_job.cancelled() or (exception := finished_job.exception()) is None:
        return
    reference = secrets.token_hex(3)
    log.error("fault reference=%s", reference, exc_info=exception)
    reply_privately(blocks.render_plain_notice(wording.describe_fault(reference)))
