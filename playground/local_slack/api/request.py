"""A Web API call, with its workspace, arguments and permissions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from local_slack.state.api_errors import ApiError, build_detailed_error
from local_slack.state.channels import SCOPE_FAMILY_BY_KIND

if TYPE_CHECKING:
    from local_slack.state.channels import Channel
    from local_slack.state.json_types import Json
    from local_slack.state.state import SlackState
    from local_slack.state.workspace import Workspace

SCOPE_FAMILIES = ("channels", "groups", "mpim", "im")
MAX_PAGE_SIZE = 1_000  # docs.slack.dev, conversations.replies: the maximum of `limit`
_TRUE_STRINGS = frozenset({"true", "1", "True"})


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """A Web API call with a valid token.

    Attributes:
        state: the state.
        workspace: the workspace of the token; any workspace for an app-level token.
        arguments: the arguments as received: typed values from JSON, strings from a form.
        method_name: the name of the method.
        fault: the fault injected into the call; "" if there is none.
    """

    state: SlackState
    workspace: Workspace
    arguments: Json
    method_name: str = ""
    fault: str = ""

    def get_text(self, name: str, default: str = "") -> str:
        """Return a string argument of the call.

        Raises:
            ApiError: `invalid_arguments` if it is not a string.
        """
        value = self.arguments.get(name)
        if value is None:
            return default
        if not isinstance(value, str):
            raise build_detailed_error("invalid_arguments", [f"must provide a string [json-pointer:/{name}]"])
        return value

    def get_flag(self, name: str) -> bool:
        """Return a boolean argument of the call; False if the argument is missing."""
        value = self.arguments.get(name)
        return value is True or value == 1 or (isinstance(value, str) and value in _TRUE_STRINGS)

    def get_int(self, name: str, default: int) -> int:
        """Return an integer argument of the call.

        Raises:
            ApiError: `invalid_arguments` if it is not an integer.
        """
        try:
            return int(self.arguments.get(name, default))
        except (TypeError, ValueError, OverflowError) as error:
            raise build_detailed_error(
                "invalid_arguments", [f"must be an integer [json-pointer:/{name}]"]
            ) from error

    def require_scope(self, *scopes: str) -> None:
        """Check that the token has at least one of these scopes.

        Raises:
            ApiError: `missing_scope`, with the needed and the provided scopes.
        """
        granted_scopes = self.state.manifest.scopes
        if scopes and not granted_scopes.intersection(scopes):
            raise ApiError(
                "missing_scope", needed=",".join(scopes), provided=",".join(sorted(granted_scopes))
            )

    def record_accepted(self, channel: Channel | None = None, message: Json | None = None) -> None:
        """Record in the journal that Slack accepted the call."""
        self.state.record_accepted(
            self.method_name, self.workspace, channel.id if channel else "", message, self.fault
        )

    def get_channel(self, permission: str = "") -> Channel:
        """Return the channel whose id is in the argument `channel`.

        Args:
            permission: "read" or "history": the scope that the channel's kind requires; "" for none.

        Raises:
            ApiError: the channel's forced error; `missing_scope`; `channel_not_found` if the channel does not exist, or
                is private and the bot is not a member.
        """
        if permission:
            self.require_scope(*(f"{family}:{permission}" for family in SCOPE_FAMILIES))
        channel_id = self.get_text("channel")
        channel = self.workspace.channels.get(channel_id)
        if channel is None or (channel.kind != "public" and self.workspace.bot.id not in channel.member_ids):
            raise ApiError("channel_not_found")
        if channel.forced_error:
            raise ApiError(channel.forced_error)
        if permission:
            self.require_scope(f"{SCOPE_FAMILY_BY_KIND[channel.kind]}:{permission}")
        return channel

    def get_page(self, items: list[Any], default_limit: int = 100) -> tuple[list[Any], str]:
        """Return one page of a list, and the cursor of the next page ("" on the last page).

        The arguments `limit` and `cursor` select the page.

        Raises:
            ApiError: `invalid_limit`, `invalid_cursor`.
        """
        limit = self.get_int("limit", default_limit) or default_limit
        if not 1 <= limit <= MAX_PAGE_SIZE:
            raise ApiError("invalid_limit")
        cursor = self.get_text("cursor")
        start = 0
        if cursor:
            if not cursor.startswith("next:") or not cursor[5:].isdecimal():
                raise ApiError("invalid_cursor")
            start = int(cursor[5:])
        end = start + limit
        return items[start:end], f"next:{end}" if end < len(items) else ""


def parse_arguments(content_type: str, query: dict[str, str], form: dict[str, str], body: str) -> Json:
    """Return the arguments of a call from its query, form or JSON body.

    Raises:
        ApiError: `invalid_json`, `json_not_object`.
    """
    if "json" not in content_type:
        return {**query, **form}
    try:
        body_arguments = json.loads(body or "{}")
    except (ValueError, RecursionError) as error:
        raise ApiError("invalid_json") from error
    if not isinstance(body_arguments, dict):
        raise ApiError("json_not_object")
    return {**query, **body_arguments}
