"""The settings, read from the environment, .env files and named files. All problems are reported together."""

from __future__ import annotations

import os
import re
import sys
from base64 import b64encode
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING

from bot.runtime import setting_files, tokens
from bot.runtime.operation_settings import OperationSettings, parse_number, read_operation_settings
from bot.runtime.setting_files import ENV_FILE
from news.errors import InvalidSetting, SettingProblem, SettingsError
from sources.http.fetch_policy import FetchPolicy, Login

if TYPE_CHECKING:
    from collections.abc import Mapping

DATABASE_FILE = "newsbrief.db"
_YES_WORDS, _NO_WORDS = frozenset({"yes", "on", "true", "1"}), frozenset({"", "no", "off", "false", "0"})
# The prefixes of settings with credentials for a host; the rest of the name is free.
_CREDENTIAL_PREFIXES = ("NEWSBRIEF_LOGIN_", "NEWSBRIEF_HEADER_")
# The names of settings before release 0.3, which still work; to be removed in the release after it.
_OLD_SETTING_NAMES = {
    "NEWSBRIEF_ALLOWED_NETWORKS": "NEWSBRIEF_INSIDE",
    "NEWSBRIEF_MISSED_DIGEST_MAX_AGE_HOURS": "NEWSBRIEF_CATCHUP_HOURS",
    "NEWSBRIEF_MIN_POLL_MINUTES": "NEWSBRIEF_FETCH_MINUTES",
    "NEWSBRIEF_DELIVERY_RECHECK_S": "NEWSBRIEF_SETTLE_S",
}
SLACK_API_URL = "https://slack.com/api/"
# Seconds until the bot looks for a message with unknown outcome. A request that Slack processes later is posted
# twice: with 0.1 s under a lateness and lag of 0.5 s, 152 of 6,000; with 1 s, none of 24,000.
DELIVERY_RECHECK_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of the bot that serves Slack.

    Attributes:
        bot_token: the bot token; begins with xoxb-.
        app_token: the app-level token for Socket Mode; begins with xapp-.
        signing_secret: the signing secret; "" in Socket Mode, which does not need it.
        api_url: the URL of Slack's API, or of a local replacement.
        fetch_policy: the rules for requests to the hosts of sources.
        min_poll_minutes: the minimum time between two polls of a source, in minutes.
        missed_digest_max_age_hours: the maximum age of a missed digest that is still sent, in hours.
        delivery_recheck_seconds: the time until the bot looks for a message with unknown outcome, in seconds.
        health_port: the local port of `/healthz`; 0 for no server.
        operation: the settings for whoever looks after the server.
    """

    bot_token: str
    app_token: str
    signing_secret: str = ""
    api_url: str = SLACK_API_URL
    fetch_policy: FetchPolicy = FetchPolicy()
    min_poll_minutes: int = 15
    missed_digest_max_age_hours: int = 6
    delivery_recheck_seconds: float = DELIVERY_RECHECK_SECONDS
    health_port: int = 0
    operation: OperationSettings = OperationSettings()

    def __repr__(self) -> str:
        """Return a representation of the settings without tokens."""
        return f"Settings(api_url={self.api_url!r})"


def load_environment(folder: Path) -> dict[str, str]:
    """Return the environment merged with the .env files in a folder and in the data folder.

    The environment takes precedence, then the .env file of this folder, then the one in the data folder.
    """
    env = {**setting_files.read_env_file(folder / ENV_FILE), **os.environ}
    home_values = setting_files.read_env_file(data_folder(env) / ENV_FILE)
    home_values.pop("NEWSBRIEF_HOME", None)  # the folder has been found without it
    return {**home_values, **env}


def data_folder(env: Mapping[str, str]) -> Path:
    """Return the data folder: NEWSBRIEF_HOME, or the platform's default."""
    if folder_name := env.get("NEWSBRIEF_HOME"):
        return Path(folder_name).expanduser()
    if sys.platform == "win32":
        return Path(env.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "newsbrief"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "newsbrief"
    return Path(env.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "newsbrief"


def load_fetch_policy(env: Mapping[str, str]) -> tuple[FetchPolicy, timedelta]:
    """Return the fetch policy and the minimum time between two polls of a source.

    These are the settings that the terminal commands need for fetching.

    Raises:
        SettingsError: settings are malformed; the error lists all of them.
    """
    problems: list[InvalidSetting] = []
    env = setting_files.read_named_files(env, problems)
    policy_and_interval = (
        _read_fetch_policy(env, problems),
        timedelta(minutes=_read_min_poll_minutes(env, problems)),
    )
    if problems:
        raise SettingsError(problems)
    return policy_and_interval


def load_mcp_article_text(env: Mapping[str, str]) -> bool:
    """Return whether the MCP server may give out the words of articles.

    Raises:
        SettingsError: the setting is malformed.
    """
    problems: list[InvalidSetting] = []
    name = "NEWSBRIEF_MCP_ARTICLE_TEXT"
    own_settings = {key: env[key] for key in (name, name + setting_files.FILE_SUFFIX) if key in env}
    value = setting_files.read_named_files(own_settings, problems).get(name, "").strip().lower()
    if value not in _YES_WORDS | _NO_WORDS:
        values = {"choices": "yes or no", "example": "yes"}
        problems.append(InvalidSetting(name, SettingProblem.CHOICE_INVALID, values))
    if problems:
        raise SettingsError(problems)
    return value in _YES_WORDS


def load_feed_channels(env: Mapping[str, str]) -> tuple[str, ...]:
    """Return the channels whose briefs may be exported as a feed: none, unless they are named."""
    value = setting_files.read_named_files(env, []).get("NEWSBRIEF_FEED_CHANNELS", "")
    return tuple(filter(None, re.split(r"[\s,]+", value)))


def load_settings(env: Mapping[str, str]) -> Settings:
    """Read and validate the settings for Slack.

    Raises:
        SettingsError: settings are missing or malformed; the error lists all of them.
    """
    problems: list[InvalidSetting] = []
    env = setting_files.read_named_files(env, problems)
    settings = Settings(
        bot_token=_read_token(env, "SLACK_BOT_TOKEN", problems),
        app_token=_read_token(env, "SLACK_APP_TOKEN", problems),
        signing_secret=_read_signing_secret(env, problems),
        api_url=read_api_url(env, problems),
        fetch_policy=_read_fetch_policy(env, problems),
        min_poll_minutes=_read_min_poll_minutes(env, problems),
        missed_digest_max_age_hours=_read_number(
            env,
            "NEWSBRIEF_MISSED_DIGEST_MAX_AGE_HOURS",
            6,
            0,
            24 * 7,
            SettingProblem.HOURS_OUT_OF_RANGE,
            problems,
        ),
        delivery_recheck_seconds=_read_recheck_seconds(env, problems),
        health_port=_read_number(
            env, "NEWSBRIEF_HEALTH_PORT", 0, 0, 65_535, SettingProblem.NUMBER_OUT_OF_RANGE, problems
        ),
        operation=read_operation_settings(env, problems),
    )
    if problems:
        raise SettingsError(problems)
    return settings


def read_api_url(env: Mapping[str, str], problems: list[InvalidSetting]) -> str:
    """Return the URL of Slack's API. If it is malformed, a problem is added to the list."""
    value = env.get("SLACK_API_URL", "").strip() or SLACK_API_URL
    if not re.match(r"https?://[^\s/]+/", value):
        values = {"example": SLACK_API_URL}
        problems.append(InvalidSetting("SLACK_API_URL", SettingProblem.API_URL_INVALID, values))
    return value if value.endswith("/") else f"{value}/"


# ---- private


def _read_setting(env: Mapping[str, str], name: str) -> tuple[str, str]:
    """Return a setting's value, and the name under which it was set.

    This is the current name or, for one release, the old name.
    """
    old_name = _OLD_SETTING_NAMES.get(name, "")
    given_name = old_name if old_name in env and name not in env else name
    return env.get(given_name, "").strip(), given_name


def _read_token(env: Mapping[str, str], name: str, problems: list[InvalidSetting]) -> str:
    value = env.get(name, "").strip()
    problem = tokens.check_token(name, value)
    problems += [problem] if problem else []
    return value


def _read_signing_secret(env: Mapping[str, str], problems: list[InvalidSetting]) -> str:
    value = env.get("SLACK_SIGNING_SECRET", "").strip()
    if value and not re.fullmatch(r"[0-9a-f]{16,64}", value):
        problems.append(InvalidSetting("SLACK_SIGNING_SECRET", SettingProblem.SIGNING_SECRET_INVALID))
    return value


def _read_number(
    env: Mapping[str, str],
    name: str,
    default: int,
    minimum: int,
    maximum: int,
    problem: SettingProblem,
    problems: list[InvalidSetting],
) -> int:
    given_value, given_name = _read_setting(env, name)
    value = given_value or str(default)
    return parse_number(given_name, value, default, minimum, maximum, problem, problems)


def _read_min_poll_minutes(env: Mapping[str, str], problems: list[InvalidSetting]) -> int:
    return _read_number(
        env,
        "NEWSBRIEF_MIN_POLL_MINUTES",
        15,
        1,
        24 * 60,
        SettingProblem.MINUTES_OUT_OF_RANGE,
        problems,
    )


def _read_fetch_policy(env: Mapping[str, str], problems: list[InvalidSetting]) -> FetchPolicy:
    allowed_networks = []
    networks_text, given_name = _read_setting(env, "NEWSBRIEF_ALLOWED_NETWORKS")
    for word in re.split(r"[\s,]+", networks_text):
        try:
            allowed_networks += [ip_network(word, strict=False)] if word else []
        except ValueError:
            problems.append(InvalidSetting(given_name, SettingProblem.NETWORK_INVALID, {"text": word}))
    logins = [
        _parse_login(name, env[name], problems)
        for name in sorted(env)
        if name.startswith(_CREDENTIAL_PREFIXES)
    ]
    return FetchPolicy(
        contact_url=env.get("NEWSBRIEF_CONTACT", "").strip(),
        allowed_networks=tuple(allowed_networks),
        logins=tuple(filter(None, logins)),
    )


def _parse_login(name: str, value: str, problems: list[InvalidSetting]) -> Login | None:
    """Parse a login from a setting.

    Errors never repeat a malformed value, because it may contain a password.
    """
    url, _, credentials = value.strip().partition(" ")
    credentials = credentials.strip()
    is_login = name.startswith("NEWSBRIEF_LOGIN_")
    if (
        not re.fullmatch(r"https?://[^\s/@?#]+(?:/[^\s?#]*)?", url)
        or not credentials.isprintable()
        or ":" not in credentials
    ):
        problem = SettingProblem.LOGIN_INVALID if is_login else SettingProblem.HEADER_INVALID
        problems.append(InvalidSetting(name, problem))
        return None
    if is_login:
        return Login(url, "Authorization", f"Basic {b64encode(credentials.encode()).decode()}")
    header_name, _, header_value = credentials.partition(":")
    return Login(url, header_name.strip(), header_value.strip())


def _read_recheck_seconds(env: Mapping[str, str], problems: list[InvalidSetting]) -> float:
    """Return the delay in seconds before a delivery is rechecked.

    Only tests may shorten the delay, because a short delay can cause double posts.
    """
    value, given_name = _read_setting(env, "NEWSBRIEF_DELIVERY_RECHECK_S")
    if not value or env.get("NEWSBRIEF_TEST") != "1":
        return DELIVERY_RECHECK_SECONDS
    if not re.fullmatch(r"\d{1,4}(?:\.\d{1,3})?", value):
        problems.append(InvalidSetting(given_name, SettingProblem.SECONDS_INVALID))
        return DELIVERY_RECHECK_SECONDS
    return float(value)
