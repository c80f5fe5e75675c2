"""One call of the Web API: who calls, with what arguments, allowed to do what."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playground.state.api_errors import ApiError, build_detailed_error
from playground.state.channels import SCOPE_FAMILY_BY_KIND

if TYPE_CHECKING:
    from playground.state.channels import Channel
    from playground.state.json_types import Json
    from playground.state.state import SlackState
    from playground.state.workspace import Workspace

SCOPE_FAMILIES = ("channels", "groups", "mpim", "im")
MAX_PAGE_SIZE = 1_000  # docs.slack.dev, conversations.replies: the most that `limit` takes
_TRUE_STRINGS = frozenset({"true", "1", "True"})


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """A call with a good token.

    Attributes:
        state: the state.
        workspace: the workspace of the token; of an app-level token, any one.
        arguments: as they arrived: JSON has types, a form has strings.
        method_name: of the method.
        fault: what goes wrong with the call; empty if nothing.
    """

    state: SlackState
    workspace: Workspace
    arguments: Json
    method_name: str = ""
    fault: str = ""

    def get_text(self, name: str, default: str = "") -> str:
        """Return a string argument.

        Raises:
            Refused: `invalid_arguments` if it is no string.
        """
        value = self.arguments.get(name)
        if value is None:
            return default
        if not isinstance(value, str):
            raise build_detailed_error("invalid_arguments", [f"must provide a string [json-pointer:/{name}]"])
        return value

    def get_flag(self, name: str) -> bool:
        """Return a boolean argument; false if it is not given."""
        value = self.arguments.get(name)
        return value is True or value == 1 or (isinstance(value, str) and value in _TRUE_STRINGS)

    def get_int(self, name: str, default: int) -> int:
        """Return a whole number.

        Raises:
            Refused: `invalid_arguments` if it is none.
        """
        try:
            return int(self.arguments.get(name, default))
        except (TypeError, ValueError, OverflowError) as error:
            raise build_detailed_error(
                "invalid_arguments", [f"must be an integer [json-pointer:/{name}]"]
            ) from error

    def require_scope(self, *scopes: str) -> None:
        """Refuse unless the token has one of these scopes.

        Raises:
            Refused: `missing_scope`, with what is needed and what there is.
        """
        granted_scopes = self.state.manifest.scopes
        if scopes and not granted_scopes.intersection(scopes):
            raise ApiError(
                "missing_scope", needed=",".join(scopes), provided=",".join(sorted(granted_scopes))
            )

    def record_accepted(self, channel: Channel | None = None, message: Json | None = None) -> None:
        """Put into the journal that this call was accepted."""
        self.state.record_accepted(
            self.method_name, self.workspace, channel.id if channel else "", message, self.fault
        )

    def get_channel(self, permission: str = "") -> Channel:
        """Return the channel of the argument `channel`.

        Args:
            permission: "read" or "history": the scope of the channel's kind that is needed.

        Raises:
            Refused: what the channel is set to refuse with; `missing_scope`; `channel_not_found` if it does not
                exist, or is private and the bot not in it.
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
        """Return the part of a list that `limit` and `cursor` ask for, and the cursor of the next; "" at the end.

        Raises:
            Refused: `invalid_limit`, `invalid_cursor`.
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
    """Return the arguments of a call from where they stand.

    Raises:
        Refused: `invalid_json`, `json_not_object`.
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
