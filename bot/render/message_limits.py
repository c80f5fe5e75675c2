"""Slack's limits on one message, kept by one function; what does not fit goes on in the next."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Block = dict[str, Any]

# Slack: 50 blocks, 3,000 characters in a section, 150 in a header, and about 13,000 characters for all blocks
# together (undocumented; seen as msg_blocks_too_long). A margin is kept, because Slack may count otherwise.
BLOCKS = 45
TOTAL = 12_000
SECTION = 2_900
HEADER = 150
# `text` is cut at 40,000 characters.
TEXT = 39_000


def pages(groups: Sequence[Sequence[Block]]) -> tuple[tuple[Block, ...], ...]:
    """Deal blocks into messages that Slack takes, in order.

    Args:
        groups: blocks that belong together (a story); a group is parted only if it alone does not fit.

    Returns:
        At least one message's blocks, empty only if there are no blocks.
    """
    dealt: list[list[Block]] = [[]]
    for group in groups:
        parts = [list(group)] if _fits(group) else [[block] for block in group]
        for part in parts:
            if dealt[-1] and not _fits([*dealt[-1], *part]):
                dealt.append([])
            dealt[-1].extend(part)
    return tuple(tuple(page) for page in dealt)


def cut(text: str, limit: int) -> str:
    """Shorten text of ours to a limit at a word's end, with an ellipsis. Never use it on a quotation."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    return (kept.rpartition(" ")[0] or kept) + "…"


def sections(lines: Sequence[str]) -> Iterator[str]:
    """Pack lines into texts that each fit a section; a line too long for one goes on in the next, nothing is lost."""
    held = ""
    for line in _short(lines):
        if held and len(held) + 1 + len(line) > SECTION:
            yield held
            held = line
        else:
            held = f"{held}\n{line}" if held else line
    if held:
        yield held


# ---- private


def _fits(blocks: Sequence[Block]) -> bool:
    return len(blocks) <= BLOCKS and len(json.dumps(list(blocks), ensure_ascii=False)) <= TOTAL


def _short(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        rest = line
        while len(rest) > SECTION:
            # An escape (&amp;) or a link has no space inside its first part, so that a space never parts one.
            place = rest.rfind(" ", 0, SECTION)
            place = place if place > 0 else SECTION
            yield rest[:place]
            rest = ("> " if line.startswith("> ") else "") + rest[place:].lstrip()
        yield rest
