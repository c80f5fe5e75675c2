"""`/readyz` says whether the bot can work, and what is in the way."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.runtime.heartbeat import Heartbeat
from bot.runtime.monitoring import readiness as module
from bot.runtime.monitoring.health_server import serve_health
from bot.runtime.monitoring.metrics import Metrics
from bot.runtime.monitoring.readiness import Readiness
from news.digest import Delivery
from storage.sqlite.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
DIGEST = Delivery("T1", "d1|2026-11-20|09:00", "d1", "C1", NOW - timedelta(minutes=9), "pending", NOW)


class Bot:
    """What a check looks at; all is well at first."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.store = store
        self.slack = {"is_connected": True, "token_error": "", "team": "T1"}
        self.heartbeat = Heartbeat(folder / "heartbeat")
        self.heartbeat.report_slack(lambda: self.slack)
        self.readiness = Readiness(store, self.heartbeat, lambda: NOW)

    def enqueue(self, **changes: Any) -> None:
        delivery = replace(DIGEST, not_before=DIGEST.due_at)
        self.store.ledger.enqueue([replace(delivery, **changes)], scan_progress=[])


@pytest.fixture
def bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bot]:
    monkeypatch.setattr(module, "REUSE_SECONDS", 0.0)
    with Store(tmp_path / "newsbrief.db") as store:
        yield Bot(tmp_path, store)


def _disconnect(bot: Bot) -> None:
    bot.slack["is_connected"] = False


def _refuse_token(bot: Bot) -> None:
    bot.slack["token_error"] = "token_revoked"


def _close_store(bot: Bot) -> None:
    bot.store.close()


@pytest.mark.parametrize(
    ("happens", "expected"),
    [
        (lambda _bot: None, {"ready": True, "is_store_writable": True, "overdue_messages": 0}),
        (_disconnect, {"ready": False, "is_connected": False}),
        (_refuse_token, {"ready": False, "is_connected": False}),
        (_close_store, {"ready": False, "is_store_writable": False, "store_problem": "closed"}),
        (lambda bot: bot.enqueue(), {"ready": False, "overdue_messages": 1}),
        (lambda bot: bot.enqueue(state="due"), {"ready": False, "overdue_messages": 1}),
        (lambda bot: bot.enqueue(state="unknown"), {"ready": False, "overdue_messages": 1}),
        (lambda bot: bot.enqueue(state="sending"), {"ready": False, "overdue_messages": 1}),
        # Sent, due only now, or held back until the end of quiet hours, or of another workspace.
        (lambda bot: bot.enqueue(state="sent"), {"ready": True}),
        (lambda bot: bot.enqueue(due_at=NOW - timedelta(minutes=4)), {"ready": True}),
        (lambda bot: bot.enqueue(not_before=NOW + timedelta(hours=1)), {"ready": True}),
        (lambda bot: bot.enqueue(team="T2"), {"ready": True}),
    ],
)
def test_what_is_in_the_way_is_said(
    bot: Bot, happens: Callable[[Bot], None], expected: dict[str, object]
) -> None:
    happens(bot)

    report = bot.readiness.check().as_json()

    assert {name: report[name] for name in expected} == expected


def test_the_pages_answer_with_a_status_for_monitors(bot: Bot) -> None:
    metrics = Metrics(bot.store, lambda: NOW)
    with serve_health(bot.heartbeat, 28421, readiness=bot.readiness, bot_metrics=metrics) as port:
        address = f"http://127.0.0.1:{port}"
        assert urllib.request.urlopen(f"{address}/healthz", timeout=20).status == 200
        assert json.load(urllib.request.urlopen(f"{address}/readyz", timeout=20))["ready"]
        with urllib.request.urlopen(f"{address}/metrics", timeout=20) as response:
            assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
            assert b"newsbrief_database_bytes" in response.read()

        _disconnect(bot)
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{address}/readyz", timeout=20)

        assert refused.value.code == 503
        assert json.load(refused.value)["is_connected"] is False
