"""Files that people share: their message, `files.info`, and their download with the bot's token."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import web

from local_slack.api import events
from local_slack.state.api_errors import ApiError

if TYPE_CHECKING:
    from local_slack.api.request import ApiRequest
    from local_slack.state.channels import Channel
    from local_slack.state.files import SharedFile
    from local_slack.state.json_types import Json
    from local_slack.state.state import SlackState
    from local_slack.state.users import User

_SIGN_IN_PAGE = (
    "<!DOCTYPE html><html><head><title>Slack</title></head><body>Sign in to see this file.</body></html>"
)


def info(request: ApiRequest) -> Json:
    """Return information about a file."""
    file = request.state.files.get(request.get_text("file"))
    if file is None or file.team_id != request.workspace.team_id:
        raise ApiError("file_not_found")
    channel = request.workspace.channels.get(file.channel_id)
    if channel is None or request.workspace.bot.id not in channel.member_ids:
        raise ApiError("file_not_found")
    return {"file": file.to_json(request.state.address), "comments": []}


def share(state: SlackState, user: User, channel: Channel, file: SharedFile, message: Json) -> Json:
    """Post a message with a file, and send its events. Return the stored message.

    Args:
        state: the state; its lock is held.
        user: the person.
        channel: the channel.
        file: the file.
        message: "text", and "thread_ts" for a reply.
    """
    workspace = state.workspaces[channel.team_id]
    state.files[file.id] = file
    stored_message = workspace.add_message(
        channel,
        {
            "subtype": "file_share",
            "user": user.id,
            "files": [file.to_json(state.address)],
            "upload": False,
            "display_as_bot": False,
            "client_msg_id": state.new_id("client-"),
            **message,
        },
    )
    events.send_file_shared(state, workspace, channel, file.id, user.id)
    events.send_message_posted(state, workspace, channel, stored_message)
    return stored_message


async def handle_download(state: SlackState, request: web.Request) -> web.Response:
    """Serve a file to an app that sends its bot token and may read files; to others, Slack's page to sign in."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    with state.condition:
        workspace = state.find_workspace_by_token(token)
        file = state.files.get(request.match_info["key"].rpartition("-")[2])
        is_allowed = (
            workspace is not None
            and file is not None
            and file.team_id == workspace.team_id
            and "files:read" in state.manifest.scopes
        )
    if file is None or not is_allowed:
        return web.Response(text=_SIGN_IN_PAGE, content_type="text/html")
    return build_download(file)


def build_download(file: SharedFile) -> web.Response:
    """Return a file as a response that no browser shows as a page."""
    return web.Response(
        body=file.content,
        headers={
            "Content-Type": file.mimetype,
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
