"""A strict Slack on this machine, as tests hold it: pretend people, and what they come to see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from playground.api import events, interactions
from playground.api.server import Server
from playground.control.fault_injection import Trouble
from playground.control.fixtures import told
from playground.state import manifest as manifests
from playground.state.clock import Clock
from playground.state.state import Cloud, Rules
from playground.validation import mrkdwn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from types import TracebackType

    from playground.api.interactions import Interaction
    from playground.state.channels import Channel
    from playground.state.envelopes import Envelope
    from playground.state.journal import Accepted
    from playground.state.json_types import Json
    from playground.state.state import Call
    from playground.state.users import Person

T = TypeVar("T")

SETTLE_SECONDS = 10.0  # an interaction is settled after 3; this is for a machine that is very busy


class LocalSlack(Trouble):
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
        rules: Rules | None = None,
        workspaces: int = 1,
        journal: str | Path | None = None,
    ) -> None:
        self._server = Server(port)
        plan = manifests.read(manifest)
        super().__init__(Cloud(plan, clock or Clock(), rules or Rules(), self._server.later))
        for number in range(2, workspaces + 1):
            self.further(f"Team {number}")
        if journal is not None:
            self.cloud.journal.write_to(journal)

    def __enter__(self) -> Self:
        self._server.start(self.cloud)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()
        self.cloud.journal.close()

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
        return self.cloud.app_token

    # What people do.

    def say(self, who: Person | str, where: Channel | str, text: str, thread: str | None = None) -> Json:
        """Let a person write something; returns the message as kept.

        Args:
            who: writes.
            where: the channel.
            text: as typed. A chosen mention is written `<@U1>`; anything else is escaped, as Slack does.
            thread: the time stamp of the message to reply to.

        Raises:
            ValueError: if Slack would not let them.
        """
        person, channel = self.person(who), self.channel(where)
        with self.cloud.changed:
            workspace = self.cloud.workspaces[person.team]
            self._may_write(person, channel, thread)
            said = {
                "user": person.id,
                "text": mrkdwn.typed(text),
                "client_msg_id": self.cloud.new_id("client-"),
            }
            said |= {"team": person.team} | ({"thread_ts": thread} if thread else {})
            kept = workspace.post(channel, said)
            events.said(self.cloud, workspace, channel, kept)
            self.cloud.changed.notify_all()
            return told(channel, kept)

    def mention(self, who: Person | str, where: Channel | str, text: str, thread: str | None = None) -> Json:
        """Let a person write something that begins with a mention of the bot; as `say`."""
        bot = self.cloud.workspaces[self.person(who).team].bot
        return self.say(who, where, f"<@{bot.id}> {text}", thread)

    def invite(self, where: Channel | str, who: Person | str) -> None:
        """Let a person invite the bot into a channel that they are in."""
        person, channel = self.person(who), self.channel(where)
        with self.cloud.changed:
            workspace = self.cloud.workspaces[person.team]
            self._may_write(person, channel, None)
            channel.members.add(workspace.bot.id)
            events.joined(self.cloud, workspace, channel, workspace.bot.id, person.id)
            self.cloud.changed.notify_all()

    def command(self, who: Person | str, where: Channel | str, name: str, text: str = "") -> Interaction:
        """Let a person type a slash command; returns when it is acknowledged or has failed.

        Raises:
            LookupError: if the manifest has no such command.
            ValueError: if Slack would not let them write there.
        """
        person, channel = self.person(who), self.channel(where)
        with self.cloud.changed:
            self._may_write(person, channel, None)
            return self._settled(interactions.command(self.cloud, person, channel, name, text, self._hooks))

    def press(
        self, who: Person | str, message: Json, action_id: str, option: str | None = None
    ) -> Interaction:
        """Let a person use a button or menu of a message; returns when it is acknowledged or has failed.

        Args:
            who: presses.
            message: as `messages`, `replies` or `ephemerals` return it.
            action_id: of the element.
            option: the value of the chosen option, for a menu.

        Raises:
            LookupError: if there is no such message, element or option.
            ValueError: if the manifest does not enable interactivity.
        """
        person, channel = self.person(who), self.channel(message["channel"])
        if not self.cloud.manifest.interactive:
            raise ValueError(
                "this app is not configured to handle interactive responses (settings.interactivity)"
            )
        with self.cloud.changed:
            workspace = self.cloud.workspaces[person.team]
            kept = channel.find(message["ts"])
            private = (m for m in workspace.ephemerals if m["ts"] == message["ts"] and m["to"] == person.id)
            kept = kept or next(private, None)
            if kept is None:
                raise LookupError(f"{person.name} sees no message {message['ts']}")
            action = interactions.action_of(kept, action_id, option)
            return self._settled(interactions.press(self.cloud, person, channel, kept, action, self._hooks))

    # What happened.

    @property
    def log(self) -> list[Call]:
        """Every call of the Web API so far, oldest first."""
        with self.cloud.changed:
            return list(self.cloud.log)

    @property
    def accepted(self) -> list[Accepted]:
        """Everything that was accepted so far, oldest first: the judge."""
        with self.cloud.changed:
            return list(self.cloud.journal.entries)

    @property
    def envelopes(self) -> list[Envelope]:
        """Everything that was sent to the app's sockets so far, oldest first, and what became of it."""
        with self.cloud.changed:
            return list(self.cloud.envelopes.log)

    @property
    def late(self) -> list[Envelope]:
        """The envelopes that were acknowledged too late."""
        return [envelope for envelope in self.envelopes if envelope.state == "late"]

    def check(self) -> None:
        """Raise if the app did what no app should do: unknown methods or arguments, answers that Slack refuses.

        Raises:
            AssertionError: naming everything.
        """
        with self.cloud.changed:
            wrong = [*self.cloud.defects, *self.cloud.envelopes.oddities]
        if wrong:
            raise AssertionError("\n".join(wrong))

    # The connection, and waiting.

    def connected(self, timeout: float = 10.0, sockets: int = 1) -> None:
        """Wait until the app holds so many sockets.

        Raises:
            TimeoutError: if it does not come to that.
        """
        self.wait_for(lambda: self._lines() >= sockets, timeout)

    def advance(self, seconds: float) -> None:
        """Move the clock on; what falls due is done before this returns."""
        with self.cloud.changed:
            self.cloud.clock.advance(seconds)
            self.cloud.envelopes.settle()
            self.cloud.changed.notify_all()

    def disconnect(self, reason: str = "refresh_requested", *, closes: float | None = None) -> None:
        """Ask the app politely to come back with a new socket.

        Args:
            reason: "refresh_requested", "warning", "link_disabled".
            closes: after so many seconds the old sockets are closed, as Slack does; None to leave that to the app.
        """
        with self.cloud.changed:
            leaving = list(self.cloud.envelopes.lines)
            self.cloud.envelopes.disconnect(reason)
        if closes is not None:
            self._server.close(leaving, closes)

    def drop(self) -> None:
        """Break every socket off without a word."""
        self._server.drop()

    def wait_for(self, predicate: Callable[[], T], timeout: float = 5.0) -> T:
        """Wait until something is so; asked anew at every change.

        Args:
            predicate: for example `lambda: slack.messages("news")`.
            timeout: seconds, of the machine's clock.

        Returns:
            The first true value of the predicate.

        Raises:
            TimeoutError: if it does not come to that; tells the last calls.
        """
        with self.cloud.changed:
            found: list[T] = []

            def holds() -> bool:
                found[:] = [predicate()]
                return bool(found[0])

            if self.cloud.changed.wait_for(holds, timeout):
                return found[0]
            last = ", ".join(
                f"{call.method}: {call.fault or call.answer.get('error', 'ok')}"
                for call in list(self.cloud.log)[-5:]
            )
            raise TimeoutError(f"it did not come to that in {timeout} s; the last calls: {last or 'none'}")

    # ------------------------------------------------------------------------ private

    @property
    def _hooks(self) -> str:
        return f"http://{self._server.address}/hook/"

    def _lines(self) -> int:
        return sum(not line.leaving for line in self.cloud.envelopes.lines)

    def _settled(self, envelope: Envelope) -> Interaction:
        self.cloud.changed.notify_all()
        self.cloud.changed.wait_for(lambda: envelope.state != "waiting", SETTLE_SECONDS)
        return interactions.outcome(envelope)

    def _may_write(self, person: Person, channel: Channel, thread: str | None) -> None:
        if channel.archived:
            raise ValueError(f"#{channel.name} is archived")
        if person.id not in channel.members:
            raise ValueError(f"{person.name} is not in #{channel.name}")
        if channel.kind == "im" and not self.cloud.manifest.private_messages:
            raise ValueError(
                "sending messages to this app has been turned off (no messages tab in the manifest)"
            )
        if thread is not None and channel.find(thread) is None:
            raise ValueError(f"there is no message {thread} to reply to")
