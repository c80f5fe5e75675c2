"""The app's manifest: scopes, events, slash commands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A slash command that the manifest declares.

    Attributes:
        name: the name with its slash, "/brief".
        should_escape: whether people and channels in the command's text arrive as `<@U1|name>` and `<#C1|name>`.
        description: what it does.
        usage_hint: what may stand after it.
    """

    name: str
    should_escape: bool
    description: str = ""
    usage_hint: str = ""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut that the manifest declares.

    Attributes:
        callback_id: the id.
        kind: "message" for the menu of a message, "global" for everywhere else.
        name: what people see.
        description: what it does.
    """

    callback_id: str
    kind: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The parts of an app's manifest that the local Slack uses.

    Attributes:
        name: the name of the app.
        bot_name: the display name of the bot.
        scopes: the scopes of the bot token.
        bot_events: the event types that the app receives, for example "message.channels" and "app_mention".
        slash_commands: the slash commands by name.
        interactivity_enabled: whether the app receives the actions of buttons and menus.
        socket_mode_enabled: whether the app may connect with Socket Mode.
        messages_tab_enabled: whether people may send direct messages to the app.
        home_tab_enabled: whether the app has a Home tab.
        shortcuts: the shortcuts.
        suggested_prompts: what the app suggests to write to it, "title" and "prompts"; None for nothing.
    """

    name: str
    bot_name: str
    scopes: frozenset[str]
    bot_events: frozenset[str]
    slash_commands: Mapping[str, SlashCommand]
    interactivity_enabled: bool
    socket_mode_enabled: bool
    messages_tab_enabled: bool
    home_tab_enabled: bool
    shortcuts: tuple[Shortcut, ...]
    suggested_prompts: Mapping[str, Any] | None


def read_manifest(source: str | Path | Mapping[str, Any]) -> Manifest:
    """Read a manifest from a mapping, or from a file in YAML or JSON.

    Raises:
        OSError: the file cannot be read.
        ValueError: the manifest is not valid; the message says what is missing.
    """
    document = _require_mapping(
        _load_file(source) if isinstance(source, str | Path) else source, "the manifest"
    )
    display_information = _section(document, "display_information")
    name = display_information.get("name")
    if not isinstance(name, str) or not name:
        raise ValueError("the manifest has no display_information.name")
    features = _section(document, "features")
    settings = _section(document, "settings")
    return Manifest(
        name=name,
        bot_name=str(_section(features, "bot_user").get("display_name", name)),
        scopes=frozenset(_section(_section(document, "oauth_config"), "scopes").get("bot", ())),
        bot_events=frozenset(_section(settings, "event_subscriptions").get("bot_events", ())),
        slash_commands={
            slash_command.name: slash_command
            for slash_command in map(_parse_command, _list(features, "slash_commands"))
        },
        interactivity_enabled=bool(_section(settings, "interactivity").get("is_enabled")),
        socket_mode_enabled=bool(settings.get("socket_mode_enabled")),
        messages_tab_enabled=_has_messages_tab(features),
        home_tab_enabled=bool(_section(features, "app_home").get("home_tab_enabled")),
        shortcuts=tuple(map(_parse_shortcut, _list(features, "shortcuts"))),
        suggested_prompts=_read_prompts(features),
    )


# ---------------------------------------------------------------------------- private


def _load_file(path: str | Path) -> object:
    try:
        return yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is neither YAML nor JSON: {error}") from error


def _require_mapping(value: object, label: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{label} is not a mapping")  # noqa: TRY004 - the content of a file, not a caller's type
    return cast("dict[str, Any]", value)


def _section(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    return _require_mapping(document.get(name) or {}, name)


def _list(document: Mapping[str, Any], name: str) -> list[Any]:
    value = document.get(name) or []
    if not isinstance(value, list):
        raise ValueError(f"{name} is not a list")  # noqa: TRY004 - the content of a file, not a caller's type
    return value


def _parse_command(entry: object) -> SlashCommand:
    command = _require_mapping(entry, "an entry of features.slash_commands")
    name = command.get("command")
    if not isinstance(name, str) or not name.startswith("/"):
        raise ValueError(f"a slash command has no name that begins with a slash: {entry!r}")
    return SlashCommand(
        name=name,
        should_escape=bool(command.get("should_escape")),
        description=str(command.get("description", "")),
        usage_hint=str(command.get("usage_hint", "")),
    )


def _parse_shortcut(entry: object) -> Shortcut:
    shortcut = _require_mapping(entry, "an entry of features.shortcuts")
    if shortcut.get("type") not in {"message", "global"} or not shortcut.get("callback_id"):
        raise ValueError(f"a shortcut needs a callback_id and the type message or global: {entry!r}")
    return Shortcut(
        str(shortcut["callback_id"]),
        str(shortcut["type"]),
        str(shortcut.get("name", "")),
        str(shortcut.get("description", "")),
    )


def _read_prompts(features: Mapping[str, Any]) -> dict[str, Any] | None:
    for name in ("agent_view", "assistant_view"):
        prompts = _list(_section(features, name), "suggested_prompts")
        if prompts:
            return {
                "title": "",
                "prompts": [
                    {"title": str(each["title"]), "message": str(each["message"])}
                    for each in (_require_mapping(prompt, "a suggested prompt") for prompt in prompts)
                ],
            }
    return None


def _has_messages_tab(features: Mapping[str, Any]) -> bool:
    # An agent has the messages tab because of its agent view; other apps must enable the tab and leave it writable.
    if "agent_view" in features or "assistant_view" in features:
        return True
    app_home = _section(features, "app_home")
    return bool(app_home.get("messages_tab_enabled")) and not app_home.get("messages_tab_read_only_enabled")
