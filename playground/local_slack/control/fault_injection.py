"""Simulated failures: failing calls, archived or missing channels, revoked tokens."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from local_slack.api import events
from local_slack.control.fixtures import SlackFixtures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local_slack.state.channels import Channel
    from local_slack.state.faults import Fault, FaultPlan
    from local_slack.state.users import User
    from local_slack.state.workspace import Workspace


class FaultInjection(SlackFixtures):
    """The fixtures of the local Slack, extended with methods that make calls fail."""

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
        """Inject a fault into future Web API calls.

        If several faults match a call, the one added first applies.

        Args:
            method: "chat.postMessage"; "conversations.*" and "*" match several methods.
            fault: the fault.
            max_times: the maximum number of affected calls; None for no limit.
            probability: the probability that a matching call is affected, 0 to 1.
            skip_count: the number of matching calls to skip first.
            seed: the seed of the random numbers.
            argument_filter: arguments that a call must have: {"channel": "C1"}; "team" is the id of its workspace.

        Returns:
            The plan: `hit_count` is the number of affected calls, `cancel()` ends it.

        Raises:
            ValueError: the probability is not from 0 to 1.
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
        """Remove all faults, including those set for channels, workspaces, rate limits and envelopes."""
        with self.state.condition:
            self.state.faults.clear()
            self.state.rules = replace(self.state.rules, rate_limited=False, history_lag_seconds=0.0)
            self.state.envelopes.should_duplicate = lambda: False
            for workspace in self.state.workspaces.values():
                workspace.forced_error = ""
                for channel in workspace.channels.values():
                    channel.forced_error = ""

    def change_rules(self, **changes: float) -> None:
        """Change the rules of the running server, such as `history_lag_seconds`.

        All rules are listed in `SlackRules`.

        Raises:
            TypeError: there is no such rule.
        """
        with self.state.condition:
            self.state.rules = replace(self.state.rules, **changes)  # type: ignore[arg-type]

    def archive_channel(self, channel_ref: Channel | str, *, archived: bool = True) -> None:
        """Archive or unarchive a channel.

        Messages to an archived channel fail with `is_archived`.
        """
        channel = self.find_channel(channel_ref)
        with self.state.condition:
            was_archived, channel.archived = channel.archived, archived
            if was_archived and not archived:
                prefix = "group" if channel.kind == "private" else "channel"
                workspace = self.state.workspaces[channel.team_id]
                events.send_channel_changed(
                    self.state, workspace, channel, f"{prefix}_unarchive", {"channel": channel.id}
                )
            self.state.condition.notify_all()

    def change_channel_id(self, channel_ref: Channel | str) -> Channel:
        """Change the id of a channel, as when a private channel is shared with another workspace."""
        channel = self.find_channel(channel_ref)
        with self.state.condition:
            workspace, old_id = self.state.workspaces[channel.team_id], channel.id
            channel.id = self.state.new_id("C")
            workspace.channels[channel.id] = workspace.channels.pop(old_id)
            events.send_channel_changed(
                self.state,
                workspace,
                channel,
                "channel_id_changed",
                {"old_channel_id": old_id, "new_channel_id": channel.id},
            )
            self.state.condition.notify_all()
            return channel

    def deactivate_user(self, user_ref: User | str) -> None:
        """Deactivate a person's account. The person leaves every channel."""
        user = self.find_user(user_ref)
        with self.state.condition:
            workspace = self.state.workspaces[user.team_id]
            workspace.users[user.id] = replace(user, deleted=True)
            for channel in workspace.channels.values():
                if channel.kind != "im":
                    channel.member_ids.discard(user.id)

    def set_user_timezone(self, user_ref: User | str, tz: str) -> None:
        """Change the time zone in a person's profile."""
        user = self.find_user(user_ref)
        with self.state.condition:
            self.state.workspaces[user.team_id].users[user.id] = replace(user, tz=tz)

    def set_channel_error(self, channel_ref: Channel | str, error: str) -> None:
        """Make every call about a channel fail with an error, such as `channel_not_found`.

        The error "" makes the calls work again.
        """
        channel = self.find_channel(channel_ref)
        with self.state.condition:
            channel.forced_error = error

    def remove_bot(self, channel_ref: Channel | str) -> None:
        """Remove the bot from a channel.

        Calls then fail with `not_in_channel`, or with `channel_not_found` if the channel is private.
        """
        channel = self.find_channel(channel_ref)
        with self.state.condition:
            channel.member_ids.discard(self.state.workspaces[channel.team_id].bot.id)

    def set_token_error(self, error: str = "token_revoked", workspace: Workspace | None = None) -> None:
        """Make every call that uses a workspace's bot token fail with an error.

        The error "" makes the calls work again.

        Args:
            error: "token_revoked", "invalid_auth", "account_inactive".
            workspace: the workspace; None for the first one.
        """
        with self.state.condition:
            (workspace or self.workspace).forced_error = error

    def duplicate_events(self, probability: float = 1.0, seed: int = 0) -> None:
        """Send future events twice, with a given probability.

        Both copies have the same `event_id`, as when Slack misses an acknowledgement.

        Args:
            probability: the probability for each event, 0 to 1; 0 ends the duplication.
            seed: the seed of the random numbers.
        """
        random = Random(seed)  # noqa: S311 - reproducible, not for secrets
        with self.state.condition:
            self.state.envelopes.should_duplicate = lambda: random.random() < probability
