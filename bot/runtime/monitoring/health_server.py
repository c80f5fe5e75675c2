"""A server for monitors on the same machine: `/healthz` (alive), `/readyz` (working) and `/metrics` (Prometheus)."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from bot.runtime.monitoring import metrics
from news.errors import InvalidSetting, SettingProblem, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.runtime.heartbeat import Heartbeat
    from bot.runtime.monitoring.metrics import Metrics
    from bot.runtime.monitoring.readiness import Readiness

# Status, type of the content, content.
Response = tuple[int, str, bytes]


@contextmanager
def serve_health(
    heartbeat: Heartbeat,
    port: int,
    *,
    readiness: Readiness | None = None,
    bot_metrics: Metrics | None = None,
) -> Iterator[int]:
    """Serve the pages on localhost while the context is open.

    The status of `/healthz` is 200, or 503 if the ticker is dead; that of `/readyz` is 503 if anything is in the way.

    Args:
        heartbeat: the heartbeat to report.
        port: the port to listen on; 0 for no server.
        readiness: for `/readyz`.
        bot_metrics: for `/metrics`.

    Yields:
        The port; 0 if there is no server.

    Raises:
        SettingsError: another program uses the port.
    """
    if not port:
        yield 0
        return
    pages: dict[str, Callable[[], Response]] = {"/healthz": lambda: _report_health(heartbeat)}
    if readiness is not None:
        pages["/readyz"] = lambda: _report_readiness(readiness)
    if bot_metrics is not None:
        pages["/metrics"] = lambda: (200, metrics.CONTENT_TYPE, bot_metrics.render())
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), _build_handler(pages))
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


def _report_health(heartbeat: Heartbeat) -> Response:
    status = heartbeat.status()
    return _as_json(200 if status["ok"] else 503, status)


def _report_readiness(readiness: Readiness) -> Response:
    report = readiness.check()
    return _as_json(200 if report.is_ready else 503, report.as_json())


def _as_json(status: int, content: Mapping[str, object]) -> Response:
    return status, "application/json", (json.dumps(content) + "\n").encode()


def _build_handler(pages: Mapping[str, Callable[[], Response]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get(self.path.partition("?")[0])
            status, content_type, body = page() if page else _as_json(404, {"error": "not_found"})
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the library's signature
            """Do not log requests, because monitors send one every few seconds."""

    return Handler
