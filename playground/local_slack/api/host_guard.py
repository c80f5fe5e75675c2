"""Which names the server answers to, so that no page of the internet reaches it by DNS rebinding."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class ServerAccess:
    """Where a server listens, and under which names.

    Attributes:
        listen_address: the address that the server listens on.
        host_names: further host names under which it is reached, such as "host.docker.internal".
    """

    listen_address: str = "127.0.0.1"
    host_names: frozenset[str] = frozenset()


LOOPBACK_ACCESS = ServerAccess()


class HostGuard:
    """Refuses requests that name another host.

    Args:
        access: where the server listens.
    """

    def __init__(self, access: ServerAccess = LOOPBACK_ACCESS) -> None:
        self._names = LOOPBACK_NAMES | access.host_names | {access.listen_address}
        # A rebound name is a name: whoever listens to every address may be reached by any of them.
        self._allows_addresses = access.listen_address in {"0.0.0.0", "::"}  # noqa: S104 - a comparison

    def is_allowed(self, host: str, port: int | None = None) -> bool:
        """Whether a Host header names this server.

        Args:
            host: the header, "127.0.0.1:8000".
            port: the port that it must name; None for any.
        """
        try:
            parts = urlsplit(f"//{host}")
            name, named_port = parts.hostname or "", parts.port
        except ValueError:
            return False
        if parts.username is not None or parts.path or parts.query or parts.fragment:
            return False
        if port is not None and (named_port or 80) != port:
            return False
        return name in self._names or (self._allows_addresses and _is_address(name))

    @web.middleware
    async def refuse_other_hosts(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer 403 to a request for another host."""
        if not self.is_allowed(request.headers.get("Host", "")):
            return web.json_response(
                {
                    "ok": False,
                    "error": "host_not_allowed",
                    "message": "This address is not one of this server's. Use http://127.0.0.1 and the port.",
                },
                status=403,
            )
        return await handler(request)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
