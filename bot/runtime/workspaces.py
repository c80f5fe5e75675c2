"""The workspaces that a data folder serves. Where there is only one, commands on the terminal apply to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# The workspace of sources that are added before the bot has connected to Slack.
LOCAL_TEAM = "local"
# A line for each workspace, in the data folder; `newsbrief init` and `newsbrief run` add theirs.
WORKSPACES_FILE = "workspaces"
_TEAM_PATTERN = re.compile(r"[TE][A-Z0-9]{2,}")


def read_workspaces(home: Path) -> tuple[str, ...]:
    """Return the IDs of the workspaces that the bot has connected to, the newest last."""
    try:
        lines = (home / WORKSPACES_FILE).read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError):
        return ()
    return tuple(dict.fromkeys(line for line in lines if _TEAM_PATTERN.fullmatch(line)))


def remember_workspace(home: Path, team: str) -> tuple[str, ...]:
    """Add a workspace to those of a data folder, and return all of them.

    If the file cannot be written, the workspace is merely not remembered.
    """
    known = read_workspaces(home)
    if team in known or not _TEAM_PATTERN.fullmatch(team):
        return known
    try:
        with (home / WORKSPACES_FILE).open("a", encoding="ascii") as file:
            file.write(f"{team}\n")
    except OSError:
        return known
    return (*known, team)
