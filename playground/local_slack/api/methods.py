"""The Web API methods that the local Slack supports, and the checks that apply to every call.

The checks run in Slack's order: the token, the method, the type of token, the scope, the arguments, then the method.
An unknown method or argument is rejected or ignored as in Slack, and recorded as a defect.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from local_slack.api import assistant, chat, conversations, files, reactions, views
from local_slack.api.request import SCOPE_FAMILIES, ApiRequest
from local_slack.state.api_errors import ApiError, build_detailed_error
from local_slack.state.rate_limit import RateLimited

if TYPE_CHECKING:
    from collections.abc import Callable

    from local_slack.state.json_types import Json
    from local_slack.state.state import SlackState

_COMMON_ARGUMENTS = frozenset({"team_id"})  # Bolt sends this argument with every call


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the Web API.

    Attributes:
        run: the implementation.
        required_arguments: the required arguments.
        optional_arguments: the optional arguments.
        required_scopes: the scopes of which the token needs one; empty if no scope is required.
        needs_app_token: whether the method requires the app-level token instead of a bot token.
        rate_limit_tier: Slack's tier, 1 to 4; 0 for methods with special limits or no limit.
    """

    run: Callable[[ApiRequest], Json]
    required_arguments: tuple[str, ...] = ()
    optional_arguments: frozenset[str] = field(default=frozenset())
    required_scopes: tuple[str, ...] = ()
    needs_app_token: bool = False
    rate_limit_tier: int = 0


def call_method(state: SlackState, method_name: str, token: str, arguments: Json, fault: str = "") -> Json:
    """Run a Web API call. Return the response body.

    Args:
        state: the state; its lock is held.
        method_name: "chat.postMessage".
        token: the token of the call; "" if there is none.
        arguments: the arguments without the token.
        fault: the fault injected into the call, for the journal.

    Returns:
        The body of the response, with "ok" true or false.

    Raises:
        RateLimited: the call exceeds the rate limit.
    """
    try:
        request = _check_request(state, method_name, token, arguments, fault)
        return {"ok": True, **METHODS[method_name].run(request)}
    except RateLimited:
        raise
    except ApiError as error:
        return error.to_json()
    except NotImplementedError as unsupported:
        state.defects.append(f"the local Slack does not support this yet: {unsupported}")
        return ApiError("unknown_method", req_method=method_name).to_json()


# ---------------------------------------------------------------------------- private


def _check_request(
    state: SlackState, method_name: str, token: str, arguments: Json, fault: str
) -> ApiRequest:
    if not token:
        raise ApiError("not_authed")
    workspace = state.find_workspace_by_token(token)
    if workspace is None and token != state.app_token:
        raise ApiError("invalid_auth")
    if workspace is not None and workspace.forced_error:
        raise ApiError(workspace.forced_error)
    method = METHODS.get(method_name)
    if method is None:
        state.defects.append(f"unknown method: {method_name}")
        raise ApiError("unknown_method", req_method=method_name)
    if (workspace is None) != (method.needs_app_token):
        raise ApiError("not_allowed_token_type")
    request = ApiRequest(
        state, workspace or next(iter(state.workspaces.values())), arguments, method_name, fault
    )
    if state.rules.rate_limited and method.rate_limit_tier:
        state.rate_limiter.count_method_call(request.workspace.team_id, method_name, method.rate_limit_tier)
    if not method.needs_app_token:
        request.require_scope(*method.required_scopes)
    missing_arguments = [
        argument for argument in method.required_arguments if arguments.get(argument) in (None, "")
    ]
    if missing_arguments:
        raise build_detailed_error(
            "invalid_arguments", [f"missing required field: {argument}" for argument in missing_arguments]
        )
    for argument in sorted(
        set(arguments) - set(method.required_arguments) - method.optional_arguments - _COMMON_ARGUMENTS
    ):
        state.defects.append(
            f"{method_name} does not accept the argument {argument!r}, or the local Slack does not know it yet"
        )
    return request


