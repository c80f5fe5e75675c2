"""Build the Slack message of a delivery, and find a message that was already posted."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.slack import web_api

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk import WebClient

    from bot.slack.web_api import ApiResult
    from news.digest import Delivery

METADATA_EVENT_TYPE = "newsbrief_slot"
# Slack's clock and ours may differ by this much; the search begins this long before the earlier of the two.
CLOCK_SKEW = timedelta(seconds=60)
# Messages per page and number of pages that are searched before the outcome stays in doubt.
MESSAGES_PER_PAGE, MAX_PAGES = 200, 100


def post_arguments(delivery: Delivery) -> dict[str, Any]:
    """Return the `chat.postMessage` arguments for a delivery. Equal deliveries have equal arguments."""
    return {
        "channel": delivery.channel,
        **json.loads(delivery.payload_json),
        **({"thread_ts": delivery.thread_ts} if delivery.thread_ts else {}),
        "metadata": {"event_type": METADATA_EVENT_TYPE, "event_payload": {"slot": delivery.idempotency_key}},
        "unfurl_links": False,
        "unfurl_media": False,
    }


def find_posted_message(
    client: WebClient, delivery: Delivery, on_page: Callable[[ApiResult], None]
) -> Delivery | ApiResult | None:
    """Search a channel for the message of a delivery, page by page.

    The search starts shortly before the first attempt to post the message.

    Args:
        client: a client with the token of the workspace.
        delivery: a delivery with an unknown outcome.
        on_page: called with the result of every page.

    Returns:
        The delivery with the id and the channel of its message; None if there is no such message; the failed call if
        the channel cannot be searched.
    """
    conversation = _conversation_of(client, delivery)
    if not isinstance(conversation, str):
        return conversation
    cursor = ""
    for _ in range(MAX_PAGES):
        result = _fetch_page(client, conversation, delivery, cursor)
        on_page(result)
        if result.error:
            return result
        for message in result.response.get("messages") or ():
            if _has_idempotency_key(message, delivery):
                return replace(delivery, ts=str(message["ts"]), channel=conversation)
        cursor = str((result.response.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return None
    return web_api.ApiResult(error="too_many_messages")


# ---- private


def _conversation_of(client: WebClient, delivery: Delivery) -> str | ApiResult:
    """Return the id of the conversation for a delivery.

    For a delivery to a person, the direct message is opened by user id.
    """
    if not delivery.channel.startswith(("U", "W")):
        return delivery.channel
    result = web_api.post_json(client, "conversations.open", {"users": delivery.channel})
    return str((result.response.get("channel") or {}).get("id") or "") or result


def _fetch_page(client: WebClient, conversation: str, delivery: Delivery, cursor: str) -> ApiResult:
    oldest = (delivery.first_attempt_at or delivery.due_at) - CLOCK_SKEW
    arguments: dict[str, Any] = {
        "channel": conversation,
        "oldest": f"{oldest.timestamp():.6f}",
        "limit": MESSAGES_PER_PAGE,
        "include_all_metadata": "true",
        **({"cursor": cursor} if cursor else {}),
        **({"ts": delivery.thread_ts} if delivery.thread_ts else {}),
    }
    method = "conversations.replies" if delivery.thread_ts else "conversations.history"
    return web_api.post_form(client, method, **arguments)


def _has_idempotency_key(message: dict[str, Any], delivery: Delivery) -> bool:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return (
        metadata.get("event_type") == METADATA_EVENT_TYPE and payload.get("slot") == delivery.idempotency_key
    )
