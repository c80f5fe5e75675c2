"""What somebody typed after `/brief`, and how to tell that person something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.render import blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from slack_bolt import Respond

    from bot.render.blocks import Message
    from bot.slack.dispatcher import Dispatcher

# Slack accepts at most this many responses to one command or click.
MAX_RESPONSES_PER_INTERACTION = 5


@dataclass(frozen=True, slots=True)
class CommandContext:
    """One command.

    Attributes:
        words: what stands after the command, or after its verb.
        user: who typed it.
        reply_privately: shows a message to that person alone; Slack takes five in thirty minutes.
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
    """Give what shows a message to whoever typed or pressed, and to nobody else; what stands there stays."""

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


if TYPE_CHECKING:
    # The work behind each first word: "add" -> what `/brief add ...` does. Runs on a working thread.
    CommandHandlers = Mapping[str, Callable[[Dispatcher, CommandContext], None]]
