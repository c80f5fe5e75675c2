"""The counter: takes work from listeners and has it done on other threads, so that none of them ever waits."""

from __future__ import annotations

import logging
import secrets
import threading
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.render import blocks, wording
from news.errors import NewsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor, Future
    from datetime import datetime

    from bot.render.blocks import Message
    from bot.services.briefs import Desk
    from bot.services.digests import Digests
    from bot.services.subscriptions import Following
    from bot.slack.poster import Outbox

log = logging.getLogger(__name__)

# Seconds that a question waits for the brief above it to be written down: a call to Slack and some room.
PATIENCE = 15.0


@dataclass(frozen=True, slots=True)
class Counter:
    """What every listener needs.

    Attributes:
        desk: does the work.
        digests: what the clock asks for.
        following: keeps what is read where.
        outbox: posts what comes of it.
        work: the threads on which it is done; not Bolt's own, which acknowledge.
        clock: tells the time, aware UTC.
    """

    desk: Desk
    digests: Digests
    following: Following
    outbox: Outbox
    work: Executor
    clock: Callable[[], datetime]
    _doors: defaultdict[str, threading.Lock] = field(default_factory=lambda: defaultdict(threading.Lock))

    @contextmanager
    def opening(self, channel: str) -> Iterator[None]:
        """Hold a channel while a brief is posted there and its thread written down.

        A person may ask before Slack's answer to the post has reached us; `settled` waits for it.
        """
        with self._doors[channel]:
            yield

    def settled(self, channel: str) -> None:
        """Wait until no brief is on its way to a channel, but not for ever."""
        door = self._doors[channel]
        if door.acquire(timeout=PATIENCE):
            door.release()

    def serve(self, job: Callable[[], None], tell: Callable[[Message], object]) -> Future[None]:
        """Have a job done. What goes wrong is told to the person who asked, in words.

        Args:
            job: the work.
            tell: shows a message to the asker alone.
        """
        future = self.work.submit(_worded, job, tell)
        future.add_done_callback(lambda done: _own_up(done, tell))
        return future


# ---- private


def _worded(job: Callable[[], None], tell: Callable[[Message], object]) -> None:
    try:
        job()
    except NewsError as problem:
        tell(blocks.told(wording.error(problem)))


def _own_up(done: Future[None], tell: Callable[[Message], object]) -> None:
    """Log a fault of ours under a reference and tell the asker the reference, never the fault."""
    if done.cancelled() or (fault := done.exception()) is None:
        return
    reference = secrets.token_hex(3)
    log.error("fault reference=%s", reference, exc_info=fault)
    tell(blocks.told(wording.fault(reference)))
