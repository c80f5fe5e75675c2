"""An HTTP client for untrusted servers.

Addresses, bytes, time, redirects and concurrency are limited.
"""

from __future__ import annotations

import asyncio
import re
import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import aiohttp

from news.errors import BlockedAddress, Refused, TooLarge, Unreachable, Unreadable
from news.source import CacheValidators
from sources.http import address_guard, content_encoding, requests
from sources.http.fetch_policy import FetchPolicy
from sources.http.lenient_responses import LenientResponseHandler

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from sources.http.fetch_policy import Login

# The maximum of decoded bytes; the limits for feeds and pages (`feed_formats`, `page`) are not higher.
MAX_BODY_BYTES = 10 * 2**20
# As many as curl and browsers follow at least; sites with logins and consent pages need seven.
MAX_REDIRECTS = 10
# Timeouts in seconds: total, connect, between two chunks. A slow honest feed took 9 s (1,000 feeds, log-normal delays).
TOTAL_TIMEOUT_SECONDS, CONNECT_TIMEOUT_SECONDS, READ_TIMEOUT_SECONDS = 20.0, 5.0, 10.0
# Concurrent requests: total, per host. The time spent waiting for a slot does not count towards the timeout.
MAX_CONCURRENT_REQUESTS, MAX_CONCURRENT_REQUESTS_PER_HOST = 100, 2
# No zstd: Python 3.11 has no module for it. The output of br is limited from brotli 1.2 on.
ACCEPT_ENCODING = "gzip, deflate, br"
# A blog sent a header of 8,488 bytes.
MAX_HEADER_BYTES = 32 * 2**10
# A validator is sent back byte for byte; a longer one is an attack and is not stored.
MAX_VALIDATOR_CHARACTERS = 1024
# The range of seconds that a server may ask to wait: a shorter wait has no effect, a longer one is a server error.
MIN_RETRY_AFTER_SECONDS, MAX_RETRY_AFTER_SECONDS = 60, 86_400
# The messages for exceptions; the first match is used.
_ERROR_MESSAGES: tuple[tuple[type[Exception], str], ...] = (
    (aiohttp.ConnectionTimeoutError, f"no connection within {CONNECT_TIMEOUT_SECONDS:.0f} s"),
    (aiohttp.ServerTimeoutError, f"no data for {READ_TIMEOUT_SECONDS:.0f} s"),
    (TimeoutError, f"timed out after {TOTAL_TIMEOUT_SECONDS:.0f} s"),
    (aiohttp.ClientPayloadError, "the response is incomplete or can't be decoded"),
    (aiohttp.ClientConnectorDNSError, "server not found (DNS)"),
    (aiohttp.ClientConnectorCertificateError, "invalid TLS certificate"),
    (aiohttp.ClientConnectorSSLError, "invalid TLS certificate"),
    (aiohttp.ClientConnectorError, "can't connect to the server"),
    (ValueError, "not a valid address"),
    (Exception, "the server's response is not valid HTTP"),
)
_REDIRECT_STATUSES, _PERMANENT_REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308}), frozenset({301, 308})
_NOT_MODIFIED, _TOO_MANY_REQUESTS = 304, 429
# OK, and OK with remarks: accepted, changed by a proxy, a difference to what was had.
_OK_STATUSES = frozenset({200, 202, 203, 226})
# Seconds to wait after "too many requests" without Retry-After.
DEFAULT_RETRY_AFTER_SECONDS = 900
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Response:
    """A successful HTTP response, or one with status 304.

    Attributes:
        url: the URL that responded, after redirects.
        status: the HTTP status.
        body: the decoded body; b"" for 304.
        headers: the headers; names are case-insensitive.
        validators: the ETag and Last-Modified of the response.
        not_modified: whether the status is 304.
        permanent_url: the same as `url` if only permanent redirects led there; "" otherwise.
    """

    url: str
    status: int
    body: bytes
    headers: Mapping[str, str]
    validators: CacheValidators
    not_modified: bool = False
    permanent_url: str = ""

    @property
    def max_age_seconds(self) -> int:
        """The max-age of the Cache-Control header in seconds, or 0 if there is none.

        Values above a day count as a day.
        """
        max_age_match = _MAX_AGE.search(self.headers.get("Cache-Control", "").lower())
        return min(int(max_age_match[1]), MAX_RETRY_AFTER_SECONDS) if max_age_match else 0

    @property
    def content_type(self) -> str:
        """The Content-Type header; "" if there is none."""
        return self.headers.get("Content-Type", "")


