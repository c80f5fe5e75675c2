"""A thread pool that does not keep the process from exiting.

At exit, the interpreter waits for all threads of a `concurrent.futures` pool, so that a single job that hangs would
block it forever. The threads of this pool are daemons, and the caller decides how long to wait for them.
"""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import Executor, Future
from queue import Full
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


class DaemonThreadPool(Executor):
    """A pool that runs jobs in the order of submission, on a limited number of daemon threads.

    Args:
        max_workers: the maximum number of threads; threads are started on demand.
        thread_name_prefix: the prefix of the threads' names.
        max_queued_jobs: the maximum number of jobs that wait for a thread; None for no limit.
    """

    def __init__(self, max_workers: int, thread_name_prefix: str, max_queued_jobs: int | None = None) -> None:
        self._max_workers = max_workers
        self._max_jobs = None if max_queued_jobs is None else max_workers + max_queued_jobs
        self._thread_name_prefix = thread_name_prefix
        self._condition = threading.Condition()
        self._queue: deque[Callable[[], None]] = deque()
        self._worker_count = self._busy_count = 0
        self._is_shut_down = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Queue a function call to run on one of the threads.

        Raises:
            RuntimeError: the pool has been shut down.
            queue.Full: too many jobs are waiting for a thread.
        """
        future: Future[T] = Future()

        def job() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as problem:  # noqa: BLE001 - the future raises it for its caller
                future.set_exception(problem)

        with self._condition:
            if self._is_shut_down:
                raise RuntimeError("the pool has been shut down")
            if self._max_jobs is not None and self._busy_count + len(self._queue) >= self._max_jobs:
                raise Full
            self._queue.append(job)
            if (
                self._worker_count < self._max_workers
                and self._busy_count + len(self._queue) > self._worker_count
            ):
                self._worker_count += 1
                threading.Thread(
                    target=self._run, name=f"{self._thread_name_prefix}-{self._worker_count}", daemon=True
                ).start()
            self._condition.notify()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - Executor's
        """Stop accepting jobs. Queued jobs still run unless they are cancelled."""
        with self._condition:
            self._is_shut_down = True
            if cancel_futures:
                self._queue.clear()
            self._condition.notify_all()
        if wait:
            self.join()

    def join(self, timeout_seconds: float | None = None) -> bool:
        """Wait until all jobs have ended, up to a timeout. Return whether all have ended."""
        with self._condition:
            return self._condition.wait_for(lambda: not (self._queue or self._busy_count), timeout_seconds)

    # ---- private

    def _run(self) -> None:
        while True:
            with self._condition:
                self._condition.wait_for(lambda: self._queue or self._is_shut_down)
                if not self._queue:
                    return
                job = self._queue.popleft()
                self._busy_count += 1
            try:
                job()
            finally:
                del job
                with self._condition:
                    self._busy_count -= 1
                    self._condition.notify_all()
