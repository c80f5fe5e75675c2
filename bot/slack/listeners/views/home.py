"""The Home tab: shown when a person opens it, and again when something changes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.render import slack_messages
from bot.render.views import digest_form_view, home_view, welcome_blocks
from bot.render.wording import digest_notices, digest_wording
from bot.render.wording.views import home_wording, setup_wording
from bot.services.digests import earlier_state
from bot.services.digests.digests import MAX_DIGESTS_PER_CHANNEL
from bot.slack.listeners import permissions
from bot.slack.listeners.views import submission
from news.digest_form import DigestForm, parse_digest_form
from news.errors import NotAllowed

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt import Ack, App, BoltContext

    from bot.slack.command import CommandContext
    from bot.slack.listeners.context import ListenerContext
    from news.digest import Subscription

    HomeAction = Callable[[ListenerContext, CommandContext, Subscription], None]


def register(app: App, listener_context: ListenerContext) -> None:
    """Register the listeners for the Home tab, its buttons and the form that changes a digest."""

    @app.event("app_home_opened")
    def handle_home_opened(event: dict[str, Any], context: BoltContext) -> None:
        user = str(event.get("user") or "")
        if event.get("tab") == "home" and context.team_id == listener_context.team and user:
            listener_context.views.viewers.add(user)
            listener_context.dispatcher.submit(
                lambda: publish_home(listener_context, user),
                lambda _message: None,
                person=user,
                expects_reply=lambda: False,
            )

    for action_id, action in _HOME_ACTIONS.items():
        app.action(action_id)(_build_listener(listener_context, action))

    @app.action(welcome_blocks.RESTORE_ACTION)
    def handle_restore(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        command = _parse_click(listener_context, body, context.team_id or "")
        listener_context.dispatcher.submit(
            lambda: _restore(listener_context, command), command.reply_privately, person=command.user
        )

    @app.view(digest_form_view.EDIT_CALLBACK)
    def handle_edit(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        form, problems = parse_digest_form(submission.read_values(body["view"]))
        if problems:
            ack(response_action="errors", errors=digest_form_view.render_form_errors(problems))
            return
        ack()
        command = submission.parse_submission(listener_context, body, context.team_id or "")
        command = replace(command, reply_privately=submission.build_reply(listener_context, "", command.user))
        listener_context.dispatcher.submit(
            lambda: _change(
                listener_context,
                command,
                lambda context, command, subscription: _save(context, command, subscription, form),
            ),
            command.reply_privately,
            person=command.user,
        )


def publish_home(context: ListenerContext, user: str) -> None:
    """Show a person's Home tab as it is now."""
    with context.views.viewers.lock:
        contents = context.services.home.load(
            context.team, user, context.services.digests.new_membership_check(), now=context.clock()
        )
        context.views.publish_home(user, home_view.render_home(user, contents.digests, contents.places))


def refresh_homes(context: ListenerContext) -> None:
    """Show what has changed to the people who opened their Home tab lately."""
    for user in context.views.viewers.recent():
        context.dispatcher.submit(
            lambda user=user: publish_home(context, user),  # type: ignore[misc]
            lambda _message: None,
            person=user,
            expects_reply=lambda: False,
        )


# ---- private


