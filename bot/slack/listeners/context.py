"""The services and helpers that all listeners share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.slack.listeners.request_limits import RequestLimits
from news.errors import InvalidRequest, RequestProblem

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.services.services import Services
    from bot.slack.dispatcher import Dispatcher
    from bot.slack.people import People
    from bot.slack.poster import Poster
    from bot.slack.view_client import ViewClient


@dataclass(frozen=True, slots=True)
class ListenerContext:
    """The services and helpers that all listeners share.

    Attributes:
        services: the use cases.
        dispatcher: runs jobs on its own threads; Bolt's threads only acknowledge.
        poster: posts messages.
        people: looks people up.
        clock: returns the current time, aware, in UTC.
        limits: limits the briefs of a person and of a channel.
        team: the workspace of the bot token, the only one in which messages can be posted.
        views: shows modals and Home tabs.
    """

    services: Services
    dispatcher: Dispatcher
    poster: Poster
    people: People
    clock: Callable[[], datetime]
    team: str
    views: ViewClient
    limits: RequestLimits = field(default_factory=RequestLimits)

    def check_team(self, team: str) -> None:
        """Check that the bot serves a workspace.

        Raises:
            InvalidRequest: it does not, so that nothing ordered there would ever be posted.
        """
        if team != self.team:
            raise InvalidRequest(RequestProblem.WORKSPACE_NOT_SERVED)

    def claim_interaction(self, trigger_id: str) -> bool:
        """Whether this is the first delivery of a command or click; Slack may deliver it twice."""
        return not trigger_id or self.services.threads.claim_event(f"trigger|{trigger_id}", now=self.clock())
