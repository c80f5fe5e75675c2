"""Listeners for questions in a brief's thread, mentions of the bot, and direct messages.

The bot replies only to questions in a thread below its brief, to mentions, and to direct messages.
A mention in a channel that the bot has joined arrives twice, as a message and as a mention: the message is ignored.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.parsing import brief_request, utterances
from bot.parsing.reading import Action
from bot.render import answer_blocks, slack_messages
from bot.render.wording import answer_wording, command_wording
from bot.slack.command import CommandContext
from bot.slack.listeners import brief, brief_posts, message_text
from news.thread import Thread
from storage.records import EVENT_RETENTION
from summarize.answers import addressed_to_bot, intents

if TYPE_CHECKING:
    from slack_bolt import App, BoltContext

    from bot.render.slack_messages import Message
    from bot.slack.listeners.context import ListenerContext

log = logging.getLogger(__name__)

# Subtypes of messages written by people.
USER_MESSAGE_SUBTYPES = frozenset({None, "thread_broadcast", "file_share"})


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """A message that a person wrote in Slack.

    Attributes:
        text: the text as typed, without the mention of the bot.
        question: the same without links and channels before or after it.
        ts: the id of the message.
        thread_ts: the id of the message that opened its thread; "" outside a thread.
        mentions_bot: whether the message mentions the bot.
        is_direct: whether the message is a direct message.
    """

    team: str
    channel: str
    user: str
    text: str
    question: str
    ts: str
    thread_ts: str
    mentions_bot: bool
    is_direct: bool

    @property
    def key(self) -> str:
        """Identifies the message in all events about it.

        An edited mention comes again under another event id, and a mention in a thread comes as a message too.
        """
        return message_key(self.channel, self.ts)

    @property
    def thread(self) -> Thread:
        """The thread that contains the message, or the thread that a reply to it would open."""
        return Thread(self.team, self.channel, self.thread_ts or self.ts)


def register(app: App, listener_context: ListenerContext) -> None:
    """Register the listeners for messages and mentions."""

    @app.event("app_mention")
    def handle_mention(body: dict[str, Any], context: BoltContext) -> None:
        incoming = parse_message(body, _read_team(body, context), context.bot_user_id or "")
        # The name may stand in the blocks alone.
        _submit_message(listener_context, incoming and replace(incoming, mentions_bot=True))

    @app.event("message")
    def handle_message(body: dict[str, Any], context: BoltContext) -> None:
        team = _read_team(body, context)
        if (body.get("event") or {}).get("subtype") == "message_deleted":
            _submit_deletion(listener_context, team, body["event"])
            return
        incoming = parse_message(body, team, context.bot_user_id or "")
        if incoming and (incoming.is_direct or not incoming.mentions_bot):
            _submit_message(listener_context, incoming)


def message_key(channel: str, ts: str) -> str:
    """Return the key under which a message is recorded as handled."""
    return f"message|{channel}|{ts}"


def parse_message(body: dict[str, Any], team: str, bot_user: str) -> IncomingMessage | None:
    """Parse a Slack event as a message; None if it is not a person's message that the bot should read.

    An edited message that is older than the records of handled messages is not read either: it may have been answered.

    Args:
        body: the event with its envelope.
        team: the workspace in which the bot received the event.
        bot_user: the user id of the bot.
    """
    event = body.get("event") or {}
    if (
        event.get("subtype") not in USER_MESSAGE_SUBTYPES
        or event.get("bot_id")
        or not event.get("user")
        or event["user"] == bot_user
        or _is_late_edit(event)
    ):
        return None
    raw_text = message_text.read_raw_text(event)
    mention_pattern = re.compile(rf"<@{re.escape(bot_user)}(?:\|[^>]*)?>") if bot_user else None
    unaddressed_text = mention_pattern.sub(" ", raw_text) if mention_pattern else raw_text
    return IncomingMessage(
        team=team,
        channel=str(event.get("channel") or ""),
        user=str(event["user"]),
        text=message_text.unwrap(unaddressed_text),
        question=message_text.read_question(unaddressed_text),
        ts=str(event.get("ts") or ""),
        thread_ts=str(event.get("thread_ts") or ""),
        mentions_bot=bool(mention_pattern and mention_pattern.search(raw_text)),
        is_direct=event.get("channel_type") == "im",
    )


# ---- private


def _read_team(body: dict[str, Any], context: BoltContext) -> str:
    """Return the workspace in which the bot received an event.

    In a channel that is shared with another workspace, the event's own `team_id` may be that of the author.
    """
    return str(context.team_id or body.get("context_team_id") or "")


def _is_late_edit(event: dict[str, Any]) -> bool:
    try:
        edited_at, sent_at = float((event.get("edited") or {}).get("ts") or 0), float(event.get("ts") or 0)
    except (TypeError, ValueError):
        return False
    return edited_at - sent_at > EVENT_RETENTION.total_seconds()


def _submit_deletion(context: ListenerContext, team: str, event: dict[str, Any]) -> None:
    """Forget a deleted message: it is not answered, and nothing more is posted in its thread."""
    thread = Thread(team, str(event.get("channel") or ""), str(event.get("deleted_ts") or ""))

    def forget() -> None:
        now = context.clock()
        context.services.threads.claim_event(message_key(thread.channel, thread.thread_ts), now=now)
        context.services.threads.close(thread)

    if team == context.team:
        context.dispatcher.submit(forget, lambda _message: None, expects_reply=lambda: False)


def _submit_message(context: ListenerContext, incoming: IncomingMessage | None) -> None:
    if incoming is None:
        return
    if incoming.team != context.team:
        log.warning("not served team=%s", incoming.team)
        return

    def reply_privately(message: Message) -> None:
        context.poster.post_ephemeral(incoming.channel, incoming.user, message, thread_ts=incoming.thread_ts)

    context.dispatcher.submit(
        lambda: _reply_to_message(context, incoming),
        reply_privately,
        person=incoming.user,
        expects_reply=lambda: _is_for_bot(context, incoming),
    )


def _reply_to_message(context: ListenerContext, incoming: IncomingMessage) -> None:
    """Answer a message to the bot only once, even if Slack delivers it several times."""
    # A mention outside a thread also opens a thread, so it does not matter who wrote the message that opened it.
    if incoming.thread_ts:
        context.dispatcher.wait_for_channel(incoming.channel)
    threads, now = context.services.threads, context.clock()
    if not _is_for_bot(context, incoming):
        return
    if not threads.claim_event(incoming.key, now=now):
        return
    is_brief_thread = _is_in_brief_thread(context, incoming)
    if brief_request.is_help(incoming.text):
        _post_in_thread(context, incoming, (slack_messages.render_notice(command_wording.BRIEF_HELP),))
    elif is_brief_thread and not incoming.text:
        _post_in_thread(context, incoming, (slack_messages.render_notice(answer_wording.EMPTY_QUESTION),))
    elif not is_brief_thread:
        _carry_out_request(context, incoming)
    else:
        _post_answer(context, incoming)


def _carry_out_request(context: ListenerContext, incoming: IncomingMessage) -> None:
    """Carry out the request in a mention or in a direct message outside a brief's thread."""
    words = incoming.question if incoming.question.endswith("?") else incoming.text
    utterance = utterances.parse_utterance(words)
    if utterance.action is Action.BRIEF:
        _post_brief(context, replace(incoming, text=utterance.words))
    elif utterance.action is Action.QUESTION:
        _post_answer(context, incoming)
    else:
        brief.carry_out(context, _build_command(context, incoming), utterance)


