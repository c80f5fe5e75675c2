"""The pretend world of the local Slack: furnish it, find people and channels in it, see what they see."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playground.state.channels import Channel, Kind
    from playground.state.json_types import Json
    from playground.state.state import Cloud
    from playground.state.users import Person
    from playground.state.workspace import Workspace


class World:
    """One workspace, "Acme", in which the app is installed, and those that are added.

    Acme holds ada (Europe/Berlin) and grace (America/New_York), and the public channels "news", with both and the bot,
    and "general", with both but without the bot.

    Channels and people are given as themselves, by id, or by their name in Acme ("news", "ada").

    Args:
        cloud: the state.
    """

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.workspace = cloud.add_workspace("Acme")
        people = {
            self.workspace.add_person("ada", real_name="Ada Lovelace", tz="Europe/Berlin", admin=True).id,
            self.workspace.add_person("grace", real_name="Grace Hopper", tz="America/New_York").id,
        }
        self.workspace.add_channel("general", members=set(people))
        self.workspace.add_channel("news", members=people | {self.workspace.bot.id})

    @property
    def team(self) -> str:
        """The id of the first workspace."""
        return self.workspace.team

    def person(self, who: Person | str) -> Person:
        """Return a person of the first workspace, or of any by id.

        Raises:
            LookupError: if there is none.
        """
        name = who if isinstance(who, str) else who.id
        for workspace in self.cloud.workspaces.values():
            for person in workspace.people.values():
                if name == person.id or (name == person.name and workspace is self.workspace):
                    return person
        raise LookupError(f"nobody is called {name!r}")

    def channel(self, where: Channel | str) -> Channel:
        """Return a channel of the first workspace, or of any by id.

        Raises:
            LookupError: if there is none.
        """
        name = where.removeprefix("#") if isinstance(where, str) else where.id
        for channel in self.workspace.channels.values():
            if channel.name and channel.name == name:
                return channel
        return self.cloud.by_channel(name)[1]

    def add_person(self, name: str, *, tz: str = "UTC", workspace: Workspace | None = None) -> Person:
        """Let a person join a workspace."""
        with self.cloud.changed:
            return (workspace or self.workspace).add_person(name, tz=tz)

    def add_channel(
        self,
        name: str,
        *,
        members: list[Person | str],
        kind: Kind = "public",
        bot: bool = True,
        archived: bool = False,
        workspace: Workspace | None = None,
    ) -> Channel:
        """Make a channel with these people, and with the bot unless it is left out."""
        home = workspace or self.workspace
        ids = {self.person(member).id for member in members} | ({home.bot.id} if bot else set())
        with self.cloud.changed:
            return home.add_channel(name, kind, members=ids, archived=archived)

    def add_workspace(self, name: str) -> Workspace:
        """Make a further workspace with the app installed in it."""
        with self.cloud.changed:
            return self.cloud.add_workspace(name)

    def further(self, name: str) -> Workspace:
        """Make a further workspace as a team has it: "ada" and the channel "news", with her and the bot."""
        with self.cloud.changed:
            made = self.cloud.add_workspace(name)
            ada = made.add_person("ada", real_name="Ada Lovelace", tz="Europe/Berlin", admin=True)
            made.add_channel("news", members={ada.id, made.bot.id})
        return made

    @property
    def workspaces(self) -> list[Workspace]:
        """Every workspace, the first one first."""
        with self.cloud.changed:
            return list(self.cloud.workspaces.values())

    def direct(self, who: Person | str) -> Channel:
        """Return the conversation of a person with the bot."""
        person = self.person(who)
        with self.cloud.changed:
            return self.cloud.workspaces[person.team].direct(person.id)

    def messages(self, where: Channel | str) -> list[Json]:
        """Return what a channel itself shows, oldest first, each message with its "channel"."""
        channel = self.channel(where)
        with self.cloud.changed:
            return [told(channel, message) for message in reversed(channel.history())]

    def replies(self, where: Channel | str, ts: str) -> list[Json]:
        """Return the replies under a message, oldest first, without the message itself."""
        channel = self.channel(where)
        with self.cloud.changed:
            return [told(channel, message) for message in channel.replies(ts) if message["ts"] != ts]

    def ephemerals(self, who: Person | str, where: Channel | str) -> list[Json]:
        """Return what was shown to one person alone in a channel, oldest first."""
        person, channel = self.person(who), self.channel(where)
        with self.cloud.changed:
            shown = self.cloud.workspaces[person.team].ephemerals
            return [deepcopy(m) for m in shown if m["to"] == person.id and m["channel"] == channel.id]


def told(channel: Channel, message: Json) -> Json:
    """Return a copy of a kept message, with its "channel"."""
    return deepcopy(message) | {"channel": channel.id}
