"""Answers that browsers read, written to a socket byte for byte."""

import asyncio
import gzip
from ipaddress import ip_network

import pytest

from news.errors import Refused, SourceError
from sources.http import client
from sources.http.client import Response
from sources.http.fetch_policy import FetchPolicy

FEED = b"<rss><channel><title>Harl</title></channel></rss>"
LOCAL = FetchPolicy(allowed_networks=(ip_network("127.0.0.0/8"),), min_interval_seconds=0)


def _get(*answers: bytes) -> tuple[Response, list[bytes]]:
    """Fetch an address from a server that sends these answers one after the other; return the requests too."""
    requests: list[bytes] = []

    async def fetch() -> Response:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            requests.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(answers[min(len(requests), len(answers)) - 1])
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with client.open_session(LOCAL) as session:
            try:
                return await client.get(session, f"http://127.0.0.1:{port}/feed?a=%2F")
            finally:
                server.close()

    return asyncio.run(fetch()), requests


def _answer(*lines: str, status: str = "200 OK", body: bytes = FEED) -> bytes:
    head = "\r\n".join([f"HTTP/1.1 {status}", "Connection: close", *lines])
    return head.encode() + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    "answer",
    [
        _answer(f"Content-Length: {len(FEED)}", f"content-length: {len(FEED)}"),
        _answer(f"Content-Length: {len(FEED)}", body=FEED + b"\n\n\n"),
        _answer(f"Content-Security-Policy: {'a ' * 6_000}", f"Content-Length: {len(FEED)}"),
        _answer(status="203 Non-Authoritative Information"),
        _answer(status="226 IM Used"),
        _answer("Content-Encoding: x-gzip", body=gzip.compress(FEED)),
        _answer("Transfer-Encoding: chunked", body=b"%x\r\n%s\r\n0\r\n\r\n" % (len(FEED), FEED)),
    ],
)
def test_an_odd_answer_is_read(answer: bytes) -> None:
    assert _get(answer)[0].body == FEED


def test_two_lengths_that_differ_are_refused() -> None:
    with pytest.raises(SourceError):
        _get(_answer("Content-Length: 10", "Content-Length: 20"))


def test_a_cookie_of_a_redirect_is_sent_on_the_same_visit_only() -> None:
    redirect = _answer("Location: /feed?a=%2F", "Set-Cookie: seen=1; Path=/", status="302 Found", body=b"")

    response, requests = _get(redirect, _answer())

    assert response.body == FEED
    assert [b"Cookie: seen=1" in request for request in requests] == [False, True]
    assert all(request.startswith(b"GET /feed?a=%2F HTTP/1.1") for request in requests)


def test_a_server_that_wants_a_browser_is_asked_as_one() -> None:
    response, requests = _get(_answer(status="406 Not Acceptable", body=b""), _answer())

    assert response.body == FEED
    assert b"application/rss+xml" in requests[0]
    assert b"application/rss+xml" not in requests[1]


def test_a_check_for_humans_is_named() -> None:
    with pytest.raises(Refused, match="Cloudflare"):
        _get(_answer("cf-mitigated: challenge", status="403 Forbidden", body=b""))
