"""The methods `chat.*`: what the bot says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.api import posting
from playground.state.api_errors import Refused

if TYPE_CHECKING:
    from playground.api.request import Request
    from playground.state.channels import Channel
    from playground.state.json_types import Json

UPDATE_TEXT = 4_000  # docs.slack.dev, chat.update: `msg_too_long`


def post_message(request: Request) -> Json:
    """Say something in a channel, or to a person if `channel` names one."""
    channel = _addressed(request)
    _writable(request, channel)
    rules = request.cloud.rules
    if rules.paced:
        request.cloud.pace.post(request.workspace.team, channel.id)
    same = _same(channel, request.text("client_msg_id")) if rules.same_ids else None
    if same is None:
        message = posting.to_channel(request.cloud, request.workspace, channel, _content(request))
        request.note(channel, message)
    else:
        message = same
    return {"channel": channel.id, "ts": message["ts"], "message": dict(message)}


def post_ephemeral(request: Request) -> Json:
    """Show something to one person in a channel."""
    channel = _addressed(request)
    _writable(request, channel)
    person = request.text("user")
    if person not in request.workspace.people or person not in channel.members:
        raise Refused("user_not_in_channel")
    message = posting.to_person(request.cloud, request.workspace, channel, person, _content(request))
    request.note(channel, message)
    return {"message_ts": message["ts"]}


def update(request: Request) -> Json:
    """Give a message of the bot another content."""
    channel = request.channel()
    message = _own(request, channel, "cant_update_message")
    if len(request.text("text")) > UPDATE_TEXT:
        raise Refused("msg_too_long")
    kept = posting.replace(request.cloud, request.workspace, channel, message["ts"], _content(request))
    request.note(channel, kept)
    return {"channel": channel.id, "ts": kept["ts"], "text": kept["text"], "message": dict(kept)}


def delete(request: Request) -> Json:
    """Delete a message of the bot."""
    channel = request.channel()
    message = _own(request, channel, "cant_delete_message")
    posting.remove(request.cloud, request.workspace, channel, message)
    request.note(channel, {"ts": request.text("ts")})
    return {"channel": channel.id, "ts": request.text("ts")}


# ---------------------------------------------------------------------------- private


def _addressed(request: Request) -> Channel:
    wanted = request.text("channel")
    person = request.workspace.people.get(wanted)
    if person is not None and not person.bot_id:
        direct = request.workspace.direct(person.id)
        if direct.refusal:
            raise Refused(direct.refusal)
        return direct
    if wanted.startswith("#"):
        for channel in request.workspace.channels.values():
            if channel.kind == "public" and channel.name == wanted[1:] and not channel.refusal:
                return channel
    return request.channel()


def _writable(request: Request, channel: Channel) -> None:
    if channel.archived:
        raise Refused("is_archived")
    if (
        request.workspace.bot.id not in channel.members
        and "chat:write.public" not in request.cloud.manifest.scopes
    ):
        raise Refused("not_in_channel")


def _same(channel: Channel, client_msg_id: str) -> Json | None:
    if not client_msg_id:
        return None
    return next((m for m in reversed(channel.messages) if m.get("client_msg_id") == client_msg_id), None)


def _content(request: Request) -> Json:
    return request.arguments | {"reply_broadcast": request.flag("reply_broadcast")}


def _own(request: Request, channel: Channel, error: str) -> Json:
    message = channel.find(request.text("ts"))
    if message is None:
        raise Refused("message_not_found")
    if message["user"] != request.workspace.bot.id:
        raise Refused(error)
    return message
