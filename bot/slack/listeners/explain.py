"""`/brief why`, `/brief health` and `/brief catchup`: what the bot did and why, and a brief after a holiday."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.parsing import brief_request
from bot.render import blocks, explanations, wording
from news.thread import Thread

if TYPE_CHECKING:
    from bot.slack.command import Typed
    from bot.slack.dispatcher import Counter

# After two weeks one wants to know more than on a morning.
CATCHUP_STORIES = 10
CATCHUP_USUAL = "1w"


def why(counter: Counter, typed: Typed) -> None:
    """Explain an article's presence or absence, by its link, or a story's, by its number in the last brief."""
    if not typed.words:
        typed.tell(blocks.notice(wording.WHY_HELP))
        return
    zone = counter.outbox.zone(typed.user) or "UTC"
    found = counter.desk.why(typed.team, typed.channel, typed.words)
    typed.tell(explanations.why(found, zone))


def health(counter: Counter, typed: Typed) -> None:
    """Show how sources and digests are doing, in the reader's time."""
    now = counter.clock()
    zone = counter.outbox.zone(typed.user) or "UTC"
    digests = tuple(
        (each, counter.digests.next(each, now=now), counter.digests.deliveries(each, most=3))
        for each in counter.digests.of(typed.team, typed.channel)
    )
    typed.tell(explanations.health(counter.desk.sources(typed.team, typed.channel), digests, zone, now))


def catchup(counter: Counter, typed: Typed) -> None:
    """Send the asker, by direct message, the most important of a long time."""
    now = counter.clock()
    words = typed.words or CATCHUP_USUAL
    asked = brief_request.brief(words, team=typed.team, channel=typed.channel, now=now)
    made = counter.desk.brief(replace(asked, stories=CATCHUP_STORIES), now=now)
    messages = blocks.brief(made)
    if not made.stories:
        typed.tell(messages[0])
        return
    posted = counter.outbox.post(typed.user, messages)
    if not posted.ts:
        typed.tell(blocks.notice(wording.NOT_SENT))
        return
    counter.desk.opened(Thread(typed.team, posted.channel, posted.ts), made.id, now=now)
    if posted.channel != typed.channel:
        typed.tell(blocks.notice(wording.CAUGHT_UP))
