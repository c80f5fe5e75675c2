"""The settings, from the environment or a .env file, checked all at once."""

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

import dotenv

from news.errors import SettingsError
from sources.http.fetch_policy import FetchPolicy, Login

if TYPE_CHECKING:
    from collections.abc import Mapping

DATABASE_FILE = "newsbrief.db"
# How the names of settings with credentials of a host begin; the rest of the name is free.
_CREDENTIAL_PREFIXES = ("NEWSBRIEF_LOGIN_", "NEWSBRIEF_HEADER_")
SLACK_API_URL = "https://slack.com/api/"
# Seconds until a message whose outcome is unknown is looked for. A request that Slack acts on later than that is posted
# twice: with 0.1 s under a lateness and lag of 0.5 s, 152 of 6,000; with 1 s, none of 24,000.
DELIVERY_RECHECK_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Settings:
    """How the bot reaches Slack.

    Attributes:
        bot_token: begins with xoxb-.
        app_token: begins with xapp-; opens the socket.
        signing_secret: "" in Socket Mode, which needs none.
        api_url: Slack, or a stand-in for it.
        fetch_policy: how to behave towards the hosts of sources.
        min_poll_minutes: the least time between two polls of one source.
        missed_digest_max_age_hours: how old a missed digest may be to be sent still.
        delivery_recheck_seconds: seconds until a message whose outcome is unknown is looked for.
        health_port: where `/healthz` answers on this machine; 0 for nowhere.
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

    def __repr__(self) -> str:
        """Show no token, wherever this is printed."""
        return f"Settings(api_url={self.api_url!r})"


def load_environment(folder: Path) -> dict[str, str]:
    """Return the environment, completed by the .env file in a folder; the environment takes precedence."""
    file_values = {
        key: value for key, value in dotenv.dotenv_values(folder / ".env").items() if value is not None
    }
    return {**file_values, **os.environ}


def data_folder(env: Mapping[str, str]) -> Path:
    """Return the folder in which everything is stored: NEWSBRIEF_HOME, or the platform's data folder."""
    if folder_name := env.get("NEWSBRIEF_HOME"):
        return Path(folder_name).expanduser()
    if sys.platform == "win32":
        return Path(env.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "newsbrief"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "newsbrief"
    return Path(env.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "newsbrief"


def load_fetch_policy(env: Mapping[str, str]) -> tuple[FetchPolicy, timedelta]:
    """Return the fetch policy, and the least time between two polls of one source: all that a terminal needs.

    Raises:
        SettingsError: everything that is malformed, together.
    """
    problems: list[str] = []
    policy_and_interval = (
        _read_fetch_policy(env, problems),
        timedelta(minutes=_read_min_poll_minutes(env, problems)),
    )
    if problems:
        raise SettingsError(problems)
    return policy_and_interval


def load_settings(env: Mapping[str, str]) -> Settings:
    """Read and check the settings for Slack.

    Raises:
        SettingsError: everything that is missing or malformed, together.
    """
    problems: list[str] = []
    settings = Settings(
        bot_token=_read_token(env, "SLACK_BOT_TOKEN", "xoxb-", "OAuth & Permissions", problems),
        app_token=_read_token(
            env, "SLACK_APP_TOKEN", "xapp-", "Basic Information, App-Level Tokens", problems
        ),
        signing_secret=_read_signing_secret(env, problems),
        api_url=_read_api_url(env, problems),
        fetch_policy=_read_fetch_policy(env, problems),
        min_poll_minutes=_read_min_poll_minutes(env, problems),
        missed_digest_max_age_hours=_read_number(
            env, "NEWSBRIEF_CATCHUP_HOURS", 6, 0, 24 * 7, "hours", problems
        ),
        delivery_recheck_seconds=_read_recheck_seconds(env, problems),
        health_port=_read_number(env, "NEWSBRIEF_HEALTH_PORT", 0, 0, 65_535, "a port", problems),
    )
    if problems:
        raise SettingsError(problems)
    return settings


# ---- private


def _read_token(env: Mapping[str, str], name: str, prefix: str, page_name: str, problems: list[str]) -> str:
    value = env.get(name, "").strip()
    if not value:
        problems.append(
            f"{name} is missing. Find it in your app's page under {page_name}; it begins with {prefix}"
        )
    elif not re.fullmatch(re.escape(prefix) + r"[A-Za-z0-9-]{8,}", value):
        other_name = {"xapp-": "SLACK_APP_TOKEN", "xoxb-": "SLACK_BOT_TOKEN"}.get(value[:5], "")
        hint = f" What is there looks like {other_name}." if other_name and other_name != name else ""
        problems.append(
            f"{name} is no such token: one begins with {prefix} and holds letters, digits, hyphens.{hint}"
        )
    return value


def _read_signing_secret(env: Mapping[str, str], problems: list[str]) -> str:
    value = env.get("SLACK_SIGNING_SECRET", "").strip()
    if value and not re.fullmatch(r"[0-9a-f]{16,64}", value):
        problems.append(
            "SLACK_SIGNING_SECRET is no signing secret: one is 32 digits and letters from a to f."
        )
    return value


def _read_api_url(env: Mapping[str, str], problems: list[str]) -> str:
    value = env.get("SLACK_API_URL", "").strip() or SLACK_API_URL
    if not re.match(r"https?://[^\s/]+/", value):
        problems.append(f"SLACK_API_URL is no address: one looks like {SLACK_API_URL}")
    return value if value.endswith("/") else f"{value}/"


def _read_number(
    env: Mapping[str, str],
    name: str,
    default: int,
    minimum: int,
    maximum: int,
    unit: str,
    problems: list[str],
) -> int:
    value = env.get(name, "").strip() or str(default)
    if not re.fullmatch(r"\d{1,6}", value) or not minimum <= int(value) <= maximum:
        problems.append(
            f"{name} is no number ({unit}) from {minimum} to {maximum}, such as {default or maximum}."
        )
        return default
    return int(value)


def _read_min_poll_minutes(env: Mapping[str, str], problems: list[str]) -> int:
    return _read_number(env, "NEWSBRIEF_FETCH_MINUTES", 15, 1, 24 * 60, "minutes", problems)


def _read_fetch_policy(env: Mapping[str, str], problems: list[str]) -> FetchPolicy:
    allowed_networks = []
    for word in re.split(r"[\s,]+", env.get("NEWSBRIEF_INSIDE", "").strip()):
        try:
            allowed_networks += [ip_network(word, strict=False)] if word else []
        except ValueError:
            problems.append(
                f"NEWSBRIEF_INSIDE: {word} is no network. One looks like 10.20.0.0/16 or 192.168.1.5."
            )
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


def _parse_login(name: str, value: str, problems: list[str]) -> Login | None:
    """Parse the credentials of a host; malformed ones are never shown, because they may hold a password."""
    url, _, credentials = value.strip().partition(" ")
    credentials = credentials.strip()
    if (
        not re.fullmatch(r"https?://[^\s/@?#]+(?:/[^\s?#]*)?", url)
        or not credentials.isprintable()
        or ":" not in credentials
    ):
        example = "X-Api-Key: 12345" if name.startswith("NEWSBRIEF_HEADER_") else "ada:password"
        problems.append(
            f"{name} cannot be read. It is an address and what it asks for: https://feeds.example.org/ {example}"
        )
        return None
    if name.startswith("NEWSBRIEF_LOGIN_"):
        return Login(url, "Authorization", f"Basic {b64encode(credentials.encode()).decode()}")
    header_name, _, header_value = credentials.partition(":")
    return Login(url, header_name.strip(), header_value.strip())


def _read_recheck_seconds(env: Mapping[str, str], problems: list[str]) -> float:
    """Return the recheck time, which only a test may shorten: with too short a time the bot posts twice."""
    value = env.get("NEWSBRIEF_SETTLE_S", "").strip()
    if not value or env.get("NEWSBRIEF_TEST") != "1":
        return DELIVERY_RECHECK_SECONDS
    if not re.fullmatch(r"\d{1,4}(?:\.\d{1,3})?", value):
        problems.append("NEWSBRIEF_SETTLE_S is no number of seconds, such as 2.5.")
        return DELIVERY_RECHECK_SECONDS
    return float(value)
