"""Build requests: the URL as written, and the cookies that were set during the same visit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import CookieJar
from yarl import URL

if TYPE_CHECKING:
    from aiohttp import ClientResponse

# Servers choose by this header between a feed and a page, and refuse what it does not name.
ACCEPT_FEED = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.7, */*;q=0.6"
)
ACCEPT_PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
# The statuses of servers that do not like what the request accepts.
NOT_ACCEPTABLE_STATUSES = frozenset({406, 415})
# Characters that may stand in an address; everything else is percent-encoded.
_SAFE_CHARACTERS = "!#$%&'()*+,/:;=?@[]~-._|"
_UNSAFE = re.compile(r"[^A-Za-z0-9!#$%&'()*+,/:;=?@\[\]~._|-]")


def build_url(address: str) -> URL:
    """Return a URL as written, percent-encoding only the characters that are not allowed in requests.

    Raises:
        ValueError: the address is not valid.
    """
    normalized = URL(address)
    if normalized.raw_host is None:
        raise ValueError(address)
    authority = f"[{normalized.raw_host}]" if ":" in normalized.raw_host else normalized.raw_host
    if normalized.explicit_port is not None:
        authority = f"{authority}:{normalized.explicit_port}"
    rest = re.split(r"[/?#]", address.partition("://")[2], maxsplit=1)
    start = len(address) - len(rest[1]) - 1 if len(rest) > 1 else len(address)
    path = address[start:].partition("#")[0]
    if not path.startswith("/"):
        path = f"/{path}"
    if _UNSAFE.search(path):
        path = quote(path, safe=_SAFE_CHARACTERS, errors="surrogateescape")
    return URL(f"{normalized.scheme}://{authority}{path}", encoded=True)


class VisitCookies:
    """The cookies of one visit, which are sent along its redirects and then forgotten."""

    def __init__(self) -> None:
        self._jar: CookieJar | None = None

    def collect(self, response: ClientResponse, url: URL) -> None:
        """Keep the cookies that a response sets."""
        if response.cookies:
            self._jar = self._jar or CookieJar(unsafe=True)
            self._jar.update_cookies(response.cookies, url)

    def headers_for(self, url: URL) -> dict[str, str]:
        """Return the Cookie header for a URL; empty if there are no cookies for it."""
        cookies = self._jar.filter_cookies(url) if self._jar else {}
        pairs = "; ".join(f"{name}={morsel.coded_value}" for name, morsel in cookies.items())
        return {"Cookie": pairs} if pairs else {}
