"""The state of the local Slack, guarded by one lock.

The state consists of workspaces, the app, its sockets and response URLs.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import count
from threading import Condition, RLock
from typing import TYPE_CHECKING

from local_slack.state.envelopes import Envelopes
from local_slack.state.faults import FaultPlans
from local_slack.state.rate_limit import RateLimiter
from local_slack.state.records.changes import ChangeLog
from local_slack.state.records.journal import Journal, JournalEntry
from local_slack.state.records.traffic import Traffic
from local_slack.state.response_urls import ResponseUrls
from local_slack.state.views import Views
from local_slack.state.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from local_slack.state.channels import Channel
    from local_slack.state.clock import Clock
    from local_slack.state.files import SharedFile
    from local_slack.state.json_types import Json
    from local_slack.state.manifest import Manifest
    from local_slack.state.users import User

# Slack says "short bursts" and "several hundred messages a minute"; neither number is published.
DEFAULT_MESSAGE_BURST = 3
DEFAULT_MESSAGES_PER_MINUTE = 300

BLOCK_BUDGET = (
    13_000  # not documented: msg_blocks_too_long was seen above about 13,200 characters (bolt-js #2509)
)


@dataclass(frozen=True, slots=True)
class SlackRules:
    """Settings for the aspects of Slack's behavior that are undocumented or vary.

    Attributes:
        accept_missing_threads: whether to accept a reply to a missing message, instead of `thread_not_found`.
        post_orphans_to_channel: whether a reply to a deleted message is posted to the channel, outside the thread and
            without an error, as Slack does; if not, the reply is treated like a reply to a missing message.
        max_block_characters: the maximum number of characters of a message's blocks, as JSON.
        rate_limited: whether to reject calls that exceed a rate limit, with 429.
        message_burst: the number of messages that a channel accepts at once before the limit of one a second.
        messages_per_minute: the number of messages per minute that a workspace accepts.
        history_lag_seconds: the delay until an accepted message appears in `conversations.history` and `.replies`.
        deduplicate_client_msg_ids: whether a second message with the same `client_msg_id` in a channel is dropped and
            answered like the first.
        max_recorded_calls: the number of recent calls and envelopes to keep; None for all.
    """

    accept_missing_threads: bool = False
    post_orphans_to_channel: bool = True
    max_block_characters: int = BLOCK_BUDGET
    rate_limited: bool = False
    message_burst: int = DEFAULT_MESSAGE_BURST
    messages_per_minute: int = DEFAULT_MESSAGES_PER_MINUTE
    history_lag_seconds: float = 0.0
    deduplicate_client_msg_ids: bool = False
    max_recorded_calls: int | None = None


@dataclass(frozen=True, slots=True)
class ApiCall:
    """A call of the Web API.

    Attributes:
        method: "chat.postMessage".
        arguments: the arguments as received, without the token.
        response: the body of the response.
        called_at: the time of the call, in seconds since 1970.
        status: the HTTP status of the response; 0 if the connection was cut.
        fault: the fault injected into the call, for example "drop=after"; "" if there was none.
    """

    method: str
    arguments: Json
    response: Json
    called_at: float
    status: int = 200
    fault: str = ""


class SlackState:
    """The state of the local Slack.

    Code that reads or changes the state must hold `condition`, and notify it after a change.

    Args:
        manifest: the app's manifest.
        clock: the clock.
        rules: the configurable behaviour.
        schedule_settle: schedules a call of `envelopes.process_due` after a delay in seconds.

    Attributes:
        app_id: the id of the app.
        app_token: the app-level token, with `connections:write`.
        workspaces: the workspaces by team id.
        envelopes: the envelopes of Socket Mode.
        response_urls: the response URLs.
        views: the modals, Home tabs and trigger ids.
        calls: the calls of the Web API, oldest first.
        journal: all accepted actions, oldest first.
        faults: the planned faults.
        rate_limiter: the rate limits of the app.
        defects: descriptions of the app's mistakes.
        tickets: the tickets of issued socket URLs that are not used yet.
        changes: what people see change.
        traffic: the calls and envelopes, for the inspector.
        files: the shared files by id.
        read_marks: the timestamp up to which a person has read a channel, by the ids of both.
        statuses: what the app is doing in a thread, by the ids of the channel and the thread.
        suggested_prompts: what the app suggests to write to it, by the id of the direct message channel.
        address: the host and port of the server; "" before it is started.
    """

    def __init__(
        self, manifest: Manifest, clock: Clock, rules: SlackRules, schedule_settle: Callable[[float], None]
    ) -> None:
        self._id_counter = count(1)
        self.condition = Condition(RLock())
        self.manifest = manifest
        self.clock = clock
        self.rules = rules
        self.app_id = self.new_id("A")
        self.app_token = f"xapp-1-{self.app_id}-local"
        self.workspaces: dict[str, Workspace] = {}
        self.changes = ChangeLog()
        self.traffic = Traffic(self.changes)
        self.envelopes = Envelopes(
            clock, self.new_id, schedule_settle, rules.max_recorded_calls, traffic=self.traffic
        )
        self.response_urls = ResponseUrls(clock, self.new_id)
        self.views = Views(clock, self.new_id, self.changes)
        self.calls: deque[ApiCall] = deque(maxlen=rules.max_recorded_calls)
        self.journal = Journal()
        self.faults = FaultPlans()
        self.rate_limiter = RateLimiter(clock, rules.message_burst, rules.messages_per_minute)
        self.defects: list[str] = []
        self.tickets: set[str] = set()
        self.files: dict[str, SharedFile] = {}
        self.read_marks: dict[tuple[str, str], str] = {}
        self.statuses: dict[tuple[str, str], str] = {}
        self.suggested_prompts: dict[str, Json] = {}
        self.address = ""

    def new_id(self, prefix: str) -> str:
        """Return a unique id, for example "C0000000012"."""
        return f"{prefix}{next(self._id_counter):010d}"

    def add_workspace(self, name: str) -> Workspace:
        """Create a workspace with the app installed."""
        workspace = Workspace(name, self.manifest.bot_name, self.new_id, self.clock)
        self.workspaces[workspace.team_id] = workspace
        return workspace

    def find_workspace_by_token(self, token: str) -> Workspace | None:
        """Return the workspace with a given bot token; None if there is none."""
        return next(
            (workspace for workspace in self.workspaces.values() if workspace.bot_token == token), None
        )

    def find_user(self, user_id: str) -> User | None:
        """Return a person or bot of any workspace; None if nobody has this id."""
        found = (workspace.users.get(user_id) for workspace in self.workspaces.values())
        return next(filter(None, found), None)

    def find_channel(self, channel_id: str) -> tuple[Workspace, Channel]:
        """Return a channel and its workspace.

        Raises:
            LookupError: there is no channel with this id.
        """
        for workspace in self.workspaces.values():
            if channel_id in workspace.channels:
                return workspace, workspace.channels[channel_id]
        raise LookupError(f"no channel has the id {channel_id!r}")

    def record_accepted(
        self,
        method: str,
        workspace: Workspace,
        channel_id: str = "",
        message: Json | None = None,
        fault: str = "",
    ) -> None:
        """Record an accepted action in the journal.

        Args:
            method: the method of the call.
            workspace: the workspace.
            channel_id: the id of the channel.
            message: the stored message; None if there is none.
            fault: the fault injected into the call.
        """
        message_json = message or {}
        self.journal.add(
            JournalEntry(
                method=method,
                team_id=workspace.team_id,
                channel_id=channel_id,
                ts=message_json.get("ts", ""),
                thread_ts=message_json.get("thread_ts", ""),
                text=message_json.get("text", ""),
                metadata=message_json.get("metadata"),
                accepted_at=self.clock.now(),
                fault=fault,
            )
        )
