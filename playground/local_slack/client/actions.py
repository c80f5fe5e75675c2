"""What people do on the page, carried out by the methods with which tests act as people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local_slack.client import composer, snapshot
from local_slack.client.security import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from local_slack.api.interactions import Interaction
    from local_slack.client.settings import PageSettings
    from local_slack.control.local_slack import LocalSlack
    from local_slack.state.channels import Channel
    from local_slack.state.json_types import Json
    from local_slack.state.users import User

    Action = Callable[["Actions", User, Json], Json]


class Actions:
    """Carries out the actions of people.

    Args:
        slack: the local Slack.
        settings: the settings of the page, with the clock file.
    """

    def __init__(self, slack: LocalSlack, settings: PageSettings) -> None:
        self._slack = slack
        self._settings = settings

    def run(self, name: str, body: Json) -> Json:
        """Carry out an action. Return the response.

        Raises:
            Refused: Slack would not allow it, or a field is missing.
        """
        action = _ACTIONS.get(name)
        if action is None:
            raise Refused(404, "unknown_action", f"There is no action {name!r}.")
        try:
            if name == "clock":
                return self.move_clock(body)
            return action(self, self.find_user(body.get("user")), body)
        except LookupError as error:
            raise Refused(404, "not_found", str(error.args[0]) if error.args else "not found") from error
        except (TypeError, ValueError) as error:
            raise Refused(400, "not_allowed", str(error)) from error

    def find_user(self, user_id: object) -> User:
        """Return a person.

        Raises:
            LookupError: there is no such person.
        """
        user = self._slack.find_user(str(user_id))
        if user.bot_id or user.deleted:
            raise LookupError(f"there is no person {user_id!r}")
        return user

    def find_channel(self, user: User, channel_id: object) -> Channel:
        """Return a channel that a person sees.

        Raises:
            LookupError: there is no such channel.
        """
        channel = self._slack.find_channel(str(channel_id))
        if channel.team_id != user.team_id or not snapshot.sees_channel(user, channel):
            raise LookupError(f"there is no channel {channel_id!r}")
        return channel

    def say(self, user: User, body: Json) -> Json:
        """Post a message, or type a slash command."""
        channel, text = self.find_channel(user, body.get("channel")), _text(body, "text")
        thread_ts = body.get("thread_ts") or None
        if not text.strip():
            raise ValueError("the message is empty")
        command = composer.parse_command(text)
        if command is None:
            with self._slack.state.condition:
                workspace = self._slack.state.workspaces[user.team_id]
                typed = composer.replace_names(workspace, text)
                message = self._slack.say(user, channel, typed, thread_ts)
                self._mark_read(user, channel, message["ts"])
            return {"ok": True, "ts": message["ts"]}
        if thread_ts is not None:
            raise ValueError(f"{command[0]} is not supported in threads. Sorry!")
        return _report(self._slack.command(user, channel, *command), command[0])

    def press(self, user: User, body: Json) -> Json:
        """Use a button, menu or field."""
        outcome = self._slack.use_element(
            user,
            _object(body, "container"),
            _text(body, "block_id"),
            _text(body, "action_id"),
            body.get("action") or {},
            body.get("state") or {},
        )
        return _report(outcome, "The action")

    def load_options(self, user: User, body: Json) -> Json:
        """Ask the app for the options of an external menu."""
        options = self._slack.load_options(
            user,
            _object(body, "container"),
            _text(body, "block_id"),
            _text(body, "action_id"),
            str(body.get("value") or ""),
        )
        return {"ok": True, "options": options}

    def submit(self, user: User, body: Json) -> Json:
        """Submit a modal."""
        outcome, errors = self._slack.submit_state(user, _text(body, "view_id"), body.get("state") or {})
        if errors:
            return {"ok": False, "errors": errors}
        assert outcome is not None, "without errors of its own, Slack asks the app"
        return _report(outcome, "The form")

    def close(self, user: User, body: Json) -> Json:
        """Close a modal."""
        modal = self._slack.modal(user)
        if modal is not None and modal["id"] == body.get("view_id", modal["id"]):
            self._slack.close_modal(user)
        return {"ok": True}

    def choose_shortcut(self, user: User, body: Json) -> Json:
        """Choose a shortcut, of a message or a global one."""
        callback_id = _text(body, "callback_id")
        if not body.get("ts"):
            return _report(self._slack.choose_global_shortcut(user, callback_id), "The shortcut")
        channel = self.find_channel(user, body.get("channel"))
        message = {"channel": channel.id, "ts": _text(body, "ts")}
        return _report(self._slack.choose_shortcut(user, message, callback_id), "The shortcut")

    def react(self, user: User, body: Json) -> Json:
        """Add or remove a reaction."""
        channel = self.find_channel(user, body.get("channel"))
        self._slack.react(
            user, channel, _text(body, "ts"), _text(body, "name"), remove=bool(body.get("remove"))
        )
        return {"ok": True}

    def open_home(self, user: User, body: Json) -> Json:
        """Open a tab of the app."""
        self._slack.open_home(user, str(body.get("tab") or "home"))
        return {"ok": True}

    def read(self, user: User, body: Json) -> Json:
        """Mark a channel as read up to a message."""
        channel = self.find_channel(user, body.get("channel"))
        with self._slack.state.condition:
            self._mark_read(user, channel, _text(body, "ts"))
            return {"ok": True, "unread": snapshot.count_unread(self._slack.state, user, channel)}

    def invite(self, user: User, body: Json) -> Json:
        """Invite the app to a channel."""
        self._slack.invite(self.find_channel(user, body.get("channel")), user)
        return {"ok": True}

    def join(self, user: User, body: Json) -> Json:
        """Join a public channel."""
        self._slack.join(user, self.find_channel(user, body.get("channel")))
        return {"ok": True}

    def create_channel(self, user: User, body: Json) -> Json:
        """Create a channel."""
        name = _text(body, "name").strip().removeprefix("#").lower().replace(" ", "-")
        channel = self._slack.create_channel(user, name, is_private=bool(body.get("is_private")))
        return {"ok": True, "channel": snapshot.show_channel(self._slack.state, user, channel)}

    def upload(self, user: User, body: Json) -> Json:
        """Share a file; "content" holds its bytes."""
        channel = self.find_channel(user, body.get("channel"))
        with self._slack.state.condition:
            message = self._slack.upload(
                user,
                channel,
                _text(body, "name"),
                body["content"],
                text=str(body.get("text") or ""),
                thread_ts=body.get("thread_ts") or None,
            )
            self._mark_read(user, channel, message["ts"])
        return {"ok": True, "file": message["files"][0]["id"], "ts": message["ts"]}

    def move_clock(self, body: Json) -> Json:
        """Move the clock forward, and write its shift for the app."""
        state = self._slack.state
        with state.condition:
            seconds = (
                float(body["now"]) - state.clock.now() if "now" in body else float(body["advance_seconds"])
            )
            if not 0 <= seconds < _MAX_CLOCK_STEP_SECONDS:
                raise ValueError("the clock moves forward only, by at most a year")
            self.write_clock(state.clock.offset_seconds + seconds)
            self._slack.advance(seconds)
            return {"ok": True, **snapshot.show_clock(state)}

    def write_clock(self, offset_seconds: float) -> None:
        """Write the shift of the clock to the clock file, if there is one; the file is never half written."""
        file = self._settings.clock_file
        if file is not None:
            draft = file.with_name(file.name + ".new")
            draft.write_text(f"{offset_seconds:.3f}\n", encoding="ascii")
            draft.replace(file)

    # ------------------------------------------------------------------------ private

    def _mark_read(self, user: User, channel: Channel, ts: str) -> None:
        state = self._slack.state
        last_read = state.read_marks.get((user.id, channel.id), "")
        if (len(ts), ts) > (len(last_read), last_read):
            state.read_marks[user.id, channel.id] = ts
            state.changes.add("channel", {}, channel_id=channel.id, user_id=user.id)


_MAX_CLOCK_STEP_SECONDS = 366 * 86_400.0

_ACTIONS: dict[str, Action] = {
    "say": Actions.say,
    "press": Actions.press,
    "options": Actions.load_options,
    "submit": Actions.submit,
    "close": Actions.close,
    "shortcut": Actions.choose_shortcut,
    "react": Actions.react,
    "open_home": Actions.open_home,
    "read": Actions.read,
    "invite": Actions.invite,
    "join": Actions.join,
    "channel": Actions.create_channel,
    "upload": Actions.upload,
    "clock": lambda actions, _user, body: actions.move_clock(body),
}
ACTION_NAMES = tuple(_ACTIONS)
_PROBLEMS = {
    "operation_timeout": "did not work: the app did not answer within 3 seconds",
    "dispatch_failed": "did not work: the app is not connected",
    "invalid_command_response": "did not work: Slack rejects the app's response (the inspector shows why)",
}


def _report(outcome: Interaction, subject: str) -> Json:
    if outcome.is_acknowledged:
        return {"ok": True}
    message = f"{subject} {_PROBLEMS.get(outcome.error_code, 'did not work')}."
    return {"ok": False, "error": outcome.error_code, "message": message}


def _text(body: Json, name: str) -> str:
    value: Any = body.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"the field {name!r} is missing")
    return value


def _object(body: Json, name: str) -> Json:
    value: Any = body.get(name)
    if not isinstance(value, dict):
        raise ValueError(f"the field {name!r} is missing")  # noqa: TRY004 - a request, not a caller's type
    return value
