"""Post messages immediately, without the outbox: answers, requested briefs, and private replies.

After a rate limit, the poster retries at the time Slack gives; other failures are returned, not retried, because a
post that timed out may have arrived. Digests go through the outbox (`bot.slack.delivery_worker`).
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.slack import web_api
from news.time_zones import is_known_timezone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from slack_sdk import WebClient

    from bot.render.slack_messages import Message

log = logging.getLogger(__name__)

# Slack asks for waits of 1 s per channel and up to 60 s per workspace; after this many, the cause is not the rate.
MAX_ATTEMPTS = 5
MAX_WAIT_SECONDS = 60.0
# Slack errors for a channel that the bot is not a member of.
NOT_A_MEMBER_ERRORS = frozenset({"not_in_channel", "channel_not_found", "not_in_conversation"})


@dataclass(frozen=True, slots=True)
class PostResult:
    """The result of posting a message.

    Attributes:
        ts: the id of the message in its channel; "" if it was not posted.
        channel: the channel of the message; for a message to a person, the conversation with that person.
        error: Slack's error; "unknown" if Slack did not answer, so that the message may have been posted.
    """

    ts: str = ""
    channel: str = ""
    error: str = ""

    @property
    def is_not_member(self) -> bool:
        """Whether the post failed because the bot is not a member of the channel."""
        return self.error in NOT_A_MEMBER_ERRORS


class Poster:
    """Posts messages to Slack. Use on worker threads only, because calls may block.

    Attributes:
        wait: the sleep function; an argument so that tests do not have to sleep.
    """

    def __init__(self, client: WebClient, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._sleep = sleep

    def post(self, channel: str, messages: Sequence[Message], *, thread_ts: str = "") -> PostResult:
        """Post messages: the first in a channel or thread, the others in a thread below the first.

        Returns:
            The result of the first message; the others follow only if the first was posted.
        """
        first_result = self._send_with_retry("chat.postMessage", channel, messages[0], thread_ts=thread_ts)
        if first_result.ts:
            for message in messages[1:]:
                self._send_with_retry(
                    "chat.postMessage", channel, message, thread_ts=thread_ts or first_result.ts
                )
        return first_result

    def post_ephemeral(self, channel: str, user: str, message: Message, *, thread_ts: str = "") -> PostResult:
        """Post a message that only one member can see."""
        return self._send_with_retry("chat.postEphemeral", channel, message, thread_ts=thread_ts, user=user)

    def user_timezone(self, user: str) -> str:
        """Return the IANA time zone name from a person's profile.

        Returns:
            The name; "" if Slack returns none, or one that this machine does not know.
        """
        profile = web_api.post_form(self._client, "users.info", user=user).response.get("user") or {}
        timezone = str(profile.get("tz") or "")
        return timezone if is_known_timezone(timezone) else ""

    def is_admin(self, user: str) -> bool:
        """Whether a person is an admin of the workspace; False if Slack does not answer."""
        profile = web_api.post_form(self._client, "users.info", user=user).response.get("user") or {}
        return bool(profile.get("is_admin") or profile.get("is_owner"))

    def posting_error(self, channel: str) -> str:
        """Return the Slack error that keeps the bot from posting in a channel; "" if no error is known."""
        error = web_api.post_form(self._client, "conversations.history", channel=channel, limit=1).error
        return error if error in NOT_A_MEMBER_ERRORS | {"is_archived"} else ""

    # -- private

    def _send_with_retry(self, method: str, channel: str, message: Message, **arguments: str) -> PostResult:
        body: dict[str, Any] = {
            "channel": channel,
            "text": message.text,
            "blocks": list(message.blocks),
            **{key: value for key, value in arguments.items() if value},
        }
        if method == "chat.postMessage":
            body |= {"unfurl_links": False, "unfurl_media": False}
        for _ in range(MAX_ATTEMPTS):
            result = web_api.post_json(self._client, method, body)
            if not result.retry_after_seconds:
                return PostResult(result.ts, str(result.response.get("channel") or channel), result.error)
            self._sleep(min(result.retry_after_seconds, MAX_WAIT_SECONDS))
        log.warning("gave up method=%s tries=%d", method, MAX_ATTEMPTS)
        return PostResult(error="ratelimited")
