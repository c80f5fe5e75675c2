"""Parsing of the arguments of `/brief [topic] [window]`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from news import window
from news.brief import BriefRequest
from news.errors import InvalidDuration, RequestTooLong

if TYPE_CHECKING:
    from datetime import datetime

    from news.window import Window

# Slack sends at most 8,000 characters after a command; a topic is a few words, a question a few sentences.
MAX_TOPIC_CHARACTERS = 200
MAX_QUESTION_CHARACTERS = 1000
DEFAULT_WINDOW = timedelta(hours=24)
# The maximum number of words in a window: "this week", "last 3 days".
MAX_WINDOW_WORDS = 3
OPINION_OPTIONS = frozenset({("with", "opinion"), ("with", "opinions")})
HELP_WORDS = frozenset({"help", "?", "hilfe", "--help", "-h"})


def is_help(words: str) -> bool:
    """Whether the words after a command ask for help."""
    return words.strip().lower() in HELP_WORDS


def parse_brief_request(text: str, *, team: str, channel: str, now: datetime) -> BriefRequest:
    """Parse the words after `/brief` as a request for a brief.

    A length of time may come last ("storm 24h", "storm this week") or alone. Quoted words belong to the topic
    ('"24x"'). Without a length of time, the window is the last 24 hours. "with opinion" may come first or last, or
    before the length of time.

    Args:
        text: the words after the command.
        team: the workspace.
        channel: the channel in which the command was typed.
        now: the current time, aware; "today" begins at midnight in its time zone.

    Raises:
        InvalidDuration: the last word resembles a length of time but is not valid.
        RequestTooLong: the topic has more than 200 characters.
    """
    words = text.split()
    if len(text) > MAX_TOPIC_CHARACTERS:
        raise RequestTooLong(len(text), MAX_TOPIC_CHARACTERS)
    words, has_option = _split_opinion(words)
    topic, time_window = split_window(words, DEFAULT_WINDOW, now)
    topic, has_option_before_window = _split_opinion(topic)
    return BriefRequest(
        team=team,
        channel=channel,
        window=time_window,
        topic=" ".join(topic),
        with_opinion=has_option or has_option_before_window,
    )


def split_window(words: list[str], default_length: timedelta, now: datetime) -> tuple[list[str], Window]:
    """Split words into the topic and the time window at the end.

    If no window is given, the window has the default length.

    Raises:
        InvalidDuration: the last word resembles a length of time but is not valid.
    """
    topic_words, time_window = trailing_window(words, now)
    if time_window is None and words and window.looks_like_duration(words[-1]):
        raise InvalidDuration(words[-1])
    return topic_words, time_window or window.recent_window(default_length, now)


def trailing_window(words: list[str], now: datetime) -> tuple[list[str], Window | None]:
    """Split words into the topic and the longest valid time window at the end.

    The window is None if none is given.
    """
    for word_count in range(min(MAX_WINDOW_WORDS, len(words)), 0, -1):
        try:
            return words[:-word_count], window.parse_window(" ".join(words[-word_count:]), now)
        except InvalidDuration:
            continue
    return words, None


def parse_topic(words: str) -> str:
    """Return a topic that a person typed, with single spaces between the words.

    Raises:
        RequestTooLong: the topic has more than 200 characters.
    """
    folded_text = " ".join(words.split())
    if len(folded_text) > MAX_TOPIC_CHARACTERS:
        raise RequestTooLong(len(folded_text), MAX_TOPIC_CHARACTERS)
    return folded_text


def parse_question(text: str) -> str:
    """Return a question that a person typed, with single spaces between the words.

    Raises:
        RequestTooLong: the question has more than 1,000 characters.
    """
    folded_text = " ".join(text.split())
    if len(folded_text) > MAX_QUESTION_CHARACTERS:
        raise RequestTooLong(len(folded_text), MAX_QUESTION_CHARACTERS)
    return folded_text


# ---- private


def _split_opinion(words: list[str]) -> tuple[list[str], bool]:
    """Remove "with opinion" from the beginning or the end, and return whether it was there."""
    lower_words = [word.lower() for word in words]
    if tuple(lower_words[-2:]) in OPINION_OPTIONS:
        return words[:-2], True
    if tuple(lower_words[:2]) in OPINION_OPTIONS:
        return words[2:], True
    return words, False
