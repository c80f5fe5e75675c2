"""Renders due digests on a bounded pool of threads with a deadline each, beside the clock's thread.

    dispatch_due --due slots--> workers --render one--> "pending"
                                   '-- after MAX_RENDER_ATTEMPTS faults or TIMEOUT_SECONDS: "failed", with the cause

A thread cannot be killed. A digest past its deadline is abandoned: its slot is set aside, an exception is raised in its
thread, which ends Python that loops, and another worker takes its place. What the thread writes later is not taken,
because its slot is not due any more.
"""

from __future__ import annotations

import ctypes
import logging
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from news.errors import NewsError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.services.digests import DigestService, MembershipCheck
    from news.digest import Delivery

log = logging.getLogger(__name__)

# Digests rendered at once. Rendering is Python's work: more are no faster, but the second lets a quick digest pass a
# slow one.
CONCURRENT_DIGESTS = 2
# Seconds after which a running digest does not count as one of these: one takes 0.06 s (bench/digests.py), and some
# seconds from the 5,000 articles that it can be made of at most.
SLOW_AFTER_SECONDS = 5.0
# Seconds after which a digest is abandoned.
TIMEOUT_SECONDS = 60.0
# Threads at most, with those that were abandoned and did not end. If none is free, no digest is rendered: see
# `is_stuck`.
MAX_THREADS = 10


class _DeadlineExceeded(BaseException):
    """Ends what takes too long; no `except Exception` on its way may take it for a fault."""


@dataclass(slots=True, eq=False)
class _Worker:
    """A thread, and the delivery that it renders at the moment."""

    thread: threading.Thread | None = None
    delivery: Delivery | None = None
    started_at: float = 0.0  # by the monotonic clock
    is_abandoned: bool = False

    def elapsed_seconds(self) -> float:
        """Return for how many seconds its digest has been running."""
        return time.monotonic() - self.started_at if self.delivery else 0.0


