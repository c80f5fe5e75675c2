"""The clock of Slack's server, estimated from the time in its responses.

Messages are looked for by Slack's time, and Slack's clock may be minutes behind ours.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.runtime import clock as machine_clock

if TYPE_CHECKING:
    from datetime import datetime

# How far Slack's clock may be behind ours while no answer has told its time. Only a server that sends no `Date` leaves
# it unknown: the start's `auth.test` comes before the first message.
UNKNOWN_SKEW = timedelta(minutes=15)


class ServerClock:
    """Slack's clock.

    Args:
        responded_at: the time in an answer of Slack; None if there was none yet.
        received_at: when that answer arrived, on the monotonic clock.
    """

    def __init__(self, responded_at: datetime | None = None, received_at: float = 0.0) -> None:
        self._reading = None if responded_at is None else (responded_at, received_at)

    def update(self, responded_at: datetime | None) -> None:
        """Set the clock from a response that has just arrived. None changes nothing."""
        if responded_at is not None:
            self._reading = (responded_at, time.monotonic())

    def latest_time_of(self, local_time: datetime) -> datetime | None:
        """Return the latest time that Slack's clock may have shown at a given time of this machine's clock.

        Both clocks may have been set since, by up to `UNKNOWN_SKEW`. Return None if Slack's clock is not known.
        """
        if self._reading is None:
            return None
        responded_at, received_at = self._reading
        ahead = responded_at + timedelta(seconds=time.monotonic() - received_at) - machine_clock.now()
        return local_time + max(ahead, timedelta()) + UNKNOWN_SKEW

    def earliest_time(self) -> datetime:
        """Return the current time on this machine's clock or on Slack's, whichever is earlier."""
        local_time = machine_clock.now()
        if self._reading is None:
            return local_time - UNKNOWN_SKEW
        responded_at, received_at = self._reading
        return min(local_time, responded_at + timedelta(seconds=time.monotonic() - received_at))
