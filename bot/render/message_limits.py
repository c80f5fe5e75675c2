"""Slack's limits on one message, kept by one function; what does not fit goes on in the next."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Block = dict[str, Any]

# Slack: 50 blocks, 3,000 characters in a section, 150 in a header, and about 13,000 characters for all blocks
# together (undocumented; seen as msg_blocks_too_long). A margin is kept, because Slack may count otherwise.
MAX_BLOCKS = 45
MAX_BLOCKS_CHARACTERS = 12_000
MAX_SECTION_CHARACTERS = 2_900
MAX_HEADER_CHARACTERS = 150
# `text` is cut at 40,000 characters.
MAX_TEXT_CHARACTERS = 39_000


def split_blocks(groups: Sequence[Sequence[Block]]) -> tuple[tuple[Block, ...], ...]:
    """Deal blocks into messages that Slack takes, in order.

    Args:
        groups: blocks that belong together (a story); a group is parted only if it alone does not fit.

    Returns:
        At least one message's blocks, empty only if there are no blocks.
    """
    pages: list[list[Block]] = [[]]
    for group in groups:
        parts = [list(group)] if _fits_one_message(group) else [[block] for block in group]
        for part in parts:
            if pages[-1] and not _fits_one_message([*pages[-1], *part]):
                pages.append([])
            pages[-1].extend(part)
    return tuple(tuple(page) for page in pages)


def truncate(text: str, limit: int) -> str:
    """Shorten text of ours to a limit at a word's end, with an ellipsis. Never use it on a quotation."""
    if len(text) <= limit:
        return text
    prefix = text[: limit - 1]
    return (prefix.rpartition(" ")[0] or prefix) + "…"


def pack_sections(lines: Sequence[str]) -> Iterator[str]:
    """Pack lines into texts that each fit a section; a line too long for one goes on in the next, nothing is lost."""
    section = ""
    for line in _split_long_lines(lines):
        if section and len(section) + 1 + len(line) > MAX_SECTION_CHARACTERS:
            yield section
            section = line
        else:
            section = f"{section}\n{line}" if section else line
    if section:
        yield section


# ---- private


def _fits_one_message(blocks: Sequence[Block]) -> bool:
    return (
        len(blocks) <= MAX_BLOCKS
        and len(json.dumps(list(blocks), ensure_ascii=False)) <= MAX_BLOCKS_CHARACTERS
    )


def _split_long_lines(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        rest = line
        while len(rest) > MAX_SECTION_CHARACTERS:
            # An escape (&amp;) or a link has no space inside its first part, so that a space never parts one.
            cut_position = rest.rfind(" ", 0, MAX_SECTION_CHARACTERS)
            cut_position = cut_position if cut_position > 0 else MAX_SECTION_CHARACTERS
            yield rest[:cut_position]
            rest = ("> " if line.startswith("> ") else "") + rest[cut_position:].lstrip()
        yield rest
