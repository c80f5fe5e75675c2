"""Handle `/brief why`, `/brief health` and `/brief catchup`.

They explain an article, show the health of sources and digests, and catch up after a holiday.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.parsing import brief_request
from bot.render import brief_blocks, explanations, slack_messages
from bot.render.wording import command_wording, digest_wording
from bot.services.subscriptions import SubscriptionScope

if TYPE_CHECKING:
    from bot.slack.command import CommandContext
    from bot.slack.listeners.context import ListenerContext

# After a holiday, a reader wants more stories than in the morning.
CATCH_UP_STORIES = 10
CATCH_UP_DEFAULT_WINDOW = "1w"


def explain_article(context: ListenerContext, command: CommandContext) -> None:
    """Explain why the channel's briefs contain an article or leave it out.

    The article is given by its link, or by the number of its story in the last brief.
    """
    if not command.words:
        command.reply_privately(slack_messages.render_notice(command_wording.EXPLAIN_HELP))
        return
    zone = context.people.timezone(command.user) or "UTC"
    explanation = context.services.explanations.explain(command.team, command.channel, command.words)
    command.reply_privately(explanations.render_explanation(explanation, zone))


def show_health(context: ListenerContext, command: CommandContext) -> None:
    """Show the health of sources and digests, with times in the time zone of the person who asked."""
    now = context.clock()
    zone = context.people.timezone(command.user) or "UTC"
    digest_rows = tuple(
        (
            subscription,
            context.services.digests.next_slot(subscription, now=now),
            context.services.digests.latest_deliveries(subscription, limit=3),
        )
        for subscription in context.services.digests.for_channel(command.team, command.channel)
    )
    command.reply_privately(
        explanations.render_health(
            context.services.source_subscriptions.list_sources(
                SubscriptionScope(command.team, command.channel)
            ),
            digest_rows,
            zone,
            now,
        )
    )


def send_catch_up(context: ListenerContext, command: CommandContext) -> None:
    """Send the most important stories of a long period to the person who asked, by direct message."""
    now = context.clock()
    words = command.words or CATCH_UP_DEFAULT_WINDOW
    request = brief_request.parse_brief_request(words, team=command.team, channel=command.channel, now=now)
    context.limits.count(command.user, command.user)
    recipient = "" if command.is_direct else command.user
    brief = context.services.briefs.create_brief(
        replace(request, max_stories=CATCH_UP_STORIES, recipient=recipient), now=now
    )
    messages = brief_blocks.render_brief(brief)
    if not brief.stories:
        command.reply_privately(messages[0])
        return
    post_result = context.poster.post(command.user, messages, brief_id=brief.id)
    if not post_result.ts:
        notice = command_wording.POST_FAILED if post_result.is_refused else command_wording.POST_DELAYED
        command.reply_privately(slack_messages.render_notice(notice))
        return
    if post_result.channel != command.channel:
        command.reply_privately(slack_messages.render_notice(digest_wording.CATCH_UP_SENT))
