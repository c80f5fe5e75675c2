"""The parts of messages: single blocks, links and quotations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.render import message_limits, mrkdwn
from bot.render.wording import brief_wording, formats

if TYPE_CHECKING:
    from news.article import Article

    Block = dict[str, Any]


def outlet_link(article: Article) -> str:
    """Return a link to an article, labelled with the name of its outlet."""
    return mrkdwn.link(article.url, article.outlet)


def source_link(article: Article) -> str:
    """Return a link to an article, with its outlet and time."""
    outlet_link = mrkdwn.link(article.url, article.outlet)
    return f"{outlet_link}, {formats.format_utc_time(article.appeared_at)}" + (
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
        },
    }


def section_block(text: str) -> Block:
    """Return a section block with text in Slack's markup."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def small_print(*texts: str) -> list[Block]:
    """Return blocks that show texts in small print, with a long text split over several blocks."""
    return [context_block(part) for text in texts for part in message_limits.pack_sections([text])]


def context_block(text: str) -> Block:
    """Return a context block, which Slack shows in small print."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def in_quotation_marks(text: str) -> str:
    """Escape a quotation and add quotation marks, unless the text already starts with one."""
    return mrkdwn.escape(text if text[:1] in "“\"„«»'‘" else f"“{text}”")
