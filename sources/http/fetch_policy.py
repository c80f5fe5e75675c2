"""Settings for all fetches, such as the request rate, allowed networks and logins."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sources.http.address_guard import is_allowed_address

if TYPE_CHECKING:
    from sources.http.address_guard import Network


@dataclass(frozen=True, slots=True)
class Login:
    """A login header for URLs with a given prefix.

    The header is never sent after a redirect.

    Attributes:
        url_prefix: the beginning of the URLs, for example "https://feeds.example.org/team/".
        header_name: the header's name, for example "Authorization".
        header_value: the header's value; never printed.
    """

    url_prefix: str
    header_name: str
    header_value: str = field(repr=False)

    def matches(self, url: str) -> bool:
        """Whether the login applies to a URL.

        The URL must have the prefix's scheme, host, port and path.
        """
        prefix_parts, url_parts = urlsplit(self.url_prefix), urlsplit(url)
        prefix_path = prefix_parts.path.rstrip("/")
        return (prefix_parts.scheme.lower(), prefix_parts.netloc.lower()) == (
            url_parts.scheme.lower(),
            url_parts.netloc.lower(),
        ) and (
            not prefix_path or url_parts.path == prefix_path or url_parts.path.startswith(f"{prefix_path}/")
        )


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """Settings that apply to all fetches.

    Attributes:
        contact_url: a URL with contact information for publishers, for the User-Agent.
        allowed_networks: networks that may be fetched from although they are not public.
        logins: headers for sites that require one.
        min_interval_seconds: the minimum seconds between the starts of two requests to one host.
    """

    contact_url: str = ""
    allowed_networks: tuple[Network, ...] = ()
    logins: tuple[Login, ...] = ()
    min_interval_seconds: float = 1.0

    def is_restricted(self, url: str) -> bool:
        """Whether fetching a URL uses a login, or reaches an address that only `allowed_networks` allows.

        Looks the host up if there are such networks.
        """
        if any(login.matches(url) for login in self.logins):
            return True
        return bool(self.allowed_networks) and any(
            is_allowed_address(address, port, self.allowed_networks) and not is_allowed_address(address, port)
            for address, port in _resolve(url)
        )


# ---- private


def _resolve(url: str) -> list[tuple[str, int]]:
    """Return the addresses and ports of a URL's host; an empty result if the host has no addresses."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = socket.getaddrinfo(parts.hostname or "", port, type=socket.SOCK_STREAM)
    except (ValueError, OSError):
        return []
    return [(str(address[0]), port) for *_, address in found]
