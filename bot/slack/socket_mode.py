"""The connection to Slack: the check of the tokens, and the socket, opened once and closed without loss."""

from __future__ import annotations

import logging
import threading
import time
from http.client import HTTPException
from typing import TYPE_CHECKING, TypeVar
from urllib.error import URLError

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.slack import web_api
from news.errors import InvalidSetting, SettingProblem, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler
    from slack_sdk import WebClient

log = logging.getLogger(__name__)

T = TypeVar("T")

# Seconds that a start keeps trying while Slack has a fault.
STARTUP_TIMEOUT_SECONDS = 60.0
# Seconds that Slack has to answer the closing of a socket.
CLOSE_TIMEOUT_SECONDS = 1.0


def fetch_team(client: WebClient) -> str:
    """Return the workspace of the bot token. A wrong token stops the start, not the first command.

    Raises:
        SettingsError: Slack refuses the token, or cannot be reached.
    """
    try:
        return str(_retry_until_available(client.auth_test).get("team_id") or "")
    except SlackApiError as problem:
        raise _refused_token_error("SLACK_BOT_TOKEN", problem) from problem
    except (SlackClientError, OSError, HTTPException) as problem:
        raise SettingsError(
            [InvalidSetting("SLACK_API_URL", SettingProblem.API_UNREACHABLE, {"url": client.base_url})]
        ) from problem


def open_socket(handler: SocketModeHandler) -> None:
    """Open the socket, once.

    The SDK's connection monitor looks for a dead connection as soon as one is asked for, finds it not yet open, and
    opens a second; what Slack sends to the first is then lost until Slack sends it again, after a minute. So the
    monitor is turned on after the socket is open.

    Raises:
        SettingsError: Slack refuses the token.
    """
    client = handler.client
    client.default_auto_reconnect_enabled = client.auto_reconnect_enabled = False
    try:
        _retry_until_available(handler.connect)
    except SlackApiError as problem:
        raise _refused_token_error("SLACK_APP_TOKEN", problem) from problem
    socket_opened = threading.Event()
    client.on_open_listeners.append(lambda _session: socket_opened.set())
    if not client.is_connected() and not socket_opened.wait(web_api.TIMEOUT_SECONDS):
        log.warning("the socket is not open after %d s; trying on", web_api.TIMEOUT_SECONDS)
    client.default_auto_reconnect_enabled = client.auto_reconnect_enabled = True
    log.info("connected")


def close_socket(handler: SocketModeHandler) -> None:
    """Close the socket: acknowledge what was received, close, let the reader take the answer, then end the rest.

    Slack sends again what was not received. If the socket were closed under its reader, the reader would not wake,
    and the stop would take the reader's 10 s.
    """
    client = handler.client
    client.auto_reconnect_enabled, client.closed = False, True
    client.message_processor.shutdown()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped
    client.message_workers.shutdown(wait=True)
    reader = client.current_session_runner
    reader.event.set()
    session = client.current_session
    if session is not None and session.sock is not None:
        session.sock.send_close()
        reader.thread.join(CLOSE_TIMEOUT_SECONDS)
        if reader.thread.is_alive():
            session.sock.abort()
    handler.close()


# ---- private


def _retry_until_available(call: Callable[[], T]) -> T:
    """Call again while Slack has a fault: 5xx, 429, a cut line, half an answer. A refusal is raised."""
    deadline, delay_seconds = time.monotonic() + STARTUP_TIMEOUT_SECONDS, 0.5
    while True:
        try:
            return call()
        except SlackApiError as problem:
            status, error_code = problem.response.status_code, str(problem.response.get("error") or "")
            # A page that is not JSON comes as an "error" of many words.
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
            # Nothing listens there, or there is no such name: a wrong address rather than a fault.
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
