"""The methods `conversations.*`: what the bot may know of channels."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from playground.api import events
from playground.state.api_errors import Refused
from playground.state.channels import FAMILY

if TYPE_CHECKING:
    from playground.api.request import Request
    from playground.state.channels import Channel, Kind
    from playground.state.json_types import Json

REPLIES = 1_000  # docs.slack.dev, conversations.replies: the default of `limit`
_KINDS: dict[str, Kind] = {"public_channel": "public", "private_channel": "private", "im": "im"}
_TYPES = frozenset({*_KINDS, "mpim"})


def info(request: Request) -> Json:
    """Describe one channel."""
    channel = request.channel("read")
    described = channel.describe(request.workspace.bot.id)
    if request.flag("include_num_members"):
        described["num_members"] = len(channel.members)
    return {"channel": described}


def listing(request: Request) -> Json:
    """List the channels of the wanted types that the bot can see."""
    types = [name.strip() for name in request.text("types", "public_channel").split(",")]
    if not _TYPES.issuperset(types):
        raise Refused("invalid_types")
    kinds = [_KINDS[name] for name in types if name in _KINDS]
    for kind in kinds:
        request.require(f"{FAMILY[kind]}:read")
    bot = request.workspace.bot.id
    seen = [
        channel.describe(bot)
        for channel in request.workspace.channels.values()
        if channel.kind in kinds
        and (channel.kind == "public" or bot in channel.members)
        and not (channel.archived and request.flag("exclude_archived"))
    ]
    part, cursor = request.page(seen)
    return {"channels": part, "response_metadata": {"next_cursor": cursor}}


def members(request: Request) -> Json:
    """List the ids of a channel's members."""
    channel = request.channel("read")
    part, cursor = request.page(sorted(channel.members))
    return {"members": part, "response_metadata": {"next_cursor": cursor}}


def history(request: Request) -> Json:
    """Return what was said in a channel, newest first."""
    channel = _read(request)
    oldest, latest = _moment(request, "oldest"), _moment(request, "latest")
    part, cursor = request.page(_between(request, channel.history(oldest, latest), oldest, latest))
    return _messages(request, part, cursor)


def replies(request: Request) -> Json:
    """Return a thread, oldest first, beginning with the message that opened it."""
    channel = _read(request)
    thread = _shown(request, channel.replies(request.text("ts")))
    if not thread:
        raise Refused("thread_not_found")
    oldest, latest = _moment(request, "oldest"), _moment(request, "latest")
    part, cursor = request.page(thread[:1] + _between(request, thread[1:], oldest, latest), REPLIES)
    return _messages(request, part, cursor)


def opened(request: Request) -> Json:
    """Return the conversation of the bot with one person."""
    if request.text("channel"):
        return {"channel": _opened(request, request.channel()), "no_op": True, "already_open": True}
    users = [user for user in request.text("users").split(",") if user]
    if not users:
        raise Refused("users_list_not_supplied")
    if len(users) > 1:
        raise NotImplementedError("conversations.open with several people")
    person = request.workspace.people.get(users[0])
    if person is None:
        raise Refused("user_not_found")
    if person.bot_id:
        raise Refused("cannot_dm_bot")
    return {"channel": _opened(request, request.workspace.direct(person.id))}


def join(request: Request) -> Json:
    """Let the bot become a member of a public channel."""
    channel = request.channel()
    if channel.kind != "public":
        raise Refused("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refused("is_archived")
    bot = request.workspace.bot.id
    already = bot in channel.members
    channel.members.add(bot)
    if not already:
        events.joined(request.cloud, request.workspace, channel, bot, bot)
        request.note(channel)
    answer: Json = {"channel": channel.describe(bot)}
    return answer | ({"warning": "already_in_channel"} if already else {})


# ---------------------------------------------------------------------------- private


def _read(request: Request) -> Channel:
    channel = request.channel("history")
    if request.workspace.bot.id not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _between(request: Request, messages: list[Json], oldest: str, latest: str) -> list[Json]:
    inclusive = request.flag("inclusive")
    after = _seconds(oldest) if oldest else (-1, 0)
    before = _seconds(latest) if latest else (sys.maxsize, 0)

    def wanted(message: Json) -> bool:
        at = _seconds(message["ts"])
        return after < at < before or (inclusive and at in {after, before})

    return [message for message in _shown(request, messages) if wanted(message)]


def _shown(request: Request, messages: list[Json]) -> list[Json]:
    """Leave out what Slack has accepted and does not show yet."""
    lag = request.cloud.rules.lag
    if not lag:
        return messages
    horizon = request.cloud.clock.now() - lag
    return [message for message in messages if float(message["ts"]) <= horizon]


def _moment(request: Request, name: str) -> str:
    value = request.arguments.get(name)
    if value in (None, ""):
        return ""
    try:
        whole, micros = _seconds(str(value))
    except ValueError as error:
        raise Refused(f"invalid_ts_{name}") from error
    return f"{whole}.{micros:06d}"


def _seconds(ts: str) -> tuple[int, int]:
    # Two whole numbers: as one float, neighbouring time stamps would be equal.
    whole, _, micros = ts.partition(".")
    return int(whole), int(micros.ljust(6, "0")[:6] or 0)


def _messages(request: Request, part: list[Json], cursor: str) -> Json:
    whole = request.flag("include_all_metadata")
    return {
        "messages": [_told(message, whole=whole) for message in part],
        "has_more": bool(cursor),
        "response_metadata": {"next_cursor": cursor},
    }


def _told(message: Json, *, whole: bool) -> Json:
    told = dict(message)
    if "metadata" in told and not whole:
        told["metadata"] = {"event_type": told["metadata"]["event_type"]}
    return told


def _opened(request: Request, channel: Channel) -> Json:
    return channel.describe(request.workspace.bot.id) if request.flag("return_im") else {"id": channel.id}
