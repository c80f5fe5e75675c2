"""Whether the reader of a digest may read the channel that it is made of."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from news.digest import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from news.digest import Subscription

    # (channel, user) -> "" for a member, else why the user may not read the channel: `LEFT_CHANNEL`, or Slack's error
    MembershipCheck = Callable[[str, str], str]

# Seconds until Slack is asked again for a channel's members, if it did not answer.
MEMBERSHIP_RETRY_SECONDS = 60.0
# Slack's errors that no retry changes: the members of the channel cannot be known any more.
CHANNEL_INACCESSIBLE_ERRORS = frozenset({"channel_not_found", "not_in_channel"})


def deny_all_members() -> MembershipCheck:
    """Return the check for use without Slack: it knows no member of any channel."""
    return lambda _channel, _user: DeliveryError.UNKNOWN


def membership_error(subscription: Subscription, check_membership: MembershipCheck) -> str:
    """Return why the reader of a digest may not read its source channel; "" if the reader may."""
    if not subscription.members_only:
        return ""
    return check_membership(subscription.source_channel, subscription.channel)


class MembershipRetries:
    """The slots that wait until Slack is asked again for the members of their channel. Safe for several threads."""

    def __init__(self) -> None:
        self._retry_at: dict[str, float] = {}  # by the key of a slot, on the monotonic clock

    def wait(self, idempotency_key: str) -> None:
        """Let a slot wait."""
        self._retry_at[idempotency_key] = time.monotonic() + MEMBERSHIP_RETRY_SECONDS

    def waiting_keys(self) -> tuple[str, ...]:
        """Return the keys of the slots that wait still."""
        monotonic_now = time.monotonic()
        # Several threads write to it, so that it is copied before it is iterated.
        for key, retry_at in self._retry_at.copy().items():
            if retry_at <= monotonic_now:
                self._retry_at.pop(key, None)
        return tuple(self._retry_at.copy())
