"""Words that mean nearly the same, from synonyms.txt. English."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from summarize.text import lexicon

if TYPE_CHECKING:
    from collections.abc import Mapping

_NOTHING: Mapping[str, float] = {}


def related_words(root: str) -> Mapping[str, float]:
    """Return the roots that mean nearly the same as a root, with their closeness, 0 to 1."""
    line = _load_lines().get(root)
    return _parse_line(line) if line else _NOTHING


def is_known(root: str) -> bool:
    """Whether a root belongs to an ordinary word of English; names and misspelt words do not."""
    return root in _load_lines()


# ---- private


@lru_cache(maxsize=1)
def _load_lines() -> dict[str, str]:
    """Return the related words of each root, as written in the file."""
    return {
        root: rest
        for root, _, rest in (line.partition(" ") for line in lexicon.load_sections("synonyms.txt")["en"])
    }


@lru_cache(maxsize=4096)
def _parse_line(line: str) -> Mapping[str, float]:
    pairs = (pair.partition(":") for pair in line.split())
    return {root: int(tenths) / 10 for root, _, tenths in pairs}
