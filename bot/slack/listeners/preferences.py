"""`/brief more`, `less`, `usual`, `taste`, `outside` and `try`: what a channel wants, in its members' own hands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.render import blocks, preference_wording, wording
from bot.services import filter_preview
from bot.services.preferences import Asker

if TYPE_CHECKING:
    from bot.slack.command import Typed
    from bot.slack.dispatcher import Counter


def change(verb: str, counter: Counter, typed: Typed) -> None:
    """Want more or less of something, or the usual again."""
    now, tastes = counter.clock(), counter.desk.tastes
    done = tastes.change(verb, typed.words, _asker(typed), now=now)
    if done.what != "story":
        for own in _own_digests(typed):
            tastes.change(verb, typed.words, own, now=now)
    typed.tell(blocks.notice(preference_wording.changed(done)))


def listing(counter: Counter, typed: Typed) -> None:
    """Show what is wanted here."""
    typed.tell(
        blocks.notice(preference_wording.taste(*counter.desk.tastes.of(_asker(typed), now=counter.clock())))
    )


def outside(counter: Counter, typed: Typed) -> None:
    """Turn the pick from outside the usual on or off."""
    said = typed.words.lower()
    if said not in {"on", "off"}:
        typed.tell(blocks.notice(preference_wording.OUTSIDE_WHICH))
        return
    for asker in (_asker(typed), *_own_digests(typed)):
        counter.desk.tastes.outside(wanted=said == "on", asker=asker, now=counter.clock())
    typed.tell(
        blocks.notice(preference_wording.OUTSIDE_ON if said == "on" else preference_wording.OUTSIDE_OFF)
    )


def attempt(counter: Counter, typed: Typed) -> None:
    """Show what a filter would have left out."""
    counter.settled(typed.channel)  # a brief that is on its way counts as quoted here
    now = counter.clock()
    done = counter.desk.trial(typed.team, typed.channel, filter_preview.read(typed.words, now), now=now)
    typed.tell(blocks.notice(preference_wording.trial(done)))


def ask(counter: Counter, team: str, value: str, tell: Any) -> None:  # noqa: ANN401 - tells one person
    """Ask somebody how much is wanted of a story; the value holds its brief and number."""
    brief, number = value.split(" ")[:2]
    made = counter.desk.kept(team, brief)
    if made is None:
        tell(blocks.notice(wording.PRUNED))
    else:
        tell(blocks.rating(brief, int(number), made.stories[int(number) - 1].title))


def rate(counter: Counter, asker: Asker, value: str, tell: Any) -> None:  # noqa: ANN401 - tells one person
    """Take somebody's vote; the value holds the brief, the story's number and the side."""
    brief, number, side = value.split(" ")
    done = counter.desk.tastes.rate(brief, int(number), int(side), asker, now=counter.clock())
    tell(blocks.notice(preference_wording.changed(done) if done else wording.PRUNED))


# ---- private


def _asker(typed: Typed) -> Asker:
    return Asker(typed.team, typed.channel, typed.user)


def _own_digests(typed: Typed) -> tuple[Asker, ...]:
    """Give where somebody's own digests look, if this was typed in the direct message that they come to."""
    return (Asker(typed.team, typed.user, typed.user),) if typed.is_direct else ()
