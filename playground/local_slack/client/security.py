"""Only this machine's own page talks to the client's API.

A page of the internet could send requests to a loopback port: by its own address (refused by Origin, and by a header
that a form cannot set), or by a name that was rebound to 127.0.0.1 (refused by Host).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from local_slack.api.host_guard import HostGuard

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

REQUEST_HEADER = "X-Local-Slack"
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Refused(Exception):
    """A request that the client's API does not allow.

    Args:
        status: the HTTP status.
        error: a code.
        message: what is wrong, in words.
    """

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.error = error

    def to_response(self) -> web.Response:
        """Return the response to the request."""
        body = {"ok": False, "error": self.error, "message": str(self)}
        return web.json_response(body, status=self.status, headers=SECURITY_HEADERS)


def check_request(request: web.Request, guard: HostGuard, port: int) -> None:
    """Check that a request comes from the page of this server.

    Raises:
        Refused: another host, another origin, or a POST that a form of another page could have sent.
    """
    host = request.headers.get("Host", "")
    if not guard.is_allowed(host, port):
        raise Refused(403, "host_not_allowed", f"Open the page as http://127.0.0.1:{port}/")
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{host}":
        raise Refused(403, "origin_not_allowed", "Requests of other pages are refused.")
    is_navigation = request.path == "/" and request.headers.get("Sec-Fetch-Mode") == "navigate"
    if request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"} and not is_navigation:
        raise Refused(403, "origin_not_allowed", "Requests of other pages are refused.")
    if request.method != "POST":
        return
    if request.headers.get(REQUEST_HEADER) != "1":
        raise Refused(403, "header_missing", f"A POST needs the header {REQUEST_HEADER}: 1")
    expected = "multipart/form-data" if request.path == "/client/upload" else "application/json"
    if request.content_type != expected:
        raise Refused(400, "wrong_content_type", f"This needs the content type {expected}")


def secured(handler: Handler, guard: HostGuard, get_port: Callable[[], int]) -> Handler:
    """Return a handler that checks each request first, and sends the security headers."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            check_request(request, guard, get_port())
            response = await handler(request)
        except Refused as refused:
            return refused.to_response()
        except web.HTTPRequestEntityTooLarge:
            return Refused(400, "too_large", "That is too large.").to_response()
        if not response.prepared:
            for name, value in SECURITY_HEADERS.items():
                response.headers.setdefault(name, value)
        return response

    return handle
