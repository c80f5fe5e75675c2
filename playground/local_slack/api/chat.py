"""The `chat.*` methods of the Web API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_slack.api import posting
from local_slack.state.api_errors import ApiError

if TYPE_CHECKING:
    from local_slack.api.request import ApiRequest
    from local_slack.state.channels import Channel
    from local_slack.state.json_types import Json

MAX_UPDATE_CHARACTERS = 4_000  # docs.slack.dev, chat.update: `msg_too_long`


def post_message(request: ApiRequest) -> Json:
    """Post a message to a channel, or to a person if `channel` is a user id."""
    channel = _find_target_channel(request)
    _check_writable(request, channel)
    rules = request.state.rules
    if rules.rate_limited:
        request.state.rate_limiter.count_message(request.workspace.team_id, channel.id)
    duplicate = (
        _find_duplicate(channel, request.get_text("client_msg_id"))
        if rules.deduplicate_client_msg_ids
        else None
    )
    if duplicate is None:
        message = posting.post_to_channel(request.state, request.workspace, channel, _build_payload(request))
        request.record_accepted(channel, message)
    else:
        message = duplicate
    return {"channel": channel.id, "ts": message["ts"], "message": dict(message)}


def post_ephemeral(request: ApiRequest) -> Json:
    """Post a message in a channel that only one person sees."""
    channel = _find_target_channel(request)
    _check_writable(request, channel)
    user_id = request.get_text("user")
    if user_id not in channel.member_ids:
        raise ApiError("user_not_in_channel")
    message = posting.post_ephemeral(
        request.state, request.workspace, channel, user_id, _build_payload(request)
    )
    request.record_accepted(channel, message)
    return {"message_ts": message["ts"]}


def update(request: ApiRequest) -> Json:
    """Replace the content of one of the bot's messages."""
    channel = request.get_channel()
    message = _find_bot_message(request, channel, "cant_update_message")
    if len(request.get_text("text")) > MAX_UPDATE_CHARACTERS:
        raise ApiError("msg_too_long")
    stored_message = posting.replace_message(
        request.state, request.workspace, channel, message["ts"], _build_payload(request)
    )
    request.record_accepted(channel, stored_message)
    return {
        "channel": channel.id,
        "ts": stored_message["ts"],
        "text": stored_message["text"],
        "message": dict(stored_message),
    }


def delete(request: ApiRequest) -> Json:
    """Delete one of the bot's messages."""
    channel = request.get_channel()
    message = _find_bot_message(request, channel, "cant_delete_message")
    posting.delete_message(request.state, request.workspace, channel, message)
    request.record_accepted(channel, {"ts": request.get_text("ts")})
    return {"channel": channel.id, "ts": request.get_text("ts")}


def get_permalink(request: ApiRequest) -> Json:
    """Return the address of a message."""
    channel = request.get_channel()
    ts = request.get_text("message_ts")
    message = channel.find_message(ts)
    if message is None:
        raise ApiError("message_not_found")
    link = f"https://{request.workspace.domain}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    if "thread_ts" in message and message["thread_ts"] != ts:
        link += f"?thread_ts={message['thread_ts']}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


# ---------------------------------------------------------------------------- private


def _find_target_channel(request: ApiRequest) -> Channel:
    channel_argument = request.get_text("channel")
    user = request.workspace.users.get(channel_argument)
    if user is not None and user.deleted:
        raise ApiError("user_disabled")
    if user is not None and not user.bot_id:
        direct_channel = request.workspace.get_direct_channel(user.id)
        if direct_channel.forced_error:
            raise ApiError(direct_channel.forced_error)
        return direct_channel
    if channel_argument.startswith("#"):
        for channel in request.workspace.channels.values():
            if channel.kind == "public" and channel.name == channel_argument[1:] and not channel.forced_error:
                return channel
    return request.get_channel()


def _check_writable(request: ApiRequest, channel: Channel) -> None:
    if channel.archived:
        raise ApiError("is_archived")
    if (
        request.workspace.bot.id not in channel.member_ids
        and "chat:write.public" not in request.state.manifest.scopes
    ):
        raise ApiError("not_in_channel")


def _find_duplicate(channel: Channel, client_msg_id: str) -> Json | None:
    if not client_msg_id:
        return None
    return next(
        (message for message in reversed(channel.messages) if message.get("client_msg_id") == client_msg_id),
        None,
    )


def _build_payload(request: ApiRequest) -> Json:
    return request.arguments | {"reply_broadcast": request.get_flag("reply_broadcast")}


def _find_bot_message(request: ApiRequest, channel: Channel, error_code: str) -> Json:
    message = channel.find_message(request.get_text("ts"))
    if message is None:
        raise ApiError("message_not_found")
    if message["user"] != request.workspace.bot.id:
        raise ApiError(error_code)
    return message
