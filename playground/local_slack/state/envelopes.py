"""Deliver Socket Mode envelopes to an app's sockets, and track acknowledgements and retries."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from local_slack.state.clock import Clock
    from local_slack.state.json_types import Json
    from local_slack.state.records.traffic import Traffic, TrafficEntry

EnvelopeType = Literal["slash_commands", "events_api", "interactive"]

ACK_TIMEOUT_SECONDS = 3.0  # docs.slack.dev: an envelope must be acknowledged within three seconds
RETRY_DELAYS_SECONDS = (0.0, 60.0, 300.0)  # docs.slack.dev, Events API: at once, after one minute, after five
MAX_SOCKETS = 10  # docs.slack.dev, Socket Mode: the maximum number of simultaneous connections of an app


@dataclass(slots=True, eq=False)
class SocketConnection:
    """An open socket of the app.

    Attributes:
        send: sends a frame; thread-safe.
        is_leaving: whether the socket was asked to disconnect; it gets no more envelopes if there is another socket.
        is_silent: whether the network drops all that is sent, although the socket is open.
    """

    send: Callable[[Json], None]
    is_leaving: bool = False
    is_silent: bool = False


@dataclass(slots=True, eq=False)
class Envelope:
    """A Socket Mode envelope: one attempt to deliver a payload to the app.

    Attributes:
        id: the envelope id, new for each attempt.
        envelope_type: the type of the payload.
        payload: the payload that Slack sends.
        attempt: 0 for the first attempt, 1 to 3 for the retries of an event.
        connection: the socket that received the envelope; None if no socket was open.
        ack_due_at: the deadline of the acknowledgement, by the clock.
        ack_seconds: the time until the acknowledgement; None before it.
        ack_payload: the payload of the acknowledgement; None if there was no payload.
        state: "failed" if the envelope was not acknowledged in time, "late" if it was acknowledged afterwards.
        accept_payload: processes the payload of a timely acknowledgement; returns false if Slack rejects it.
        payload_refused: whether Slack rejected the payload.
        traffic_entry: the entry for the inspector; None if nothing is recorded.
    """

    id: str
    envelope_type: EnvelopeType
    payload: Json
    attempt: int
    connection: SocketConnection | None
    ack_due_at: float
    sent_at: float = field(default_factory=monotonic)
    ack_seconds: float | None = None
    ack_payload: Json | None = None
    state: Literal["waiting", "acknowledged", "failed", "late"] = "waiting"
    accept_payload: Callable[[Json], bool] | None = None
    payload_refused: bool = False
    traffic_entry: TrafficEntry | None = None


class Envelopes:
    """Sends envelopes to an app's sockets, tracks acknowledgements and retries events.

    Not thread-safe: the caller holds the lock of the state.

    Args:
        clock: the clock for acknowledgements and retries.
        new_id: returns a new id with a prefix.
        schedule_settle: schedules a call of `process_due` after a delay in seconds.
        max_recorded: the number of recent envelopes in `history`; None for all.
        traffic: records the envelopes for the inspector; None for no record.

    Attributes:
        connections: the open sockets.
        history: the envelopes, oldest first.
        should_duplicate: returns whether to send an event twice, as after a lost acknowledgement.
        protocol_errors: frames from the app that are not valid acknowledgements.
    """

    def __init__(
        self,
        clock: Clock,
        new_id: Callable[[str], str],
        schedule_settle: Callable[[float], None],
        max_recorded: int | None = None,
        *,
        traffic: Traffic | None = None,
    ) -> None:
        self._clock = clock
        self._traffic = traffic
        self._new_id = new_id
        self._schedule_settle = schedule_settle
        self._connection_index = 0
        self._retries: deque[tuple[float, Envelope]] = deque()
        self._max_recorded = max_recorded
        self._by_id: dict[str, Envelope] = {}
        self._unacknowledged: dict[str, Envelope] = {}
        self.connections: list[SocketConnection] = []
        self.history: deque[Envelope] = deque()
        self.should_duplicate: Callable[[], bool] = lambda: False
        self.protocol_errors: list[str] = []

    def send(
        self,
        envelope_type: EnvelopeType,
        payload: Json,
        attempt: int = 0,
        accept_payload: Callable[[Json], bool] | None = None,
    ) -> Envelope:
        """Send a payload to one of the app's sockets. The sockets take turns.

        If no socket is open, return a failed envelope.
        """
        connection = self._next_connection()
        ack_due_at = self._clock.now() + ACK_TIMEOUT_SECONDS
        envelope = Envelope(
            self._new_id("envelope-"),
            envelope_type,
            payload,
            attempt,
            connection,
            ack_due_at,
            accept_payload=accept_payload,
        )
        self._record(envelope)
        if self._traffic is not None:
            envelope.traffic_entry = self._traffic.add(
                self._clock.now(), "to_app", _name_kind(envelope), payload
            )
        self._unacknowledged[envelope.id] = envelope
        if connection is None:
            self._mark_failed(envelope)
        else:
            connection.send(_build_frame(envelope))
            self._schedule_settle(ACK_TIMEOUT_SECONDS)
            if envelope_type == "events_api" and attempt == 0 and self.should_duplicate():
                self.resend(envelope)
        return envelope

    def resend(self, envelope: Envelope) -> Envelope:
        """Send an event again, even if the app has acknowledged it."""
        return self.send(
            envelope.envelope_type, envelope.payload, min(envelope.attempt + 1, len(RETRY_DELAYS_SECONDS))
        )

    def acknowledge(self, frame: Json) -> None:
        """Process an acknowledgement from the app.

        An acknowledgement has an envelope id, and optionally a payload.
        """
        envelope = self._by_id.get(str(frame.get("envelope_id")))
        if envelope is None:
            self.protocol_errors.append(
                f"an acknowledgement of an unknown envelope: {frame.get('envelope_id')!r}"
            )
            return
        if envelope.ack_seconds is not None:
            self.protocol_errors.append(f"a second acknowledgement of {envelope.id}")
            return
        self.process_due()
        envelope.ack_seconds = monotonic() - envelope.sent_at
        envelope.ack_payload = frame.get("payload") or None
        envelope.state = "acknowledged" if envelope.state == "waiting" else "late"
        self._unacknowledged.pop(envelope.id, None)
        if (
            envelope.state == "acknowledged"
            # An empty answer to a submitted modal closes the modal.
            and (envelope.ack_payload is not None or envelope.envelope_type == "interactive")
            and envelope.accept_payload is not None
        ):
            envelope.payload_refused = not envelope.accept_payload(envelope.ack_payload or {})
        self._settle_traffic(envelope)

    def process_due(self) -> None:
        """Mark overdue envelopes as failed, and send the retries that are due."""
        now = self._clock.now()
        for envelope in [e for e in self._unacknowledged.values() if e.ack_due_at <= now]:
            self._mark_failed(envelope)
        due_envelopes = [envelope for retry_at, envelope in self._retries if retry_at <= now]
        self._retries = deque(retry for retry in self._retries if retry[0] > now)
        for envelope in due_envelopes:
            self.send(envelope.envelope_type, envelope.payload, envelope.attempt + 1)

    def disconnect(self, reason: str) -> None:
        """Ask the app to disconnect every socket. The app should then reconnect."""
        for connection in self.connections:
            connection.is_leaving = True
            connection.send({"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}})

    # ------------------------------------------------------------------------ private

    def _settle_traffic(self, envelope: Envelope) -> None:
        if self._traffic is None:
            return
        problems = []
        if envelope.connection is None:
            problems.append("no socket of the app is open")
        elif envelope.state == "failed":
            problems.append(f"not acknowledged within {ACK_TIMEOUT_SECONDS:g} seconds")
        elif envelope.state == "late":
            problems.append(f"acknowledged too late, after {envelope.ack_seconds or 0:.1f} seconds")
        if envelope.payload_refused:
            problems.append("Slack rejects the payload of the acknowledgement")
        self._traffic.settle(
            envelope.traffic_entry, envelope.ack_payload, is_accepted=not problems, problems=problems
        )

    def _record(self, envelope: Envelope) -> None:
        self.history.append(envelope)
        self._by_id[envelope.id] = envelope
        if self._max_recorded is not None and len(self.history) > self._max_recorded:
            self._by_id.pop(self.history.popleft().id)

    def _next_connection(self) -> SocketConnection | None:
        connections = [
            connection for connection in self.connections if not connection.is_leaving
        ] or self.connections
        if not connections:
            return None
        self._connection_index += 1
        return connections[self._connection_index % len(connections)]

    def _mark_failed(self, envelope: Envelope) -> None:
        envelope.state = "failed"
        self._settle_traffic(envelope)
        self._unacknowledged.pop(envelope.id, None)
        if envelope.envelope_type == "events_api" and envelope.attempt < len(RETRY_DELAYS_SECONDS):
            delay = RETRY_DELAYS_SECONDS[envelope.attempt]
            self._retries.append((self._clock.now() + delay, envelope))
            self._schedule_settle(delay)


def _name_kind(envelope: Envelope) -> str:
    payload = envelope.payload
    if envelope.envelope_type == "events_api":
        event = payload["event"]
        return ".".join(filter(None, (event["type"], event.get("subtype"))))
    return str(payload.get("command") or payload.get("type") or envelope.envelope_type)


def _build_frame(envelope: Envelope) -> Json:
    frame: Json = {
        "envelope_id": envelope.id,
        "type": envelope.envelope_type,
        "payload": envelope.payload,
        "accepts_response_payload": envelope.envelope_type == "slash_commands"
        or envelope.accept_payload is not None,
    }
    if envelope.envelope_type == "events_api":
        frame |= {"retry_attempt": envelope.attempt, "retry_reason": "timeout" if envelope.attempt else ""}
    return frame
