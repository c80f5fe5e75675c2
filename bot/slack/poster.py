"""What is said at once: answers, briefs that somebody typed for, and words to one person.

A refusal for going too fast says when to come back and is obeyed here; every other failure is told, not repeated,
because a post that timed out may have arrived. Digests go another way (`bot.slack.delivery_worker`).
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

    from bot.render.blocks import Message

log = logging.getLogger(__name__)

# Slack's waits are 1 s for a channel and up to 60 s for a workspace; after so many in a row it is not pace that ails.
MAX_ATTEMPTS = 5
MAX_WAIT_SECONDS = 60.0
# What Slack says of a place that the bot cannot post to, because it is no member there.
NOT_A_MEMBER_ERRORS = frozenset({"not_in_channel", "channel_not_found", "not_in_conversation"})


@dataclass(frozen=True, slots=True)
class PostResult:
    """What became of a post.

    Attributes:
        ts: its name in the channel; "" if it was not posted.
        channel: where it stands; a message to a person stands in the conversation with that person.
        error: Slack's word for why not; "unknown" where no answer came, so that it may have been posted.
    """

    ts: str = ""
    channel: str = ""
    error: str = ""

    @property
    def is_not_member(self) -> bool:
        """Whether the bot is no member of that place."""
        return self.error in NOT_A_MEMBER_ERRORS


class Poster:
    """Posts messages. Called from working threads only: it may wait.

    Attributes:
        wait: sleeps; an argument so that a test need not.
    """

    def __init__(self, client: WebClient, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._sleep = sleep

    def post(self, channel: str, messages: Sequence[Message], *, thread_ts: str = "") -> PostResult:
        """Post messages: the first in the channel (or the thread), the others below it in the same thread.

        Returns:
            What became of the first; the others follow only if it was posted.
        """
        first_result = self._send_with_retry("chat.postMessage", channel, messages[0], thread_ts=thread_ts)
        if first_result.ts:
            for message in messages[1:]:
                self._send_with_retry(
                    "chat.postMessage", channel, message, thread_ts=thread_ts or first_result.ts
                )
        return first_result

    def post_ephemeral(self, channel: str, user: str, message: Message, *, thread_ts: str = "") -> PostResult:
        """Post a message that one member alone sees."""
        return self._send_with_retry("chat.postEphemeral", channel, message, thread_ts=thread_ts, user=user)

    def user_timezone(self, user: str) -> str:
        """Return the time zone of a person's profile, an IANA name.

        Returns:
            "" if Slack does not tell, or names one that this machine does not know.
        """
        profile = web_api.post_form(self._client, "users.info", user=user).response.get("user") or {}
        timezone = str(profile.get("tz") or "")
        return timezone if is_known_timezone(timezone) else ""

    def is_admin(self, user: str) -> bool:
        """Tell whether a person administers the workspace; no, if Slack does not tell."""
        profile = web_api.post_form(self._client, "users.info", user=user).response.get("user") or {}
        return bool(profile.get("is_admin") or profile.get("is_owner"))

    def posting_error(self, channel: str) -> str:
        """Give Slack's word for why nothing can be posted in a channel; "" if nothing is known to be in the way."""
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
