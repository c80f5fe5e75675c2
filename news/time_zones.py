"""Load time zones by IANA name from this machine's data.

The data may lack a zone that it contained earlier.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from news.errors import UnknownTimezone


def load_timezone(name: str) -> ZoneInfo:
    """Return the time zone with this IANA name.

    Raises:
        UnknownTimezone: this machine does not know the time zone.
    """
    try:
        return ZoneInfo(name)
    except (
        KeyError,
        ValueError,
        OSError,
    ) as problem:  # not found; not a file name; a folder, such as "Europe"
        raise UnknownTimezone(name) from problem


def is_known_timezone(name: str) -> bool:
    """Whether this machine knows a time zone with this name."""
    try:
        load_timezone(name)
    except UnknownTimezone:
        return False
    return True


def timezone_or_utc(name: str) -> ZoneInfo:
    """Return the time zone with this name; UTC if this machine does not know the name.

    UTC is used so that times can still be shown.
    """
    return load_timezone(name if is_known_timezone(name) else "UTC")
