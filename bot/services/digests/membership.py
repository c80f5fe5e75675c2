"""Check that the person who receives a digest may read its source channel."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from news.digest import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from news.digest import Subscription

    # (channel, user) -> "" for a member, else why the user may not read the channel: `LEFT_CHANNEL` or Slack's error
    MembershipCheck = Callable[[str, str], str]

# Seconds until Slack is asked again for the members of a channel after it did not answer.
MEMBERSHIP_RETRY_SECONDS = 60.0
# Slack errors that are permanent: the members of the channel can no longer be listed.
CHANNEL_INACCESSIBLE_ERRORS = frozenset({"channel_not_found", "not_in_channel"})


def deny_all_members() -> MembershipCheck:
    """Return a membership check that rejects everyone, for use without Slack."""
    return lambda _channel, _user: DeliveryError.UNKNOWN


def membership_error(subscription: Subscription, check_membership: MembershipCheck) -> str:
    """Return why a digest's recipient may not read its source channel; "" if the recipient may."""
    if not subscription.members_only:
        return ""
    return check_membership(subscription.source_channel, subscription.channel)


class MembershipRetries:
    """Keeps track of digests that wait until Slack lists their channel's members. Thread-safe."""

    def __init__(self) -> None:
        self._retry_at: dict[str, float] = {}  # key of a slot -> time on the monotonic clock

    def wait(self, idempotency_key: str) -> None:
        """Make a digest wait until the next attempt to list its channel's members."""
        self._retry_at[idempotency_key] = time.monotonic() + MEMBERSHIP_RETRY_SECONDS

    def waiting_keys(self) -> tuple[str, ...]:
        """Return the idempotency keys of the digests that are still waiting."""
        monotonic_now = time.monotonic()
        # Several threads write to the dictionary, so copy it before iterating.
        for key, retry_at in self._retry_at.copy().items():
            if retry_at <= monotonic_now:
                self._retry_at.pop(key, None)
        return tuple(self._retry_at.copy())
