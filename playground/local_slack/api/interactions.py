"""Interactions with messages, which an app must acknowledge: slash commands, buttons, menus."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from local_slack.api import posting
from local_slack.api.form_state import VALUE_FIELDS, read_field
from local_slack.state.api_errors import ApiError
from local_slack.validation.mrkdwn import escape

if TYPE_CHECKING:
    from local_slack.state.channels import Channel
    from local_slack.state.envelopes import Envelope
    from local_slack.state.json_types import Json
    from local_slack.state.response_urls import ResponseUrl
    from local_slack.state.state import SlackState
    from local_slack.state.users import User
    from local_slack.state.workspace import Workspace

_CHANNEL_NAME_BY_KIND = {"private": "privategroup", "im": "directmessage"}
_NAME_MENTION = re.compile(r"([@#])([a-z0-9._-]+)")


@dataclass(frozen=True, slots=True)
class Interaction:
    """The outcome of a slash command or a block action.

    Attributes:
        error_code: the error that the person sees: "operation_timeout", "dispatch_failed" if the app was not connected,
            "invalid_command_response" if Slack rejected the payload; "" if the app acknowledged in time.
        ack_seconds: the time until the acknowledgement; None if there was none in time.
        ack_payload: the payload of the acknowledgement; None if there was no payload.
        response_url: the URL for later responses.
        trigger_id: the trigger id of the interaction.
    """

    error_code: str
    ack_seconds: float | None
    ack_payload: Json | None
    response_url: str
    trigger_id: str

    @property
    def is_acknowledged(self) -> bool:
        """Whether the app acknowledged the interaction in time, with a valid payload or none."""
        return not self.error_code


def send_slash_command(
    state: SlackState,
    user: User,
    channel: Channel,
    command_name: str,
    text: str,
    response_url_base: str,
    changed_fields: Json | None = None,
) -> Envelope:
    """Send a slash command to the app.

    If the app's acknowledgement contains a message, post the message.

    Args:
        state: the state; its lock is held.
        user: the person who types the command.
        channel: the channel.
        command_name: "/brief".
        text: the text after the command, as typed.
        response_url_base: the prefix of response URLs.
        changed_fields: fields of the payload that differ from the usual ones.

    Raises:
        LookupError: the manifest has no such command.
    """
    slash_command = state.manifest.slash_commands.get(command_name)
    if slash_command is None:
        raise LookupError(f"{command_name} is not a valid command: the manifest does not list it")
    workspace = state.workspaces[user.team_id]
    response_url = state.response_urls.create(workspace.team_id, channel.id, user.id)
    text = escape(text.strip())
    payload = {
        "token": "local",
        "team_id": workspace.team_id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": _CHANNEL_NAME_BY_KIND.get(channel.kind, channel.name),
        "user_id": user.id,
        "user_name": user.name,
        "command": command_name,
        "text": _replace_names_with_ids(workspace, text) if slash_command.should_escape else text,
        "api_app_id": state.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url_base + response_url.key,
        "trigger_id": state.views.new_trigger(user.id),
        **(changed_fields or {}),
    }
    return state.envelopes.send(
        "slash_commands",
        payload,
        accept_payload=lambda ack_payload: _show_ack_payload(state, response_url, ack_payload),
    )


def send_block_action(
    state: SlackState,
    user: User,
    channel: Channel,
    message: Json,
    action: Json,
    response_url_base: str,
    values: Json | None = None,
) -> Envelope:
    """Send a block action to the app: someone used a button or menu.

    Args:
        state: the state; its lock is held.
        user: the person who uses the button or menu.
        channel: the channel of the message.
        message: the stored message.
        action: the action from `build_action`.
        response_url_base: the prefix of response URLs.
        values: the state of the message's menus.
    """
    workspace = state.workspaces[user.team_id]
    response_url = state.response_urls.create(workspace.team_id, channel.id, user.id, message)
    is_ephemeral = "to" in message
    container = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel.id,
        "is_ephemeral": is_ephemeral,
        **({"thread_ts": message["thread_ts"]} if "thread_ts" in message else {}),
    }
    payload: Json = {
        "type": "block_actions",
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "api_app_id": state.app_id,
        "token": "local",
        "container": container,
        "trigger_id": state.views.new_trigger(user.id),
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": channel.id, "name": _CHANNEL_NAME_BY_KIND.get(channel.kind, channel.name)},
        **({} if is_ephemeral else {"message": dict(message)}),
        "state": {"values": values or {}},
        "response_url": response_url_base + response_url.key,
        "actions": [action | {"action_ts": workspace.new_ts()}],
    }
    return state.envelopes.send("interactive", payload)


def build_action(message: Json, action_id: str, option_value: str | None) -> Json:
    """Return the action that Slack sends when someone uses a button or menu of a message.

    Args:
        message: the message with its blocks.
        action_id: the action id of the element.
        option_value: the value of the chosen option, for a menu.

    Raises:
        LookupError: the message has no such element, or the element has no such option.
    """
    for block in message.get("blocks") or []:
        for element in [*block.get("elements", ()), block.get("accessory") or {}]:
            if element.get("action_id") == action_id:
                action = {"type": element["type"], "action_id": action_id, "block_id": block["block_id"]}
                return action | _choose_option(element, option_value)
    raise LookupError(f"the message has no element with the action_id {action_id!r}")


def find_element(blocks: list[Json], block_id: str, action_id: str) -> Json:
    """Return the button, menu or field with an action id in a block.

    Raises:
        LookupError: there is none.
    """
    for block in blocks:
        if block.get("block_id") != block_id:
            continue
        elements = [block.get("element") or {}, block.get("accessory") or {}, *block.get("elements", ())]
        for element in elements:
            if isinstance(element, dict) and element.get("action_id") == action_id:
                return element
    raise LookupError(f"there is no element {action_id!r} in the block {block_id!r}")


def complete_action(element: Json, block_id: str, entered: Json) -> Json:
    """Return the action that Slack sends when someone used an element.

    Args:
        element: the element.
        block_id: the id of its block.
        entered: what Slack adds: "selected_option", "selected_date", "value", ...

    Raises:
        LookupError: the element has no such option.
    """
    action = {"type": element["type"], "action_id": element["action_id"], "block_id": block_id}
    if element["type"] == "overflow":
        return action | _choose_option(element, (entered.get("selected_option") or {}).get("value"))
    if element["type"] == "feedback_buttons":
        for name in ("positive_button", "negative_button"):
            if element[name].get("value") == entered.get("value"):
                return action | {"text": element[name]["text"], "value": element[name]["value"]}
        raise LookupError(f"{element['action_id']!r} has no button {entered.get('value')!r}")
    if element["type"] not in VALUE_FIELDS:
        return action | {key: element[key] for key in ("text", "value", "url", "style") if key in element}
    try:
        return action | read_field(element, entered)
    except ValueError as error:
        raise LookupError(str(error)) from error


def read_outcome(envelope: Envelope) -> Interaction:
    """Return the outcome of an interaction that has been acknowledged or has failed."""
    if envelope.state != "acknowledged":
        error_code = "operation_timeout" if envelope.connection is not None else "dispatch_failed"
    else:
        error_code = "invalid_command_response" if envelope.payload_refused else ""
    return Interaction(
        error_code=error_code,
        ack_seconds=envelope.ack_seconds if envelope.state == "acknowledged" else None,
        ack_payload=envelope.ack_payload,
        response_url=envelope.payload.get("response_url", ""),
        trigger_id=envelope.payload.get("trigger_id", ""),
    )


# ---------------------------------------------------------------------------- private


def _show_ack_payload(state: SlackState, response_url: ResponseUrl, ack_payload: Json) -> bool:
    try:
        posting.post_to_response_url(state, response_url, ack_payload)
    except ApiError as error:
        state.defects.append(f"Slack rejects the payload of an acknowledgement: {error.to_json()}")
        return False
    return True


def _replace_names_with_ids(workspace: Workspace, text: str) -> str:
    user_ids_by_name = {user.name: user.id for user in workspace.users.values()}
    channel_ids_by_name = {
        channel.name: channel.id for channel in workspace.channels.values() if channel.name
    }

    def escape_name(match: re.Match[str]) -> str:
        sigil, name = match[1], match[2]
        entity_id = user_ids_by_name.get(name) if sigil == "@" else channel_ids_by_name.get(name)
        return f"<{sigil}{entity_id}|{name}>" if entity_id else match[0]

    return _NAME_MENTION.sub(escape_name, text)


def _choose_option(element: Json, option_value: str | None) -> Json:
    if element["type"] == "button":
        return {key: element[key] for key in ("text", "value", "url", "style") if key in element}
    for candidate in _list_options(element):
        if candidate["value"] == option_value:
            return {"selected_option": candidate}
    raise LookupError(f"{element['action_id']!r} has no option {option_value!r}")


def _list_options(element: Json) -> list[Json]:
    grouped_options = [option for group in element.get("option_groups", ()) for option in group["options"]]
    return [*element.get("options", ()), *grouped_options]
