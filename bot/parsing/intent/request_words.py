"""Turn a sentence that asks for a brief into the words that `/brief` understands.

"been ill since monday, catch me up on the middle east, top 3" -> "middle east since monday top 3"
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from bot.parsing import brief_request, command_phrases
from bot.parsing.schedule import rhythms, schedule_words, time_range, times_of_day
from bot.parsing.words import slot_marks, subject_words, word_classes
from news.errors import NewsError

# What a sentence that asks for a brief has beside its topic.
_BRIEF_CLASSES = frozenset(
    {
        "news",
        "digest",
        "please",
        "greeting",
        "thanks",
        "length",
        "period",
        "talk",
        "here",
        "i",
        "we",
        "you",
        "language",
        "again",
    }
)
_TALK_CLASSES = frozenset({"talk", "news", "length", "language", "period"})
_WITHOUT_PATTERN = re.compile(
    r"(?:,|\bbut|\band)?\s*\b(?:without|except(?: for)?|but (?:not|no)|leave out|leaving out|skip|minus|ohne"
    r"|außer|sans|sin|nothing (?:on|about)"
    r"|no|not|excluding)\s+(?P<term>[^,.!?;]+?)(?:\s+(?:please|pls|bitte))?(?=$|[,.!?;])",
    re.IGNORECASE,
)
_TOP_NUMBER_PATTERN = re.compile(
    r"\d+|one|two|three|four|five|six|seven|eight|ten|drei|fünf|zehn", re.IGNORECASE
)
_TOP_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10, "drei": 3,
    "fünf": 5,
    "zehn": 10,
}  # fmt: skip
# "what's happening in the world" has no topic.
_WORLD_PATTERN = re.compile(
    r"\b(?:in|around|of) the world\b|\bthe world(?:'s)?\b(?= (?:today|doing|been|do\b))|\bin der welt\b",
    re.IGNORECASE,
)
_ANY_TIME = datetime(2026, 1, 7, 15, tzinfo=UTC)
_MAX_TOPIC_WORDS = 6
# Slack makes a link of a word that is a channel's name too.
_CHANNEL_SIGN_PATTERN = re.compile(r"#(?=[A-Za-z])")


def strip_signs(text: str) -> str:
    """Return a topic without the signs around it."""
    return _CHANNEL_SIGN_PATTERN.sub("", text.strip(" ?!.,;:"))


def is_schedule_only(words: str) -> bool:
    """Whether words can only be a time, days, a rhythm or a place, and so are no topic: "quarterly", "9am"."""
    text = words.strip(" .,!?")
    if not text or time_range.is_time_range(text):
        return False
    return (
        times_of_day.TIME_PATTERN.fullmatch(text) is not None
        or schedule_words.DAYS_PATTERN.fullmatch(text) is not None
        or rhythms.is_rhythm(text)
    )


def build_brief_words(text: str) -> str:
    """Return the words of the brief that a text asks for: its topic, time range, number of stories, what to leave out.

    A text that `/brief` reads as it is stays as it is.
    """
    if command_phrases.is_news_request(text) or _is_sentence(text):
        text = " ".join(_WORLD_PATTERN.sub(" ", text.replace("’", "'")).split())
    words = _CHANNEL_SIGN_PATTERN.sub("", command_phrases.strip_news_request(text))
    try:
        topic = brief_request.parse_brief_request(words, team="", channel="", now=_ANY_TIME).topic
    except NewsError:  # refused with its reason
        return words
    if not _is_sentence(topic):
        return words
    without = _WITHOUT_PATTERN.search(text)
    rest = _WITHOUT_PATTERN.sub(" ", text) if without else text
    subjects = subject_words.find_subjects(rest, _BRIEF_CLASSES, skip_reasons=True)
    _, slots = slot_marks.mark_slots(rest)
    ranges = [slot for kind, slot in slots if kind == slot_marks.RANGE]
    tops = [
        match[0]
        for kind, slot in slots
        if kind == slot_marks.TOP and (match := _TOP_NUMBER_PATTERN.search(slot))
    ]
    parts = [
        ", ".join(subjects[0]) if subjects else "",
        ranges[-1] if ranges else "",
        f"top {_TOP_NUMBERS.get(tops[0].lower(), tops[0])}" if tops else "",
        f"without {without['term'].strip()}" if without else "",
    ]
    return " ".join(filter(None, parts))


# ---- private


def _is_sentence(topic: str) -> bool:
    """Whether a topic is a part of a sentence: it has words that only a sentence to the bot has, or is long."""
    words = word_classes.split_words(topic)
    if len(words) > _MAX_TOPIC_WORDS:
        return True
    talk = word_classes.find_phrases(words, _TALK_CLASSES)
    fillers = word_classes.load_words("filler")
    return bool(talk) or bool(words and topic.islower() and all(word in fillers for word in words))
