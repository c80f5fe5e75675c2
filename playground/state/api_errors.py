"""What Slack answers when it will not do a thing: an error's name and what goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playground.state.json_types import Json


class ApiError(Exception):
    """A request that Slack does not grant.

    Attributes:
        error: Slack's name for it, as "not_in_channel".
        details: further fields of the answer, as "needed" and "provided" of "missing_scope".
    """

    def __init__(self, error: str, **details: object) -> None:
        super().__init__(error)
        self.error = error
        self.details = details

    def to_json(self) -> Json:
        """Return the body of Slack's answer."""
        return {"ok": False, "error": self.error, **self.details}


def build_detailed_error(error: str, messages: list[str]) -> ApiError:
    """Return a refusal that names what is wrong, as Slack's Block Kit and argument checks do.

    Args:
        error: "invalid_blocks", "invalid_arguments", ...
        messages: each without the "[ERROR] " that Slack puts before it in `response_metadata`.
    """
    response_metadata = {"messages": [f"[ERROR] {message}" for message in messages]}
    return ApiError(error, errors=list(messages), response_metadata=response_metadata)
