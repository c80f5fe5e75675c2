"""Signs of life for something outside: a file, and `/healthz`. They stop when the clock's work stops."""

from __future__ import annotations

import json
import logging
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from news.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

log = logging.getLogger(__name__)

HEARTBEAT_FILE = "heartbeat"
# Seconds without a tick (there is one each second) after which the clock counts as dead.
MAX_SECONDS_BETWEEN_TICKS = 120.0


class Heartbeat:
    """Beats after each tick that ended well.

    Args:
        file: gets the time of the last beat, at most once a second.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._last_tick_seconds = time.monotonic()
        self._last_tick_at = ""

    def beat(self, now: datetime) -> None:
        """Say that all is well. A disk that takes no file does not stop anything."""
        self._last_tick_seconds, self._last_tick_at = time.monotonic(), now.isoformat(timespec="seconds")
        try:
            self._file.write_text(f"{self._last_tick_at}\n", encoding="ascii")
        except OSError as problem:
            log.warning("heartbeat not written cause=%s", problem.strerror)

    def status(self) -> dict[str, Any]:
        """Give what `/healthz` tells."""
        seconds_since_tick = time.monotonic() - self._last_tick_seconds
        return {
            "ok": seconds_since_tick < MAX_SECONDS_BETWEEN_TICKS,
            "last_tick": self._last_tick_at,
            "seconds_since": round(seconds_since_tick, 1),
        }


@contextmanager
def serve_health(heartbeat: Heartbeat, port: int) -> Iterator[int]:
    """Answer `GET /healthz` on this machine alone while the context lasts: 200, or 503 if the clock is dead.

    Args:
        heartbeat: what is watched.
        port: 0 for none.

    Yields:
        The port; 0 if there is none.

    Raises:
        SettingsError: another program has the port.
    """
    if not port:
        yield 0
        return
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), _build_handler(heartbeat))
    except OSError as problem:
        raise SettingsError(
            [f"NEWSBRIEF_HEALTH_PORT {port} cannot be had ({problem.strerror}). Name another."]
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
            """Say nothing: it is asked every few seconds."""

    return Handler
