"""Test data in the local Slack: workspaces, people, channels and messages."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local_slack.state.channels import Channel, ChannelKind
    from local_slack.state.json_types import Json
    from local_slack.state.state import SlackState
    from local_slack.state.users import User
    from local_slack.state.workspace import Workspace


DEFAULT_PEOPLE = ("ada", "grace")
_PROFILES = {"ada": ("Ada Lovelace", "Europe/Berlin"), "grace": ("Grace Hopper", "America/New_York")}


@dataclass(frozen=True, slots=True)
class Population:
    """Who and what is in the first workspace.

    Attributes:
        people: the names of the people; the first is an admin.
        channels: the names of the public channels, which all people are in.
        app_channels: the names of those that the bot is in.
    """

    people: tuple[str, ...] = DEFAULT_PEOPLE
    channels: tuple[str, ...] = ("general", "news")
    app_channels: tuple[str, ...] = ("news",)


DEFAULT_POPULATION = Population()


class SlackFixtures:
    """The workspace "Acme", where the app is installed, and any workspaces added later.

    Acme has two people, ada (Europe/Berlin) and grace (America/New_York), and two public channels: "news" with both
    people and the bot, and "general" with both people but without the bot.

    Channels and people are passed as objects, by id, or by their name in Acme ("news", "ada").

    Args:
        state: the state.
        population: the people and channels.
    """

    def __init__(self, state: SlackState, population: Population = DEFAULT_POPULATION) -> None:
        self.state = state
        self.workspace = state.add_workspace("Acme")
        user_ids = set()
        for position, name in enumerate(population.people):
            real_name, tz = _PROFILES.get(name, (name.replace("_", " ").title(), "UTC"))
            user = self.workspace.add_user(name, real_name=real_name, tz=tz, is_admin=position == 0)
            user_ids.add(user.id)
        for name in population.channels:
            bot_ids = {self.workspace.bot.id} if name in population.app_channels else set()
            self.workspace.add_channel(name, member_ids=user_ids | bot_ids)

    @property
    def team_id(self) -> str:
        """The id of the first workspace."""
        return self.workspace.team_id

    def find_user(self, user_ref: User | str) -> User:
        """Find a person by name in the first workspace, or by id in any workspace.

        Raises:
            LookupError: there is no match.
        """
        id_or_name = user_ref if isinstance(user_ref, str) else user_ref.id
        for workspace in self.state.workspaces.values():
            for user in workspace.users.values():
                if id_or_name == user.id or (id_or_name == user.name and workspace is self.workspace):
                    return user
        raise LookupError(f"there is no user {id_or_name!r}")

    def find_channel(self, channel_ref: Channel | str) -> Channel:
        """Find a channel by name in the first workspace, or by id in any workspace.

        Raises:
            LookupError: there is no match.
        """
        id_or_name = channel_ref.removeprefix("#") if isinstance(channel_ref, str) else channel_ref.id
        for channel in self.workspace.channels.values():
            if channel.name and channel.name == id_or_name:
                return channel
        return self.state.find_channel(id_or_name)[1]

    def add_user(
        self, name: str, *, tz: str = "UTC", is_admin: bool = False, workspace: Workspace | None = None
    ) -> User:
        """Add a person to a workspace."""
        with self.state.condition:
            return (workspace or self.workspace).add_user(name, tz=tz, is_admin=is_admin)

    def add_channel(
        self,
        name: str,
        *,
        members: list[User | str],
        kind: ChannelKind = "public",
        with_bot: bool = True,
        archived: bool = False,
        workspace: Workspace | None = None,
    ) -> Channel:
        """Create a channel with the given people and, by default, the bot."""
        target_workspace = workspace or self.workspace
        member_ids = {self.find_user(member).id for member in members} | (
            {target_workspace.bot.id} if with_bot else set()
        )
        with self.state.condition:
            return target_workspace.add_channel(name, kind, member_ids=member_ids, archived=archived)

    def add_workspace(self, name: str) -> Workspace:
        """Create another workspace with the app installed."""
        with self.state.condition:
            return self.state.add_workspace(name)

    def add_populated_workspace(self, name: str) -> Workspace:
        """Create another workspace with a channel "news".

        The channel's members are the person "ada" and the bot.
        """
        with self.state.condition:
            workspace = self.state.add_workspace(name)
            ada = workspace.add_user("ada", real_name="Ada Lovelace", tz="Europe/Berlin", is_admin=True)
            workspace.add_channel("news", member_ids={ada.id, workspace.bot.id})
        return workspace

    @property
    def workspaces(self) -> list[Workspace]:
        """All workspaces, in order of creation."""
        with self.state.condition:
            return list(self.state.workspaces.values())

    def find_direct_channel(self, user_ref: User | str) -> Channel:
        """Return the direct message channel between a person and the bot."""
        user = self.find_user(user_ref)
        with self.state.condition:
            return self.state.workspaces[user.team_id].get_direct_channel(user.id)

    def messages(self, channel_ref: Channel | str) -> list[Json]:
        """Return the messages of a channel, oldest first, without thread replies.

        Each message includes the id of its channel as "channel".
        """
        channel = self.find_channel(channel_ref)
        with self.state.condition:
            return [copy_message(channel, message) for message in reversed(channel.history())]

    def replies(self, channel_ref: Channel | str, ts: str) -> list[Json]:
        """Return the replies to a message, oldest first, excluding the message itself."""
        channel = self.find_channel(channel_ref)
        with self.state.condition:
            return [copy_message(channel, message) for message in channel.replies(ts) if message["ts"] != ts]

    def ephemerals(self, user_ref: User | str, channel_ref: Channel | str) -> list[Json]:
        """Return the ephemeral messages that one person got in a channel, oldest first."""
        user, channel = self.find_user(user_ref), self.find_channel(channel_ref)
        with self.state.condition:
            ephemerals = self.state.workspaces[channel.team_id].ephemerals
            return [deepcopy(m) for m in ephemerals if m["to"] == user.id and m["channel"] == channel.id]


def copy_message(channel: Channel, message: Json) -> Json:
    """Return a copy of a stored message, with the id of its channel added as "channel"."""
    return deepcopy(message) | {"channel": channel.id}
