"""Render due digests on a limited number of threads, with a deadline for each digest.

The threads are separate from the scheduler's thread.

    dispatch_due --due slots--> workers --render one--> "pending"
                                   '-- after MAX_RENDER_ATTEMPTS faults or TIMEOUT_SECONDS: "failed", with the cause

A thread cannot be killed. A digest past its deadline is abandoned: its slot is given up, an exception is raised in its
thread, which ends looping Python code, and another worker takes its place. Later results of the thread are ignored,
because the slot is no longer due.
"""

from __future__ import annotations

import ctypes
import logging
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from news.digest import DeliveryError
from news.errors import NewsError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.services.digests.deliveries import DigestDeliveryService
    from bot.services.digests.failures import DigestFailureService
    from bot.services.digests.membership import MembershipCheck
    from news.digest import Delivery

log = logging.getLogger(__name__)

# Digests rendered at the same time. Rendering is pure Python code: more are no faster, but a second one lets a
# quick digest pass a slow one.
CONCURRENT_DIGESTS = 2
# Seconds after which a running digest no longer counts towards this limit: a digest takes 0.06 s (bench/digests.py),
# and some seconds from the maximum of 5,000 articles.
SLOW_AFTER_SECONDS = 5.0
# Seconds after which a digest is abandoned.
TIMEOUT_SECONDS = 60.0
# Maximum number of threads, including abandoned ones that still run. If none is free, no digest is rendered: see
# `is_stuck`.
MAX_THREADS = 10


class _DeadlineExceeded(BaseException):
    """Raised in a worker thread to end a digest that takes too long.

    A `BaseException`, so that no `except Exception` catches it.
    """


@dataclass(slots=True, eq=False)
class _Worker:
    """A worker thread and the digest that it is rendering."""

    thread: threading.Thread | None = None
    delivery: Delivery | None = None
    started_at: float = 0.0  # on the monotonic clock
    is_abandoned: bool = False

    def elapsed_seconds(self) -> float:
        """Return how many seconds ago the worker started its current digest; 0 if there is none."""
        return time.monotonic() - self.started_at if self.delivery else 0.0


class DigestRenderer:
    """Renders due digests on its own threads, one at a time per channel.

    Digests of the same channel are rendered in turn, because each digest continues the last.

    Args:
        deliveries: lists and renders due deliveries.
        failures: notifies people of abandoned digests.
        clock: returns the current time.
        on_rendered: called with the workspace after each digest, which is then sent while the next is rendered.
        timeout_seconds: seconds after which a digest is abandoned.
        slow_after_seconds: seconds after which another digest may be started alongside a running one.
    """

    def __init__(
        self,
        deliveries: DigestDeliveryService,
        failures: DigestFailureService,
        *,
        clock: Callable[[], datetime],
        on_rendered: Callable[[str], None] = lambda _team: None,
        timeout_seconds: float | None = None,
        slow_after_seconds: float | None = None,
    ) -> None:
        self._deliveries = deliveries
        self._failures = failures
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
        """Whether no digest can be rendered, because all threads are abandoned and still running."""
        with self._lock:
            return sum(worker.is_abandoned for worker in self._workers) >= MAX_THREADS

    def dispatch_due(self) -> None:
        """Abandon digests that are past their deadline, and start digests that are due. Does not wait."""
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
            self._failures.abandon(delivery, DeliveryError.TOO_LONG, now=self._clock())
            self._on_rendered(delivery.team)
        self._start_workers()

    def join(self, timeout_seconds: float) -> bool:
        """Wait for running digests, up to a timeout; return whether all have ended.

        Abandoned digests are ignored.
        """
        with self._lock:
            return self._condition.wait_for(
                lambda: all(worker.is_abandoned for worker in self._workers), timeout_seconds
            )

    def stop(self, timeout_seconds: float) -> bool:
        """Stop rendering, and abandon unfinished digests after a timeout. Return whether all threads have ended."""
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
        """Start workers for due digests, unless enough workers that are not slow are already running."""
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
        # A worker acquires the lock directly: an exception raised inside `Condition.__enter__` would leave it locked.
        try:
            # One check for the whole run of the worker, so that it waits only once for an outage of Slack.
            check_membership = self._deliveries.new_membership_check()
            while worker.delivery is not None:
                self._render(worker.delivery, check_membership)
                with self._lock:
                    if not worker.is_abandoned:
                        worker.delivery = None if self._is_stopping else self._next_delivery(worker)
                        worker.started_at = time.monotonic()
                        continue
                time.sleep(0)  # the exception is raised here if the digest has just ended by itself
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
            is_done = self._deliveries.render_delivery(
                delivery, now=self._clock(), check_membership=check_membership
            )
        except NewsError as problem:
            log.error("digest not made slot=%s cause=%s", delivery.idempotency_key, problem)  # noqa: TRY400 - the message is enough
        except Exception:
            log.exception("fault slot=%s", delivery.idempotency_key)
        if not is_done:
            with self._lock:
                self._deferred_keys.add(delivery.idempotency_key)
        self._on_rendered(delivery.team)

    def _next_delivery(self, own_worker: _Worker | None = None) -> Delivery | None:
        """Return the next digest to render, skipping channels with a running digest. Call with the lock held."""
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
                        self._deliveries.list_due(
                            excluded_channels=busy_channels, excluded_keys=excluded_keys
                        )
                    )
                except NewsError as problem:
                    log.error("what is due cannot be read cause=%s", problem)  # noqa: TRY400 - the message is enough
                    return None
            while self._queue:
                delivery = self._queue.popleft()
                if delivery.channel not in busy_channels and delivery.idempotency_key not in excluded_keys:
                    return delivery
        return None

    def _abandon(self, worker: _Worker) -> None:
        """Abandon a worker's digest and raise an exception in its thread. Call with the lock held.

        The lock keeps the worker from starting another digest meanwhile.
        """
        worker.is_abandoned = True
        if worker.thread is not None and worker.thread.ident is not None:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(worker.thread.ident), ctypes.py_object(_DeadlineExceeded)
            )
