"""Response URLs, which let an app respond to an interaction later.

A response URL works up to five times within 30 minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from local_slack.state.api_errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from local_slack.state.clock import Clock
    from local_slack.state.json_types import Json

MAX_USES = 5  # docs.slack.dev, interactivity: up to five times
LIFETIME_SECONDS = 30 * 60.0  # within thirty minutes


@dataclass(slots=True, eq=False)
class ResponseUrl:
    """A response URL, with the interaction that the URL belongs to.

    Attributes:
        key: the last part of the URL.
        team_id: the workspace.
        channel_id: the channel of the interaction.
        user_id: the person.
        expires_at: the expiry time, by the clock.
        message: the message whose button was used; None for a command.
        use_count: the number of uses.
    """

    key: str
    team_id: str
    channel_id: str
    user_id: str
    expires_at: float
    message: Json | None = None
    use_count: int = 0


class ResponseUrls:
    """All response URLs, with the number of uses of each URL."""

    def __init__(self, clock: Clock, new_id: Callable[[str], str]) -> None:
        self._clock = clock
        self._new_id = new_id
        self._urls_by_key: dict[str, ResponseUrl] = {}

    def create(self, team_id: str, channel_id: str, user_id: str, message: Json | None = None) -> ResponseUrl:
        """Create a response URL for an interaction."""
        response_url = ResponseUrl(
            self._new_id("hook-"), team_id, channel_id, user_id, self._clock.now() + LIFETIME_SECONDS, message
        )
        self._urls_by_key[response_url.key] = response_url
        return response_url

    def use(self, key: str) -> ResponseUrl:
        """Return the response URL with a given key, and count this use.

        Raises:
            ApiError: `expired_url` after half an hour, `used_url` after five uses, `invalid_url` for an unknown key.
        """
        response_url = self._urls_by_key.get(key)
        if response_url is None:
            raise ApiError("invalid_url")
        if self._clock.now() > response_url.expires_at:
            raise ApiError("expired_url")
        if response_url.use_count >= MAX_USES:
            raise ApiError("used_url")
        response_url.use_count += 1
        return response_url
