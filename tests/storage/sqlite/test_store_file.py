"""The file survives what happens to files: kills, threads, failures, full disks, other people's programs."""

from __future__ import annotations

import ast
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from paths import ROOT

from news.errors import SchemaTooNew, StoreError
from storage.sqlite import database, migrations
from storage.sqlite.database import Database, has_wal_reset_bug
from storage.sqlite.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from storage.records import IncomingArticle

    Came = Callable[..., IncomingArticle]

# Stores three articles at a time and says so after each, until it is killed.
WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from news.article import Article, build_article_id, dedup_keys
from storage.records import IncomingArticle
from storage.sqlite.store import Store

now = datetime(2026, 11, 20, tzinfo=UTC)
number = int(sys.argv[2])
with Store(Path(sys.argv[1])) as store:
    while True:
        batch = []
        for _ in range(3):
            number += 1
            named = dedup_keys(source_id="one", guid=str(number), url="", title="Storm", text="")
            text = f"Storm {number} nears the coast. " * 20
            article = Article(build_article_id(named), "one", "One", "", "Storm", text, ((0, 5),), now)
            batch.append(IncomingArticle(article, named))
        store.articles.add(batch)
        print(*(incoming.article.id for incoming in batch), flush=True)
"""


def test_a_killed_writer_loses_no_acknowledged_article(store: Store, path: Path) -> None:
    acknowledged: set[str] = set()
    chance = random.Random(7)
    for round_number in range(5):
        command = [sys.executable, "-c", WRITER, str(path), str(round_number * 1_000_000)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
            for _ in range(chance.randint(5, 40)):
                acknowledged.update(writer.stdout.readline().split())
            writer.send_signal(signal.SIGKILL)
            acknowledged.update(writer.stdout.read().rpartition("\n")[0].split())
        assert store.find_problems() == ()

    assert len(store.articles.current_versions(acknowledged, ["one"])) == len(acknowledged) > 30


def test_threads_write_and_read_at_one_time(store: Store, came: Came) -> None:
    failures: list[StoreError] = []
    writing = threading.Event()

    def write(first: int) -> None:
        for number in range(first, first + 200, 10):
            store.articles.add([came(one) for one in range(number, number + 10)])

    def read() -> None:
        try:
            while not writing.is_set():
                for article in store.articles.search("storm coast", ["one"]):
                    assert article.text.startswith("Storm")
        except StoreError as error:
            failures.append(error)

    writers = [threading.Thread(target=write, args=(first,)) for first in (0, 1_000)]
    readers = [threading.Thread(target=read) for _ in range(2)]
    for thread in (*writers, *readers):
        thread.start()
    for thread in writers:
        thread.join()
    writing.set()
    for thread in readers:
        thread.join()

    names = [came(number).article.id for first in (0, 1_000) for number in range(first, first + 200)]
    assert not failures
    assert len(store.articles.current_versions(names, ["one"])) == 400
    assert store.find_problems() == ()


def test_a_failing_transaction_keeps_nothing_of_itself_and_all_of_the_others(
    store: Store, now: datetime
) -> None:
    inside = threading.Event()

    def fail() -> None:
        with suppress(ZeroDivisionError), store._database.write_transaction() as db:
            db.execute("INSERT INTO processed_events VALUES ('lost', 1)")
            inside.set()
            _ = 1 / 0

    def others() -> None:
        inside.wait()
        for number in range(20):
            assert store.processed_events.claim(f"kept {number}", now)

    assert store.processed_events.claim("before", now)
    threads = [threading.Thread(target=fail), threading.Thread(target=others)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with store._database.read_transaction() as db:
        kept = {row[0] for row in db.execute("SELECT id FROM processed_events").fetchall()}
    assert kept == {"before", *(f"kept {number}" for number in range(20))}


def test_a_fault_at_any_step_of_ingest_leaves_all_or_nothing(store: Store, came: Came) -> None:
    """SQLite is interrupted after ever more of its own instructions, until the ingest gets through."""
    store.articles.add([came(1), came(2, source="two")])
    batch = [came(1, text="Changed."), came(2), came(3), came(1, source="two", text="Changed.")]
    outcomes: list[str] = []
    steps = 4
    while outcomes[-1:] != ["all"] and steps < 1_000_000:
        steps = steps * 5 // 4
        stop = iter([1])
        store._database._writer.conn.set_progress_handler(partial(next, stop, 0), steps)
        try:
            added = store.articles.add(batch)
        except StoreError:
            outcomes.append("nothing")
            assert len(store.articles.list_versions(came(1).article.id, ["one"])) == 1
            assert store.articles.find_known_keys(came(3).dedup_keys) == set()
        else:
            outcomes.append("all")
            assert (len(added.changed_articles), len(added.shared_articles), len(added.new_articles)) == (
                1,
                2,
                1,
            )
        finally:
            store._database._writer.conn.set_progress_handler(None, 0)

    assert outcomes[-1] == "all"
    assert outcomes.count("nothing") > 10
    assert store.find_problems() == ()


def test_a_reader_sees_one_moment_while_others_write(store: Store, came: Came) -> None:
    with store._database.read_transaction():
        before = store.articles.current_versions([came(1).article.id], ["one"])
        store.articles.add([came(1)])
        after = store.articles.current_versions([came(1).article.id], ["one"])

    assert before == after == ()
    assert len(store.articles.current_versions([came(1).article.id], ["one"])) == 1


def test_readers_cannot_write(store: Store) -> None:
    with pytest.raises(StoreError, match="read-only"), store._database.read_transaction() as db:
        db.execute("DELETE FROM sources")


def test_a_thread_that_ends_takes_its_connection_with_it(store: Store) -> None:
    for _ in range(20):
        thread = threading.Thread(target=store.sources.all)
        thread.start()
        thread.join()

    assert len(store._database._readers) <= 1


def test_opening_twice_changes_nothing(store: Store, path: Path, came: Came) -> None:
    store.articles.add([came(1)])
    with store._database.read_transaction() as db:
        before = db.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall()

    with Store(path) as again:
        found = again.articles.search("storm", ["one"])
    migrations.migrate(store._database)

    with store._database.read_transaction() as db:
        assert db.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall() == before
        assert db.execute("SELECT count(*) FROM _sqlite_migrations").fetchone() == (
            len(migrations.MIGRATIONS),
        )
    assert len(found) == 1


def test_a_migration_that_fails_leaves_nothing_of_itself(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = dict(migrations.MIGRATIONS)
    Store(path).close()
    monkeypatch.setattr(
        migrations, "MIGRATIONS", good | {"999_bad": ("CREATE TABLE half (id)", "CREATE TABLE half (id)")}
    )
    with pytest.raises(StoreError):
        Store(path)

    monkeypatch.setattr(migrations, "MIGRATIONS", good)
    with Store(path) as store, store._database.read_transaction() as db:
        assert db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone() == (0,)


def test_a_file_of_a_newer_release_is_refused_unchanged(store: Store, path: Path) -> None:
    with store._database.write_transaction() as db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('newsbrief', '999', '')"
        )

    with pytest.raises(SchemaTooNew, match="newer Newsbrief"):
        Store(path)


def test_another_programs_file_is_refused_unchanged(path: Path) -> None:
    other = Database(path)
    with other.write_transaction() as db:
        db.execute("CREATE TABLE theirs (id)")
        db.execute("PRAGMA application_id = 0")
    other.close()
    before = path.read_bytes()

    with pytest.raises(StoreError, match="another program"):
        Store(path)

    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"not a database at all, but a long enough text to be read as a header " * 20, b"\0" * 4096]
)
def test_a_file_that_is_no_database_is_refused_in_words(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)

    with pytest.raises(StoreError, match="damaged or not a database"):
        Store(path)

    assert path.read_bytes() == content


def test_a_damaged_page_is_told_in_words(store: Store, path: Path, came: Came) -> None:
    store.articles.add([came(number) for number in range(50)])
    store.close()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 8192))

    with pytest.raises(StoreError, match="damaged"), Store(path) as damaged:
        damaged.articles.search("storm", ["one"])


def test_a_folder_in_the_files_place_is_refused_in_words(path: Path) -> None:
    path.mkdir(parents=True)

    with pytest.raises(StoreError, match="cannot be opened"):
        Store(path)


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder that everybody may enter, and a user to whom permissions apply."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        privileged = os.geteuid() == 0
        if privileged:
            os.chown(folder, 65534, -1)
            os.seteuid(65534)
        try:
            yield Path(folder)
        finally:
            if privileged:
                os.seteuid(0)


def test_a_read_only_file_is_told_in_words(unprivileged: Path) -> None:
    path = unprivileged / "newsbrief.db"
    Store(path).close()
    path.chmod(0o444)

    with pytest.raises(StoreError, match="is read-only"):
        Store(path)


def test_a_folder_that_may_not_be_written_is_told_in_words(unprivileged: Path) -> None:
    unprivileged.chmod(0o555)

    with pytest.raises(StoreError, match="cannot be opened"):
        Store(unprivileged / "home" / "newsbrief.db")


def test_a_file_that_becomes_read_only_can_still_be_read(store: Store, came: Came) -> None:
    store.articles.add([came(1)])
    store._database._writer.execute("PRAGMA query_only = on")

    with pytest.raises(StoreError, match="is read-only"):
        store.articles.add([came(2)])

    assert len(store.articles.search("storm", ["one"])) == 1


def test_a_full_disk_is_told_and_nothing_acknowledged_is_lost(store: Store, came: Came) -> None:
    store.articles.add([came(1)])
    writer = store._database._writer
    pages = writer.execute("PRAGMA page_count").fetchone()[0]
    writer.execute(f"PRAGMA max_page_count = {pages + 2}").fetchall()

    with pytest.raises(StoreError, match="disk is full"):
        store.articles.add([came(number, text=f"{number} " * 5_000) for number in range(2, 30)])
    writer.execute("PRAGMA max_page_count = 1000000").fetchall()

    assert len(store.articles.search("storm", ["one"])) == 1
    assert len(store.articles.add([came(2)]).new_articles) == 1
    assert store.find_problems() == ()


def test_a_file_that_another_holds_is_told_in_words(store: Store, path: Path) -> None:
    hasty = Database(path, busy_timeout_seconds=0.01)

    with (
        store._database.write_transaction(),
        pytest.raises(StoreError, match="another process is writing"),
        hasty.write_transaction(),
    ):
        pass
    hasty.close()


def test_a_closed_store_says_so(store: Store, now: datetime) -> None:
    store.sources.all()
    store.close()
    store.close()

    with pytest.raises(StoreError, match="closed"):
        store.sources.all()
    with pytest.raises(StoreError, match="closed"):
        store.processed_events.claim("e", now)


def test_a_rotten_search_index_is_seen(store: Store, came: Came) -> None:
    store.articles.add([came(1)])
    with store._database.write_transaction() as db:
        db.execute("DELETE FROM articles_fts WHERE rowid = 1")

    assert store.find_problems() == ("The search index does not match the articles.",)


def test_the_file_is_its_owners_alone(store: Store, path: Path, came: Came) -> None:
    store.articles.add([came(1)])

    modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    assert modes
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize(
    ("release", "fault"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 4), False),
    ],
)
def test_releases_with_the_fault_are_known(release: tuple[int, ...], fault: bool) -> None:  # noqa: FBT001 - a case
    assert has_wal_reset_bug(release) is fault


def test_a_release_with_the_fault_is_warned_of(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(database, "WAL_RESET_BUG_VERSIONS", ((0,), (99,)))

    Store(path).close()

    assert "install pysqlite3" in caplog.text


def test_one_place_alone_names_sqlite() -> None:
    """Two SQLite libraries in one process, on one file, drop each other's locks."""
    naming = []
    for part in ("bot", "news", "playground", "sources", "storage", "summarize", "bench", "tests"):
        for file in sorted((ROOT / part).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                names = (
                    [alias.name for alias in node.names]
                    if isinstance(node, ast.Import | ast.ImportFrom)
                    else []
                )
                module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
                if {"sqlite3", "pysqlite3", "apsw"} & {
                    word for name in (*names, module) for word in name.split(".")
                }:
                    naming.append(str(file.relative_to(ROOT)))

    assert naming == ["storage/sqlite/database.py"]
