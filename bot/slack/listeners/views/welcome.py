"""Welcome whoever installs the app, and the channels that the bot is invited to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.render import slack_messages
from bot.render.views import welcome_blocks
from bot.render.wording import command_wording
from bot.services.subscriptions import SubscriptionScope
from bot.slack.command import build_private_reply

if TYPE_CHECKING:
    from slack_bolt import Ack, App, Respond

    from bot.slack.listeners.context import ListenerContext


def register(app: App, listener_context: ListenerContext) -> None:
    """Register the listener for the button that asks what the bot can do."""

    @app.action(welcome_blocks.ABILITIES_ACTION)
    def handle_abilities(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        reply = build_private_reply(respond)

        def show_help() -> None:
            if listener_context.claim_interaction(str(body.get("trigger_id") or "")):
                reply(slack_messages.render_notice(command_wording.BRIEF_HELP))

        listener_context.dispatcher.submit(show_help, reply)


def welcome_channel(context: ListenerContext, channel: str, event_ts: str) -> None:
    """Post one message in a channel that the bot was invited to, unless the channel is set up already."""
    scope = SubscriptionScope(context.team, channel)
    is_set_up = context.services.source_subscriptions.channel_source_ids(
        scope
    ) or context.services.digests.for_channel(context.team, channel)
    if not is_set_up and context.claim_interaction(f"welcome-{channel}-{event_ts}"):
        context.poster.post(channel, [welcome_blocks.render_channel_welcome()])


def welcome_installer(context: ListenerContext) -> None:
    """Welcome an admin by direct message when the bot starts in a workspace for the first time."""

    def welcome() -> None:
        if context.services.setup.is_unused(context.team) and (admin := context.people.find_admin()):
            context.services.setup.welcome(context.team, admin, now=context.clock())

    context.dispatcher.submit(welcome, lambda _message: None, expects_reply=lambda: False)
