"""Post the brief that a person asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.parsing import brief_request
from bot.render import brief_blocks, slack_messages
from bot.render.wording import command_wording
from bot.slack.listeners import requests

if TYPE_CHECKING:
    from bot.render.slack_messages import Message
    from bot.slack.command import CommandContext
    from bot.slack.listeners.context import ListenerContext
    from news.brief import Brief

# Slack accepts five responses to one command; one is reserved for an error message.
MAX_BRIEF_RESPONSES = 4


def create_brief(
    context: ListenerContext, words: str, *, team: str, channel: str, user: str
) -> tuple[Brief, tuple[Message, ...]]:
    """Create the brief that a person's words ask for, and render it.

    Raises:
        RequestError: the words cannot be understood.
        TooManyRequests: the person or the channel has asked for too many briefs.
    """
    now = context.clock()
    local_now = requests.local_now(context, user, words)
    request = brief_request.parse_brief_request(words, team=team, channel=channel, now=local_now)
    context.limits.count(user, channel)
    brief = context.services.briefs.create_brief(request, now=now)
    return brief, brief_blocks.render_brief(brief, requested_by=user)


def post_brief(context: ListenerContext, command: CommandContext, *, is_private: bool = False) -> None:
    """Post the requested brief. Notices and private briefs are shown only to the person who asked."""
    brief, messages = create_brief(
        context, command.words, team=command.team, channel=command.channel, user=command.user
    )
    if not brief.stories or is_private:
        for message in messages[:MAX_BRIEF_RESPONSES]:
            command.reply_privately(message)
        return
    post_result = context.poster.post(command.channel, messages, brief_id=brief.id)
    if post_result.ts:
        return
    if not post_result.is_refused:
        command.reply_privately(slack_messages.render_notice(command_wording.POST_DELAYED))
    elif post_result.is_not_member:
        for message in (
            *messages[: MAX_BRIEF_RESPONSES - 1],
            slack_messages.render_notice(command_wording.INVITE_BOT),
        ):
            command.reply_privately(message)
    else:
        command.reply_privately(slack_messages.render_notice(command_wording.POST_FAILED))
