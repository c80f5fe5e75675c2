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
from bot.runtime.heartbeat import Heartbeat, serve_health
from bot.runtime.ticker import Ticker
from bot.runtime.worker_pool import DaemonThreadPool
from bot.services.briefs import BriefingService
from bot.services.corrections import corrections_hook
from bot.services.digest_renderer import DigestRenderer
from bot.services.digests import DigestService
from bot.services.subscriptions import SourceSubscriptionService
from bot.slack import web_api
from bot.slack.channel_members import ChannelMembers
from bot.slack.delivery_worker import DeliveryCallbacks, DeliveryWorker
from bot.slack.dispatcher import Dispatcher
from bot.slack.listeners import actions, brief, messages
from bot.slack.poster import Poster
from news.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor
    from datetime import datetime
    from pathlib import Path

    from bot.runtime.settings import Settings
    from storage.contract import Store

log = logging.getLogger(__name__)

# Bolt's own pool of 5 lets the sixth of several slow listeners go unacknowledged (measured: no answer within 4 s).
# Ours only acknowledge and hand over, so that these are never all taken.
LISTENER_THREADS = 32
# Briefs and answers are made by Python code, one at a time whatever their number; more threads only wait for Slack.
JOB_THREADS = 8
# Seconds before a call to Slack is given up.
SLACK_TIMEOUT_SECONDS = 10
# Seconds that a start goes on trying while Slack ails.
STARTUP_TIMEOUT_SECONDS = 60.0
# Seconds between two looks at which digests are due. A look at 10,000 subscriptions of which none is takes
# microseconds (an index on when each comes next).
DIGEST_CHECK_INTERVAL_SECONDS = 1.0
# Seconds between two looks at which sources are due. What is due within them is read together, by one process of
# parsers that is started for it and ends with it.
SOURCE_CHECK_INTERVAL_SECONDS = 300.0
# Seconds that Slack has to answer a goodbye.
CLOSE_TIMEOUT_SECONDS = 1.0
# Seconds that a stop waits for what is under way, all in all; Docker and systemd kill after 10 and 90.
STOP_TIMEOUT_SECONDS = 5.0


def build_app(
    app_settings: Settings,
    briefing_service: BriefingService,
    digest_service: DigestService,
    source_subscriptions: SourceSubscriptionService,
    *,
    executor: Executor,
    clock: Callable[[], datetime] = now,
) -> tuple[App, Dispatcher]:
    """Build the Slack app over a desk.

    Args:
        app_settings: tokens and addresses.
        briefing_service: what does the work.
        digest_service: what the clock asks for.
        source_subscriptions: what is read where.
        executor: the threads on which it is done.
        clock: tells the time.
    """
    client = _build_client(app_settings)
    app = App(
        client=client,
        signing_secret=app_settings.signing_secret or None,
        listener_executor=ThreadPoolExecutor(LISTENER_THREADS, thread_name_prefix="listener"),
        token_verification_enabled=False,
    )
    dispatcher = Dispatcher(
        briefing_service, digest_service, source_subscriptions, Poster(client), executor, clock
    )
    actions.register(app, dispatcher)
    brief.register(app, dispatcher)
    messages.register(app, dispatcher)
    return app, dispatcher


