"""`/brief`, typed in a channel or a direct message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot import mrkdwn, phrases, render, requests
from news.thread import Thread

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt import Ack, App, Respond

    from bot.listeners.counter import Counter
    from bot.render import Message

# Slack takes five answers to one command; one is kept for a word about a fault.
ANSWERS = 4


def register(app: App, counter: Counter) -> None:
    """Have the app answer `/brief`."""

    @app.command("/brief")
    def command(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        tell = _teller(respond)
        counter.serve(lambda: brief(counter, body, tell), tell)


def brief(counter: Counter, body: dict[str, Any], tell: Callable[[Message], object]) -> None:
    """Post the brief that was asked for; whatever is about the asker goes to the asker alone."""
    words = mrkdwn.typed(str(body.get("text") or ""))
    if requests.is_help(words):
        tell(render.notice(phrases.HELP))
        return
    now, team, channel = counter.clock(), str(body["team_id"]), str(body["channel_id"])
    request = requests.brief(words, team=team, channel=channel, now=now)
    made = counter.desk.brief(request, now=now)
    messages = render.brief(made, asker=str(body["user_id"]))
    if not made.stories:
        tell(messages[0])
        return
    posted = counter.outbox.post(channel, messages)
    if posted.ts:
        counter.desk.opened(Thread(team, channel, posted.ts), made.id, now=now)
    elif posted.outside:
        for message in (*messages[: ANSWERS - 1], render.notice(phrases.INVITE)):
            tell(message)
    else:
        tell(render.notice(phrases.NOT_SENT))


# ---- private


def _teller(respond: Respond) -> Callable[[Message], object]:
    def tell(message: Message) -> object:
        return respond(
            text=message.text,
            blocks=list(message.blocks),
            response_type="ephemeral",
            unfurl_links=False,
            unfurl_media=False,
        )

    return tell
