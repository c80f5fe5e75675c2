"""Build the bot according to its settings and connect it to Slack."""

from __future__ import annotations

import logging
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from slack_bolt import App

from bot.render import payloads
from bot.runtime import heartbeat, local_sources
from bot.runtime.clock import now
from bot.runtime.data_folder import create_store, data_folder_lock, open_store
from bot.runtime.heartbeat import Heartbeat
from bot.runtime.monitoring.health_server import serve_health
from bot.runtime.monitoring.metrics import Metrics
from bot.runtime.monitoring.readiness import Readiness
from bot.runtime.monitoring.service_callbacks import NO_CALLBACKS
from bot.runtime.process import process_limits
from bot.runtime.ticker import Ticker
from bot.services.digests.renderer import DigestRenderer
from bot.services.ingest import ArticleRetention
from bot.services.services import ServiceSettings, build_services
from bot.slack import socket_mode, web_api
from bot.slack.delivery_sender import DeliveryCallbacks
from bot.slack.delivery_worker import DeliveryWorker
from bot.slack.dispatcher import Dispatcher
from bot.slack.listeners import actions, brief, messages, places
from bot.slack.listeners.context import ListenerContext
from bot.slack.listeners.views import brief_this, home, start, welcome
from bot.slack.people import ChannelMembers, People
from bot.slack.poster import Poster
from bot.slack.server_clock import ServerClock
from bot.slack.socket_manager import SocketManager
from bot.slack.view_client import ViewClient
from sources.http import watcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from slack_sdk import WebClient

    from bot.runtime.operation_settings import OperationSettings
    from bot.runtime.settings import Settings
    from bot.services.services import Services
    from bot.slack.socket_mode import BotIdentity
    from sources.http.fetch_policy import FetchPolicy
    from storage.contract import Store

log = logging.getLogger(__name__)

# With Bolt's default pool of 5, the sixth slow listener is not acknowledged (measured: no answer within 4 s). These
# listeners only acknowledge and hand over, so that the pool is never exhausted.
LISTENER_THREADS = 32
# Seconds between two checks for due digests. Checking 10,000 subscriptions when none is due takes microseconds (an
# index on the next due time).
DIGEST_CHECK_INTERVAL_SECONDS = 1.0
# A step of indexing takes a fraction of a second: 100,000 articles of an earlier release take 40 minutes.
SEARCH_INDEX_INTERVAL_SECONDS = 5
# Seconds between two checks for due sources. The sources that become due within this interval are polled together, by
# one parser process that is started for them and ends afterwards.
SOURCE_CHECK_INTERVAL_SECONDS = 300.0
# Seconds between two checks whether the bot can post again in channels whose digests are on hold.
CHANNEL_CHECK_INTERVAL_SECONDS = 3600.0
FIRST_CHANNEL_CHECK_AFTER = timedelta(minutes=1)
# After the sockets are open.
FIRST_HEARTBEAT_AFTER = timedelta(seconds=5)
# Total seconds that a stop waits for running work; Docker kills after 10 s, systemd after 90 s.
STOP_TIMEOUT_SECONDS = 5.0
# Seconds to wait for Slack's answer when a socket is closed.
CLOSE_TIMEOUT_SECONDS = 1.0


def build_app(app_settings: Settings, identity: BotIdentity, context: ListenerContext) -> App:
    """Build the Slack app with all its listeners.

    Args:
        app_settings: the address of the Web API, and a signing secret, which Socket Mode does not need.
        identity: whom the bot token belongs to.
        context: the objects that the listeners use.
    """
    app = App(
        # Without a token: with one, Bolt asks Slack whom it belongs to before it acknowledges the first command.
        client=web_api.build_client(None, app_settings.api_url),
        authorize=lambda: identity.authorization,
        signing_secret=app_settings.signing_secret or None,
        listener_executor=ThreadPoolExecutor(LISTENER_THREADS, thread_name_prefix="listener"),
        token_verification_enabled=False,
        # Otherwise Bolt drops the event that one of the bot's messages was deleted, as if the bot had written it.
        ignoring_self_events_enabled=False,
    )
    actions.register(app, context)
    brief.register(app, context)
    messages.register(app, context)
    places.register(app, context)
    brief_this.register(app, context)
    home.register(app, context)
    start.register(app, context)
    welcome.register(app, context)
    return app


@dataclass(frozen=True, slots=True)
class ProcessCallbacks:
    """What the process that runs the bot is told.

    Attributes:
        on_connected: called with the workspace of the bot token, once Slack has named it.
        exit_process: called at the end of a stop if some work is still running. The store must not be closed while
            it is in use, so the process should exit here. Nothing is lost: stored data is on the disk.
    """

    on_connected: Callable[[str], object] = lambda _team: None
    exit_process: Callable[[], None] = lambda: None


NO_PROCESS_CALLBACKS = ProcessCallbacks()


