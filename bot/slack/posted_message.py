"""Post the Slack message of a delivery, and find a message that was already posted.

Slack posts a reply to a deleted message in the channel, outside any thread and without an error. Such a message is
taken back.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.render import payloads
from bot.slack import web_api
from bot.slack.post_errors import METADATA_ERRORS
from news.digest import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from slack_sdk import WebClient

    from bot.slack.server_clock import ServerClock
    from bot.slack.web_api import ApiResult
    from news.digest import Delivery

METADATA_EVENT_TYPE = "newsbrief_slot"
# In a stored message: that it is sent without the key, because Slack refused the metadata.
_WITHOUT_KEY = "without_key"
# Slack's clock and ours may differ by this much; the search begins this long before the earlier of the two.
CLOCK_SKEW = timedelta(seconds=60)
# Messages per page and number of pages that are searched before the outcome stays in doubt.
MESSAGES_PER_PAGE, MAX_PAGES = 200, 100
# Times that a search waits for Slack: half an hour for an app that may read one page a minute.
MAX_WAITS = 30


def post_arguments(delivery: Delivery) -> dict[str, Any]:
    """Return the `chat.postMessage` arguments for a delivery. Equal deliveries have equal arguments."""
    payload = json.loads(delivery.payload_json)
    key = {"event_type": METADATA_EVENT_TYPE, "event_payload": {"slot": delivery.idempotency_key}}
    return {
        "channel": delivery.channel,
        **{name: value for name, value in payload.items() if name != _WITHOUT_KEY},
        **({"thread_ts": delivery.thread_ts} if delivery.thread_ts else {}),
        **({} if payload.get(_WITHOUT_KEY) else {"metadata": key}),
        "unfurl_links": False,
        "unfurl_media": False,
    }


def has_key(delivery: Delivery) -> bool:
    """Whether the message carries its key, so that it can be found again."""
    return not json.loads(delivery.payload_json).get(_WITHOUT_KEY)


def as_plain_text(delivery: Delivery) -> Delivery | None:
    """Return a delivery without the blocks and metadata that Slack refused; None if nothing can be removed.

    The metadata goes only if Slack refused it.
    """
    payload = json.loads(delivery.payload_json)
    without_key = delivery.error in METADATA_ERRORS
    if not payload.get("blocks") and not (without_key and has_key(delivery)):
        return None
    text = {"text": payloads.flatten_to_text(payload)}
    keys = {_WITHOUT_KEY: True} if without_key else {}
    return replace(delivery, payload_json=json.dumps({**text, **keys}, ensure_ascii=False))


def post_message(client: WebClient, delivery: Delivery) -> ApiResult:
    """Post the message of a delivery once. If Slack posts it outside its thread, delete it.

    Returns:
        The result of the post; the error is `thread_deleted` if the message was taken back, and unknown if Slack did
        not confirm that.
    """
    result = web_api.post_json(client, "chat.postMessage", post_arguments(delivery))
    message = result.response.get("message")
    is_outside = (
        bool(result.ts)
        and isinstance(message, dict)
        and bool(delivery.thread_ts)
        and message.get("thread_ts") != delivery.thread_ts
    )
    if not is_outside:
        return result
    return _take_back(client, str(result.response.get("channel") or delivery.channel), result.ts)


@dataclass(slots=True)
class SearchProgress:
    """The progress of a search for a message, which continues after a rate limit.

    Attributes:
        latest: the end of the search, on Slack's clock; None to search up to now.
        cursors: the next page by method.
        finished: the methods whose pages are all read, without a result.
        page_count: the pages read.
        wait_count: the times that Slack asked to wait.
    """

    latest: datetime | None = None
    cursors: dict[str, str] = field(default_factory=dict)
    finished: set[str] = field(default_factory=set)
    page_count: int = 0
    wait_count: int = 0

    @property
    def is_exhausted(self) -> bool:
        """Whether the search has taken so long that it is ended without a result."""
        return self.page_count >= MAX_PAGES or self.wait_count >= MAX_WAITS


def find_posted_message(
    client: WebClient, delivery: Delivery, progress: SearchProgress, on_page: Callable[[ApiResult], None]
) -> Delivery | ApiResult | None:
    """Search a channel for the message of a delivery, page by page.

    The search starts shortly before the first attempt to post the message.

    Args:
        client: a client with the token of the workspace.
        delivery: a delivery with an unknown outcome.
        progress: where the search continues; updated.
        on_page: called with the result of every page.

    Returns:
        The delivery with the id and the channel of its message; None if there is no such message; the failed call if
        the channel cannot be searched. The error is `thread_deleted` if the message that it replies to is gone; a
        message that Slack posted in the channel instead is taken back.
    """
    conversation = _conversation_of(client, delivery)
    if not isinstance(conversation, str):
        return conversation
    found = _search(client, conversation, delivery, progress, on_page)
    is_thread_gone = isinstance(found, web_api.ApiResult) and found.error == "thread_not_found"
    if not delivery.thread_ts or not (found is None or is_thread_gone):
        return found
    stray = _search(client, conversation, replace(delivery, thread_ts=""), progress, on_page)
    if isinstance(stray, web_api.ApiResult):
        return stray
    if stray is not None:
        return _take_back(client, conversation, stray.ts)
    return _thread_deleted(found) if isinstance(found, web_api.ApiResult) else None


class MessageSearch:
    """Searches the channels of one workspace for messages whose outcome is unknown.

    Args:
        client: a client with the token of the workspace.
        server_clock: Slack's clock; updated.
        recheck_time: how long after an attempt Slack may still carry it out.
    """

    def __init__(self, client: WebClient, server_clock: ServerClock, recheck_time: timedelta) -> None:
        self._client = client
        self._server_clock = server_clock
        self._recheck_time = recheck_time
        self._progress_by_slot: dict[str, SearchProgress] = {}

    def look(self, delivery: Delivery) -> Delivery | ApiResult | None:
        """Start or continue the search for a message. Return the same as `find_posted_message`."""
        slot = delivery.idempotency_key
        progress = self._progress_by_slot.setdefault(slot, self._start(delivery))
        found = self._find(delivery, progress)
        is_interrupted = isinstance(found, web_api.ApiResult) and (
            found.retry_after_seconds or found.is_unknown
        )
        if not is_interrupted:
            self._progress_by_slot.pop(slot, None)
        return found

    def look_once(self, delivery: Delivery) -> Delivery | None:
        """Return the message if a single search finds it; None otherwise."""
        found = self._find(delivery, SearchProgress())
        return None if isinstance(found, web_api.ApiResult) else found

    # ---- private

    def _start(self, delivery: Delivery) -> SearchProgress:
        """Return the initial state of a search, which covers the time when the last attempt may have arrived."""
        sent_at = self._server_clock.latest_time_of(delivery.last_attempt_at or delivery.due_at)
        return SearchProgress(sent_at and sent_at + self._recheck_time)

    def _find(self, delivery: Delivery, progress: SearchProgress) -> Delivery | ApiResult | None:
        return find_posted_message(
            self._client,
            delivery,
            progress,
            on_page=lambda page: self._server_clock.update(page.responded_at),
        )


# ---- private


def _take_back(client: WebClient, channel: str, ts: str) -> ApiResult:
    result = web_api.post_json(client, "chat.delete", {"channel": channel, "ts": ts})
    if result.is_unknown or result.retry_after_seconds:
        return replace(result, response={}, error=web_api.OUTCOME_UNKNOWN, retry_after_seconds=0.0)
    return _thread_deleted(result)


def _thread_deleted(result: ApiResult) -> ApiResult:
    return replace(result, response={}, error=DeliveryError.THREAD_DELETED)


def _search(
    client: WebClient,
    conversation: str,
    delivery: Delivery,
    progress: SearchProgress,
    on_page: Callable[[ApiResult], None],
) -> Delivery | ApiResult | None:
    method = "conversations.replies" if delivery.thread_ts else "conversations.history"
    while method not in progress.finished:
        if progress.is_exhausted:
            return web_api.ApiResult(error=DeliveryError.TOO_MANY_MESSAGES)
        result = _fetch_page(client, method, conversation, delivery, progress)
        on_page(result)
        if result.error:
            progress.wait_count += bool(result.retry_after_seconds)
            return result
        progress.page_count += 1
        for message in result.response.get("messages") or ():
            if _has_idempotency_key(message, delivery):
                return replace(delivery, ts=str(message["ts"]), channel=conversation)
        next_cursor = str((result.response.get("response_metadata") or {}).get("next_cursor") or "")
        progress.cursors[method] = next_cursor
        if not next_cursor:
            progress.finished.add(method)
    return None


def _conversation_of(client: WebClient, delivery: Delivery) -> str | ApiResult:
    """Return the id of the conversation for a delivery.

    For a delivery to a person, the direct message is opened by user id.
    """
    if not delivery.channel.startswith(("U", "W")):
        return delivery.channel
    result = web_api.post_json(client, "conversations.open", {"users": delivery.channel})
    return str((result.response.get("channel") or {}).get("id") or "") or result


def _fetch_page(
    client: WebClient, method: str, conversation: str, delivery: Delivery, progress: SearchProgress
) -> ApiResult:
    cursor = progress.cursors.get(method)
    oldest = (delivery.first_attempt_at or delivery.due_at) - CLOCK_SKEW
    arguments: dict[str, Any] = {
        "channel": conversation,
        "oldest": f"{oldest.timestamp():.6f}",
        "limit": MESSAGES_PER_PAGE,
        "include_all_metadata": "true",
        **({"latest": f"{progress.latest.timestamp():.6f}"} if progress.latest else {}),
        **({"cursor": cursor} if cursor else {}),
        **({"ts": delivery.thread_ts} if delivery.thread_ts else {}),
    }
    return web_api.post_form(client, method, **arguments)


def _has_idempotency_key(message: dict[str, Any], delivery: Delivery) -> bool:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return (
        metadata.get("event_type") == METADATA_EVENT_TYPE and payload.get("slot") == delivery.idempotency_key
    )
