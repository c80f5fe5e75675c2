"""Readiness, for `GET /readyz`: whether the bot can do its work now, and if not, what is in the way.

Unlike `/healthz`, it answers 503 while Slack or the disk are at fault, which a restart would not mend.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from news.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.runtime.heartbeat import Heartbeat
    from storage.contract import Store

# A digest takes seconds; after a lost connection the bot looks for its post after a minute.
OVERDUE_AFTER = timedelta(minutes=5)
# Seconds for which the result of a check is used again: a check writes to the disk, and monitors may ask often.
REUSE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class ReadinessReport:
    """What was found.

    Attributes:
        is_ticking: whether the ticker works.
        is_connected: whether a socket to Slack is open and Slack accepts the token.
        store_problem: the code of a `news.errors.StoreProblem`; "" if the store can be written.
        overdue_count: the number of messages that should have been sent five minutes ago.
    """

    is_ticking: bool
    is_connected: bool
    store_problem: str
    overdue_count: int

    @property
    def is_ready(self) -> bool:
        """Whether nothing is in the way."""
        return self.is_ticking and self.is_connected and not self.store_problem and not self.overdue_count

    def as_json(self) -> dict[str, Any]:
        """Return the content of the `/readyz` response."""
        return {
            "ready": self.is_ready,
            "is_ticking": self.is_ticking,
            "is_connected": self.is_connected,
            "is_store_writable": not self.store_problem,
            "store_problem": self.store_problem,
            "overdue_messages": self.overdue_count,
        }


class Readiness:
    """Checks whether the bot can do its work. Thread-safe.

    Args:
        store: the store.
        heartbeat: the heartbeat, which also knows the state of the connection to Slack.
        clock: returns the time.
    """

    def __init__(self, store: Store, heartbeat: Heartbeat, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._heartbeat = heartbeat
        self._clock = clock
        self._lock = threading.Lock()
        self._checked_at_seconds = float("-inf")
        self._store_state = ("", 0)

    def check(self) -> ReadinessReport:
        """Check now; the store at most once in a few seconds."""
        status = self._heartbeat.status()
        with self._lock:
            if time.monotonic() - self._checked_at_seconds >= REUSE_SECONDS:
                self._store_state = self._check_store(str(status.get("team", "")))
                self._checked_at_seconds = time.monotonic()
            store_problem, overdue_count = self._store_state
        is_connected = bool(status.get("is_connected")) and not status.get("token_error")
        return ReadinessReport(bool(status["ok"]), is_connected, store_problem, overdue_count)

    # ---- private

    def _check_store(self, team: str) -> tuple[str, int]:
        """Return the problem of the store, and the number of overdue messages."""
        problem, overdue_count = "", 0
        try:
            self._store.check_writable()
        except StoreError as error:
            problem = str(error.problem)
        try:
            overdue_count = self._store.outbox.count_overdue(team, self._clock() - OVERDUE_AFTER)
        except StoreError as error:
            problem = problem or str(error.problem)
        return problem, overdue_count
