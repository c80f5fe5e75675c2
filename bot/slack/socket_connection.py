"""One WebSocket to Slack, which is read on its own thread and ended if it stays silent.

A dead connection does not always end: a network that drops packets leaves a socket that is open and silent. Therefore
the connection pings when it has read nothing for a while, and counts as dead when it still reads nothing.
"""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

import websocket

if TYPE_CHECKING:
    from collections.abc import Mapping

log = logging.getLogger(__name__)

# Seconds for the TCP and TLS handshakes and for Slack's first frame.
OPEN_TIMEOUT_SECONDS = 10.0
# Seconds without a byte from Slack after which the connection pings, and after which it counts as dead. Slack answers a
# ping within milliseconds; the issue asks that a dead socket is noticed within 15 s (`python -m bench.sockets`).
PING_AFTER_SECONDS, DEAD_AFTER_SECONDS = 4.0, 12.0


class ConnectionListener(Protocol):
    """The callbacks of a connection, which run on the connection's thread."""

    def on_hello(self, connection: SocketConnection) -> None:
        """Slack has opened the connection."""

    def on_leaving(self, connection: SocketConnection, reason: str) -> None:
        """Slack is about to close the connection."""

    def on_envelope(self, connection: SocketConnection, envelope: Mapping[str, Any]) -> None:
        """Slack has sent an envelope, which must be acknowledged."""

    def on_closed(self, connection: SocketConnection, cause: str) -> None:
        """The connection has ended. Called once."""


class SocketConnection:
    """A WebSocket to Slack.

    Args:
        url: the address from `apps.connections.open`, which is good for one connection.
        listener: is told what happens.

    Attributes:
        is_open: whether Slack has greeted the connection, and it has not ended.
        is_leaving: whether Slack has announced that it will close the connection.
        opened_at: when Slack greeted, on the monotonic clock; 0 before.
    """

    def __init__(self, url: str, listener: ConnectionListener) -> None:
        self._url = url
        self._listener = listener
        self._socket: websocket.WebSocket | None = None
        self._is_closing = False
        self._has_ended = threading.Event()
        self.is_open = False
        self.is_leaving = False
        self.opened_at = 0.0
        self._thread = threading.Thread(target=self._run, name="slack-socket", daemon=True)

    def start(self) -> None:
        """Open the connection on its own thread."""
        self._thread.start()

    def send(self, frame: Mapping[str, Any]) -> bool:
        """Send a frame. Return whether the operating system accepted it."""
        if self._socket is None or not self.is_open:
            return False
        try:
            self._socket.send(json.dumps(frame))
        except (OSError, websocket.WebSocketException):
            return False
        return True

    def close(self) -> None:
        """Ask Slack to close the connection, without waiting. A second call ends the connection."""
        if self._is_closing:
            self.abort()
            return
        self._is_closing = True
        if self._socket is not None:
            try:
                self._socket.send_close()
            except (OSError, websocket.WebSocketException):
                self.abort()

    def abort(self) -> None:
        """End the connection without waiting for Slack."""
        self._is_closing = True
        raw_socket = self._socket.sock if self._socket is not None else None
        if raw_socket is not None:
            # Not `WebSocket.abort`: after `send_close` it does nothing.
            with suppress(OSError):
                raw_socket.shutdown(socket.SHUT_RDWR)

    def wait_until_ended(self, timeout_seconds: float) -> bool:
        """Wait until the connection has ended, up to a timeout. Return whether it has."""
        return self._has_ended.wait(timeout_seconds)

    # ---- private

    def _run(self) -> None:
        cause = "closed"
        try:
            self._socket = websocket.create_connection(
                self._url, timeout=OPEN_TIMEOUT_SECONDS, enable_multithread=True
            )
            if not self._is_closing:
                cause = self._read()
        except (OSError, ValueError, websocket.WebSocketException) as problem:
            cause = type(problem).__name__
        finally:
            self.is_open = False
            if self._socket is not None:
                self._socket.shutdown()
            self._has_ended.set()
            self._listener.on_closed(self, cause)

    def _read(self) -> str:
        """Read frames until the connection ends. Return the cause."""
        assert self._socket is not None
        read_at = time.monotonic()
        while not self._is_closing or self.is_open:
            try:
                opcode, data = self._socket.recv_data(control_frame=True)
            except websocket.WebSocketTimeoutException:
                if not self.is_open:
                    return "no_greeting"
                if time.monotonic() - read_at >= DEAD_AFTER_SECONDS:
                    return "silent"
                self._socket.ping()
                continue
            read_at = time.monotonic()
            if opcode == websocket.ABNF.OPCODE_CLOSE:
                return "closed"
            if opcode == websocket.ABNF.OPCODE_TEXT:
                self._handle_frame(data)
        return "closed"

    def _handle_frame(self, data: bytes) -> None:
        try:
            frame = json.loads(data)
        except (ValueError, RecursionError):
            log.warning("a frame that is no JSON, bytes=%d", len(data))
            return
        kind = frame.get("type") if isinstance(frame, dict) else ""
        if kind == "hello":
            assert self._socket is not None
            self._socket.settimeout(PING_AFTER_SECONDS)
            self.is_open, self.opened_at = True, time.monotonic()
            self._listener.on_hello(self)
        elif kind == "disconnect":
            self.is_leaving = True
            self._listener.on_leaving(self, str(frame.get("reason") or ""))
        elif isinstance(frame, dict) and frame.get("envelope_id"):
            self._listener.on_envelope(self, frame)
