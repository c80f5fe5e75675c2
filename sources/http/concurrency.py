"""Streams: many things done at once, each result given as soon as it is known, none piled up.

items --so many at once--> results --from a loop on a thread of its own--> whoever waits
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

# Threads in which names are looked up: with the usual six, a few dead name servers hold up everybody.
THREADS = 32
_END = object()


async def arriving(items: Iterable[T]) -> AsyncIterator[T]:
    """Give what a stream brings, without holding the loop while it brings nothing."""
    source, loop = iter(items), asyncio.get_running_loop()
    while (item := await loop.run_in_executor(None, next, source, _END)) is not _END:
        yield item  # type: ignore[misc]


async def listed(items: Iterable[T]) -> AsyncIterator[T]:
    """Give what is there already."""
    for item in items:
        yield item


async def each(
    items: AsyncIterator[T], work: Callable[[T], Awaitable[R]], *, together: int, gather: float = 0.0
) -> AsyncGenerator[tuple[R, ...], None]:
    """Do work on items as they come and give the results as soon as they are known, one or several.

    No more than `together` are worked on, and no more than that wait to be taken. Whatever one raises ends the stream.

    Args:
        items: what is worked on.
        work: gives the result of one.
        together: how many at once.
        gather: seconds that a result waits for others to be given with it.
    """
    results: asyncio.Queue[object] = asyncio.Queue()
    room, turn = asyncio.Semaphore(together), asyncio.Lock()

    async def worker() -> None:
        while True:
            async with turn:
                item = await anext(items, _END)
            if item is _END:
                return
            result = await work(item)  # type: ignore[arg-type]
            await room.acquire()
            results.put_nowait(result)

    async def end() -> None:
        try:
            await asyncio.gather(*workers)
        finally:
            results.put_nowait(_END)

    workers = [asyncio.create_task(worker()) for _ in range(together)]
    ending = asyncio.create_task(end())
    try:
        while (result := await results.get()) is not _END:
            if gather:
                await asyncio.sleep(gather)
            ready = [result]
            while not results.empty() and ready[-1] is not _END:
                ready.append(results.get_nowait())
            has_ended = ready[-1] is _END
            done = tuple(ready[:-1] if has_ended else ready)
            for _ in done:
                room.release()
            yield done  # type: ignore[misc]
            if has_ended:
                break
        await ending
    finally:
        await _cancelled(ending, *workers)


def given(stream: AsyncGenerator[T, None]) -> Iterator[T]:
    """Run an asynchronous stream on a loop in another thread, so that it goes on while its results are used."""
    loop = asyncio.new_event_loop()
    loop.set_default_executor(ThreadPoolExecutor(THREADS, "newsbrief-names"))
    thread = threading.Thread(target=loop.run_forever, name="newsbrief-visits", daemon=True)
    thread.start()

    async def following() -> object:
        return await anext(stream, _END)

    async def stop() -> None:
        await _cancelled(*(asyncio.all_tasks() - {asyncio.current_task()}))
        await stream.aclose()
        await loop.shutdown_asyncgens()
        await loop.shutdown_default_executor()

    try:
        while (value := asyncio.run_coroutine_threadsafe(following(), loop).result()) is not _END:
            yield value  # type: ignore[misc]
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


# ---- private


async def _cancelled(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
