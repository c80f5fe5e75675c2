"""The form that sets up a channel: `/brief start`, and the buttons that open it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.render import buttons, slack_messages
from bot.render.views import digest_form_view, home_view, welcome_blocks
from bot.render.wording import digest_wording
from bot.render.wording.views import setup_wording
from bot.services.digests.digests import MAX_DIGESTS_PER_CHANNEL
from bot.services.subscriptions import SubscriptionScope
from bot.slack.command import build_private_reply
from bot.slack.listeners import brief_posts, permissions
from bot.slack.listeners.views import home, submission
from news.digest_form import DigestForm, parse_digest_form
from sources.lists import starter_packs

if TYPE_CHECKING:
    from slack_bolt import Ack, App, BoltContext, Respond

    from bot.slack.command import CommandContext
    from bot.slack.listeners.context import ListenerContext


def register(app: App, listener_context: ListenerContext) -> None:
    """Register the listeners for the form and for the buttons that open it."""
    open_actions = re.compile(f"{welcome_blocks.SET_UP_ACTION}_.*|{buttons.DAILY_ACTION}")

    @app.action(open_actions)
    def handle_open(ack: Ack, body: dict[str, Any], context: BoltContext, respond: Respond) -> None:
        ack()
        command = submission.parse_click(body, context.team_id or "", build_private_reply(respond))
        listener_context.dispatcher.submit(
            lambda: _open_once(listener_context, command), command.reply_privately, person=command.user
        )

    @app.action(home_view.ADD_SOURCES_ACTION)
    def handle_add_sources(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        user = str((body.get("user") or {}).get("id") or "")
        reply = submission.build_reply(listener_context, "", user)
        command = submission.parse_click(body, context.team_id or "", reply)
        command = replace(command, channel=command.words, words="")
        listener_context.dispatcher.submit(lambda: _open_once(listener_context, command), reply, person=user)

    @app.view(digest_form_view.SETUP_CALLBACK)
    def handle_submission(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        command = submission.parse_submission(listener_context, body, context.team_id or "")
        scope = SubscriptionScope(command.team, command.channel, command.user)
        form, problems = parse_digest_form(
            submission.read_values(body["view"]),
            pack_names=starter_packs.list_packs(),
            needs_source=not listener_context.services.source_subscriptions.list_sources(scope),
        )
        if problems:
            ack(response_action="errors", errors=digest_form_view.render_form_errors(problems))
            return
        ack()
        listener_context.dispatcher.submit(
            lambda: _set_up(listener_context, command, scope, form),
            command.reply_privately,
            person=command.user,
            uses_network=True,
        )


def open_setup_form(context: ListenerContext, command: CommandContext) -> None:
    """Open the form for the channel of a command; words of the command are topics of a brief to repeat."""
    opened = context.views.open_modal(command.trigger_id, digest_form_view.render_loading())
    if opened.error:
        is_expired = opened.error in {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"}
        text = setup_wording.MODAL_EXPIRED if is_expired else setup_wording.MODAL_REFUSED
        command.reply_privately(slack_messages.render_notice(text))
        return
    brief = context.services.briefs.get_brief(command.team, command.words) if command.words else None
    form = DigestForm(
        zone=context.people.timezone(command.user) or "UTC",
        topics=(brief.request.topic,) if brief and brief.request.topic else (),
        wants_brief_now=brief is None,
    )
    metadata = json.dumps({"channel": command.channel})
    view = digest_form_view.render_setup_form(form, starter_packs.list_packs(), metadata)
    context.views.update_modal(opened, view)


# ---- private


def _open_once(context: ListenerContext, command: CommandContext) -> None:
    context.check_team(command.team)
    if context.claim_interaction(command.trigger_id):
        open_setup_form(context, command)


def _set_up(
    context: ListenerContext, command: CommandContext, scope: SubscriptionScope, form: DigestForm
) -> None:
    """Follow the sources, order the digest and post the first brief, once for each submitted form."""
    context.check_team(command.team)
    if not context.claim_interaction(command.trigger_id):
        return
    if context.people.has_left(command.user, command.channel):
        command.reply_privately(slack_messages.render_notice(setup_wording.NOT_A_MEMBER))
        return
    if error := context.poster.posting_error(command.channel):
        text = digest_wording.describe_channel_refusal(error, "")
        command.reply_privately(slack_messages.render_notice(text))
        return
    now = context.clock()
    followed = context.services.setup.follow(
        form,
        scope,
        now=now,
        check_address=lambda address: permissions.check_may_add(context, command, address),
    )
    subscription, is_new = context.services.setup.order_digest(
        form, command.team, command.channel, user=command.user, limit=MAX_DIGESTS_PER_CHANNEL, now=now
    )
    text = setup_wording.describe_setup(
        subscription,
        context.services.digests.next_slot(subscription, now=now),
        is_new=is_new,
        sources=followed.sources,
        refused=followed.refused,
        failures=followed.failures,
    )
    notice = slack_messages.render_notice(text)
    command.reply_privately(welcome_blocks.add_undo(notice, subscription.id) if is_new else notice)
    home.refresh_homes(context)
    if form.wants_brief_now:
        brief_posts.post_brief(context, command)
