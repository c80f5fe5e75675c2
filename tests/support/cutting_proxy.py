"""A TCP proxy that cuts a connection at a byte."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Literal, Self


class CuttingProxy:
    """Passes bytes to a server, and cuts the connection of the first request that contains a mark.

    Args:
        address: host and port of the server.
        mark: bytes in the request that is cut.
        direction: whether the "request" or the "answer" is cut.
        cut_at: the number of its bytes that still pass.

    Attributes:
        has_cut: whether a connection was cut.
    """

    def __init__(
        self, address: tuple[str, int], *, mark: bytes, direction: Literal["request", "answer"], cut_at: int
    ) -> None:
        self._address, self._mark, self._direction, self._cut_at = address, mark, direction, cut_at
        self.has_cut = False
        self._server = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def port(self) -> int:
        """The port of the proxy on 127.0.0.1."""
        return int(self._server.getsockname()[1])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self._pass, args=(self._server.accept()[0],), daemon=True).start()

    def _pass(self, client: socket.socket) -> None:
        with client, socket.create_connection(self._address) as server, contextlib.suppress(OSError):
            client.settimeout(10)
            server.settimeout(10)
            request = _read_message(client)
            is_cut = self._mark in request and not self.has_cut
            self.has_cut |= is_cut
            if is_cut and self._direction == "request":
                server.sendall(request[: self._cut_at])
                return
            server.sendall(request)
            answer = _read_message(server)
            client.sendall(answer[: self._cut_at] if is_cut else answer)


def _read_message(connection: socket.socket) -> bytes:
    """Read one HTTP message, with the body that its header announces."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += (part := connection.recv(65_536))
        if not part:
            return data
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [
        int(line.partition(b":")[2])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    ]
    while len(body) < (lengths or [0])[0]:
        body += (part := connection.recv(65_536))
        if not part:
            break
    return head + b"\r\n\r\n" + body
