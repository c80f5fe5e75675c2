"""Set up a channel in one step: follow sources, and order a digest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.parsing.digest_spec import DigestSpec
from news.digest import Delivery
from news.errors import SourceError
from sources.lists import starter_packs

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.services.digests.digests import DigestService
    from bot.services.ingest import IngestResult, IngestService
    from bot.services.message_renderer import MessageRenderer
    from bot.services.subscriptions import SourceSubscriptionService, SubscriptionScope
    from news.digest import Subscription
    from news.digest_form import DigestForm
    from news.source import Source
    from storage.contract import Store


@dataclass(frozen=True, slots=True)
class FollowedSources:
    """The result of following the sources of a form.

    Attributes:
        sources: the newly followed sources.
        refused: why links were not added.
        failures: why followed sources could not be read.
    """

    sources: tuple[Source, ...]
    refused: tuple[SourceError, ...]
    failures: tuple[SourceError, ...]


class SetupService:
    """Sets up channels, and welcomes whoever installs the app. Thread-safe."""

    def __init__(
        self,
        store: Store,
        subscriptions: SourceSubscriptionService,
        ingest: IngestService,
        digests: DigestService,
        renderer: MessageRenderer,
    ) -> None:
        self._store = store
        self._subscriptions = subscriptions
        self._ingest = ingest
        self._digests = digests
        self._renderer = renderer

    def follow(
        self,
        form: DigestForm,
        scope: SubscriptionScope,
        *,
        now: datetime,
        check_address: Callable[[str], None],
    ) -> FollowedSources:
        """Follow the starter packs and links of a form, and poll them once.

        Args:
            form: the form.
            scope: the channel, and the person.
            now: aware.
            check_address: raises an error if the person may not add an address; then nothing is followed.
        """
        known_ids = {source.id for source in self._subscriptions.list_sources(scope)}
        failures: list[SourceError] = []
        refused: list[SourceError] = []

        def on_done(_source: Source, result: IngestResult) -> None:
            failures.extend(result.failures[:1] if not result.new_articles else ())

        discovered_feeds = []
        for link in form.links:
            check_address(link)
            try:
                discovered_feeds.append(self._subscriptions.discover(link, now=now))
            except SourceError as problem:
                refused.append(problem)
        for discovered_feed in discovered_feeds:
            check_address(discovered_feed.source.url)
        sources: list[Source] = []
        for pack in form.packs:
            sources += self._subscriptions.import_outlines(starter_packs.read_pack(pack), scope, now=now)
        self._ingest.refresh(now=now, selected_sources=tuple(sources), on_done=on_done)
        for discovered_feed in discovered_feeds:
            source, _ = self._subscriptions.add(discovered_feed, scope, now=now)
            sources += [source] if source.id not in known_ids else []
        return FollowedSources(tuple(dict.fromkeys(sources)), tuple(refused), tuple(failures))

    def order_digest(
        self, form: DigestForm, team: str, channel: str, *, user: str, limit: int, now: datetime
    ) -> tuple[Subscription, bool]:
        """Order the digest of a form; return it, and whether it is new.

        In a direct message ("D..."), the person gets a digest of the sources of that conversation.

        Raises:
            InvalidDigestSpec: the channel has as many digests as the limit allows.
        """
        is_direct = channel.startswith("D")
        spec = DigestSpec(times=(form.wall_time,), days=form.weekdays, topics=form.topics)
        subscription = self._digests.build_subscription(
            spec,
            team,
            user if is_direct else channel,
            zone=form.zone,
            now=now,
            created_by=user,
            source_channel=channel if is_direct else "",
        )
        stored = self._digests.create(subscription, limit=limit, now=now)
        return stored, stored.id == subscription.id

    def is_unused(self, team: str) -> bool:
        """Whether nobody has set up anything in a workspace yet."""
        return not self._store.sources.all() and not any(
            subscription.team == team for subscription in self._store.subscriptions.all()
        )

    def welcome(self, team: str, person: str, *, now: datetime) -> bool:
        """Send a welcome by direct message to whoever installed the app. Return False if that was done before."""
        payload = self._renderer.render_installer_welcome()
        delivery = Delivery(team, f"welcome|{team}", "", person, now, "pending", now, payload_json=payload)
        return bool(self._store.ledger.enqueue([delivery], scan_progress=()))
