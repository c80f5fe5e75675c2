"""Parsers run in another process, where they can be killed.

One hostile feed held a parser, and the interpreter's lock with it, for 47 s; Slack waits 3 s for an acknowledgement.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from functools import cache, partial
from pathlib import Path
from queue import Empty, LifoQueue
from typing import TYPE_CHECKING, Any, Self

from news.errors import NewsError, TooLarge, Unreachable, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from types import TracebackType

    from news.source import Feed, Page

# Processes of one bench. The second starts only when the first is busy: a hostile document must not hold up the rest.
SEATS = 2
# Seconds of waiting after which a further process is worth its start (half a second of CPU; a feed takes 2 ms).
WORTH = 1.0
# Seconds for one document; the slowest honest page took 2 (trafilatura, 711 pages).
PATIENCE = 10.0
# Seconds for a new process to import the parsers.
START = 60.0
# Address space of the process. Importing the parsers maps about 500 MB; an honest page needs 100 more.
MEMORY = 1_200 * 2**20
# Bytes of a file that are read; the parsers' own limits lie at or below it.
LARGEST = 10 * 2**20
# Documents until a new process takes over, so that what a parser leaks is given back.
RECYCLED = 500


class Bench:
    """Processes that parse, started when they are first needed, again when they died. Safe to use from many threads."""

    def __init__(self, patience: float = PATIENCE, seats: int = SEATS) -> None:
        self._seats = [_Seat(patience) for _ in range(seats)]
        # The last one that was free is asked first, so that one caller keeps to one process.
        self._free: LifoQueue[_Seat] = LifoQueue()
        self._free.put(self._seats[0])
        self._spare: LifoQueue[_Seat] = LifoQueue()
        for seat in self._seats[1:]:
            self._spare.put(seat)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def feed(self, data: bytes, url: str = "", content_type: str = "") -> Feed:
        """Parse a feed; see `sources.parsing.feed.parse`. Raises Unreadable if it took too long."""
        parsed: Feed = self._ask(url or "feed", "feed", data, url, content_type)
        return parsed

    def page(self, data: bytes, url: str = "", content_type: str = "") -> Page:
        """Read an article's page; see `sources.parsing.page.read`."""
        read: Page = self._ask(url or "page", "page", data, url, content_type)
        return read

    def links(self, data: bytes, url: str, content_type: str = "") -> tuple[str, ...]:
        """Find the feeds that a page names; see `sources.parsing.feed_discovery.links`."""
        named: tuple[str, ...] = self._ask(url, "links", data, url, content_type)
        return named

    def feed_file(self, path: str) -> Feed:
        """Parse a feed in a file: titles, links and dates, without the texts. The other process reads the file."""
        parsed: Feed = self._ask(path, "feed_file", path, "", "")
        return parsed

    def page_file(self, path: str, url: str = "") -> Page:
        """Take whatever a page in a file gives, article or not; see `sources.parsing.page.extract`."""
        read: Page = self._ask(path, "page_file", path, url, "")
        return read

    def close(self) -> None:
        """End the processes, at once; harmless without one. Waits for nobody: who still waits gets an error."""
        for seat in self._seats:
            seat.end()

    # -- private

    def _ask(self, subject: str, *request: Any) -> Any:  # noqa: ANN401 - a value of whichever parser was asked
        seat = self._seat()
        try:
            answer = seat.ask(subject, request)
        finally:
            self._free.put(seat)
        if isinstance(answer, NewsError):
            raise answer
        return answer

    def _seat(self) -> _Seat:
        """Wait for a seat; open another only where the others are busy for long: a process costs half a second."""
        try:
            return self._free.get(timeout=WORTH)
        except Empty:
            pass
        try:
            return self._spare.get_nowait()
        except Empty:
            return self._free.get()


# ---- private: this side


class _Seat:
    """One process and the line to it; used by one thread at a time."""

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self.process: SpawnProcess | None = None
        self._line: Connection | None = None
        self._done = 0

    def ask(self, subject: str, request: tuple[Any, ...]) -> object:
        """Give the answer of the other process, a value or the failure that it met."""
        line = self._started()
        try:
            line.send(request)
            if not line.poll(self.patience):
                self.end()
                return Unreadable(subject, f"took longer than {self.patience:.0f} s to read, so it was left")
            answer: object = line.recv()
        except (EOFError, OSError):
            self.end()
            return Unreadable(subject, "could not be read: it needs too much memory or breaks the parser")
        self._done += 1
        if self._done >= RECYCLED:
            self.end()
        return answer

    def end(self) -> None:
        """Kill the process."""
        line, process = self._line, self.process
        self._line = self.process = None
        if process is not None:
            process.kill()
            process.join()
        if line is not None:
            line.close()

    def _started(self) -> Connection:
        if self._line is not None and self.process is not None and self.process.is_alive():
            return self._line
        self.end()
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=_work, args=(there,), daemon=True, name="newsbrief-parser")
        process.start()
        there.close()
        self.process, self._line, self._done = process, here, 0
        try:
            ready = here.poll(START) and here.recv() == "ready"
        except (EOFError, OSError):
            ready = False
        if not ready:
            self.end()
            raise Unreadable("parser", "its process did not start")
        return here


# ---- private: the other process


def _work(line: Connection) -> None:
    """Answer requests until the other side hangs up."""
    _limit()
    # Whoever interrupts the terminal speaks to the other side, which ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A parser that is taken over must find no token.
    os.environ.clear()
    line.send("ready")
    while True:
        try:
            kind, given, url, content_type = line.recv()
        except (EOFError, OSError):
            return
        subject = given if isinstance(given, str) else url or kind
        try:
            data = _bytes(given) if isinstance(given, str) else given
            line.send(_parser(kind)(data, url=url, content_type=content_type))
        except NewsError as problem:
            line.send(_named(problem, subject))
        except MemoryError:
            line.send(TooLarge(subject, "it needs more memory than a document may"))
        except Exception as problem:  # noqa: BLE001 - parsers of hostile input raise anything; the next one must go on
            line.send(Unreadable(subject, f"could not be parsed ({type(problem).__name__})"))


@cache
def _parser(kind: str) -> Callable[..., object]:
    """Give a parser, loaded in this process alone and when it is first needed: that of pages takes a second."""
    if kind in {"feed", "feed_file"}:
        from sources.parsing import feed  # noqa: PLC0415 - see above

        return feed.parse if kind == "feed" else partial(feed.parse, words=False)
    if kind == "links":
        from sources.parsing import feed_discovery  # noqa: PLC0415 - see above

        return feed_discovery.links
    from sources.parsing import page  # noqa: PLC0415 - see above

    return page.read if kind == "page" else page.extract


def _limit() -> None:
    """Bound this process's memory, where the platform can."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _bytes(path: str) -> bytes:
    try:
        file = Path(path)
        if not file.is_file():
            raise Unreachable(path, "there is no such file")
        if file.stat().st_size > LARGEST:
            raise TooLarge(path, f"larger than {LARGEST // 2**20} MB")
        data = file.read_bytes()
    except OSError as problem:
        raise Unreachable(path, f"cannot be opened ({problem.strerror})") from problem
    if not data.strip():
        raise Unreadable(path, "empty")
    return data


def _named(problem: NewsError, subject: str) -> NewsError:
    """Name the file in a failure that only knew the kind of document."""
    said = getattr(problem, "subject", "")
    return type(problem)(subject, problem.reason) if said in {"feed", "page"} else problem  # type: ignore[attr-defined]
