"""Backups: written while others write, checked, put back, and never in the way of the store that is there."""

from __future__ import annotations

import threading
from datetime import time
from typing import TYPE_CHECKING

import pytest
from incoming_articles import NOW, make_incoming

from bot.runtime import backups
from bot.runtime.data_folder import data_folder_lock, open_store
from news.digest import Subscription
from news.errors import AlreadyRunning, SchemaTooNew, StoreError, StoreProblem
from news.source import Source
from storage.sqlite import database
from storage.sqlite.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder with one source, ten articles and a digest."""
    folder = tmp_path / "home"
    with open_store(folder) as store:
        store.sources.save(Source("one", "https://one.example/feed", "feed", NOW))
        store.articles.add([make_incoming(number) for number in range(10)])
        digest = Subscription("d1", "T1", "C1", (time(9),), "Europe/Berlin", NOW)
        store.subscriptions.save(digest, scanned_until=NOW, next_due_at=NOW)
    return folder


def test_a_backup_is_restored_to_the_same_articles_searches_and_digests(home: Path, tmp_path: Path) -> None:
    with open_store(home) as store:
        found = store.articles.search("storm coast", ["one"])
        digests = store.subscriptions.all()
        due = store.subscriptions.due(NOW)
    written = backups.back_up(home, tmp_path / "copy.db", NOW)
    with open_store(home) as store:
        store.articles.add([make_incoming(99)])

    restored, replaced = backups.restore(home, tmp_path / "copy.db", NOW)

    assert written == restored
    assert (restored.source_count, restored.digest_count) == (1, 1)
    with open_store(home) as store:
        assert store.articles.search("storm coast", ["one"]) == found
        assert (store.subscriptions.all(), store.subscriptions.due(NOW)) == (digests, due)
    assert replaced is not None
    with Store(replaced) as store:
        assert store.articles.find_known_keys(make_incoming(99).dedup_keys)


def test_a_backup_is_consistent_while_others_write(home: Path, tmp_path: Path) -> None:
    """Articles are added in pairs, in one transaction each: a backup has both or none."""
    stop = threading.Event()

    def write() -> None:
        with open_store(home) as store:
            for number in range(100, 100_000, 2):
                store.articles.add([make_incoming(number), make_incoming(number + 1)])
                if stop.is_set():
                    return

    writer = threading.Thread(target=write)
    writer.start()
    try:
        paths = [backups.back_up(home, tmp_path / f"{number}.db", NOW).path for number in range(5)]
    finally:
        stop.set()
        writer.join()

    for path in paths:
        with Store(path) as copy:
            keys = [make_incoming(number).dedup_keys for number in range(100, 2_000)]
            known = [bool(copy.articles.find_known_keys(of_one)) for of_one in keys]
            assert known[::2] == known[1::2]
            assert copy.find_problems() == ()


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _overwrite(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 4096] = b"\x5a" * 4096
    path.write_bytes(data)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _replace_by_other_program(path: Path) -> None:
    path.unlink()
    with database.sqlite3.connect(path) as other:
        other.execute("CREATE TABLE notes (text)")
    other.close()


def _replace_by_text(path: Path) -> None:
    path.write_text("not a database at all\n" * 100)


@pytest.mark.parametrize("damage", [_cut, _overwrite, _empty, _replace_by_other_program, _replace_by_text])
def test_a_damaged_backup_is_refused_and_nothing_changes(
    home: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    path = backups.back_up(home, tmp_path / "copy.db", NOW).path
    damage(path)
    before = (home / "newsbrief.db").read_bytes()
    damaged = path.read_bytes()

    for attempt in (lambda: backups.check(path), lambda: backups.restore(home, path, NOW)):
        with pytest.raises(StoreError) as caught:
            attempt()
        assert (caught.value.problem, caught.value.subject) == (StoreProblem.BACKUP_DAMAGED, str(path))

    assert (home / "newsbrief.db").read_bytes() == before
    assert path.read_bytes() == damaged


def test_a_backup_of_a_newer_release_is_refused(home: Path, tmp_path: Path) -> None:
    path = backups.back_up(home, tmp_path / "copy.db", NOW).path
    with database.sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('newsbrief', '999', '')"
        )
    connection.close()

    with pytest.raises(SchemaTooNew) as caught:
        backups.restore(home, path, NOW)

    assert caught.value.subject == str(path)


def test_nothing_is_restored_under_a_running_bot(home: Path, tmp_path: Path) -> None:
    path = backups.back_up(home, tmp_path / "copy.db", NOW).path

    with data_folder_lock(home), pytest.raises(AlreadyRunning):
        backups.restore(home, path, NOW)


def test_a_log_that_was_left_beside_the_old_database_is_not_applied_to_the_new_one(
    home: Path, tmp_path: Path
) -> None:
    path = backups.back_up(home, tmp_path / "copy.db", NOW).path
    crashed = Store(home / "newsbrief.db")
    crashed.articles.add([make_incoming(50)])
    log = (home / "newsbrief.db-wal").read_bytes()
    crashed.close()
    (home / "newsbrief.db").unlink()
    (home / "newsbrief.db-wal").write_bytes(log)

    backups.restore(home, path, NOW)

    with open_store(home) as store:
        assert not store.articles.find_known_keys(make_incoming(50).dedup_keys)
        assert store.find_problems() == ()


def test_a_store_that_is_gone_is_restored(home: Path, tmp_path: Path) -> None:
    path = backups.back_up(home, tmp_path / "copy.db", NOW).path
    with data_folder_lock(home):
        pass
    (home / "newsbrief.db").unlink()
    with pytest.raises(StoreError), open_store(home):
        pass

    _, replaced = backups.restore(home, path, NOW)

    assert replaced is None
    with open_store(home) as store:
        assert len(store.subscriptions.all()) == 1


def test_a_backup_never_overwrites_a_file(home: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Ada")

    with pytest.raises(StoreError) as caught:
        backups.back_up(home, tmp_path / "letter.txt", NOW)

    assert caught.value.problem is StoreProblem.BACKUP_EXISTS
    assert (tmp_path / "letter.txt").read_text() == "Dear Ada"


def test_what_cannot_be_written_leaves_no_half_file(home: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        backups.back_up(home, tmp_path / "missing" / "copy.db", NOW)
    assert caught.value.problem is StoreProblem.BACKUP_NOT_WRITTEN

    (home / "newsbrief.db").write_bytes(b"\x00" * 8192)
    with pytest.raises(StoreError):
        backups.back_up(home, tmp_path / "copy.db", NOW)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home"]


def test_only_the_owner_can_read_a_backup(home: Path, tmp_path: Path) -> None:
    path = backups.back_up(home, tmp_path / "copy.db", NOW).path

    assert path.stat().st_mode & 0o777 == 0o600


def test_old_backups_are_removed_and_other_files_are_not(tmp_path: Path) -> None:
    names = ["newsbrief-20270101-030000.db", "newsbrief-20270102-030000.db", "newsbrief-20270103-030000.db"]
    for name in [*names, "newsbrief-before-the-move.db", "photos.db"]:
        (tmp_path / name).write_bytes(b"")

    removed = backups.remove_old_backups(tmp_path, 2)

    assert [path.name for path in removed] == names[:1]
    assert len(list(tmp_path.iterdir())) == 4
