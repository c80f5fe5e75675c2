"""What the page of a local Slack shows beside Slack itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from local_slack.state.json_types import Json


@dataclass(frozen=True, slots=True)
class QuickAction:
    """A button beside the composer that types a text.

    Attributes:
        label: what is written on it.
        text: what it types, such as "/brief digest send".
        channel: the name of the channel in which it types; "" for the one that is open.
    """

    label: str
    text: str
    channel: str = ""

    def to_json(self) -> Json:
        """Return the action as the page gets it."""
        return {"label": self.label, "text": self.text, "channel": self.channel}


@dataclass(frozen=True, slots=True)
class PageSettings:
    """What the page shows.

    Attributes:
        notice: a line above everything, such as "invented articles"; "" for none.
        quick_actions: the buttons beside the composer.
        clock_file: a file for the clock's shift in seconds, which the app reads; None for no file.
    """

    notice: str = ""
    quick_actions: tuple[QuickAction, ...] = ()
    clock_file: Path | None = None


def parse_quick_action(text: str) -> QuickAction:
    """Read a quick action from "Label=text" or "Label=#channel text".

    Raises:
        ValueError: it has another form.
    """
    label, equals, typed = text.partition("=")
    channel = ""
    if typed.startswith("#"):
        channel, _, typed = typed[1:].partition(" ")
    if not (equals and label.strip() and typed.strip()):
        raise ValueError(f"{text!r} is no quick action. Write it as: Send the digest now=/brief digest send")
    return QuickAction(label.strip(), typed.strip(), channel)
