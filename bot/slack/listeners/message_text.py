"""Read the text of a Slack message as it appears to the person who wrote it.

Slack wraps channels, people, links and dates: `<#C024BE91L|news>`, `<http://example.org|example.org>`. A message may
also consist of blocks alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.render import mrkdwn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Blocks may be nested: a list in a quotation. Deeper ones are ignored.
MAX_BLOCK_DEPTH = 10
# A channel, a link or a date, with or without a label. Mentions of people stay: they show whom a message addresses.
_REFERENCE = re.compile(r"<(#|!date\^|https?:|mailto:)([^<>|]*)(?:\|([^<>]*))?>")
_LEADING_OR_TRAILING_REFERENCES = re.compile(
    r"^(?:\s*<(?:#|https?:)[^<>]*>)+|(?:<(?:#|https?:)[^<>]*>[\s.,;]*)+$", re.IGNORECASE
)


def read_raw_text(event: Mapping[str, Any]) -> str:
    """Return the text of a message as Slack sends it, or the text of its blocks if the message has no text."""
    text = str(event.get("text") or "")
    return (
        text if text.strip() else " ".join(_iterate_block_texts(event.get("blocks") or (), MAX_BLOCK_DEPTH))
    )


def unwrap(raw_text: str) -> str:
    """Return what a person typed, with channels, links and dates replaced by their labels or addresses."""
    return mrkdwn.unescape(_REFERENCE.sub(_reference_label, raw_text)).strip()


def read_question(raw_text: str) -> str:
    """Return what a person typed, without the channels and links at its start and end.

    If there is nothing else, they are kept.
    """
    return unwrap(_LEADING_OR_TRAILING_REFERENCES.sub(" ", raw_text.strip())) or unwrap(raw_text)


# ---- private


def _reference_label(match: re.Match[str]) -> str:
    kind, target, label = match[1], match[2], match[3]
    if kind == "#":
        return f"#{label.removeprefix('#')}" if label else ""
    if label or kind == "!date^":
        return label or ""
    return target if kind == "mailto:" else f"{kind}{target}"


def _iterate_block_texts(elements: Any, depth: int) -> Iterator[str]:  # noqa: ANN401 - JSON from outside
    if depth == 0 or not isinstance(elements, list | tuple):
        return
    for element in elements:
        if not isinstance(element, dict):
            continue
        text = element.get("text")
        if element.get("type") == "user":
            yield f"<@{element.get('user_id')}>"
        elif element.get("type") == "link":
            yield f"<{element.get('url')}|{text or element.get('url')}>"
        elif isinstance(text, dict):
            yield str(text.get("text") or "")
        elif isinstance(text, str):
            yield mrkdwn.escape_control(text)
        yield from _iterate_block_texts(element.get("elements"), depth - 1)
        yield from _iterate_block_texts(element.get("fields"), depth - 1)