def _build_command(context: ListenerContext, incoming: IncomingMessage) -> CommandContext:
    """Return a message as a command.

    Its replies are posted in a direct message; elsewhere they are shown to the person alone.
    """

    def reply_privately(message: Message) -> None:
        if incoming.is_direct:
            _post_in_thread(context, incoming, (message,))
        else:
            context.poster.post_ephemeral(
                incoming.channel, incoming.user, message, thread_ts=incoming.thread_ts
            )

    return CommandContext(
        incoming.text,
        incoming.team,
        incoming.channel,
        incoming.user,
        reply_privately,
        is_direct=incoming.is_direct,
    )


def _is_for_bot(context: ListenerContext, incoming: IncomingMessage) -> bool:
    """Whether a message is addressed to the bot or is a question in a brief's thread."""
    return (
        incoming.mentions_bot
        or incoming.is_direct
        or (
            _is_in_brief_thread(context, incoming)
            and (_asks(incoming.question) or intents.is_request(incoming.question))
        )
    )


def _asks(text: str) -> bool:
    """Whether a message asks the bot something. Only the end of a long message is checked."""
    return addressed_to_bot.is_addressed_to_bot(text[-addressed_to_bot.MAX_MESSAGE_LENGTH :])


def _is_in_brief_thread(context: ListenerContext, incoming: IncomingMessage) -> bool:
    return bool(incoming.thread_ts) and context.services.threads.is_brief_thread(incoming.thread)


def _post_answer(context: ListenerContext, incoming: IncomingMessage) -> None:
    answer = context.services.conversation.answer(incoming.thread, incoming.question, now=context.clock())
    brief_id, number = context.services.threads.story_number(answer, incoming.thread)
    _post_in_thread(
        context, incoming, answer_blocks.render_answer(answer, brief_id=brief_id, story_number=number)
    )


def _post_brief(context: ListenerContext, incoming: IncomingMessage) -> None:
    new_brief, messages = brief_posts.create_brief(
        context, incoming.text, team=incoming.team, channel=incoming.channel, user=incoming.user
    )
    _post_in_thread(context, incoming, messages, brief_id=new_brief.id if new_brief.stories else "")


def _post_in_thread(
    context: ListenerContext, incoming: IncomingMessage, messages: tuple[Message, ...], brief_id: str = ""
) -> None:
    context.poster.post(incoming.channel, messages, thread_ts=incoming.thread.thread_ts, brief_id=brief_id)