class DigestRenderer:
    """Render what is due on threads of its own; one of a channel at a time, for the next continues it.

    Args:
        digest_service: knows what is due, and renders it.
        clock: tells the time.
        on_rendered: called after each with its workspace, so that the first is sent while the next is rendered.
        timeout_seconds: seconds after which a digest is abandoned.
        slow_after_seconds: seconds after which another may be started beside it.
    """

    def __init__(
        self,
        digest_service: DigestService,
        *,
        clock: Callable[[], datetime],
        on_rendered: Callable[[str], None] = lambda _team: None,
        timeout_seconds: float | None = None,
        slow_after_seconds: float | None = None,
    ) -> None:
        self._digest_service = digest_service
        self._clock = clock
        self._on_rendered = on_rendered
        self._timeout_seconds = TIMEOUT_SECONDS if timeout_seconds is None else timeout_seconds
        self._slow_after_seconds = SLOW_AFTER_SECONDS if slow_after_seconds is None else slow_after_seconds
        self._lock = threading.RLock()
        self._condition = threading.Condition(self._lock)
        self._workers: set[_Worker] = set()
        self._queue: deque[Delivery] = deque()
        self._deferred_keys: set[str] = set()  # slots that could not be rendered since the last dispatch
        self._is_stopping = False

    @property
    def is_stuck(self) -> bool:
        """Whether every thread was abandoned and none has ended, so that no digest can be rendered."""
        with self._lock:
            return sum(worker.is_abandoned for worker in self._workers) >= MAX_THREADS

    def dispatch_due(self) -> None:
        """Abandon what is past its deadline, and start what is due. Return without waiting for either."""
        with self._lock:
            self._deferred_keys.clear()
            self._queue.clear()
            overdue = [
                (worker, worker.delivery)
                for worker in self._workers
                if worker.delivery
                and not worker.is_abandoned
                and worker.elapsed_seconds() > self._timeout_seconds
            ]
            for worker, _ in overdue:
                self._abandon(worker)
        for _, delivery in overdue:
            log.error(
                "digest abandoned slot=%s seconds=%.0f", delivery.idempotency_key, self._timeout_seconds
            )
            self._digest_service.abandon(delivery, "too_long", now=self._clock())
            self._on_rendered(delivery.team)
        self._start_workers()

    def join(self, timeout_seconds: float) -> bool:
        """Wait until nothing runs that was not abandoned, up to a timeout; return whether nothing does."""
        with self._lock:
            return self._condition.wait_for(
                lambda: all(worker.is_abandoned for worker in self._workers), timeout_seconds
            )

    def stop(self, timeout_seconds: float) -> bool:
        """Start nothing more; what is not rendered within the timeout stays due. Return whether every thread ended."""
        with self._lock:
            self._is_stopping = True
        self.join(timeout_seconds)
        with self._lock:
            for worker in self._workers:
                if not worker.is_abandoned:
                    self._abandon(worker)
            return self._condition.wait_for(lambda: not self._workers, min(timeout_seconds, 1.0))

    # ---- private

    def _start_workers(self) -> None:
        """Start workers for what is due, unless enough quick ones are running."""
        with self._lock:
            while (
                not self._is_stopping
                and len(self._workers) < MAX_THREADS
                and self._quick_count() < CONCURRENT_DIGESTS
                and (delivery := self._next_delivery()) is not None
            ):
                worker = _Worker(delivery=delivery, started_at=time.monotonic())
                worker.thread = threading.Thread(
                    target=self._run, args=(worker,), name="digest-renderer", daemon=True
                )
                self._workers.add(worker)
                worker.thread.start()

    def _quick_count(self) -> int:
        return sum(
            not worker.is_abandoned and worker.elapsed_seconds() < self._slow_after_seconds
            for worker in self._workers
        )

    def _run(self, worker: _Worker) -> None:
        # A worker takes the bare lock: an exception raised in it inside `Condition.__enter__` would leave that locked.
        try:
            # For as long as the worker has something to do, so that an outage of Slack is waited for once.
            check_membership = self._digest_service.new_membership_check()
            while worker.delivery is not None:
                self._render(worker.delivery, check_membership)
                with self._lock:
                    if not worker.is_abandoned:
                        worker.delivery = None if self._is_stopping else self._next_delivery(worker)
                        worker.started_at = time.monotonic()
                        continue
                time.sleep(0)  # the exception is raised here, if the digest ended by itself just then
                return
        except _DeadlineExceeded:
            log.warning("an abandoned digest has ended")
        finally:
            with self._lock:
                self._workers.discard(worker)
                self._condition.notify_all()

    def _render(self, delivery: Delivery, check_membership: MembershipCheck) -> None:
        is_done = False
        try:
            is_done = self._digest_service.render_delivery(
                delivery, now=self._clock(), check_membership=check_membership
            )
        except NewsError as problem:
            log.error("digest not made slot=%s cause=%s", delivery.idempotency_key, problem)  # noqa: TRY400 - told in words
        except Exception:
            log.exception("fault slot=%s", delivery.idempotency_key)
        if not is_done:
            with self._lock:
                self._deferred_keys.add(delivery.idempotency_key)
        self._on_rendered(delivery.team)

    def _next_delivery(self, own_worker: _Worker | None = None) -> Delivery | None:
        """Return what to render next: of a channel for which nothing is running. Call it under the lock."""
        others = [worker for worker in self._workers if worker is not own_worker]
        busy_channels = {
            worker.delivery.channel for worker in others if worker.delivery and not worker.is_abandoned
        }
        excluded_keys = {
            worker.delivery.idempotency_key for worker in others if worker.delivery
        } | self._deferred_keys
        for is_reading in (False, True):
            if is_reading:
                try:
                    self._queue.extend(
                        self._digest_service.list_due(
                            excluded_channels=busy_channels, excluded_keys=excluded_keys
                        )
                    )
                except NewsError as problem:
                    log.error("what is due cannot be read cause=%s", problem)  # noqa: TRY400 - told in words
                    return None
            while self._queue:
                delivery = self._queue.popleft()
                if delivery.channel not in busy_channels and delivery.idempotency_key not in excluded_keys:
                    return delivery
        return None

    def _abandon(self, worker: _Worker) -> None:
        """Leave a worker to itself and raise in its thread. Call it under the lock: it must still have that digest."""
        worker.is_abandoned = True
        if worker.thread is not None and worker.thread.ident is not None:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(worker.thread.ident), ctypes.py_object(_DeadlineExceeded)
            )
