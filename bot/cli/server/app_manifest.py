"""The Slack app manifest that is included in Newsbrief."""

from __future__ import annotations


def read_manifest() -> str:
    """Return the text of app.yaml, from the installed wheel or the root of the checkout."""
    from importlib.resources import files  # noqa: PLC0415 - it loads slowly, and every command loads this module

    package = files("bot")
    in_wheel = package / "app.yaml"
    found = in_wheel if in_wheel.is_file() else package / ".." / "app.yaml"
    return found.read_text(encoding="utf-8")


def read_scopes() -> frozenset[str]:
    """Return the bot scopes that the manifest asks for."""
    import yaml  # noqa: PLC0415 - only `newsbrief doctor` needs it

    return frozenset(yaml.safe_load(read_manifest())["oauth_config"]["scopes"]["bot"])
