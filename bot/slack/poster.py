"""Post the briefs, answers and notices that people asked for. They go through the outbox like all messages.

post   messages --first part now, the others in its thread--> `DeliveryWorker.send_now`

If Slack asks to wait, or does not confirm the post, the worker continues: the message comes later, once.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.render import slack_messages
from bot.slack import web_api
from news.digest import POST_KEY_PREFIX, Delivery

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from slack_sdk import WebClient

    from bot.render.slack_messages import Message
    from bot.slack.delivery_worker import DeliveryWorker

# Slack errors for a channel that the bot is not a member of.
NOT_A_MEMBER_ERRORS = frozenset({"not_in_channel", "channel_not_found", "not_in_conversation"})


@dataclass(frozen=True, slots=True)
class PostResult:
    """The result of posting a message.

    Attributes:
        ts: the id of the message in its channel; "" if it was not posted.
        channel: the channel of the message; for a message to a person, the conversation with that person.
        error: Slack's error; "unknown" if Slack did not answer, so that the message may have been posted.
        is_refused: whether Slack refused the message, so that it will not be posted.
    """

    ts: str = ""
    channel: str = ""
    error: str = ""
    is_refused: bool = False

    @property
    def is_not_member(self) -> bool:
        """Whether the post failed because the bot is not a member of the channel."""
        return self.error in NOT_A_MEMBER_ERRORS


class Poster:
    """Posts messages to Slack. Use on worker threads only, because calls may block.

    Args:
        client: a client with the token of the workspace.
        worker: sends the messages of the workspace.
        clock: returns the current time.
    """

    def __init__(self, client: WebClient, worker: DeliveryWorker, *, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._worker = worker
        self._clock = clock

    def post(
        self, channel: str, messages: Sequence[Message], *, thread_ts: str = "", brief_id: str = ""
    ) -> PostResult:
        """Post messages: the first in a channel or thread, the others in a thread below the first.

        Args:
            channel: the channel, or a person.
            messages: the messages; at least one.
            thread_ts: the message to reply to; "" outside a thread.
            brief_id: the brief that the messages show; its thread is stored once the first is posted.

        Returns:
            The result of the first message; the others follow only if the first was posted.
        """
        now = self._clock()
        key = POST_KEY_PREFIX + secrets.token_hex(16)
        first = Delivery(
            self._worker.team,
            key,
            subscription_id="",
            channel=channel,
            due_at=now,
            state="pending",
            not_before=now,
            payload_json=slack_messages.message_to_json(messages[0]),
            brief_id=brief_id,
            thread_ts=thread_ts,
        )
        follow_ups = [
            replace(
                first,
                idempotency_key=f"{key}#{number}",
                state="waiting",
                payload_json=slack_messages.message_to_json(message),
                brief_id="",
                thread_ts="",
            )
            for number, message in enumerate(messages[1:], 2)
        ]
        delivery = self._worker.send_now(first, follow_ups)
        return PostResult(delivery.ts, delivery.channel, delivery.error, delivery.state == "failed")

    def post_ephemeral(self, channel: str, user: str, message: Message, *, thread_ts: str = "") -> None:
        """Show a message to only one member of a channel. If Slack does not answer, it is not sent again."""
        body = {
            "channel": channel,
            "user": user,
            "text": message.text,
            "blocks": list(message.blocks),
            **({"thread_ts": thread_ts} if thread_ts else {}),
        }
        web_api.post_json(self._client, "chat.postEphemeral", body)

    def posting_error(self, channel: str) -> str:
        """Return the Slack error that keeps the bot from posting in a channel; "" if no error is known."""
        error = self._check_channel(channel)
        return error if error in NOT_A_MEMBER_ERRORS | {"is_archived"} else ""

    def can_post(self, channel: str) -> bool:
        """Whether the bot can post in a channel, according to Slack; False if Slack does not answer."""
        return not self._check_channel(channel)

    # -- private

    def _check_channel(self, channel: str) -> str:
        """Return Slack's error when reading a channel, or why the bot cannot post there; "" if it can."""
        if not channel.startswith(("C", "G")):
            return web_api.post_form(self._client, "conversations.history", channel=channel, limit=1).error
        result = web_api.post_form(self._client, "conversations.info", channel=channel)
        information = result.response.get("channel") or {}
        if information.get("is_archived"):
            return "is_archived"
        return result.error or ("" if information.get("is_member", True) else "not_in_channel")
