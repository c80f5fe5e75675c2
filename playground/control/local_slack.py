"""A strict Slack on this machine, as tests hold it: pretend people, and what they come to see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from playground.api import events, interactions
from playground.api.server import Server
from playground.control.fault_injection import FaultInjection
from playground.control.fixtures import copy_message
from playground.state import manifest as manifests
from playground.state.clock import Clock
from playground.state.state import SlackRules, SlackState
from playground.validation import mrkdwn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from types import TracebackType

    from playground.api.interactions import Interaction
    from playground.state.channels import Channel
    from playground.state.envelopes import Envelope
    from playground.state.journal import JournalEntry
    from playground.state.json_types import Json
    from playground.state.state import ApiCall
    from playground.state.users import User
    from playground.state.workspace import Workspace

T = TypeVar("T")

INTERACTION_TIMEOUT_SECONDS = (
    10.0  # an interaction is settled after 3; this is for a machine that is very busy
)


class LocalSlack(FaultInjection):
    """A Slack that serves the pretend world on the loopback interface.

    Args:
        manifest: the app's manifest, or the file that holds it.
        port: 0 for any free one.
        clock: the time; a new one of the machine if not given.
        rules: what is not known of the real Slack.
        workspaces: how many there are; each beyond the first has "ada" and the channel "news", as `further` makes it.
        journal: a file that gets a line of JSON for all that is accepted.

    Raises:
        OSError: if the port cannot be had, or the manifest not be read.
        ValueError: if the manifest is none.
    """

    def __init__(
        self,
        manifest: str | Path | Mapping[str, object],
        *,
        port: int = 0,
        clock: Clock | None = None,
        rules: SlackRules | None = None,
        workspace_count: int = 1,
        journal_path: str | Path | None = None,
    ) -> None:
        self._server = Server(port)
        app_manifest = manifests.read_manifest(manifest)
        super().__init__(
            SlackState(app_manifest, clock or Clock(), rules or SlackRules(), self._server.schedule_settle)
        )
        for number in range(2, workspace_count + 1):
            self.add_populated_workspace(f"Team {number}")
        if journal_path is not None:
            self.state.journal.write_to(journal_path)

    def __enter__(self) -> Self:
        self._server.start(self.state)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()
        self.state.journal.close()

    # What the app needs to know.

    @property
    def url(self) -> str:
        """The address of the Web API, for `SLACK_API_URL`; ends with a slash."""
        return f"http://{self._server.address}/api/"

    @property
    def bot_token(self) -> str:
        """The token of the bot in the first workspace."""
        return self.workspace.bot_token

    @property
    def app_token(self) -> str:
        """The app-level token for Socket Mode."""
        return self.state.app_token

    # What people do.

    def say(
        self, user_ref: User | str, channel_ref: Channel | str, text: str, thread_ts: str | None = None
    ) -> Json:
        """Let a person write something; returns the message as kept.

        Args:
            user_ref: writes.
            channel_ref: the channel.
            text: as typed. A chosen mention is written `<@U1>`; anything else is escaped, as Slack does.
            thread_ts: the time stamp of the message to reply to.

        Raises:
            ValueError: if Slack would not let them.
        """
        user, channel = self.find_user(user_ref), self.find_channel(channel_ref)
        with self.state.condition:
            workspace = self.state.workspaces[user.team_id]
            self._check_may_write(user, channel, thread_ts)
            message = {
                "user": user.id,
                "text": mrkdwn.format_typed_text(text),
                "client_msg_id": self.state.new_id("client-"),
            }
            message |= {"team": user.team_id} | ({"thread_ts": thread_ts} if thread_ts else {})
            stored_message = workspace.add_message(channel, message)
            events.send_message_posted(self.state, workspace, channel, stored_message)
            self.state.condition.notify_all()
            return copy_message(channel, stored_message)

    def edit(self, user_ref: User | str, message: Json, text: str) -> None:
        """Let a person change what they wrote.

        Args:
            user_ref: wrote it.
            message: as `say`, `messages` or `replies` return it.
            text: the new text, as for `say`.

        Raises:
            LookupError: if they wrote no such message.
        """
        workspace, channel, stored_message = self._find_own_message(user_ref, message)
        with self.state.condition:
            previous = dict(stored_message)
            edited = {"user": stored_message["user"], "ts": workspace.new_ts()}
            stored_message |= {"text": mrkdwn.format_typed_text(text), "edited": edited}
            events.send_message_changed(self.state, workspace, channel, stored_message, previous)
            self.state.condition.notify_all()

    def delete(self, user_ref: User | str, message: Json) -> None:
        """Let a person delete what they wrote; the arguments are as for `edit`.

        Raises:
            LookupError: if they wrote no such message.
        """
        workspace, channel, stored_message = self._find_own_message(user_ref, message)
        with self.state.condition:
            channel.messages.remove(stored_message)
            events.send_message_deleted(self.state, workspace, channel, stored_message)
            self.state.condition.notify_all()

    def mention(
        self, user_ref: User | str, channel_ref: Channel | str, text: str, thread_ts: str | None = None
    ) -> Json:
        """Let a person write something that begins with a mention of the bot; as `say`."""
        bot = self.state.workspaces[self.find_user(user_ref).team_id].bot
        return self.say(user_ref, channel_ref, f"<@{bot.id}> {text}", thread_ts)

    def invite(self, channel_ref: Channel | str, user_ref: User | str) -> None:
        """Let a person invite the bot into a channel that they are in."""
        user, channel = self.find_user(user_ref), self.find_channel(channel_ref)
        with self.state.condition:
            workspace = self.state.workspaces[user.team_id]
            self._check_may_write(user, channel, None)
            channel.member_ids.add(workspace.bot.id)
            events.send_member_joined(self.state, workspace, channel, workspace.bot.id, user.id)
            self.state.condition.notify_all()

    def join(self, user_ref: User | str, channel_ref: Channel | str) -> None:
        """Let a person become a member of a channel."""
        user, channel = self.find_user(user_ref), self.find_channel(channel_ref)
        with self.state.condition:
            workspace = self.state.workspaces[user.team_id]
            channel.member_ids.add(user.id)
            events.send_member_joined(self.state, workspace, channel, user.id, user.id)
            self.state.condition.notify_all()

    def leave(self, user_ref: User | str, channel_ref: Channel | str) -> None:
        """Let a person leave a channel.

        Raises:
            ValueError: if they are not in it, or it is a direct message, which nobody leaves.
        """
        user, channel = self.find_user(user_ref), self.find_channel(channel_ref)
        with self.state.condition:
            if channel.kind == "im" or user.id not in channel.member_ids:
                raise ValueError(f"{user.name} cannot leave {channel.name or channel.id}")
            channel.member_ids.discard(user.id)
            self.state.condition.notify_all()

    def command(
        self, user_ref: User | str, channel_ref: Channel | str, name: str, text: str = ""
    ) -> Interaction:
        """Let a person type a slash command; returns when it is acknowledged or has failed.

        Raises:
            LookupError: if the manifest has no such command.
            ValueError: if Slack would not let them write there.
        """
        user, channel = self.find_user(user_ref), self.find_channel(channel_ref)
        with self.state.condition:
            self._check_may_write(user, channel, None)
            return self._wait_until_settled(
                interactions.send_slash_command(
                    self.state, user, channel, name, text, self._response_url_base
                )
            )

    def press(
        self, user_ref: User | str, message: Json, action_id: str, option_value: str | None = None
    ) -> Interaction:
        """Let a person use a button or menu of a message; returns when it is acknowledged or has failed.

        Args:
            user_ref: presses.
            message: as `messages`, `replies` or `ephemerals` return it.
            action_id: of the element.
            option_value: the value of the chosen option, for a menu.

        Raises:
            LookupError: if there is no such message, element or option.
            ValueError: if the manifest does not enable interactivity.
        """
        user, channel = self.find_user(user_ref), self.find_channel(message["channel"])
        if not self.state.manifest.interactivity_enabled:
            raise ValueError(
                "this app is not configured to handle interactive responses (settings.interactivity)"
            )
        with self.state.condition:
            workspace = self.state.workspaces[user.team_id]
            stored_message = channel.find_message(message["ts"])
            ephemerals = (
                ephemeral
                for ephemeral in workspace.ephemerals
                if ephemeral["ts"] == message["ts"] and ephemeral["to"] == user.id
            )
            stored_message = stored_message or next(ephemerals, None)
            if stored_message is None:
                raise LookupError(f"{user.name} sees no message {message['ts']}")
            action = interactions.build_action(stored_message, action_id, option_value)
            return self._wait_until_settled(
                interactions.send_block_action(
                    self.state, user, channel, stored_message, action, self._response_url_base
                )
            )

    # What happened.

    @property
    def calls(self) -> list[ApiCall]:
        """Every call of the Web API so far, oldest first."""
        with self.state.condition:
            return list(self.state.calls)

    @property
    def journal_entries(self) -> list[JournalEntry]:
        """Everything that was accepted so far, oldest first: the judge."""
        with self.state.condition:
            return list(self.state.journal.entries)

    @property
    def envelopes(self) -> list[Envelope]:
        """Everything that was sent to the app's sockets so far, oldest first, and what became of it."""
        with self.state.condition:
            return list(self.state.envelopes.history)

    @property
    def late_envelopes(self) -> list[Envelope]:
        """The envelopes that were acknowledged too late."""
        return [envelope for envelope in self.envelopes if envelope.state == "late"]

    def check_defects(self) -> None:
        """Raise if the app did what no app should do: unknown methods or arguments, answers that Slack refuses.

        Raises:
            AssertionError: naming everything.
        """
        with self.state.condition:
            defects = [*self.state.defects, *self.state.envelopes.protocol_errors]
        if defects:
            raise AssertionError("\n".join(defects))

    # The connection, and waiting.

    def wait_for_sockets(self, timeout_seconds: float = 10.0, socket_count: int = 1) -> None:
        """Wait until the app holds so many sockets.

        Raises:
            TimeoutError: if it does not come to that.
        """
        self.wait_for(lambda: self._count_sockets() >= socket_count, timeout_seconds)

    def advance(self, seconds: float) -> None:
        """Move the clock on; what falls due is done before this returns."""
        with self.state.condition:
            self.state.clock.advance(seconds)
            self.state.envelopes.process_due()
            self.state.condition.notify_all()

    def disconnect(
        self, reason: str = "refresh_requested", *, close_after_seconds: float | None = None
    ) -> None:
        """Ask the app politely to come back with a new socket.

        Args:
            reason: "refresh_requested", "warning", "link_disabled".
            close_after_seconds: after so many seconds the old sockets are closed, as Slack does; None to leave
                that to the app.
        """
        with self.state.condition:
            old_connections = list(self.state.envelopes.connections)
            self.state.envelopes.disconnect(reason)
        if close_after_seconds is not None:
            self._server.close_sockets(old_connections, close_after_seconds)

    def drop_sockets(self) -> None:
        """Break every socket off without a word."""
        self._server.drop_sockets()

    def wait_for(self, predicate: Callable[[], T], timeout_seconds: float = 5.0) -> T:
        """Wait until something is so; asked anew at every change.

        Args:
            predicate: for example `lambda: slack.messages("news")`.
            timeout_seconds: seconds, of the machine's clock.

        Returns:
            The first true value of the predicate.

        Raises:
            TimeoutError: if it does not come to that; tells the last calls.
        """
        with self.state.condition:
            values: list[T] = []

            def evaluate() -> bool:
                values[:] = [predicate()]
                return bool(values[0])

            if self.state.condition.wait_for(evaluate, timeout_seconds):
                return values[0]
            last_calls = ", ".join(
                f"{call.method}: {call.fault or call.response.get('error', 'ok')}"
                for call in list(self.state.calls)[-5:]
            )
            raise TimeoutError(
                f"it did not come to that in {timeout_seconds} s; the last calls: {last_calls or 'none'}"
            )

    # ------------------------------------------------------------------------ private

    @property
    def _response_url_base(self) -> str:
        return f"http://{self._server.address}/hook/"

    def _find_own_message(self, user_ref: User | str, message: Json) -> tuple[Workspace, Channel, Json]:
        user, channel = self.find_user(user_ref), self.find_channel(message["channel"])
        stored_message = channel.find_message(message["ts"])
        if stored_message is None or stored_message["user"] != user.id:
            raise LookupError(f"{user.name} wrote no message {message['ts']}")
        return self.state.workspaces[user.team_id], channel, stored_message

    def _count_sockets(self) -> int:
        return sum(not connection.is_leaving for connection in self.state.envelopes.connections)

    def _wait_until_settled(self, envelope: Envelope) -> Interaction:
        self.state.condition.notify_all()
        self.state.condition.wait_for(lambda: envelope.state != "waiting", INTERACTION_TIMEOUT_SECONDS)
        return interactions.read_outcome(envelope)

    def _check_may_write(self, user: User, channel: Channel, thread_ts: str | None) -> None:
        if channel.archived:
            raise ValueError(f"#{channel.name} is archived")
        if user.id not in channel.member_ids:
            raise ValueError(f"{user.name} is not in #{channel.name}")
        if channel.kind == "im" and not self.state.manifest.messages_tab_enabled:
            raise ValueError(
                "sending messages to this app has been turned off (no messages tab in the manifest)"
            )
        if thread_ts is not None and channel.find_message(thread_ts) is None:
            raise ValueError(f"there is no message {thread_ts} to reply to")
