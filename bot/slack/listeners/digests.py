"""Handle `/brief digest`, which creates, lists, changes and deletes digests."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.parsing import digest_spec
from bot.parsing.digest_actions import DigestAction, parse_action
from bot.render import payloads, slack_messages
from bot.render.views import home_view, welcome_blocks
from bot.render.wording import digest_notices, digest_wording
from bot.services.digests import earlier_state
from bot.services.digests.digests import MAX_DIGESTS_PER_CHANNEL
from bot.services.digests.membership import CHANNEL_INACCESSIBLE_ERRORS
from bot.services.subscriptions import SubscriptionScope
from bot.slack.listeners import permissions
from bot.slack.people import MEMBERS_SCOPE_MISSING, TOO_MANY_MEMBERS
from news.digest import LEFT_CHANNEL
from news.errors import InvalidDigestSpec, RequestProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.slack.command import CommandContext
    from bot.slack.listeners.context import ListenerContext
    from news.digest import Subscription

    DigestHandler = Callable[[ListenerContext, CommandContext, Subscription], None]

# Permanent reasons why a person cannot get digests of a channel; faults in Slack are not included.
PERMANENT_MEMBERSHIP_ERRORS = frozenset(
    {LEFT_CHANNEL, MEMBERS_SCOPE_MISSING, TOO_MANY_MEMBERS, *CHANNEL_INACCESSIBLE_ERRORS}
)


def handle_digest_command(context: ListenerContext, command: CommandContext) -> None:
    """Run the action named by the first word. If that word is not an action, create a digest."""
    verb, _, rest = command.words.partition(" ")
    action = parse_action(verb)
    if verb.lower() in {"", "help", "?"}:
        command.reply_privately(slack_messages.render_notice(digest_wording.DIGEST_HELP))
    elif verb.lower() == "list":
        list_digests(context, command)
    elif (
        action is DigestAction.DELETE
        and not rest.strip()
        and len(visible := _visible_digests(context, command)) > 1
    ):
        command.reply_privately(home_view.render_deletion(visible))
    elif action and (subscription := _find_digest(context, command, verb, rest.strip().lstrip("#"))):
        if action in _MAKERS_ACTIONS or (subscription.paused and action is DigestAction.RESUME):
            permissions.check_may_change(context, command, subscription.created_by)
        if action in _MEMBERS_ONLY_ACTIONS and (
            error := context.services.digests.membership_error(subscription)
        ):
            command.reply_privately(
                slack_messages.render_notice(digest_notices.describe_membership_refusal(subscription, error))
            )
            return
        _HANDLERS[action](context, command, subscription)
    else:
        create_digest(context, command)


def create_digest(context: ListenerContext, command: CommandContext) -> None:
    """Store a new digest and confirm it to the person who requested it.

    Raises:
        InvalidDigestSpec, UnknownTimezone, InvalidPattern: the words cannot be parsed; nothing is stored.
    """
    now = context.clock()
    spec = digest_spec.parse_digest_spec(command.words)
    target_channel = _target_channel(command, is_direct=spec.is_direct)
    if target_channel != command.user and (posting_error := context.poster.posting_error(target_channel)):
        command.reply_privately(
            slack_messages.render_notice(
                digest_wording.describe_channel_refusal(posting_error, command.words)
            )
        )
        return
    profile_timezone = "" if spec.zone else context.people.timezone(command.user)
    zone = spec.zone or profile_timezone or "UTC"
    subscription = context.services.digests.build_subscription(
        spec,
        command.team,
        target_channel,
        zone=zone,
        now=now,
        created_by=command.user,
        source_channel=_source_channel(command, target_channel),
    )
    membership_error = context.services.digests.membership_error(subscription)
    if membership_error in PERMANENT_MEMBERSHIP_ERRORS:
        command.reply_privately(
            slack_messages.render_notice(
                digest_wording.describe_channel_refusal(membership_error, command.words)
            )
        )
        return
    stored_digest = context.services.digests.create(subscription, limit=MAX_DIGESTS_PER_CHANNEL, now=now)
    if stored_digest.id != subscription.id:
        _confirm_existing_digest(context, command, stored_digest)
        return
    next_slot = context.services.digests.next_slot(subscription, now=now)
    notice = slack_messages.render_notice(
        digest_wording.describe_new_digest(
            subscription,
            next_slot,
            zone_named=bool(spec.zone),
            zone_in_profile=bool(profile_timezone),
            has_sources=bool(
                context.services.source_subscriptions.list_sources(
                    SubscriptionScope(command.team, subscription.effective_source_channel)
                )
            ),
        )
    )
    command.reply_privately(welcome_blocks.add_undo(notice, subscription.id))


def list_digests(context: ListenerContext, command: CommandContext) -> None:
    """Show the digests of this channel, each with its next time and the result of its last delivery."""
    now = context.clock()
    subscriptions = _visible_digests(context, command)
    if not subscriptions:
        command.reply_privately(slack_messages.render_notice(digest_wording.NO_DIGESTS))
        return
    has_personal_digests = any(subscription.channel == command.user for subscription in subscriptions)
    reader_zone = context.people.timezone(command.user) if has_personal_digests else ""
    lines = [
        digest_wording.describe_digest(
            number,
            subscription,
            context.services.digests.next_slot(subscription, now=now),
            context.services.digests.latest_deliveries(subscription, limit=1),
            reader_zone,
        )
        for number, subscription in enumerate(subscriptions, 1)
    ]
    command.reply_privately(slack_messages.render_notice("\n".join(lines)))


# ---- private: actions on one digest


def _confirm_existing_digest(
    context: ListenerContext, command: CommandContext, subscription: Subscription
) -> None:
    """Reply that a digest already exists. If it was on hold, resume it, because it was ordered again."""
    now, was_on_hold = context.clock(), bool(subscription.disabled_reason)
    if was_on_hold:
        subscription = replace(subscription, disabled_reason="")
        context.services.digests.save(subscription, now=now)
    next_slot = context.services.digests.next_slot(subscription, now=now)
    text = digest_wording.describe_existing_digest(
        subscription, next_slot, resumed=was_on_hold and subscription.active
    )
    command.reply_privately(slack_messages.render_notice(text))


def _preview_digest(context: ListenerContext, command: CommandContext, subscription: Subscription) -> None:
    edition = context.services.digest_deliveries.preview(subscription, now=context.clock())
    command.reply_privately(slack_messages.render_notice(digest_wording.PREVIEW_NOTICE))
    for message in payloads.render_edition(edition)[:3]:
        command.reply_privately(message)


def _send_digest_now(context: ListenerContext, command: CommandContext, subscription: Subscription) -> None:
    context.limits.count(command.user, subscription.channel)
    context.services.digests.send_now(subscription, now=context.clock())
    command.reply_privately(slack_messages.render_notice(digest_wording.SENDING_NOTICE))


def _pause_digest(context: ListenerContext, command: CommandContext, subscription: Subscription) -> None:
    context.services.digests.save(replace(subscription, paused=True), now=context.clock())
    _confirm(command, digest_wording.describe_paused_digest(subscription), subscription)


def _resume_digest(context: ListenerContext, command: CommandContext, subscription: Subscription) -> None:
    now = context.clock()
    active_subscription = replace(subscription, paused=False, disabled_reason="")
    context.services.digests.save(active_subscription, now=now)
    next_slot = context.services.digests.next_slot(active_subscription, now=now)
    _confirm(command, digest_wording.describe_resumed_digest(active_subscription, next_slot), subscription)


def _skip_next_slot(context: ListenerContext, command: CommandContext, subscription: Subscription) -> None:
    slot = context.services.digests.skip_next(subscription, now=context.clock())
    _confirm(command, digest_wording.describe_skipped_slot(subscription, slot), subscription)


def _delete_digest(context: ListenerContext, command: CommandContext, subscription: Subscription) -> None:
    context.services.digests.remove(subscription)
    _confirm(command, digest_wording.describe_deleted_digest(subscription), subscription)


def _confirm(command: CommandContext, text: str, earlier: Subscription) -> None:
    """Confirm a change of a digest, with a button that brings back its earlier state."""
    notice = slack_messages.render_notice(text)
    command.reply_privately(welcome_blocks.add_restore(notice, earlier_state.encode_digest(earlier)))


def _resend_doubtful(context: ListenerContext, command: CommandContext, subscription: Subscription) -> None:
    now = context.clock()
    resent_deliveries = [
        delivery
        for delivery in context.services.digests.latest_deliveries(subscription, limit=20)
        if context.services.digests.resend(delivery, now=now)
    ]
    command.reply_privately(
        slack_messages.render_notice(
            digest_wording.SENDING_NOTICE if resent_deliveries else digest_wording.NO_DOUBTFUL_DELIVERY
        )
    )


_HANDLERS: dict[DigestAction, DigestHandler] = {
    DigestAction.PREVIEW: _preview_digest,
    DigestAction.NOW: _send_digest_now,
    DigestAction.PAUSE: _pause_digest,
    DigestAction.RESUME: _resume_digest,
    DigestAction.SKIP: _skip_next_slot,
    DigestAction.DELETE: _delete_digest,
    DigestAction.RESEND: _resend_doubtful,
}
# Actions for the person who created the digest, and for admins.
_MAKERS_ACTIONS = frozenset({DigestAction.PAUSE, DigestAction.SKIP, DigestAction.DELETE})
# Actions that show articles, for members only.
_MEMBERS_ONLY_ACTIONS = frozenset(
    {DigestAction.PREVIEW, DigestAction.NOW, DigestAction.RESUME, DigestAction.RESEND}
)


# ---- private


def _target_channel(command: CommandContext, *, is_direct: bool) -> str:
    """Return the id of the channel that a digest is posted to, or of the person who receives it."""
    return command.user if is_direct or command.is_direct else command.channel


def _source_channel(command: CommandContext, target_channel: str) -> str:
    """Return the channel whose sources a digest uses; "" if it is the channel the digest is posted to."""
    return "" if target_channel == command.channel else command.channel


def _visible_digests(context: ListenerContext, command: CommandContext) -> tuple[Subscription, ...]:
    """Return the digests of this channel, and the digests that the person gets by direct message."""
    channels = dict.fromkeys((_target_channel(command, is_direct=False), command.user))
    return tuple(
        subscription
        for channel in channels
        for subscription in context.services.digests.for_channel(command.team, channel)
    )


def _find_digest(
    context: ListenerContext, command: CommandContext, verb: str, name: str
) -> Subscription | None:
    """Return the digest that a name means, or the only digest if no name is given; None if the words are no name.

    A name is the number in the list, the digest's own short name, or words that only one digest has.

    Raises:
        InvalidDigestSpec: no digest has that number, or there are several digests and no name is given.
    """
    subscriptions = _visible_digests(context, command)
    named = [subscription for subscription in subscriptions if subscription.is_called(name)]
    if name and not name.isdecimal() and len(named) != 1:
        return None
    if not subscriptions:
        raise InvalidDigestSpec(RequestProblem.NO_DIGESTS)
    if not name and len(subscriptions) > 1:
        raise InvalidDigestSpec(
            RequestProblem.DIGEST_NUMBER_MISSING, count=len(subscriptions), verb=verb.lower()
        )
    if len(named) == 1 and name:
        return named[0]
    position = int(name or 1)
    if not 1 <= position <= len(subscriptions):
        raise InvalidDigestSpec(RequestProblem.UNKNOWN_DIGEST_NUMBER, number=position)
    return subscriptions[position - 1]
