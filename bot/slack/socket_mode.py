"""Connect to Slack at startup: check the tokens, get Slack's time, and open the first socket."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from http.client import HTTPException
from typing import TYPE_CHECKING, TypeVar
from urllib.error import URLError

from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.slack import web_api
from news.errors import InvalidSetting, SettingProblem, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from slack_sdk import WebClient

    from bot.slack.socket_manager import SocketManager

log = logging.getLogger(__name__)

T = TypeVar("T")

# Seconds that the start keeps retrying while Slack has a fault.
STARTUP_TIMEOUT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class BotIdentity:
    """The identity that Slack reports for the bot token.

    Attributes:
        team: the workspace that the token belongs to.
        authorization: the answer in Bolt's form. Bolt would ask again before it acknowledges the first command.
        responded_at: when Slack answered, on the clock of its server; None if the answer contains no time.
        received_at: when the answer arrived, on the monotonic clock.
    """

    team: str
    authorization: AuthorizeResult
    responded_at: datetime | None
    received_at: float


def fetch_identity(client: WebClient) -> BotIdentity:
    """Ask Slack whom the bot token belongs to. An invalid token raises an error.

    Raises:
        SettingsError: Slack refuses the token, or cannot be reached.
    """
    try:
        response = _retry_until_available(client.auth_test)
        return BotIdentity(
            str(response.get("team_id") or ""),
            AuthorizeResult.from_auth_test_response(bot_token=client.token, auth_test_response=response),
            web_api.parse_date(response.headers),
            time.monotonic(),
        )
    except SlackApiError as problem:
        raise _refused_token_error("SLACK_BOT_TOKEN", problem) from problem
    except (SlackClientError, OSError, HTTPException) as problem:
        raise SettingsError(
            [InvalidSetting("SLACK_API_URL", SettingProblem.API_UNREACHABLE, {"url": client.base_url})]
        ) from problem


def open_socket(sockets: SocketManager) -> None:
    """Open the first socket.

    Raises:
        SettingsError: Slack refuses the token.
    """
    try:
        _retry_until_available(sockets.start)
    except SlackApiError as problem:
        raise _refused_token_error("SLACK_APP_TOKEN", problem) from problem


# ---- private


def _retry_until_available(call: Callable[[], T]) -> T:
    """Repeat a call after temporary errors; raise all other errors.

    Temporary errors: 5xx, 429, lost connection, incomplete response.
    """
    deadline, delay_seconds = time.monotonic() + STARTUP_TIMEOUT_SECONDS, 0.5
    while True:
        try:
            return call()
        except SlackApiError as problem:
            status, error_code = problem.response.status_code, str(problem.response.get("error") or "")
            # The SDK returns a non-JSON page as an "error" of many words.
            is_unavailable = (
                status >= 500  # noqa: PLR2004 - HTTP
                or status == 429  # noqa: PLR2004 - HTTP
                or error_code in web_api.SERVER_ERROR_CODES
                or " " in error_code
            )
            if not is_unavailable or time.monotonic() > deadline:
                raise
            log.warning("Slack is ailing status=%d", status)
        except (SlackClientError, OSError, HTTPException, ValueError) as problem:
            # Nothing listens at the address, or the host name does not exist: a wrong address, not a fault in Slack.
            if isinstance(problem, URLError) or time.monotonic() > deadline:
                raise
            log.warning("Slack is ailing cause=%s", type(problem).__name__)
        time.sleep(delay_seconds)
        delay_seconds = min(delay_seconds * 2, 15.0)


def _refused_token_error(setting_name: str, problem: SlackApiError) -> SettingsError:
    error_code = (
        problem.response.get("error")
        if isinstance(problem.response.data, dict)
        else problem.response.status_code
    )
    values = {"error": str(error_code)}
    return SettingsError([InvalidSetting(setting_name, SettingProblem.TOKEN_REFUSED, values)])
