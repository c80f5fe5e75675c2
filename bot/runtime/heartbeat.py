"""Heartbeats for monitoring, in a file and at `/healthz`.

The heartbeats stop if the ticker stops working.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from news.errors import InvalidSetting, SettingProblem, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

log = logging.getLogger(__name__)

HEARTBEAT_FILE = "heartbeat"
# Seconds without a tick (there is one each second) after which the ticker counts as dead.
MAX_SECONDS_BETWEEN_TICKS = 120.0


class Heartbeat:
    """The heartbeat of the ticker, recorded after every successful tick.

    Args:
        file: the file for the time of the last heartbeat; written at most once a second.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._last_tick_seconds = time.monotonic()
        self._last_tick_at = ""
        self._read_slack_status: Callable[[], Mapping[str, Any]] = dict

    def report_slack(self, read_status: Callable[[], Mapping[str, Any]]) -> None:
        """Add what a function returns to the status. It does not count for "ok": a restart would not mend Slack."""
        self._read_slack_status = read_status

    def beat(self, now: datetime) -> None:
        """Record a heartbeat. If the file cannot be written, only log a warning."""
        self._last_tick_seconds, self._last_tick_at = time.monotonic(), now.isoformat(timespec="seconds")
        try:
            self._file.write_text(f"{self._last_tick_at}\n", encoding="ascii")
        except OSError as problem:
            log.warning("heartbeat not written cause=%s", problem.strerror)

    def status(self) -> dict[str, Any]:
        """Return the content of the `/healthz` response."""
        seconds_since_tick = time.monotonic() - self._last_tick_seconds
        return {
            "ok": seconds_since_tick < MAX_SECONDS_BETWEEN_TICKS,
            "last_tick": self._last_tick_at,
            "seconds_since": round(seconds_since_tick, 1),
            **self._read_slack_status(),
        }


@contextmanager
def serve_health(heartbeat: Heartbeat, port: int) -> Iterator[int]:
    """Serve `GET /healthz` on localhost while the context is open.

    The status is 200, or 503 if the ticker is dead.

    Args:
        heartbeat: the heartbeat to report.
        port: the port to listen on; 0 for no server.

    Yields:
        The port; 0 if there is no server.

    Raises:
        SettingsError: another program uses the port.
    """
    if not port:
        yield 0
        return
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), _build_handler(heartbeat))
    except OSError as problem:
        values: dict[str, str | int] = {"port": port, "cause": problem.strerror or type(problem).__name__}
        raise SettingsError(
            [InvalidSetting("NEWSBRIEF_HEALTH_PORT", SettingProblem.PORT_UNAVAILABLE, values)]
        ) from problem
    thread = threading.Thread(target=server.serve_forever, name="healthz", daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# ---- private


def _build_handler(heartbeat: Heartbeat) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status = heartbeat.status()
            is_health_path = self.path.partition("?")[0] == "/healthz"
            self.send_response((200 if status["ok"] else 503) if is_health_path else 404)
            body = (json.dumps(status if is_health_path else {"error": "not_found"}) + "\n").encode()
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the library's signature
            """Do not log requests, because monitors send one every few seconds."""

    return Handler
