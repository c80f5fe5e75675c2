"""A thread in a chat, identified by opaque ids."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thread:
    """The thread of a conversation.

    Attributes:
        team: the workspace.
        channel: the channel or direct message.
        thread_ts: the message that opened it.
    """

    team: str
    channel: str
    thread_ts: str
