"""Open the store in the data folder, and lock the folder against use by other processes."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.runtime import settings
from bot.runtime.heartbeat import HEARTBEAT_FILE
from news.errors import AlreadyRunning, StoreError, StoreProblem
from storage.sqlite import database
from storage.sqlite.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK = "running.lock"
# The files that a running bot leaves beside its store.
_SIGNS_OF_USE = (LOCK, HEARTBEAT_FILE)


def create_store(home: Path, *, is_new: bool = False) -> None:
    """Create the store of a folder that has none, before anything marks the folder as used.

    Args:
        home: the data folder.
        is_new: whether to start anew in a folder whose store is gone.

    Raises:
        StoreError: the folder or the store file cannot be used, or the store is gone.
    """
    if is_new and is_gone(home):
        for name in _SIGNS_OF_USE:
            (home / name).unlink(missing_ok=True)
    with open_store(home):
        pass


@contextmanager
def open_store(home: Path) -> Iterator[Store]:
    """Open the store in a folder. Create the folder if it does not exist.

    Raises:
        StoreError: the folder or the store file cannot be used, or the store is gone: the folder shows that a bot ran
            in it. A new, empty store would pass for all that was kept.
    """
    if is_gone(home):
        raise StoreError(StoreProblem.GONE, home / settings.DATABASE_FILE)
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise StoreError(StoreProblem.FOLDER_NOT_CREATED, home, problem.strerror) from problem
    opened = Store(home / settings.DATABASE_FILE)
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def open_store_read_only(home: Path) -> Iterator[Store]:
    """Open the store in a folder for reading alone. Nothing is created or migrated, and every write fails.

    Raises:
        StoreError: the file is missing, too old, or cannot be read.
        SchemaTooNew: a newer release wrote it.
    """
    with Store(home / settings.DATABASE_FILE, is_read_only=True) as store:
        yield store


def open_copy(file: Path) -> Store:
    """Open a copy of a store, which may be any file. A missing file is created.

    Raises:
        StoreError: the file cannot be opened or is damaged.
        SchemaTooNew: a newer release wrote it.
    """
    return Store(file)


@contextmanager
def data_folder_lock(home: Path) -> Iterator[None]:
    """Lock a data folder for this process.

    The operating system releases the lock when the process ends for any reason.

    Raises:
        AlreadyRunning: another process holds the lock.
        StoreError: the folder cannot be used.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - only `newsbrief run` locks the folder

    lock = FileLock(home / LOCK, timeout=0)
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as problem:
        raise AlreadyRunning(StoreProblem.IN_USE, home) from problem
    except OSError as problem:
        raise StoreError(StoreProblem.FOLDER_UNUSABLE, home, problem.strerror) from problem
    try:
        yield
    finally:
        lock.release()


def is_gone(home: Path) -> bool:
    """Whether a bot has run in a folder whose store is now missing or empty."""
    file = home / settings.DATABASE_FILE
    try:
        is_missing = not file.exists() or file.stat().st_size == 0
        return is_missing and any((home / name).exists() for name in _SIGNS_OF_USE)
    except OSError:
        return False  # opening the store tells what is wrong


def sqlite_version() -> tuple[str, bool]:
    """Return the SQLite release, and whether it has the fault that can damage a write-ahead log."""
    version = database.sqlite3.sqlite_version_info
    return ".".join(map(str, version)), database.has_wal_reset_bug(version)
