"""A thread pool that many people share fairly.

    submit --> one queue for each owner --in turn--> threads

Owners take turns, and none occupies all threads or the whole queue: a person who asks forty times waits for their own
jobs, and others do not.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict, deque
from queue import Full
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class FairThreadPool:
    """A pool that runs jobs on daemon threads. The owners of the jobs take turns.

    Args:
        max_workers: the maximum number of threads; threads are started on demand.
        thread_name_prefix: the prefix of the threads' names.
        max_queued_jobs: the maximum number of jobs that wait for a thread.
        max_running_per_owner: the maximum number of threads that work for one owner.
        max_queued_per_owner: the maximum number of waiting jobs of one owner.
    """

    def __init__(
        self,
        max_workers: int,
        thread_name_prefix: str,
        *,
        max_queued_jobs: int,
        max_running_per_owner: int,
        max_queued_per_owner: int,
    ) -> None:
        self._max_workers = max_workers
        self._thread_name_prefix = thread_name_prefix
        self._max_queued_jobs = max_queued_jobs
        self._max_running_per_owner = max_running_per_owner
        self._max_queued_per_owner = max_queued_per_owner
        self._condition = threading.Condition()
        # The owner whose turn is next comes first.
        self._queues: OrderedDict[str, deque[Callable[[], None]]] = OrderedDict()
        self._running: Counter[str] = Counter()
        self._worker_count = self._idle_count = 0
        self._is_shut_down = False

    def submit(self, job: Callable[[], None], *, owner: str) -> None:
        """Queue a job. The job must not raise an exception.

        Args:
            job: runs on one of the threads.
            owner: for whom the job is.

        Raises:
            RuntimeError: the pool has been shut down.
            queue.Full: too many jobs are waiting for a thread, of all owners or of this one.
        """
        with self._condition:
            if self._is_shut_down:
                raise RuntimeError("the pool has been shut down")
            queue = self._queues.get(owner) or deque()
            job_count = self._running.total() + sum(map(len, self._queues.values()))
            if job_count >= self._max_workers + self._max_queued_jobs:
                raise Full
            if self._running[owner] + len(queue) >= self._max_running_per_owner + self._max_queued_per_owner:
                raise Full
            queue.append(job)
            self._queues[owner] = queue
            if self._idle_count < self._runnable_count() and self._worker_count < self._max_workers:
                self._worker_count += 1
                threading.Thread(
                    target=self._run, name=f"{self._thread_name_prefix}-{self._worker_count}", daemon=True
                ).start()
            self._condition.notify_all()

    @property
    def queued_count(self) -> int:
        """The number of jobs that wait for a thread."""
        with self._condition:
            return sum(map(len, self._queues.values()))

    def shutdown(self) -> None:
        """Stop accepting jobs. Queued jobs still run."""
        with self._condition:
            self._is_shut_down = True
            self._condition.notify_all()

    def join(self, timeout_seconds: float) -> bool:
        """Wait until all jobs have ended, up to a timeout. Return whether all have ended."""
        with self._condition:
            return self._condition.wait_for(
                lambda: not (self._queues or self._running.total()), timeout_seconds
            )

    # ---- private

    def _run(self) -> None:
        while True:
            with self._condition:
                self._idle_count += 1
                self._condition.wait_for(
                    lambda: self._next_owner() is not None or (self._is_shut_down and not self._queues)
                )
                self._idle_count -= 1
                owner = self._next_owner()
                if owner is None:
                    self._worker_count -= 1
                    return
                job = self._take(owner)
            try:
                job()
            finally:
                del job
                with self._condition:
                    self._running[owner] -= 1
                    if not self._running[owner]:
                        del self._running[owner]
                    self._condition.notify_all()

    def _next_owner(self) -> str | None:
        """Return the next owner who may use another thread. Call with the lock held."""
        return next((owner for owner in self._queues if self._may_start(owner)), None)

    def _may_start(self, owner: str) -> bool:
        return self._running[owner] < self._max_running_per_owner

    def _runnable_count(self) -> int:
        """Return the number of waiting jobs that could run if a thread were free. Call with the lock held."""
        return sum(
            min(len(queue), self._max_running_per_owner - self._running[owner])
            for owner, queue in self._queues.items()
        )

    def _take(self, owner: str) -> Callable[[], None]:
        """Take an owner's first job. The owner's other jobs wait until all other owners have had a turn."""
        queue = self._queues.pop(owner)
        job = queue.popleft()
        if queue:
            self._queues[owner] = queue
        self._running[owner] += 1
        return job