@contextmanager
def running_app(
    app_settings: Settings,
    store: Store,
    *,
    clock: Callable[[], datetime] = now,
    heartbeat: Heartbeat | None = None,
    services: Services | None = None,
    metrics: Metrics | None = None,
    readiness: Readiness | None = None,
    process_callbacks: ProcessCallbacks = NO_PROCESS_CALLBACKS,
) -> Iterator[App]:
    """Run the bot while the context is open.

    The bot answers Slack over Socket Mode, sends digests and polls sources.

    Args:
        app_settings: tokens and addresses.
        store: the store for all data.
        clock: returns the time.
        heartbeat: beats with every check for due digests.
        services: the use cases; by default, built on top of the store.
        metrics: count what is done; None to count nothing.
        readiness: what an outside watcher is told, if there is one.
        process_callbacks: what the process is told.

    Raises:
        SettingsError: Slack refuses a token, or cannot be reached.
    """
    client = _build_client(app_settings, metrics)
    people = People(client)
    services = services or _build_services(app_settings, store, people, metrics)
    dispatcher = Dispatcher()
    identity = socket_mode.fetch_identity(client)
    process_callbacks.on_connected(identity.team)
    delivery_worker = _build_delivery_worker(
        app_settings, identity, store, services, dispatcher, clock, metrics
    )
    poster = Poster(client, delivery_worker, clock=clock)
    context = ListenerContext(services, dispatcher, poster, people, clock, identity.team, ViewClient(client))
    app = build_app(app_settings, identity, context)
    sockets = SocketManager(app, client, app_settings.app_token)
    digest_renderer = DigestRenderer(
        services.digest_deliveries,
        services.digest_failures,
        clock=clock,
        on_rendered=lambda _team: delivery_worker.wake(),
    )
    if heartbeat is not None:
        heartbeat.report_slack(
            lambda: {
                "is_connected": sockets.is_connected,
                "token_error": delivery_worker.token_error,
                "team": identity.team,
            }
        )
    if metrics is not None:
        metrics.add_gauges(
            "queued_jobs", "Requests that wait for a thread.", "queue", lambda: dispatcher.queue_lengths
        )
        metrics.add_gauges(
            "connected", "Whether a socket to Slack is open.", "", lambda: {"": int(sockets.is_connected)}
        )
    ticker = _build_ticker(app_settings, services, digest_renderer, clock, heartbeat)
    ticker.run_every(
        CHANNEL_CHECK_INTERVAL_SECONDS,
        lambda: _resume_reachable_channels(context),
        first_run_at=now() + FIRST_CHANNEL_CHECK_AFTER,
    )
    operation = app_settings.operation
    if operation.heartbeat_url and readiness is not None:
        ticker.run_every(
            operation.heartbeat_minutes * 60,
            lambda: _tell_watcher(operation.heartbeat_url, app_settings.fetch_policy, readiness),
            first_run_at=now() + FIRST_HEARTBEAT_AFTER,
        )
    all_ended, stop_deadline = True, 0.0
    try:
        socket_mode.open_socket(sockets)
        services.digest_schedule.reset_scan(now=clock())
        delivery_worker.start()
        ticker.start()
        welcome.welcome_installer(context)
        try:
            yield app
        finally:
            stop_deadline = time.monotonic() + STOP_TIMEOUT_SECONDS
            all_ended = _stop_all(stop_deadline, (ticker.stop, digest_renderer.stop, delivery_worker.stop))
    finally:
        sockets.stop(CLOSE_TIMEOUT_SECONDS)
        remaining_seconds = max(CLOSE_TIMEOUT_SECONDS, stop_deadline - time.monotonic())
        if not (dispatcher.stop(remaining_seconds) and all_ended):
            log.info("stopped with work under way, which the next start does again")
            process_callbacks.exit_process()


def run_bot(
    app_settings: Settings,
    data_folder: Path,
    wait_for_stop: Callable[[], object],
    *,
    clock: Callable[[], datetime] = now,
    is_new: bool = False,
    exit_process: Callable[[], None] = lambda: None,
) -> None:
    """Run the bot until `wait_for_stop` returns.

    The bot answers Slack, sends digests and polls the sources every few minutes.

    Args:
        app_settings: tokens and addresses.
        data_folder: the folder for all stored data.
        wait_for_stop: returns when the bot should stop.
        clock: returns the time.
        is_new: whether to start anew if the store is gone.
        exit_process: see `ProcessCallbacks`.

    Raises:
        AlreadyRunning: another process uses the data folder.
        SettingsError: Slack refuses a token, or cannot be reached.
        StoreError: the data folder cannot be used.
    """
    create_store(data_folder, is_new=is_new)
    beats = Heartbeat(data_folder / heartbeat.HEARTBEAT_FILE)
    with data_folder_lock(data_folder), open_store(data_folder) as store:
        metrics = Metrics(store, clock) if app_settings.health_port else None
        readiness = Readiness(store, beats, clock)
        with (
            serve_health(beats, app_settings.health_port, readiness=readiness, bot_metrics=metrics),
            running_app(
                app_settings,
                store,
                clock=clock,
                heartbeat=beats,
                metrics=metrics,
                readiness=readiness,
                process_callbacks=ProcessCallbacks(
                    lambda team: local_sources.adopt(store, data_folder, team, now=clock()), exit_process
                ),
            ),
        ):
            wait_for_stop()


