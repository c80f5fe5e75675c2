"""Slack messages, which contain plain text and blocks.

Notifications and screen readers use the text, so the text must contain everything that the blocks show.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.render import elements, message_limits, mrkdwn
from bot.render.wording import command_wording

if TYPE_CHECKING:
    Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """A Slack message, as plain text and as blocks.

    Attributes:
        text: the whole message as escaped text, with links in Slack's markup.
        blocks: the same content as blocks; may be empty.
    """

    text: str
    blocks: tuple[Block, ...] = field(default=())


def split_message(message: Message) -> tuple[Message, ...]:
    """Split a message that is too long for Slack.

    The blocks are divided among the parts. The first part has the whole text, up to Slack's limit.
    """
    first_page, *more_pages = message_limits.split_blocks([[block] for block in message.blocks])
    first_message = Message(
        message_limits.truncate(message.text, message_limits.MAX_TEXT_CHARACTERS), first_page
    )
    return first_message, *(Message(command_wording.MESSAGE_CONTINUED, page) for page in more_pages)


def message_to_json(message: Message) -> str:
    """Return a message as JSON, to store now and send later without changes."""
    return json.dumps({"text": message.text, "blocks": list(message.blocks)}, ensure_ascii=False)


def render_notice(text: str) -> Message:
    """Render a text of the bot that may contain Slack's markup: *bold*, `code`.

    Quoted text must already be escaped.
    """
    return Message(
        text, tuple(elements.section_block(part) for part in message_limits.pack_sections(text.split("\n")))
    )


def render_plain_notice(text: str) -> Message:
    """Render a text that may contain user input, with all markup escaped."""
    return render_notice(mrkdwn.escape(text))
