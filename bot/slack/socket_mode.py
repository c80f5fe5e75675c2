"""Connect to Slack: check the tokens, open the socket once, and close it without losing events."""

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

# Seconds that the start keeps retrying while Slack has a fault.
STARTUP_TIMEOUT_SECONDS = 60.0
# Seconds to wait for Slack's answer when a socket is closed.
CLOSE_TIMEOUT_SECONDS = 1.0


def fetch_team(client: WebClient) -> str:
    """Return the workspace that the bot token belongs to. Fails at startup if the token is invalid.

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
    """Open a single socket connection to Slack.

    The SDK's connection monitor starts as soon as a connection is requested, finds it not yet open, and opens a
    second one; events that Slack sends to the first are then lost until Slack sends them again, after a minute.
    Therefore the monitor is turned on after the socket is open.

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
    """Close the socket without losing events.

    In order: acknowledge received events, close, wait for Slack's answer, then stop the threads.

    Slack sends unreceived events again. If the socket were closed while the reader waits on it, the reader would not
    wake, and the stop would take the reader's 10 s.
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
