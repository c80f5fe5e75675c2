"""A conversation: who is in it and what was said."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from playground.state.json_types import Json

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
        refusal: what every call about it is answered, as "channel_not_found"; empty while all is well.
    """

    id: str
    name: str
    kind: Kind
    team: str
    created: float
    members: set[str] = field(default_factory=set)
    archived: bool = False
    messages: list[Json] = field(default_factory=list)
    refusal: str = ""

    def find(self, ts: str) -> Json | None:
        """Return the message of that time stamp, or None."""
        place = bisect_left(self.messages, _order(ts), key=_place)
        found = self.messages[place : place + 1]
        return found[0] if found and found[0]["ts"] == ts else None

    def between(self, oldest: str = "", latest: str = "") -> list[Json]:
        """Return all that was said from one time stamp to another, both included, oldest first; "" for no bound."""
        start = bisect_left(self.messages, _order(oldest), key=_place) if oldest else 0
        end = bisect_right(self.messages, _order(latest), key=_place) if latest else len(self.messages)
        return self.messages[start:end]

    def history(self, oldest: str = "", latest: str = "") -> list[Json]:
        """Return what the channel itself shows, newest first: no replies but those also sent to the channel."""
        return [message for message in reversed(self.between(oldest, latest)) if _in_channel(message)]

    def replies(self, ts: str) -> list[Json]:
        """Return the thread under a message, oldest first, itself included; empty if there is none."""
        return [m for m in self.between(ts) if m["ts"] == ts or m.get("thread_ts") == ts]

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


def _order(ts: str) -> tuple[int, str]:
    # Time stamps have six decimals, so the longer one is later and equally long ones compare as text. Exact, unlike
    # floating point, and quick enough to look for one among a hundred thousand.
    return len(ts), ts


def _place(message: Json) -> tuple[int, str]:
    return _order(message["ts"])
