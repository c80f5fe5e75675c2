"""The buttons: what was left out of a brief, "show anyway", ready-made questions, the next page of a search."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.render import blocks, wording
from bot.services.preferences import Asker
from bot.slack.command import Typed, teller
from bot.slack.listeners import preferences, search
from news.answer import Intent

if TYPE_CHECKING:
    from slack_bolt import Ack, App, Respond

    from bot.slack.dispatcher import Counter


def register(app: App, counter: Counter) -> None:
    """Have the app answer the buttons."""

    @app.action(blocks.LEFT_OUT)
    def left_out(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        tell = teller(respond)
        counter.serve(lambda: _left_out(counter, _team(body), _value(body), tell), tell)

    @app.action(blocks.SHOW_ANYWAY)
    def show_anyway(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        tell = teller(respond)
        counter.serve(lambda: _show_anyway(counter, _team(body), _channel(body), _value(body), tell), tell)

    @app.action(re.compile(f"{blocks.SUGGESTED}_.*"))
    def suggested(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        tell = teller(respond)
        counter.serve(lambda: _suggested(counter, _team(body), _channel(body), _value(body), tell), tell)

    @app.action(re.compile(f"{blocks.RATED}_.*"))
    def rated(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        tell = teller(respond)
        asker = Asker(_team(body), _channel(body), _user(body))
        counter.serve(lambda: preferences.rate(counter, asker, _value(body), tell), tell)

    @app.action(blocks.FURTHER)
    def further(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        typed = Typed("", _team(body), _channel(body), _user(body), teller(respond))
        counter.serve(lambda: search.further(counter, typed, _value(body)), typed.tell)


# ---- private


def _suggested(counter: Counter, team: str, channel: str, value: str, tell: Any) -> None:  # noqa: ANN401 - see below
    """Answer a ready-made question in the thread of its brief, for everybody; where there is none, the asker alone."""
    counter.settled(channel)
    brief, number, intent = value.split(" ")
    if intent == blocks.RATE:
        preferences.ask(counter, team, value, tell)
        return
    found = counter.desk.press(team, channel, brief, Intent(intent), int(number), now=counter.clock())
    if found is None:
        tell(blocks.notice(wording.PRUNED))
        return
    thread, given = found
    messages = blocks.answer(given, brief=brief, number=int(number) if given.story else 0)
    if thread is None or not counter.outbox.post(thread.channel, messages, thread=thread.root).ts:
        tell(messages[0])


def _left_out(counter: Counter, team: str, brief: str, tell: Any) -> None:  # noqa: ANN401 - tells one person
    made = counter.desk.kept(team, brief)
    if made is None:
        tell(blocks.notice(wording.PRUNED))
        return
    for message in blocks.left_out(made)[:4]:
        tell(message)


def _show_anyway(counter: Counter, team: str, channel: str, value: str, tell: Any) -> None:  # noqa: ANN401 - see above
    """Post an article that was left out into the thread of its brief, for everybody."""
    counter.settled(channel)
    brief, _, article = value.partition(" ")
    shown = counter.desk.anyway(team, brief, article)
    thread = counter.desk.thread_of(team, brief)
    if shown is None:
        tell(blocks.notice(wording.PRUNED))
        return
    message = blocks.anyway(*shown)
    if thread is None or not counter.outbox.post(thread.channel, (message,), thread=thread.root).ts:
        tell(message)


def _team(body: dict[str, Any]) -> str:
    return str((body.get("team") or {}).get("id") or (body.get("user") or {}).get("team_id") or "")


def _channel(body: dict[str, Any]) -> str:
    return str((body.get("channel") or {}).get("id") or (body.get("container") or {}).get("channel_id") or "")


def _user(body: dict[str, Any]) -> str:
    return str((body.get("user") or {}).get("id") or "")


def _value(body: dict[str, Any]) -> str:
    """Give what a button, or the chosen line of a menu, stands for."""
    action = body["actions"][0]
    return str((action.get("selected_option") or action).get("value") or "")
