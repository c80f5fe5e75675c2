"""Open the store in the data folder, and lock the folder against use by other processes."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.runtime import settings
from news.errors import AlreadyRunning, StoreError, StoreProblem
from storage.sqlite.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK = "running.lock"


@contextmanager
def open_store(home: Path) -> Iterator[Store]:
    """Open the store in a folder. Create the folder if it does not exist.

    Raises:
        StoreError: the folder or the store file cannot be used.
    """
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
