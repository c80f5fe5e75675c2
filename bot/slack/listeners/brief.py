"""`/brief`, typed in a channel or a direct message."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.parsing import brief_request
from bot.render import blocks, mrkdwn, wording
from bot.services.preferences import STEPS
from bot.slack.command import Typed, teller
from bot.slack.listeners import digests, explain, preferences, search, sources
from news.thread import Thread

if TYPE_CHECKING:
    from slack_bolt import Ack, App, Respond

    from bot.slack.command import Verbs
    from bot.slack.dispatcher import Counter

# Slack takes five answers to one command; one is kept for a word about a fault.
ANSWERS = 4
# First words that ask for something else than a brief. A topic that begins with one is put in quotes.
VERBS: Verbs = {
    "digest": digests.serve,
    "digests": digests.serve,
    "why": explain.why,
    "health": explain.health,
    "catchup": explain.catchup,
    "add": sources.add,
    "remove": sources.remove,
    "sources": sources.listing,
    "search": search.search,
    "verify": search.verify,
    **{verb: partial(preferences.change, verb) for verb in STEPS},
    "taste": preferences.listing,
    "outside": preferences.outside,
    "try": preferences.attempt,
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
    if brief_request.is_help(typed.words):
        typed.tell(blocks.notice(wording.HELP))
    elif verb.lower() in VERBS:
        VERBS[verb.lower()](counter, replace(typed, words=rest.strip()))
    else:
        brief(counter, typed)


def brief(counter: Counter, typed: Typed) -> None:
    """Post the brief that was asked for; whatever is about the asker goes to the asker alone."""
    now = counter.clock()
    request = brief_request.brief(typed.words, team=typed.team, channel=typed.channel, now=now)
    made = counter.desk.brief(request, now=now)
    messages = blocks.brief(made, asker=typed.user)
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
        for message in (*messages[: ANSWERS - 1], blocks.notice(wording.INVITE)):
            typed.tell(message)
    else:
        typed.tell(blocks.notice(wording.NOT_SENT))


# ---- private


def _typed(body: dict[str, Any], respond: Respond) -> Typed:
    return Typed(
        words=mrkdwn.typed(str(body.get("text") or "")).strip(),
        team=str(body["team_id"]),
        channel=str(body["channel_id"]),
        user=str(body["user_id"]),
        tell=teller(respond),
    )
