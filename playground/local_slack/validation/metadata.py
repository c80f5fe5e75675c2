"""Validate message metadata, which apps receive but people do not see.

Metadata consists of an event type and a payload.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from local_slack.state.api_errors import ApiError

if TYPE_CHECKING:
    from local_slack.state.json_types import Json

METADATA_FIELDS = frozenset({"event_type", "event_payload"})


def validate(value: object) -> Json | None:
    """Validate metadata. Return it in the format that Slack stores; None if there is none.

    Args:
        value: an object with "event_type" and "event_payload", or the object as JSON.

    Raises:
        ApiError: `invalid_metadata_format`, `invalid_metadata_schema`.
    """
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise ApiError("invalid_metadata_format") from error
    if not isinstance(value, dict):
        raise ApiError("invalid_metadata_format")
    if set(value) != METADATA_FIELDS:
        raise ApiError("invalid_metadata_schema")
    event_type, event_payload = value["event_type"], value["event_payload"]
    if not isinstance(event_type, str) or not event_type or not isinstance(event_payload, dict):
        raise ApiError("invalid_metadata_schema")
    return {"event_type": event_type, "event_payload": event_payload}