class RetryLater(Refused):
    """Raised if the server refused the request and asked for a later retry.

    Attributes:
        retry_after_seconds: the seconds to wait, from a minute to a day.
    """

    def __init__(
        self, subject: str, reason: str, status: int = 0, retry_after_seconds: int = MIN_RETRY_AFTER_SECONDS
    ) -> None:
        super().__init__(subject, reason, status)
        self.retry_after_seconds = retry_after_seconds

    def __reduce__(self) -> tuple[type[RetryLater], tuple[str, str, int, int]]:  # type: ignore[override]
        """Support pickling of the error with all its fields."""
        return type(self), (self.subject, self.reason, self.status, self.retry_after_seconds)


class HostCoolingDown(RetryLater):
    """Raised instead of sending a request to a site that recently asked for a wait."""


class Session:
    """Shared HTTP connections, with limits on the rate and number of requests."""

    def __init__(self, client: aiohttp.ClientSession, policy: FetchPolicy) -> None:
        self.client = client
        self.request_slots = asyncio.Semaphore(MAX_CONCURRENT_REQUESTS)
        self._policy = policy
        self._host_slots: dict[str, asyncio.Semaphore] = {}
        self._next_start_at: dict[str, float] = {}
        self._paused_until: dict[str, float] = {}

    @asynccontextmanager
    async def throttle(self, url: str, display_url: str) -> AsyncIterator[None]:
        """Wait until a request to a URL may start.

        Limits: two concurrent requests per host, started a second apart, and a hundred in total.

        Raises:
            HostCoolingDown: the site has asked to wait.
        """
        host, clock = (urlsplit(url).hostname or "").lower(), asyncio.get_running_loop().time
        async with self._host_slots.setdefault(host, asyncio.Semaphore(MAX_CONCURRENT_REQUESTS_PER_HOST)):
            start_at = max(self._next_start_at.get(host, 0.0), clock())
            self._next_start_at[host] = start_at + self._policy.min_interval_seconds
            await asyncio.sleep(start_at - clock())
            remaining_seconds = self._paused_until.get(address_guard.get_site_domain(host), 0.0) - clock()
            if remaining_seconds > 0:
                raise HostCoolingDown(
                    display_url,
                    "the site asked to wait",
                    _TOO_MANY_REQUESTS,
                    max(MIN_RETRY_AFTER_SECONDS, int(remaining_seconds)),
                )
            async with self.request_slots:
                yield

    def pause_site(self, url: str, seconds: int) -> None:
        """Pause all requests to a site.

        Sites limit the rate per IP address, so the pause applies to all its feeds.
        """
        resume_at = asyncio.get_running_loop().time() + seconds
        self._paused_until[address_guard.get_site_domain((urlsplit(url).hostname or "").lower())] = resume_at

    def get_login_headers(self, url: str) -> dict[str, str]:
        """Return the login headers for a URL. If several logins match, the most specific login applies."""
        matching_logins: list[Login] = [login for login in self._policy.logins if login.matches(url)]
        return {
            login.header_name: login.header_value
            for login in sorted(matching_logins, key=lambda login: len(login.url_prefix))
        }


