"""Channels and direct messages: their members and messages."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from local_slack.state.json_types import Json

ChannelKind = Literal["public", "private", "im"]

# For each kind of channel: the prefix in names of scopes and message events, and the `channel_type` of messages.
SCOPE_FAMILY_BY_KIND: dict[ChannelKind, str] = {"public": "channels", "private": "groups", "im": "im"}
CHANNEL_TYPE_BY_KIND: dict[ChannelKind, str] = {"public": "channel", "private": "group", "im": "im"}


@dataclass(slots=True)
class Channel:
    """A public or private channel, or a direct message channel.

    Attributes:
        id: "C..." for a channel, "D..." for a direct message channel.
        name: the name without "#"; "" for a direct message channel.
        kind: public, private or direct.
        team_id: the id of its workspace.
        created_at: the creation time in seconds since 1970.
        member_ids: the ids of its members, people and bots.
        archived: whether the channel is archived, so that nobody can post to it.
        messages: all messages, including replies, oldest first, in the format in which Slack stores them.
        forced_error: the error of every call about the channel, for example "channel_not_found"; "" for none.
        deleted_ts: the timestamps of the deleted messages.
    """

    id: str
    name: str
    kind: ChannelKind
    team_id: str
    created_at: float
    member_ids: set[str] = field(default_factory=set)
    archived: bool = False
    messages: list[Json] = field(default_factory=list)
    forced_error: str = ""
    deleted_ts: set[str] = field(default_factory=set)

    def find_message(self, ts: str) -> Json | None:
        """Return the message with a given timestamp; None if there is none."""
        index = bisect_left(self.messages, _ts_sort_key(ts), key=_message_sort_key)
        matching_messages = self.messages[index : index + 1]
        return matching_messages[0] if matching_messages and matching_messages[0]["ts"] == ts else None

    def get_messages_between(self, oldest: str = "", latest: str = "") -> list[Json]:
        """Return all messages between two timestamps (inclusive), oldest first.

        The timestamp "" means no bound.
        """
        start = bisect_left(self.messages, _ts_sort_key(oldest), key=_message_sort_key) if oldest else 0
        end = (
            bisect_right(self.messages, _ts_sort_key(latest), key=_message_sort_key)
            if latest
            else len(self.messages)
        )
        return self.messages[start:end]

    def history(self, oldest: str = "", latest: str = "") -> list[Json]:
        """Return the channel's messages, newest first.

        Replies are included only if also sent to the channel.
        """
        return [
            message
            for message in reversed(self.get_messages_between(oldest, latest))
            if _is_shown_in_channel(message)
        ]

    def replies(self, ts: str) -> list[Json]:
        """Return a message and its replies, oldest first.

        The list is empty if there is no such message.
        """
        return [
            message
            for message in self.get_messages_between(ts)
            if message["ts"] == ts or message.get("thread_ts") == ts
        ]

    def to_json(self, viewer_id: str) -> Json:
        """Return the channel in the format of `conversations.info`, as a given viewer sees the channel."""
        if self.kind == "im":
            other_id = next(
                (member_id for member_id in sorted(self.member_ids) if member_id != viewer_id), viewer_id
            )
            return {
                "id": self.id,
                "created": int(self.created_at),
                "is_im": True,
                "is_archived": self.archived,
                "user": other_id,
                "is_open": True,
                "context_team_id": self.team_id,
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
            "is_member": viewer_id in self.member_ids,
            "created": int(self.created_at),
            "context_team_id": self.team_id,
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }


# ---------------------------------------------------------------------------- private


def _is_shown_in_channel(message: Json) -> bool:
    thread_ts = message.get("thread_ts")
    return thread_ts is None or thread_ts == message["ts"] or message.get("subtype") == "thread_broadcast"


def _ts_sort_key(ts: str) -> tuple[int, str]:
    # Timestamps have six decimals, so the longer one is later and those of equal length compare as text. This is exact,
    # unlike floating point, and fast enough to search a hundred thousand.
    return len(ts), ts


def _message_sort_key(message: Json) -> tuple[int, str]:
    return _ts_sort_key(message["ts"])
