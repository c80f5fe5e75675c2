"""Response URLs: where an app may answer a command or a button, five times in half an hour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.state.api_errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from playground.state.clock import Clock
    from playground.state.json_types import Json

USES = 5  # docs.slack.dev, interactivity: up to five times
SECONDS = 30 * 60.0  # within thirty minutes


@dataclass(slots=True, eq=False)
class Hook:
    """What a response URL leads back to.

    Attributes:
        key: the last part of the URL.
        team: the workspace.
        channel: where the person was.
        person: who asked.
        expires: by the clock.
        message: the message whose button was pressed; None for a command.
        uses: how often it was used.
    """

    key: str
    team: str
    channel: str
    person: str
    expires: float
    message: Json | None = None
    uses: int = 0


class Hooks:
    """Hand out response URLs and count their uses."""

    def __init__(self, clock: Clock, new_id: Callable[[str], str]) -> None:
        self._clock = clock
        self._new_id = new_id
        self._hooks: dict[str, Hook] = {}

    def open(self, team: str, channel: str, person: str, message: Json | None = None) -> Hook:
        """Make a response URL's key for one interaction."""
        hook = Hook(self._new_id("hook-"), team, channel, person, self._clock.now() + SECONDS, message)
        self._hooks[hook.key] = hook
        return hook

    def use(self, key: str) -> Hook:
        """Return what a key leads to, and count the use.

        Raises:
            Refused: `expired_url` after half an hour, `used_url` after five uses, `invalid_url` if there is none.
        """
        hook = self._hooks.get(key)
        if hook is None:
            raise Refused("invalid_url")
        if self._clock.now() > hook.expires:
            raise Refused("expired_url")
        if hook.uses >= USES:
            raise Refused("used_url")
        hook.uses += 1
        return hook
