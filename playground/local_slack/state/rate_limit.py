"""Rate limits for calls and messages.

Calls are limited per method and workspace, and messages to one per second per channel.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from local_slack.state.api_errors import ApiError

if TYPE_CHECKING:
    from local_slack.state.clock import Clock

# docs.slack.dev, rate limits: calls per minute of one method in one workspace, by tier.
CALLS_PER_MINUTE_BY_TIER = {1: 1, 2: 20, 3: 50, 4: 100}
SECONDS_PER_MINUTE = 60.0


class RateLimited(ApiError):
    """The error for a call that exceeds a rate limit (HTTP status 429).

    Attributes:
        retry_after_seconds: the seconds to wait, for `Retry-After`.
    """

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__("ratelimited")
        self.retry_after_seconds = retry_after_seconds


@dataclass(slots=True)
class TokenBucket:
    """A token bucket that refills at a constant rate.

    Attributes:
        capacity: the maximum number of tokens.
        tokens_per_second: the refill rate.
        token_count: the number of tokens at `updated_at`.
        updated_at: the time of the last update, by the clock, in seconds.
    """

    capacity: float
    tokens_per_second: float
    token_count: float
    updated_at: float

    def seconds_until_token(self, now: float) -> float:
        """Return the seconds until a token is available, or 0 if a token is available now."""
        self.token_count = min(
            self.capacity, self.token_count + max(0.0, now - self.updated_at) * self.tokens_per_second
        )
        self.updated_at = now
        return max(0.0, (1.0 - self.token_count) / self.tokens_per_second)


class RateLimiter:
    """Counts calls, and rejects calls that exceed a rate limit.

    Args:
        clock: the clock.
        message_burst: the number of messages that a channel accepts at once; not published by Slack.
        messages_per_minute: the messages per minute in all channels of a workspace; Slack says "several hundred".
    """

    def __init__(self, clock: Clock, message_burst: int, messages_per_minute: int) -> None:
        self._clock = clock
        self._message_burst = message_burst
        self._messages_per_minute = messages_per_minute
        self._buckets: dict[tuple[str, ...], TokenBucket] = {}

    def count_method_call(self, team_id: str, method_name: str, tier: int) -> None:
        """Count a call against the rate limit of its method.

        Raises:
            RateLimited: the calls of this minute are used up.
        """
        calls_per_minute = CALLS_PER_MINUTE_BY_TIER[tier]
        self._take_tokens(
            [
                self._get_bucket(
                    ("method", team_id, method_name), calls_per_minute, calls_per_minute / SECONDS_PER_MINUTE
                )
            ]
        )

    def count_message(self, team_id: str, channel_id: str) -> None:
        """Count a message against the rate limits of its channel and workspace.

        Raises:
            RateLimited: the channel or the workspace does not accept another message yet.
        """
        self._take_tokens(
            [
                self._get_bucket(("channel", team_id, channel_id), self._message_burst, 1.0),
                self._get_bucket(
                    ("workspace", team_id),
                    self._messages_per_minute,
                    self._messages_per_minute / SECONDS_PER_MINUTE,
                ),
            ]
        )

    # ------------------------------------------------------------------------ private

    def _get_bucket(self, key: tuple[str, ...], capacity: float, tokens_per_second: float) -> TokenBucket:
        return self._buckets.setdefault(
            key, TokenBucket(capacity, tokens_per_second, capacity, self._clock.now())
        )

    def _take_tokens(self, buckets: list[TokenBucket]) -> None:
        now = self._clock.now()
        wait_seconds = max(bucket.seconds_until_token(now) for bucket in buckets)
        if wait_seconds > 0:
            raise RateLimited(ceil(wait_seconds))
        for bucket in buckets:
            bucket.token_count -= 1.0
