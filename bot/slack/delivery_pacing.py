"""Decide when the delivery worker may send: the pace of each channel, and waits after failures.

A fault in one channel makes that channel wait. Faults in two channels without a success in between are Slack's or the
network's, and make the workspace wait.

All times are on the monotonic clock. Thread-safe.
"""

from __future__ import annotations

import threading
import time
from datetime import timedelta

# Seconds to wait after a fault: the first wait, which doubles every time, and the longest.
INITIAL_BACKOFF_SECONDS, MAX_BACKOFF_SECONDS = 0.25, 60.0
# Channels that fail without a success in between, from which on the workspace waits.
MIN_FAILING_CHANNELS = 2
# Seconds for which a success in one channel shows that a fault in another is the channel's.
SUCCESS_COUNTS_SECONDS = 600.0


def backoff_seconds(failure_count: int) -> float:
    """Return the wait in seconds after a number of consecutive failures: 0.25, 0.5, 1 ... 60."""
    return min(MAX_BACKOFF_SECONDS, INITIAL_BACKOFF_SECONDS * 2.0 ** min(failure_count - 1, 16))


class DeliveryPacing:
    """The waits of one workspace.

    Args:
        channel_interval_seconds: seconds between two messages to one channel.
        recheck_seconds: seconds after an unknown outcome until the message may be looked up.
    """

    def __init__(self, channel_interval_seconds: float, recheck_seconds: float) -> None:
        self._lock = threading.RLock()
        self._recheck_seconds = recheck_seconds
        self._slot_recheck_at: dict[str, float] = {}
        self._channel_interval_seconds = channel_interval_seconds
        self._paused_until = 0.0
        self._channel_ready_at: dict[str, float] = {}
        self._failure_count_by_channel: dict[str, int] = {}
        self._failure_count = 0
        self._success_at_by_channel: dict[str, float] = {}

    @property
    def is_paused(self) -> bool:
        """Whether the workspace is waiting."""
        return time.monotonic() < self._paused_until

    @property
    def recheck_time(self) -> timedelta:
        """The time between an unknown outcome and the lookup of the message."""
        return timedelta(seconds=self._recheck_seconds)

    def waiting_channels(self) -> set[str]:
        """Return the channels to which no message may be sent yet."""
        with self._lock:
            self._channel_ready_at = _keep_future(self._channel_ready_at)
            return set(self._channel_ready_at)

    def waiting_slots(self) -> set[str]:
        """Return the slots whose messages may not be looked up yet."""
        with self._lock:
            return set(_keep_future(self._slot_recheck_at))

    def wake_times(self) -> tuple[float, ...]:
        """Return the times at which a wait ends."""
        with self._lock:
            return (
                self._paused_until,
                *self._channel_ready_at.values(),
                *self._slot_recheck_at.values(),
            )

    def pause(self, seconds: float) -> None:
        """Make the workspace wait."""
        with self._lock:
            self._paused_until = max(self._paused_until, time.monotonic() + seconds)

    def start_channel_interval(self, channel: str) -> None:
        """Delay the next message to a channel, because a call for the channel was just made."""
        self._delay_channel(channel, self._channel_interval_seconds)

    def start_recheck(self, slot: str, factor: float = 1.0, *, seconds: float | None = None) -> None:
        """Delay the recheck of a slot with an unknown outcome, by a multiple of the recheck time or in seconds."""
        delay_seconds = self._recheck_seconds * factor if seconds is None else seconds
        with self._lock:
            self._slot_recheck_at[slot] = time.monotonic() + delay_seconds

    def end_recheck(self, slot: str) -> None:
        """End the wait of a slot whose outcome is known."""
        with self._lock:
            self._slot_recheck_at.pop(slot, None)

    def record_success(self, channel: str) -> None:
        """End all waits after failures, because Slack accepts messages again."""
        now = time.monotonic()
        with self._lock:
            self._failure_count = 0
            self._failure_count_by_channel.clear()
            self._success_at_by_channel = {
                other: success_at
                for other, success_at in self._success_at_by_channel.items()
                if success_at > now - SUCCESS_COUNTS_SECONDS
            } | {channel: now}

    def record_failure(self, channel: str) -> float:
        """Make a channel wait after a fault; if several fail, also pause the workspace. Return the seconds."""
        with self._lock:
            self._failure_count += 1
            self._failure_count_by_channel[channel] = self._failure_count_by_channel.get(channel, 0) + 1
            if len(self._failure_count_by_channel) >= MIN_FAILING_CHANNELS:
                seconds = backoff_seconds(self._failure_count)
                self.pause(seconds)
            else:
                seconds = backoff_seconds(self._failure_count_by_channel[channel])
            self._delay_channel(channel, seconds)
            return seconds

    def others_succeed(self, channel: str) -> bool:
        """Whether another channel recently accepted a message, so that the failure concerns only this channel."""
        oldest = time.monotonic() - SUCCESS_COUNTS_SECONDS
        with self._lock:
            return any(
                success_at > oldest
                for other, success_at in self._success_at_by_channel.items()
                if other != channel
            )

    # ---- private

    def _delay_channel(self, channel: str, seconds: float) -> None:
        ready_at = time.monotonic() + seconds
        with self._lock:
            self._channel_ready_at[channel] = max(self._channel_ready_at.get(channel, 0.0), ready_at)


def _keep_future(times: dict[str, float]) -> dict[str, float]:
    now = time.monotonic()
    return {name: moment for name, moment in times.items() if moment > now}
