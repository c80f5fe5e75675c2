"""The Slack app manifest that is included in Newsbrief."""

from __future__ import annotations


def read_manifest() -> str:
    """Return the text of app.yaml, from the installed wheel or the root of the checkout."""
    from importlib.resources import files  # noqa: PLC0415 - it loads slowly, and every command loads this module

    package = files("bot")
    in_wheel = package / "app.yaml"
    found = in_wheel if in_wheel.is_file() else package / ".." / "app.yaml"
    return found.read_text(encoding="utf-8")


def creation_link() -> str:
    """Return the link that opens Slack's form for a new app with this manifest filled in."""
    from urllib.parse import quote  # noqa: PLC0415 - only `newsbrief init` needs it

    import yaml  # noqa: PLC0415 - see read_scopes

    # Without its comments the link has 2,000 characters instead of 4,000, and terminals keep it whole.
    manifest = yaml.safe_load(read_manifest())
    text = yaml.safe_dump(
        manifest, sort_keys=False, default_flow_style=None, width=10_000, allow_unicode=True
    )
    return f"https://api.slack.com/apps?new_app=1&manifest_yaml={quote(text, safe='')}"


def read_scopes() -> frozenset[str]:
    """Return the bot scopes that the manifest asks for."""
    import yaml  # noqa: PLC0415 - only `newsbrief doctor` needs it

    return frozenset(yaml.safe_load(read_manifest())["oauth_config"]["scopes"]["bot"])
