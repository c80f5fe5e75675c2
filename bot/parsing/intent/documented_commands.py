"""The documented commands of `/brief`: what begins with one of their verbs, in its documented form, is that command."""

from __future__ import annotations

import re

from bot.parsing import digest_actions, digest_spec, spelling
from bot.parsing.schedule import plain_words, schedule_words
from news.errors import InvalidDigestSpec, NewsError, RequestProblem

_DIGEST_PATTERN = re.compile(
    rf"digests? (?:list|help|\?|(?:{'|'.join(digest_actions.VERBS)})(?: #?(?:\d{{1,3}}|[0-9a-f]{{4,}}))?)",
    re.IGNORECASE,
)
_LINK_REGEX = r"(?:https?://|feed://)?(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:/\S*)?|https?://\S+|localhost\S*"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"add (?:{_LINK_REGEX})(?:[ ,]+(?:{_LINK_REGEX}))*",
        r"add (?:world|climate|science|tech|business|politics|sports?|health|europe)",
        rf"remove (?:\d{{1,3}}|{_LINK_REGEX})",
        r"sources|health|preferences|catchup|add|remove|(?:digest )?help",
        r"discover (?:on|off)",
        r"(?:preview filter|try) without .+",
        rf"why (?:\d{{1,2}}|{_LINK_REGEX})",
        r"verify(?: (?:\d{1,2}|answer|brief|[0-9a-f]{6,}))?",
        r"search .+ (?:from \S+|in folder \S+|\d{1,3}[hdwm])",
        r"(?:more|less) from .+",
        r"reset .+",
    )
)


# Verbs with free words: after `/brief`, they are commands unless the words are much rather a topic.
_FREE_VERB_PATTERN = re.compile(r"(?:search|more|less|add|remove) \S.*", re.IGNORECASE)
_CLEAR_VERB_PATTERN = re.compile(
    r"(?:preview filter|try|reset|usual|outside|discover|why) \S.*", re.IGNORECASE
)
_NUMBER_FIRST_PATTERN = re.compile(
    r"#?[1-9] (?:top|to|at|on|in|without|only|weekdays|daily|off|short|long|change|rename|topics?)\b",
    re.IGNORECASE,
)
_VERB_PATTERN = re.compile(
    r"(?:digests?|search|more|less|add|remove|preview filter|try|reset|usual|outside|discover|why|verify|sources|health"
    r"|preferences|catchup|help)(?: |$)",
    re.IGNORECASE,
)


def has_free_verb(text: str) -> bool:
    """Whether a text begins with a documented verb that takes any words, and may be a topic: "more climate"."""
    return _FREE_VERB_PATTERN.fullmatch(text) is not None


def has_clear_verb(text: str) -> bool:
    """Whether a text begins with a documented verb that takes any words, and that no topic begins with."""
    return _CLEAR_VERB_PATTERN.fullmatch(text) is not None


def has_verb(text: str) -> bool:
    """Whether a text begins with a documented verb."""
    return _VERB_PATTERN.match(text) is not None


def parse_documented(text: str) -> str:
    """Return a text if it is a documented command, as its handler reads it; "" if it is none.

    A verb with free words, such as "more climate", is not decided here: "more deaths in Kyiv" is a topic.
    """
    words = " ".join(text.split())
    if words.lower() in {"digest", "help digest", "help digests"}:
        return "digest help"
    if _DIGEST_PATTERN.fullmatch(words):
        return words
    if any(pattern.fullmatch(words) for pattern in _PATTERNS):
        return words
    return _parse_order(words)


# ---- private


def _parse_order(words: str) -> str:
    """Return an order that begins with "digest" and says when, or does something to a digest with a name."""
    verb, _, rest = words.partition(" ")
    if verb.lower() not in {"digest", "digests"} or not rest:
        return ""
    if _NUMBER_FIRST_PATTERN.match(rest):  # "digest 1 top 5" changes the first digest
        return ""
    if digest_actions.parse_action(rest.split()[0]):
        return words
    order = spelling.correct_spelling(plain_words.to_plain_words(rest))
    try:
        digest_spec.parse_digest_spec(order)
    except InvalidDigestSpec as problem:
        is_order = problem.problem is not RequestProblem.TIME_MISSING or schedule_words.DAYS_PATTERN.search(
            order
        )
        return f"digest {order}" if is_order else ""
    except NewsError:
        pass
    return f"digest {order}"
