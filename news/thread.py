"""A place in a chat, opaque to everything below the door."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thread:
    """Where a conversation stands.

    Attributes:
        team: the workspace.
        channel: the channel or direct message.
        thread_ts: the message that opened it.
    """

    team: str
    channel: str
    thread_ts: str
