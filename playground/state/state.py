"""All that Slack's servers hold: the workspaces, the app, its sockets and response URLs, under one lock."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import count
from threading import Condition, RLock
from typing import TYPE_CHECKING

from playground.state.envelopes import Envelopes
from playground.state.faults import Faults
from playground.state.journal import Accepted, Journal
from playground.state.rate_limit import Pace
from playground.state.response_urls import Hooks
from playground.state.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from playground.state.channels import Channel
    from playground.state.clock import Clock
    from playground.state.json_types import Json
    from playground.state.manifest import Manifest

# Slack says "short bursts" and "several hundred messages a minute"; neither number is published.
BURST = 3
POSTS = 300

BLOCK_BUDGET = (
    13_000  # not documented: msg_blocks_too_long was seen above about 13,200 characters (bolt-js #2509)
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What is not known of the real Slack, or differs from day to day, and so can be chosen.

    Attributes:
        missing_threads: accept a reply to a message that does not exist, instead of `thread_not_found`.
        block_budget: the most characters of all blocks of a message, as JSON.
        paced: refuse calls that come too fast, with 429.
        burst: how many messages a paced channel takes at once, before it is one a second.
        posts: how many messages a minute a paced workspace takes.
        lag: an accepted message is in `conversations.history` and `.replies` only after so many seconds.
        same_ids: a second message of one `client_msg_id` in a channel is not kept, and answered as the first was.
        calls_kept: how many of the last calls and envelopes are remembered; None for all.
    """

    missing_threads: bool = False
    block_budget: int = BLOCK_BUDGET
    paced: bool = False
    burst: int = BURST
    posts: int = POSTS
    lag: float = 0.0
    same_ids: bool = False
    calls_kept: int | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Web API.

    Attributes:
        method: "chat.postMessage".
        arguments: as they arrived, without the token.
        answer: what was answered.
        at: when, in seconds since 1970.
        status: the HTTP status of the answer; 0 if the connection was cut.
        fault: what went wrong with it, as "drop=after"; empty if nothing.
    """

    method: str
    arguments: Json
    answer: Json
    at: float
    status: int = 200
    fault: str = ""


class Cloud:
    """The state of the local Slack.

    Whoever reads or changes it holds `changed`, and notifies it after a change.

    Args:
        manifest: the app.
        clock: the time.
        rules: what can be chosen.
        later: asks for `envelopes.settle` to be called after some seconds.

    Attributes:
        app_id: the id of the app.
        app_token: its app-level token, with `connections:write`.
        workspaces: by team id.
        log: every call of the Web API, oldest first.
        journal: everything that was accepted, oldest first.
        faults: what is planned to go wrong.
        pace: how fast the app may call.
        defects: what the app did that no app should do, in words.
        tickets: the socket addresses that were handed out and not used yet.
    """

    def __init__(
        self, manifest: Manifest, clock: Clock, rules: Rules, later: Callable[[float], None]
    ) -> None:
        self._numbers = count(1)
        self.changed = Condition(RLock())
        self.manifest = manifest
        self.clock = clock
        self.rules = rules
        self.app_id = self.new_id("A")
        self.app_token = f"xapp-1-{self.app_id}-local"
        self.workspaces: dict[str, Workspace] = {}
        self.envelopes = Envelopes(clock, self.new_id, later, rules.calls_kept)
        self.hooks = Hooks(clock, self.new_id)
        self.log: deque[Call] = deque(maxlen=rules.calls_kept)
        self.journal = Journal()
        self.faults = Faults()
        self.pace = Pace(clock, rules.burst, rules.posts)
        self.defects: list[str] = []
        self.tickets: set[str] = set()

    def new_id(self, prefix: str) -> str:
        """Return an id that nothing else has, as "C0000000012"."""
        return f"{prefix}{next(self._numbers):010d}"

    def add_workspace(self, name: str) -> Workspace:
        """Make a workspace with the app installed in it."""
        workspace = Workspace(name, self.manifest.bot_name, self.new_id, self.clock)
        self.workspaces[workspace.team] = workspace
        return workspace

    def by_token(self, token: str) -> Workspace | None:
        """Return the workspace whose bot has that token, or None."""
        return next((w for w in self.workspaces.values() if w.bot_token == token), None)

    def by_channel(self, channel: str) -> tuple[Workspace, Channel]:
        """Return a channel and its workspace.

        Raises:
            LookupError: if there is none of that id.
        """
        for workspace in self.workspaces.values():
            if channel in workspace.channels:
                return workspace, workspace.channels[channel]
        raise LookupError(f"no channel has the id {channel!r}")

    def note(
        self,
        method: str,
        workspace: Workspace,
        channel: str = "",
        message: Json | None = None,
        fault: str = "",
    ) -> None:
        """Put what was accepted into the journal.

        Args:
            method: by which it came.
            workspace: where.
            channel: the id of the channel.
            message: as kept; None if it was none.
            fault: what went wrong with the call.
        """
        told = message or {}
        self.journal.add(
            Accepted(
                method=method,
                team=workspace.team,
                channel=channel,
                ts=told.get("ts", ""),
                thread_ts=told.get("thread_ts", ""),
                text=told.get("text", ""),
                metadata=told.get("metadata"),
                at=self.clock.now(),
                fault=fault,
            )
        )
