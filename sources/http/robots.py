"""Whether a site lets its pages be read: its robots.txt (RFC 9309), asked once a day."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from protego import Protego

from news.errors import SourceError
from sources.http import client

if TYPE_CHECKING:
    from datetime import datetime

    from sources.http.client import Session

    # What sites allow, by "https://host", and when they said so.
    Rules = dict[str, tuple[datetime, Protego]]

# The name by which a robots.txt may speak of Newsbrief.
AGENT = "Newsbrief"
# Bytes of it that are read (RFC 9309, 2.5: at least 500 KiB).
LARGEST = 512 * 2**10
# For how long what a site said holds (RFC 9309, 2.4).
KEPT = timedelta(hours=24)
_NOTHING, _EVERYTHING = "User-agent: *\nDisallow: /", ""


class Robots:
    """What sites allow, asked through one session.

    Attributes:
        kept: what was learnt at earlier visits; what is learnt is added.
        now: when, aware.
    """

    def __init__(self, session: Session, kept: Rules, now: datetime) -> None:
        self._session = session
        self._kept = kept
        self._now = now
        self._sites: dict[str, asyncio.Task[Protego]] = {}

    async def allow(self, url: str) -> bool:
        """Tell whether the page at an address may be read; a site without a robots.txt allows it."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site in self._kept and self._now - self._kept[site][0] < KEPT:
            return bool(self._kept[site][1].can_fetch(url, AGENT))
        if site not in self._sites:
            self._sites[site] = asyncio.create_task(self._rules(site))
        # One who stops waiting must not stop the others.
        rules = await asyncio.shield(self._sites[site])
        return bool(rules.can_fetch(url, AGENT))

    async def _rules(self, site: str) -> Protego:
        try:
            answer = await client.get(self._session, urljoin(site, "/robots.txt"), largest=LARGEST)
            said = answer.body.decode("utf-8", "replace")
        except SourceError as problem:
            # There is none: everything may be read. No answer, too many requests, or a fault of the server's: wait
            # (RFC 9309, 2.3.1).
            status = getattr(problem, "status", 0)
            absent = 400 <= status < 500 and not isinstance(problem, client.Busy)  # noqa: PLR2004 - HTTP: "not here"
            said = _EVERYTHING if absent else _NOTHING
        rules = Protego.parse(said)
        # What a server in trouble did not say is not kept.
        if said != _NOTHING:
            self._kept[site] = (self._now, rules)
        return rules
