"""Read the word lists of this package.

The files have `[section]` headers, one entry per line, and `#` comments.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from summarize.text import lexicon


@lru_cache(maxsize=8)
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """Return the lines of each section of a file in `data/`, in order."""
    text = resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    held: dict[str, tuple[str, ...]] = {}
    for section, lines in lexicon.parse_sections(text):
        held[section] = (*held.get(section, ()), *lines)
    return held


def words(name: str, section: str) -> frozenset[str]:
    """Return the words of a section of a file, separated by spaces in the file."""
    return frozenset(" ".join(sections(name)[section]).split())
