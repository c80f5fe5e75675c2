"""`/brief`, typed in a channel or a direct message."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from bot import mrkdwn, phrases, render, requests
from bot.listeners import digests, search, sources, tastes, why
from bot.listeners.typed import Typed, teller
from bot.tastes import STEPS
from news.thread import Thread

if TYPE_CHECKING:
    from slack_bolt import Ack, App, Respond

    from bot.listeners.counter import Counter
    from bot.listeners.typed import Verbs

# Slack takes five answers to one command; one is kept for a word about a fault.
ANSWERS = 4
# First words that ask for something else than a brief. A topic that begins with one is put in quotes.
VERBS: Verbs = {
    "digest": digests.serve,
    "digests": digests.serve,
    "why": why.why,
    "health": why.health,
    "catchup": why.catchup,
    "add": sources.add,
    "remove": sources.remove,
    "sources": sources.listing,
    "search": search.search,
    "verify": search.verify,
    **{verb: partial(tastes.change, verb) for verb in STEPS},
    "taste": tastes.listing,
    "outside": tastes.outside,
    "try": tastes.attempt,
}


def register(app: App, counter: Counter) -> None:
    """Have the app answer `/brief`."""

    @app.command("/brief")
    def command(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        typed = _typed(body, respond)
        counter.serve(lambda: serve(counter, typed), typed.tell)


def serve(counter: Counter, typed: Typed) -> None:
    """Do what the first word asks for; without such a word, brief."""
    verb, _, rest = typed.words.partition(" ")
    if requests.is_help(typed.words):
        typed.tell(render.notice(phrases.HELP))
    elif verb.lower() in VERBS:
        VERBS[verb.lower()](counter, replace(typed, words=rest.strip()))
    else:
        brief(counter, typed)


def brief(counter: Counter, typed: Typed) -> None:
    """Post the brief that was asked for; whatever is about the asker goes to the asker alone."""
    now = counter.clock()
    request = requests.brief(typed.words, team=typed.team, channel=typed.channel, now=now)
    made = counter.desk.brief(request, now=now)
    messages = render.brief(made, asker=typed.user)
    if not made.stories:
        typed.tell(messages[0])
        return
    with counter.opening(typed.channel):
        posted = counter.outbox.post(typed.channel, messages)
        if posted.ts:
            thread = Thread(typed.team, typed.channel, posted.ts)
            counter.desk.opened(thread, made.id, now=now, aloud=True)
    if posted.ts:
        return
    if posted.outside:
        for message in (*messages[: ANSWERS - 1], render.notice(phrases.INVITE)):
            typed.tell(message)
    else:
        typed.tell(render.notice(phrases.NOT_SENT))


# ---- private


def _typed(body: dict[str, Any], respond: Respond) -> Typed:
    return Typed(
        words=mrkdwn.typed(str(body.get("text") or "")).strip(),
        team=str(body["team_id"]),
        channel=str(body["channel_id"]),
        user=str(body["user_id"]),
        tell=teller(respond),
    )
