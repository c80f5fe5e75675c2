"""Notify an outside watcher that the bot works, by fetching a URL of it (a dead man's switch)."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from news.errors import SourceError
from sources.http import client

if TYPE_CHECKING:
    from sources.http.fetch_policy import FetchPolicy

log = logging.getLogger(__name__)

# Watchers answer with a word.
MAX_ANSWER_BYTES = 2**16


def ping(url: str, policy: FetchPolicy) -> bool:
    """Fetch a watcher's URL, under the same rules as a source. Return whether it answered.

    The URL contains a key, and is never logged.
    """
    try:
        asyncio.run(_get(url, policy))
    except SourceError as problem:
        log.warning("watcher not reached cause=%s", type(problem).__name__)
        return False
    return True


# ---- private


async def _get(url: str, policy: FetchPolicy) -> None:
    async with client.open_session(policy) as session:
        await client.get(session, url, max_bytes=MAX_ANSWER_BYTES, accept="*/*")
