"""Builds the house once, from the settings down, and opens it to Slack."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.error import URLError

from slack_bolt import App
from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.runtime import heartbeat
from bot.runtime.clock import now
from bot.runtime.data_folder import data_folder_lock, open_store
from bot.runtime.heartbeat import Heart, answering
from bot.runtime.ticker import Ticker
from bot.services.briefs import Desk
from bot.services.corrections import corrections_hook
from bot.services.digests import Digests
from bot.services.subscriptions import Following
from bot.slack import web_api
from bot.slack.delivery_worker import Ends, Sender
from bot.slack.dispatcher import Counter
from bot.slack.listeners import actions, brief, messages
from bot.slack.poster import Outbox
from news.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor
    from datetime import datetime
    from pathlib import Path

    from bot.runtime.settings import Settings
    from storage.sqlite.store import Store

log = logging.getLogger(__name__)

# Bolt's own pool of 5 lets the sixth of several slow listeners go unacknowledged (measured: no answer within 4 s).
# Ours only acknowledge and hand over, so that these are never all taken.
ACKNOWLEDGING = 32
# Briefs and answers are made by Python code, one at a time whatever their number; more threads only wait for Slack.
WORKING = 8
# Seconds before a call to Slack is given up.
PATIENCE = 10
# Seconds that a start goes on trying while Slack ails.
STARTING = 60.0
# Seconds between two looks at which digests are due. A look at 10,000 subscriptions of which none is takes
# microseconds (an index on when each comes next).
TICK = 1.0
# Seconds between two looks at which sources are due. What is due within them is read together, by one process of
# parsers that is started for it and ends with it.
LOOK = 300.0
# Seconds that Slack has to answer a goodbye.
GOODBYE = 1.0


def build(
    given: Settings,
    desk: Desk,
    digests: Digests,
    following: Following,
    *,
    work: Executor,
    clock: Callable[[], datetime] = now,
) -> tuple[App, Counter]:
    """Build the Slack app over a desk.

    Args:
        given: tokens and addresses.
        desk: what does the work.
        digests: what the clock asks for.
        following: what is read where.
        work: the threads on which it is done.
        clock: tells the time.
    """
    client = _client(given)
    app = App(
        client=client,
        signing_secret=given.signing_secret or None,
        listener_executor=ThreadPoolExecutor(ACKNOWLEDGING, thread_name_prefix="listener"),
        token_verification_enabled=False,
    )
    counter = Counter(desk, digests, following, Outbox(client), work, clock)
    actions.register(app, counter)
    brief.register(app, counter)
    messages.register(app, counter)
    return app, counter


@contextmanager
def running(
    given: Settings,
    store: Store,
    *,
    clock: Callable[[], datetime] = now,
    heart: Heart | None = None,
    desk: Desk | None = None,
) -> Iterator[App]:
    """Answer Slack over Socket Mode, send digests and read the sources while the context lasts.

    Args:
        given: tokens and addresses.
        store: where everything is kept.
        clock: tells the time.
        heart: beats with the clock.
        desk: does the work; one over the store if not given.

    Raises:
        SettingsError: Slack refuses a token, or cannot be reached.
    """
    desk = desk or Desk(
        store, given.manners, timedelta(minutes=given.minutes), on_changed=corrections_hook(store)
    )
    digests = Digests(store, desk, catchup=timedelta(hours=given.catchup))
    work = ThreadPoolExecutor(WORKING, thread_name_prefix="work")
    following = Following(store, desk, given.manners)
    app, counter = build(given, desk, digests, following, work=work, clock=clock)
    team = _introduce(app.client)
    handler = SocketModeHandler(app, given.app_token)
    sender = _sender(given, team, store, counter)
    ticker = Ticker()
    ticker.every(TICK, _digests_due(digests, sender, clock, heart), first=now())
    ticker.every(min(LOOK, given.minutes * 60), _sources_due(desk, digests, clock), first=now())
    try:
        _connect(handler)
        log.info("connected")
        digests.start(now=clock())
        sender.start()
        ticker.start()
        try:
            yield app
        finally:
            ticker.stop()
            sender.stop()
    except SlackApiError as problem:
        raise SettingsError([_told("SLACK_APP_TOKEN", problem)]) from problem
    finally:
        _hang_up(handler)
        work.shutdown(wait=True)


def run(
    given: Settings, home: Path, wait: Callable[[], object], *, clock: Callable[[], datetime] = now
) -> None:
    """Run the bot until `wait` returns: answer Slack, send digests, read the sources every few minutes.

    Raises:
        Held: another process is running on the data folder.
        SettingsError: Slack refuses a token, or cannot be reached.
        StoreError: the data folder cannot be used.
    """
    heart = Heart(home / heartbeat.FILE)
    with (
        data_folder_lock(home),
        open_store(home) as opened,
        answering(heart, given.health_port),
        running(given, opened, clock=clock, heart=heart),
    ):
        wait()


# ---- private


def _client(given: Settings) -> WebClient:
    """Make a client that never sends anything twice by itself."""
    return WebClient(token=given.bot_token, base_url=given.api_url, timeout=PATIENCE, retry_handlers=[])


def _sender(given: Settings, team: str, store: Store, counter: Counter) -> Sender:
    digests, clock = counter.digests, counter.clock
    owner = secrets.token_hex(8)
    store.deliveries.orphaned(owner)
    ends = Ends(
        sent=lambda delivery: digests.sent(delivery, now=clock()),
        closed=lambda delivery: digests.closed(delivery, now=clock()),
        door=counter.opening,
    )
    return Sender(
        team, _client(given), store.deliveries, owner=owner, clock=clock, settle=given.settle, ends=ends
    )


def _digests_due(
    digests: Digests, sender: Sender, clock: Callable[[], datetime], heart: Heart | None
) -> Callable[[], None]:
    def digests_due() -> None:
        moment = clock()
        digests.sweep(now=moment)
        if digests.make(now=moment, one_made=lambda _team: sender.wake()):
            sender.wake()
        if heart is not None:
            heart.beat(now())

    return digests_due


def _sources_due(desk: Desk, digests: Digests, clock: Callable[[], datetime]) -> Callable[[], None]:
    def sources_due() -> None:
        desk.refresh(now=clock())
        desk.tidy(now=clock())
        digests.alarm(now=clock())

    return sources_due


def _connect(handler: SocketModeHandler) -> None:
    """Open the socket, once.

    The SDK's watchman looks for a dead connection as soon as one is asked for, finds it not yet open, and opens a
    second; what Slack sends to the first is then lost until Slack sends it again, after a minute. So he is let in
    when it is open.
    """
    client = handler.client
    client.default_auto_reconnect_enabled = client.auto_reconnect_enabled = False
    _patiently(handler.connect)  # Slack may be ailing when we come up
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


def _patiently(call: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the call gives
    """Call again while Slack is there and ails: 5xx, 429, a cut line, half an answer. What it refuses is raised."""
    end, wait = time.monotonic() + STARTING, 0.5
    while True:
        try:
            return call()
        except SlackApiError as problem:
            status, said = problem.response.status_code, str(problem.response.get("error") or "")
            # A page that is no JSON comes as an "error" of many words.
            ails = status >= 500 or status == 429 or said in web_api.BROKEN or " " in said  # noqa: PLR2004 - HTTP
            if not ails or time.monotonic() > end:
                raise
            log.warning("Slack is ailing status=%d", status)
        except (SlackClientError, OSError, HTTPException, ValueError) as problem:
            # Nobody listens there, or there is no such name: more likely a wrong address than a bad day.
            if isinstance(problem, URLError) or time.monotonic() > end:
                raise
            log.warning("Slack is ailing cause=%s", type(problem).__name__)
        time.sleep(wait)
        wait = min(wait * 2, 15.0)


def _introduce(client: WebClient) -> str:
    """Ask Slack who we are, so that a wrong token stops the start and not the first command; give the workspace."""
    try:
        return str(_patiently(client.auth_test).get("team_id") or "")
    except SlackApiError as problem:
        raise SettingsError([_told("SLACK_BOT_TOKEN", problem)]) from problem
    except (SlackClientError, OSError, HTTPException) as problem:
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
