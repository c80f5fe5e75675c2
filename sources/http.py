"""HTTP as a polite and careful visitor: one address at a time, bounded in bytes, time and redirects."""

from __future__ import annotations

import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import aiohttp
from yarl import URL

from news.errors import Forbidden, Refused, TooLarge, Unreachable
from news.source import Validators
from sources import address

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from sources.address import Network

# Decoded bytes; the limits of a feed and of a page (sources.feed, sources.page) lie below or at it.
LARGEST = 10 * 2**20
REDIRECTS = 5
# Seconds: in all, to connect, between two pieces. A slow honest feed took 9 s (1,000 feeds, log-normal delays).
IN_ALL, CONNECTING, PAUSE = 20.0, 5.0, 10.0
# Connections: in all, to one host.
TOGETHER, PER_HOST = 100, 2
# No zstd: on Python 3.11 aiohttp cannot bound it. br is bounded from brotli 1.2 on.
ENCODINGS = "gzip, deflate, br"
HEADER_LINE = 8 * 2**10
# A validator is sent back byte for byte; a longer one is an attack and is not kept.
VALIDATOR = 1024
_MOVED = frozenset({301, 302, 303, 307, 308})
_NOT_MODIFIED, _OK = 304, 200


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered with 200 or 304.

    Attributes:
        url: the address that answered, after redirects.
        body: decoded; b"" if unchanged.
    """

    url: str
    status: int
    body: bytes
    content_type: str
    validators: Validators
    unchanged: bool = False


@asynccontextmanager
async def session(
    *, contact: str = "", inside: Sequence[Network] = ()
) -> AsyncIterator[aiohttp.ClientSession]:
    """Open a session that dials public addresses alone, keeps no cookies and asks no proxy.

    Args:
        contact: an address that publishers may write to, for the User-Agent.
        inside: networks that are allowed although they are not public.
    """

    def dial(info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, place = info
        if not address.allowed(str(place[0]), int(place[1]), inside):
            raise _ClosedAddressError
        return socket.socket(family, kind, protocol)

    said = f"Newsbrief/0.1 (+{contact})" if contact else "Newsbrief/0.1 (news briefings for one team)"
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            limit=TOGETHER, limit_per_host=PER_HOST, socket_factory=dial, ttl_dns_cache=60
        ),
        timeout=aiohttp.ClientTimeout(total=IN_ALL, sock_connect=CONNECTING, sock_read=PAUSE),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": said, "Accept-Encoding": ENCODINGS},
        max_line_size=HEADER_LINE,
        max_field_size=HEADER_LINE,
        trust_env=False,
    ) as opened:
        yield opened


async def get(
    opened: aiohttp.ClientSession, url: str, validators: Validators | None = None, largest: int = LARGEST
) -> Response:
    """Fetch an address.

    Args:
        opened: of `session`.
        url: http or https.
        validators: of the last visit; the server may then say "not modified".
        largest: decoded bytes that are taken.

    Raises:
        Forbidden: the address, or one that it leads to, may not be visited.
        Unreachable: no answer, or not in time.
        Refused: an answer that is a refusal.
        TooLarge: more bytes than are taken.
    """
    here, named = url, shown(url)
    for _ in range(REDIRECTS + 1):
        _check(here, named)
        conditions = _conditions(validators) if here == url else {}
        try:
            async with opened.get(URL(here), headers=conditions, allow_redirects=False) as answer:
                if answer.status in _MOVED and "Location" in answer.headers:
                    here = urljoin(here, answer.headers["Location"].strip())
                    continue
                return await _taken(answer, here, named, largest)
        except _ClosedAddressError as error:
            raise Forbidden(named, "its address is not on the public web") from error
        except (TimeoutError, aiohttp.ServerTimeoutError) as error:
            raise Unreachable(named, f"no answer within {IN_ALL:.0f} s") from error
        except aiohttp.ClientPayloadError as error:
            raise Unreachable(named, "the answer broke off or cannot be decoded") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            if _closed(error):
                raise Forbidden(named, "its address is not on the public web") from error
            raise Unreachable(named, _cause(error)) from error
    raise Refused(named, f"more than {REDIRECTS} redirects")


def shown(url: str) -> str:
    """Give an address without the name and password in it, for messages."""
    head, mark, rest = url.partition("://")
    place, slash, path = rest.partition("/")
    return f"{head}{mark}{place.rpartition('@')[2]}{slash}{path}" if "@" in place else url


# ---- private


class _ClosedAddressError(OSError):
    """A socket was about to be opened to an address that may not be visited."""


def _check(url: str, named: str) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise Forbidden(named, "not an address") from error
    if parts.scheme.lower() not in {"http", "https"}:
        raise Forbidden(
            named, "only http and https addresses are visited, such as https://example.org/feed.xml"
        )
    if not host or "\\" in url or "@" in parts.netloc:
        raise Forbidden(
            named, "an address with a name, a password or a backslash before its path is not visited"
        )


def _conditions(validators: Validators | None) -> dict[str, str]:
    if validators is None:
        return {}
    said = {"If-None-Match": validators.etag, "If-Modified-Since": validators.modified}
    return {name: value for name, value in said.items() if value and value.isprintable()}


async def _taken(answer: aiohttp.ClientResponse, url: str, named: str, largest: int) -> Response:
    kept = Validators(*(_kept(answer.headers.get(name, "")) for name in ("ETag", "Last-Modified")))
    kind = answer.headers.get("Content-Type", "")
    if answer.status == _NOT_MODIFIED:
        return Response(url, answer.status, b"", kind, kept, unchanged=True)
    if answer.status != _OK:
        raise Refused(
            named, f"the server answers {answer.status} {answer.reason or ''}".strip(), answer.status
        )
    body = bytearray()
    async for piece in answer.content.iter_chunked(64 * 2**10):
        body += piece
        if len(body) > largest:
            raise TooLarge(named, f"larger than {largest // 2**20} MB")
    return Response(url, answer.status, bytes(body), kind, kept)


def _kept(validator: str) -> str:
    return validator if len(validator) <= VALIDATOR and validator.isprintable() else ""


def _closed(error: BaseException | None) -> bool:
    """Tell whether a refusal of ours is among an error's causes."""
    seen = 0
    while error is not None and seen < 10:  # noqa: PLR2004 - chains are short; a loop must end
        if isinstance(error, _ClosedAddressError) or isinstance(
            getattr(error, "os_error", None), _ClosedAddressError
        ):
            return True
        error, seen = error.__cause__ or error.__context__, seen + 1
    return False


def _cause(error: Exception) -> str:
    match error:
        case aiohttp.ClientConnectorDNSError():
            return "its name is not known"
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientConnectorSSLError():
            return "its certificate is not valid"
        case aiohttp.ClientConnectorError():
            return "no connection could be made"
        case aiohttp.InvalidURL() | ValueError():
            return "not an address"
        case _:
            return "the answer is not HTTP as it should be"
