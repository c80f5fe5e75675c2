"""What the environment or a .env file says, checked all at once."""

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
from sources.http.fetch_policy import Login, Manners

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "newsbrief.db"
# Beginnings of names of what single places ask for; the rest of the name is free.
_KEYS = ("NEWSBRIEF_LOGIN_", "NEWSBRIEF_HEADER_")
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
        manners: how to behave on a visit to a source.
        minutes: the least time between two visits to one source.
        catchup: hours; how old a missed digest may be to be made up for.
        settle: seconds until a message whose fate is unknown is looked for.
        health_port: where `/healthz` answers on this machine; 0 for nowhere.
    """

    bot_token: str
    app_token: str
    signing_secret: str = ""
    api_url: str = SLACK
    manners: Manners = Manners()
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


def manners(given: Mapping[str, str]) -> tuple[Manners, timedelta]:
    """Read how to behave on visits, and the least time between two to one source: all that a terminal needs.

    Raises:
        SettingsError: everything that is malformed, together.
    """
    problems: list[str] = []
    read = _manners(given, problems), timedelta(minutes=_minutes(given, problems))
    if problems:
        raise SettingsError(problems)
    return read


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
        manners=_manners(given, problems),
        minutes=_minutes(given, problems),
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


def _minutes(given: Mapping[str, str], problems: list[str]) -> int:
    return _number(given, "NEWSBRIEF_FETCH_MINUTES", 15, 1, 24 * 60, "minutes", problems)


def _manners(given: Mapping[str, str], problems: list[str]) -> Manners:
    inside = []
    for word in re.split(r"[\s,]+", given.get("NEWSBRIEF_INSIDE", "").strip()):
        try:
            inside += [ip_network(word, strict=False)] if word else []
        except ValueError:
            problems.append(
                f"NEWSBRIEF_INSIDE: {word} is no network. One looks like 10.20.0.0/16 or 192.168.1.5."
            )
    logins = [_login(name, given[name], problems) for name in sorted(given) if name.startswith(_KEYS)]
    return Manners(
        contact=given.get("NEWSBRIEF_CONTACT", "").strip(),
        inside=tuple(inside),
        logins=tuple(filter(None, logins)),
    )


def _login(name: str, value: str, problems: list[str]) -> Login | None:
    """Read what a place asks for; what is malformed is never repeated, for it may hold a password."""
    place, _, said = value.strip().partition(" ")
    said = said.strip()
    if (
        not re.fullmatch(r"https?://[^\s/@?#]+(?:/[^\s?#]*)?", place)
        or not said.isprintable()
        or ":" not in said
    ):
        example = "X-Api-Key: 12345" if name.startswith("NEWSBRIEF_HEADER_") else "ada:password"
        problems.append(
            f"{name} cannot be read. It is an address and what it asks for: https://feeds.example.org/ {example}"
        )
        return None
    if name.startswith("NEWSBRIEF_LOGIN_"):
        return Login(place, "Authorization", f"Basic {b64encode(said.encode()).decode()}")
    header, _, held = said.partition(":")
    return Login(place, header.strip(), held.strip())


def _settle(given: Mapping[str, str], problems: list[str]) -> float:
    """Read the settling time, which only a test may shorten: too short a one posts twice."""
    value = given.get("NEWSBRIEF_SETTLE_S", "").strip()
    if not value or given.get("NEWSBRIEF_TEST") != "1":
        return SETTLE
    if not re.fullmatch(r"\d{1,4}(?:\.\d{1,3})?", value):
        problems.append("NEWSBRIEF_SETTLE_S is no number of seconds, such as 2.5.")
        return SETTLE
    return float(value)
