"""The settings for whoever looks after a server: the log, an outside watcher, and how long articles are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from news.errors import InvalidSetting, SettingProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

LOG_FORMATS = ("text", "json")
DEFAULT_HEARTBEAT_MINUTES = 5
# Below this, `/brief 1w` and search would lose what people still ask for.
MIN_ARTICLE_DAYS, MAX_ARTICLE_DAYS = 14, 36_500
MIN_DATABASE_MB = 50


@dataclass(frozen=True, slots=True)
class OperationSettings:
    """How the bot is looked after.

    Attributes:
        log_format: "text" for people, "json" for programs.
        heartbeat_url: the URL that is fetched while the bot works; "" for none.
        heartbeat_minutes: the minutes between two such requests.
        max_article_days: articles are pruned at this age; 0 to keep them.
        max_database_mb: the oldest articles are pruned when the database uses more megabytes; 0 for no limit.
    """

    log_format: str = "text"
    heartbeat_url: str = ""
    heartbeat_minutes: int = DEFAULT_HEARTBEAT_MINUTES
    max_article_days: int = 0
    max_database_mb: int = 0

    def __repr__(self) -> str:
        """Return a representation without the watcher's URL, which contains a key."""
        return f"OperationSettings(log_format={self.log_format!r})"


def read_operation_settings(env: Mapping[str, str], problems: list[InvalidSetting]) -> OperationSettings:
    """Read the settings, and add a problem for each malformed one."""

    def number(name: str, default: int, minimum: int, maximum: int, *, is_optional: bool = True) -> int:
        value = env.get(name, "").strip() or str(default)
        lowest = 0 if is_optional and value == "0" else minimum
        return parse_number(
            name, value, default, lowest, maximum, SettingProblem.NUMBER_OUT_OF_RANGE, problems
        )

    return OperationSettings(
        _read_log_format(env, problems),
        _read_heartbeat_url(env, problems),
        number("NEWSBRIEF_HEARTBEAT_MINUTES", DEFAULT_HEARTBEAT_MINUTES, 1, 24 * 60, is_optional=False),
        number("NEWSBRIEF_ARTICLE_MAX_DAYS", 0, MIN_ARTICLE_DAYS, MAX_ARTICLE_DAYS),
        number("NEWSBRIEF_DATABASE_MAX_MB", 0, MIN_DATABASE_MB, 1_000_000),
    )


def parse_number(
    name: str,
    value: str,
    default: int,
    minimum: int,
    maximum: int,
    problem: SettingProblem,
    problems: list[InvalidSetting],
) -> int:
    """Return the whole number in a setting's value. If it is out of range, add a problem and return the default."""
    if not re.fullmatch(r"\d{1,7}", value) or not minimum <= int(value) <= maximum:
        values = {"minimum": minimum, "maximum": maximum, "example": default or maximum}
        problems.append(InvalidSetting(name, problem, values))
        return default
    return int(value)


# ---- private


def _read_log_format(env: Mapping[str, str], problems: list[InvalidSetting]) -> str:
    value = env.get("NEWSBRIEF_LOG_FORMAT", "").strip().lower() or LOG_FORMATS[0]
    if value not in LOG_FORMATS:
        values = {"choices": " or ".join(LOG_FORMATS), "example": LOG_FORMATS[-1]}
        problems.append(InvalidSetting("NEWSBRIEF_LOG_FORMAT", SettingProblem.CHOICE_INVALID, values))
        return LOG_FORMATS[0]
    return value


def _read_heartbeat_url(env: Mapping[str, str], problems: list[InvalidSetting]) -> str:
    """Return the watcher's URL. An error never repeats it, because it contains a key."""
    value = env.get("NEWSBRIEF_HEARTBEAT_URL", "").strip()
    if value and not re.fullmatch(r"https?://[^\s/@?#\\]+(?:[/?][^\s\\]*)?", value):
        problems.append(InvalidSetting("NEWSBRIEF_HEARTBEAT_URL", SettingProblem.HEARTBEAT_URL_INVALID))
        return ""
    return value
