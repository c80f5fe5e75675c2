"""A log of JSON objects, one for each line, for programs that collect logs.

    {"time": "2026-11-20T09:00:00.123+00:00", "level": "info", "logger": "bot.services.briefs", "event": "briefed",
     "fields": {"brief": "55ada12c", "stories": 5, "read": 113}}

The lines are those of the text log: `name=%s` in a message is a field, the words before it are the event. Libraries'
lines, errors and tracebacks are redacted by the same formatter.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.runtime.log_privacy import RedactingFormatter

if TYPE_CHECKING:
    import logging

# A conversion of printf style, with its name if it is a field: "stories=%d", "%.0f".
_CONVERSION_PATTERN = re.compile(r"(?:(\w+)=)?%(?:%|[-#0 +]*\d*(?:\.\d+)?[hlL]?([a-zA-Z]))")


class JsonFormatter(RedactingFormatter):
    """Formats each record as a JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the JSON object for a record, without text written by users."""
        redacted = self.redact(record)
        event, fields = _split(redacted)
        line: dict[str, object] = {
            # The clock's time of the record, not the time of now.
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": event,
            "fields": fields,
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


# ---- private


def _split(record: logging.LogRecord) -> tuple[str, dict[str, object]]:
    """Return the event and the fields of a redacted record."""
    template = str(record.msg)
    matches = [match for match in _CONVERSION_PATTERN.finditer(template) if match[2]]
    args = record.args if isinstance(record.args, tuple) else ()
    if len(matches) != len(args):
        return "withheld", {}
    fields = {match[1]: _as_json(value) for match, value in zip(matches, args, strict=True) if match[1]}
    first_field = next((match.start() for match in matches if match[1]), len(template))
    words, unnamed_args = template[:first_field], args[: sum(match.end() <= first_field for match in matches)]
    try:
        return (words % unnamed_args if unnamed_args else words.replace("%%", "%")).strip(" ,:"), fields
    except (TypeError, ValueError):
        return "withheld", {}


def _as_json(value: object) -> object:
    """Return a value as JSON has it; anything that is no number, text or truth as text."""
    return value if isinstance(value, bool | int | float) or value is None else str(value)