def _auth_test(request: ApiRequest) -> Json:
    workspace = request.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.bot.name,
        "team_id": workspace.team_id,
        "user_id": workspace.bot.id,
        "bot_id": workspace.bot.bot_id,
        "is_enterprise_install": False,
    }


def _connections_open(request: ApiRequest) -> Json:
    if not request.state.manifest.socket_mode_enabled:
        raise ApiError("access_denied")
    ticket = request.state.new_id("ticket-")
    request.state.tickets.add(ticket)
    return {"ticket": ticket}  # the server builds the URL, because it knows its address


def _users_info(request: ApiRequest) -> Json:
    user = request.state.find_user(request.get_text("user"))
    if user is None:
        raise ApiError("user_not_found")
    return {"user": user.to_json(request.state.clock.now())}


def _users_list(request: ApiRequest) -> Json:
    now = request.state.clock.now()
    page, cursor = request.get_page([user.to_json(now) for user in request.workspace.users.values()])
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def _team_info(request: ApiRequest) -> Json:
    workspace = request.workspace
    return {"team": {"id": workspace.team_id, "name": workspace.name, "domain": workspace.domain}}


def _bots_info(request: ApiRequest) -> Json:
    bot = request.workspace.bot
    if request.get_text("bot", bot.bot_id) != bot.bot_id:
        raise ApiError("bot_not_found")
    return {
        "bot": {
            "id": bot.bot_id,
            "deleted": False,
            "name": bot.real_name,
            "app_id": request.state.app_id,
            "user_id": bot.id,
        }
    }


_CONTENT_ARGUMENTS = frozenset({"text", "blocks", "attachments", "markdown_text", "thread_ts", "mrkdwn"})
_UNFURL_ARGUMENTS = frozenset({"unfurl_links", "unfurl_media", "reply_broadcast"})
_PAGE_ARGUMENTS = frozenset({"cursor", "limit"})
_HISTORY_ARGUMENTS = _PAGE_ARGUMENTS | {"latest", "oldest", "inclusive", "include_all_metadata"}
_READ_SCOPES = tuple(f"{family}:read" for family in SCOPE_FAMILIES)
_HISTORY_SCOPES = tuple(f"{family}:history" for family in SCOPE_FAMILIES)
_POST_ARGUMENTS = _CONTENT_ARGUMENTS | _UNFURL_ARGUMENTS | {"metadata", "client_msg_id"}
_UPDATE_ARGUMENTS = _CONTENT_ARGUMENTS - {"thread_ts"} | {"reply_broadcast", "metadata"}
_LIST_ARGUMENTS = _PAGE_ARGUMENTS | {"exclude_archived", "types"}
_INFO_ARGUMENTS = frozenset({"include_locale", "include_num_members"})
_OPEN_ARGUMENTS = frozenset({"channel", "users", "return_im"})
_OPEN_SCOPES = ("im:write", "mpim:write", "groups:write", "channels:manage")
_LOCALE_ARGUMENTS = frozenset({"include_locale"})
_WRITE_SCOPES = ("chat:write",)
_REACTION_ARGUMENTS = ("channel", "name", "timestamp")
_ASSISTANT_SCOPES = ("assistant:write", "chat:write")

