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
        place: the beginning of an address, such as "https://feeds.example.org/team/".
        header: its name, such as "Authorization".
        value: what it says; never printed.
    """

    place: str
    header: str
    value: str = field(repr=False)

    def opens(self, url: str) -> bool:
        """Tell whether an address lies in this place: the same scheme, host and port, and below the same path."""
        here, there = urlsplit(self.place), urlsplit(url)
        folder = here.path.rstrip("/")
        return (here.scheme.lower(), here.netloc.lower()) == (
            there.scheme.lower(),
            there.netloc.lower(),
        ) and (not folder or there.path == folder or there.path.startswith(f"{folder}/"))


@dataclass(frozen=True, slots=True)
class Manners:
    """What holds for all visits.

    Attributes:
        contact: an address that publishers may write to, for the User-Agent.
        inside: networks that may be visited although they are not public.
        logins: headers for places that ask for one.
        apart: seconds between the beginnings of two calls to one host.
    """

    contact: str = ""
    inside: tuple[Network, ...] = ()
    logins: tuple[Login, ...] = ()
    apart: float = 1.0
