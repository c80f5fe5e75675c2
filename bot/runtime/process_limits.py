"""Limits of this process that protect its secrets."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import MutableMapping

# The settings with tokens, passwords and keys.
_SECRET_PREFIXES = (
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "NEWSBRIEF_LOGIN_",
    "NEWSBRIEF_HEADER_",
    "NEWSBRIEF_HEARTBEAT_URL",
)


def disable_core_dumps() -> None:
    """Forbid core dumps of this process and its children: they would contain the tokens. Not on Windows."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def forget_secrets(environment: MutableMapping[str, str] = os.environ) -> None:
    """Remove tokens and passwords from the environment, so that no child process inherits them."""
    for name in [name for name in environment if name.startswith(_SECRET_PREFIXES)]:
        del environment[name]
