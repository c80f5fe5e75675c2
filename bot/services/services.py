"""Build the services, which carry out the bot's use cases on one shared store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.runtime.monitoring.service_callbacks import NO_CALLBACKS
from bot.services.briefs import BriefingService
from bot.services.conversation.conversation import ConversationService
from bot.services.conversation.threads import ThreadService
from bot.services.corrections import CorrectionService
from bot.services.digests.deliveries import DigestDeliveryService, DigestParts
from bot.services.digests.digests import MISSED_DIGEST_MAX_AGE, DigestService
from bot.services.digests.failures import DigestFailureService
from bot.services.digests.lateness import DigestLateness
from bot.services.digests.membership import deny_all_members
from bot.services.digests.schedule import DigestSchedule
from bot.services.explanations import ExplanationService
from bot.services.filter_preview import FilterPreviewService
from bot.services.ingest import KEEP_ALL, IngestService
from bot.services.outages import OutageService
from bot.services.preferences import PreferenceService
from bot.services.search import SearchService
from bot.services.subscriptions import SourceSubscriptionService
from bot.services.surfaces.home import HomeService
from bot.services.surfaces.setup import SetupService
from bot.services.surfaces.shared_links import SharedLinkService
from bot.services.verification import QuoteVerifier
from news import polling
from sources.http.fetch_policy import FetchPolicy

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from bot.runtime.monitoring.service_callbacks import ServiceCallbacks
    from bot.services.digests.membership import MembershipCheck
    from bot.services.ingest import ArticleRetention
    from bot.services.message_renderer import MessageRenderer
    from storage.contract import Store


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """The settings from which the services are built.

    Attributes:
        fetch_policy: limits and rules for requests to the hosts of sources.
        min_poll_interval: the minimum time between two polls of the same source.
        missed_digest_max_age: the maximum age of a missed digest that is still sent.
        retention: how long articles are kept.
    """

    fetch_policy: FetchPolicy = FetchPolicy()
    min_poll_interval: timedelta = polling.MIN_POLL_INTERVAL
    missed_digest_max_age: timedelta = MISSED_DIGEST_MAX_AGE
    retention: ArticleRetention = KEEP_ALL


@dataclass(frozen=True, slots=True)
class Services:
    """The bot's services, one for each subject.

    Methods that depend on the current time have an argument `now`.
    """

    ingest: IngestService
    briefs: BriefingService
    threads: ThreadService
    conversation: ConversationService
    search: SearchService
    explanations: ExplanationService
    verification: QuoteVerifier
    preferences: PreferenceService
    filter_previews: FilterPreviewService
    source_subscriptions: SourceSubscriptionService
    setup: SetupService
    home: HomeService
    shared_links: SharedLinkService
    outages: OutageService
    corrections: CorrectionService
    digests: DigestService
    digest_schedule: DigestSchedule
    digest_deliveries: DigestDeliveryService
    digest_failures: DigestFailureService
    digest_lateness: DigestLateness


def build_services(
    store: Store,
    renderer: MessageRenderer,
    settings: ServiceSettings = ServiceSettings(),
    *,
    new_membership_check: Callable[[], MembershipCheck] = deny_all_members,
    choose_recipient: Callable[[str], str] = lambda user: user,
    callbacks: ServiceCallbacks = NO_CALLBACKS,
) -> Services:
    """Build all services for a store.

    Args:
        store: the store for all data.
        renderer: renders the messages that services put into the outbox.
        settings: see `ServiceSettings`.
        new_membership_check: returns a channel membership check for one round of digests.
        choose_recipient: returns who gets a notice for a person, who may have left.
        callbacks: called when a piece of work is done.
    """
    verifier = QuoteVerifier(store)
    corrections = CorrectionService(store, renderer)
    ingest = IngestService(
        store,
        settings.fetch_policy,
        settings.min_poll_interval,
        on_articles_changed=lambda articles, now: corrections.enqueue_corrections(articles, now=now),
        on_polled=callbacks.on_polled,
        retention=settings.retention,
    )
    briefs = BriefingService(store, verifier, on_brief=callbacks.on_brief)
    digests = DigestService(store, new_membership_check=new_membership_check)
    source_subscriptions = SourceSubscriptionService(store, ingest, settings.fetch_policy)
    failures = DigestFailureService(store, digests, renderer, choose_recipient=choose_recipient)
    lateness = DigestLateness(store, renderer, missed_digest_max_age=settings.missed_digest_max_age)
    return Services(
        ingest=ingest,
        briefs=briefs,
        threads=ThreadService(store),
        conversation=ConversationService(store, verifier, on_answer=callbacks.on_answer),
        search=SearchService(store, verifier),
        explanations=ExplanationService(store),
        verification=verifier,
        preferences=PreferenceService(store),
        filter_previews=FilterPreviewService(store),
        source_subscriptions=source_subscriptions,
        home=HomeService(store, digests),
        shared_links=SharedLinkService(store, ingest, verifier, settings.fetch_policy),
        setup=SetupService(store, source_subscriptions, ingest, digests, renderer),
        outages=OutageService(store, renderer),
        corrections=corrections,
        digests=digests,
        digest_schedule=DigestSchedule(store, failures, missed_digest_max_age=settings.missed_digest_max_age),
        digest_deliveries=DigestDeliveryService(
            store,
            DigestParts(briefs, digests, failures, lateness),
            renderer,
            missed_digest_max_age=settings.missed_digest_max_age,
            new_membership_check=new_membership_check,
            on_digest_ended=callbacks.on_digest_ended,
        ),
        digest_failures=failures,
        digest_lateness=lateness,
    )
