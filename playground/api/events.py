"""The Events API: what the app is told of what happens in its workspaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.state.channels import FAMILY, TYPE

if TYPE_CHECKING:
    from playground.state.channels import Channel
    from playground.state.json_types import Json
    from playground.state.state import Cloud
    from playground.state.workspace import Workspace

# What of a kept message its event does not tell.
_NOT_TOLD = frozenset({"reply_users", "reply_count", "reply_users_count", "latest_reply", "reactions"})


def said(cloud: Cloud, workspace: Workspace, channel: Channel, message: Json) -> None:
    """Tell the app of a new message, and once more if the message mentions it."""
    event = _told(workspace, channel, message)
    _message(cloud, workspace, channel, event)
    if (
        channel.kind != "im"
        and f"<@{workspace.bot.id}>" in message["text"]
        and message["user"] != workspace.bot.id
    ):
        mention = {
            key: value for key, value in event.items() if key not in {"channel_type", "parent_user_id"}
        }
        _deliver(cloud, workspace, channel, "app_mentions:read", mention | {"type": "app_mention"})


def changed(cloud: Cloud, workspace: Workspace, channel: Channel, message: Json, previous: Json) -> None:
    """Tell the app that a message was edited."""
    event = _hidden(workspace, channel, "message_changed", previous) | {"message": _plain(workspace, message)}
    _message(cloud, workspace, channel, event)


def deleted(cloud: Cloud, workspace: Workspace, channel: Channel, previous: Json) -> None:
    """Tell the app that a message was deleted."""
    event = _hidden(workspace, channel, "message_deleted", previous) | {"deleted_ts": previous["ts"]}
    _message(cloud, workspace, channel, event)


def joined(cloud: Cloud, workspace: Workspace, channel: Channel, person: str, inviter: str) -> None:
    """Tell the app that somebody, perhaps itself, is now a member of a channel."""
    event = {
        "type": "member_joined_channel",
        "user": person,
        "channel": channel.id,
        "channel_type": channel.id[0],
        "team": workspace.team,
        "inviter": inviter,
        "event_ts": workspace.stamp(),
    }
    _deliver(cloud, workspace, channel, f"{FAMILY[channel.kind]}:read", event)


# ---------------------------------------------------------------------------- private


def _message(cloud: Cloud, workspace: Workspace, channel: Channel, event: Json) -> None:
    family = FAMILY[channel.kind]
    _deliver(cloud, workspace, channel, f"{family}:history", event, subscription=f"message.{family}")


def _deliver(
    cloud: Cloud, workspace: Workspace, channel: Channel, scope: str, event: Json, *, subscription: str = ""
) -> None:
    wanted = (subscription or event["type"]) in cloud.manifest.events and scope in cloud.manifest.scopes
    if not wanted or workspace.bot.id not in channel.members:
        return
    authorization = {
        "enterprise_id": None,
        "team_id": workspace.team,
        "user_id": workspace.bot.id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    payload = {
        "token": "local",
        "team_id": workspace.team,
        "context_team_id": workspace.team,
        "context_enterprise_id": None,
        "api_app_id": cloud.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": cloud.new_id("Ev"),
        "event_time": int(cloud.clock.now()),
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
        "event_context": cloud.new_id("4-"),
    }
    cloud.envelopes.send("events_api", payload)


def _told(workspace: Workspace, channel: Channel, message: Json) -> Json:
    event = _plain(workspace, message) | {
        "channel": channel.id,
        "event_ts": message["ts"],
        "channel_type": TYPE[channel.kind],
    }
    parent = channel.find(message["thread_ts"]) if "thread_ts" in message else None
    return event | {"parent_user_id": parent["user"]} if parent is not None else event


def _hidden(workspace: Workspace, channel: Channel, subtype: str, previous: Json) -> Json:
    now = workspace.stamp()
    return {
        "type": "message",
        "subtype": subtype,
        "hidden": True,
        "previous_message": _plain(workspace, previous),
        "channel": channel.id,
        "ts": now,
        "event_ts": now,
        "channel_type": TYPE[channel.kind],
    }


def _plain(workspace: Workspace, message: Json) -> Json:
    told = {key: value for key, value in message.items() if key not in _NOT_TOLD}
    return told | {"team": workspace.team}
