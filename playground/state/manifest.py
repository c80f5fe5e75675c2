"""What an app says of itself in its manifest: scopes, events, slash commands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command.

    Attributes:
        name: with its slash, "/brief".
        escapes: people and channels in its text arrive as `<@U1|name>` and `<#C1|name>`.
    """

    name: str
    escapes: bool


@dataclass(frozen=True, slots=True)
class Manifest:
    """An app, as its manifest describes it.

    Attributes:
        name: the name of the app.
        bot_name: the name under which the bot speaks.
        scopes: what its bot token may do.
        events: the event types that are sent to it, as "message.channels" and "app_mention".
        commands: its slash commands by name.
        interactive: buttons and menus reach it.
        socket_mode: it may connect by Socket Mode.
        private_messages: people may write to it in private.
    """

    name: str
    bot_name: str
    scopes: frozenset[str]
    events: frozenset[str]
    commands: Mapping[str, Command]
    interactive: bool
    socket_mode: bool
    private_messages: bool


def read(source: str | Path | Mapping[str, Any]) -> Manifest:
    """Read a manifest from a mapping, or from a file in YAML or JSON.

    Raises:
        OSError: if the file cannot be read.
        ValueError: if it is no manifest; the message tells what is missing.
    """
    plan = _mapping(_loaded(source) if isinstance(source, str | Path) else source, "the manifest")
    shown = _part(plan, "display_information")
    name = shown.get("name")
    if not isinstance(name, str) or not name:
        raise ValueError("the manifest has no display_information.name")
    features = _part(plan, "features")
    settings = _part(plan, "settings")
    return Manifest(
        name=name,
        bot_name=str(_part(features, "bot_user").get("display_name", name)),
        scopes=frozenset(_part(_part(plan, "oauth_config"), "scopes").get("bot", ())),
        events=frozenset(_part(settings, "event_subscriptions").get("bot_events", ())),
        commands={command.name: command for command in map(_command, features.get("slash_commands", ()))},
        interactive=bool(_part(settings, "interactivity").get("is_enabled")),
        socket_mode=bool(settings.get("socket_mode_enabled")),
        private_messages=_private_messages(features),
    )


# ---------------------------------------------------------------------------- private


def _loaded(path: str | Path) -> object:
    try:
        return yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is neither YAML nor JSON: {error}") from error


def _mapping(part: object, what: str) -> dict[str, Any]:
    if not isinstance(part, dict):
        raise ValueError(f"{what} is no mapping")  # noqa: TRY004  the content of a file, not a caller's type
    return cast("dict[str, Any]", part)


def _part(plan: Mapping[str, Any], name: str) -> dict[str, Any]:
    return _mapping(plan.get(name) or {}, name)


def _command(entry: Mapping[str, Any]) -> Command:
    return Command(name=str(entry["command"]), escapes=bool(entry.get("should_escape")))


def _private_messages(features: Mapping[str, Any]) -> bool:
    # An agent has the tab from its view; any other app has to switch it on and leave it writable.
    if "agent_view" in features or "assistant_view" in features:
        return True
    home = _part(features, "app_home")
    return bool(home.get("messages_tab_enabled")) and not home.get("messages_tab_read_only_enabled")
