"""HTTP as a polite and careful visitor: only public addresses; bounded in bytes, time, redirects and calls at once."""

from __future__ import annotations

import asyncio
import re
import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import aiohttp
from yarl import URL

from news.errors import Forbidden, Refused, TooLarge, Unreachable, Unreadable
from news.source import Validators
from sources.http import address_guard
from sources.http.fetch_policy import Manners

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from sources.http.fetch_policy import Login

# Decoded bytes; the limits of a feed and of a page (sources.formats, sources.page) lie below or at it.
LARGEST = 10 * 2**20
REDIRECTS = 5
# Seconds: in all, to connect, between two pieces. A slow honest feed took 9 s (1,000 feeds, log-normal delays).
IN_ALL, CONNECTING, PAUSE = 20.0, 5.0, 10.0
# Calls at once: in all, to one host. Who waits for others does not spend his seconds.
TOGETHER, PER_HOST = 100, 2
# No zstd: on Python 3.11 aiohttp cannot bound it. br is bounded from brotli 1.2 on.
ENCODINGS = "gzip, deflate, br"
HEADER_LINE = 8 * 2**10
# A validator is sent back byte for byte; a longer one is an attack and is not kept.
VALIDATOR = 1024
# Seconds that a server may ask to be left alone: less is not worth obeying, more is a fault of the server's.
SHORTEST_WAIT, LONGEST_WAIT = 60, 86_400
# What went wrong, in words; the first that fits.
_CAUSES: tuple[tuple[type[Exception], str], ...] = (
    (aiohttp.ConnectionTimeoutError, f"no connection within {CONNECTING:.0f} s"),
    (aiohttp.ServerTimeoutError, f"no word for {PAUSE:.0f} s"),
    (TimeoutError, f"not done after {IN_ALL:.0f} s"),
    (aiohttp.ClientPayloadError, "the answer broke off or cannot be decoded"),
    (aiohttp.ClientConnectorDNSError, "its name is not known"),
    (aiohttp.ClientConnectorCertificateError, "its certificate is not valid"),
    (aiohttp.ClientConnectorSSLError, "its certificate is not valid"),
    (aiohttp.ClientConnectorError, "no connection could be made"),
    (ValueError, "not an address"),
    (Exception, "the answer is not HTTP as it should be"),
)
_MOVED, _FOR_GOOD = frozenset({301, 302, 303, 307, 308}), frozenset({301, 308})
_NOT_MODIFIED, _OK, _TOO_MANY = 304, 200, 429
# Seconds that a site is left alone that says "too many requests" and not for how long.
TOO_MANY_WAIT = 900
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered with 200 or 304.

    Attributes:
        url: the address that answered, after redirects.
        body: decoded; b"" if unchanged.
        headers: as they came, names in any case.
        moved: the same as `url` where permanent redirects alone led there; "" otherwise.
    """

    url: str
    status: int
    body: bytes
    headers: Mapping[str, str]
    validators: Validators
    unchanged: bool = False
    moved: str = ""

    @property
    def fresh(self) -> int:
        """For how many seconds the server says that this holds; 0 where it does not say."""
        said = _MAX_AGE.search(self.headers.get("Cache-Control", "").lower())
        return min(int(said[1]), LONGEST_WAIT) if said else 0

    @property
    def content_type(self) -> str:
        """What the server says that it is."""
        return self.headers.get("Content-Type", "")


class Busy(Refused):
    """A server that asks to be left alone for a time.

    Attributes:
        wait: seconds, between a minute and a day.
    """

    def __init__(self, subject: str, reason: str, status: int = 0, wait: int = SHORTEST_WAIT) -> None:
        super().__init__(subject, reason, status)
        self.wait = wait

    def __reduce__(self) -> tuple[type[Busy], tuple[str, str, int, int]]:  # type: ignore[override]
        """Travel between processes whole."""
        return type(self), (self.subject, self.reason, self.status, self.wait)


class LeftAlone(Busy):
    """A site that asked, at another visit just now, to be left alone; it was not visited."""


class Session:
    """Connections that are shared, and the gates before them."""

    def __init__(self, client: aiohttp.ClientSession, manners: Manners) -> None:
        self.client = client
        self.all = asyncio.Semaphore(TOGETHER)
        self._manners = manners
        self._hosts: dict[str, asyncio.Semaphore] = {}
        self._next: dict[str, float] = {}
        self._closed: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, url: str, named: str) -> AsyncIterator[None]:
        """Wait for a turn: two calls to a host at once, begun a second apart, and a hundred in all.

        Raises:
            LeftAlone: its site has asked to be left alone.
        """
        host, clock = (urlsplit(url).hostname or "").lower(), asyncio.get_running_loop().time
        async with self._hosts.setdefault(host, asyncio.Semaphore(PER_HOST)):
            begun = max(self._next.get(host, 0.0), clock())
            self._next[host] = begun + self._manners.apart
            await asyncio.sleep(begun - clock())
            left = self._closed.get(address_guard.site(host), 0.0) - clock()
            if left > 0:
                raise LeftAlone(named, "its site asked to wait", _TOO_MANY, max(SHORTEST_WAIT, int(left)))
            async with self.all:
                yield

    def close(self, url: str, seconds: int) -> None:
        """Leave a whole site alone: it counts by address of the caller, not by feed."""
        until = asyncio.get_running_loop().time() + seconds
        self._closed[address_guard.site((urlsplit(url).hostname or "").lower())] = until

    def login(self, url: str) -> dict[str, str]:
        """Give the headers that open this address, and no other."""
        fitting: list[Login] = [each for each in self._manners.logins if each.opens(url)]
        return {each.header: each.value for each in sorted(fitting, key=lambda each: len(each.place))}


@asynccontextmanager
async def session(manners: Manners = Manners()) -> AsyncIterator[Session]:
    """Open a session that dials public addresses alone, keeps no cookies and asks no proxy."""

    def dial(info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, place = info
        if not address_guard.allowed(str(place[0]), int(place[1]), manners.inside):
            raise _ClosedAddressError
        return socket.socket(family, kind, protocol)

    contact = manners.contact
    said = f"Newsbrief/0.1 (+{contact})" if contact else "Newsbrief/0.1 (news briefings for one team)"
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, socket_factory=dial, ttl_dns_cache=60),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECTING, sock_read=PAUSE),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": said, "Accept-Encoding": ENCODINGS},
        max_line_size=HEADER_LINE,
        max_field_size=HEADER_LINE,
        trust_env=False,
    ) as client:
        yield Session(client, manners)


async def get(
    opened: Session,
    url: str,
    validators: Validators | None = None,
    *,
    largest: int = LARGEST,
    kinds: tuple[str, ...] = (),
) -> Response:
    """Fetch an address.

    Args:
        opened: of `session`.
        url: http or https.
        validators: of the last visit; the server may then say "not modified".
        largest: decoded bytes that are taken.
        kinds: beginnings of the content types that are taken; all, if empty. A server that says nothing is believed.

    Raises:
        Forbidden: the address, or one that it leads to, may not be visited.
        Unreachable: no answer, or not in time.
        Refused: an answer that is a refusal. Busy where the server says for how long; LeftAlone where it said so
            to a visit before.
        TooLarge: more bytes than are taken.
        Unreadable: of a kind that is not taken.
    """
    here, named, left, moved = url, shown(url), IN_ALL, True
    for hop in range(REDIRECTS + 1):
        _check(here, named)
        headers = opened.login(here) | (_conditions(validators) if here == url else {})
        async with opened.turn(here, named):
            clock = asyncio.get_running_loop().time
            start = clock()
            try:
                async with (
                    asyncio.timeout(left),
                    opened.client.get(URL(here), headers=headers, allow_redirects=False) as answer,
                ):
                    if answer.status not in _MOVED or "Location" not in answer.headers:
                        taken = await _taken(answer, here, named, largest, kinds)
                        return replace(taken, moved=here) if hop and moved else taken
                    moved = moved and answer.status in _FOR_GOOD
                    here = urljoin(here, answer.headers["Location"].strip())
            except Busy as problem:
                if problem.status == _TOO_MANY:
                    opened.close(here, problem.wait)
                raise
            except (aiohttp.ClientError, OSError, ValueError) as error:
                if _closed(error):
                    raise Forbidden(named, "its address is not on the public web") from error
                raise Unreachable(named, _cause(error)) from error
            left -= clock() - start
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


async def _taken(
    answer: aiohttp.ClientResponse, url: str, named: str, largest: int, kinds: tuple[str, ...]
) -> Response:
    kept = Validators(*(_kept(answer.headers.get(name, "")) for name in ("ETag", "Last-Modified")))
    if answer.status == _NOT_MODIFIED:
        return Response(url, answer.status, b"", answer.headers, kept, unchanged=True)
    if answer.status != _OK:
        raise _refusal(answer, named)
    kind = answer.headers.get("Content-Type", "").lower()
    if kind and kinds and not kind.startswith(kinds):
        raise Unreadable(named, f"of a kind that is not read ({kind[:50]})")
    body = bytearray()
    async for piece in answer.content.iter_chunked(64 * 2**10):
        body += piece
        if len(body) > largest:
            raise TooLarge(named, f"larger than {largest / 2**20:.3g} MB")
    return Response(url, answer.status, bytes(body), answer.headers, kept)


def _refusal(answer: aiohttp.ClientResponse, named: str) -> Refused:
    reason = f"the server answers {answer.status} {answer.reason or ''}".strip()
    wait = _wait(answer.headers) or (TOO_MANY_WAIT if answer.status == _TOO_MANY else None)
    if wait is None:
        return Refused(named, reason, answer.status)
    return Busy(named, f"{reason} and asks to wait {round(wait / 60)} min", answer.status, wait)


def _wait(headers: Mapping[str, str]) -> int | None:
    """Read Retry-After, seconds or a date; a date is read against the server's own clock."""
    said = headers.get("Retry-After", "").strip()
    try:
        if said.isdecimal():
            seconds = int(said[:9])
        else:
            until, at = parsedate_to_datetime(said), parsedate_to_datetime(headers.get("Date", ""))
            seconds = int((until - at).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, SHORTEST_WAIT), LONGEST_WAIT)


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
    return next(words for kind, words in _CAUSES if isinstance(error, kind))
