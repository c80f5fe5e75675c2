"""The changes that people see, in order, for clients that show them.

Nothing is recorded until the first client registers.
"""

from __future__ import annotations

from collections import deque
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from local_slack.state.json_types import Json

MAX_RECORDED_CHANGES = 5_000  # a client that is further behind loads everything again


@dataclass(frozen=True, slots=True)
class Change:
    """One change that people see.

    Attributes:
        number: the position, from 1.
        kind: "message", "message_changed", "message_deleted", "reaction", "channel", "modals", "home", "status",
            "suggested_prompts", "clock", "payload" or "app".
        fields: what a client gets with it.
        channel_id: the channel, whose members see the change; "" if it is about no channel.
        user_id: the only person who sees it; "" if several do.
    """

    number: int
    kind: str
    fields: Json
    channel_id: str = ""
    user_id: str = ""


class ChangeLog:
    """The recent changes.

    Not thread-safe: the caller holds the lock of the state.

    Attributes:
        cursor: the number of the newest change.
    """

    def __init__(self) -> None:
        self._changes: deque[Change] = deque(maxlen=MAX_RECORDED_CHANGES)
        self._listeners: list[Callable[[], None]] = []
        self.is_recording = False
        self.cursor = 0

    def listen(self, listener: Callable[[], None]) -> None:
        """Call a function after each change, with the lock of the state held."""
        self.is_recording = True
        self._listeners.append(listener)

    def add(self, kind: str, fields: Json, *, channel_id: str = "", user_id: str = "") -> None:
        """Record a change."""
        if not self.is_recording:
            return
        self.cursor += 1
        self._changes.append(Change(self.cursor, kind, deepcopy(fields), channel_id, user_id))
        for listener in self._listeners:
            listener()

    def add_message(self, kind: str, channel_id: str, message: Json) -> None:
        """Record a new or changed message; an ephemeral message is for one person."""
        self.add(
            kind,
            {"channel": channel_id, "message": show_message(message)} if self.is_recording else {},
            channel_id=channel_id,
            user_id=message.get("to", ""),
        )

    def add_deletion(self, channel_id: str, message: Json) -> None:
        """Record that a message is gone."""
        fields = {"channel": channel_id, "ts": message["ts"]}
        if "to" in message:
            fields["is_ephemeral"] = True
        self.add("message_deleted", fields, channel_id=channel_id, user_id=message.get("to", ""))

    def since(self, cursor: int) -> list[Change] | None:
        """Return the changes after a number, oldest first; None if some of them are no longer recorded."""
        if cursor < self.cursor - len(self._changes):
            return None
        return list(self._changes)[len(self._changes) - max(self.cursor - cursor, 0) :]


def show_message(message: Json) -> Json:
    """Return a stored message as a client shows it."""
    shown = {key: value for key, value in message.items() if key not in {"to", "channel"}}
    return shown | ({"is_ephemeral": True} if "to" in message else {})
