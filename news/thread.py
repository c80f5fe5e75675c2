"""A conversation thread, identified by ids whose format only the chat service knows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation thread in a channel or direct message.

    Attributes:
        team: the workspace.
        channel: the channel or direct message.
        thread_ts: the timestamp of the message that opened the thread.
    """

    team: str
    channel: str
    thread_ts: str
