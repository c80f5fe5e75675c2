"""Slack messages, which contain plain text and blocks, and the parts that all of them use.

Notifications and screen readers use the text, so the text must contain everything that the blocks show.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.render import message_limits, mrkdwn, rich_text
from bot.render.wording import brief_wording, command_wording, formats

if TYPE_CHECKING:
    from news.article import Article

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

    def __post_init__(self) -> None:
        """Put signs that look alike for what notifications would format."""
        object.__setattr__(self, "text", mrkdwn.neutralize(self.text))


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
    """Return a message as JSON, to be stored now and sent later without changes."""
    return json.dumps({"text": message.text, "blocks": list(message.blocks)}, ensure_ascii=False)


def render_notice(text: str) -> Message:
    """Render one of the bot's texts, which may contain Slack's markup: *bold*, `code`.

    Quoted text must already be escaped.
    """
    return Message(
        text, tuple(section_block(part) for part in message_limits.pack_sections(text.split("\n")))
    )


def render_plain_notice(text: str) -> Message:
    """Render a text that may contain user input, with all markup escaped."""
    return render_notice(mrkdwn.escape_control(text))


# ---- parts of messages


def outlet_link(article: Article) -> str:
    """Return a link to an article, labeled with the name of its outlet."""
    return mrkdwn.link(article.url, article.outlet)


def source_link(article: Article) -> str:
    """Return a link to an article, with its outlet and time."""
    outlet_link = mrkdwn.link(article.url, article.outlet)
    return f"{outlet_link}, {formats.format_article_time(article)}" + (
        f" ({brief_wording.FEED_SUMMARY_NOTE})" if article.partial else ""
    )


def header_block(text: str) -> Block:
    """Return a header block."""
    return {
        "type": "header",
        "text": {
            "type": "plain_text",
            "text": message_limits.truncate(
                mrkdwn.escape_plain_text(text), message_limits.MAX_HEADER_CHARACTERS
            ),
            "emoji": False,
        },
    }


def section_block(text: str) -> Block:
    """Return a block with text in Slack's markup: `rich_text` if a section could not show each character of others."""
    if mrkdwn.has_stand_ins(text):
        return rich_text.to_block(text)
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def add_accessory(block: Block, accessory: Block) -> list[Block]:
    """Return a block with a menu or button beside it, or below it if the block has no place for one."""
    if block["type"] == "section":
        return [block | {"accessory": accessory}]
    return [block, {"type": "actions", "elements": [accessory]}]


def small_print(*texts: str) -> list[Block]:
    """Return blocks that show texts in small print. A long text is split over several blocks."""
    return [context_block(part) for text in texts for part in message_limits.pack_sections([text])]


def context_block(text: str) -> Block:
    """Return a context block, which Slack shows in small print.

    A text that the markup could not show is a `rich_text` block, in print of the usual size.
    """
    if mrkdwn.has_stand_ins(text):
        return rich_text.to_block(text)
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def in_quotation_marks(text: str) -> str:
    """Escape a quotation and add quotation marks, unless the text already starts with one."""
    return mrkdwn.escape(text if text[:1] in "“\"„«»'‘" else f"“{text}”")
