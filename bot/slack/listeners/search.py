"""Handle `/brief search` and `/brief verify`, which search articles and verify quotes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.parsing.search_query import parse_search_query
from bot.render import answer_blocks, mrkdwn, slack_messages
from bot.render.wording import answer_wording, search_wording
from news.preferences import Actor

if TYPE_CHECKING:
    from bot.slack.command import CommandContext
    from bot.slack.listeners.context import ListenerContext


def show_search_results(context: ListenerContext, command: CommandContext) -> None:
    """Show the matching articles to the person who asks, with a button for the next page."""
    _show_page(context, command, 0)


def show_next_page(context: ListenerContext, command: CommandContext, value: str) -> None:
    """Show the next page of search results.

    The button's value contains the page number and the typed query.
    """
    page, _, words = value.partition(" ")
    _show_page(context, replace(command, words=words), int(page))


def verify_quotes(context: ListenerContext, command: CommandContext) -> None:
    """Verify the quotes of a brief or an answer again.

    By default, verify the channel's last brief and the answers in its thread.
    """
    brief_or_answer_id = command.words.strip("`")
    actor = Actor(command.team, command.channel, command.user)
    is_visible = not brief_or_answer_id or context.services.briefs.is_visible(actor, brief_or_answer_id)
    verifications = (
        context.services.verification.verify(command.team, command.channel, brief_or_answer_id)
        if is_visible
        else ()
    )
    command.reply_privately(
        slack_messages.render_notice(answer_wording.describe_verification(verifications, command.words))
    )


# ---- private


def _show_page(context: ListenerContext, command: CommandContext, page: int) -> None:
    query = parse_search_query(command.words, context.clock())
    results = context.services.search.search(command.team, command.channel, query, page=page)
    value = f"{page + 1} {command.words}" if results.has_more else ""
    heading = mrkdwn.escape(search_wording.describe_search(query, results))
    command.reply_privately(answer_blocks.render_search_results(results.rows, heading, value))
