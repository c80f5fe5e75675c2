"""The fields of a pipe's input rows, checked."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from news.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping


def get_positive_integer(row: Mapping[str, Any], key: str) -> int | None:
    """Return a whole number above 0, or None if the row does not give it.

    Raises:
        Unreadable: the value is anything else.
    """
    value = row.get(key)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise Unreadable(f'"{key}"', "not a whole number above 0")
    return value


def get_time(row: Mapping[str, Any], key: str) -> datetime | None:
    """Return an ISO 8601 time, UTC unless it names a zone, or None if the row does not give it.

    Raises:
        Unreadable: the value is not such a time.
    """
    value = row.get(key)
    if not value:
        return None
    try:
        time = datetime.fromisoformat(str(value))
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Unreadable(f'"{key}"', "not an ISO 8601 time, such as 2026-11-18T07:15:00Z") from error
