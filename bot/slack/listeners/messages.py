"""Messages: questions under a brief, mentions, and direct messages.

The bot speaks when it owns the thread and is asked, or is mentioned, or is alone with somebody; never otherwise.
A mention in a joined channel arrives twice, as a message and as a mention: the message is passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.parsing import brief_request
from bot.render import blocks, mrkdwn, wording
from news.thread import Thread
from summarize.answers import addressed_to_bot, intents

if TYPE_CHECKING:
    from slack_bolt import App, BoltContext

    from bot.render.blocks import Message
    from bot.slack.dispatcher import Counter

# Subtypes that are still a person saying something.
SAID = frozenset({None, "thread_broadcast", "file_share"})


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said to the bot, or near it.

    Attributes:
        text: as typed, without the bot's name.
        ts: this message.
        root: the message that opened the thread it stands in; "" outside one.
        mentioned: whether it names the bot.
        direct: whether it stands in a direct message.
    """

    event: str
    team: str
    channel: str
    user: str
    text: str
    ts: str
    root: str
    mentioned: bool
    direct: bool

    @property
    def thread(self) -> Thread:
        """The thread it stands in, or the one that an answer to it would open."""
        return Thread(self.team, self.channel, self.root or self.ts)


def register(app: App, counter: Counter) -> None:
    """Have the app hear messages and mentions."""

    @app.event("app_mention")
    def mention(body: dict[str, Any], context: BoltContext) -> None:
        _hear(counter, said(body, context.bot_user_id or ""))

    @app.event("message")
    def message(body: dict[str, Any], context: BoltContext) -> None:
        heard = said(body, context.bot_user_id or "")
        if heard and (heard.direct or not heard.mentioned):
            _hear(counter, heard)


def said(body: dict[str, Any], bot: str) -> Said | None:
    """Read an event; None if no person said anything in it."""
    event = body.get("event") or {}
    if (
        event.get("subtype") not in SAID
        or event.get("bot_id")
        or not event.get("user")
        or event["user"] == bot
    ):
        return None
    raw = str(event.get("text") or "")
    name = re.compile(rf"<@{re.escape(bot)}(?:\|[^>]*)?>") if bot else None
    return Said(
        event=str(body.get("event_id") or ""),
        team=str(body.get("team_id") or event.get("team") or ""),
        channel=str(event.get("channel") or ""),
        user=str(event["user"]),
        text=mrkdwn.typed(name.sub(" ", raw) if name else raw).strip(),
        ts=str(event.get("ts") or ""),
        root=str(event.get("thread_ts") or ""),
        mentioned=bool(name and name.search(raw)),
        direct=event.get("channel_type") == "im",
    )


# ---- private


def _hear(counter: Counter, heard: Said | None) -> None:
    if heard is None:
        return

    def tell(message: Message) -> object:
        return counter.outbox.whisper(heard.channel, heard.user, message, thread=heard.root)

    counter.serve(lambda: _reply(counter, heard), tell)


def _reply(counter: Counter, heard: Said) -> None:
    """Answer what is for the bot, once, however often Slack sends it."""
    # A mention outside a thread opens one too, so that it does not matter who wrote the message at the root.
    if heard.root:
        counter.settled(heard.channel)
    owned = bool(heard.root) and counter.desk.owns(heard.thread)
    addressed = heard.mentioned or heard.direct
    if not addressed and not (owned and (addressed_to_bot.asks(heard.text) or intents.asked(heard.text))):
        return
    if heard.event and not counter.desk.first_time(heard.event, now=counter.clock()):
        return
    if brief_request.is_help(heard.text):
        _post(counter, heard, (blocks.notice(wording.HELP),))
    elif owned and not heard.text:
        _post(counter, heard, (blocks.notice(wording.EMPTY_QUESTION),))
    elif owned or heard.text.endswith("?"):
        given = counter.desk.answer(heard.thread, heard.text, now=counter.clock())
        brief, number = counter.desk.number_of(given, heard.thread)
        _post(counter, heard, blocks.answer(given, brief=brief, number=number))
    else:
        _brief(counter, heard)


def _brief(counter: Counter, heard: Said) -> None:
    now = counter.clock()
    request = brief_request.brief(heard.text, team=heard.team, channel=heard.channel, now=now)
    made = counter.desk.brief(request, now=now)
    with counter.opening(heard.channel):
        if _post(counter, heard, blocks.brief(made, asker=heard.user)) and made.stories:
            counter.desk.opened(heard.thread, made.id, now=now)


def _post(counter: Counter, heard: Said, messages: tuple[Message, ...]) -> bool:
    return bool(counter.outbox.post(heard.channel, messages, thread=heard.thread.root).ts)
