"""What the environment or a .env file says, checked all at once."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import dotenv

from news.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "newsbrief.db"
SLACK = "https://slack.com/api/"
# Seconds until a message whose fate is unknown is looked for. A request that Slack acts on later than that is posted
# twice: with 0.1 s under a lateness and lag of 0.5 s, 152 of 6,000; with 1 s, none of 24,000.
SETTLE = 60.0


@dataclass(frozen=True, slots=True)
class Settings:
    """How the bot reaches Slack.

    Attributes:
        bot_token: begins with xoxb-.
        app_token: begins with xapp-; opens the socket.
        signing_secret: "" in Socket Mode, which needs none.
        api_url: Slack, or a stand-in for it.
        contact: an address or page that servers may write to; goes into the User-Agent.
        minutes: from one reading of the sources to the next.
        catchup: hours; how old a missed digest may be to be made up for.
        settle: seconds until a message whose fate is unknown is looked for.
        health_port: where `/healthz` answers on this machine; 0 for nowhere.
    """

    bot_token: str
    app_token: str
    signing_secret: str = ""
    api_url: str = SLACK
    contact: str = ""
    minutes: int = 15
    catchup: int = 6
    settle: float = SETTLE
    health_port: int = 0

    def __repr__(self) -> str:
        """Show no token, wherever this is printed."""
        return f"Settings(api_url={self.api_url!r})"


def environment(folder: Path) -> dict[str, str]:
    """Give the environment, filled up with the .env file in a folder; the environment wins."""
    said = {key: value for key, value in dotenv.dotenv_values(folder / ".env").items() if value is not None}
    return {**said, **os.environ}


def home(given: Mapping[str, str]) -> Path:
    """Give the folder in which everything is kept: NEWSBRIEF_HOME, or the platform's data folder."""
    if named := given.get("NEWSBRIEF_HOME"):
        return Path(named).expanduser()
    if sys.platform == "win32":
        return Path(given.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "newsbrief"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "newsbrief"
    return Path(given.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "newsbrief"


def read(given: Mapping[str, str]) -> Settings:
    """Read and check the settings for Slack.

    Raises:
        SettingsError: everything that is missing or malformed, together.
    """
    problems: list[str] = []
    settings = Settings(
        bot_token=_token(given, "SLACK_BOT_TOKEN", "xoxb-", "OAuth & Permissions", problems),
        app_token=_token(given, "SLACK_APP_TOKEN", "xapp-", "Basic Information, App-Level Tokens", problems),
        signing_secret=_secret(given, problems),
        api_url=_url(given, problems),
        contact=given.get("NEWSBRIEF_CONTACT", "").strip(),
        minutes=_number(given, "NEWSBRIEF_FETCH_MINUTES", 15, 1, 24 * 60, "minutes", problems),
        catchup=_number(given, "NEWSBRIEF_CATCHUP_HOURS", 6, 0, 24 * 7, "hours", problems),
        settle=_settle(given, problems),
        health_port=_number(given, "NEWSBRIEF_HEALTH_PORT", 0, 0, 65_535, "a port", problems),
    )
    if problems:
        raise SettingsError(problems)
    return settings


# ---- private


def _token(given: Mapping[str, str], name: str, start: str, where: str, problems: list[str]) -> str:
    value = given.get(name, "").strip()
    if not value:
        problems.append(
            f"{name} is missing. Find it in your app's page under {where}; it begins with {start}"
        )
    elif not re.fullmatch(re.escape(start) + r"[A-Za-z0-9-]{8,}", value):
        other = {"xapp-": "SLACK_APP_TOKEN", "xoxb-": "SLACK_BOT_TOKEN"}.get(value[:5], "")
        hint = f" What is there looks like {other}." if other and other != name else ""
        problems.append(
            f"{name} is no such token: one begins with {start} and holds letters, digits, hyphens.{hint}"
        )
    return value


def _secret(given: Mapping[str, str], problems: list[str]) -> str:
    value = given.get("SLACK_SIGNING_SECRET", "").strip()
    if value and not re.fullmatch(r"[0-9a-f]{16,64}", value):
        problems.append(
            "SLACK_SIGNING_SECRET is no signing secret: one is 32 digits and letters from a to f."
        )
    return value


def _url(given: Mapping[str, str], problems: list[str]) -> str:
    value = given.get("SLACK_API_URL", "").strip() or SLACK
    if not re.match(r"https?://[^\s/]+/", value):
        problems.append(f"SLACK_API_URL is no address: one looks like {SLACK}")
    return value if value.endswith("/") else f"{value}/"


def _number(
    given: Mapping[str, str], name: str, usual: int, least: int, most: int, of: str, problems: list[str]
) -> int:
    value = given.get(name, "").strip() or str(usual)
    if not re.fullmatch(r"\d{1,6}", value) or not least <= int(value) <= most:
        problems.append(f"{name} is no number ({of}) from {least} to {most}, such as {usual or most}.")
        return usual
    return int(value)


def _settle(given: Mapping[str, str], problems: list[str]) -> float:
    """Read the settling time, which only a test may shorten: too short a one posts twice."""
    value = given.get("NEWSBRIEF_SETTLE_S", "").strip()
    if not value or given.get("NEWSBRIEF_TEST") != "1":
        return SETTLE
    if not re.fullmatch(r"\d{1,4}(?:\.\d{1,3})?", value):
        problems.append("NEWSBRIEF_SETTLE_S is no number of seconds, such as 2.5.")
        return SETTLE
    return float(value)
