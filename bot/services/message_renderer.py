"""What services need from a renderer: the messages that they put into the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from news.article import Article, Sentence
    from news.digest import Delivery, DigestEdition, Slot, Subscription
    from news.source import Source


class MessageRenderer(Protocol):
    """Renders messages as JSON, each the arguments of one post. `bot.render.payloads` does so for Slack."""

    def render_digest(self, edition: DigestEdition) -> Sequence[str]:
        """Return the messages of a digest, at least one; the others go into its thread."""

    def render_parked_digest(self, subscription: Subscription, error: str) -> str:
        """Return the notice that a digest is out of service."""

    def render_failed_digest(
        self, subscription: Subscription, delivery: Delivery, error: str, next_slot: Slot | None
    ) -> str:
        """Return the notice that one delivery of a digest could not be made."""

    def render_ended_digests(self, subscriptions: Sequence[Subscription], error: str) -> str:
        """Return the notice that somebody's digests of a channel have ended."""

    def render_outage(self, source: Source, since: datetime) -> str:
        """Return the notice that a source has failed since a time."""

    def render_disabled_source(self, source: Source) -> str:
        """Return the notice that a source is not polled any more."""

    def render_correction(
        self, article: Article, withdrawn: Sequence[Sentence], replacements: Sequence[Sentence | None]
    ) -> Sequence[str]:
        """Return the messages that correct quotes of an article, each with what replaces it."""