@asynccontextmanager
async def open_session(policy: FetchPolicy = FetchPolicy()) -> AsyncIterator[Session]:
    """Open a session that connects only to public addresses, uses no proxy and keeps no lasting cookies."""

    def open_socket(address_info: tuple[Any, ...]) -> socket.socket:
        family, socket_type, protocol, _, socket_address = address_info
        if not address_guard.is_allowed_address(
            str(socket_address[0]), int(socket_address[1]), policy.allowed_networks
        ):
            raise _BlockedAddressError
        return socket.socket(family, socket_type, protocol)

    contact_url = policy.contact_url
    user_agent = (
        f"Newsbrief/0.1 (+{contact_url})" if contact_url else "Newsbrief/0.1 (news briefings for one team)"
    )
    connector = aiohttp.TCPConnector(limit=0, socket_factory=open_socket, ttl_dns_cache=60)
    # aiohttp has no public way to choose the class that reads responses.
    connector._factory = partial(LenientResponseHandler, loop=asyncio.get_running_loop())  # type: ignore[assignment]  # noqa: SLF001
    async with aiohttp.ClientSession(
        connector=connector,
        timeout=aiohttp.ClientTimeout(
            total=None, sock_connect=CONNECT_TIMEOUT_SECONDS, sock_read=READ_TIMEOUT_SECONDS
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        headers={"User-Agent": user_agent, "Accept-Encoding": ACCEPT_ENCODING},
        max_line_size=MAX_HEADER_BYTES,
        max_field_size=MAX_HEADER_BYTES,
        trust_env=False,
    ) as client:
        yield Session(client, policy)


async def get(
    session: Session,
    url: str,
    validators: CacheValidators | None = None,
    *,
    max_bytes: int = MAX_BODY_BYTES,
    content_types: tuple[str, ...] = (),
    accept: str = requests.ACCEPT_FEED,
) -> Response:
    """Fetch a URL. If the server refuses the accepted content types, try once more with those of a browser.

    Args:
        session: a session from `open_session`.
        url: an http or https URL.
        validators: the validators of the last response; the server may then answer "not modified".
        max_bytes: the maximum number of decoded bytes.
        content_types: prefixes of the accepted content types; empty for all. A response without a content type is
            accepted.
        accept: the Accept header.

    Raises:
        BlockedAddress: the URL, or a URL that it redirects to, must not be fetched.
        Unreachable: there is no response within the time limit.
        Refused: the server refused; `RetryLater` if it says how long to wait, `HostCoolingDown` if it did so before.
        TooLarge: the body is larger than `max_bytes`.
        Unreadable: the content type is not one of `content_types`.
    """
    try:
        return await _follow(session, url, validators, max_bytes, content_types, accept)
    except Refused as problem:
        if problem.status not in requests.NOT_ACCEPTABLE_STATUSES or accept == requests.ACCEPT_PAGE:
            raise
    return await _follow(session, url, validators, max_bytes, content_types, requests.ACCEPT_PAGE)


def redact_credentials(url: str) -> str:
    """Return a URL without its user name and password, for use in messages."""
    scheme, separator, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    return f"{scheme}{separator}{authority.rpartition('@')[2]}{slash}{path}" if "@" in authority else url


# ---- private


class _BlockedAddressError(OSError):
    """Raised for a connection to an address that is not allowed."""


async def _follow(
    session: Session,
    url: str,
    validators: CacheValidators | None,
    max_bytes: int,
    content_types: tuple[str, ...],
    accept: str,
) -> Response:
    """Fetch a URL, and follow redirects with the cookies that they set."""
    current_url, display_url, remaining_seconds, is_permanent = (
        url,
        redact_credentials(url),
        TOTAL_TIMEOUT_SECONDS,
        True,
    )
    cookies = requests.VisitCookies()
    for hop in range(MAX_REDIRECTS + 1):
        _check_url(current_url, display_url)
        async with session.throttle(current_url, display_url):
            clock = asyncio.get_running_loop().time
            started_at = clock()
            try:
                request_url = requests.build_url(current_url)
                headers = {"Accept": accept} | cookies.headers_for(request_url)
                headers |= session.get_login_headers(current_url)
                headers |= _build_conditional_headers(validators) if current_url == url else {}
                async with (
                    asyncio.timeout(remaining_seconds),
                    session.client.get(
                        request_url, headers=headers, allow_redirects=False
                    ) as client_response,
                ):
                    if (
                        client_response.status not in _REDIRECT_STATUSES
                        or "Location" not in client_response.headers
                    ):
                        response = await _read_response(
                            client_response, current_url, display_url, max_bytes, content_types
                        )
                        return (
                            replace(response, permanent_url=current_url) if hop and is_permanent else response
                        )
                    cookies.collect(client_response, request_url)
                    is_permanent = is_permanent and client_response.status in _PERMANENT_REDIRECT_STATUSES
                    current_url = urljoin(current_url, client_response.headers["Location"].strip())
            except RetryLater as problem:
                if problem.status == _TOO_MANY_REQUESTS:
                    session.pause_site(current_url, problem.retry_after_seconds)
                raise
            except (aiohttp.ClientError, OSError, ValueError) as error:
                if _is_blocked_address(error):
                    raise BlockedAddress(
                        display_url, "its address is not on the public web (see NEWSBRIEF_ALLOWED_NETWORKS)"
                    ) from error
                raise Unreachable(display_url, _describe_error(error)) from error
            remaining_seconds -= clock() - started_at
    raise Refused(display_url, f"more than {MAX_REDIRECTS} redirects")


def _check_url(url: str, display_url: str) -> None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise BlockedAddress(display_url, "not a valid address") from error
    if parts.scheme.lower() not in {"http", "https"}:
        raise BlockedAddress(
            display_url, "only http and https addresses can be used, for example https://example.org/feed.xml"
        )
    if not host or "\\" in url or "@" in parts.netloc:
        raise BlockedAddress(
            display_url,
            "an address with a user name, a password or a backslash before its path is not allowed",
        )


def _build_conditional_headers(validators: CacheValidators | None) -> dict[str, str]:
    if validators is None:
        return {}
    headers = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in headers.items() if value and value.isprintable()}


