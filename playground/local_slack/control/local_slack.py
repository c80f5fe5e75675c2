"""The interface that tests use: act as people, inspect the app's calls, and wait for events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from local_slack.api import events, interactions, posting
from local_slack.api.host_guard import LOOPBACK_ACCESS
from local_slack.api.server import Server
from local_slack.control.client_controls import ClientControls
from local_slack.control.fixtures import DEFAULT_POPULATION, copy_message
from local_slack.state import manifest as manifests
from local_slack.state.clock import Clock
from local_slack.state.state import SlackRules, SlackState
from local_slack.validation import mrkdwn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from types import TracebackType

    from aiohttp import web

    from local_slack.api.host_guard import HostGuard, ServerAccess
    from local_slack.api.interactions import Interaction
    from local_slack.control.fixtures import Population
    from local_slack.state.channels import Channel
    from local_slack.state.envelopes import Envelope
    from local_slack.state.json_types import Json
    from local_slack.state.records.journal import JournalEntry
    from local_slack.state.state import ApiCall
    from local_slack.state.users import User
    from local_slack.state.workspace import Workspace

T = TypeVar("T")


class LocalSlack(ClientControls):
    """A local Slack with test data, served on the loopback interface.

    Args:
        manifest: the app's manifest, or the path of its file.
        port: the port; 0 for any free port.
        clock: the clock; None for a new system clock.
        rules: the behaviour that Slack does not document; None for the defaults.
        workspace_count: the number of workspaces; `add_populated_workspace` makes all but the first.
        journal_path: a JSON Lines file for the accepted actions; None for no file.
        access: where the server listens; only on the loopback interface if it is not told otherwise.
        population: the people and channels of the first workspace.

    Raises:
        OSError: the port is not available, or the manifest cannot be read.
        ValueError: the manifest is not valid.
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
        access: ServerAccess = LOOPBACK_ACCESS,
        population: Population = DEFAULT_POPULATION,
    ) -> None:
        self._server = Server(port, access)
        app_manifest = manifests.read_manifest(manifest)
        super().__init__(
            SlackState(app_manifest, clock or Clock(), rules or SlackRules(), self._server.schedule_settle),
            population,
        )
        for number in range(2, workspace_count + 1):
            self.add_populated_workspace(f"Team {number}")
        if journal_path is not None:
            self.state.journal.write_to(journal_path)

    def start(self) -> None:
        """Serve until `stop`, as the context manager does.

        Raises:
            OSError: the port is not available.
        """
        self._server.start(self.state)

    def stop(self) -> None:
        """Stop serving."""
        self._server.stop()
        self.state.journal.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def add_routes(self, add_routes: Callable[[web.Application], None]) -> None:
        """Add further routes to the server, before it is started."""
        self._server.route_adders.append(add_routes)

    @property
    def guard(self) -> HostGuard:
        """What refuses requests for other hosts."""
        return self._server.guard

    # The app's settings.

    @property
    def url(self) -> str:
        """The address of the Web API, with a slash at the end.

        Tests pass the address to the app as `SLACK_API_URL`.
        """
        return f"http://{self._server.address}/api/"

    @property
    def bot_token(self) -> str:
        """The token of the bot in the first workspace."""
        return self.workspace.bot_token

    @property
    def app_token(self) -> str:
        """The app-level token for Socket Mode."""
        return self.state.app_token

    # People's actions.

    def say(
        self, user_ref: User | str, channel_ref: Channel | str, text: str, thread_ts: str | None = None
    ) -> Json:
        """Post a message as a person. Return the stored message.

        Args:
            user_ref: the person.
            channel_ref: the channel.
            text: the text as typed. A selected mention is written `<@U1>`; other text is escaped, as in Slack.
            thread_ts: the timestamp of the message to reply to.

        Raises:
            ValueError: Slack would not allow it.
        """
        user, channel = self.find_user(user_ref), self.find_channel(channel_ref)
        with self.state.condition:
            workspace = self.state.workspaces[channel.team_id]
            self._check_may_write(user, channel, thread_ts)
            is_guest = user.team_id != workspace.team_id
            message = {
                "user": user.id,
                "text": mrkdwn.format_typed_text(text),
                "client_msg_id": self.state.new_id("client-"),
            }
            message |= {"team": user.team_id} | ({"thread_ts": thread_ts} if thread_ts else {})
            message |= {"user_team": user.team_id} if is_guest else {}
            stored_message = workspace.add_message(channel, message)
            events.send_message_posted(self.state, workspace, channel, stored_message)
            self.state.condition.notify_all()
            return copy_message(channel, stored_message)

    def edit(self, user_ref: User | str, message: Json, text: str) -> None:
        """Edit a message as its author.

        Args:
            user_ref: the author.
            message: the message from `say`, `messages` or `replies`.
            text: the new text, as for `say`.

        Raises:
            LookupError: the person did not write such a message.
        """
        workspace, channel, stored_message = self._find_own_message(user_ref, message)
        with self.state.condition:
            previous = dict(stored_message)
            edited = {"user": stored_message["user"], "ts": workspace.new_ts()}
            stored_message |= {"text": mrkdwn.format_typed_text(text), "edited": edited}
            events.send_message_changed(self.state, workspace, channel, stored_message, previous)
            self.state.condition.notify_all()

    def delete(self, user_ref: User | str, message: Json) -> None:
        """Delete a message as its author or as an admin of the workspace.

        The arguments are those of `edit`.

        Raises:
            LookupError: there is no such message, or the person may not delete it.
        """
        user, channel = self.find_user(user_ref), self.find_channel(message["channel"])
        with self.state.condition:
            workspace = self.state.workspaces[channel.team_id]
            stored_message = channel.find_message(message["ts"])
            if stored_message is None or not (user.is_admin or stored_message["user"] == user.id):
                raise LookupError(f"{user.name} may delete no message {message['ts']}")
            posting.delete_message(self.state, workspace, channel, stored_message)
            self.state.condition.notify_all()

    def mention(
        self, user_ref: User | str, channel_ref: Channel | str, text: str, thread_ts: str | None = None
    ) -> Json:
        """Post a message as a person, beginning with a mention of the bot.

        Otherwise the same as `say`.
        """
        bot = self.state.workspaces[self.find_channel(channel_ref).team_id].bot
        return self.say(user_ref, channel_ref, f"<@{bot.id}> {text}", thread_ts)

    def invite(self, channel_ref: Channel | str, user_ref: User | str) -> None:
        """Invite the bot to a channel on behalf of one of the channel's members."""
        user, channel = self.find_user(user_ref), self.find_channel(channel_ref)
        with self.state.condition:
            workspace = self.state.workspaces[channel.team_id]
            self._check_may_write(user, channel, None)
            channel.member_ids.add(workspace.bot.id)
            events.send_member_joined(self.state, workspace, channel, workspace.bot.id, user.id)
            self.state.condition.notify_all()

    def join(self, user_ref: User | str, channel_ref: Channel | str) -> None:
        """Add a person to a channel."""
        user, channel = self.find_user(user_ref), self.find_channel(channel_ref)
        with self.state.condition:
            workspace = self.state.workspaces[channel.team_id]
            channel.member_ids.add(user.id)
            events.send_member_joined(self.state, workspace, channel, user.id, user.id)
            self.state.condition.notify_all()

    def leave(self, user_ref: User | str, channel_ref: Channel | str) -> None:
        """Remove a person from a channel.

        Raises:
            ValueError: the person is not in the channel, or it is a direct message channel, which nobody can leave.
        """
        user, channel = self.find_user(user_ref), self.find_channel(channel_ref)
        with self.state.condition:
            if channel.kind == "im" or user.id not in channel.member_ids:
                raise ValueError(f"{user.name} cannot leave {channel.name or channel.id}")
            channel.member_ids.discard(user.id)
            self.state.condition.notify_all()

    def command(
        self,
        user_ref: User | str,
        channel_ref: Channel | str,
        name: str,
        text: str = "",
        *,
        changed_fields: Json | None = None,
    ) -> Interaction:
        """Type a slash command as a person.

        Return once the command is acknowledged or has failed.

        Args:
            user_ref: the person.
            channel_ref: the channel.
            name: the command with its slash.
            text: the text after the command.
            changed_fields: fields of the payload that differ from the usual ones: {"team_id": None}.

        Raises:
            LookupError: the manifest has no such command.
            ValueError: Slack would not allow the person to write there.
        """
        user, channel = self.find_user(user_ref), self.find_channel(channel_ref)
        with self.state.condition:
            self._check_may_write(user, channel, None)
            return self._wait_until_settled(
                interactions.send_slash_command(
                    self.state, user, channel, name, text, self._response_url_base, changed_fields
                )
            )

    def press(
        self, user_ref: User | str, message: Json, action_id: str, option_value: str | None = None
    ) -> Interaction:
        """Use a button or menu of a message as a person.

        Return once the app has acknowledged the action or failed to.

        Args:
            user_ref: the person.
            message: the message from `messages`, `replies` or `ephemerals`.
            action_id: the action id of the element.
            option_value: the value of the chosen option, for a menu.

        Raises:
            LookupError: there is no such message, element or option.
            ValueError: the manifest does not enable interactivity.
        """
        user, channel = self.find_user(user_ref), self.find_channel(message["channel"])
        if not self.state.manifest.interactivity_enabled:
            raise ValueError(
                "this app is not configured to handle interactive responses (settings.interactivity)"
            )
        with self.state.condition:
            workspace = self.state.workspaces[channel.team_id]
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

    def resend(self, envelope: Envelope, **changed_fields: object) -> Envelope:
        """Send the payload of an envelope again.

        Args:
            envelope: the envelope, from `envelopes`.
            changed_fields: fields of the payload that differ, such as `event_id`.
        """
        with self.state.condition:
            payload = envelope.payload | changed_fields
            return self.state.envelopes.send(
                envelope.envelope_type, payload, accept_payload=envelope.accept_payload
            )

    # The app's calls and the events.

    @property
    def calls(self) -> list[ApiCall]:
        """All Web API calls so far, oldest first."""
        with self.state.condition:
            return list(self.state.calls)

    @property
    def journal_entries(self) -> list[JournalEntry]:
        """All actions that Slack accepted so far, oldest first.

        Tests compare the app's behaviour with these actions.
        """
        with self.state.condition:
            return list(self.state.journal.entries)

    @property
    def envelopes(self) -> list[Envelope]:
        """All envelopes sent to the app's sockets so far, oldest first."""
        with self.state.condition:
            return list(self.state.envelopes.history)

    @property
    def late_envelopes(self) -> list[Envelope]:
        """The envelopes that the app acknowledged too late."""
        return [envelope for envelope in self.envelopes if envelope.state == "late"]

    def check_defects(self) -> None:
        """Check that the app made no mistakes, such as invalid payloads and unknown methods or arguments.

        Raises:
            AssertionError: the message lists all defects.
        """
        with self.state.condition:
            defects = [*self.state.defects, *self.state.envelopes.protocol_errors]
        if defects:
            raise AssertionError("\n".join(defects))

    # The connection, and waiting.

    def wait_for_sockets(self, timeout_seconds: float = 10.0, socket_count: int = 1) -> None:
        """Wait until the app has at least a given number of open sockets.

        Raises:
            TimeoutError: the app has fewer open sockets after `timeout_seconds`.
        """
        self.wait_for(lambda: self._count_sockets() >= socket_count, timeout_seconds)

    def advance(self, seconds: float) -> None:
        """Advance the clock, and process the envelopes that are then due."""
        with self.state.condition:
            self.state.clock.advance(seconds)
            clock = self.state.clock
            self.state.changes.add("clock", {"now": clock.now(), "offset": clock.offset_seconds})
            self.state.envelopes.process_due()
            self.state.condition.notify_all()

    def disconnect(
        self, reason: str = "refresh_requested", *, close_after_seconds: float | None = None
    ) -> None:
        """Ask the app to reconnect with a new socket.

        Args:
            reason: "refresh_requested", "warning", "link_disabled".
            close_after_seconds: the delay after which the old sockets are closed, as Slack does; None to leave that to
                the app.
        """
        with self.state.condition:
            old_connections = list(self.state.envelopes.connections)
            self.state.envelopes.disconnect(reason)
        if close_after_seconds is not None:
            self._server.close_sockets(old_connections, close_after_seconds)

    def drop_sockets(self) -> None:
        """Drop every socket without a close frame, as if the connection were lost."""
        self._server.drop_sockets()

    def silence_sockets(self) -> None:
        """Keep every socket open but neither read nor send, like a network that drops packets."""
        self._server.silence_sockets()

    def wait_for(self, predicate: Callable[[], T], timeout_seconds: float = 5.0) -> T:
        """Wait until a condition is true.

        The condition is checked after every change of the state.

        Args:
            predicate: for example `lambda: slack.messages("news")`.
            timeout_seconds: the limit, by the system clock.

        Returns:
            The first true value of the predicate.

        Raises:
            TimeoutError: the predicate stays false; the message lists the last calls.
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
                f"the condition is still false after {timeout_seconds} s; the last calls: {last_calls or 'none'}"
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
        return sum(
            not (connection.is_leaving or connection.is_silent)
            for connection in self.state.envelopes.connections
        )

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
