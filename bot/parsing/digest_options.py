"""Parsing of the options of a digest: "top 7", "silent", "quiet 22:00-7:00", "for me"."""

from __future__ import annotations

import re

_OPTION_PATTERNS = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in (
        (
            "quiet",
            (
                r"\b(?:quiet|mute[d]?|silence)\s+(?:hours\s+)?(?:from\s+|between\s+)?(\S+?)\s*(?:-|–|\bto\b"
                r"|\buntil\b|\band\b)\s*(\S+)"
            ),
        ),
        (
            "most",
            r"\b(?:at most|max|most|maximum|up to) (\d+) (?:stories )?(?:of|from|per) (?:\w+ )?(?:outlet|source)\b",
        ),
        (
            "stories",
            (
                r"\b(?:top|max|up to|at most|only)\s+(\d+)(?:\s+(?:stories|items|articles"
                r"|headlines))?\b(?![:.h]?\d)(?!\s*[ap]\.?m)"
                r"|(?<![\d:.])\b(\d+)\s+(?:stories|items|headlines)\b"
            ),
        ),
        (
            "silent",
            (
                r"\b(?:stay )?silent(?: (?:when|if|on) (?:it is )?(?:empty|nothing)(?: days)?)?\b|\b(?:skip"
                r"|no) empty(?: ones| days)?\b"
                r"|\b(?:nothing|no (?:post|message)) (?:when|if|on) (?:there is |there's )?(?:no news"
                r"|nothing)(?: new)?\b"
            ),
        ),
        ("opinion", r"\bwith opinions?\b"),
        ("sections", r"\b(?:in sections )?by (topic|folder)s?\b"),
        (
            "direct",
            (
                r"\b(?:just |only )?(?:for|to) me(?: only)?\b|\bme(?=\s|,|$)|\bmyself\b"
                r"|\bdirect(?:ly)?\b(?! (?:democracy|mail|action|flight))"
                r"|\bprivate(?:ly)?\b(?= ?(?:$|[\d\x01-\x02]|daily|week|every|each|mon|tue|wed|thu|fri|sat|sun))"
                r"|\b(?:by|via|in|as|to) (?:a |my )?(?:dm|direct message)s?\b|\bdm(?= |$)"
            ),
        ),
        (
            "short",
            r"\b(?:keep it |make it )?(?:short|shorter|brief)(?: version| one| please)?(?=\s*$|\s*[,;])",
        ),
        (
            "here",
            (
                r"\b(?:to|in|for|into) (?:this|the|our) (?:channel|team|group)\b|\bfor (?:us|everyone|everybody"
                r"|all of us)\b|\b(?:to us|here)(?=\s|,|$)"
            ),
        ),
    )
}


def split_options(text: str) -> tuple[dict[str, tuple[str, ...]], str]:
    """Split an order into its options, with the words each option captured, and the remaining text."""
    options: dict[str, tuple[str, ...]] = {}
    for name, pattern in _OPTION_PATTERNS.items():
        match = pattern.search(text)
        if match is not None:
            options[name] = tuple(filter(None, match.groups()))
            text = f"{text[: match.start()]} {text[match.end() :]}"
    return options, text
