"""How values stand in columns: times as integers, text that SQLite can hold, lists as JSON."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SHORT = json.JSONEncoder(separators=(",", ":"))
_TICK = timedelta(microseconds=1)
# UTF-8 has no lone surrogates. One character takes another's place, so that offsets keep their meaning.
_SURROGATE = re.compile("[\ud800-\udfff]")


def stamp(moment: datetime) -> int:
    """Give an aware time as microseconds since 1970, UTC: it sorts, and comes back exactly.

    Raises:
        TypeError: the time is naive.
    """
    return (moment - _EPOCH) // _TICK


def maybe(moment: datetime | None) -> int | None:
    """Give the stamp, or None for None."""
    return None if moment is None else stamp(moment)


def moment(ticks: int) -> datetime:
    """Undo `stamp`."""
    return _EPOCH + ticks * _TICK


def perhaps(ticks: int | None) -> datetime | None:
    """Undo `maybe`."""
    return None if ticks is None else moment(ticks)


def plain(text: str) -> str:
    """Give the text with each lone surrogate replaced by U+FFFD, of the same length."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def listed(values: Iterable[str]) -> str:
    """Give strings as the JSON array that `IN (SELECT value FROM json_each(?))` reads."""
    return json.dumps([plain(value) for value in values])


def packed(value: object) -> str:
    """Give the shortest JSON of a value; lone surrogates survive in it."""
    return _SHORT.encode(value)


def unpacked(text: str) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """Undo `packed`."""
    return json.loads(text)


def paired(spans: Iterable[tuple[int, int]]) -> str:
    """Give spans as one flat JSON list."""
    return "[" + ",".join([f"{start},{end}" for start, end in spans]) + "]"


def unpaired(text: str) -> tuple[tuple[int, int], ...]:
    """Undo `paired`."""
    flat = json.loads(text)
    return tuple(zip(flat[::2], flat[1::2], strict=True))
