"""The `conversations.*` methods of the Web API."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from local_slack.api import events
from local_slack.state.api_errors import ApiError
from local_slack.state.channels import SCOPE_FAMILY_BY_KIND

if TYPE_CHECKING:
    from local_slack.api.request import ApiRequest
    from local_slack.state.channels import Channel, ChannelKind
    from local_slack.state.json_types import Json

DEFAULT_REPLIES_LIMIT = 1_000  # docs.slack.dev, conversations.replies: the default of `limit`
_KIND_BY_TYPE: dict[str, ChannelKind] = {"public_channel": "public", "private_channel": "private", "im": "im"}
_CHANNEL_TYPES = frozenset({*_KIND_BY_TYPE, "mpim"})


def info(request: ApiRequest) -> Json:
    """Return information about one channel."""
    channel = request.get_channel("read")
    channel_json = channel.to_json(request.workspace.bot.id)
    if request.get_flag("include_num_members"):
        channel_json["num_members"] = len(channel.member_ids)
    return {"channel": channel_json}


def list_channels(request: ApiRequest) -> Json:
    """Return the channels of the requested types that the bot can see."""
    types = [type_name.strip() for type_name in request.get_text("types", "public_channel").split(",")]
    if not _CHANNEL_TYPES.issuperset(types):
        raise ApiError("invalid_types")
    kinds = [_KIND_BY_TYPE[type_name] for type_name in types if type_name in _KIND_BY_TYPE]
    for kind in kinds:
        request.require_scope(f"{SCOPE_FAMILY_BY_KIND[kind]}:read")
    bot_id = request.workspace.bot.id
    visible_channels = [
        channel.to_json(bot_id)
        for channel in request.workspace.channels.values()
        if channel.kind in kinds
        and (channel.kind == "public" or bot_id in channel.member_ids)
        and not (channel.archived and request.get_flag("exclude_archived"))
    ]
    page, cursor = request.get_page(visible_channels)
    return {"channels": page, "response_metadata": {"next_cursor": cursor}}


def list_members(request: ApiRequest) -> Json:
    """Return the ids of a channel's members."""
    channel = request.get_channel("read")
    page, cursor = request.get_page(sorted(channel.member_ids))
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def list_history(request: ApiRequest) -> Json:
    """Return the messages of a channel, newest first."""
    channel = _get_readable_channel(request)
    oldest, latest = _parse_ts_argument(request, "oldest"), _parse_ts_argument(request, "latest")
    page, cursor = request.get_page(_filter_between(request, channel.history(oldest, latest), oldest, latest))
    return _build_page_json(request, page, cursor)


def list_replies(request: ApiRequest) -> Json:
    """Return the messages of a thread, oldest first, starting with the parent message."""
    channel = _get_readable_channel(request)
    thread = _filter_visible(request, channel.replies(request.get_text("ts")))
    if not thread:
        raise ApiError("thread_not_found")
    oldest, latest = _parse_ts_argument(request, "oldest"), _parse_ts_argument(request, "latest")
    page, cursor = request.get_page(
        thread[:1] + _filter_between(request, thread[1:], oldest, latest), DEFAULT_REPLIES_LIMIT
    )
    return _build_page_json(request, page, cursor)


def open_direct_channel(request: ApiRequest) -> Json:
    """Return the direct message channel between the bot and a person."""
    if request.get_text("channel"):
        return {
            "channel": _build_channel_json(request, request.get_channel()),
            "no_op": True,
            "already_open": True,
        }
    user_ids = [user_id for user_id in request.get_text("users").split(",") if user_id]
    if not user_ids:
        raise ApiError("users_list_not_supplied")
    if len(user_ids) > 1:
        raise NotImplementedError("conversations.open with several people")
    invited_user = request.workspace.users.get(user_ids[0])
    if invited_user is None:
        raise ApiError("user_not_found")
    if invited_user.bot_id:
        raise ApiError("cannot_dm_bot")
    return {"channel": _build_channel_json(request, request.workspace.get_direct_channel(invited_user.id))}


def join(request: ApiRequest) -> Json:
    """Add the bot to a public channel."""
    channel = request.get_channel()
    if channel.kind != "public":
        raise ApiError("method_not_supported_for_channel_type")
    if channel.archived:
        raise ApiError("is_archived")
    bot_id = request.workspace.bot.id
    is_member = bot_id in channel.member_ids
    channel.member_ids.add(bot_id)
    if not is_member:
        events.send_member_joined(request.state, request.workspace, channel, bot_id, bot_id)
        request.record_accepted(channel)
    response: Json = {"channel": channel.to_json(bot_id)}
    return response | ({"warning": "already_in_channel"} if is_member else {})


# ---------------------------------------------------------------------------- private


def _get_readable_channel(request: ApiRequest) -> Channel:
    channel = request.get_channel("history")
    if request.workspace.bot.id not in channel.member_ids:
        raise ApiError("not_in_channel")
    return channel


def _filter_between(request: ApiRequest, messages: list[Json], oldest: str, latest: str) -> list[Json]:
    inclusive = request.get_flag("inclusive")
    after_ts = _parse_ts(oldest) if oldest else (-1, 0)
    before_ts = _parse_ts(latest) if latest else (sys.maxsize, 0)

    def is_between(message: Json) -> bool:
        message_ts = _parse_ts(message["ts"])
        return after_ts < message_ts < before_ts or (inclusive and message_ts in {after_ts, before_ts})

    return [message for message in _filter_visible(request, messages) if is_between(message)]


def _filter_visible(request: ApiRequest, messages: list[Json]) -> list[Json]:
    """Return the messages that are at least `history_lag_seconds` old.

    Newer messages are not visible yet.
    """
    lag_seconds = request.state.rules.history_lag_seconds
    if not lag_seconds:
        return messages
    visible_until = request.state.clock.now() - lag_seconds
    return [message for message in messages if float(message["ts"]) <= visible_until]


def _parse_ts_argument(request: ApiRequest, name: str) -> str:
    value = request.arguments.get(name)
    if value in (None, ""):
        return ""
    try:
        seconds, microseconds = _parse_ts(str(value))
    except ValueError as error:
        raise ApiError(f"invalid_ts_{name}") from error
    return f"{seconds}.{microseconds:06d}"


def _parse_ts(ts: str) -> tuple[int, int]:
    # Two integers: as floats, adjacent timestamps would be equal.
    seconds, _, microseconds = ts.partition(".")
    return int(seconds), int(microseconds.ljust(6, "0")[:6] or 0)


def _build_page_json(request: ApiRequest, page: list[Json], cursor: str) -> Json:
    with_metadata = request.get_flag("include_all_metadata")
    return {
        "messages": [_copy_message(message, with_metadata=with_metadata) for message in page],
        "has_more": bool(cursor),
        "response_metadata": {"next_cursor": cursor},
    }


def _copy_message(message: Json, *, with_metadata: bool) -> Json:
    message_copy = dict(message)
    if "metadata" in message_copy and not with_metadata:
        message_copy["metadata"] = {"event_type": message_copy["metadata"]["event_type"]}
    return message_copy


def _build_channel_json(request: ApiRequest, channel: Channel) -> Json:
    return channel.to_json(request.workspace.bot.id) if request.get_flag("return_im") else {"id": channel.id}
