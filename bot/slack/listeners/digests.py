"""`/brief digest`: order a digest in words, see what was understood, change it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.parsing import digest_spec
from bot.render import blocks, wording
from bot.services.digests import CHANNEL_INACCESSIBLE_ERRORS
from bot.slack.channel_members import MEMBERS_SCOPE_MISSING, TOO_MANY_MEMBERS
from news.digest import LEFT_CHANNEL
from news.errors import InvalidDigestSpec

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.slack.command import CommandContext
    from bot.slack.dispatcher import Dispatcher
    from news.digest import Subscription

    DigestAction = Callable[[Dispatcher, CommandContext, Subscription], None]

# A channel with more of them is no place for news.
MAX_DIGESTS_PER_CHANNEL = 20
# Why nobody could read a channel however long one waits; what ails Slack for a moment is no reason.
PERMANENT_MEMBERSHIP_ERRORS = frozenset(
    {LEFT_CHANNEL, MEMBERS_SCOPE_MISSING, TOO_MANY_MEMBERS, *CHANNEL_INACCESSIBLE_ERRORS}
)


def handle_digest_command(dispatcher: Dispatcher, command: CommandContext) -> None:
    """Do what the first word says; other words order a digest."""
    verb, _, rest = command.words.partition(" ")
    if verb.lower() in {"", "help", "?"}:
        command.reply_privately(blocks.render_notice(wording.DIGEST_HELP))
    elif verb.lower() == "list":
        list_digests(dispatcher, command)
    elif verb.lower() in _DIGEST_ACTIONS and (not rest or rest.strip().lstrip("#").isdigit()):
        subscription = _find_by_number(dispatcher, command, verb, rest.strip().lstrip("#"))
        if verb.lower() in _MEMBERS_ONLY_ACTIONS and (
            error := dispatcher.digest_service.membership_error(subscription)
        ):
            command.reply_privately(
                blocks.render_notice(wording.describe_membership_refusal(subscription, error))
            )
            return
        _DIGEST_ACTIONS[verb.lower()](dispatcher, command, subscription)
    else:
        create_digest(dispatcher, command)


def create_digest(dispatcher: Dispatcher, command: CommandContext) -> None:
    """Keep what was ordered and read it back.

    Raises:
        UnknownWish, UnknownZone, BadPattern: the words cannot be read; nothing is kept.
    """
    now = dispatcher.clock()
    spec = digest_spec.parse_digest_spec(command.words)
    target_channel = _target_channel(command, is_direct=spec.is_direct)
    if target_channel != command.user and (posting_error := dispatcher.poster.posting_error(target_channel)):
        command.reply_privately(
            blocks.render_notice(wording.describe_channel_refusal(posting_error, command.words))
        )
        return
    existing_digests = _visible_digests(dispatcher, command)
    profile_timezone = "" if spec.zone else dispatcher.poster.user_timezone(command.user)
    zone = spec.zone or profile_timezone or "UTC"
    subscription = dispatcher.digest_service.build_subscription(
        spec,
        command.team,
        target_channel,
        zone=zone,
        now=now,
        created_by=command.user,
        source_channel=_source_channel(command, target_channel),
    )
    membership_error = dispatcher.digest_service.membership_error(subscription)
    if membership_error in PERMANENT_MEMBERSHIP_ERRORS:
        command.reply_privately(
            blocks.render_notice(wording.describe_channel_refusal(membership_error, command.words))
        )
        return
    if len(existing_digests) >= MAX_DIGESTS_PER_CHANNEL:
        raise InvalidDigestSpec(
            f"There are {MAX_DIGESTS_PER_CHANNEL} digests here already. Delete one first: `/brief digest delete 1`."
        )
    same_number = next(
        (
            number
            for number, existing_digest in enumerate(existing_digests, 1)
            if _is_same_digest(existing_digest, subscription)
        ),
        0,
    )
    if same_number:
        command.reply_privately(blocks.render_notice(wording.describe_existing_digest(same_number)))
        return
    dispatcher.digest_service.save(subscription, now=now)
    next_slot = dispatcher.digest_service.next_slot(subscription, now=now)
    command.reply_privately(
        blocks.render_notice(
            wording.describe_new_digest(
                subscription,
                len(existing_digests) + 1,
                next_slot,
                zone_named=bool(spec.zone),
                zone_in_profile=bool(profile_timezone),
                has_sources=dispatcher.briefing_service.has_sources(
                    command.team, subscription.effective_source_channel
                ),
            )
        )
    )


def list_digests(dispatcher: Dispatcher, command: CommandContext) -> None:
    """Show the digests of this place, when each comes next, and what became of the last ones."""
    now = dispatcher.clock()
    subscriptions = _visible_digests(dispatcher, command)
    if not subscriptions:
        command.reply_privately(blocks.render_notice(wording.NO_DIGESTS))
        return
    lines = [
        wording.describe_digest(
            number,
            subscription,
            dispatcher.digest_service.next_slot(subscription, now=now),
            dispatcher.digest_service.latest_deliveries(subscription, limit=1),
        )
        for number, subscription in enumerate(subscriptions, 1)
    ]
    command.reply_privately(blocks.render_notice("\n".join(lines)))


# ---- private: what can be done with one


def _preview_digest(dispatcher: Dispatcher, command: CommandContext, subscription: Subscription) -> None:
    messages = dispatcher.digest_service.preview(subscription, now=dispatcher.clock())
    command.reply_privately(blocks.render_notice(wording.PREVIEW_NOTICE))
    for message in messages[:3]:
        command.reply_privately(message)


def _send_digest_now(dispatcher: Dispatcher, command: CommandContext, subscription: Subscription) -> None:
    dispatcher.digest_service.send_now(subscription, now=dispatcher.clock())
    command.reply_privately(blocks.render_notice(wording.SENDING_NOTICE))


def _pause_digest(dispatcher: Dispatcher, command: CommandContext, subscription: Subscription) -> None:
    dispatcher.digest_service.save(replace(subscription, paused=True), now=dispatcher.clock())
    command.reply_privately(blocks.render_notice(wording.describe_paused_digest(subscription)))


def _resume_digest(dispatcher: Dispatcher, command: CommandContext, subscription: Subscription) -> None:
    now = dispatcher.clock()
    active_subscription = replace(subscription, paused=False, disabled_reason="")
    dispatcher.digest_service.save(active_subscription, now=now)
    command.reply_privately(
        blocks.render_notice(
            wording.describe_resumed_digest(
                active_subscription, dispatcher.digest_service.next_slot(active_subscription, now=now)
            )
        )
    )


def _skip_next_slot(dispatcher: Dispatcher, command: CommandContext, subscription: Subscription) -> None:
    slot = dispatcher.digest_service.skip_next(subscription, now=dispatcher.clock())
    command.reply_privately(blocks.render_notice(wording.describe_skipped_slot(subscription, slot)))


def _delete_digest(dispatcher: Dispatcher, command: CommandContext, subscription: Subscription) -> None:
    dispatcher.digest_service.remove(subscription)
    command.reply_privately(blocks.render_notice(wording.describe_deleted_digest(subscription)))


def _resend_doubtful(dispatcher: Dispatcher, command: CommandContext, subscription: Subscription) -> None:
    now = dispatcher.clock()
    resent_deliveries = [
        delivery
        for delivery in dispatcher.digest_service.latest_deliveries(subscription, limit=20)
        if dispatcher.digest_service.resend(delivery, now=now)
    ]
    command.reply_privately(
        blocks.render_notice(wording.SENDING_NOTICE if resent_deliveries else wording.NO_DOUBTFUL_DELIVERY)
    )


_DIGEST_ACTIONS: dict[str, DigestAction] = {
    "preview": _preview_digest,
    "now": _send_digest_now,
    "send": _send_digest_now,
    "pause": _pause_digest,
    "resume": _resume_digest,
    "skip": _skip_next_slot,
    "delete": _delete_digest,
    "remove": _delete_digest,
    "again": _resend_doubtful,
}
# Those after which articles are shown: to members alone.
_MEMBERS_ONLY_ACTIONS = frozenset({"preview", "now", "send", "resume", "again"})


# ---- private


def _target_channel(command: CommandContext, *, is_direct: bool) -> str:
    """Give where it is to be posted: a person is reached by id, wherever the words were typed."""
    return command.user if is_direct or command.is_direct else command.channel


def _source_channel(command: CommandContext, target_channel: str) -> str:
    """Return where a digest to a person was ordered; "" where a channel gets a digest of its own sources."""
    return "" if target_channel == command.channel else command.channel


def _visible_digests(dispatcher: Dispatcher, command: CommandContext) -> tuple[Subscription, ...]:
    """Give the digests of this place, and those that the asker gets by direct message."""
    channels = dict.fromkeys((_target_channel(command, is_direct=False), command.user))
    return tuple(
        subscription
        for channel in channels
        for subscription in dispatcher.digest_service.for_channel(command.team, channel)
    )


def _find_by_number(dispatcher: Dispatcher, command: CommandContext, verb: str, number: str) -> Subscription:
    """Give the digest of that number; without one, the only one.

    Raises:
        UnknownWish: there is none of that number, or several and none was named.
    """
    subscriptions = _visible_digests(dispatcher, command)
    if not subscriptions:
        raise InvalidDigestSpec("There is no digest here yet.")
    if not number and len(subscriptions) > 1:
        raise InvalidDigestSpec(
            f"There are {len(subscriptions)} digests here. Name one by its number in `/brief digest list`, "
            f"for example: `/brief digest {verb} 1`."
        )
    position = int(number or 1)
    if not 1 <= position <= len(subscriptions):
        raise InvalidDigestSpec(f"There is no digest {position} here; `/brief digest list` shows them.")
    return subscriptions[position - 1]


def _is_same_digest(first: Subscription, second: Subscription) -> bool:
    return replace(first, id="", created_at=second.created_at, created_by="") == replace(
        second, id="", created_by=""
    )
