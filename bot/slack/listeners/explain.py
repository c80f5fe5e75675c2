"""`/brief why`, `/brief health` and `/brief catchup`: what the bot did and why, and a brief after a holiday."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.parsing import brief_request
from bot.render import blocks, explanations, wording
from news.thread import Thread

if TYPE_CHECKING:
    from bot.slack.command import CommandContext
    from bot.slack.dispatcher import Dispatcher

# After two weeks one wants to know more than on a morning.
CATCH_UP_STORIES = 10
CATCH_UP_DEFAULT_WINDOW = "1w"


def explain_article(dispatcher: Dispatcher, command: CommandContext) -> None:
    """Explain an article's presence or absence, by its link, or a story's, by its number in the last brief."""
    if not command.words:
        command.reply_privately(blocks.render_notice(wording.EXPLAIN_HELP))
        return
    zone = dispatcher.poster.user_timezone(command.user) or "UTC"
    explanation = dispatcher.briefing_service.explain_article(command.team, command.channel, command.words)
    command.reply_privately(explanations.render_explanation(explanation, zone))


def show_health(dispatcher: Dispatcher, command: CommandContext) -> None:
    """Show how sources and digests are doing, in the reader's time."""
    now = dispatcher.clock()
    zone = dispatcher.poster.user_timezone(command.user) or "UTC"
    digest_rows = tuple(
        (
            subscription,
            dispatcher.digest_service.next_slot(subscription, now=now),
            dispatcher.digest_service.latest_deliveries(subscription, limit=3),
        )
        for subscription in dispatcher.digest_service.for_channel(command.team, command.channel)
    )
    command.reply_privately(
        explanations.render_health(
            dispatcher.briefing_service.list_sources(command.team, command.channel), digest_rows, zone, now
        )
    )


def send_catch_up(dispatcher: Dispatcher, command: CommandContext) -> None:
    """Send the asker, by direct message, the most important of a long time."""
    now = dispatcher.clock()
    words = command.words or CATCH_UP_DEFAULT_WINDOW
    request = brief_request.parse_brief_request(words, team=command.team, channel=command.channel, now=now)
    recipient = "" if command.is_direct else command.user
    brief = dispatcher.briefing_service.create_brief(
        replace(request, max_stories=CATCH_UP_STORIES, recipient=recipient), now=now
    )
    messages = blocks.render_brief(brief)
    if not brief.stories:
        command.reply_privately(messages[0])
        return
    post_result = dispatcher.poster.post(command.user, messages)
    if not post_result.ts:
        command.reply_privately(blocks.render_notice(wording.POST_FAILED))
        return
    dispatcher.briefing_service.register_thread(
        Thread(command.team, post_result.channel, post_result.ts), brief.id, now=now
    )
    if post_result.channel != command.channel:
        command.reply_privately(blocks.render_notice(wording.CATCH_UP_SENT))
