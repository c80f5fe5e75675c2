"""Parsers run in another process, where they can be killed.

One hostile feed held a parser, and the interpreter's lock with it, for 47 s; Slack waits 3 s for an acknowledgement.
"""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Self

from news.errors import NewsError, TooLarge, Unreachable, Unreadable

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from types import TracebackType

    from news.source import Feed, Page

# Seconds for one document; the slowest honest page took 2 (trafilatura, 711 pages).
PATIENCE = 10.0
# Seconds for a new process to import the parsers.
START = 60.0
# Address space of the process. Importing the parsers maps about 500 MB; an honest page needs 100 more.
MEMORY = 1_200 * 2**20
# Documents until a new process takes over, so that what a parser leaks is given back.
RECYCLED = 500


class Bench:
    """One working process: started when it is first needed, again when it died. Safe to use from several threads."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._lock = Lock()
        self._process: SpawnProcess | None = None
        self._line: Connection | None = None
        self._done = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def feed(self, data: bytes, url: str = "", content_type: str = "") -> Feed:
        """Parse a feed; see `sources.feed.parse`. Raises Unreadable where it took too long or broke the parser."""
        parsed: Feed = self._ask(url or "feed", "feed", data, url, content_type)
        return parsed

    def page(self, data: bytes, url: str = "", content_type: str = "") -> Page:
        """Read an article's page; see `sources.page.read`."""
        read: Page = self._ask(url or "page", "page", data, url, content_type)
        return read

    def feed_file(self, path: str) -> Feed:
        """Parse a feed in a file; the file is read in the other process."""
        parsed: Feed = self._ask(path, "feed_file", path, "", "")
        return parsed

    def page_file(self, path: str, url: str = "") -> Page:
        """Take whatever a page in a file gives, article or not; see `sources.page.extract`."""
        read: Page = self._ask(path, "page_file", path, url, "")
        return read

    def close(self) -> None:
        """End the process, at once; harmless without one."""
        with self._lock:
            self._end()

    # -- private

    def _ask(self, subject: str, *request: Any) -> Any:  # noqa: ANN401 - a value of whichever parser was asked
        with self._lock:
            line = self._started()
            try:
                line.send(request)
                if not line.poll(self._patience):
                    self._end()
                    raise Unreadable(
                        subject, f"took longer than {self._patience:.0f} s to read, so it was left"
                    )
                answer = line.recv()
            except (EOFError, OSError) as error:
                self._end()
                raise Unreadable(
                    subject, "could not be read: it needs too much memory or breaks the parser"
                ) from error
            self._done += 1
            if self._done >= RECYCLED:
                self._end()
        if isinstance(answer, NewsError):
            raise answer
        return answer

    def _started(self) -> Connection:
        if self._line is not None and self._process is not None and self._process.is_alive():
            return self._line
        self._end()
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=_work, args=(there,), daemon=True, name="newsbrief-parser")
        process.start()
        there.close()
        try:
            ready = here.poll(START) and here.recv() == "ready"
        except (EOFError, OSError):
            ready = False
        if not ready:
            process.kill()
            raise Unreadable("parser", "its process did not start")
        self._process, self._line, self._done = process, here, 0
        return here

    def _end(self) -> None:
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
        self._line = self._process = None


# ---- private: the other process


def _work(line: Connection) -> None:
    """Answer requests until the other side hangs up."""
    from sources import feed, page  # noqa: PLC0415 - the parsers load in this process alone

    _limit()
    parsers = {
        "feed": feed.parse,
        "page": page.read,
        "feed_file": feed.parse,
        "page_file": page.extract,
    }
    line.send("ready")
    while True:
        try:
            kind, given, url, content_type = line.recv()
        except (EOFError, OSError):
            return
        subject = given if isinstance(given, str) else url or kind
        try:
            data = _bytes(given) if isinstance(given, str) else given
            line.send(parsers[kind](data, url=url, content_type=content_type))
        except NewsError as problem:
            line.send(_named(problem, subject))
        except MemoryError:
            line.send(TooLarge(subject, "it needs more memory than a document may"))
        except Exception as problem:  # noqa: BLE001 - parsers of hostile input raise anything; the next one must go on
            line.send(Unreadable(subject, f"could not be parsed ({type(problem).__name__})"))


def _limit() -> None:
    """Bound this process's memory, where the platform can."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _bytes(path: str) -> bytes:
    try:
        data = Path(path).read_bytes()
    except OSError as problem:
        raise Unreachable(path, f"cannot be opened ({problem.strerror})") from problem
    if not data.strip():
        raise Unreadable(path, "empty")
    return data


def _named(problem: NewsError, subject: str) -> NewsError:
    """Name the file in a failure that only knew the kind of document."""
    said = getattr(problem, "subject", "")
    return type(problem)(subject, problem.reason) if said in {"feed", "page"} else problem  # type: ignore[attr-defined]
