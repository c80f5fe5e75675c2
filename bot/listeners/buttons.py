"""The buttons below a brief: what was left out, and "show anyway"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot import phrases, render
from bot.listeners.typed import teller

if TYPE_CHECKING:
    from slack_bolt import Ack, App, Respond

    from bot.listeners.counter import Counter


def register(app: App, counter: Counter) -> None:
    """Have the app answer the buttons."""

    @app.action(render.LEFT_OUT)
    def left_out(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        tell = teller(respond)
        counter.serve(lambda: _left_out(counter, _team(body), _value(body), tell), tell)

    @app.action(render.SHOW_ANYWAY)
    def show_anyway(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        tell = teller(respond)
        counter.serve(lambda: _show_anyway(counter, _team(body), _value(body), tell), tell)


# ---- private


def _left_out(counter: Counter, team: str, brief: str, tell: Any) -> None:  # noqa: ANN401 - tells one person
    made = counter.desk.kept(team, brief)
    if made is None:
        tell(render.notice(phrases.PRUNED))
        return
    for message in render.left_out(made)[:4]:
        tell(message)


def _show_anyway(counter: Counter, team: str, value: str, tell: Any) -> None:  # noqa: ANN401 - see above
    """Post an article that was left out into the thread of its brief, for everybody."""
    brief, _, article = value.partition(" ")
    shown = counter.desk.anyway(team, brief, article)
    thread = counter.desk.thread_of(team, brief)
    if shown is None:
        tell(render.notice(phrases.PRUNED))
        return
    message = render.anyway(*shown)
    if thread is None or not counter.outbox.post(thread.channel, (message,), thread=thread.root).ts:
        tell(message)


def _team(body: dict[str, Any]) -> str:
    return str((body.get("team") or {}).get("id") or (body.get("user") or {}).get("team_id") or "")


def _value(body: dict[str, Any]) -> str:
    return str(body["actions"][0].get("value") or "")
