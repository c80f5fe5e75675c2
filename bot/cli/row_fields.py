"""Read and check the fields of a pipe's input rows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from news.article_kind import ArticleKind
from news.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping


def get_positive_integer(row: Mapping[str, Any], key: str) -> int | None:
    """Return a positive integer, or None if the row does not contain the field.

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
    """Parse a time in ISO 8601 format; return None if the row does not contain the field.

    A time without an offset is taken as UTC.

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


def get_text(row: Mapping[str, Any], key: str) -> str:
    """Return a text field, or a number as text; "" if the row does not contain the field.

    Raises:
        Unreadable: the value is anything else.
    """
    value = row.get(key)
    if value is None:
        return ""
    if isinstance(value, str | int | float):
        return str(value)
    raise Unreadable(f'"{key}"', "not a text")


def get_list(row: Mapping[str, Any], key: str) -> list[Any]:
    """Return a list; an empty list if the row does not contain the field.

    Raises:
        Unreadable: the value is not a list.
    """
    value = row.get(key) or []
    if not isinstance(value, list):
        raise Unreadable(f'"{key}"', "not a list")
    return value


def parse_kind(name: str) -> ArticleKind:
    """Return the kind of article with this name; "report" if the name is empty.

    Raises:
        Unreadable: there is no such kind.
    """
    try:
        return ArticleKind(name or "report")
    except ValueError as error:
        raise Unreadable('"kind"', f"none of {', '.join(ArticleKind)}") from error
