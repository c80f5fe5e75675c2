"""The one door out: what is posted to Slack goes through here.

No retry handler of the SDK stands behind it: after a cut connection that one posts again. A refusal for going too fast
says when to come back and is obeyed here; every other failure is told, not repeated, because a post that timed out may
have arrived.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError, SlackClientError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from slack_sdk import WebClient

    from bot.render import Message

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
        error: Slack's word for why not; "unknown" where no answer came, so that it may have been posted.
    """

    ts: str = ""
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
            try:
                answer = self._client.api_call(method, json=body)
                return Posted(ts=str(answer.get("ts") or answer.get("message_ts") or ""))
            except SlackApiError as problem:
                if problem.response.status_code == 429:  # noqa: PLR2004 - HTTP: too many requests
                    self._wait(_pause(problem.response.headers))
                    continue
                return _refused(method, problem)
            except (SlackClientError, OSError, ValueError) as problem:
                log.warning("no answer method=%s cause=%s", method, type(problem).__name__)
                return Posted(error="unknown")
        log.warning("gave up method=%s tries=%d", method, TRIES)
        return Posted(error="ratelimited")


# ---- private


def _refused(method: str, problem: SlackApiError) -> Posted:
    said = problem.response.get("error") if isinstance(problem.response.data, dict) else None
    if problem.response.status_code >= 500 or not said:  # noqa: PLR2004 - HTTP: the server's fault
        log.warning("no answer method=%s status=%d", method, problem.response.status_code)
        return Posted(error="unknown")
    log.warning("refused method=%s error=%s", method, said)
    return Posted(error=str(said))


def _pause(headers: Any) -> float:  # noqa: ANN401 - the SDK types its headers as a plain dict
    """Read Retry-After, in seconds: whole, fractional, a list or missing; a second where it cannot be read."""
    said = next(
        (value for key, value in dict(headers or {}).items() if str(key).lower() == "retry-after"), "1"
    )
    try:
        seconds = float(said[0] if isinstance(said, list | tuple) else said)
    except (TypeError, ValueError, IndexError):
        seconds = 1.0
    return min(max(seconds, 0.0), LONGEST_WAIT)
