"""A conversation: who is in it and what was said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from playground.wire import Json

Kind = Literal["public", "private", "im"]

# By kind: how scopes and message events are called, and what messages say in `channel_type`.
FAMILY: dict[Kind, str] = {"public": "channels", "private": "groups", "im": "im"}
TYPE: dict[Kind, str] = {"public": "channel", "private": "group", "im": "im"}


@dataclass(slots=True)
class Channel:
    """A public or private channel, or a conversation of two.

    Attributes:
        id: "C..." of a channel, "D..." of a conversation of two.
        name: without "#"; empty in a conversation of two.
        kind: who can see it.
        team: the id of its workspace.
        created: seconds since 1970.
        members: ids of the people and bots in it.
        archived: nobody can write in it any more.
        messages: all that was said, replies too, oldest first; each as Slack keeps it.
    """

    id: str
    name: str
    kind: Kind
    team: str
    created: float
    members: set[str] = field(default_factory=set)
    archived: bool = False
    messages: list[Json] = field(default_factory=list)

    def find(self, ts: str) -> Json | None:
        """Return the message of that time stamp, or None."""
        return next((message for message in self.messages if message["ts"] == ts), None)

    def history(self) -> list[Json]:
        """Return what the channel itself shows, newest first: no replies but those also sent to the channel."""
        return [message for message in reversed(self.messages) if _in_channel(message)]

    def replies(self, ts: str) -> list[Json]:
        """Return the thread under a message, oldest first, itself included; empty if there is none."""
        return [m for m in self.messages if m["ts"] == ts or m.get("thread_ts") == ts]

    def describe(self, member: str) -> Json:
        """Return the channel as `conversations.info` tells it to a member, or to one who is not."""
        if self.kind == "im":
            other = next((person for person in sorted(self.members) if person != member), member)
            return {
                "id": self.id,
                "created": int(self.created),
                "is_im": True,
                "is_archived": self.archived,
                "user": other,
                "is_open": True,
                "context_team_id": self.team,
            }
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "public",
            "is_group": self.kind == "private",
            "is_im": False,
            "is_mpim": False,
            "is_private": self.kind == "private",
            "is_archived": self.archived,
            "is_general": False,
            "is_member": member in self.members,
            "created": int(self.created),
            "context_team_id": self.team,
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }


# ---------------------------------------------------------------------------- private


def _in_channel(message: Json) -> bool:
    thread = message.get("thread_ts")
    return thread is None or thread == message["ts"] or message.get("subtype") == "thread_broadcast"
