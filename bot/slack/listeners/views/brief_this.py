"""The message shortcut "Brief this": briefs the pages that a message links to, in its thread."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.render import left_out_blocks, mrkdwn, slack_messages
from bot.render.wording.views import shared_link_wording
from bot.services.subscriptions import SubscriptionScope
from bot.slack.command import CommandContext, build_private_reply
from bot.slack.listeners import permissions
from bot.slack.listeners.message_text import read_raw_text

if TYPE_CHECKING:
    from slack_bolt import Ack, App, BoltContext, Respond

    from bot.slack.listeners.context import ListenerContext

MAX_LINKS_PER_MESSAGE = 4
_LINK_PATTERN = re.compile(r"<(https?://[^|>\s]+)(?:\|[^>]*)?>", re.IGNORECASE)


def register(app: App, listener_context: ListenerContext) -> None:
    """Register the listener for the shortcut."""

    @app.shortcut("brief_this")
    def handle_shortcut(ack: Ack, body: dict[str, Any], context: BoltContext, respond: Respond) -> None:
        ack()
        message = body.get("message") or {}
        command = CommandContext(
            words=read_raw_text(message),
            team=context.team_id or "",
            channel=str((body.get("channel") or {}).get("id") or ""),
            user=str((body.get("user") or {}).get("id") or ""),
            reply_privately=build_private_reply(respond),
            trigger_id=str(body.get("trigger_id") or ""),
        )
        thread_ts = str(message.get("thread_ts") or message.get("ts") or "")
        listener_context.dispatcher.submit(
            lambda: _brief_links(listener_context, command, thread_ts),
            command.reply_privately,
            person=command.user,
            uses_network=True,
        )


# ---- private


def _brief_links(context: ListenerContext, command: CommandContext, thread_ts: str) -> None:
    """Read the links of a message, and post their key sentences in its thread, once for each click."""
    context.check_team(command.team)
    if not context.claim_interaction(command.trigger_id):
        return
    links = list(dict.fromkeys(mrkdwn.unescape(link) for link in _LINK_PATTERN.findall(command.words)))
    if not links:
        command.reply_privately(slack_messages.render_notice(shared_link_wording.NO_LINKS))
        return
    links = links[:MAX_LINKS_PER_MESSAGE]
    for link in links:
        permissions.check_may_add(context, command, link)
    context.limits.count(command.user, command.channel)
    pages = context.services.shared_links.read(
        links,
        SubscriptionScope(command.team, command.channel, command.user),
        title=shared_link_wording.SHARED_LINKS_TITLE,
        now=context.clock(),
    )
    if pages.failures:
        text = shared_link_wording.describe_unread_pages(pages.failures)
        command.reply_privately(slack_messages.render_notice(text))
    for article, sentences in pages.articles:
        messages = left_out_blocks.render_left_out_article(article, sentences)
        if context.poster.post(command.channel, messages, thread_ts=thread_ts).is_refused:
            command.reply_privately(slack_messages.render_notice(shared_link_wording.NOT_POSTED))
            command.reply_privately(messages[0])