# ---- private


def _build_client(app_settings: Settings, metrics: Metrics | None) -> WebClient:
    on_error = metrics.count_slack_error if metrics is not None else None
    return web_api.build_client(app_settings.bot_token, app_settings.api_url, on_error)


def _build_services(
    app_settings: Settings, store: Store, people: People, metrics: Metrics | None
) -> Services:
    settings = ServiceSettings(
        app_settings.fetch_policy,
        timedelta(minutes=app_settings.min_poll_minutes),
        timedelta(hours=app_settings.missed_digest_max_age_hours),
        _build_retention(app_settings.operation),
    )
    members = ChannelMembers(_build_client(app_settings, metrics))
    return build_services(
        store,
        payloads,
        settings,
        new_membership_check=members.new_membership_check,
        choose_recipient=people.recipient_for,
        callbacks=metrics.service_callbacks if metrics is not None else NO_CALLBACKS,
    )


def _build_retention(operation: OperationSettings) -> ArticleRetention:
    max_age = timedelta(days=operation.max_article_days) if operation.max_article_days else None
    return ArticleRetention(max_age, operation.max_database_mb * 1_000_000)


def _build_delivery_worker(
    app_settings: Settings,
    identity: BotIdentity,
    store: Store,
    services: Services,
    dispatcher: Dispatcher,
    clock: Callable[[], datetime],
    metrics: Metrics | None,
) -> DeliveryWorker:
    threads, failures = services.threads, services.digest_failures
    lateness = services.digest_lateness
    worker_id = secrets.token_hex(8)
    store.outbox.recover_in_flight(worker_id)
    return DeliveryWorker(
        identity.team,
        _build_client(app_settings, metrics),
        store,
        worker_id=worker_id,
        clock=clock,
        recheck_seconds=app_settings.delivery_recheck_seconds,
        server_clock=ServerClock(identity.responded_at, identity.received_at),
        callbacks=DeliveryCallbacks(
            on_sent=lambda delivery: threads.register_delivery(delivery, now=clock()),
            on_channel_closed=lambda delivery: failures.on_channel_closed(delivery, now=clock()),
            on_given_up=lambda delivery: failures.on_given_up(delivery, now=clock()),
            before_send=lambda delivery: lateness.prepare(delivery, now=clock()),
            on_saved=metrics.count_delivery if metrics is not None else lambda _delivery: None,
            channel_lock=dispatcher.lock_channel,
        ),
    )


def _build_ticker(
    app_settings: Settings,
    services: Services,
    digest_renderer: DigestRenderer,
    clock: Callable[[], datetime],
    heartbeat: Heartbeat | None,
) -> Ticker:
    def send_due_digests() -> None:
        services.digest_schedule.enqueue_due(now=clock())
        digest_renderer.dispatch_due()
        if heartbeat is not None and not digest_renderer.is_stuck:
            heartbeat.beat(now())

    def refresh_due_sources() -> None:
        services.ingest.refresh(now=clock())
        services.ingest.purge_expired(now=clock())
        services.ingest.prune(now=clock())
        services.briefs.release_shared(now=clock())
        process_limits.return_free_memory()
        services.outages.notify_outages(now=clock())

    def index_older_articles() -> None:
        services.ingest.index_older_articles()

    ticker = Ticker()
    ticker.run_every(DIGEST_CHECK_INTERVAL_SECONDS, send_due_digests, first_run_at=now())
    ticker.run_every(
        min(SOURCE_CHECK_INTERVAL_SECONDS, app_settings.min_poll_minutes * 60),
        refresh_due_sources,
        first_run_at=now(),
    )
    ticker.run_every(SEARCH_INDEX_INTERVAL_SECONDS, index_older_articles, first_run_at=now())
    return ticker


def _tell_watcher(url: str, policy: FetchPolicy, readiness: Readiness) -> None:
    """Notify an outside watcher that the bot works; if it does not, the watcher's alarm should go off."""
    if readiness.check().is_ready:
        watcher.ping(url, policy)
    else:
        log.warning("watcher not told: not ready")


def _resume_reachable_channels(context: ListenerContext) -> None:
    """Resume digests on hold in channels where the bot can post again; it may have missed the event."""
    for channel in context.services.digest_failures.unreachable_channels(context.team):
        if channel.startswith(("C", "G")) and context.poster.can_post(channel):
            context.services.digest_failures.resume_channel(context.team, channel, now=context.clock())


def _stop_all(deadline: float, stops: Sequence[Callable[[float], bool]]) -> bool:
    """Call the stop functions in order until a deadline. Return whether all work has ended.

    The deadline is a time on the monotonic clock.
    """
    results = [stop(max(0.1, deadline - time.monotonic())) for stop in stops]  # a list: calls all of them
    return all(results)
