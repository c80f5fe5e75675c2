"""The errors of the Web API."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local_slack.state.json_types import Json


class ApiError(Exception):
    """The error for a request that Slack rejects.

    Attributes:
        error: Slack's error code, for example "not_in_channel".
        details: further fields of the response, for example "needed" and "provided" of "missing_scope".
    """

    def __init__(self, error: str, **details: object) -> None:
        super().__init__(error)
        self.error = error
        self.details = details

    def to_json(self) -> Json:
        """Return the body of Slack's response."""
        return {"ok": False, "error": self.error, **self.details}


def build_detailed_error(error: str, messages: list[str]) -> ApiError:
    """Return an error with detailed messages, as Slack does for invalid blocks and arguments.

    Args:
        error: "invalid_blocks", "invalid_arguments", ...
        messages: the messages without the prefix "[ERROR] " that `response_metadata` adds.
    """
    response_metadata = {"messages": [f"[ERROR] {message}" for message in messages]}
    return ApiError(error, errors=list(messages), response_metadata=response_metadata)
