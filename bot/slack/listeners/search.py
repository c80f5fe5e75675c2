"""`/brief search` and `/brief verify`: look for articles, and hold what was told against them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.render import blocks, mrkdwn, search_wording, wording
from bot.services import search as searching

if TYPE_CHECKING:
    from bot.slack.command import CommandContext
    from bot.slack.dispatcher import Dispatcher


def show_search_results(dispatcher: Dispatcher, command: CommandContext) -> None:
    """Show the asker the articles that hold some words, with the button for more."""
    _show_page(dispatcher, command, 0)


def show_next_page(dispatcher: Dispatcher, command: CommandContext, value: str) -> None:
    """Show the next page; the value of the button holds its number and what was typed."""
    page, _, words = value.partition(" ")
    _show_page(dispatcher, replace(command, words=words), int(page))


def verify_quotes(dispatcher: Dispatcher, command: CommandContext) -> None:
    """Hold the last brief of this channel and the answers below it, or what is named, against the articles again."""
    verifications = dispatcher.briefing_service.verifier.verify(
        command.team, command.channel, command.words.strip("`")
    )
    command.reply_privately(blocks.render_notice(wording.describe_verification(verifications, command.words)))


# ---- private


def _show_page(dispatcher: Dispatcher, command: CommandContext, page: int) -> None:
    query = searching.parse_query(command.words, dispatcher.clock())
    results = dispatcher.briefing_service.search(command.team, command.channel, query, page=page)
    value = f"{page + 1} {command.words}" if results.has_more else ""
    heading = mrkdwn.escape(search_wording.describe_search(query, results))
    command.reply_privately(blocks.render_search_results(results.rows, heading, value))
