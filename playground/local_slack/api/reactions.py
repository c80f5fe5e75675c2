"""Reactions to messages, by the bot and by people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from local_slack.api import events
from local_slack.state.api_errors import ApiError

if TYPE_CHECKING:
    from local_slack.api.request import ApiRequest
    from local_slack.state.channels import Channel
    from local_slack.state.json_types import Json
    from local_slack.state.state import SlackState

_EMOJI_NAME = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")


def add(request: ApiRequest) -> Json:
    """Add a reaction of the bot to a message."""
    return _change(request, is_added=True)


def remove(request: ApiRequest) -> Json:
    """Remove a reaction of the bot from a message."""
    return _change(request, is_added=False)


def react(
    state: SlackState, channel: Channel, message: Json, user_id: str, emoji_name: str, *, is_added: bool
) -> None:
    """Add or remove a reaction, and send its event.

    Raises:
        ApiError: `invalid_name`, `already_reacted` or `no_reaction`.
    """
    emoji_name = emoji_name.strip(":")
    if not _EMOJI_NAME.fullmatch(emoji_name):
        raise ApiError("invalid_name")
    reactions = message.setdefault("reactions", [])
    reaction = next((each for each in reactions if each["name"] == emoji_name), None)
    has_reacted = reaction is not None and user_id in reaction["users"]
    if has_reacted == is_added:
        raise ApiError("already_reacted" if is_added else "no_reaction")
    if reaction is None:
        reaction = {"name": emoji_name, "users": [], "count": 0}
        reactions.append(reaction)
    if is_added:
        reaction["users"].append(user_id)
    else:
        reaction["users"].remove(user_id)
    reaction["count"] = len(reaction["users"])
    message["reactions"] = [each for each in reactions if each["count"]]
    events.send_reaction(
        state,
        state.workspaces[channel.team_id],
        channel,
        message,
        {
            "type": "reaction_added" if is_added else "reaction_removed",
            "user": user_id,
            "reaction": emoji_name,
        },
    )


# ---------------------------------------------------------------------------- private


def _change(request: ApiRequest, *, is_added: bool) -> Json:
    channel = request.get_channel()
    emoji_name = request.get_text("name").strip(":")
    if not _EMOJI_NAME.fullmatch(emoji_name):
        raise ApiError("invalid_name")
    message = channel.find_message(request.get_text("timestamp"))
    if message is None:
        raise ApiError("message_not_found")
    if channel.archived:
        raise ApiError("is_archived")
    if request.workspace.bot.id not in channel.member_ids:
        raise ApiError("not_in_channel")
    react(request.state, channel, message, request.workspace.bot.id, emoji_name, is_added=is_added)
    request.record_accepted(channel, {"ts": message["ts"], "text": emoji_name})
    return {}
