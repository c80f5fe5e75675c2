"""The database file, with one connection for writing and one per thread for reading.

No other module opens SQLite. sqlite-utils chooses the library: pysqlite3 if it is installed, else Python's own. Two
SQLite libraries in one process would drop each other's locks on a file, so no other module imports either of them.

    read_transaction()   the thread's `query_only` connection, in one snapshot; readers never wait for the writer
    write_transaction()  the only writing connection, behind a lock, in BEGIN IMMEDIATE; an exception undoes the block,
                         otherwise its rows are on disk when it ends
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import weakref
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import quote

from news.errors import StoreError, StoreProblem

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def _blocked_import(module: str) -> Iterator[None]:
    """Block the import of a module, unless the module is already loaded."""
    is_loaded = module in sys.modules
    if not is_loaded:
        sys.modules[module] = None  # type: ignore[assignment]  # documented: the import then fails
    try:
        yield
    finally:
        if not is_loaded:
            del sys.modules[module]


# sqlite-utils imports numpy, if it is installed, to accept numpy's numbers as column types. No column needs them, and
# numpy takes 0.15 s of CPU and 12 MB, a quarter of all that `newsbrief sources` takes.
with _blocked_import("numpy"):
    import sqlite_utils
    from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # it chose the library, and re-exports it

__all__ = [
    "Database",
    "InMemoryDatabase",
    "ReadOnlyDatabase",
    "has_wal_reset_bug",
    "sqlite3",
    "sqlite_utils",
]

log = logging.getLogger(__name__)

# How long a process waits for the transaction of another one. The bot needs milliseconds; a backup may lock the
# file for some seconds. 200 kills of 4 writing processes gave 0 lock errors with this figure.
BUSY_TIMEOUT_SECONDS = 30.0
# The next checkpoint truncates a longer write-ahead log to this size.
MAX_JOURNAL_BYTES = 64 * 1024 * 1024
# "NBrf" in the header marks a file of Newsbrief. Files of other programs are not touched.
APPLICATION_ID = 0x4E427266
# Releases, both included, in which two connections that write or checkpoint at the same moment may corrupt a
# write-ahead log (sqlite.org/wal.html#walresetbug).
WAL_RESET_BUG_VERSIONS = ((3, 7, 0), (3, 51, 2))

_STORE_PROBLEMS = {
    "SQLITE_FULL": StoreProblem.DISK_FULL,
    "SQLITE_READONLY": StoreProblem.READ_ONLY,
    "SQLITE_CANTOPEN": StoreProblem.CANNOT_OPEN,
    "SQLITE_PERM": StoreProblem.CANNOT_OPEN,
    "SQLITE_BUSY": StoreProblem.LOCKED,
    "SQLITE_LOCKED": StoreProblem.LOCKED,
    "SQLITE_CORRUPT": StoreProblem.DAMAGED,
    "SQLITE_NOTADB": StoreProblem.DAMAGED,
    "SQLITE_IOERR": StoreProblem.DISK_ERROR,
    "SQLITE_CONSTRAINT": StoreProblem.MISSING_REFERENCE,
}


class Database:
    """An open database file.

    Create one instance per process. All threads may use the instance.

    Attributes:
        path: the path of the file.
    """

    def __init__(self, path: Path, *, busy_timeout_seconds: float = BUSY_TIMEOUT_SECONDS) -> None:
        """Open the database file. A missing file is created.

        The file and a missing folder are created so that only the owner can read them.

        Raises:
            StoreError: the file cannot be opened, or belongs to another program.
        """
        self.path = path
        self._busy_timeout_seconds = busy_timeout_seconds
        self._write_lock = threading.Lock()
        self._closed = False
        self._thread_local = threading.local()
        self._readers_lock = threading.Lock()
        self._readers: weakref.WeakSet[sqlite_utils.Database] = weakref.WeakSet()
        if has_wal_reset_bug(sqlite3.sqlite_version_info):
            log.warning("SQLite %s has a fault in WAL mode; install pysqlite3", sqlite3.sqlite_version)
        self._create()
        with self._translate_errors():
            self._writer = self._connect()
            try:
                self._configure(self._writer)
            except BaseException:
                self._writer.close()
                raise

    @contextmanager
    def read_transaction(self) -> Iterator[sqlite_utils.Database]:
        """Read from a consistent snapshot of the database.

        Later writes are not visible. A nested block joins the outer block.

        Fetch all rows inside the block: an open cursor prevents the write-ahead log from being reset.
        """
        with self._translate_errors():
            reader = self._thread_reader()
            if reader.conn.in_transaction:
                yield reader
                return
            try:
                reader.conn.execute("BEGIN")
                yield reader
            finally:
                reader.conn.rollback()

    @contextmanager
    def write_transaction(self, *, survives_power_cut: bool = True) -> Iterator[sqlite_utils.Database]:
        """Commit all changes of the block, or none if the block fails.

        After the block, the changes survive a crash of the process; unless declined, also a power cut. Declining saves
        the flush to the disk, for changes that a later transaction takes along.

        Do not nest write transactions, and keep them short: all other writers wait.
        """
        with self._translate_errors(), self._write_lock:
            self._check_open()
            writer = self._writer
            try:
                if not survives_power_cut:
                    writer.conn.execute("PRAGMA synchronous = normal")
                # Inside `try`: an interrupted BEGIN may already have started a transaction.
                writer.conn.execute("BEGIN IMMEDIATE")
                yield writer
                writer.conn.execute("COMMIT")
            finally:
                if writer.conn.in_transaction:
                    writer.conn.execute("ROLLBACK")
                if not survives_power_cut:
                    writer.conn.execute("PRAGMA synchronous = full")

    def copy_to(self, path: Path) -> None:
        """Write a copy of the database to a new or empty file, without blocking readers or writers.

        The copy is one consistent snapshot, without free pages. It takes about 10 s for 1 GB.

        Raises:
            StoreError: the database cannot be read, or the file cannot be written.
        """
        with self._translate_errors():
            self._check_open()
            connection = self._connect()
            try:
                connection.conn.execute("VACUUM INTO ?", (str(path),))
            finally:
                connection.close()

    def close(self) -> None:
        """Close all connections. No thread may still be reading. Closing twice is harmless."""
        with self._write_lock, self._readers_lock:
            self._closed = True
            for reader in list(self._readers):
                reader.close()
            self._writer.close()

    # ---- private

    # How SQLite opens the file. A file that is moved away while the bot runs must not be replaced by an empty one.
    _open_mode = "rw"

    def _create(self) -> None:
        _create_file(self.path)

    def _configure(self, writer: sqlite_utils.Database) -> None:
        _configure(writer, self.path)

    def _check_open(self) -> None:
        if self._closed:
            raise StoreError(StoreProblem.CLOSED, self.path)

    def _thread_reader(self) -> sqlite_utils.Database:
        self._check_open()
        reader: sqlite_utils.Database | None = getattr(self._thread_local, "reader", None)
        if reader is None:
            reader = self._connect()
            reader.conn.execute("PRAGMA query_only = on")
            reader.conn.execute("PRAGMA wal_autocheckpoint = 0")
            # The connection closes with its thread.
            weakref.finalize(reader, reader.conn.close)
            self._thread_local.reader = reader
            with self._readers_lock:
                self._readers.add(reader)
        return reader

    def _connect(self) -> sqlite_utils.Database:
        # Any thread may close the connection; otherwise connections cross threads only behind the lock.
        address = (
            str(self.path)
            if str(self.path) == ":memory:"
            else f"file:{quote(str(self.path))}?mode={self._open_mode}"
        )
        conn = sqlite3.connect(
            address,
            uri=True,
            timeout=self._busy_timeout_seconds,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            database = sqlite_utils.Database(conn, execute_plugins=False)
            conn.execute("PRAGMA foreign_keys = on")
        except BaseException:
            conn.close()
            raise
        return database

    @contextmanager
    def _translate_errors(self) -> Iterator[None]:
        """Re-raise SQLite errors as StoreError."""
        try:
            yield
        except sqlite3.Error as error:
            error_name = getattr(error, "sqlite_errorname", None) or ""
            store_problem = next(
                (problem for prefix, problem in _STORE_PROBLEMS.items() if error_name.startswith(prefix)),
                StoreProblem.FAILED,
            )
            raise StoreError(store_problem, self.path) from error
        except UnicodeEncodeError as error:
            raise StoreError(StoreProblem.INVALID_UNICODE, self.path) from error


class InMemoryDatabase(Database):
    """An in-memory database, initially empty.

    The database has one connection, which one thread can use at a time.

    Readers therefore wait for the writer, and a `read_transaction` inside a `write_transaction` sees its changes.
    """

    def __init__(self) -> None:
        super().__init__(Path(":memory:"))
        # The thread that holds it may read within its own transaction.
        self._connection_lock = threading.RLock()

    @contextmanager
    def read_transaction(self) -> Iterator[sqlite_utils.Database]:
        """Read from a consistent snapshot of the database. Other threads wait until the block ends."""
        with self._translate_errors(), self._connection_lock:
            self._check_open()
            connection = self._writer.conn
            if connection.in_transaction:
                yield self._writer
                return
            try:
                connection.execute("BEGIN")
                connection.execute("PRAGMA query_only = on")
                yield self._writer
            finally:
                connection.rollback()
                connection.execute("PRAGMA query_only = off")

    @contextmanager
    def write_transaction(self, *, survives_power_cut: bool = True) -> Iterator[sqlite_utils.Database]:
        """Commit all changes of the block, or none if the block fails.

        See `Database.write_transaction`.
        """
        with (
            self._connection_lock,
            super().write_transaction(survives_power_cut=survives_power_cut) as writer,
        ):
            yield writer

    def close(self) -> None:
        """Close the connection and discard the database."""
        with self._connection_lock:
            super().close()

    def copy_to(self, path: Path) -> None:
        """Write a copy of the database to a new or empty file. Other threads wait."""
        with self._translate_errors(), self._connection_lock:
            self._check_open()
            self._writer.conn.execute("VACUUM INTO ?", (str(path),))

    # ---- private

    def _create(self) -> None:
        """Do nothing, because an in-memory database has no file."""


class ReadOnlyDatabase(Database):
    """A database file that another process may write, and this one cannot.

    SQLite itself refuses a write: the file is opened read-only, and every connection for queries alone.
    """

    _open_mode = "ro"

    def write_transaction(self, *, survives_power_cut: bool = True) -> NoReturn:
        """Refuse to write.

        Raises:
            StoreError: always.
        """
        del survives_power_cut
        raise StoreError(StoreProblem.READ_ONLY, self.path)

    # ---- private

    def _create(self) -> None:
        """Check that there is a file, and create none."""
        try:
            is_empty = self.path.stat().st_size == 0
        except FileNotFoundError:
            is_empty = True
        except OSError as error:
            raise StoreError(StoreProblem.CANNOT_OPEN, self.path) from error
        if is_empty:
            raise StoreError(StoreProblem.MISSING, self.path)

    def _configure(self, writer: sqlite_utils.Database) -> None:
        """Check that the file is one of ours, and change nothing in it."""
        writer.conn.execute("PRAGMA query_only = on")
        if _read_pragma(writer, "application_id") != APPLICATION_ID:
            raise StoreError(StoreProblem.NOT_OURS, self.path)


def has_wal_reset_bug(version: tuple[int, ...]) -> bool:
    """Whether the installed SQLite release has the WAL-reset bug."""
    oldest, newest = WAL_RESET_BUG_VERSIONS
    return oldest <= version <= newest


# ---- private


def _create_file(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            # Owner only: the file contains questions of people. SQLite gives its side files the same mode. An
            # existing file is not opened here: closing it would drop the locks of other connections to it.
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError(StoreProblem.CANNOT_OPEN, path) from error
    if not os.access(path, os.R_OK | os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        raise StoreError(StoreProblem.READ_ONLY, path)


def _configure(writer: sqlite_utils.Database, path: Path) -> None:
    application_id = _read_pragma(writer, "application_id")
    if application_id != APPLICATION_ID:
        if application_id or writer.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise StoreError(StoreProblem.NOT_OURS, path)
        writer.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    if _read_pragma(writer, "journal_mode") != "wal":
        writer.conn.execute("PRAGMA journal_mode = wal")
    writer.conn.execute("PRAGMA synchronous = full")
    writer.conn.execute(f"PRAGMA journal_size_limit = {MAX_JOURNAL_BYTES}")


def _read_pragma(database: sqlite_utils.Database, name: str) -> object:
    value: object = database.execute(f"PRAGMA {name}").fetchone()[0]
    return value