async def _read_response(
    client_response: aiohttp.ClientResponse,
    url: str,
    display_url: str,
    max_bytes: int,
    content_types: tuple[str, ...],
) -> Response:
    validators = CacheValidators(
        *(_keep_valid_validator(client_response.headers.get(name, "")) for name in ("ETag", "Last-Modified"))
    )
    if client_response.status == _NOT_MODIFIED:
        return Response(
            url, client_response.status, b"", client_response.headers, validators, not_modified=True
        )
    if client_response.status not in _OK_STATUSES:
        raise _build_refusal(client_response, display_url)
    content_type = client_response.headers.get("Content-Type", "").lower()
    if content_type and content_types and not content_type.startswith(content_types):
        raise Unreadable(display_url, f"unsupported content type ({content_type[:50]})")
    body = bytearray()
    async for piece in client_response.content.iter_chunked(64 * 2**10):
        body += piece
        if len(body) > max_bytes:
            raise TooLarge(display_url, f"larger than {max_bytes / 2**20:.3g} MB")
    try:
        unpacked = content_encoding.unpack(
            bytes(body), client_response.headers.get("Content-Encoding", ""), max_bytes
        )
    except content_encoding.BodyTooLargeError as error:
        raise TooLarge(display_url, f"larger than {max_bytes / 2**20:.3g} MB") from error
    except content_encoding.BrokenEncodingError as error:
        raise Unreachable(display_url, "the response is incomplete or can't be decoded") from error
    return Response(url, client_response.status, unpacked, client_response.headers, validators)


def _build_refusal(client_response: aiohttp.ClientResponse, display_url: str) -> Refused:
    reason = f"the server answered {client_response.status} {client_response.reason or ''}".strip()
    if client_response.headers.get("cf-mitigated", "").lower() == "challenge":
        reason = f"{reason}: the site (Cloudflare) lets only browsers in that pass its check for humans"
    retry_after_seconds = _parse_retry_after(client_response.headers) or (
        DEFAULT_RETRY_AFTER_SECONDS if client_response.status == _TOO_MANY_REQUESTS else None
    )
    if retry_after_seconds is None:
        return Refused(display_url, reason, client_response.status)
    return RetryLater(
        display_url,
        f"{reason} and asked to wait {round(retry_after_seconds / 60)} min",
        client_response.status,
        retry_after_seconds,
    )


def _parse_retry_after(headers: Mapping[str, str]) -> int | None:
    """Return the seconds to wait according to Retry-After.

    A date is compared with the server's clock.
    """
    retry_after = headers.get("Retry-After", "").strip()
    try:
        if retry_after.isdecimal():
            seconds = int(retry_after[:9])
        else:
            retry_at, server_time = (
                parsedate_to_datetime(retry_after),
                parsedate_to_datetime(headers.get("Date", "")),
            )
            seconds = int((retry_at - server_time).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, MIN_RETRY_AFTER_SECONDS), MAX_RETRY_AFTER_SECONDS)


def _keep_valid_validator(validator: str) -> str:
    return validator if len(validator) <= MAX_VALIDATOR_CHARACTERS and validator.isprintable() else ""


def _is_blocked_address(error: BaseException | None) -> bool:
    """Whether an error was caused, directly or indirectly, by a blocked address."""
    depth = 0
    while error is not None and depth < 10:  # noqa: PLR2004 - chains are short; a loop must end
        if isinstance(error, _BlockedAddressError) or isinstance(
            getattr(error, "os_error", None), _BlockedAddressError
        ):
            return True
        error, depth = error.__cause__ or error.__context__, depth + 1
    return False


def _describe_error(error: Exception) -> str:
    return next(message for error_type, message in _ERROR_MESSAGES if isinstance(error, error_type))