@contextmanager
def running_app(
    app_settings: Settings,
    store: Store,
    *,
    clock: Callable[[], datetime] = now,
    heartbeat: Heartbeat | None = None,
    briefing_service: BriefingService | None = None,
    exit_process: Callable[[], None] = lambda: None,
) -> Iterator[App]:
    """Answer Slack over Socket Mode, send digests and read the sources while the context lasts.

    Args:
        app_settings: tokens and addresses.
        store: where everything is kept.
        clock: tells the time.
        heartbeat: beats with the clock.
        briefing_service: does the work; one over the store if not given.
        exit_process: called at the end of a stop if something under way does not end. The store must not be closed
            under it, so that the process had better exit here. Nothing is lost: what is kept is on the disk.

    Raises:
        SettingsError: Slack refuses a token, or cannot be reached.
    """
    briefing_service = briefing_service or BriefingService(
        store,
        app_settings.fetch_policy,
        timedelta(minutes=app_settings.min_poll_minutes),
        on_articles_changed=corrections_hook(store),
    )
    digest_service = DigestService(
        store,
        briefing_service,
        missed_digest_max_age=timedelta(hours=app_settings.missed_digest_max_age_hours),
        new_membership_check=ChannelMembers(_build_client(app_settings)).new_membership_check,
    )
    executor = DaemonThreadPool(JOB_THREADS, "work")
    source_subscriptions = SourceSubscriptionService(store, briefing_service, app_settings.fetch_policy)
    app, dispatcher = build_app(
        app_settings, briefing_service, digest_service, source_subscriptions, executor=executor, clock=clock
    )
    team = _fetch_team(app.client)
    handler = SocketModeHandler(app, app_settings.app_token)
    delivery_worker = _build_delivery_worker(app_settings, team, store, dispatcher)
    ticker = Ticker()
    digest_renderer = DigestRenderer(
        digest_service, clock=clock, on_rendered=lambda _team: delivery_worker.wake()
    )
    all_ended, stop_deadline = True, 0.0
    ticker.run_every(
        DIGEST_CHECK_INTERVAL_SECONDS,
        _build_digest_job(digest_service, digest_renderer, clock, heartbeat),
        first_run_at=now(),
    )
    ticker.run_every(
        min(SOURCE_CHECK_INTERVAL_SECONDS, app_settings.min_poll_minutes * 60),
        _build_source_job(briefing_service, digest_service, clock),
        first_run_at=now(),
    )
    try:
        _open_socket(handler)
        log.info("connected")
        digest_service.reset_scan(now=clock())
        delivery_worker.start()
        ticker.start()
        try:
            yield app
        finally:
            stop_deadline = time.monotonic() + STOP_TIMEOUT_SECONDS
            all_ended = _stop_all(stop_deadline, (ticker.stop, digest_renderer.stop, delivery_worker.stop))
    except SlackApiError as problem:
        raise SettingsError([_token_refusal_text("SLACK_APP_TOKEN", problem)]) from problem
    finally:
        _close_socket(handler)
        executor.shutdown(wait=False)
        if not (executor.join(max(CLOSE_TIMEOUT_SECONDS, stop_deadline - time.monotonic())) and all_ended):
            log.error("stopped with something under way that does not end")
            exit_process()


def run_bot(
    app_settings: Settings,
    data_folder: Path,
    wait_for_stop: Callable[[], object],
    *,
    clock: Callable[[], datetime] = now,
    exit_process: Callable[[], None] = lambda: None,
) -> None:
    """Run the bot until `wait_for_stop` returns: answer Slack, send digests, read the sources every few minutes.

    Args:
        app_settings: tokens and addresses.
        data_folder: where everything is kept.
        wait_for_stop: returns when the bot is to stop.
        clock: tells the time.
        exit_process: see `running_app`.

    Raises:
        Held: another process is running on the data folder.
        SettingsError: Slack refuses a token, or cannot be reached.
        StoreError: the data folder cannot be used.
    """
    beats = Heartbeat(data_folder / heartbeat.HEARTBEAT_FILE)
    with (
        data_folder_lock(data_folder),
        open_store(data_folder) as store,
        serve_health(beats, app_settings.health_port),
        running_app(app_settings, store, clock=clock, heartbeat=beats, exit_process=exit_process),
    ):
        wait_for_stop()


# ---- private


def _build_client(app_settings: Settings) -> WebClient:
    """Make a client that never sends anything twice by itself."""
    return WebClient(
        token=app_settings.bot_token,
        base_url=app_settings.api_url,
        timeout=SLACK_TIMEOUT_SECONDS,
        retry_handlers=[],
    )


def _build_delivery_worker(
    app_settings: Settings, team: str, store: Store, dispatcher: Dispatcher
) -> DeliveryWorker:
    digest_service, clock = dispatcher.digest_service, dispatcher.clock
    worker_id = secrets.token_hex(8)
    store.outbox.recover_in_flight(worker_id)
    callbacks = DeliveryCallbacks(
        on_sent=lambda delivery: digest_service.on_sent(delivery, now=clock()),
        on_channel_closed=lambda delivery: digest_service.on_channel_closed(delivery, now=clock()),
        channel_lock=dispatcher.lock_channel,
    )
    return DeliveryWorker(
        team,
        _build_client(app_settings),
        store,
        worker_id=worker_id,
        clock=clock,
        recheck_seconds=app_settings.delivery_recheck_seconds,
        callbacks=callbacks,
    )


