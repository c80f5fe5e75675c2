"""What tests let happen to the app: calls that go wrong, channels that close, tokens that end."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from playground.control.fixtures import World

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playground.state.channels import Channel
    from playground.state.faults import Fault, Plan
    from playground.state.workspace import Workspace


class Trouble(World):
    """A pretend world in which things can be made to go wrong."""

    def fault(
        self,
        method: str,
        fault: Fault,
        *,
        times: int | None = None,
        chance: float = 1.0,
        skip: int = 0,
        seed: int = 0,
        where: Mapping[str, object] | None = None,
    ) -> Plan:
        """Let something go wrong with calls of the Web API from now on. Of several plans the first that fits happens.

        Args:
            method: "chat.postMessage"; "conversations.*" and "*" name several.
            fault: what goes wrong.
            times: with how many calls at most; None for any number.
            chance: with what part of the calls, from 0 to 1.
            skip: how many fitting calls pass before the first.
            seed: of the chance.
            where: arguments that a call must have, as {"channel": "C1"}; "team" is the id of its workspace.

        Returns:
            The plan: `met` tells how often it happened, `end()` ends it.

        Raises:
            ValueError: if the chance is none.
        """
        with self.cloud.changed:
            return self.cloud.faults.plan(
                method, fault, times=times, chance=chance, skip=skip, seed=seed, where=where
            )

    def mend(self) -> None:
        """End all that goes wrong with calls, channels, workspaces, pace and envelopes."""
        with self.cloud.changed:
            self.cloud.faults.clear()
            self.cloud.rules = replace(self.cloud.rules, paced=False, lag=0.0)
            self.cloud.envelopes.twice = lambda: False
            for workspace in self.cloud.workspaces.values():
                workspace.refusal = ""
                for channel in workspace.channels.values():
                    channel.refusal = ""

    def rule(self, **changes: float) -> None:
        """Change rules while it runs: `paced`, `lag`, `same_ids`, `missing_threads`, `block_budget`.

        Raises:
            TypeError: if there is no such rule.
        """
        with self.cloud.changed:
            self.cloud.rules = replace(self.cloud.rules, **changes)  # type: ignore[arg-type]

    def archive(self, where: Channel | str, *, archived: bool = True) -> None:
        """Archive a channel, or bring it back: what is posted to it is refused with `is_archived`."""
        channel = self.channel(where)
        with self.cloud.changed:
            channel.archived = archived

    def refuse(self, where: Channel | str, error: str) -> None:
        """Answer every call about a channel with an error, as `channel_not_found`; "" ends it."""
        channel = self.channel(where)
        with self.cloud.changed:
            channel.refusal = error

    def expel(self, where: Channel | str) -> None:
        """Take the bot out of a channel: `not_in_channel`, or `channel_not_found` if it is private."""
        channel = self.channel(where)
        with self.cloud.changed:
            channel.members.discard(self.cloud.workspaces[channel.team].bot.id)

    def revoke(self, error: str = "token_revoked", workspace: Workspace | None = None) -> None:
        """Answer every call with a workspace's token with an error; "" ends it.

        Args:
            error: "token_revoked", "invalid_auth", "account_inactive".
            workspace: the first if not given.
        """
        with self.cloud.changed:
            (workspace or self.workspace).refusal = error

    def duplicate(self, chance: float = 1.0, seed: int = 0) -> None:
        """Send events twice at once from now on, with one `event_id`, as Slack does when acknowledgements get lost.

        Args:
            chance: what part of the events, from 0 to 1; 0 ends it.
            seed: of the chance.
        """
        random = Random(seed)  # noqa: S311  a game of chance that can be played again
        with self.cloud.changed:
            self.cloud.envelopes.twice = lambda: random.random() < chance
