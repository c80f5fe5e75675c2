"""How values stand in columns: times as integers, text that SQLite can hold, lists as JSON."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COMPACT_ENCODER = json.JSONEncoder(separators=(",", ":"))
_MICROSECOND = timedelta(microseconds=1)
# UTF-8 has no lone surrogates. One character takes another's place, so that offsets keep their meaning.
_LONE_SURROGATE_PATTERN = re.compile("[\ud800-\udfff]")


def to_micros(moment: datetime) -> int:
    """Give an aware time as microseconds since 1970, UTC: it sorts, and comes back exactly.

    Raises:
        TypeError: the time is naive.
    """
    return (moment - _EPOCH) // _MICROSECOND


def optional_to_micros(moment: datetime | None) -> int | None:
    """Give the stamp, or None for None."""
    return None if moment is None else to_micros(moment)


def from_micros(micros: int) -> datetime:
    """Undo `stamp`."""
    return _EPOCH + micros * _MICROSECOND


def optional_from_micros(micros: int | None) -> datetime | None:
    """Undo `maybe`."""
    return None if micros is None else from_micros(micros)


def replace_surrogates(text: str) -> str:
    """Give the text with each lone surrogate replaced by U+FFFD, of the same length."""
    return text if text.isascii() else _LONE_SURROGATE_PATTERN.sub("\ufffd", text)


def to_json_array(values: Iterable[str]) -> str:
    """Give strings as the JSON array that `IN (SELECT value FROM json_each(?))` reads."""
    return json.dumps([replace_surrogates(value) for value in values])


def to_json(value: object) -> str:
    """Give the shortest JSON of a value; lone surrogates survive in it."""
    return _COMPACT_ENCODER.encode(value)


def from_json(text: str) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """Undo `packed`."""
    return json.loads(text)


def spans_to_json(spans: Iterable[tuple[int, int]]) -> str:
    """Give spans as one flat JSON list."""
    return "[" + ",".join([f"{start},{end}" for start, end in spans]) + "]"


def spans_from_json(text: str) -> tuple[tuple[int, int], ...]:
    """Undo `paired`."""
    offsets = json.loads(text)
    return tuple(zip(offsets[::2], offsets[1::2], strict=True))
