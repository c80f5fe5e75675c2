"""Messages for the outbox, as JSON, to send later without changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render import answer_blocks, brief_blocks, slack_messages
from bot.render.wording import digest_notices, digest_wording, source_wording

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.render.slack_messages import Message
    from news.article import Article, Sentence
    from news.digest import Delivery, DigestEdition, Slot, Subscription
    from news.source import Source


def render_edition(edition: DigestEdition) -> tuple[Message, ...]:
    """Return the messages of a digest: one for the channel, and any others for the thread."""
    header = digest_wording.DigestHeader(
        subscription_text=digest_wording.describe_subscription(edition.subscription),
        zone=edition.subscription.timezone,
        late_due_at=edition.late_due_at,
        next_due_at=edition.next_due_at,
    )
    return brief_blocks.render_digest(edition.brief, header)


def render_digest(edition: DigestEdition) -> tuple[str, ...]:
    """Return the messages of a digest as JSON."""
    return tuple(map(slack_messages.message_to_json, render_edition(edition)))


def render_parked_digest(subscription: Subscription, error: str) -> str:
    """Return the notice that a digest is on hold."""
    return _notice(digest_notices.describe_parked_digest(subscription, error))


def render_failed_digest(
    subscription: Subscription, delivery: Delivery, error: str, next_slot: Slot | None
) -> str:
    """Return the notice that one delivery of a digest failed."""
    return _notice(digest_notices.describe_failed_digest(subscription, delivery, error, next_slot))


def render_ended_digests(subscriptions: Sequence[Subscription], error: str) -> str:
    """Return the notice that a person's digests of a channel have ended."""
    return _notice(digest_notices.describe_ended_digests(subscriptions, error))


def render_outage(source: Source, since: datetime) -> str:
    """Return the notice that all fetches of a source have failed since a given time."""
    return _notice(source_wording.describe_outage(source, since))


def render_disabled_source(source: Source) -> str:
    """Return the notice that a source is no longer polled."""
    return _notice(source_wording.describe_disabled_source(source))


def render_correction(
    article: Article, withdrawn: Sequence[Sentence], replacements: Sequence[Sentence | None]
) -> tuple[str, ...]:
    """Return the messages that correct quotes from an article, each with the sentence that replaces it."""
    return tuple(
        map(slack_messages.message_to_json, answer_blocks.render_correction(article, withdrawn, replacements))
    )


# ---- private


def _notice(text: str) -> str:
    return slack_messages.message_to_json(slack_messages.render_notice(text))
