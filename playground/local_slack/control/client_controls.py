"""What people do in a client: use any element, ask for a menu's options, react, share files, make channels."""

from __future__ import annotations

from mimetypes import guess_type
from typing import TYPE_CHECKING

from local_slack.api import files, form_state, interactions, reactions, view_interactions
from local_slack.control.view_controls import ViewControls
from local_slack.state.api_errors import ApiError
from local_slack.state.files import SharedFile
from local_slack.validation import mrkdwn

if TYPE_CHECKING:
    from local_slack.api.interactions import Interaction
    from local_slack.state.channels import Channel
    from local_slack.state.json_types import Json
    from local_slack.state.users import User

_MIMETYPE_BY_SUFFIX = {".opml": "text/x-opml"}  # unknown to most systems
_DEFAULT_MIMETYPE = "application/octet-stream"


class ClientControls(ViewControls):
    """Acts as people do in a client, where every element can be used."""

    def use_element(
        self,
        user_ref: User | str,
        container: Json,
        block_id: str,
        action_id: str,
        entered: Json,
        given: Json | None = None,
    ) -> Interaction:
        """Use a button, menu or field of a message, modal or Home tab.

        Args:
            user_ref: the person.
            container: {"type": "message", "channel", "ts"} or {"type": "view", "view_id"}.
            block_id: the id of the block.
            action_id: the action id of the element.
            entered: what Slack adds to the action: "selected_option", "selected_date", ...
            given: what the person entered in the other fields, as in `state.values`.

        Raises:
            LookupError: the person sees no such element, or it has no such option.
            ValueError: the manifest does not enable interactivity.
        """
        user = self.find_user(user_ref)
        if not self.state.manifest.interactivity_enabled:
            raise ValueError("this app does not handle interactive responses (settings.interactivity)")
        with self.state.condition:
            blocks, channel, source = self._find_container(user, container)
            element = interactions.find_element(blocks, block_id, action_id)
            action = interactions.complete_action(element, block_id, entered)
            values = form_state.build_state(blocks, given)
            if element["type"] in form_state.VALUE_FIELDS:
                values[block_id][action_id] = form_state.read_field(element, entered)
            if channel is None:
                envelope = view_interactions.send_view_action(self.state, user, source, action, values)
            else:
                envelope = interactions.send_block_action(
                    self.state, user, channel, source, action, self._response_url_base, values
                )
            return self._wait_until_settled(envelope)

    def load_options(
        self, user_ref: User | str, container: Json, block_id: str, action_id: str, value: str
    ) -> list[Json]:
        """Return the options of an external menu, which the app gives.

        The options of groups come in one list.

        Raises:
            LookupError: the person sees no such menu.
            ValueError: the app gave no options in time.
        """
        user = self.find_user(user_ref)
        with self.state.condition:
            blocks, channel, source = self._find_container(user, container)
            element = interactions.find_element(blocks, block_id, action_id)
            place: Json = (
                {"container": {"type": "view", "view_id": source["id"]}, "view": source}
                if channel is None
                else {
                    "container": {
                        "type": "message",
                        "message_ts": source["ts"],
                        "channel_id": channel.id,
                        "is_ephemeral": "to" in source,
                    },
                    "channel": {"id": channel.id, "name": channel.name},
                    "message": dict(source),
                }
            )
            outcome = self._wait_until_settled(
                view_interactions.send_options_request(self.state, user, element, block_id, value, place)
            )
        if not outcome.is_acknowledged or outcome.ack_payload is None:
            raise ValueError(f"the app gave no options ({outcome.error_code})")
        groups = outcome.ack_payload.get("option_groups") or []
        return [
            *outcome.ack_payload.get("options", ()),
            *(each for group in groups for each in group["options"]),
        ]

    def react(
        self, user_ref: User | str, channel_ref: Channel | str, ts: str, name: str, *, remove: bool = False
    ) -> None:
        """Add or remove a person's reaction to a message.

        Raises:
            LookupError: there is no such message.
            ValueError: Slack would not allow it.
        """
        user, channel = self.find_user(user_ref), self.find_channel(channel_ref)
        with self.state.condition:
            message = channel.find_message(ts)
            if message is None:
                raise LookupError(f"there is no message {ts}")
            try:
                reactions.react(self.state, channel, message, user.id, name, is_added=not remove)
            except ApiError as error:
                raise ValueError(error.error) from error
            self.state.condition.notify_all()

    def upload(
        self,
        user_ref: User | str,
        channel_ref: Channel | str,
        name: str,
        content: bytes,
        *,
        text: str = "",
        thread_ts: str | None = None,
    ) -> Json:
        """Share a file in a channel as a person. Return the stored message.

        Raises:
            ValueError: Slack would not allow it.
        """
        user, channel = self.find_user(user_ref), self.find_channel(channel_ref)
        with self.state.condition:
            self._check_may_write(user, channel, thread_ts)
            suffix = name[name.rfind(".") :].lower() if "." in name else ""
            file = SharedFile(
                self.state.new_id("F"),
                channel.team_id,
                user.id,
                channel.id,
                name,
                _MIMETYPE_BY_SUFFIX.get(suffix) or guess_type(name)[0] or _DEFAULT_MIMETYPE,
                content,
                self.state.clock.now(),
            )
            message: Json = {"text": mrkdwn.format_typed_text(text)}
            message |= {"thread_ts": thread_ts} if thread_ts else {}
            stored_message = files.share(self.state, user, channel, file, message)
            self.state.condition.notify_all()
            return dict(stored_message)

    def create_channel(self, user_ref: User | str, name: str, *, is_private: bool = False) -> Channel:
        """Create a channel as a person, who is its only member.

        Raises:
            ValueError: the name is taken.
        """
        user = self.find_user(user_ref)
        with self.state.condition:
            workspace = self.state.workspaces[user.team_id]
            if any(channel.name == name for channel in workspace.channels.values()):
                raise ValueError(f"a channel #{name} already exists")
            channel = workspace.add_channel(name, "private" if is_private else "public", member_ids={user.id})
            self.state.changes.add("channel", {}, channel_id=channel.id)
            self.state.condition.notify_all()
            return channel

    # ------------------------------------------------------------------------ private

    def _check_may_write(self, user: User, channel: Channel, thread_ts: str | None) -> None:
        raise NotImplementedError

    def _find_container(self, user: User, container: Json) -> tuple[list[Json], Channel | None, Json]:
        """Return the blocks, the channel (None for a view), and the message or view."""
        if container.get("type") == "view":
            found = self.state.views.find(view_id=str(container.get("view_id")))
            if found is None or found[0] != user.id:
                raise LookupError(f"{user.name} sees no such view")
            return found[1]["blocks"], None, found[1]
        channel = self.find_channel(str(container.get("channel")))
        ts = str(container.get("ts"))
        message = channel.find_message(ts)
        if message is None:
            ephemerals = self.state.workspaces[channel.team_id].ephemerals
            message = next((each for each in ephemerals if each["ts"] == ts and each["to"] == user.id), None)
        if message is None or (channel.kind != "public" and user.id not in channel.member_ids):
            raise LookupError(f"{user.name} sees no message {ts}")
        return message.get("blocks") or [], channel, message
