"""Limits on the briefs that a person may order and a channel may receive per minute."""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque

from news.errors import TooManyRequests

PERIOD_SECONDS = 60.0
# A person reads a brief in two minutes; several in one minute are for several topics, more are a mistake or a prank.
MAX_PER_PERSON, MAX_PER_CHANNEL = 6, 20
# People and channels that are remembered; the map is cleared of old ones when it grows beyond.
MAX_REMEMBERED = 10_000


class RequestLimits:
    """Counts the briefs of the last minute, by person and by channel. Thread-safe.

    Args:
        max_per_person: the maximum number of briefs that a person may order in a minute.
        max_per_channel: the maximum number of briefs that are posted in a channel in a minute.
    """

    def __init__(self, max_per_person: int = MAX_PER_PERSON, max_per_channel: int = MAX_PER_CHANNEL) -> None:
        self._limits = {"person": max_per_person, "channel": max_per_channel}
        self._lock = threading.Lock()
        self._times: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)

    def count(self, user: str, channel: str) -> None:
        """Count a brief.

        Raises:
            TooManyRequests: the person or the channel has had too many in the last minute; this one does not count.
        """
        now = time.monotonic()
        with self._lock:
            keys = (("person", user), ("channel", channel))
            for key in keys:
                times = self._times[key]
                while times and times[0] <= now - PERIOD_SECONDS:
                    times.popleft()
                if len(times) >= self._limits[key[0]]:
                    raise TooManyRequests(
                        len(times), times[0] + PERIOD_SECONDS - now, is_personal=key[0] == "person"
                    )
            for key in keys:
                self._times[key].append(now)
            if len(self._times) > MAX_REMEMBERED:
                self._forget_old(now)

    # ---- private

    def _forget_old(self, now: float) -> None:
        for key in [
            key for key, times in self._times.items() if not times or times[-1] <= now - PERIOD_SECONDS
        ]:
            del self._times[key]
