"""What people type, as a request: `/brief [topic] [window]`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from news import window
from news.brief import BriefRequest
from news.errors import TooLong, UnknownLength

if TYPE_CHECKING:
    from datetime import datetime

    from news.window import Window

# Slack sends at most 8,000 characters after a command; a topic is a few words, a question a few sentences.
TOPIC = 200
QUESTION = 1000
USUAL = timedelta(hours=24)
# "this week", "last 3 days": a window is at most this many words.
WINDOW_WORDS = 3
HELP = frozenset({"help", "?", "hilfe", "--help", "-h"})


def is_help(words: str) -> bool:
    """Tell whether somebody asks what can be typed."""
    return words.strip().lower() in HELP


def brief(words: str, *, team: str, channel: str, now: datetime) -> BriefRequest:
    """Read words as a request for a brief.

    A length of time may stand at the end ("storm 24h", "storm this week") or alone; what is quoted is topic
    ('"24x"'). Without one, the last 24 hours are meant.

    Args:
        words: what was typed after the command.
        team: the workspace.
        channel: where it was typed.
        now: aware; its zone decides where "today" begins.

    Raises:
        UnknownLength: the last word was meant as a length of time and is none.
        TooLong: more than 200 characters.
    """
    said = words.split()
    if len(words) > TOPIC:
        raise TooLong(len(words), TOPIC)
    topic, stretch = parted(said, USUAL, now)
    return BriefRequest(team=team, channel=channel, window=stretch, topic=" ".join(topic))


def parted(said: list[str], usual: timedelta, now: datetime) -> tuple[list[str], Window]:
    """Part words from the length of time at their end; without one, the usual length is meant.

    Raises:
        UnknownLength: the last word was meant as a length of time and is none.
    """
    words, stretch = ending(said, now)
    if stretch is None and said and window.meant(said[-1]):
        raise UnknownLength(said[-1])
    return words, stretch or window.last(usual, now)


def ending(said: list[str], now: datetime) -> tuple[list[str], Window | None]:
    """Part words from the length of time at their end, trying the longest first; None if there is none."""
    for count in range(min(WINDOW_WORDS, len(said)), 0, -1):
        try:
            return said[:-count], window.parse(" ".join(said[-count:]), now)
        except UnknownLength:
            continue
    return said, None


def topic(words: str) -> str:
    """Take words to look up, white space folded.

    Raises:
        TooLong: more than 200 characters.
    """
    folded = " ".join(words.split())
    if len(folded) > TOPIC:
        raise TooLong(len(folded), TOPIC)
    return folded


def question(text: str) -> str:
    """Take a question, white space folded.

    Raises:
        TooLong: more than 1,000 characters.
    """
    folded = " ".join(text.split())
    if len(folded) > QUESTION:
        raise TooLong(len(folded), QUESTION)
    return folded
