"""How Newsbrief behaves when it visits: whom it says it is, how often it knocks, and which doors it has a key for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from sources.http.address_guard import Network


@dataclass(frozen=True, slots=True)
class Login:
    """A header that is shown to one place alone, never where that place redirects to.

    Attributes:
        url_prefix: the beginning of an address, such as "https://feeds.example.org/team/".
        header_name: its name, such as "Authorization".
        header_value: what it says; never printed.
    """

    url_prefix: str
    header_name: str
    header_value: str = field(repr=False)

    def matches(self, url: str) -> bool:
        """Tell whether an address lies in this place: the same scheme, host and port, and below the same path."""
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
    """What holds for all visits.

    Attributes:
        contact_url: an address that publishers may write to, for the User-Agent.
        allowed_networks: networks that may be visited although they are not public.
        logins: headers for places that ask for one.
        min_interval_seconds: seconds between the beginnings of two calls to one host.
    """

    contact_url: str = ""
    allowed_networks: tuple[Network, ...] = ()
    logins: tuple[Login, ...] = ()
    min_interval_seconds: float = 1.0