# The tiers are from the methods' pages on docs.slack.dev. auth.test and chat.postMessage have special limits.
METHODS: dict[str, Method] = {
    "apps.connections.open": Method(_connections_open, needs_app_token=True, rate_limit_tier=3),
    "assistant.threads.setStatus": Method(
        assistant.set_status,
        ("channel_id",),
        frozenset({"thread_ts", "status", "loading_messages", "icon_emoji", "icon_url", "username"}),
        _ASSISTANT_SCOPES,
        rate_limit_tier=3,
    ),
    "assistant.threads.setSuggestedPrompts": Method(
        assistant.set_suggested_prompts,
        ("channel_id", "prompts"),
        frozenset({"thread_ts", "title"}),
        ("assistant:write",),
        rate_limit_tier=4,
    ),
    "assistant.threads.setTitle": Method(
        assistant.set_title,
        ("channel_id", "title"),
        frozenset({"thread_ts"}),
        ("assistant:write",),
        rate_limit_tier=4,
    ),
    "auth.test": Method(_auth_test),
    "bots.info": Method(
        _bots_info, optional_arguments=frozenset({"bot"}), required_scopes=("users:read",), rate_limit_tier=3
    ),
    "chat.delete": Method(chat.delete, ("channel", "ts"), required_scopes=_WRITE_SCOPES, rate_limit_tier=3),
    "chat.getPermalink": Method(chat.get_permalink, ("channel", "message_ts")),
    "chat.postEphemeral": Method(
        chat.post_ephemeral, ("channel", "user"), _CONTENT_ARGUMENTS, _WRITE_SCOPES, rate_limit_tier=4
    ),
    "chat.postMessage": Method(chat.post_message, ("channel",), _POST_ARGUMENTS, _WRITE_SCOPES),
    "chat.update": Method(
        chat.update, ("channel", "ts"), _UPDATE_ARGUMENTS, _WRITE_SCOPES, rate_limit_tier=3
    ),
    "conversations.history": Method(
        conversations.list_history, ("channel",), _HISTORY_ARGUMENTS, _HISTORY_SCOPES, rate_limit_tier=3
    ),
    "conversations.info": Method(
        conversations.info, ("channel",), _INFO_ARGUMENTS, _READ_SCOPES, rate_limit_tier=3
    ),
    "conversations.join": Method(
        conversations.join, ("channel",), required_scopes=("channels:join",), rate_limit_tier=3
    ),
    "conversations.list": Method(
        conversations.list_channels,
        optional_arguments=_LIST_ARGUMENTS,
        required_scopes=_READ_SCOPES,
        rate_limit_tier=2,
    ),
    "conversations.members": Method(
        conversations.list_members, ("channel",), _PAGE_ARGUMENTS, _READ_SCOPES, rate_limit_tier=4
    ),
    "conversations.open": Method(
        conversations.open_direct_channel,
        optional_arguments=_OPEN_ARGUMENTS,
        required_scopes=_OPEN_SCOPES,
        rate_limit_tier=3,
    ),
    "conversations.replies": Method(
        conversations.list_replies, ("channel", "ts"), _HISTORY_ARGUMENTS, _HISTORY_SCOPES, rate_limit_tier=3
    ),
    "files.info": Method(
        files.info, ("file",), _PAGE_ARGUMENTS, required_scopes=("files:read",), rate_limit_tier=4
    ),
    "reactions.add": Method(
        reactions.add, _REACTION_ARGUMENTS, required_scopes=("reactions:write",), rate_limit_tier=3
    ),
    "reactions.remove": Method(
        reactions.remove, _REACTION_ARGUMENTS, required_scopes=("reactions:write",), rate_limit_tier=2
    ),
    "team.info": Method(_team_info, required_scopes=("team:read",), rate_limit_tier=3),
    "users.info": Method(_users_info, ("user",), _LOCALE_ARGUMENTS, ("users:read",), rate_limit_tier=4),
    "users.list": Method(
        _users_list,
        optional_arguments=_PAGE_ARGUMENTS | _LOCALE_ARGUMENTS,
        required_scopes=("users:read",),
        rate_limit_tier=2,
    ),
    "views.open": Method(views.open_view, ("trigger_id", "view"), rate_limit_tier=4),
    "views.publish": Method(views.publish_view, ("user_id", "view"), frozenset({"hash"}), rate_limit_tier=4),
    "views.push": Method(views.push_view, ("trigger_id", "view"), rate_limit_tier=4),
    "views.update": Method(
        views.update_view, ("view",), frozenset({"view_id", "external_id", "hash"}), rate_limit_tier=4
    ),
}
