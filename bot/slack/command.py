"""A `/brief` command that a person typed, and the ways to reply to that person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.render import slack_messages

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt import Respond

    from bot.render.slack_messages import Message

# Slack accepts at most this many responses to one command or click.
MAX_RESPONSES_PER_INTERACTION = 5


@dataclass(frozen=True, slots=True)
class CommandContext:
    """A command that a person typed.

    Attributes:
        words: the words after the command or its verb.
        user: the person who typed the command.
        reply_privately: shows a message to that person only; Slack accepts five in thirty minutes.
        trigger_id: identifies the command, even if Slack delivers it twice; "" if it is not known.
        is_direct: whether the command was typed in the direct message with the bot.
    """

    words: str
    team: str
    channel: str
    user: str
    reply_privately: Callable[[Message], object]
    trigger_id: str = ""
    is_direct: bool = False


def build_private_reply(respond: Respond) -> Callable[[Message], object]:
    """Return a function that shows messages only to the person who typed a command or clicked a button.

    The function never replaces messages.
    """

    def reply_privately(message: Message) -> object:
        for page in slack_messages.split_message(message)[:MAX_RESPONSES_PER_INTERACTION]:
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
