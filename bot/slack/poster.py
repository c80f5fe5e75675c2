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

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from slack_sdk import WebClient

    from bot.render.blocks import Message

log = logging.getLogger(__name__)

# Slack's waits are 1 s for a channel and up to 60 s for a workspace; after so many in a row it is not pace that ails.
TRIES = 5
LONGEST_WAIT = 60.0
# What Slack says of a place that the bot cannot post to, because it is no member there.
OUTSIDE = frozenset({"not_in_channel", "channel_not_found", "not_in_conversation"})


@dataclass(frozen=True, slots=True)
class Posted:
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
    def outside(self) -> bool:
        """Whether the bot is no member of that place."""
        return self.error in OUTSIDE


class Outbox:
    """Posts messages. Called from working threads only: it may wait.

    Attributes:
        wait: sleeps; an argument so that a test need not.
    """

    def __init__(self, client: WebClient, *, wait: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._wait = wait

    def post(self, channel: str, messages: Sequence[Message], *, thread: str = "") -> Posted:
        """Post messages: the first in the channel (or the thread), the others below it in the same thread.

        Returns:
            What became of the first; the others follow only if it was posted.
        """
        first = self._send("chat.postMessage", channel, messages[0], thread_ts=thread)
        if first.ts:
            for message in messages[1:]:
                self._send("chat.postMessage", channel, message, thread_ts=thread or first.ts)
        return first

    def whisper(self, channel: str, user: str, message: Message, *, thread: str = "") -> Posted:
        """Post a message that one member alone sees."""
        return self._send("chat.postEphemeral", channel, message, thread_ts=thread, user=user)

    def zone(self, user: str) -> str:
        """Give the time zone of a person's profile, an IANA name; "" if Slack does not tell."""
        told = web_api.ask(self._client, "users.info", user=user).answer.get("user") or {}
        return str(told.get("tz") or "")

    def is_admin(self, user: str) -> bool:
        """Tell whether a person administers the workspace; no, if Slack does not tell."""
        told = web_api.ask(self._client, "users.info", user=user).answer.get("user") or {}
        return bool(told.get("is_admin") or told.get("is_owner"))

    def barred(self, channel: str) -> str:
        """Give Slack's word for why nothing can be posted in a channel; "" if nothing is known to be in the way."""
        error = web_api.ask(self._client, "conversations.history", channel=channel, limit=1).error
        return error if error in OUTSIDE | {"is_archived"} else ""

    # -- private

    def _send(self, method: str, channel: str, message: Message, **more: str) -> Posted:
        body: dict[str, Any] = {
            "channel": channel,
            "text": message.text,
            "blocks": list(message.blocks),
            **{key: value for key, value in more.items() if value},
        }
        if method == "chat.postMessage":
            body |= {"unfurl_links": False, "unfurl_media": False}
        for _ in range(TRIES):
            done = web_api.call(self._client, method, body)
            if not done.wait:
                return Posted(done.ts, str(done.answer.get("channel") or channel), done.error)
            self._wait(min(done.wait, LONGEST_WAIT))
        log.warning("gave up method=%s tries=%d", method, TRIES)
        return Posted(error="ratelimited")
