"""A pretend workspace: its people, its channels, and the bot installed in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.state.channels import Channel
from playground.state.users import Person

if TYPE_CHECKING:
    from collections.abc import Callable

    from playground.state.channels import Kind
    from playground.state.clock import Clock
    from playground.state.json_types import Json

MICROSECONDS = 1_000_000


class Workspace:
    """One team.

    Args:
        name: "Acme".
        bot_name: the name of the installed bot.
        new_id: makes an id from a prefix: "U" -> "U0000000003".
        clock: dates the messages.

    Attributes:
        team: its id, "T...".
        name: its name.
        domain: what stands before ".slack.com".
        bot: the installed bot as a member.
        bot_token: the token of the bot.
        people: its members by id, the bot too.
        channels: its conversations by id.
        ephemerals: what was shown to one person alone, oldest first; with "channel" and "to".
        refusal: what every call with its token is answered, as "token_revoked"; empty while all is well.
    """

    def __init__(self, name: str, bot_name: str, new_id: Callable[[str], str], clock: Clock) -> None:
        self._new_id = new_id
        self._clock = clock
        self._last = 0
        self.team = new_id("T")
        self.name = name
        self.domain = "".join(letter for letter in name.lower() if letter.isalnum()) or "team"
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.ephemerals: list[Json] = []
        self.refusal = ""
        handle = bot_name.lower().replace(" ", "_")
        self.bot = self._join(Person(new_id("U"), handle, bot_name, "UTC", self.team, bot_id=new_id("B")))
        self.bot_token = f"xoxb-{self.team}-{self.bot.id}-local"

    def add_person(self, name: str, *, real_name: str = "", tz: str = "UTC", admin: bool = False) -> Person:
        """Let a person join the workspace; they are in no channel yet."""
        return self._join(
            Person(self._new_id("U"), name, real_name or name.title(), tz, self.team, admin=admin)
        )

    def add_channel(
        self, name: str, kind: Kind = "public", *, members: set[str] | None = None, archived: bool = False
    ) -> Channel:
        """Make a channel with these members, given by id."""
        prefix = "D" if kind == "im" else "C"
        channel = Channel(
            self._new_id(prefix), name, kind, self.team, self._clock.now(), set(members or ()), archived
        )
        self.channels[channel.id] = channel
        return channel

    def direct(self, person: str) -> Channel:
        """Return the conversation of a person with the bot, made at its first use."""
        pair = {person, self.bot.id}
        for channel in self.channels.values():
            if channel.kind == "im" and channel.members == pair:
                return channel
        return self.add_channel("", "im", members=pair)

    def post(self, channel: Channel, message: Json) -> Json:
        """Put a message into a channel under a new time stamp, and note it at its thread's first message.

        Args:
            channel: where.
            message: with "user" and "text"; "thread_ts" makes it a reply.

        Returns:
            The message as kept.
        """
        kept: Json = {"type": "message", "ts": self.stamp(), **message}
        parent = channel.find(kept["thread_ts"]) if "thread_ts" in kept else None
        if parent is not None:
            _count_reply(parent, kept)
        channel.messages.append(kept)
        return kept

    def stamp(self) -> str:
        """Return a time stamp later than every earlier one, as "1760000000.000200"."""
        self._last = max(int(self._clock.now() * MICROSECONDS), self._last + 1)
        return f"{self._last // MICROSECONDS}.{self._last % MICROSECONDS:06d}"

    # ------------------------------------------------------------------------ private

    def _join(self, person: Person) -> Person:
        self.people[person.id] = person
        return person


def _count_reply(parent: Json, reply: Json) -> None:
    users = parent.setdefault("reply_users", [])
    if reply["user"] not in users:
        users.append(reply["user"])
    parent["thread_ts"] = parent["ts"]
    parent["reply_count"] = parent.get("reply_count", 0) + 1
    parent["reply_users_count"] = len(users)
    parent["latest_reply"] = reply["ts"]
