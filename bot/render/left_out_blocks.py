"""Render the articles that a brief left out as Slack messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.render import buttons, message_limits, mrkdwn, slack_messages
from bot.render.wording import brief_wording, command_wording, ranking_wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.article import Article, Sentence
    from news.brief import Brief

    Block = dict[str, Any]

# Maximum number of left-out articles listed for one reason, and for all reasons together.
MAX_LEFT_OUT_PER_REASON, MAX_LEFT_OUT = 8, 24


def render_left_out(brief: Brief) -> tuple[slack_messages.Message, ...]:
    """Render the articles that a brief left out, grouped by reason.

    Each article has a button to show it anyway.
    """
    groups: list[list[Block]] = []
    lines: list[str] = []
    remaining_count = MAX_LEFT_OUT
    for left_out in brief.left_out:
        heading = f"{ranking_wording.describe_left_out(left_out)}:"
        lines.append(mrkdwn.escape(heading))
        group = [slack_messages.section_block(mrkdwn.bold(heading))]
        shown_count = 0
        for article in left_out.articles[: min(MAX_LEFT_OUT_PER_REASON, remaining_count)]:
            article_line = (
                f"{mrkdwn.link(article.url, article.title)} — {slack_messages.source_link(article)}"
            )
            lines.append(f"• {article_line}")
            line_block = slack_messages.section_block(
                message_limits.truncate(f"• {article_line}", message_limits.MAX_SECTION_CHARACTERS)
            )
            group += slack_messages.add_accessory(line_block, buttons.show_anyway_button(brief, article))
            shown_count += 1
            remaining_count -= 1
        hidden_count = len(left_out.articles) - shown_count
        if hidden_count:
            more_line = brief_wording.MORE_LINE.format(count=hidden_count)
            lines.append(more_line)
            group.append(slack_messages.context_block(more_line))
        groups.append(group)
    pages = message_limits.split_blocks(groups)
    first_message = slack_messages.Message(
        message_limits.truncate("\n".join(lines), message_limits.MAX_TEXT_CHARACTERS), pages[0]
    )
    return first_message, *(
        slack_messages.Message(command_wording.LIST_CONTINUED, page) for page in pages[1:]
    )


def render_left_out_article(
    article: Article, sentences: Sequence[Sentence]
) -> tuple[slack_messages.Message, ...]:
    """Render an article that a brief left out and that a person asked to see anyway."""
    heading = f"{mrkdwn.bold(article.title)} — {slack_messages.source_link(article)}"
    quotes = [mrkdwn.quote(sentence.text) for sentence in sentences]
    text = "\n".join(
        [
            f"{mrkdwn.escape(article.title)} — {slack_messages.source_link(article)}",
            *(slack_messages.in_quotation_marks(quoted_sentence.text) for quoted_sentence in sentences),
        ]
    )
    return slack_messages.split_message(
        slack_messages.Message(
            text,
            tuple(
                slack_messages.section_block(part)
                for part in message_limits.pack_sections([heading, *quotes])
            ),
        )
    )
