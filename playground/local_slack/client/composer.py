"""What the composer makes of typed text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local_slack.state.workspace import Workspace

_NAME = re.compile(r"(?<![\w<|/@#])([@#])([a-z0-9][a-z0-9._-]*)", re.IGNORECASE)
_COMMAND = re.compile(r"(/[^\s/]+)(?:\s+(.*))?", re.DOTALL)


def parse_command(text: str) -> tuple[str, str] | None:
    """Return the command and its text, if a typed text is a slash command; None for a message."""
    match = _COMMAND.fullmatch(text.strip())
    return (match[1], match[2] or "") if match else None


def replace_names(workspace: Workspace, text: str) -> str:
    """Return a text with the names of people and channels replaced by mentions, as if they were selected."""
    user_ids = {user.name: user.id for user in workspace.users.values()}
    channel_ids = {channel.name: channel.id for channel in workspace.channels.values() if channel.name}

    def replace(match: re.Match[str]) -> str:
        sigil, name = match[1], match[2].lower()
        stop = ""
        while name and name[-1] in "._-" and name not in (user_ids if sigil == "@" else channel_ids):
            name, stop = name[:-1], name[-1] + stop
        found = (user_ids if sigil == "@" else channel_ids).get(name)
        return f"<{sigil}{found}>{stop}" if found else match[0]

    return _NAME.sub(replace, text)
