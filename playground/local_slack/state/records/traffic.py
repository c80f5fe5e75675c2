"""What travels between the app and the local Slack, with what the local Slack thinks of it."""

from __future__ import annotations

from collections import deque
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from local_slack.state.json_types import Json
    from local_slack.state.records.changes import ChangeLog

MAX_RECORDED_ENTRIES = 1_000

Direction = Literal["to_app", "from_app"]


@dataclass(slots=True)
class TrafficEntry:
    """A call of the app, or an envelope to it.

    Attributes:
        number: the position, from 1.
        at: the time in seconds since 1970, by the clock.
        direction: "from_app" for a call, "to_app" for an envelope.
        kind: the method of a call; the type of an envelope's payload.
        payload: the arguments of a call without the token; the payload of an envelope.
        response: the response to a call; the payload of an acknowledgement; None before it, or without one.
        is_accepted: whether the call was accepted, or the envelope acknowledged in time; None while it waits.
        problems: what the local Slack has against it, in Slack's wording.
    """

    number: int
    at: float
    direction: Direction
    kind: str
    payload: Json
    response: Json | None = None
    is_accepted: bool | None = None
    problems: list[str] = field(default_factory=list)

    def to_json(self) -> Json:
        """Return the entry as clients get it."""
        return {
            "n": self.number,
            "at": self.at,
            "direction": self.direction,
            "kind": self.kind,
            "payload": deepcopy(self.payload),
            "response": deepcopy(self.response),
            "is_accepted": self.is_accepted,
            "problems": list(self.problems),
        }


class Traffic:
    """The recent calls and envelopes; recorded while a client shows changes.

    Not thread-safe: the caller holds the lock of the state.
    """

    def __init__(self, changes: ChangeLog) -> None:
        self._changes = changes
        self._count = 0
        self._entries: deque[TrafficEntry] = deque(maxlen=MAX_RECORDED_ENTRIES)

    def add(self, at: float, direction: Direction, kind: str, payload: Json) -> TrafficEntry | None:
        """Record what was sent; None if nothing is recorded. `settle` completes the entry."""
        if not self._changes.is_recording:
            return None
        self._count += 1
        entry = TrafficEntry(self._count, at, direction, kind, deepcopy(payload))
        self._entries.append(entry)
        if direction == "to_app":
            self._changes.add("payload", {"entry": entry.to_json()})
        return entry

    def settle(
        self, entry: TrafficEntry | None, response: Json | None, *, is_accepted: bool, problems: list[str]
    ) -> None:
        """Record what came back."""
        if entry is None:
            return
        entry.response, entry.is_accepted, entry.problems = deepcopy(response), is_accepted, problems
        self._changes.add("payload", {"entry": entry.to_json()})

    def since(self, number: int) -> list[TrafficEntry]:
        """Return the entries after a number, oldest first."""
        return [entry for entry in self._entries if entry.number > number]


def describe_error(response: Json) -> list[str]:
    """Return what a response of Slack has against a call; nothing if Slack accepts it."""
    if response.get("ok", True):
        return []
    details = response.get("response_metadata", {}).get("messages") or response.get("errors") or []
    needed = [f"needed: {response['needed']}"] if response.get("needed") else []
    return [str(response.get("error", "")), *map(str, details), *needed]
