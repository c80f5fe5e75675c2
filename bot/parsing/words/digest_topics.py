"""Parsing of a digest's topics, from the text left after its schedule and options are removed."""

from __future__ import annotations

import re

from bot.parsing.schedule import schedule_words
from bot.parsing.words import subject_words, word_classes
from news.errors import InvalidDigestSpec, RequestProblem

_SEPARATOR_PATTERN = re.compile(r"\s*(?:[,;]|\band/or\b|\bor\b|\boder\b|\|)\s*", re.IGNORECASE)
# "climate and energy" are two topics; "research and development work" is one.
_PAIR_PATTERN = re.compile(r"([^\s]+)\s+(?:and|und|&)\s+([^\s]+)", re.IGNORECASE)
_LEADING_WORDS_PATTERN = re.compile(
    r"^(?:(?:and|at|on|every|each|about|for|of|re|regarding|covering|with|the|a|an|my|our|any|all|topics?"
    r"|subjects?|digests?"
    r"|please|pls|send|message|post|give|get|want|need|i|i'd|we|like|would|to|show|create|make|set up|schedule|order"
    r"|add|new|subscribe"
    r"|can|could|would|will|you|hey|hi|hello|get|have|my|schedule|schedules|nur|nachrichten|news"
    r"|brief(?:ing)?s?|summar(?:y|ies)|updates?|stories|headlines|articles|just|only|us|starting|über|zu|am"
    r"|um|und|:|[-–—•:]+)(?=\s|$|:)[\s:]*)+",
    re.IGNORECASE,
)
_TRAILING_WORDS_PATTERN = re.compile(
    r"(?:(?:^|\s+)(?:and|at|on|every|each|about|for|please|pls|thanks|thx|news|only|digests?|updates?|the|um"
    r"|uhr|bitte|in|to|of|from|[-–—:.!]+))+$",
    re.IGNORECASE,
)
# What a digest is called, not what it is about.
_NAME_PATTERN = re.compile(
    r"^(?:a |the |our |my )?(?:morning|breakfast|lunch(?:time)?|evening|daily|weekly|noon|weekday|afternoon)"
    r" (?:brief(?:ing)?|news|digest|update|summary|round-?up|wrap-?up|read|recap)"
    r"(?: (?:on|about|for|of|with)\b|$|(?=\s*[,:]))"
    r"|^(?:week(?:ly)?|day'?s?) (?:in review|ahead|wrap-?up|round-?up|recap)$"
    r"|^end of (?:the |each |every )?(?:day|week)$",
    re.IGNORECASE,
)
_EVERYTHING_PATTERN = re.compile(
    r"(?:everything|anything|all(?: the)?(?: news)?|any|news|general|alles)?", re.IGNORECASE
)
# Words that can only be part of a time, a rhythm, a language or a length.
_LANGUAGE_PATTERN = re.compile(
    r"(?:(?:in|auf|en) )(?:english|german|french|spanish|italian|dutch|portuguese|russian|chinese|japanese"
    r"|deutsch|englisch|français|español)",
    re.IGNORECASE,
)
_LANGUAGE_AT_END_PATTERN = re.compile(
    rf"\b{_LANGUAGE_PATTERN.pattern}(?=\s*(?:[,.;!?]|please|$))", re.IGNORECASE
)
_NEVER_A_TOPIC_PATTERN = re.compile(
    r"(?:\d{1,2}(?:[:.]\d+\w*)?|\d{3,}[:.]\d+|24:\d\d|(?:hours?|hrs?|minutes?|mins?|days?|weeks?|months?"
    r"|times?|o'?clock|clock|am|pm|a\.m\.|p\.m\.|uhr|daily"
    r"|tomorrow|today|tonight|once|twice|hourly|weekly|monthly|mornings?|evenings?|afternoons?|nights?"
    r"|timezone|zone|utc|gmt|cet|est|pst|noon|midnight"
    r"|short(?:er)?|long(?:er)?|detailed|brief|quick|bullets?|bullet points|(?:as )?(?:pdf|e-?mail|audio)"
    r"|off|on|stop|cancel|edit|change|unsubscribe|yes|no|ok)(?:\s+|$))+",
    re.IGNORECASE,
)


def parse_topics(text: str) -> tuple[tuple[str, ...], bool]:
    """Return the topics in the rest of an order, and whether they had to be found in a sentence.

    Raises:
        InvalidDigestSpec: words are left that can only be a time, a rhythm, a language or a length.
    """
    parts = [" ".join(part.split()) for part in re.split(_MARKS, text)]
    topics = [
        topic for part in parts for piece in _SEPARATOR_PATTERN.split(part) for topic in _clean_piece(piece)
    ]
    is_guess = any(_is_talk(topic) for topic in topics)
    if is_guess:
        if match := _LANGUAGE_AT_END_PATTERN.search(text):
            raise InvalidDigestSpec(RequestProblem.LANGUAGE_UNSUPPORTED, text=match[0].strip())
        topics = _find_topics(" ; ".join(parts))
    topics = [topic for topic in topics if not _is_filler(topic)]
    for topic in topics:
        if _LANGUAGE_PATTERN.fullmatch(topic):
            raise InvalidDigestSpec(RequestProblem.LANGUAGE_UNSUPPORTED, text=topic)
        if _NEVER_A_TOPIC_PATTERN.fullmatch(topic):
            raise InvalidDigestSpec(RequestProblem.NOT_UNDERSTOOD, text=topic)
    return tuple(dict.fromkeys(topics)), is_guess


# ---- private

_MARKS = f"[{schedule_words.DAYS_MARK}{schedule_words.TIME_MARK}]"
# What a sentence that orders a digest has beside its topic.
_ORDER_CLASSES = frozenset(
    {
        "order",
        "digest",
        "news",
        "please",
        "greeting",
        "thanks",
        "subscribe",
        "length",
        "talk",
        "here",
        "i",
        "we",
        "you",
    }
)


def _is_talk(topic: str) -> bool:
    """Whether a piece of an order is a part of a sentence: "send us a wrap-up of what happened"."""
    words = word_classes.split_words(topic)
    return any(
        word in word_classes.load_words("talk") for word in words if not (word == "us" and "US" in topic)
    )


def _is_filler(topic: str) -> bool:
    """Whether a piece of an order has no word that can be a topic: "por favor", "die Nachrichten"."""
    fillers = word_classes.load_words("filler")
    words = word_classes.split_words(topic)
    return topic.islower() and all(
        word in fillers or not word[0].isalnum() for word in words if word[0] < "\ue000"
    )


def _find_topics(text: str) -> list[str]:
    """Return the topic of an order that is a sentence."""
    subjects = subject_words.find_subjects(text, _ORDER_CLASSES)
    return list(subjects[0]) if subjects else []


def _clean_piece(piece: str) -> list[str]:
    text = _NAME_PATTERN.sub("", piece.strip(" .!?()•@"))
    for _ in range(3):
        text = _TRAILING_WORDS_PATTERN.sub("", _LEADING_WORDS_PATTERN.sub("", text)).strip(" ()")
    if _EVERYTHING_PATTERN.fullmatch(text):
        return []
    if match := _PAIR_PATTERN.fullmatch(text):
        return [match[1], match[2]]
    return [text]
