"""Slack's limits on a message. Content that does not fit into one message continues in the next."""

from __future__ import annotations

import json
import re
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
# The prefix of every line of a quotation.
QUOTE_PREFIX = "> "
# A unit that must not be split: a link, a mention, an escape, or any other single character.
_UNSPLITTABLE = re.compile(r"<[^<>]*>|&(?:amp|lt|gt);|.", re.DOTALL)


def split_blocks(groups: Sequence[Sequence[Block]]) -> tuple[tuple[Block, ...], ...]:
    """Distribute blocks, in order, over messages within Slack's limits.

    Args:
        groups: blocks that belong together (a story). A group is split only if it does not fit into one message.

    Returns:
        The blocks of each message. Without blocks, one empty message.
    """
    pages: list[list[Block]] = [[]]
    page_characters = 0
    for group in groups:
        parts = [list(group)] if _fits(len(group), _count_characters(group)) else [[block] for block in group]
        for part in parts:
            part_characters = _count_characters(part)
            if pages[-1] and not _fits(len(pages[-1]) + len(part), page_characters + part_characters):
                pages.append([])
                page_characters = 0
            pages[-1].extend(part)
            page_characters += part_characters
    return tuple(tuple(page) for page in pages)


def truncate(text: str, limit: int) -> str:
    """Shorten one of the bot's texts to a maximum number of characters, ending with an ellipsis.

    The text is cut at the end of a word if possible. Links and escapes stay whole.

    Do not use this function for quotations.
    """
    if len(text) <= limit:
        return text
    unit_end, last_space = _split_positions(text, limit - 1)
    return text[: last_space or unit_end] + "…"


def pack_sections(lines: Sequence[str], limit: int = MAX_SECTION_CHARACTERS) -> Iterator[str]:
    """Join lines into texts that each fit into a section of a Slack message.

    A line that is too long continues in the next section.

    Args:
        lines: the escaped lines; a text with line breaks counts as several lines.
        limit: the maximum number of characters in a text.
    """
    section = ""
    for line in _split_long_lines(lines, limit):
        if section and len(section) + 1 + len(line) > limit:
            yield section
            section = line
        else:
            section = f"{section}\n{line}" if section else line
    if section:
        yield section


# ---- private


def _fits(block_count: int, character_count: int) -> bool:
    return block_count <= MAX_BLOCKS and character_count <= MAX_BLOCKS_CHARACTERS


def _count_characters(blocks: Sequence[Block]) -> int:
    """Return the characters of blocks as JSON. The sum of two lists is that of the whole, with its brackets."""
    return len(json.dumps(list(blocks), ensure_ascii=False))


def _split_long_lines(lines: Sequence[str], limit: int) -> Iterator[str]:
    """Split lines that are longer than a limit, at a space if possible.

    Without a space, a line is split anywhere except inside a link or escape.

    Each part contains at least one character of its line besides the quotation prefix, so that the loop ends.
    """
    for line in (part for text in lines for part in text.split("\n")):
        prefix = QUOTE_PREFIX if line.startswith(QUOTE_PREFIX) and limit > len(QUOTE_PREFIX) else ""
        rest = line.removeprefix(prefix)
        while len(prefix) + len(rest) > limit:
            unit_end, last_space = _split_positions(rest, limit - len(prefix))
            yield prefix + rest[: last_space or unit_end]
            rest = rest[last_space or unit_end :].lstrip()
        if rest or not line.removeprefix(prefix):
            yield prefix + rest


def _split_positions(text: str, limit: int) -> tuple[int, int]:
    """Return two positions for splitting a text so that the first part fits a limit.

    They are after the last whole unit (a link, an escape or a character), and before the last space.

    The first position is at least 1: a unit longer than the limit is split anyway. The second position is 0 if no
    space follows a word.
    """
    unit_end = last_space = 0
    has_word = False
    for unit in _UNSPLITTABLE.finditer(text):
        if unit[0].isspace():
            # A text may also be split at a space directly after the limit.
            if has_word and unit.start() <= limit:
                last_space = unit.start()
        else:
            has_word = True
        if unit.end() > limit:
            break
        unit_end = unit.end()
    return unit_end or max(1, limit), last_space
