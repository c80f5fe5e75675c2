"""The documented commands of `/brief`: what begins with one of their verbs, in its documented form, is that command."""

from __future__ import annotations

import re

# The verbs of `/brief digest` that act on a digest; anything else after `digest` orders one.
DIGEST_ACTIONS = ("preview", "now", "send", "pause", "resume", "skip", "delete", "remove", "resend", "again")
_DIGEST_PATTERN = re.compile(
    rf"digests? (?:list|help|\?|(?:{'|'.join(DIGEST_ACTIONS)})(?: #?\d{{1,2}})?)", re.IGNORECASE
)
_LINK_REGEX = r"(?:https?://|feed://)?(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:/\S*)?|https?://\S+|localhost\S*"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"add (?:{_LINK_REGEX})(?:[ ,]+(?:{_LINK_REGEX}))*",
        r"add (?:world|climate|science|tech|business|politics|sports?|health|europe)",
        rf"remove (?:\d{{1,3}}|{_LINK_REGEX})",
        r"sources|health|preferences|catchup|add|remove",
        r"discover (?:on|off)",
        r"(?:preview filter|try) without .+",
        rf"why (?:\d{{1,2}}|{_LINK_REGEX})",
        r"verify(?: (?:\d{1,2}|answer|brief|[0-9a-f]{6,}))?",
        r"search .+ (?:from \S+|in folder \S+|\d{1,3}[hdwm])",
        r"(?:more|less) from .+",
        r"reset .+",
    )
)


def parse_documented(text: str) -> str:
    """Return a text if it is a documented command, as its handler reads it; "" if it is none.

    A verb with free words, such as "more climate", is not decided here: "more deaths in Kyiv" is a topic.
    """
    words = " ".join(text.split())
    if _DIGEST_PATTERN.fullmatch(words):
        return words
    return words if any(pattern.fullmatch(words) for pattern in _PATTERNS) else ""
