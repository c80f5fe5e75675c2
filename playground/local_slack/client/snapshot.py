"""What one person sees of the workspace: people, channels, messages."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from local_slack.state.records.changes import show_message

if TYPE_CHECKING:
    from local_slack.client.settings import PageSettings
    from local_slack.control.local_slack import LocalSlack
    from local_slack.state.channels import Channel
    from local_slack.state.json_types import Json
    from local_slack.state.state import SlackState
    from local_slack.state.users import User

DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE = 50, 1_000


def build_snapshot(slack: LocalSlack, user: User, settings: PageSettings) -> Json:
    """Return everything but messages and views, as one person sees it."""
    state = slack.state
    with state.condition:
        workspace = state.workspaces[user.team_id]
        direct_channel = workspace.get_direct_channel(user.id)
        channels = [each for each in workspace.channels.values() if sees_channel(user, each)]
        return {
            "team": {"id": workspace.team_id, "name": workspace.name},
            "me": user.id,
            "users": [_show_user(each) for each in workspace.users.values() if not each.deleted],
            "app": _show_app(state, user, direct_channel),
            "channels": [show_channel(state, user, each) for each in channels],
            "clock": show_clock(state),
            "notice": settings.notice,
            "quick_actions": [action.to_json() for action in settings.quick_actions],
            "cursor": state.changes.cursor,
        }


def sees_channel(user: User, channel: Channel) -> bool:
    """Whether a channel is public, or a person is a member of it."""
    return channel.kind == "public" or user.id in channel.member_ids


def show_channel(state: SlackState, user: User, channel: Channel) -> Json:
    """Return a channel as one person sees it."""
    workspace = state.workspaces[channel.team_id]
    return {
        "id": channel.id,
        "name": channel.name or workspace.bot.real_name,
        "is_im": channel.kind == "im",
        "is_private": channel.kind != "public",
        "is_archived": channel.archived,
        "is_member": user.id in channel.member_ids,
        "has_app": workspace.bot.id in channel.member_ids,
        "members": sorted(channel.member_ids),
        "unread": count_unread(state, user, channel),
        "last_read": state.read_marks.get((user.id, channel.id), "0"),
    }


def count_unread(state: SlackState, user: User, channel: Channel) -> int:
    """Return how many messages of others a person has not read in a channel, without replies in threads."""
    if user.id not in channel.member_ids:
        return 0
    last_read = state.read_marks.get((user.id, channel.id), "")
    return sum(
        message["ts"] != last_read and message.get("user") != user.id
        for message in channel.history(oldest=last_read)
    )


def show_clock(state: SlackState) -> Json:
    """Return the time, and how far the clock was moved."""
    return {"now": state.clock.now(), "offset": state.clock.offset_seconds}


def list_messages(
    state: SlackState, user: User, channel: Channel, *, thread_ts: str = "", before: str = "", limit: int
) -> Json:
    """Return the newest messages of a channel or thread, with those that only this person sees, oldest first.

    Args:
        state: the state.
        user: the person.
        channel: the channel.
        thread_ts: the parent of a thread; "" for the channel.
        before: only messages before this timestamp; "" for all.
        limit: the maximum number of messages.
    """
    with state.condition:
        messages = channel.replies(thread_ts) if thread_ts else channel.history()
        ephemerals = [
            each
            for each in state.workspaces[channel.team_id].ephemerals
            if each["channel"] == channel.id
            and each["to"] == user.id
            and each.get("thread_ts", "") == thread_ts
        ]
        shown = sorted([*messages, *ephemerals], key=lambda message: _sort_key(message["ts"]))
        if before:
            shown = [message for message in shown if _sort_key(message["ts"]) < _sort_key(before)]
        page = shown[-limit:] if limit else []
        return {
            "messages": [show_message(deepcopy(message)) for message in page],
            "has_more": len(shown) > len(page),
        }


# ---------------------------------------------------------------------------- private


def _sort_key(ts: str) -> tuple[int, str]:
    return len(ts), ts


def _show_user(user: User) -> Json:
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "tz": user.tz,
        "is_bot": bool(user.bot_id),
        "is_admin": user.is_admin,
    }


def _show_app(state: SlackState, user: User, direct_channel: Channel) -> Json:
    manifest = state.manifest
    return {
        "id": state.app_id,
        "name": manifest.name,
        "bot_user_id": state.workspaces[user.team_id].bot.id,
        "is_connected": bool(state.envelopes.connections),
        "commands": [
            {"command": each.name, "description": each.description, "usage_hint": each.usage_hint}
            for each in manifest.slash_commands.values()
        ],
        "shortcuts": [
            {"type": each.kind, "name": each.name, "callback_id": each.callback_id}
            for each in manifest.shortcuts
        ],
        "has_home": manifest.home_tab_enabled,
        "has_messages": manifest.messages_tab_enabled,
        "suggested_prompts": state.suggested_prompts.get(direct_channel.id) or manifest.suggested_prompts,
    }
