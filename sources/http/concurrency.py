"""Asynchronous streams that process items concurrently and yield results early.

The queues are bounded.

items --up to max_concurrency at once--> results --from an event loop in another thread--> caller
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Iterator

T = TypeVar("T")
R = TypeVar("R")

# The number of threads that resolve host names: with the default six, a few dead name servers block every fetch.
MAX_DNS_THREADS = 32
_END_OF_STREAM = object()


async def from_iterable(items: Iterable[T]) -> AsyncIterator[T]:
    """Yield the items of a blocking iterable without blocking the event loop."""
    iterator, loop = iter(items), asyncio.get_running_loop()
    while (item := await loop.run_in_executor(None, next, iterator, _END_OF_STREAM)) is not _END_OF_STREAM:
        yield item  # type: ignore[misc]


async def from_list(items: Iterable[T]) -> AsyncIterator[T]:
    """Yield the items of an iterable that is already in memory."""
    for item in items:
        yield item


async def map_concurrent(
    items: AsyncIterator[T],
    work: Callable[[T], Awaitable[R]],
    *,
    max_concurrency: int,
    batch_seconds: float = 0.0,
) -> AsyncGenerator[tuple[R, ...], None]:
    """Process items concurrently as they arrive, and yield results in small batches.

    At most `max_concurrency` items are in progress, and at most as many results wait to be taken. An exception in
    `work` ends the stream.

    Args:
        items: the items.
        work: returns the result of one item.
        max_concurrency: the maximum number of items in progress.
        batch_seconds: the seconds that a result waits for others to join its batch.
    """
    results: asyncio.Queue[object] = asyncio.Queue()
    result_slots, items_lock = asyncio.Semaphore(max_concurrency), asyncio.Lock()

    async def worker() -> None:
        while True:
            async with items_lock:
                item = await anext(items, _END_OF_STREAM)
            if item is _END_OF_STREAM:
                return
            result = await work(item)  # type: ignore[arg-type]
            await result_slots.acquire()
            results.put_nowait(result)

    async def wait_for_workers() -> None:
        try:
            await asyncio.gather(*workers)
        finally:
            results.put_nowait(_END_OF_STREAM)

    workers = [asyncio.create_task(worker()) for _ in range(max_concurrency)]
    end_task = asyncio.create_task(wait_for_workers())
    try:
        while (result := await results.get()) is not _END_OF_STREAM:
            if batch_seconds:
                await asyncio.sleep(batch_seconds)
            ready_results = [result]
            while not results.empty() and ready_results[-1] is not _END_OF_STREAM:
                ready_results.append(results.get_nowait())
            has_ended = ready_results[-1] is _END_OF_STREAM
            batch = tuple(ready_results[:-1] if has_ended else ready_results)
            for _ in batch:
                result_slots.release()
            yield batch  # type: ignore[misc]
            if has_ended:
                break
        await end_task
    finally:
        await _cancel_tasks(end_task, *workers)


def run(stream: AsyncGenerator[T, None]) -> Iterator[T]:
    """Run an asynchronous stream in another thread.

    The stream continues while the caller uses the results.
    """
    loop = asyncio.new_event_loop()
    loop.set_default_executor(ThreadPoolExecutor(MAX_DNS_THREADS, "newsbrief-names"))
    thread = threading.Thread(target=loop.run_forever, name="newsbrief-visits", daemon=True)
    thread.start()

    async def next_value() -> object:
        return await anext(stream, _END_OF_STREAM)

    async def stop() -> None:
        await _cancel_tasks(*(asyncio.all_tasks() - {asyncio.current_task()}))
        await stream.aclose()
        await loop.shutdown_asyncgens()
        await loop.shutdown_default_executor()

    try:
        while (value := asyncio.run_coroutine_threadsafe(next_value(), loop).result()) is not _END_OF_STREAM:
            yield value  # type: ignore[misc]
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


# ---- private


async def _cancel_tasks(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
