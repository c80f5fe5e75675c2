"""A pool of parser processes that can be killed.

One hostile feed blocked a parser, and the interpreter lock with it, for 47 s; Slack waits 3 s for an acknowledgement.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
from functools import cache, partial
from pathlib import Path
from queue import Empty, LifoQueue
from typing import TYPE_CHECKING, Any, Self

from news.errors import NewsError, TooLarge, Unreachable, Unreadable
from sources.parsing import sandbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from types import TracebackType

    from news.source import Feed, Page

# The processes of a pool. The second starts only if the first is busy: a hostile document must not block the others.
MAX_PROCESSES = 2
# Seconds to wait before another process is started, which takes 0.5 s of CPU (a feed takes 2 ms).
SPARE_PROCESS_WAIT_SECONDS = 1.0
# The time limit in seconds for one document; the slowest honest page took 2 s (trafilatura, 711 pages).
DOCUMENT_TIMEOUT_SECONDS = 10.0
# The time limit in seconds for a new process to import the parsers.
START_TIMEOUT_SECONDS = 60.0
# The maximum size of a file; the parsers' own limits are not higher.
MAX_FILE_BYTES = 10 * 2**20
# The number of documents after which a process is replaced, to free memory that a parser leaks.
MAX_DOCUMENTS_PER_PROCESS = 500


class ParserPool:
    """Parser processes, started on demand and restarted after a crash. The pool is thread-safe."""

    def __init__(
        self, timeout_seconds: float = DOCUMENT_TIMEOUT_SECONDS, max_processes: int = MAX_PROCESSES
    ) -> None:
        self._processes = [_ParserProcess(timeout_seconds) for _ in range(max_processes)]
        # The most recently used idle process is used first, so that a single caller keeps using the same process.
        self._idle_processes: LifoQueue[_ParserProcess] = LifoQueue()
        self._idle_processes.put(self._processes[0])
        self._unstarted_processes: LifoQueue[_ParserProcess] = LifoQueue()
        for parser_process in self._processes[1:]:
            self._unstarted_processes.put(parser_process)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def parse_feed(self, data: bytes, url: str = "", content_type: str = "") -> Feed:
        """Parse a feed with `sources.parsing.feed.parse`.

        A timeout also raises `Unreadable`.
        """
        feed: Feed = self._parse(url or "feed", "feed", data, url, content_type)
        return feed

    def parse_headlines(self, data: bytes, url: str = "", content_type: str = "") -> Feed:
        """Parse the titles, links and dates of a feed, but not the texts."""
        feed: Feed = self._parse(url or "feed", "headlines", data, url, content_type)
        return feed

    def parse_page(self, data: bytes, url: str = "", content_type: str = "") -> Page:
        """Return the article of a page, read by `sources.parsing.page.read_article`."""
        page: Page = self._parse(url or "page", "page", data, url, content_type)
        return page

    def find_feed_links(self, data: bytes, url: str, content_type: str = "") -> tuple[str, ...]:
        """Return the feeds that a page links to, found by `sources.parsing.feed_discovery.find_feed_links`."""
        feed_links: tuple[str, ...] = self._parse(url, "links", data, url, content_type)
        return feed_links

    def parse_feed_file(self, path: str) -> Feed:
        """Parse a feed file. The parser process reads the file."""
        feed: Feed = self._parse(path, "feed", path, "", "")
        return feed

    def parse_page_file(self, path: str, url: str = "") -> Page:
        """Return the text and metadata of a saved page, as `sources.parsing.page.extract_page` does."""
        page: Page = self._parse(path, "page_file", path, url, "")
        return page

    def close(self) -> None:
        """Kill all parser processes immediately. Calls in progress fail with an error."""
        for parser_process in self._processes:
            parser_process.kill()

    # -- private

    def _parse(self, subject: str, *request: Any) -> Any:  # noqa: ANN401 - the result of the parser that was asked for
        parser_process = self._acquire_process()
        try:
            result = parser_process.parse(subject, request)
        finally:
            self._idle_processes.put(parser_process)
        if isinstance(result, NewsError):
            raise result
        return result

    def _acquire_process(self) -> _ParserProcess:
        """Wait briefly for an idle process; start another if none becomes idle.

        If all processes are started, wait until one is idle. A start takes 0.5 s of CPU.
        """
        try:
            return self._idle_processes.get(timeout=SPARE_PROCESS_WAIT_SECONDS)
        except Empty:
            pass
        try:
            return self._unstarted_processes.get_nowait()
        except Empty:
            return self._idle_processes.get()


# ---- private: the calling process


class _ParserProcess:
    """A parser process and the connection to it.

    Only one thread at a time may use the object.
    """

    def __init__(self, timeout_seconds: float) -> None:
        self.timeout_seconds = timeout_seconds
        self.process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._loaded_kinds: set[str] = set()
        self._document_count = 0

    def parse(self, subject: str, request: tuple[Any, ...]) -> object:
        """Parse a document in the process, and return the parsed value or an error."""
        connection = self._ensure_started()
        self._ensure_loaded(connection, str(request[0]))
        try:
            connection.send(request)
            if not connection.poll(self.timeout_seconds):
                self.kill()
                return Unreadable(subject, f"took longer than {self.timeout_seconds:.0f} s to parse")
            result: object = connection.recv()
        except (EOFError, OSError):
            self.kill()
            return Unreadable(subject, "can't be parsed: it needs too much memory or crashes the parser")
        self._document_count += 1
        if self._document_count >= MAX_DOCUMENTS_PER_PROCESS:
            self.kill()
        return result

    def kill(self) -> None:
        """Kill the process."""
        connection, process = self._connection, self.process
        self._connection = self.process = None
        self._loaded_kinds.clear()
        if process is not None:
            process.kill()
            process.join()
        if connection is not None:
            connection.close()

    def _ensure_started(self) -> Connection:
        if self._connection is not None and self.process is not None and self.process.is_alive():
            return self._connection
        self.kill()
        context = multiprocessing.get_context("spawn")
        own_end, process_end = context.Pipe()
        process = context.Process(
            target=_serve_requests, args=(process_end,), daemon=True, name="newsbrief-parser"
        )
        process.start()
        process_end.close()
        self.process, self._connection, self._document_count = process, own_end, 0
        try:
            is_ready = own_end.poll(START_TIMEOUT_SECONDS) and own_end.recv() == "ready"
        except (EOFError, OSError):
            is_ready = False
        if not is_ready:
            self.kill()
            raise Unreadable("parser", "the parser process did not start")
        return own_end

    def _ensure_loaded(self, connection: Connection, kind: str) -> None:
        """Make the process import a parser, so that the import does not count against a document's time limit.

        On a slow machine importing takes longer than a document may: the process was killed again and again, and no
        page was ever read.
        """
        if kind in self._loaded_kinds:
            return
        try:
            connection.send((kind, None, "", ""))
            is_loaded = connection.poll(START_TIMEOUT_SECONDS) and connection.recv() == "loaded"
        except (EOFError, OSError):
            is_loaded = False
        if not is_loaded:
            self.kill()
            raise Unreadable("parser", "the parser process did not start")
        self._loaded_kinds.add(kind)


# ---- private: the parser process


def _serve_requests(connection: Connection) -> None:
    """Parse the documents that the main process sends, until the main process closes the connection."""
    sandbox.limit_memory()
    sandbox.close_network()
    # Ctrl-C is handled by the parent process, which ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A library's log messages about a document may contain an address that a person typed.
    logging.disable()
    # A compromised parser must not find any tokens.
    os.environ.clear()
    connection.send("ready")
    while True:
        try:
            kind, document, url, content_type = connection.recv()
        except (EOFError, OSError):
            return
        subject = document if isinstance(document, str) else url or kind
        try:
            if document is None:
                _load_parser(kind)
                connection.send("loaded")
                continue
            sandbox.limit_cpu_time()
            data = _read_bytes(document) if isinstance(document, str) else document
            connection.send(_load_parser(kind)(data, url=url, content_type=content_type))
        except NewsError as error:
            connection.send(_with_subject(error, subject))
        except MemoryError:
            connection.send(TooLarge(subject, "it needs too much memory to parse"))
        except Exception as error:  # noqa: BLE001 - on hostile input parsers raise anything; the process must go on
            connection.send(Unreadable(subject, f"can't be parsed ({type(error).__name__})"))


@cache
def _load_parser(kind: str) -> Callable[..., object]:
    """Return the parser for a kind of document.

    Importing takes a second, so it is done on first use and only in the parser process.
    """
    if kind in {"feed", "headlines"}:
        from sources.parsing import feed  # noqa: PLC0415 - see above

        return feed.parse if kind == "feed" else partial(feed.parse, with_texts=False)
    if kind == "links":
        from sources.parsing import feed_discovery  # noqa: PLC0415 - see above

        return feed_discovery.find_feed_links
    from sources.parsing import page  # noqa: PLC0415 - see above

    return page.read_article if kind == "page" else page.extract_page


def _read_bytes(path: str) -> bytes:
    try:
        file = Path(path)
        if not file.is_file():
            raise Unreachable(path, "no such file")
        if file.stat().st_size > MAX_FILE_BYTES:
            raise TooLarge(path, f"larger than {MAX_FILE_BYTES // 2**20} MB")
        data = file.read_bytes()
    except OSError as error:
        raise Unreachable(path, f"can't be opened ({error.strerror})") from error
    if not data.strip():
        raise Unreadable(path, "the file is empty")
    return data


def _with_subject(error: NewsError, subject: str) -> NewsError:
    """Return the error with the document's name as subject.

    A subject other than "feed" or "page" is kept.
    """
    error_subject = getattr(error, "subject", "")
    return type(error)(subject, error.reason) if error_subject in {"feed", "page"} else error  # type: ignore[attr-defined]
