"""The `assistant.threads.*` methods: what the app is doing, and what it suggests to write to it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from local_slack.state.api_errors import ApiError, build_detailed_error

if TYPE_CHECKING:
    from local_slack.api.request import ApiRequest
    from local_slack.state.channels import Channel
    from local_slack.state.json_types import Json

MAX_PROMPTS = 4  # docs.slack.dev, assistant.threads.setSuggestedPrompts


def set_status(request: ApiRequest) -> Json:
    """Show what the app is doing in a thread, until its next message there."""
    channel = _get_channel(request)
    thread_ts, status = request.get_text("thread_ts"), request.get_text("status")
    state = request.state
    if status:
        state.statuses[channel.id, thread_ts] = status
    else:
        state.statuses.pop((channel.id, thread_ts), None)
    state.changes.add(
        "status", {"channel": channel.id, "thread_ts": thread_ts, "text": status}, channel_id=channel.id
    )
    return {}


def set_suggested_prompts(request: ApiRequest) -> Json:
    """Suggest messages to a person, in the app's Messages tab."""
    channel = _get_channel(request)
    prompts = request.arguments.get("prompts")
    if isinstance(prompts, str):
        try:
            prompts = json.loads(prompts)
        except ValueError as error:
            raise ApiError("invalid_arguments") from error
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= MAX_PROMPTS:
        raise build_detailed_error("invalid_arguments", ["must have 1 to 4 items [json-pointer:/prompts]"])
    for number, prompt in enumerate(prompts):
        if not isinstance(prompt, dict) or not (prompt.get("title") and prompt.get("message")):
            raise build_detailed_error(
                "invalid_arguments", [f"must have a title and a message [json-pointer:/prompts/{number}]"]
            )
    suggestion = {
        "title": request.get_text("title"),
        "prompts": [{"title": str(each["title"]), "message": str(each["message"])} for each in prompts],
    }
    request.state.suggested_prompts[channel.id] = suggestion
    request.state.changes.add("suggested_prompts", suggestion, channel_id=channel.id)
    return {}


def set_title(request: ApiRequest) -> Json:
    """Set the title of a thread of the app."""
    _get_channel(request)
    return {}


# ---------------------------------------------------------------------------- private


def _get_channel(request: ApiRequest) -> Channel:
    channel = request.workspace.channels.get(request.get_text("channel_id"))
    if channel is None or request.workspace.bot.id not in channel.member_ids:
        raise ApiError("channel_not_found")
    return channel
