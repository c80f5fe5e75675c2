"""What people do that an app has to acknowledge: a slash command, a button, a menu."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.api import posting
from playground.state.api_errors import Refused
from playground.validation.mrkdwn import escape

if TYPE_CHECKING:
    from playground.state.channels import Channel
    from playground.state.envelopes import Envelope
    from playground.state.json_types import Json
    from playground.state.response_urls import Hook
    from playground.state.state import Cloud
    from playground.state.users import Person
    from playground.state.workspace import Workspace

_SHOWN_NAME = {"private": "privategroup", "im": "directmessage"}
_NAMED = re.compile(r"([@#])([a-z0-9._-]+)")


@dataclass(frozen=True, slots=True)
class Interaction:
    """What came of a command or a press.

    Attributes:
        error: empty if it was acknowledged in time; else Slack's word to the person: "operation_timeout",
            "dispatch_failed" if the app was not connected, "invalid_command_response" if Slack refused the answer.
        seconds: how long the acknowledgement took; None if there was none in time.
        reply: the payload of the acknowledgement; None without.
        response_url: where the app may answer later.
        trigger_id: of this interaction.
    """

    error: str
    seconds: float | None
    reply: Json | None
    response_url: str
    trigger_id: str

    @property
    def acknowledged(self) -> bool:
        """Whether the app acknowledged it in time, with nothing that Slack refuses."""
        return not self.error


def command(cloud: Cloud, person: Person, channel: Channel, name: str, text: str, address: str) -> Envelope:
    """Send a slash command to the app; what it acknowledges with is shown.

    Args:
        cloud: the state; its lock is held.
        person: who types.
        channel: where.
        name: "/brief".
        text: what follows it, as typed.
        address: what response URLs begin with.

    Raises:
        LookupError: if the manifest has no such command; Slack would not send it to anybody.
    """
    offered = cloud.manifest.commands.get(name)
    if offered is None:
        raise LookupError(f"{name} is not a valid command: the manifest has no such slash command")
    workspace = cloud.workspaces[person.team]
    hook = cloud.hooks.open(workspace.team, channel.id, person.id)
    text = escape(text.strip())
    payload = {
        "token": "local",
        "team_id": workspace.team,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": _SHOWN_NAME.get(channel.kind, channel.name),
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": _with_ids(workspace, text) if offered.escapes else text,
        "api_app_id": cloud.app_id,
        "is_enterprise_install": "false",
        "response_url": address + hook.key,
        "trigger_id": cloud.new_id("trigger-"),
    }
    return cloud.envelopes.send("slash_commands", payload, accept=lambda reply: _shown(cloud, hook, reply))


def press(
    cloud: Cloud, person: Person, channel: Channel, message: Json, action: Json, address: str
) -> Envelope:
    """Send the use of a button or menu to the app.

    Args:
        cloud: the state; its lock is held.
        person: who presses.
        channel: where the message stands.
        message: as kept.
        action: as `action_of` returns it.
        address: what response URLs begin with.
    """
    workspace = cloud.workspaces[person.team]
    hook = cloud.hooks.open(workspace.team, channel.id, person.id, message)
    private = "to" in message
    container = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel.id,
        "is_ephemeral": private,
        **({"thread_ts": message["thread_ts"]} if "thread_ts" in message else {}),
    }
    payload: Json = {
        "type": "block_actions",
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": person.team},
        "api_app_id": cloud.app_id,
        "token": "local",
        "container": container,
        "trigger_id": cloud.new_id("trigger-"),
        "team": {"id": workspace.team, "domain": workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": channel.id, "name": _SHOWN_NAME.get(channel.kind, channel.name)},
        **({} if private else {"message": dict(message)}),
        "state": {"values": {}},
        "response_url": address + hook.key,
        "actions": [action | {"action_ts": workspace.stamp()}],
    }
    return cloud.envelopes.send("interactive", payload)


def action_of(message: Json, action_id: str, option: str | None) -> Json:
    """Return the action that using an element of a message makes.

    Args:
        message: with its blocks.
        action_id: of the element.
        option: the value of the chosen option, for a menu.

    Raises:
        LookupError: if the message has no such element or the element no such option.
    """
    for block in message.get("blocks") or []:
        for element in [*block.get("elements", ()), block.get("accessory") or {}]:
            if element.get("action_id") == action_id:
                action = {"type": element["type"], "action_id": action_id, "block_id": block["block_id"]}
                return action | _choice(element, option)
    raise LookupError(f"the message has nothing with the action_id {action_id!r}")


def outcome(envelope: Envelope) -> Interaction:
    """Return what came of an interaction that is settled."""
    if envelope.state != "acknowledged":
        error = "operation_timeout" if envelope.line is not None else "dispatch_failed"
    else:
        error = "invalid_command_response" if envelope.refused else ""
    return Interaction(
        error=error,
        seconds=envelope.seconds if envelope.state == "acknowledged" else None,
        reply=envelope.reply,
        response_url=envelope.payload["response_url"],
        trigger_id=envelope.payload["trigger_id"],
    )


# ---------------------------------------------------------------------------- private


def _shown(cloud: Cloud, hook: Hook, reply: Json) -> bool:
    try:
        posting.by_hook(cloud, hook, reply)
    except Refused as refusal:
        cloud.defects.append(f"an acknowledgement that Slack refuses: {refusal.answer()}")
        return False
    return True


def _with_ids(workspace: Workspace, text: str) -> str:
    people = {person.name: person.id for person in workspace.people.values()}
    channels = {channel.name: channel.id for channel in workspace.channels.values() if channel.name}

    def named(match: re.Match[str]) -> str:
        mark, name = match[1], match[2]
        known = people.get(name) if mark == "@" else channels.get(name)
        return f"<{mark}{known}|{name}>" if known else match[0]

    return _NAMED.sub(named, text)


def _choice(element: Json, option: str | None) -> Json:
    if element["type"] == "button":
        return {key: element[key] for key in ("text", "value", "url", "style") if key in element}
    for choice in _options(element):
        if choice["value"] == option:
            return {"selected_option": choice}
    raise LookupError(f"{element['action_id']!r} offers no option {option!r}")


def _options(element: Json) -> list[Json]:
    grouped = [choice for group in element.get("option_groups", ()) for choice in group["options"]]
    return [*element.get("options", ()), *grouped]
