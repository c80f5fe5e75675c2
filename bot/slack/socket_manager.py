"""Keep one socket to Slack open, and pass the envelopes that arrive to Bolt.

    no usable socket --apps.connections.open--> new connection --hello--> current
    current --Slack announces the end--> leaving --the new one is current, some seconds later--> closed
    current --cut, closed or silent--> gone

Slack replaces every socket after some hours. The new socket is opened before the old one goes, and the old one is read
until it ends, so that no envelope arrives while nobody listens. docs/dependencies.md compares this with the SDK's
clients.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from queue import Full
from typing import TYPE_CHECKING, Any

from slack_bolt.adapter.socket_mode.internals import run_bolt_app
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.runtime.worker_pool import DaemonThreadPool
from bot.slack import web_api
from bot.slack.socket_connection import OPEN_TIMEOUT_SECONDS, SocketConnection

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_bolt import App
    from slack_bolt.response import BoltResponse
    from slack_sdk import WebClient

log = logging.getLogger(__name__)

# Threads that run Bolt's listeners, which only acknowledge, and the maximum number of envelopes that wait for one.
# Slack sends events again that are not acknowledged.
ENVELOPE_THREADS, MAX_QUEUED_ENVELOPES = 10, 1_000
# Seconds before the next attempt to open a socket: none at first; after a failure this long, doubled each time.
FIRST_RETRY_SECONDS, MAX_RETRY_SECONDS = 0.25, 5.0
# A socket that ends earlier counts as a failed attempt, so that a Slack which cuts every socket is not asked without
# pause for new ones.
STABLE_AFTER_SECONDS = 2.0
# Seconds that a socket which Slack is about to close is still read after its successor is open.
DRAIN_SECONDS = 10.0


class SocketManager:
    """Keeps one socket open while the bot runs.

    Args:
        app: the Bolt app that gets the envelopes.
        client: a client without retry handlers.
        app_token: the app-level token.
    """

    def __init__(self, app: App, client: WebClient, app_token: str) -> None:
        self._app = app
        self._client = client
        self._app_token = app_token
        self._pool = DaemonThreadPool(ENVELOPE_THREADS, "envelope", MAX_QUEUED_ENVELOPES)
        self._condition = threading.Condition()
        self._connections: list[SocketConnection] = []
        self._drain_until: dict[SocketConnection, float] = {}
        self._lost_at: float | None = time.monotonic()
        self._failure_count = 0
        self._retry_after_seconds = 0.0
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name="slack-sockets", daemon=True)

    @property
    def is_connected(self) -> bool:
        """Whether a socket is open."""
        with self._condition:
            return any(connection.is_open for connection in self._connections)

    def start(self) -> None:
        """Open the first socket, and keep one open from then on.

        Raises:
            SlackApiError: Slack refuses the token.
            OSError: Slack cannot be reached.
        """
        self._open_connection(self._request_url())
        self._thread.start()
        if not self.is_connected:
            log.warning("the socket is not open after %d s; trying on", OPEN_TIMEOUT_SECONDS)

    def stop(self, timeout_seconds: float) -> None:
        """Acknowledge the envelopes that have arrived, then close the sockets.

        Slack sends unacknowledged events again after the next start.
        """
        deadline = time.monotonic() + timeout_seconds
        with self._condition:
            self._is_stopping = True
            connections = list(self._connections)
            self._condition.notify_all()
        self._pool.shutdown(wait=False)
        self._pool.join(timeout_seconds)
        for connection in connections:
            connection.close()
        for connection in connections:
            if not connection.wait_until_ended(max(0.1, deadline - time.monotonic())):
                connection.abort()

    # ---- called by the connections, on their threads

    def on_hello(self, connection: SocketConnection) -> None:
        """Make a connection the current one, and close the previous connections after a while."""
        with self._condition:
            without_seconds = 0.0 if self._lost_at is None else time.monotonic() - self._lost_at
            self._lost_at = None
            for other in self._connections:
                if other is not connection:
                    self._drain_until.setdefault(other, time.monotonic() + DRAIN_SECONDS)
            self._condition.notify_all()
        log.info("socket open without=%.1f s", without_seconds)

    def on_leaving(self, connection: SocketConnection, reason: str) -> None:  # noqa: ARG002 - the listener's signature
        """Open a new connection at once, because the old one works for only a few more seconds."""
        log.info("socket leaving reason=%s", web_api.safe_code(reason))
        with self._condition:
            self._condition.notify_all()

    def on_envelope(self, connection: SocketConnection, envelope: Mapping[str, Any]) -> None:
        """Pass an envelope to Bolt on another thread, so that reading from the connection continues."""
        try:
            self._pool.submit(self._dispatch, connection, envelope)
        except Full:
            log.warning(
                "busy: an envelope was not acknowledged type=%s", web_api.safe_code(envelope.get("type"))
            )
        except RuntimeError:
            log.info("an envelope came during the stop; Slack sends it again")

    def on_closed(self, connection: SocketConnection, cause: str) -> None:
        """Forget a connection, and open another if none is left."""
        with self._condition:
            if connection in self._connections:
                self._connections.remove(connection)
            self._drain_until.pop(connection, None)
            if connection.opened_at and not connection.is_leaving:
                lasted = time.monotonic() - connection.opened_at >= STABLE_AFTER_SECONDS
                self._failure_count = 0 if lasted else self._failure_count + 1
            is_loss = self._lost_at is None and not any(other.is_open for other in self._connections)
            if is_loss:
                self._lost_at = time.monotonic()
            is_stopping = self._is_stopping
            self._condition.notify_all()
        if is_loss and not is_stopping:
            log.warning("socket lost cause=%s", cause)

    # ---- private

    def _run(self) -> None:
        while True:
            with self._condition:
                self._condition.wait_for(
                    lambda: self._is_stopping or self._needs_connection(), self._seconds_until_drained()
                )
                if self._is_stopping:
                    return
                drained = [each for each, until in self._drain_until.items() if until <= time.monotonic()]
                for connection in drained:
                    self._drain_until[connection] = time.monotonic() + DRAIN_SECONDS
                needs_connection = self._needs_connection()
            for connection in drained:
                connection.close()
            if needs_connection:
                self._try_to_open()

    def _needs_connection(self) -> bool:
        return not any(connection.is_open and not connection.is_leaving for connection in self._connections)

    def _seconds_until_drained(self) -> float | None:
        if not self._drain_until:
            return None
        return max(0.0, min(self._drain_until.values()) - time.monotonic())

    def _try_to_open(self) -> None:
        """Open a socket, after a wait if the last attempts failed."""
        with self._condition:
            failure_count = self._failure_count
            delay_seconds = (
                min(MAX_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2.0 ** min(failure_count - 1, 10))
                if failure_count
                else 0.0
            )
            self._condition.wait_for(lambda: self._is_stopping, max(delay_seconds, self._retry_after_seconds))
            self._retry_after_seconds = 0.0
            if self._is_stopping:
                return
        try:
            is_open = self._open_connection(self._request_url())
        except SlackApiError as problem:
            result = web_api.parse_error("apps.connections.open", problem.response)
            is_open, self._retry_after_seconds = False, result.retry_after_seconds
        except Exception as problem:  # noqa: BLE001 - http.client's errors are of many kinds; a socket must come back
            log.warning("no answer method=apps.connections.open cause=%s", type(problem).__name__)
            is_open = False
        if not is_open:
            with self._condition:
                self._failure_count = max(self._failure_count, failure_count + 1)

    def _request_url(self) -> str:
        return str(self._client.apps_connections_open(app_token=self._app_token)["url"])

    def _open_connection(self, url: str) -> bool:
        """Open a connection, and wait until Slack greets it or it ends. Return whether it is open."""
        connection = SocketConnection(url, self)
        with self._condition:
            self._connections.append(connection)
            connection.start()
            self._condition.wait_for(
                lambda: self._is_stopping or connection.is_open or connection not in self._connections,
                OPEN_TIMEOUT_SECONDS,
            )
            if connection.is_open or connection not in self._connections:
                return connection.is_open
            self._connections.remove(connection)
        connection.abort()
        return False

    def _dispatch(self, connection: SocketConnection, envelope: Mapping[str, Any]) -> None:
        request = SocketModeRequest.from_dict(dict(envelope))
        if request is None:
            return
        response = run_bolt_app(self._app, request)
        if response.status != 200:  # noqa: PLR2004 - HTTP
            return  # nobody listens to this kind of event
        acknowledgement = _build_acknowledgement(request.envelope_id, response)
        with self._condition:
            senders = [connection, *(other for other in self._connections if other is not connection)]
        if not any(sender.send(acknowledgement) for sender in senders):
            log.warning("not acknowledged type=%s: no socket is open", web_api.safe_code(request.type))


def _build_acknowledgement(envelope_id: str, response: BoltResponse) -> dict[str, Any]:
    if not response.body:
        return {"envelope_id": envelope_id}
    content_type = str(next(iter(response.headers.get("content-type", [""])), ""))
    is_json = content_type.startswith("application/json")
    return {
        "envelope_id": envelope_id,
        "payload": json.loads(response.body) if is_json else {"text": response.body},
    }
