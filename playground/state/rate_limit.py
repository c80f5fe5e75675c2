"""How fast an app may call: by the tier of a method in a workspace, and one message a second in a channel."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from playground.state.api_errors import Refused

if TYPE_CHECKING:
    from playground.state.clock import Clock

# docs.slack.dev, rate limits: calls a minute of one method, for each workspace, by its tier.
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
MINUTE = 60.0


class Limited(Refused):
    """A call that came too soon: HTTP status 429.

    Attributes:
        seconds: when to come back, for `Retry-After`.
    """

    def __init__(self, seconds: int) -> None:
        super().__init__("ratelimited")
        self.seconds = seconds


@dataclass(slots=True)
class Bucket:
    """A bucket of tokens that fills again at an even rate.

    Attributes:
        most: tokens in a full one.
        rate: tokens a second.
        level: tokens at `at`.
        at: by the clock, in seconds.
    """

    most: float
    rate: float
    level: float
    at: float

    def wait(self, now: float) -> float:
        """Return in how many seconds the next token can be taken; 0 at once."""
        self.level = min(self.most, self.level + max(0.0, now - self.at) * self.rate)
        self.at = now
        return max(0.0, (1.0 - self.level) / self.rate)


class Pace:
    """Count the calls and refuse those that come too soon.

    Args:
        clock: the time.
        burst: how many messages a channel takes at once; not told by Slack.
        posts: messages a minute that a workspace takes, in all channels; Slack says "several hundred".
    """

    def __init__(self, clock: Clock, burst: int, posts: int) -> None:
        self._clock = clock
        self._burst = burst
        self._posts = posts
        self._buckets: dict[tuple[str, ...], Bucket] = {}

    def method(self, team: str, name: str, tier: int) -> None:
        """Count a call of a method.

        Raises:
            Limited: if the minute's calls are used up.
        """
        most = TIERS[tier]
        self._take([self._bucket(("method", team, name), most, most / MINUTE)])

    def post(self, team: str, channel: str) -> None:
        """Count a message to a channel.

        Raises:
            Limited: if the channel, or the workspace, takes no more yet.
        """
        self._take(
            [
                self._bucket(("channel", team, channel), self._burst, 1.0),
                self._bucket(("workspace", team), self._posts, self._posts / MINUTE),
            ]
        )

    # ------------------------------------------------------------------------ private

    def _bucket(self, key: tuple[str, ...], most: float, rate: float) -> Bucket:
        return self._buckets.setdefault(key, Bucket(most, rate, most, self._clock.now()))

    def _take(self, buckets: list[Bucket]) -> None:
        now = self._clock.now()
        wait = max(bucket.wait(now) for bucket in buckets)
        if wait > 0:
            raise Limited(ceil(wait))
        for bucket in buckets:
            bucket.level -= 1.0
