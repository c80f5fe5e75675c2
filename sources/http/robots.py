"""The robots.txt rules of sites (RFC 9309).

The rules of a site are fetched at most once a day.
"""

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

    # The time of the fetch and the rules, by "https://host".
    RobotsRules = dict[str, tuple[datetime, Protego]]

# The user agent name that a robots.txt can refer to.
USER_AGENT = "Newsbrief"
# The number of bytes to read of a robots.txt (RFC 9309, 2.5: at least 500 KiB).
MAX_ROBOTS_BYTES = 512 * 2**10
# The time for which rules stay valid (RFC 9309, 2.4).
RULES_MAX_AGE = timedelta(hours=24)
_DISALLOW_ALL, _ALLOW_ALL = "User-agent: *\nDisallow: /", ""


class Robots:
    """The robots.txt rules of sites, fetched through one session.

    Args:
        session: the session.
        rules_by_site: the rules from earlier fetches; new ones are added.
        now: the current time, aware.
    """

    def __init__(self, session: Session, rules_by_site: RobotsRules, now: datetime) -> None:
        self._session = session
        self._rules_by_site = rules_by_site
        self._now = now
        self._pending_fetches: dict[str, asyncio.Task[Protego]] = {}

    async def is_allowed(self, url: str) -> bool:
        """Whether robots.txt allows reading the page at a URL.

        Without a robots.txt, all pages are allowed.
        """
        site = _site_of(url)
        if site in self._rules_by_site and self._now - self._rules_by_site[site][0] < RULES_MAX_AGE:
            return bool(self._rules_by_site[site][1].can_fetch(url, USER_AGENT))
        if site not in self._pending_fetches:
            self._pending_fetches[site] = asyncio.create_task(self._fetch_rules(site))
        # A cancelled waiter must not cancel the fetch for the others.
        rules = await asyncio.shield(self._pending_fetches[site])
        return bool(rules.can_fetch(url, USER_AGENT))

    def has_rules_for(self, url: str) -> bool:
        """Whether the robots.txt rules that apply to a URL came from the site itself.

        After a server error, rules are only assumed.
        """
        return _site_of(url) in self._rules_by_site

    async def _fetch_rules(self, site: str) -> Protego:
        try:
            response = await client.get(
                self._session, urljoin(site, "/robots.txt"), max_bytes=MAX_ROBOTS_BYTES, accept="*/*"
            )
            robots_txt = response.body.decode("utf-8", "replace")
        except SourceError as error:
            # Without a robots.txt all pages may be read. No response, too many requests or a server error: wait
            # (RFC 9309, 2.3.1).
            status = getattr(error, "status", 0)
            is_absent = 400 <= status < 500 and not isinstance(error, client.RetryLater)  # noqa: PLR2004 - HTTP: "not here"
            robots_txt = _ALLOW_ALL if is_absent else _DISALLOW_ALL
        rules = Protego.parse(robots_txt)
        # Rules assumed because of a server error are not stored.
        if robots_txt != _DISALLOW_ALL:
            self._rules_by_site[site] = (self._now, rules)
        return rules


# ---- private


def _site_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
