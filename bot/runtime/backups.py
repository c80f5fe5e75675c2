"""Write backups of the store while the bot runs, check them by opening and searching them, and restore them.

back_up()   a copy is written beside its final name, checked, and renamed: a file with a backup's name is a whole one
check()     opens a second copy, so the backup itself is never written to
restore()   checks first; the replaced store is renamed, not deleted
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.runtime import settings
from bot.runtime.data_folder import data_folder_lock, open_copy, open_store
from news.errors import SchemaTooNew, StoreError, StoreProblem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

_BACKUP_NAME = "newsbrief-{time:%Y%m%d-%H%M%S}.db"
_BACKUP_NAME_PATTERN = re.compile(r"newsbrief-\d{8}-\d{6}\.db")
# Files that SQLite keeps beside a database. With another database they would damage it.
_SIDE_FILE_SUFFIXES = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was checked.

    Attributes:
        path: the file.
        byte_count: its size.
        source_count: the number of sources.
        digest_count: the number of digests.
        brief_count: the number of briefs.
        newest_at: when the newest article appeared; None without articles.
    """

    path: Path
    byte_count: int
    source_count: int
    digest_count: int
    brief_count: int
    newest_at: datetime | None


def back_up(home: Path, target: Path, now: datetime) -> Backup:
    """Back up the store of a data folder, and check the copy. The bot may be running.

    Args:
        home: the data folder.
        target: the new file; or a folder, in which the file is named by the time.
        now: the current time.

    Raises:
        StoreError: the store cannot be read, the file exists or cannot be written, or the copy is damaged.
    """
    path = target / _BACKUP_NAME.format(time=now) if target.is_dir() else target
    if path.exists():
        raise StoreError(StoreProblem.BACKUP_EXISTS, path)
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        with _report_file_errors(StoreProblem.BACKUP_NOT_WRITTEN, path.parent):
            unfinished.unlink(missing_ok=True)
            # Only the owner may read it: it contains what people asked.
            os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with open_store(home) as store:
            store.copy_to(unfinished)
        backup = _inspect(unfinished, path)
        with _report_file_errors(StoreProblem.BACKUP_NOT_WRITTEN, path.parent):
            _flush(unfinished)
            unfinished.rename(path)
            _flush(path.parent)
        return backup
    finally:
        for suffix in ("", *_SIDE_FILE_SUFFIXES):
            with suppress(OSError):
                Path(f"{unfinished}{suffix}").unlink(missing_ok=True)


def remove_old_backups(folder: Path, count: int) -> tuple[Path, ...]:
    """Remove all backups in a folder except the newest ones. Return the removed files, oldest first.

    Only files with the names that `back_up` gives count.
    """
    backups = sorted(path for path in folder.iterdir() if _BACKUP_NAME_PATTERN.fullmatch(path.name))
    old_backups = tuple(backups[: max(0, len(backups) - count)])
    with _report_file_errors(StoreProblem.FOLDER_UNUSABLE, folder):
        for path in old_backups:
            path.unlink()
    return old_backups


def check(path: Path) -> Backup:
    """Check a backup, by opening and searching a copy of it in the system's folder for temporary files.

    Raises:
        StoreError: there is no such file, it is damaged, or it is not a backup.
        SchemaTooNew: a newer release wrote it.
    """
    if not path.is_file():
        raise StoreError(StoreProblem.BACKUP_NOT_FOUND, path)
    with (
        tempfile.TemporaryDirectory(prefix="newsbrief-") as folder,
        _report_file_errors(StoreProblem.CANNOT_OPEN, path),
    ):
        copy = Path(folder) / path.name
        shutil.copyfile(path, copy)
        return _inspect(copy, path)


def restore(home: Path, path: Path, now: datetime) -> tuple[Backup, Path | None]:
    """Replace the store with a backup.

    Returns:
        The backup, and the file that the replaced store has now; None if there was none.

    Raises:
        AlreadyRunning: a bot uses the data folder.
        StoreError: the backup is damaged, or the folder cannot be written to. The store is as it was.
        SchemaTooNew: a newer release wrote the backup.
    """
    backup = check(path)
    database = home / settings.DATABASE_FILE
    with data_folder_lock(home), _report_file_errors(StoreProblem.FOLDER_UNUSABLE, home):
        incoming = database.with_name(f"{database.name}.restoring")
        incoming.unlink(missing_ok=True)
        shutil.copyfile(path, incoming)
        incoming.chmod(0o600)
        _flush(incoming)
        kept = database.with_name(f"{database.name}.before-{now:%Y%m%d-%H%M%S}")
        was_there = database.exists()
        # The database first: if the process ends in between, the folder has none, and every command says so.
        for suffix in ("", *_SIDE_FILE_SUFFIXES):
            with suppress(FileNotFoundError):
                Path(f"{database}{suffix}").rename(f"{kept}{suffix}")
        incoming.rename(database)
        _flush(home)
    return backup, kept if was_there else None


# ---- private


def _inspect(file: Path, path: Path) -> Backup:
    """Open and search a backup or a copy of one. Errors name the backup."""
    byte_count = file.stat().st_size
    if not byte_count:  # it would become an empty store
        raise StoreError(StoreProblem.BACKUP_DAMAGED, path)
    try:
        with open_copy(file) as store:
            problems = store.find_problems()
            sources = store.sources.all()
            newest = store.articles.latest([source.id for source in sources])
            if newest is not None:
                store.articles.search(newest.title, [newest.source_id], count=1)
            backup = Backup(
                path,
                byte_count,
                len(sources),
                len(store.subscriptions.all()),
                len(store.briefs.list_ids()),
                newest.appeared_at if newest else None,
            )
    except SchemaTooNew as problem:
        raise SchemaTooNew(problem.problem, path) from problem
    except StoreError as problem:
        raise StoreError(StoreProblem.BACKUP_DAMAGED, path, str(problem)) from problem
    if problems:
        raise StoreError(StoreProblem.BACKUP_DAMAGED, path, problems[0])
    return backup


@contextmanager
def _report_file_errors(code: StoreProblem, subject: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise StoreError(code, subject, problem.strerror) from problem


def _flush(path: Path) -> None:
    """Wait until a file, or a folder's list of file names, has been written to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
