"""What a person and their channels receive, for the Home tab."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.services.digests.digests import DigestService
    from bot.services.digests.membership import MembershipCheck
    from news.digest import Slot, Subscription
    from news.preferences import Preferences
    from news.source import Source
    from storage.contract import Store

# Slack is asked for the members of each channel.
MAX_CHANNELS = 30


@dataclass(frozen=True, slots=True)
class HomeContents:
    """What a person may see.

    Attributes:
        digests: the digests of the person and of their channels, each with its next time.
        places: the person's channels and direct messages with a digest, each with its sources and preferences.
    """

    digests: tuple[tuple[Subscription, Slot | None], ...]
    places: tuple[tuple[str, tuple[Source, ...], Preferences], ...]


class HomeService:
    """Collects what a person and their channels receive. Thread-safe."""

    def __init__(self, store: Store, digests: DigestService) -> None:
        self._store = store
        self._digests = digests

    def load(self, team: str, user: str, check_membership: MembershipCheck, *, now: datetime) -> HomeContents:
        """Return what a person may see: their own digests, and those of the channels that they are a member of.

        If Slack does not list the members of a channel, nothing of the channel is shown.
        """
        subscriptions = [each for each in self._store.subscriptions.all() if each.team == team]
        channels = dict.fromkeys(
            each.channel for each in subscriptions if each.channel.startswith(("C", "G"))
        )
        own_channels = {
            channel for channel in list(channels)[:MAX_CHANNELS] if not check_membership(channel, user)
        }
        shown = [each for each in subscriptions if each.channel == user or each.channel in own_channels]
        shown.sort(key=lambda each: each.channel != user)
        places = dict.fromkeys(
            each.effective_source_channel
            for each in shown
            if not each.members_only or not check_membership(each.source_channel, user)
        )
        return HomeContents(
            tuple((each, self._digests.next_slot(each, now=now)) for each in shown),
            tuple(
                (
                    place,
                    self._store.sources.for_channel(team, place),
                    self._store.preferences.for_channel(team, place, now),
                )
                for place in places
            ),
        )
