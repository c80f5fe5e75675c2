"""Detect reports on many events, such as live blogs, which would link unrelated stories."""

from __future__ import annotations

import re

_ROUNDUP_PATTERN = re.compile(
    r"\b(?:live(?:\s?blog| updates?| coverage)?\s*[:|–—-]|live[- ]?blog|live updates|as it happened|minute by minute"
    r"|round[- ]?up|(?:morning|evening|daily|weekly|weekend|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
    r"(?:'s|’s)? (?:briefing|brief|digest|headlines|edition)|news in brief|in brief$|in pictures|what we know so far$"
    r"|(?:latest|top stories|corrections?|clarifications?|quiz|newsletter|podcast)\s*:|^corrections?\b|ticker\s*:"
    r"|liveblog|en direct\b|en vivo\b|diretta\b)",
    re.IGNORECASE,
)


def is_roundup(title: str) -> bool:
    """Whether a headline belongs to a round-up of many events or to running coverage of one event."""
    return _ROUNDUP_PATTERN.search(title) is not None
