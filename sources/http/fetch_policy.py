"""Settings for all fetches, such as the request rate, allowed networks and logins."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

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
