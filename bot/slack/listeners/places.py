"""Listeners for changes to channels: invitations of the bot, unarchived channels and new channel ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.slack.listeners.views import welcome

if TYPE_CHECKING:
    from slack_bolt import App, BoltContext

    from bot.slack.listeners.context import ListenerContext


def register(app: App, listener_context: ListenerContext) -> None:
    """Register the listeners for events about channels."""

    @app.event("member_joined_channel")
    def handle_member_joined(event: dict[str, Any], context: BoltContext) -> None:
        if event.get("user") == context.bot_user_id:
            _submit_resume(listener_context, context.team_id, event, is_invitation=True)

    @app.event("channel_unarchive")
    def handle_channel_unarchive(event: dict[str, Any], context: BoltContext) -> None:
        _submit_resume(listener_context, context.team_id, event)

    @app.event("group_unarchive")
    def handle_group_unarchive(event: dict[str, Any], context: BoltContext) -> None:
        _submit_resume(listener_context, context.team_id, event)

    @app.event("channel_id_changed")
    def handle_channel_id_changed(event: dict[str, Any], context: BoltContext) -> None:
        old_id, new_id = str(event.get("old_channel_id") or ""), str(event.get("new_channel_id") or "")
        if context.team_id == listener_context.team and old_id and new_id:
            listener_context.dispatcher.submit(
                lambda: listener_context.services.digests.move_channel(listener_context.team, old_id, new_id),
                lambda _message: None,
                expects_reply=lambda: False,
            )


# ---- private


def _submit_resume(
    context: ListenerContext, team: str | None, event: dict[str, Any], *, is_invitation: bool = False
) -> None:
    """Resume the digests that are on hold because the bot could not post in the channel; welcome a new channel."""
    channel = str(event.get("channel") or "")

    def resume() -> None:
        if context.poster.can_post(channel):
            context.services.digest_failures.resume_channel(context.team, channel, now=context.clock())
            if is_invitation:
                welcome.welcome_channel(context, channel, str(event.get("event_ts") or ""))

    if team == context.team and channel:
        context.dispatcher.submit(resume, lambda _message: None, expects_reply=lambda: False)
