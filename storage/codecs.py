"""Encode values for the database: times as integers, texts without lone surrogates, lists as JSON."""

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
# UTF-8 has no lone surrogates. One character replaces another, so that offsets stay valid.
_LONE_SURROGATE_PATTERN = re.compile("[\ud800-\udfff]")


def to_micros(moment: datetime) -> int:
    """Encode a time with a time zone as microseconds since 1970 (UTC).

    The encoding keeps the order of times and loses no precision.

    Raises:
        TypeError: the time is naive.
    """
    return (moment - _EPOCH) // _MICROSECOND


def optional_to_micros(moment: datetime | None) -> int | None:
    """Encode a time as microseconds since 1970 (UTC); return None for None."""
    return None if moment is None else to_micros(moment)


def from_micros(micros: int) -> datetime:
    """Decode a time encoded by `to_micros`, as a time in UTC."""
    return _EPOCH + micros * _MICROSECOND


def optional_from_micros(micros: int | None) -> datetime | None:
    """Decode a time encoded by `optional_to_micros`, as a time in UTC; return None for None."""
    return None if micros is None else from_micros(micros)


def replace_surrogates(text: str) -> str:
    """Replace every lone surrogate in a text by U+FFFD.

    The length of the text stays the same.
    """
    return text if text.isascii() else _LONE_SURROGATE_PATTERN.sub("\ufffd", text)


def to_json_array(values: Iterable[str]) -> str:
    """Return strings as a JSON array, for an SQL parameter.

    In SQL: `IN (SELECT value FROM json_each(?))`.
    """
    return json.dumps([replace_surrogates(value) for value in values])


def to_json(value: object) -> str:
    """Return a value as compact JSON, with lone surrogates escaped."""
    return _COMPACT_ENCODER.encode(value)


def from_json(text: str) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """Decode a value encoded by `to_json`."""
    return json.loads(text)


def spans_to_json(spans: Iterable[tuple[int, int]]) -> str:
    """Return (start, end) spans as one JSON list: start, end, start, end ..."""
    return "[" + ",".join([f"{start},{end}" for start, end in spans]) + "]"


def spans_from_json(text: str) -> tuple[tuple[int, int], ...]:
    """Decode spans encoded by `spans_to_json`."""
    offsets = json.loads(text)
    return tuple(zip(offsets[::2], offsets[1::2], strict=True))