def _stop_all(deadline: float, stops: Sequence[Callable[[float], bool]]) -> bool:
    """Stop one after the other until a deadline by the monotonic clock; return whether all ended."""
    results = [stop(max(0.1, deadline - time.monotonic())) for stop in stops]  # every one is called
    return all(results)


def _build_digest_job(
    digest_service: DigestService,
    digest_renderer: DigestRenderer,
    clock: Callable[[], datetime],
    heartbeat: Heartbeat | None,
) -> Callable[[], None]:
    def send_due_digests() -> None:
        digest_service.enqueue_due(now=clock())
        digest_renderer.dispatch_due()
        if heartbeat is not None and not digest_renderer.is_stuck:
            heartbeat.beat(now())

    return send_due_digests


def _build_source_job(
    briefing_service: BriefingService, digest_service: DigestService, clock: Callable[[], datetime]
) -> Callable[[], None]:
    def refresh_due_sources() -> None:
        briefing_service.refresh(now=clock())
        briefing_service.purge_expired(now=clock())
        digest_service.notify_outages(now=clock())

    return refresh_due_sources


def _open_socket(handler: SocketModeHandler) -> None:
    """Open the socket, once.

    The SDK's watchman looks for a dead connection as soon as one is asked for, finds it not yet open, and opens a
    second; what Slack sends to the first is then lost until Slack sends it again, after a minute. So he is let in
    when it is open.
    """
    client = handler.client
    client.default_auto_reconnect_enabled = client.auto_reconnect_enabled = False
    _retry_until_available(handler.connect)  # Slack may be ailing when we come up
    socket_opened = threading.Event()
    client.on_open_listeners.append(lambda _session: socket_opened.set())
    if not client.is_connected() and not socket_opened.wait(SLACK_TIMEOUT_SECONDS):
        log.warning("the socket is not open after %d s; trying on", SLACK_TIMEOUT_SECONDS)
    client.default_auto_reconnect_enabled = client.auto_reconnect_enabled = True


def _close_socket(handler: SocketModeHandler) -> None:
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
        reader.thread.join(CLOSE_TIMEOUT_SECONDS)
        if reader.thread.is_alive():
            session.sock.abort()
    handler.close()


def _retry_until_available(call: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the call gives
    """Call again while Slack is there and ails: 5xx, 429, a cut line, half an answer. What it refuses is raised."""
    deadline, delay_seconds = time.monotonic() + STARTUP_TIMEOUT_SECONDS, 0.5
    while True:
        try:
            return call()
        except SlackApiError as problem:
            status, error_code = problem.response.status_code, str(problem.response.get("error") or "")
            # A page that is no JSON comes as an "error" of many words.
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
            # Nobody listens there, or there is no such name: more likely a wrong address than a bad day.
            if isinstance(problem, URLError) or time.monotonic() > deadline:
                raise
            log.warning("Slack is ailing cause=%s", type(problem).__name__)
        time.sleep(delay_seconds)
        delay_seconds = min(delay_seconds * 2, 15.0)


def _fetch_team(client: WebClient) -> str:
    """Ask Slack who we are, so that a wrong token stops the start and not the first command; give the workspace."""
    try:
        return str(_retry_until_available(client.auth_test).get("team_id") or "")
    except SlackApiError as problem:
        raise SettingsError([_token_refusal_text("SLACK_BOT_TOKEN", problem)]) from problem
    except (SlackClientError, OSError, HTTPException) as problem:
        raise SettingsError(
            [f"Slack cannot be reached at {client.base_url}. Check the network, or SLACK_API_URL."]
        ) from problem


def _token_refusal_text(setting_name: str, problem: SlackApiError) -> str:
    error_code = (
        problem.response.get("error")
        if isinstance(problem.response.data, dict)
        else problem.response.status_code
    )
    return f"Slack refuses {setting_name}: {error_code}. Copy the token anew from your app's page."
