"""What tests let happen to the app: calls that go wrong, channels that close, tokens that end."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from playground.control.fixtures import SlackFixtures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playground.state.channels import Channel
    from playground.state.faults import Fault, FaultPlan
    from playground.state.workspace import Workspace


class FaultInjection(SlackFixtures):
    """A pretend world in which things can be made to go wrong."""

    def add_fault(
        self,
        method: str,
        fault: Fault,
        *,
        max_times: int | None = None,
        probability: float = 1.0,
        skip_count: int = 0,
        seed: int = 0,
        argument_filter: Mapping[str, object] | None = None,
    ) -> FaultPlan:
        """Let something go wrong with calls of the Web API from now on. Of several plans the first that fits happens.

        Args:
            method: "chat.postMessage"; "conversations.*" and "*" name several.
            fault: what goes wrong.
            max_times: with how many calls at most; None for any number.
            probability: with what part of the calls, from 0 to 1.
            skip_count: how many fitting calls pass before the first.
            seed: of the chance.
            argument_filter: arguments that a call must have, as {"channel": "C1"}; "team" is the id of its workspace.

        Returns:
            The plan: `met` tells how often it happened, `end()` ends it.

        Raises:
            ValueError: if the chance is none.
        """
        with self.state.condition:
            return self.state.faults.add(
                method,
                fault,
                max_times=max_times,
                probability=probability,
                skip_count=skip_count,
                seed=seed,
                argument_filter=argument_filter,
            )

    def reset_faults(self) -> None:
        """End all that goes wrong with calls, channels, workspaces, pace and envelopes."""
        with self.state.condition:
            self.state.faults.clear()
            self.state.rules = replace(self.state.rules, rate_limited=False, history_lag_seconds=0.0)
            self.state.envelopes.should_duplicate = lambda: False
            for workspace in self.state.workspaces.values():
                workspace.forced_error = ""
                for channel in workspace.channels.values():
                    channel.forced_error = ""

    def change_rules(self, **changes: float) -> None:
        """Change rules while it runs: `paced`, `lag`, `same_ids`, `missing_threads`, `block_budget`.

        Raises:
            TypeError: if there is no such rule.
        """
        with self.state.condition:
            self.state.rules = replace(self.state.rules, **changes)  # type: ignore[arg-type]

    def archive_channel(self, channel_ref: Channel | str, *, archived: bool = True) -> None:
        """Archive a channel, or bring it back: what is posted to it is refused with `is_archived`."""
        channel = self.find_channel(channel_ref)
        with self.state.condition:
            channel.archived = archived

    def set_channel_error(self, channel_ref: Channel | str, error: str) -> None:
        """Answer every call about a channel with an error, as `channel_not_found`; "" ends it."""
        channel = self.find_channel(channel_ref)
        with self.state.condition:
            channel.forced_error = error

    def remove_bot(self, channel_ref: Channel | str) -> None:
        """Take the bot out of a channel: `not_in_channel`, or `channel_not_found` if it is private."""
        channel = self.find_channel(channel_ref)
        with self.state.condition:
            channel.member_ids.discard(self.state.workspaces[channel.team_id].bot.id)

    def set_token_error(self, error: str = "token_revoked", workspace: Workspace | None = None) -> None:
        """Answer every call with a workspace's token with an error; "" ends it.

        Args:
            error: "token_revoked", "invalid_auth", "account_inactive".
            workspace: the first if not given.
        """
        with self.state.condition:
            (workspace or self.workspace).forced_error = error

    def duplicate_events(self, probability: float = 1.0, seed: int = 0) -> None:
        """Send events twice at once from now on, with one `event_id`, as Slack does when acknowledgements get lost.

        Args:
            probability: what part of the events, from 0 to 1; 0 ends it.
            seed: of the chance.
        """
        random = Random(seed)  # noqa: S311  a game of chance that can be played again
        with self.state.condition:
            self.state.envelopes.should_duplicate = lambda: random.random() < probability
