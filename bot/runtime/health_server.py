"""A server that reports the heartbeats at `GET /healthz`, for monitors on the same machine."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from news.errors import InvalidSetting, SettingProblem, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.runtime.heartbeat import Heartbeat


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
