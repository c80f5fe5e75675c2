"""Outbox messages as JSON, which are sent later without changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.render import answer_blocks, brief_blocks, mrkdwn, slack_messages
from bot.render.views import welcome_blocks
from bot.render.wording import digest_notices, digest_wording, formats, source_wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.render.slack_messages import Message
    from news.article import Article, Sentence
    from news.digest import Delivery, DigestEdition, Slot, Subscription
    from news.source import Source

# The block that says that a digest is late.
LATE_BLOCK_ID = "late"
# Slack advises at most this many characters of plain text.
MAX_TEXT_LENGTH = 4_000


def render_edition(edition: DigestEdition) -> tuple[Message, ...]:
    """Return the messages of a digest: one for the channel, and any others for the thread."""
    header = digest_wording.DigestHeader(
        subscription_text=digest_wording.describe_subscription(edition.subscription),
        zone=edition.subscription.timezone,
        late_due_at=edition.late_due_at,
        next_due_at=edition.next_due_at,
        missed_count=edition.missed_count,
    )
    return brief_blocks.render_digest(edition.brief, header)


def render_digest(edition: DigestEdition) -> tuple[str, ...]:
    """Return the messages of a digest as JSON."""
    return tuple(map(slack_messages.message_to_json, render_edition(edition)))


def mark_late(payload_json: str, subscription: Subscription, due_at: datetime) -> str:
    """Return a rendered digest with a line at the top that states when it was due."""
    payload = json.loads(payload_json)
    note = digest_wording.DIGEST_LATE_NOTE.format(
        time=formats.format_local_time(due_at, subscription.timezone)
    )
    block = {"type": "context", "block_id": LATE_BLOCK_ID, "elements": [{"type": "mrkdwn", "text": note}]}
    late_blocks = {"blocks": [block, *payload["blocks"]]} if payload.get("blocks") else {}
    return json.dumps(
        {**payload, "text": f"{note} {payload.get('text', '')}", **late_blocks}, ensure_ascii=False
    )


def render_parked_digest(subscription: Subscription, error: str, recipient: str) -> str:
    """Return the notice that a digest is on hold."""
    return _notice(digest_notices.describe_parked_digest(subscription, error, recipient))


def render_resumed_digest(subscription: Subscription, next_slot: Slot | None) -> str:
    """Return the notice that a digest is no longer on hold."""
    return _notice(digest_notices.describe_reopened_digest(subscription, next_slot))


def render_failed_digest(
    subscription: Subscription, delivery: Delivery, error: str, next_slot: Slot | None
) -> str:
    """Return the notice that one delivery of a digest failed."""
    return _notice(digest_notices.describe_failed_digest(subscription, delivery, error, next_slot))


def render_ended_digests(subscriptions: Sequence[Subscription], error: str) -> str:
    """Return the notice that a person's digests from a channel have ended."""
    return _notice(digest_notices.describe_ended_digests(subscriptions, error))


def render_installer_welcome() -> str:
    """Return the message for whoever installed the app."""
    return slack_messages.message_to_json(welcome_blocks.render_installer_welcome())


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


def flatten_to_text(payload: Mapping[str, Any]) -> str:
    """Return the text of a message's blocks, to send if Slack refuses the blocks.

    Longer texts than Slack accepts are cut at the end of a line.
    """
    texts = [text for block in payload.get("blocks") or () if (text := "".join(_block_texts(block)).strip())]
    text = "\n\n".join(texts) or str(payload.get("text") or "")
    if len(text) <= MAX_TEXT_LENGTH:
        return text
    return text[:MAX_TEXT_LENGTH].rpartition("\n")[0] or text[:MAX_TEXT_LENGTH]


# ---- private


def _block_texts(value: object) -> Iterator[str]:
    """Yield the texts of a block, except button labels, which mean nothing in plain text."""
    if isinstance(value, list):
        for item in value:
            yield from _block_texts(item)
    elif isinstance(value, dict) and value.get("type") not in {"button", "overflow", "image"}:
        if value.get("type") == "link":
            label = f"|{_escape_literally(str(value['text']))}" if value.get("text") else ""
            yield f"<{value.get('url')}{label}>"
            return
        if value.get("type") == "date":
            yield str(value.get("fallback") or "")
            return
        for name in ("text", "fields", "elements"):
            if isinstance(value.get(name), str):
                # Only mrkdwn is escaped already; plain text is not.
                is_mrkdwn = value.get("type") == "mrkdwn"
                yield str(value[name]) if is_mrkdwn else _escape_literally(value[name])
            else:
                yield from _block_texts(value.get(name))


def _escape_literally(text: str) -> str:
    return mrkdwn.neutralize(mrkdwn.escape(text))


def _notice(text: str) -> str:
    return slack_messages.message_to_json(slack_messages.render_notice(text))
