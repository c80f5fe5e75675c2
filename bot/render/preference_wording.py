"""What the bot says of a channel's wishes: what it wants more and less of, and what a filter would leave out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render import mrkdwn, wording
from news.preferences import said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.services.filter_preview import Trial
    from bot.services.preferences import Changed
    from news.preferences import Taste

NOTHING_SET = "Nothing is set here: stories are ranked by outlets, activity and recency alone."
HELP = (
    "`/brief more climate`, `/brief less from Courier`, `/brief more 2` (a vote for the second story of the last "
    "brief), `/brief usual climate` takes it back. `/brief outside off` turns the pick from outside the usual off, "
    "`/brief outside on` on again."
)
OUTSIDE_ON = "From now on a brief may end with one story from outside what this channel usually gets."
OUTSIDE_OFF = "No more stories from outside the usual. `/brief outside on` brings them back."
OUTSIDE_WHICH = "`/brief outside on` or `/brief outside off`?"
RATE = "More or less like this"
MORE, LESS, NEITHER = "More like this", "Less like this", "Take my vote back"
# Headlines shown for each filter.
HEADLINES = 5


def changed(done: Changed) -> str:
    """Say what stands now."""
    subject = mrkdwn.escape(done.subject)
    if done.what == "story":
        side = {1: "for more like", -1: "for less like", 0: "taken back on"}[done.steps]
        return f"Your vote is {side} “{subject}”. `/brief taste` shows what this channel wants."
    named = f"from {subject}" if done.what == "source" else f"of “{subject}”"
    if not done.steps:
        return f"As usual again: what comes {named}."
    back = f"from {subject.partition(', ')[0]}" if done.what == "source" else subject
    return f"From now on {said(done.steps)} {named}. `/brief usual {back}` takes it back."


def taste(kept: Taste, titles: Mapping[str, str]) -> str:
    """Say what a channel wants, a line each."""
    lines = [f"• {said(steps)} of “{mrkdwn.escape(words)}”" for words, steps in kept.topics.items()]
    lines += [
        f"• {said(steps)} from {mrkdwn.escape(titles.get(source, 'a source that is not read here any more'))}"
        for source, steps in kept.sources.items()
    ]
    if kept.votes:
        up, down = (sum(side) for side in zip(*kept.votes.values(), strict=True))
        voted = wording.count(len(kept.votes), "story")
        lines.append(f"• votes on {voted} in 90 days: {up} for more, {down} for less")
    if not kept.outside:
        lines.append("• no story from outside the usual")
    return "\n".join([*(["This channel wants:", *lines] if lines else [NOTHING_SET]), HELP])


def rate(headline: str) -> str:
    """Ask how much somebody wants of a story."""
    return (
        f"“{mrkdwn.escape(headline)}”: more like this, or less? Everybody's votes count, on this story and on what its "
        "source tells later; `/brief why` shows how much."
    )


def trial(done: Trial) -> str:
    """Say what a filter would have left out."""
    dropped = sum(len(part.articles) for part in done.dropped)
    without = mrkdwn.escape(", ".join(done.wanted.without))
    told = f", of which {len(done.told)} quoted here" if done.told else ""
    of = f"{dropped} of {wording.count(done.read, 'article')}"
    lines = [f"`without {without}` would have left out {of}, {done.wanted.window.words}{told}."]
    for part in done.dropped:
        lines.append(f"`{mrkdwn.escape(part.reason)}`: {wording.count(len(part.articles), 'article')}")
        for article in part.articles[:HEADLINES]:
            quoted = ", quoted here" if article.id in done.told else ""
            link = mrkdwn.link(article.url, article.title)
            lines.append(f"• {link} — {mrkdwn.escape(article.outlet)}, {wording.when(article.when)}{quoted}")
        if len(part.articles) > HEADLINES:
            lines.append(f"and {len(part.articles) - HEADLINES} more")
    lines.append("Nothing was changed. A digest takes `without …` as you typed it.")
    return "\n".join(lines)
