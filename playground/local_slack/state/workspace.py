"""A workspace: its people, its channels and the installed bot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_slack.state.channels import Channel
from local_slack.state.users import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from local_slack.state.channels import ChannelKind
    from local_slack.state.clock import Clock
    from local_slack.state.json_types import Json

MICROSECONDS_PER_SECOND = 1_000_000


class Workspace:
    """A Slack workspace.

    Args:
        name: the name, for example "Acme".
        bot_name: the name of the installed bot.
        new_id: returns a new id with a prefix: "U" -> "U0000000003".
        clock: the clock for timestamps.

    Attributes:
        team_id: the id of the workspace, "T...".
        name: the name of the workspace.
        domain: the part of the host name before ".slack.com".
        bot: the installed bot as a member.
        bot_token: the token of the bot.
        users: the members by id, including the bot.
        channels: the channels and direct message channels by id.
        ephemerals: the ephemeral messages, oldest first, with "channel" and "to".
        forced_error: the error of every call with the bot token, for example "token_revoked"; "" for none.
    """

    def __init__(self, name: str, bot_name: str, new_id: Callable[[str], str], clock: Clock) -> None:
        self._new_id = new_id
        self._clock = clock
        self._last_ts_microseconds = 0
        self.team_id = new_id("T")
        self.name = name
        self.domain = "".join(letter for letter in name.lower() if letter.isalnum()) or "team"
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.ephemerals: list[Json] = []
        self.forced_error = ""
        handle = bot_name.lower().replace(" ", "_")
        self.bot = self._add_member(
            User(new_id("U"), handle, bot_name, "UTC", self.team_id, bot_id=new_id("B"))
        )
        self.bot_token = f"xoxb-{self.team_id}-{self.bot.id}-local"

    def add_user(self, name: str, *, real_name: str = "", tz: str = "UTC", is_admin: bool = False) -> User:
        """Add a person to the workspace, but not to any channel."""
        return self._add_member(
            User(self._new_id("U"), name, real_name or name.title(), tz, self.team_id, is_admin=is_admin)
        )

    def add_channel(
        self,
        name: str,
        kind: ChannelKind = "public",
        *,
        member_ids: set[str] | None = None,
        archived: bool = False,
    ) -> Channel:
        """Create a channel whose members have the given ids."""
        prefix = "D" if kind == "im" else "C"
        channel = Channel(
            self._new_id(prefix), name, kind, self.team_id, self._clock.now(), set(member_ids or ()), archived
        )
        self.channels[channel.id] = channel
        return channel

    def get_direct_channel(self, user_id: str) -> Channel:
        """Return the direct message channel between a person and the bot.

        The channel is created on first use.
        """
        member_ids = {user_id, self.bot.id}
        for channel in self.channels.values():
            if channel.kind == "im" and channel.member_ids == member_ids:
                return channel
        return self.add_channel("", "im", member_ids=member_ids)

    def add_message(self, channel: Channel, message: Json) -> Json:
        """Add a message to a channel with a new timestamp.

        For a reply, also update the parent's reply count.

        Args:
            channel: the channel.
            message: the message with "user" and "text"; "thread_ts" makes it a reply.

        Returns:
            The stored message.
        """
        stored_message: Json = {"type": "message", "ts": self.new_ts(), **message}
        parent = channel.find_message(stored_message["thread_ts"]) if "thread_ts" in stored_message else None
        if parent is not None:
            _count_reply(parent, stored_message)
        channel.messages.append(stored_message)
        return stored_message

    def new_ts(self) -> str:
        """Return a new timestamp, later than all earlier timestamps, for example "1760000000.000200"."""
        self._last_ts_microseconds = max(
            int(self._clock.now() * MICROSECONDS_PER_SECOND), self._last_ts_microseconds + 1
        )
        seconds, microseconds = divmod(self._last_ts_microseconds, MICROSECONDS_PER_SECOND)
        return f"{seconds}.{microseconds:06d}"

    # ------------------------------------------------------------------------ private

    def _add_member(self, user: User) -> User:
        self.users[user.id] = user
        return user


def _count_reply(parent: Json, reply: Json) -> None:
    users = parent.setdefault("reply_users", [])
    if reply["user"] not in users:
        users.append(reply["user"])
    parent["thread_ts"] = parent["ts"]
    parent["reply_count"] = parent.get("reply_count", 0) + 1
    parent["reply_users_count"] = len(users)
    parent["latest_reply"] = reply["ts"]
