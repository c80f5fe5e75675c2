"""The services and helpers that all listeners share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.services.services import Services
    from bot.slack.dispatcher import Dispatcher
    from bot.slack.poster import Poster


@dataclass(frozen=True, slots=True)
class ListenerContext:
    """The services and helpers that all listeners share.

    Attributes:
        services: the use cases.
        dispatcher: runs jobs on its own threads; Bolt's threads only acknowledge.
        poster: posts messages.
        clock: returns the current time, aware, in UTC.
    """

    services: Services
    dispatcher: Dispatcher
    poster: Poster
    clock: Callable[[], datetime]
