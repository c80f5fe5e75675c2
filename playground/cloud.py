"""All that Slack's servers hold: the workspaces, the app, its sockets and response URLs, under one lock."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from threading import Condition, RLock
from typing import TYPE_CHECKING

from playground.content import BLOCK_BUDGET
from playground.envelopes import Envelopes
from playground.hooks import Hooks
from playground.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from playground.channels import Channel
    from playground.clock import Clock
    from playground.manifest import Manifest
    from playground.wire import Json


@dataclass(frozen=True, slots=True)
class Rules:
    """What is not known of the real Slack, and so can be chosen.

    Attributes:
        missing_threads: accept a reply to a message that does not exist, instead of `thread_not_found`.
        block_budget: the most characters of all blocks of a message, as JSON.
    """

    missing_threads: bool = False
    block_budget: int = BLOCK_BUDGET


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Web API.

    Attributes:
        method: "chat.postMessage".
        arguments: as they arrived, without the token.
        answer: what was answered.
        at: when, in seconds since 1970.
    """

    method: str
    arguments: Json
    answer: Json
    at: float


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
        self.envelopes = Envelopes(clock, self.new_id, later)
        self.hooks = Hooks(clock, self.new_id)
        self.log: list[Call] = []
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
