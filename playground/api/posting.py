"""Put what the bot says where it belongs: into a channel, or before one person's eyes."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from playground.api import events
from playground.state.api_errors import Refused
from playground.validation import content, metadata

if TYPE_CHECKING:
    from playground.state.channels import Channel
    from playground.state.json_types import Json
    from playground.state.response_urls import Hook
    from playground.state.state import Cloud
    from playground.state.workspace import Workspace

_HOOK = "response_url"  # how the journal calls what did not come by a method


def to_channel(cloud: Cloud, workspace: Workspace, channel: Channel, payload: Json) -> Json:
    """Let the bot say something in a channel, and tell the app of it.

    Args:
        cloud: the state.
        workspace: whose bot.
        channel: where.
        payload: "text", "blocks", ..., "thread_ts", "reply_broadcast", "metadata", "client_msg_id".

    Returns:
        The message as kept.

    Raises:
        Refused: as `content.accept`, and `thread_not_found`.
    """
    message = by_bot(cloud, workspace, payload)
    thread = payload.get("thread_ts")
    if thread:
        message["thread_ts"] = _thread(cloud, channel, str(thread))
        if payload.get("reply_broadcast"):
            message["subtype"] = "thread_broadcast"
    if payload.get("client_msg_id"):
        message["client_msg_id"] = str(payload["client_msg_id"])
    kept = workspace.post(channel, message)
    events.said(cloud, workspace, channel, kept)
    return kept


def to_person(cloud: Cloud, workspace: Workspace, channel: Channel, person: str, payload: Json) -> Json:
    """Show something to one person alone; it is in no history, and no event tells of it.

    Raises:
        Refused: as `content.accept`.
    """
    message = by_bot(cloud, workspace, payload)
    shown = {"type": "message", "ts": workspace.stamp(), **message, "channel": channel.id, "to": person}
    if payload.get("thread_ts"):
        shown["thread_ts"] = str(payload["thread_ts"])
    workspace.ephemerals.append(shown)
    return shown


def by_hook(cloud: Cloud, hook: Hook, payload: Json) -> None:
    """Do what was posted to a response URL, or stood in an acknowledgement.

    Args:
        cloud: the state.
        hook: whose answer it is.
        payload: "response_type" ("ephemeral" unless it says "in_channel"), "replace_original", "delete_original",
            and the content.

    Raises:
        Refused: as `content.accept`.
    """
    workspace, channel = cloud.by_channel(hook.channel)
    if payload.get("delete_original") and hook.message is not None:
        _delete_original(cloud, workspace, channel, hook.message)
        cloud.note(_HOOK, workspace, channel.id, {"ts": hook.message["ts"]})
    elif payload.get("replace_original") and hook.message is not None:
        kept = replace(cloud, workspace, channel, hook.message["ts"], payload)
        cloud.note(_HOOK, workspace, channel.id, kept)
    elif payload.get("response_type") == "in_channel":
        cloud.note(_HOOK, workspace, channel.id, to_channel(cloud, workspace, channel, payload))
    else:
        cloud.note(_HOOK, workspace, channel.id, to_person(cloud, workspace, channel, hook.person, payload))


def replace(cloud: Cloud, workspace: Workspace, channel: Channel, ts: str, payload: Json) -> Json:
    """Give a message of the bot, or what was shown to one person, another content.

    Raises:
        Refused: `message_not_found`, and as `content.accept`.
    """
    fresh = content.accept(payload, cloud.new_id, cloud.rules.block_budget)
    marked = metadata.accept(payload.get("metadata"))
    message = channel.find(ts)
    kept = message or next((m for m in workspace.ephemerals if m["ts"] == ts), None)
    if kept is None:
        raise Refused("message_not_found")
    previous = deepcopy(kept)
    for key in ("text", "blocks", "attachments"):
        kept.pop(key, None)
    kept |= fresh | ({"metadata": marked} if marked else {})
    if message is not None:
        kept["edited"] = {"user": workspace.bot.id, "ts": workspace.stamp()}
        events.changed(cloud, workspace, channel, kept, previous)
    return kept


def remove(cloud: Cloud, workspace: Workspace, channel: Channel, message: Json) -> None:
    """Delete a message; one with replies leaves a tombstone."""
    previous = dict(message)
    if message.get("reply_count"):
        message |= {"subtype": "tombstone", "text": "This message was deleted.", "user": "USLACKBOT"}
        message.pop("blocks", None)
    else:
        channel.messages.remove(message)
    events.deleted(cloud, workspace, channel, previous)


def by_bot(cloud: Cloud, workspace: Workspace, payload: Json) -> Json:
    """Return a message of the bot with accepted content, not yet put anywhere."""
    bot = workspace.bot
    marked = metadata.accept(payload.get("metadata"))
    return {
        "user": bot.id,
        "bot_id": bot.bot_id,
        "app_id": cloud.app_id,
        "team": workspace.team,
        "bot_profile": {
            "id": bot.bot_id,
            "app_id": cloud.app_id,
            "name": bot.real_name,
            "team_id": workspace.team,
        },
        **content.accept(payload, cloud.new_id, cloud.rules.block_budget),
        **({"metadata": marked} if marked else {}),
    }


# ---------------------------------------------------------------------------- private


def _thread(cloud: Cloud, channel: Channel, thread: str) -> str:
    parent = channel.find(thread)
    known = parent is not None and parent.get("thread_ts", parent["ts"]) == parent["ts"]
    if not known and not cloud.rules.missing_threads:
        raise Refused("thread_not_found")
    return thread


def _delete_original(cloud: Cloud, workspace: Workspace, channel: Channel, original: Json) -> None:
    message = channel.find(original["ts"])
    if message is not None:
        remove(cloud, workspace, channel, message)
        return
    workspace.ephemerals[:] = [m for m in workspace.ephemerals if m["ts"] != original["ts"]]
