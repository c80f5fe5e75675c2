"""The methods of the Web API that the local Slack knows, and the rules that hold for every call.

The order of the checks is Slack's: the token, the method, the kind of token, the scope, the arguments, then the method.
A method or an argument that is not in the table is a defect: it is refused or ignored as Slack does, and noted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playground.api import chat, conversations
from playground.api.request import FAMILIES, Request
from playground.state.api_errors import Refused, explained
from playground.state.rate_limit import Limited

if TYPE_CHECKING:
    from collections.abc import Callable

    from playground.state.json_types import Json
    from playground.state.state import Cloud

_EVERYWHERE = frozenset({"team_id"})  # Bolt sends it with every call
_EMOJI = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")


@dataclass(frozen=True, slots=True)
class Method:
    """One method.

    Attributes:
        run: does it.
        needs: arguments that must be there.
        takes: arguments that may be there.
        scopes: one of these is needed; none if empty.
        for_app: it takes the app-level token, and no bot's.
        tier: how fast it may be called, from 1 to 4; 0 for methods with rules of their own, or none.
    """

    run: Callable[[Request], Json]
    needs: tuple[str, ...] = ()
    takes: frozenset[str] = field(default=frozenset())
    scopes: tuple[str, ...] = ()
    for_app: bool = False
    tier: int = 0


def call(cloud: Cloud, name: str, token: str, arguments: Json, fault: str = "") -> Json:
    """Answer one call of the Web API.

    Args:
        cloud: the state; its lock is held.
        name: "chat.postMessage".
        token: as it came; empty if none did.
        arguments: without the token.
        fault: what goes wrong with the call, for the journal.

    Returns:
        The body of the answer, "ok" true or false.

    Raises:
        Limited: if it came too soon.
    """
    try:
        request = _admit(cloud, name, token, arguments, fault)
        return {"ok": True, **METHODS[name].run(request)}
    except Limited:
        raise
    except Refused as refusal:
        return refusal.answer()
    except NotImplementedError as gap:
        cloud.defects.append(f"the local Slack cannot do this yet: {gap}")
        return Refused("unknown_method", req_method=name).answer()


# ---------------------------------------------------------------------------- private


def _admit(cloud: Cloud, name: str, token: str, arguments: Json, fault: str) -> Request:
    if not token:
        raise Refused("not_authed")
    workspace = cloud.by_token(token)
    if workspace is None and token != cloud.app_token:
        raise Refused("invalid_auth")
    if workspace is not None and workspace.refusal:
        raise Refused(workspace.refusal)
    method = METHODS.get(name)
    if method is None:
        cloud.defects.append(f"unknown method: {name}")
        raise Refused("unknown_method", req_method=name)
    if (workspace is None) != (method.for_app):
        raise Refused("not_allowed_token_type")
    request = Request(cloud, workspace or next(iter(cloud.workspaces.values())), arguments, name, fault)
    if cloud.rules.paced and method.tier:
        cloud.pace.method(request.workspace.team, name, method.tier)
    if not method.for_app:
        request.require(*method.scopes)
    missing = [argument for argument in method.needs if arguments.get(argument) in (None, "")]
    if missing:
        raise explained("invalid_arguments", [f"missing required field: {argument}" for argument in missing])
    for argument in sorted(set(arguments) - set(method.needs) - method.takes - _EVERYWHERE):
        cloud.defects.append(
            f"{name} does not take the argument {argument!r}, or the local Slack does not know it yet"
        )
    return request


def _auth_test(request: Request) -> Json:
    workspace = request.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.bot.name,
        "team_id": workspace.team,
        "user_id": workspace.bot.id,
        "bot_id": workspace.bot.bot_id,
        "is_enterprise_install": False,
    }


def _connections_open(request: Request) -> Json:
    if not request.cloud.manifest.socket_mode:
        raise Refused("access_denied")
    ticket = request.cloud.new_id("ticket-")
    request.cloud.tickets.add(ticket)
    return {"ticket": ticket}  # the server, which knows its own address, makes the URL of it


def _users_info(request: Request) -> Json:
    person = request.workspace.people.get(request.text("user"))
    if person is None:
        raise Refused("user_not_found")
    return {"user": person.describe(request.cloud.clock.now())}


def _reactions_add(request: Request) -> Json:
    channel = request.channel()
    name = request.text("name").strip(":")
    if not _EMOJI.fullmatch(name):
        raise Refused("invalid_name")
    message = channel.find(request.text("timestamp"))
    if message is None:
        raise Refused("message_not_found")
    if channel.archived:
        raise Refused("is_archived")
    if request.workspace.bot.id not in channel.members:
        raise Refused("not_in_channel")
    reactions = message.setdefault("reactions", [])
    reaction = next((entry for entry in reactions if entry["name"] == name), None)
    if reaction is None:
        reaction = {"name": name, "users": [], "count": 0}
        reactions.append(reaction)
    if request.workspace.bot.id in reaction["users"]:
        raise Refused("already_reacted")
    reaction["users"].append(request.workspace.bot.id)
    reaction["count"] += 1
    request.note(channel, {"ts": message["ts"], "text": name})
    return {}


_CONTENT = frozenset({"text", "blocks", "attachments", "markdown_text", "thread_ts", "mrkdwn"})
_UNFURL = frozenset({"unfurl_links", "unfurl_media", "reply_broadcast"})
_PAGE = frozenset({"cursor", "limit"})
_SPAN = _PAGE | {"latest", "oldest", "inclusive", "include_all_metadata"}
_READ = tuple(f"{family}:read" for family in FAMILIES)
_HISTORY = tuple(f"{family}:history" for family in FAMILIES)
_POST = _CONTENT | _UNFURL | {"metadata", "client_msg_id"}
_UPDATE = _CONTENT - {"thread_ts"} | {"reply_broadcast", "metadata"}
_LIST = _PAGE | {"exclude_archived", "types"}
_INFO = frozenset({"include_locale", "include_num_members"})
_OPEN = frozenset({"channel", "users", "return_im"})
_OPENING = ("im:write", "mpim:write", "groups:write", "channels:manage")
_LOCALE = frozenset({"include_locale"})
_WRITE = ("chat:write",)

# The tiers are those of the methods' pages on docs.slack.dev. auth.test and chat.postMessage have rules of their own.
METHODS: dict[str, Method] = {
    "apps.connections.open": Method(_connections_open, for_app=True, tier=3),
    "auth.test": Method(_auth_test),
    "chat.delete": Method(chat.delete, ("channel", "ts"), scopes=_WRITE, tier=3),
    "chat.postEphemeral": Method(chat.post_ephemeral, ("channel", "user"), _CONTENT, _WRITE, tier=4),
    "chat.postMessage": Method(chat.post_message, ("channel",), _POST, _WRITE),
    "chat.update": Method(chat.update, ("channel", "ts"), _UPDATE, _WRITE, tier=3),
    "conversations.history": Method(conversations.history, ("channel",), _SPAN, _HISTORY, tier=3),
    "conversations.info": Method(conversations.info, ("channel",), _INFO, _READ, tier=3),
    "conversations.join": Method(conversations.join, ("channel",), scopes=("channels:join",), tier=3),
    "conversations.list": Method(conversations.listing, takes=_LIST, scopes=_READ, tier=2),
    "conversations.members": Method(conversations.members, ("channel",), _PAGE, _READ, tier=4),
    "conversations.open": Method(conversations.opened, takes=_OPEN, scopes=_OPENING, tier=3),
    "conversations.replies": Method(conversations.replies, ("channel", "ts"), _SPAN, _HISTORY, tier=3),
    "reactions.add": Method(
        _reactions_add, ("channel", "name", "timestamp"), scopes=("reactions:write",), tier=3
    ),
    "users.info": Method(_users_info, ("user",), _LOCALE, ("users:read",), tier=4),
}
