"""The Slack app manifest, which comes with Newsbrief."""

from __future__ import annotations

from importlib.resources import files


def read_manifest() -> str:
    """Return the text of app.yaml: from the wheel, or from the top of the checkout."""
    package = files("bot")
    in_wheel = package / "app.yaml"
    found = in_wheel if in_wheel.is_file() else package / ".." / "app.yaml"
    return found.read_text(encoding="utf-8")
