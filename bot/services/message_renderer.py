"""The interface for rendering the messages that services put in the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from news.article import Article, Sentence
    from news.digest import Delivery, DigestEdition, Slot, Subscription
    from news.source import Source


class MessageRenderer(Protocol):
    """Renders messages as JSON arguments for posting.

    Implemented for Slack by `bot.render.payloads`.
    """

    def render_digest(self, edition: DigestEdition) -> Sequence[str]:
        """Return the messages of a digest.

        The first message is posted in the channel, any others in the first message's thread.
        """

    def mark_late(self, payload_json: str, subscription: Subscription, due_at: datetime) -> str:
        """Return a rendered digest with a line that states when it was due."""

    def render_parked_digest(self, subscription: Subscription, error: str, recipient: str) -> str:
        """Return the notice that a digest was disabled, addressed to its creator or to another person."""

    def render_resumed_digest(self, subscription: Subscription, next_slot: Slot | None) -> str:
        """Return the notice that a digest has been resumed automatically."""

    def render_failed_digest(
        self, subscription: Subscription, delivery: Delivery, error: str, next_slot: Slot | None
    ) -> str:
        """Return the notice that a single delivery of a digest has failed."""

    def render_ended_digests(self, subscriptions: Sequence[Subscription], error: str) -> str:
        """Return the notice that a person no longer receives digests from a channel."""

    def render_installer_welcome(self) -> str:
        """Return the message for whoever installed the app."""

    def render_outage(self, source: Source, since: datetime) -> str:
        """Return the notice that a source has been failing since a given time."""

    def render_disabled_source(self, source: Source) -> str:
        """Return the notice that a source is no longer polled."""

    def render_correction(
        self, article: Article, withdrawn: Sequence[Sentence], replacements: Sequence[Sentence | None]
    ) -> Sequence[str]:
        """Return the messages that list an article's withdrawn quotes and their replacements."""
