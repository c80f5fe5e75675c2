"""Post, replace and delete the bot's messages, in channels and as ephemeral messages."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from local_slack.api import events
from local_slack.state.api_errors import ApiError
from local_slack.validation import content, metadata

if TYPE_CHECKING:
    from local_slack.state.channels import Channel
    from local_slack.state.json_types import Json
    from local_slack.state.response_urls import ResponseUrl
    from local_slack.state.state import SlackState
    from local_slack.state.workspace import Workspace

_RESPONSE_URL_METHOD = "response_url"  # the method name in the journal for messages without a method call


def post_to_channel(state: SlackState, workspace: Workspace, channel: Channel, payload: Json) -> Json:
    """Post a message to a channel as the bot, and send the event for the new message.

    Args:
        state: the state.
        workspace: the workspace of the bot.
        channel: the channel.
        payload: "text", "blocks", ..., "thread_ts", "reply_broadcast", "metadata", "client_msg_id".

    Returns:
        The stored message.

    Raises:
        ApiError: `thread_not_found`, and the errors of `content.validate`.
    """
    message = build_bot_message(state, workspace, payload)
    thread_ts = payload.get("thread_ts")
    is_orphan = state.rules.post_orphans_to_channel and str(thread_ts) in channel.deleted_ts
    if thread_ts and not is_orphan:
        message["thread_ts"] = _check_thread(state, channel, str(thread_ts))
        if payload.get("reply_broadcast"):
            message["subtype"] = "thread_broadcast"
    if payload.get("client_msg_id"):
        message["client_msg_id"] = str(payload["client_msg_id"])
    stored_message = workspace.add_message(channel, message)
    events.send_message_posted(state, workspace, channel, stored_message)
    return stored_message


def post_ephemeral(
    state: SlackState, workspace: Workspace, channel: Channel, user_id: str, payload: Json
) -> Json:
    """Post an ephemeral message, which only one person sees.

    An ephemeral message has no event and is not part of the history.

    Raises:
        ApiError: the errors of `content.validate`.
    """
    message = build_bot_message(state, workspace, payload)
    ephemeral = {"type": "message", "ts": workspace.new_ts(), **message, "channel": channel.id, "to": user_id}
    if payload.get("thread_ts"):
        ephemeral["thread_ts"] = str(payload["thread_ts"])
    workspace.ephemerals.append(ephemeral)
    state.changes.add_message("message", channel.id, ephemeral)
    return ephemeral


def post_to_response_url(state: SlackState, response_url: ResponseUrl, payload: Json) -> None:
    """Process a payload that the app sent to a response URL or in an acknowledgement.

    Args:
        state: the state.
        response_url: the response URL of the interaction.
        payload: "response_type" ("ephemeral" by default, or "in_channel"), "replace_original", "delete_original",
            and the content.

    Raises:
        ApiError: the errors of `content.validate`.
    """
    workspace, channel = state.find_channel(response_url.channel_id)
    if payload.get("delete_original") and response_url.message is not None:
        _delete_original(state, workspace, channel, response_url.message)
        state.record_accepted(_RESPONSE_URL_METHOD, workspace, channel.id, {"ts": response_url.message["ts"]})
    elif payload.get("replace_original") and response_url.message is not None:
        stored_message = replace_message(state, workspace, channel, response_url.message["ts"], payload)
        state.record_accepted(_RESPONSE_URL_METHOD, workspace, channel.id, stored_message)
    elif payload.get("response_type") == "in_channel":
        state.record_accepted(
            _RESPONSE_URL_METHOD, workspace, channel.id, post_to_channel(state, workspace, channel, payload)
        )
    else:
        state.record_accepted(
            _RESPONSE_URL_METHOD,
            workspace,
            channel.id,
            post_ephemeral(state, workspace, channel, response_url.user_id, payload),
        )


def replace_message(
    state: SlackState, workspace: Workspace, channel: Channel, ts: str, payload: Json
) -> Json:
    """Replace the content of one of the bot's messages, which may be ephemeral.

    Raises:
        ApiError: `message_not_found`, and the errors of `content.validate`.
    """
    new_content = content.validate(payload, state.new_id, state.rules.max_block_characters)
    message_metadata = metadata.validate(payload.get("metadata"))
    message = channel.find_message(ts)
    stored_message = message or next(
        (ephemeral for ephemeral in workspace.ephemerals if ephemeral["ts"] == ts), None
    )
    if stored_message is None:
        raise ApiError("message_not_found")
    previous = deepcopy(stored_message)
    for key in ("text", "blocks", "attachments"):
        stored_message.pop(key, None)
    stored_message |= new_content | ({"metadata": message_metadata} if message_metadata else {})
    if message is not None:
        stored_message["edited"] = {"user": workspace.bot.id, "ts": workspace.new_ts()}
        events.send_message_changed(state, workspace, channel, stored_message, previous)
    else:
        state.changes.add_message("message_changed", channel.id, stored_message)
    return stored_message


def delete_message(state: SlackState, workspace: Workspace, channel: Channel, message: Json) -> None:
    """Delete a message.

    A message with replies is replaced with a tombstone, the text "This message was deleted.".
    """
    previous = dict(message)
    if message.get("reply_count"):
        message |= {"subtype": "tombstone", "text": "This message was deleted.", "user": "USLACKBOT"}
        message.pop("blocks", None)
        state.changes.add_message("message_changed", channel.id, message)
    else:
        channel.messages.remove(message)
        channel.deleted_ts.add(message["ts"])
        state.changes.add_deletion(channel.id, message)
    events.send_message_deleted(state, workspace, channel, previous)


def build_bot_message(state: SlackState, workspace: Workspace, payload: Json) -> Json:
    """Return a new message of the bot, with validated content, without posting it."""
    bot = workspace.bot
    message_metadata = metadata.validate(payload.get("metadata"))
    return {
        "user": bot.id,
        "bot_id": bot.bot_id,
        "app_id": state.app_id,
        "team": workspace.team_id,
        "bot_profile": {
            "id": bot.bot_id,
            "app_id": state.app_id,
            "name": bot.real_name,
            "team_id": workspace.team_id,
        },
        **content.validate(payload, state.new_id, state.rules.max_block_characters),
        **({"metadata": message_metadata} if message_metadata else {}),
    }


# ---------------------------------------------------------------------------- private


def _check_thread(state: SlackState, channel: Channel, thread_ts: str) -> str:
    parent = channel.find_message(thread_ts)
    is_thread_root = parent is not None and parent.get("thread_ts", parent["ts"]) == parent["ts"]
    if not is_thread_root and not state.rules.accept_missing_threads:
        raise ApiError("thread_not_found")
    return thread_ts


def _delete_original(
    state: SlackState, workspace: Workspace, channel: Channel, original_message: Json
) -> None:
    message = channel.find_message(original_message["ts"])
    if message is not None:
        delete_message(state, workspace, channel, message)
        return
    state.changes.add_deletion(channel.id, original_message)
    workspace.ephemerals[:] = [
        ephemeral for ephemeral in workspace.ephemerals if ephemeral["ts"] != original_message["ts"]
    ]
