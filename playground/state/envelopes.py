"""What is sent to a connected app, to one of its sockets, and what became of it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from playground.state.clock import Clock
    from playground.state.json_types import Json

Kind = Literal["slash_commands", "events_api", "interactive"]

ACK_SECONDS = 3.0  # docs.slack.dev: an envelope is to be acknowledged within three seconds
RETRY_SECONDS = (0.0, 60.0, 300.0)  # docs.slack.dev, Events API: at once, after one minute, after five
MOST_SOCKETS = 10  # docs.slack.dev, Socket Mode: connections of an app at a time


@dataclass(slots=True, eq=False)
class Line:
    """One open socket of the app.

    Attributes:
        send: puts a frame on its way; may be called on any thread.
        leaving: it was asked to disconnect and gets no more envelopes while there is another.
    """

    send: Callable[[Json], None]
    leaving: bool = False


@dataclass(slots=True, eq=False)
class Envelope:
    """One delivery, or the attempt at one.

    Attributes:
        id: new for each attempt.
        kind: what its payload is.
        payload: as Slack sends it.
        attempt: 0, and 1 to 3 for the retries of an event.
        line: the socket that it went to; None if there was none.
        deadline: when its acknowledgement is due, by the clock.
        seconds: how long the acknowledgement took; None before.
        reply: the payload of the acknowledgement; None without.
        state: "failed" when nobody acknowledged in time, "late" when somebody did afterwards.
        accept: takes the payload of an acknowledgement that came in time; false if Slack refuses it.
        refused: whether it did.
    """

    id: str
    kind: Kind
    payload: Json
    attempt: int
    line: Line | None
    deadline: float
    sent: float = field(default_factory=monotonic)
    seconds: float | None = None
    reply: Json | None = None
    state: Literal["waiting", "acknowledged", "failed", "late"] = "waiting"
    accept: Callable[[Json], bool] | None = None
    refused: bool = False


class Envelopes:
    """Deliver to the sockets of one app, wait for acknowledgements, send events again.

    Not for several threads at once: the caller holds the lock of the cloud.

    Args:
        clock: tells when acknowledgements and retries are due.
        new_id: makes ids.
        later: asks for `settle` to be called after some seconds.
        kept: how many of the last envelopes are remembered; None for all.

    Attributes:
        lines: the open sockets.
        log: every envelope, oldest first.
        twice: tells of each event whether it is sent a second time at once, as after a lost acknowledgement.
        oddities: frames from the app that are no acknowledgements.
    """

    def __init__(
        self,
        clock: Clock,
        new_id: Callable[[str], str],
        later: Callable[[float], None],
        kept: int | None = None,
    ) -> None:
        self._clock = clock
        self._new_id = new_id
        self._later = later
        self._turn = 0
        self._retries: deque[tuple[float, Envelope]] = deque()
        self._kept = kept
        self._by_id: dict[str, Envelope] = {}
        self._waiting: dict[str, Envelope] = {}
        self.lines: list[Line] = []
        self.log: deque[Envelope] = deque()
        self.twice: Callable[[], bool] = lambda: False
        self.oddities: list[str] = []

    def send(
        self, kind: Kind, payload: Json, attempt: int = 0, accept: Callable[[Json], bool] | None = None
    ) -> Envelope:
        """Send to one socket, each in its turn. With no socket open the envelope has failed when it returns."""
        line = self._next_line()
        due = self._clock.now() + ACK_SECONDS
        envelope = Envelope(self._new_id("envelope-"), kind, payload, attempt, line, due, accept=accept)
        self._remember(envelope)
        self._waiting[envelope.id] = envelope
        if line is None:
            self._fail(envelope)
        else:
            line.send(_frame(envelope))
            self._later(ACK_SECONDS)
            if kind == "events_api" and attempt == 0 and self.twice():
                self.again(envelope)
        return envelope

    def again(self, envelope: Envelope) -> Envelope:
        """Send an event once more, though it may have been acknowledged."""
        return self.send(envelope.kind, envelope.payload, min(envelope.attempt + 1, len(RETRY_SECONDS)))

    def acknowledge(self, frame: Json) -> None:
        """Take what the app sent: the id of an envelope, perhaps with a payload."""
        envelope = self._by_id.get(str(frame.get("envelope_id")))
        if envelope is None:
            self.oddities.append(f"an acknowledgement of an unknown envelope: {frame.get('envelope_id')!r}")
            return
        if envelope.seconds is not None:
            self.oddities.append(f"a second acknowledgement of {envelope.id}")
            return
        self.settle()
        envelope.seconds = monotonic() - envelope.sent
        envelope.reply = frame.get("payload") or None
        envelope.state = "acknowledged" if envelope.state == "waiting" else "late"
        self._waiting.pop(envelope.id, None)
        if envelope.state == "acknowledged" and envelope.reply is not None and envelope.accept is not None:
            envelope.refused = not envelope.accept(envelope.reply)

    def settle(self) -> None:
        """Fail what was not acknowledged in time, and send again what is due."""
        now = self._clock.now()
        for envelope in [e for e in self._waiting.values() if e.deadline <= now]:
            self._fail(envelope)
        due = [envelope for when, envelope in self._retries if when <= now]
        self._retries = deque(entry for entry in self._retries if entry[0] > now)
        for envelope in due:
            self.send(envelope.kind, envelope.payload, envelope.attempt + 1)

    def disconnect(self, reason: str) -> None:
        """Ask every socket to leave; the app is to come back with a new one."""
        for line in self.lines:
            line.leaving = True
            line.send({"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}})

    # ------------------------------------------------------------------------ private

    def _remember(self, envelope: Envelope) -> None:
        self.log.append(envelope)
        self._by_id[envelope.id] = envelope
        if self._kept is not None and len(self.log) > self._kept:
            self._by_id.pop(self.log.popleft().id)

    def _next_line(self) -> Line | None:
        lines = [line for line in self.lines if not line.leaving] or self.lines
        if not lines:
            return None
        self._turn += 1
        return lines[self._turn % len(lines)]

    def _fail(self, envelope: Envelope) -> None:
        envelope.state = "failed"
        self._waiting.pop(envelope.id, None)
        if envelope.kind == "events_api" and envelope.attempt < len(RETRY_SECONDS):
            delay = RETRY_SECONDS[envelope.attempt]
            self._retries.append((self._clock.now() + delay, envelope))
            self._later(delay)


def _frame(envelope: Envelope) -> Json:
    frame: Json = {
        "envelope_id": envelope.id,
        "type": envelope.kind,
        "payload": envelope.payload,
        "accepts_response_payload": envelope.kind == "slash_commands",
    }
    if envelope.kind == "events_api":
        frame |= {"retry_attempt": envelope.attempt, "retry_reason": "timeout" if envelope.attempt else ""}
    return frame
