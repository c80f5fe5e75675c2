"""A store whose write-ahead log is torn, or whose file is moved away."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from news.digest import Delivery
from news.errors import StoreError
from storage.sqlite.store import Store

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TORN_LOGS = 24


def test_a_torn_log_keeps_what_was_written_before_the_tear(tmp_path: Path) -> None:
    path = tmp_path / "newsbrief.db"
    with Store(path) as store:
        for number in range(TORN_LOGS):
            store.ledger.enqueue(
                [Delivery("T1", f"d{number:03}", f"d{number:03}", "C1", NOW, "due", NOW)], scan_progress=()
            )
        log = Path(f"{path}-wal")
        size = log.stat().st_size
        assert size > 0
        counts = []
        for number in range(TORN_LOGS + 1):
            torn = tmp_path / f"torn{number}.db"
            shutil.copy(path, torn)
            Path(f"{torn}-wal").write_bytes(log.read_bytes()[: size * number // TORN_LOGS - number % 7 * 3])
            with Store(torn) as opened:
                assert opened.find_problems() == ()
                keys = [each.idempotency_key for each in opened.outbox.list_due()]
            counts.append(len(keys))

    assert counts == sorted(counts)
    assert counts[-1] >= TORN_LOGS - 1


def test_a_file_that_is_moved_away_while_it_is_used_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "newsbrief.db"
    with Store(path) as store:
        for file in tmp_path.glob("newsbrief.db*"):
            file.rename(tmp_path / f"moved-{file.name}")
        store._database._thread_local.__dict__.clear()  # as on a new thread
        with pytest.raises(StoreError, match="cannot_open"):
            store.outbox.list_due()

    assert not path.exists()
