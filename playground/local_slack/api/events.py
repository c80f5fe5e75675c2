"""The Events API: sends events to the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_slack.state.channels import CHANNEL_TYPE_BY_KIND, SCOPE_FAMILY_BY_KIND

if TYPE_CHECKING:
    from local_slack.state.channels import Channel
    from local_slack.state.json_types import Json
    from local_slack.state.state import SlackState
    from local_slack.state.workspace import Workspace

# The fields of a stored message that its event does not include.
_OMITTED_FIELDS = frozenset({"reply_users", "reply_count", "reply_users_count", "latest_reply", "reactions"})


def send_message_posted(state: SlackState, workspace: Workspace, channel: Channel, message: Json) -> None:
    """Send the event for a new message.

    If the message mentions the bot, send `app_mention` too.
    """
    _note_message(state, workspace, channel, message)
    event = _build_posted_event(workspace, channel, message)
    _deliver_message_event(state, workspace, channel, event)
    if channel.kind != "im" and message["user"] != workspace.bot.id:
        _deliver_mention(state, workspace, channel, event)


def send_message_changed(
    state: SlackState, workspace: Workspace, channel: Channel, message: Json, previous: Json
) -> None:
    """Send the event for an edited message.

    If the message mentions the bot, send `app_mention` again, with `edited` and the timestamp of the message.
    """
    state.changes.add_message("message_changed", channel.id, message)
    event = _build_hidden_event(workspace, channel, "message_changed", previous) | {
        "message": _build_public_message(workspace, message)
    }
    _deliver_message_event(state, workspace, channel, event)
    if channel.kind != "im" and message["user"] != workspace.bot.id:
        _deliver_mention(state, workspace, channel, _build_posted_event(workspace, channel, message))


def send_message_deleted(state: SlackState, workspace: Workspace, channel: Channel, previous: Json) -> None:
    """Send the event for a deleted message."""
    event = _build_hidden_event(workspace, channel, "message_deleted", previous) | {
        "deleted_ts": previous["ts"]
    }
    _deliver_message_event(state, workspace, channel, event)


def send_channel_changed(
    state: SlackState, workspace: Workspace, channel: Channel, event_type: str, fields: Json
) -> None:
    """Send an event about a channel, such as `channel_unarchive` or `channel_id_changed`."""
    state.changes.add("channel", {}, channel_id=channel.id)
    event = {"type": event_type, "event_ts": workspace.new_ts()} | fields
    _deliver_event(state, workspace, channel, f"{SCOPE_FAMILY_BY_KIND[channel.kind]}:read", event)


def send_member_joined(
    state: SlackState, workspace: Workspace, channel: Channel, user_id: str, inviter_id: str
) -> None:
    """Send the event for a person or the bot joining a channel."""
    state.changes.add("channel", {}, channel_id=channel.id)
    event = {
        "type": "member_joined_channel",
        "user": user_id,
        "channel": channel.id,
        "channel_type": channel.id[0],
        "team": workspace.team_id,
        "inviter": inviter_id,
        "event_ts": workspace.new_ts(),
    }
    _deliver_event(state, workspace, channel, f"{SCOPE_FAMILY_BY_KIND[channel.kind]}:read", event)


def send_file_shared(
    state: SlackState, workspace: Workspace, channel: Channel, file_id: str, user_id: str
) -> None:
    """Send the event for a shared file, beside the event for its message."""
    event = {
        "type": "file_shared",
        "channel_id": channel.id,
        "file_id": file_id,
        "user_id": user_id,
        "file": {"id": file_id},
        "event_ts": workspace.new_ts(),
    }
    _deliver_event(state, workspace, channel, "files:read", event)


def send_reaction(
    state: SlackState, workspace: Workspace, channel: Channel, message: Json, reaction: Json
) -> None:
    """Send the event for an added or removed reaction.

    Args:
        state: the state.
        workspace: the workspace.
        channel: the channel.
        message: the message, with its new reactions.
        reaction: "type" ("reaction_added" or "reaction_removed"), "user" and "reaction".
    """
    state.changes.add(
        "reaction",
        {"channel": channel.id, "ts": message["ts"], "reactions": message.get("reactions", [])},
        channel_id=channel.id,
    )
    event = reaction | {
        "item": {"type": "message", "channel": channel.id, "ts": message["ts"]},
        "item_user": message["user"],
        "event_ts": workspace.new_ts(),
    }
    _deliver_event(state, workspace, channel, "reactions:read", event)


def send_home_opened(
    state: SlackState, workspace: Workspace, user_id: str, tab: str, view: Json | None
) -> None:
    """Send the event for a person opening a tab of the app; the first time there is no view."""
    channel = workspace.get_direct_channel(user_id)
    event = {
        "type": "app_home_opened",
        "user": user_id,
        "channel": channel.id,
        "tab": tab,
        "event_ts": workspace.new_ts(),
        **({"view": view} if view is not None and tab == "home" else {}),
    }
    _deliver_event(state, workspace, channel, "", event)


# ---------------------------------------------------------------------------- private


def _note_message(state: SlackState, workspace: Workspace, channel: Channel, message: Json) -> None:
    state.changes.add_message("message", channel.id, message)
    thread_ts = message.get("thread_ts", "")
    parent = channel.find_message(thread_ts) if thread_ts and thread_ts != message["ts"] else None
    if parent is not None:
        state.changes.add_message("message_changed", channel.id, parent)
    if message["user"] == workspace.bot.id and state.statuses.pop((channel.id, thread_ts), ""):
        state.changes.add(
            "status", {"channel": channel.id, "thread_ts": thread_ts, "text": ""}, channel_id=channel.id
        )


def _deliver_message_event(state: SlackState, workspace: Workspace, channel: Channel, event: Json) -> None:
    family = SCOPE_FAMILY_BY_KIND[channel.kind]
    _deliver_event(state, workspace, channel, f"{family}:history", event, subscription=f"message.{family}")


def _deliver_mention(state: SlackState, workspace: Workspace, channel: Channel, event: Json) -> None:
    if f"<@{workspace.bot.id}>" in event["text"]:
        mention = {
            key: value for key, value in event.items() if key not in {"channel_type", "parent_user_id"}
        }
        _deliver_event(state, workspace, channel, "app_mentions:read", mention | {"type": "app_mention"})


def _deliver_event(
    state: SlackState,
    workspace: Workspace,
    channel: Channel,
    scope: str,
    event: Json,
    *,
    subscription: str = "",
) -> None:
    is_subscribed = (subscription or event["type"]) in state.manifest.bot_events and (
        not scope or scope in state.manifest.scopes
    )
    if not is_subscribed or workspace.bot.id not in channel.member_ids:
        return
    authorization = {
        "enterprise_id": None,
        "team_id": workspace.team_id,
        "user_id": workspace.bot.id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    payload = {
        "token": "local",
        # In a channel shared with another workspace, the workspace of the person who wrote the message.
        "team_id": event.get("user_team") or workspace.team_id,
        "context_team_id": workspace.team_id,
        "context_enterprise_id": None,
        "api_app_id": state.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": state.new_id("Ev"),
        "event_time": int(state.clock.now()),
        "authorizations": [authorization],
        "is_ext_shared_channel": "user_team" in event,
        "event_context": state.new_id("4-"),
    }
    state.envelopes.send("events_api", payload)


def _build_posted_event(workspace: Workspace, channel: Channel, message: Json) -> Json:
    event = _build_public_message(workspace, message) | {
        "channel": channel.id,
        "event_ts": message["ts"],
        "channel_type": CHANNEL_TYPE_BY_KIND[channel.kind],
    }
    parent = channel.find_message(message["thread_ts"]) if "thread_ts" in message else None
    return event | {"parent_user_id": parent["user"]} if parent is not None else event


def _build_hidden_event(workspace: Workspace, channel: Channel, subtype: str, previous: Json) -> Json:
    now = workspace.new_ts()
    return {
        "type": "message",
        "subtype": subtype,
        "hidden": True,
        "previous_message": _build_public_message(workspace, previous),
        "channel": channel.id,
        "ts": now,
        "event_ts": now,
        "channel_type": CHANNEL_TYPE_BY_KIND[channel.kind],
    }


def _build_public_message(workspace: Workspace, message: Json) -> Json:
    public_fields = {key: value for key, value in message.items() if key not in _OMITTED_FIELDS}
    user_team = message.get("user_team") or workspace.team_id
    return public_fields | {"team": user_team}
