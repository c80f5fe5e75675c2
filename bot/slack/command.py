"""What a person typed after `/brief`, and how to reply to that person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.render import blocks

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt import Respond

    from bot.render.blocks import Message

# Slack accepts at most this many responses to one command or click.
MAX_RESPONSES_PER_INTERACTION = 5


@dataclass(frozen=True, slots=True)
class CommandContext:
    """One command.

    Attributes:
        words: the words after the command, or after its verb.
        user: who typed it.
        reply_privately: shows a message to that person only; Slack accepts five in thirty minutes.
    """

    words: str
    team: str
    channel: str
    user: str
    reply_privately: Callable[[Message], object]

    @property
    def is_direct(self) -> bool:
        """Whether it was typed in the direct message with the bot."""
        return self.channel.startswith("D")


def build_private_reply(respond: Respond) -> Callable[[Message], object]:
    """Return a function that shows a message to the person who typed or pressed, without replacing anything."""

    def reply_privately(message: Message) -> object:
        for page in blocks.split_message(message)[:MAX_RESPONSES_PER_INTERACTION]:
            respond(
                text=page.text,
                blocks=list(page.blocks),
                response_type="ephemeral",
                replace_original=False,
                unfurl_links=False,
                unfurl_media=False,
            )
        return None

    return reply_privately
