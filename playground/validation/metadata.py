"""The metadata of a message: a name and an object that apps read and people do not see."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from playground.state.api_errors import Refused

if TYPE_CHECKING:
    from playground.state.json_types import Json

FIELDS = frozenset({"event_type", "event_payload"})


def accept(value: object) -> Json | None:
    """Return the metadata as Slack keeps it; None if there is none.

    Args:
        value: an object, or its JSON, with "event_type" and "event_payload".

    Raises:
        Refused: `invalid_metadata_format`, `invalid_metadata_schema`.
    """
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise Refused("invalid_metadata_format") from error
    if not isinstance(value, dict):
        raise Refused("invalid_metadata_format")
    if set(value) != FIELDS:
        raise Refused("invalid_metadata_schema")
    name, payload = value["event_type"], value["event_payload"]
    if not isinstance(name, str) or not name or not isinstance(payload, dict):
        raise Refused("invalid_metadata_schema")
    return {"event_type": name, "event_payload": payload}
