"""Parsing of the arguments of `/brief [topic] [window]`.

climate, energy without coal since Monday top 3  ->  topic, excluded terms, window, number of stories

The window stands first or last, the number of stories and "with opinion" anywhere, and what is left out last. Quoted
words belong to the topic.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.parsing.schedule import time_range, weekdays
from news.brief import DEFAULT_STORY_COUNT, BriefRequest
from news.errors import InvalidDigestSpec, InvalidDuration, RequestProblem, RequestTooLong
from news.window import recent_window

if TYPE_CHECKING:
    from datetime import datetime

    from news.window import Window

# Slack sends at most 8,000 characters after a command; a topic is a few words, a question a few sentences.
MAX_TOPIC_CHARACTERS = 200
MAX_QUESTION_CHARACTERS = 1000
MAX_STORIES = 20
DEFAULT_WINDOW = timedelta(hours=24)
HELP_WORDS = frozenset({"help", "?", "hilfe", "--help", "-h"})
_NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "zehn": 10,
}  # fmt: skip
_STORY_NOUN_REGEX = (
    r"stor(?:y|ies)|news|items?|headlines?|things?|articles?|events?|meldung(?:en)?|nachrichten"
)
_COUNT_REGEX = rf"\d{{1,4}}|{'|'.join(_NUMBER_WORDS)}"
_STORY_COUNT_PATTERN = re.compile(
    rf"(?:^|(?<=[\s,]))(?:only |just )?(?:the )?(?:top[ -]?(?P<count>{_COUNT_REGEX})(?: (?:{_STORY_NOUN_REGEX}))?"
    rf"|(?:die )?(?P<most>{_COUNT_REGEX}) (?:best|biggest|main|top|most important|wichtigsten|größten)"
    rf" (?:{_STORY_NOUN_REGEX})"
    rf"|(?P<counted>\d{{1,2}}|two|three|four|five|six|seven|eight|ten) (?:stories|headlines)"
    rf"|(?:best|biggest) (?P<best>{_COUNT_REGEX})(?: (?:{_STORY_NOUN_REGEX}))?"
    r"|(?P<single>(?:top|biggest|main|most important|wichtigste) (?:story|thing|event|meldung)|the big story))"
    r"(?=$|[\s,?!.])",
    re.IGNORECASE,
)
# "doctors without borders" is a name.
_EXCLUSION_PATTERN = re.compile(
    r"(?:^|[\s,])(?:without|except(?: for)?|excluding|but (?:not|no))\s+(?!borders\b)(?P<terms>[^\"“]+)$"
    r"|(?:^|,\s*)(?:no|not)\s+(?P<listed>[^,]+)$|^(?:everything|all|anything|all news)\s+but\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_OPINION_PATTERN = re.compile(r"\bwith opinions?\b", re.IGNORECASE)
_COMMENTARY_PATTERN = re.compile(
    r"(?:opinions?|columns?|commentary|commentaries)(?: pieces?)?", re.IGNORECASE
)
_EVERYTHING_PATTERN = re.compile(
    r"(?:everything|anything|all|all (?:the )?news|(?:the |any )?news|(?:just |only |the )?headlines(?: only)?|only"
    r"|short|in short|short version|one-?liners?|bullets|bullet points|(?:the |a )?(?:summary|recap|round-?up|overview"
    r"|bulletin|highlights|update|updates|lot)|top stories|überblick|kurzfassung|zusammenfassung|alles)",
    re.IGNORECASE,
)
_JOINING_WORDS_PATTERN = re.compile(
    r"^(?:about|on|regarding|re|for|of|in|from|with|:|,|-|–|—)\s+|[\s,;:–—-]+(?:about|on|in|from|for|of|and|the)?$",
    re.IGNORECASE,
)
_COURTESY_PATTERN = re.compile(r"[\s,]+(?:please|pls|plz|bitte|thanks|thx)[.!]*$", re.IGNORECASE)
# How a brief is told, beside its topic: "myanmar bullets", "just headlines on mars".
_FORM_PATTERN = re.compile(
    r"^(?:(?:just |only )?(?:the )?headlines (?:on|about|for|from)|in short:?|tl;?dr:?) +"
    r"|[ ,]+(?:in bullets|bullets|bullet points|(?:just |only )?headlines(?: only)?|in short|short version"
    r"|tl;?dr|quick(?:ly)?|kurz)$",
    re.IGNORECASE,
)
# "-sport -celebs" leaves words out of the brief; "climate -coal" is a topic.
_MINUS_PATTERN = re.compile(r"-[^\W\d_][\w-]*")
# A window before the topic has several words, or is one of these: "3d printing" is a topic.
_LEADING_WINDOW_WORDS = frozenset({"today", "yesterday", "overnight", "tonight"})


def is_help(words: str) -> bool:
    """Whether the words after a command ask for help."""
    return words.strip().lower() in HELP_WORDS


def parse_brief_request(text: str, *, team: str, channel: str, now: datetime) -> BriefRequest:
    """Parse the words after `/brief` as a request for a brief.

    Without a length of time, the window is the last 24 hours.

    Args:
        text: the words after the command.
        team: the workspace.
        channel: the channel in which the command was typed.
        now: the current time, aware; "today" begins at midnight in its time zone.

    Raises:
        InvalidDuration: the last word resembles a length of time but is not valid.
        InvalidDigestSpec: the number of stories is out of range.
        RequestTooLong: the topic has more than 200 characters.
    """
    if len(text) > MAX_TOPIC_CHARACTERS:
        raise RequestTooLong(len(text), MAX_TOPIC_CHARACTERS)
    words = _COURTESY_PATTERN.sub("", " ".join(text.split()))
    words, opinion_count = _OPINION_PATTERN.subn(" ", words)
    max_stories, words = _split_story_count(" ".join(words.split()))
    topic, window = _split_window_anywhere(words, now)
    topic, excluded_terms = _split_exclusions(topic)
    if window is None:
        topic, window = _split_window_anywhere(topic, now)
    if topic and all(_MINUS_PATTERN.fullmatch(word) for word in topic.split()):
        topic, excluded_terms = "", (*(word[1:] for word in topic.split()), *excluded_terms)
    last_word = topic.rpartition(" ")[2]
    if window is None and time_range.looks_like_duration(last_word):
        raise InvalidDuration(last_word)
    return BriefRequest(
        team=team,
        channel=channel,
        window=window or recent_window(DEFAULT_WINDOW, now),
        topic=_clean_topic(topic),
        max_stories=max_stories,
        excluded_terms=excluded_terms,
        with_opinion=bool(opinion_count),
    )


def split_window(words: list[str], default_length: timedelta, now: datetime) -> tuple[list[str], Window]:
    """Split words into the topic and the time window at the end.

    If no window is given, the window has the default length.

    Raises:
        InvalidDuration: the last word resembles a length of time but is not valid.
    """
    topic_words, time_window = trailing_window(words, now)
    if time_window is None and words and time_range.looks_like_duration(words[-1]):
        raise InvalidDuration(words[-1])
    return topic_words, time_window or recent_window(default_length, now)


def trailing_window(words: list[str], now: datetime) -> tuple[list[str], Window | None]:
    """Split words into the topic and the longest valid time window at the end.

    The window is None if none is given.
    """
    for word_count in range(min(time_range.MAX_WORDS, len(words)), 0, -1):
        try:
            if len(words) > word_count == 1 and words[-1].lower() in weekdays.DAY_NUMBERS:  # "black friday"
                break
            return words[:-word_count], time_range.parse_time_range(" ".join(words[-word_count:]), now)
        except InvalidDuration:
            if time_range.is_time_range(" ".join(words[-word_count:])):  # "last 500 days"
                raise
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


def _split_story_count(words: str) -> tuple[int, str]:
    match = _STORY_COUNT_PATTERN.search(words)
    if match is None:
        return DEFAULT_STORY_COUNT, words
    count_text = next(
        (match[name] for name in ("count", "most", "counted", "best") if match[name]), "one"
    ).lower()
    count = _NUMBER_WORDS.get(count_text) or int(count_text)
    if not 1 <= count <= MAX_STORIES:
        raise InvalidDigestSpec(
            RequestProblem.STORY_COUNT_OUT_OF_RANGE, number=count_text, minimum=1, maximum=MAX_STORIES
        )
    return count, " ".join(f"{words[: match.start()]} {words[match.end() :]}".split())


def _split_window_anywhere(text: str, now: datetime) -> tuple[str, Window | None]:
    """Split a text into its topic and the time window at its start or end; None if it has no window."""
    words = text.split()
    topic_words, window = trailing_window(words, now)
    if window is not None:
        return " ".join(topic_words), window
    for word_count in range(min(time_range.MAX_WORDS, len(words)), 0, -1):
        leading_text = " ".join(words[:word_count])
        is_marked = leading_text.endswith(",") or words[word_count : word_count + 1] in (
            ["on"],
            ["about"],
            ["for"],
        )
        if word_count == 1 and not is_marked and leading_text.lower() not in _LEADING_WINDOW_WORDS:
            break
        try:
            return " ".join(words[word_count:]), time_range.parse_time_range(leading_text, now)
        except InvalidDuration:
            continue
    return text, None


def _split_exclusions(text: str) -> tuple[str, tuple[str, ...]]:
    match = _EXCLUSION_PATTERN.search(text)
    if match is None:
        return text, ()
    terms_text = match["terms"] or match["listed"] or match["rest"]
    terms = [term.strip(" .") for term in re.split(r",|\band\b|\bor\b", terms_text)]
    # A brief has no commentary anyway.
    return text[: match.start()], tuple(
        term for term in terms if term and not _COMMENTARY_PATTERN.fullmatch(term)
    )


def _clean_topic(text: str) -> str:
    previous = None
    while previous != text:
        previous = text
        text = _JOINING_WORDS_PATTERN.sub("", _FORM_PATTERN.sub("", text)).strip()
    if _EVERYTHING_PATTERN.fullmatch(text):
        return ""
    return re.sub(r"\s+(?:OR|and/or|or)\s+", ", ", text)
