"""A pretend workspace: its people, its channels, and the bot installed in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.state.channels import Channel
from playground.state.users import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from playground.state.channels import ChannelKind
    from playground.state.clock import Clock
    from playground.state.json_types import Json

MICROSECONDS_PER_SECOND = 1_000_000


class Workspace:
    """One team.

    Args:
        name: "Acme".
        bot_name: the name of the installed bot.
        new_id: makes an id from a prefix: "U" -> "U0000000003".
        clock: dates the messages.

    Attributes:
        team_id: its id, "T...".
        name: its name.
        domain: what stands before ".slack.com".
        bot: the installed bot as a member.
        bot_token: the token of the bot.
        users: its members by id, the bot too.
        channels: its conversations by id.
        ephemerals: what was shown to one person alone, oldest first; with "channel" and "to".
        forced_error: what every call with its token is answered, as "token_revoked"; empty while all is well.
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
        """Let a person join the workspace; they are in no channel yet."""
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
        """Make a channel with these members, given by id."""
        prefix = "D" if kind == "im" else "C"
        channel = Channel(
            self._new_id(prefix), name, kind, self.team_id, self._clock.now(), set(member_ids or ()), archived
        )
        self.channels[channel.id] = channel
        return channel

    def get_direct_channel(self, user_id: str) -> Channel:
        """Return the conversation of a person with the bot, made at its first use."""
        member_ids = {user_id, self.bot.id}
        for channel in self.channels.values():
            if channel.kind == "im" and channel.member_ids == member_ids:
                return channel
        return self.add_channel("", "im", member_ids=member_ids)

    def add_message(self, channel: Channel, message: Json) -> Json:
        """Put a message into a channel under a new time stamp, and note it at its thread's first message.

        Args:
            channel: where.
            message: with "user" and "text"; "thread_ts" makes it a reply.

        Returns:
            The message as kept.
        """
        stored_message: Json = {"type": "message", "ts": self.new_ts(), **message}
        parent = channel.find_message(stored_message["thread_ts"]) if "thread_ts" in stored_message else None
        if parent is not None:
            _count_reply(parent, stored_message)
        channel.messages.append(stored_message)
        return stored_message

    def new_ts(self) -> str:
        """Return a time stamp later than every earlier one, as "1760000000.000200"."""
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
