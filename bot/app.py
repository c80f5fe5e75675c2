"""Builds the house once, from the settings down, and opens it to Slack. The clock is read here and nowhere else."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from slack_bolt import App
from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import settings
from bot.desk import Desk
from bot.listeners import commands, threads
from bot.listeners.counter import Counter
from bot.outbox import Outbox
from bot.schedule import Ticker
from news.errors import SettingsError, StoreError
from storage.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor
    from pathlib import Path

    from bot.settings import Settings

log = logging.getLogger(__name__)

# Bolt's own pool of 5 lets the sixth of several slow listeners go unacknowledged (measured: no answer within 4 s).
# Ours only acknowledge and hand over, so that these are never all taken.
ACKNOWLEDGING = 32
# Briefs and answers are made by Python code, one at a time whatever their number; more threads only wait for Slack.
WORKING = 8
# Seconds before a call to Slack is given up.
PATIENCE = 10
# Seconds that Slack has to answer a goodbye.
GOODBYE = 1.0


def now() -> datetime:
    """Tell the time."""
    return datetime.now(UTC)


@contextmanager
def store(home: Path) -> Iterator[Store]:
    """Open what is kept in a folder; the folder is made if there is none.

    Raises:
        StoreError: the folder or the file in it cannot be used.
    """
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise StoreError(
            f"{home}: the folder cannot be made ({problem.strerror}). Name another in NEWSBRIEF_HOME."
        ) from problem
    opened = Store(home / settings.FILE)
    try:
        yield opened
    finally:
        opened.close()


def build(
    given: Settings, desk: Desk, *, work: Executor, clock: Callable[[], datetime] = now
) -> tuple[App, Counter]:
    """Build the Slack app over a desk.

    Args:
        given: tokens and addresses.
        desk: what does the work.
        work: the threads on which it is done.
        clock: tells the time.
    """
    client = WebClient(token=given.bot_token, base_url=given.api_url, timeout=PATIENCE, retry_handlers=[])
    app = App(
        client=client,
        signing_secret=given.signing_secret or None,
        listener_executor=ThreadPoolExecutor(ACKNOWLEDGING, thread_name_prefix="listener"),
        token_verification_enabled=False,
    )
    counter = Counter(desk, Outbox(client), work, clock)
    commands.register(app, counter)
    threads.register(app, counter)
    return app, counter


@contextmanager
def running(given: Settings, desk: Desk, *, clock: Callable[[], datetime] = now) -> Iterator[App]:
    """Answer Slack over Socket Mode while the context lasts.

    Raises:
        SettingsError: Slack refuses a token, or cannot be reached.
    """
    work = ThreadPoolExecutor(WORKING, thread_name_prefix="work")
    app, _ = build(given, desk, work=work, clock=clock)
    _introduce(app.client)
    handler = SocketModeHandler(app, given.app_token)
    try:
        _connect(handler)
        log.info("connected")
        yield app
    except SlackApiError as problem:
        raise SettingsError([_told("SLACK_APP_TOKEN", problem)]) from problem
    finally:
        _hang_up(handler)
        work.shutdown(wait=True)


def run(given: Settings, home: Path, wait: Callable[[], object]) -> None:
    """Run the bot until `wait` returns: answer Slack and read the sources every few minutes.

    Raises:
        SettingsError: Slack refuses a token, or cannot be reached.
        StoreError: the data folder cannot be used.
    """
    with store(home) as opened:
        desk = Desk(opened)

        def tick() -> None:
            desk.refresh(now=now(), contact=given.contact)
            desk.tidy(now=now())

        ticker = Ticker(tick, minutes=given.minutes)
        with running(given, desk):
            ticker.start(now())
            try:
                wait()
            finally:
                ticker.stop()


# ---- private


def _connect(handler: SocketModeHandler) -> None:
    """Open the socket, once.

    The SDK's watchman looks for a dead connection as soon as one is asked for, finds it not yet open, and opens a
    second; what Slack sends to the first is then lost until Slack sends it again, after a minute. So he is let in
    when it is open.
    """
    client = handler.client
    client.default_auto_reconnect_enabled = client.auto_reconnect_enabled = False
    handler.connect()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
    opened = threading.Event()
    client.on_open_listeners.append(lambda _session: opened.set())
    if not client.is_connected() and not opened.wait(PATIENCE):
        log.warning("the socket is not open after %d s; trying on", PATIENCE)
    client.default_auto_reconnect_enabled = client.auto_reconnect_enabled = True


def _hang_up(handler: SocketModeHandler) -> None:
    """Close the socket: acknowledge what was taken, say goodbye, let the reader take the answer, then end the rest.

    What was not taken yet, Slack sends again. Closed under its reader, the socket would never wake it, and the stop
    would take the reader's 10 s.
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
        reader.thread.join(GOODBYE)
        if reader.thread.is_alive():
            session.sock.abort()  # type: ignore[no-untyped-call]  # websocket-client leaves it untyped
    handler.close()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped


def _introduce(client: WebClient) -> None:
    """Ask Slack who we are, so that a wrong token stops the start and not the first command."""
    try:
        client.auth_test()
    except SlackApiError as problem:
        raise SettingsError([_told("SLACK_BOT_TOKEN", problem)]) from problem
    except (SlackClientError, OSError) as problem:
        raise SettingsError(
            [f"Slack cannot be reached at {client.base_url}. Check the network, or SLACK_API_URL."]
        ) from problem


def _told(name: str, problem: SlackApiError) -> str:
    said = (
        problem.response.get("error")
        if isinstance(problem.response.data, dict)
        else problem.response.status_code
    )
    return f"Slack refuses {name}: {said}. Copy the token anew from your app's page."
