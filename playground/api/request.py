"""One call of the Web API: who calls, with what arguments, allowed to do what."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playground.state.api_errors import Refused, explained
from playground.state.channels import FAMILY

if TYPE_CHECKING:
    from playground.state.channels import Channel
    from playground.state.json_types import Json
    from playground.state.state import Cloud
    from playground.state.workspace import Workspace

FAMILIES = ("channels", "groups", "mpim", "im")
MOST_OBJECTS = 1_000  # docs.slack.dev, conversations.replies: the most that `limit` takes
_TRUE = frozenset({"true", "1", "True"})


@dataclass(frozen=True, slots=True)
class Request:
    """A call with a good token.

    Attributes:
        cloud: the state.
        workspace: the workspace of the token; of an app-level token, any one.
        arguments: as they arrived: JSON has types, a form has strings.
        name: of the method.
        fault: what goes wrong with the call; empty if nothing.
    """

    cloud: Cloud
    workspace: Workspace
    arguments: Json
    name: str = ""
    fault: str = ""

    def text(self, name: str, default: str = "") -> str:
        """Return a string argument.

        Raises:
            Refused: `invalid_arguments` if it is no string.
        """
        value = self.arguments.get(name)
        if value is None:
            return default
        if not isinstance(value, str):
            raise explained("invalid_arguments", [f"must provide a string [json-pointer:/{name}]"])
        return value

    def flag(self, name: str) -> bool:
        """Return a boolean argument; false if it is not given."""
        value = self.arguments.get(name)
        return value is True or value == 1 or (isinstance(value, str) and value in _TRUE)

    def number(self, name: str, default: int) -> int:
        """Return a whole number.

        Raises:
            Refused: `invalid_arguments` if it is none.
        """
        try:
            return int(self.arguments.get(name, default))
        except (TypeError, ValueError, OverflowError) as error:
            raise explained("invalid_arguments", [f"must be an integer [json-pointer:/{name}]"]) from error

    def require(self, *scopes: str) -> None:
        """Refuse unless the token has one of these scopes.

        Raises:
            Refused: `missing_scope`, with what is needed and what there is.
        """
        have = self.cloud.manifest.scopes
        if scopes and not have.intersection(scopes):
            raise Refused("missing_scope", needed=",".join(scopes), provided=",".join(sorted(have)))

    def note(self, channel: Channel | None = None, message: Json | None = None) -> None:
        """Put into the journal that this call was accepted."""
        self.cloud.note(self.name, self.workspace, channel.id if channel else "", message, self.fault)

    def channel(self, right: str = "") -> Channel:
        """Return the channel of the argument `channel`.

        Args:
            right: "read" or "history": the scope of the channel's kind that is needed.

        Raises:
            Refused: what the channel is set to refuse with; `missing_scope`; `channel_not_found` if it does not
                exist, or is private and the bot not in it.
        """
        if right:
            self.require(*(f"{family}:{right}" for family in FAMILIES))
        wanted = self.text("channel")
        channel = self.workspace.channels.get(wanted)
        if channel is None or (channel.kind != "public" and self.workspace.bot.id not in channel.members):
            raise Refused("channel_not_found")
        if channel.refusal:
            raise Refused(channel.refusal)
        if right:
            self.require(f"{FAMILY[channel.kind]}:{right}")
        return channel

    def page(self, items: list[Any], default: int = 100) -> tuple[list[Any], str]:
        """Return the part of a list that `limit` and `cursor` ask for, and the cursor of the next; "" at the end.

        Raises:
            Refused: `invalid_limit`, `invalid_cursor`.
        """
        limit = self.number("limit", default) or default
        if not 1 <= limit <= MOST_OBJECTS:
            raise Refused("invalid_limit")
        cursor = self.text("cursor")
        start = 0
        if cursor:
            if not cursor.startswith("next:") or not cursor[5:].isdecimal():
                raise Refused("invalid_cursor")
            start = int(cursor[5:])
        end = start + limit
        return items[start:end], f"next:{end}" if end < len(items) else ""


def arguments(content_type: str, query: dict[str, str], form: dict[str, str], body: str) -> Json:
    """Return the arguments of a call from where they stand.

    Raises:
        Refused: `invalid_json`, `json_not_object`.
    """
    if "json" not in content_type:
        return {**query, **form}
    try:
        given = json.loads(body or "{}")
    except (ValueError, RecursionError) as error:
        raise Refused("invalid_json") from error
    if not isinstance(given, dict):
        raise Refused("json_not_object")
    return {**query, **given}