def _build_listener(listener_context: ListenerContext, action: HomeAction) -> Callable[..., None]:
    def handle_action(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        command = _parse_click(listener_context, body, context.team_id or "")
        listener_context.dispatcher.submit(
            lambda: _change(listener_context, command, action), command.reply_privately, person=command.user
        )

    return handle_action


def _parse_click(context: ListenerContext, body: dict[str, Any], team: str) -> CommandContext:
    user = str((body.get("user") or {}).get("id") or "")
    channel = str((body.get("channel") or {}).get("id") or "")
    return submission.parse_click(body, team, submission.build_reply(context, channel, user))


def _change(context: ListenerContext, command: CommandContext, action: HomeAction) -> None:
    """Carry out a change of a digest once, if the person may make it now, and show the result."""
    context.check_team(command.team)
    if not context.claim_interaction(command.trigger_id):
        return
    try:
        subscription = context.services.digests.find(command.team, command.words)
        if subscription is None:
            command.reply_privately(slack_messages.render_notice(home_wording.DIGEST_GONE))
            return
        _check_may_change(context, command, subscription)
        action(context, command, subscription)
    finally:
        context.views.viewers.add(command.user)
        refresh_homes(context)


def _check_may_change(context: ListenerContext, command: CommandContext, subscription: Subscription) -> None:
    """Check that a person may change a digest, as in `/brief digest`.

    Raises:
        NotAllowed: the digest is another person's, or the person has left its channel.
    """
    is_own = subscription.channel == command.user
    if not is_own and not subscription.channel.startswith(("C", "G")):
        raise NotAllowed(subscription.channel, "")
    if not is_own and context.people.has_left(command.user, subscription.channel):
        raise NotAllowed(subscription.created_by, context.people.find_admin())
    if not is_own:
        in_channel = replace(command, channel=subscription.channel)
        permissions.check_may_change(context, in_channel, subscription.created_by)


def _pause(context: ListenerContext, _command: CommandContext, subscription: Subscription) -> None:
    context.services.digests.save(replace(subscription, paused=True), now=context.clock())


def _resume(context: ListenerContext, command: CommandContext, subscription: Subscription) -> None:
    if error := context.services.digests.membership_error(subscription):
        text = digest_notices.describe_membership_refusal(subscription, error)
        command.reply_privately(slack_messages.render_notice(text))
        return
    active = replace(subscription, paused=False, disabled_reason="")
    context.services.digests.save(active, now=context.clock())


def _skip(context: ListenerContext, _command: CommandContext, subscription: Subscription) -> None:
    context.services.digests.skip_next(subscription, now=context.clock())


def _delete(context: ListenerContext, command: CommandContext, subscription: Subscription) -> None:
    context.services.digests.remove(subscription)
    notice = slack_messages.render_notice(digest_wording.describe_deleted_digest(subscription))
    command.reply_privately(welcome_blocks.add_restore(notice, earlier_state.encode_digest(subscription)))


def _restore(context: ListenerContext, command: CommandContext) -> None:
    """Bring back a digest as it was before a change, if the person may change it."""
    context.check_team(command.team)
    if not context.claim_interaction(command.trigger_id):
        return
    earlier = earlier_state.decode_digest(command.words)
    if earlier.team != command.team:
        command.reply_privately(slack_messages.render_notice(home_wording.DIGEST_GONE))
        return
    _check_may_change(context, command, earlier)
    if error := context.services.digests.membership_error(earlier):
        text = digest_notices.describe_membership_refusal(earlier, error)
    else:
        now = context.clock()
        restored = context.services.digests.restore(earlier, limit=MAX_DIGESTS_PER_CHANNEL, now=now)
        text = digest_wording.DIGEST_RESTORED.format(digest=digest_wording.escape_digest(restored))
    command.reply_privately(slack_messages.render_notice(text))
    refresh_homes(context)


def _undo(context: ListenerContext, command: CommandContext, subscription: Subscription) -> None:
    context.services.digests.remove(subscription)
    text = digest_wording.describe_deleted_digest(subscription)
    command.reply_privately(slack_messages.render_notice(text))


def _edit(context: ListenerContext, command: CommandContext, subscription: Subscription) -> None:
    """Open the form that changes a digest."""
    form = DigestForm(
        wall_time=subscription.wall_times[0],
        weekdays=subscription.weekdays,
        zone=subscription.timezone,
        topics=subscription.topics,
    )
    metadata = json.dumps({"digest": subscription.id})
    opened = context.views.open_modal(command.trigger_id, digest_form_view.render_edit_form(form, metadata))
    if opened.error:
        command.reply_privately(slack_messages.render_notice(setup_wording.MODAL_EXPIRED))


def _save(
    context: ListenerContext, command: CommandContext, subscription: Subscription, form: DigestForm
) -> None:
    """Store the values of the form; the other times of a digest stay as they are."""
    wall_times = tuple(sorted({form.wall_time, *subscription.wall_times[1:]}))
    changed = replace(
        subscription,
        wall_times=wall_times,
        weekdays=form.weekdays,
        timezone=form.zone,
        topics=form.topics,
    )
    context.services.digests.save(changed, now=context.clock())
    command.reply_privately(slack_messages.render_notice(home_wording.describe_saved(changed)))


_HOME_ACTIONS: dict[str, HomeAction] = {
    home_view.PAUSE_ACTION: _pause,
    home_view.RESUME_ACTION: _resume,
    home_view.SKIP_ACTION: _skip,
    home_view.DELETE_ACTION: _delete,
    home_view.EDIT_ACTION: _edit,
    welcome_blocks.UNDO_ACTION: _undo,
}
